"""Who may do an act (办理权限): roles and units on the day the act was done."""

from datetime import date

from models.acts.envelope import Act, ActKind, Situation
from models.acts.requesting import occurrence_of
from models.approving import deciders
from models.closing import closing_method
from models.errors import Code, Refusal
from models.limits import OWNER_UNIT, RECEIVER
from models.organisation import Approval, Permission
from models.roles import Role
from models.values import Value

BEFORE_ANY_HOLDER = frozenset({ActKind.OFFER_HANDOVER, ActKind.PROPOSE_CLOSING, ActKind.REQUEST_APPROVAL})
"""Acts of the holder that a case without one may need: a first offer sent back, a case not to begin."""


class Membership(Value):
    """A role in a unit with its dates (任职)."""

    unit: str
    role: str
    since: date
    until: date | None = None

    def on(self, day: date) -> bool:
        """Whether it holds on that day."""
        return self.since <= day and (self.until is None or day <= self.until)


def check_permission(
    situation: Situation,
    act: Act,
    memberships: tuple[Membership, ...],
    day: date,
    done_before: frozenset[str],
) -> None:
    """Raises Refusal unless the actor held, on that day, a role that may do the act, in the unit it is for.

    `done_before` are the kinds of act the actor has already done in this case.
    """
    held = tuple(membership for membership in memberships if membership.on(day))
    if not held:
        raise Refusal(Code.ACT_NOT_ALLOWED, f"人员 {act.actor} 当日没有任职")
    rule = _rule(situation, act)
    owns = act.role == Role.CASE_OWNER and act.actor == situation.state.owner
    fitting = tuple(m for m in held if m.role == act.role)
    words = situation.book.names
    if not (fitting or owns):
        raise Refusal(Code.ACT_NOT_ALLOWED, f"人员 {act.actor} 当日不任{words.get(act.role, act.role)}")
    allowed = _roles(situation, act, rule)
    if allowed and act.role not in allowed:
        raise Refusal(Code.ACT_NOT_ALLOWED, f"{words.get(act.role, act.role)}无权办理“{rule.name}”")
    unit = _unit(situation, act, rule)
    if unit and not owns and unit not in {m.unit for m in fitting}:
        raise Refusal(Code.WRONG_UNIT, f"“{rule.name}”由{words.get(unit, unit)}办理")
    if set(rule.not_by_doer_of) & done_before:
        raise Refusal(Code.SECOND_PERSON_REQUIRED, f"“{rule.name}”须由他人办理")


def _rule(situation: Situation, act: Act) -> Permission:
    for rule in situation.book.acts:
        if rule.act == act.kind:
            return rule
    raise Refusal(Code.ACT_NOT_ALLOWED, f"办案规则没有规定谁可以办理 {act.kind}")


def _roles(situation: Situation, act: Act, rule: Permission) -> tuple[str, ...]:
    """The roles that may do it; empty where the unit alone decides."""
    if act.kind == ActKind.RECORD_OCCURRENCE:
        return tuple(occurrence_of(situation, str(act.data.get("event"))).roles)
    if rule.person == "approver":
        request = situation.state.approvals.get(str(act.data.get("approval")))
        matter = _approval(situation, request.matter) if request else None
        if request is None or matter is None:
            return ()
        return deciders(situation.book, situation.state, matter, request.asked)
    if rule.person == "key_holder" and situation.book.identity.key_holder_only:
        return (Role.KEY_HOLDER,)
    return tuple(rule.roles)


def _unit(situation: Situation, act: Act, rule: Permission) -> str:
    """The unit it is for; empty where any will do.

    Raises Refusal(WRONG_STATE) where it is for the team that holds the case, and none does yet (CV-13).
    """
    state = situation.state
    if rule.person == "reviewer" and state.closing is not None:
        return closing_method(situation.book, state.closing.method).reviewer
    place = _place(situation, act, rule)
    if place not in (OWNER_UNIT, RECEIVER):
        return place
    if act.kind in BEFORE_ANY_HOLDER and not state.unit:
        return situation.book.triage.unit  # Nobody holds the case yet: who triages answers for it.
    unit = state.assigned_unit if place == RECEIVER else state.unit
    if not unit:
        raise Refusal(Code.WRONG_STATE, f"案件尚未移交承办团队，不能办理“{rule.name}”")
    return unit


def _place(situation: Situation, act: Act, rule: Permission) -> str:
    """The unit as the rulebook writes it: of the matter registered, asked for or decided, else of the act."""
    if act.kind == ActKind.RECORD_OCCURRENCE:
        return occurrence_of(situation, str(act.data.get("event"))).unit
    if act.kind == ActKind.REQUEST_APPROVAL:
        asked = _approval(situation, str(act.data.get("matter")))
        return asked.requester if asked and asked.requester else rule.unit
    if rule.person == "approver":
        request = situation.state.approvals.get(str(act.data.get("approval")))
        matter = _approval(situation, request.matter) if request else None
        return matter.unit if matter else ""
    return rule.unit


def _approval(situation: Situation, matter: str) -> Approval | None:
    return next((each for each in situation.book.approvals if each.matter == matter), None)
