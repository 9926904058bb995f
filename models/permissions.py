"""Who may do an act (办理权限): roles and units on the day it was done, for oneself or for somebody away."""

from collections.abc import Iterable, Sequence
from datetime import date

from models.absence import Absence, acting_for, away
from models.acts.envelope import Act, ActKind, Situation
from models.acts.reassigning import unit_of
from models.acts.requesting import occurrence_of
from models.approving import deciders
from models.case import ApprovalState, CaseState
from models.closing import closing_method
from models.errors import Code, Refusal
from models.limits import OWNER_UNIT, RECEIVER, fits
from models.organisation import Approval, Approved, Permission
from models.roles import Role
from models.rulebook import Rulebook
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


def check_substitute(act: Act, absences: Sequence[Absence], day: date) -> None:
    """Raises Refusal unless an act on behalf of somebody is for a person away that day, by who acts for them.

    The substitute signs with their own name and key; nobody signs as somebody else (CV-12).
    """
    check_absence(act.actor, act.on_behalf_of, absences, day)


def check_absence(actor: str, absent: str, absences: Sequence[Absence], day: date) -> None:
    """Raises Refusal unless the absent person named, if any, is away that day and the actor acts for them."""
    if not absent:
        return
    if away(absences, absent, day) is None:
        raise Refusal(Code.NOBODY_ABSENT, f"人员 {absent} 当日没有缺勤，不得代为办理")
    if acting_for(absences, absent, day) != actor:
        raise Refusal(Code.NOT_THE_SUBSTITUTE, f"人员 {actor} 当日不是 {absent} 的代理人")


def stood_in(own: Iterable[Membership], absent: Iterable[Membership], day: date) -> tuple[Membership, ...]:
    """What a substitute acts in: the absent person's places, in the roles both hold that day.

    A substitute takes the place, never the rank: who stands in for a judge is a judge (RY-54).
    """
    roles = {membership.role for membership in own if membership.on(day)}
    return tuple(each for each in absent if each.on(day) and each.role in roles)


def leading_roles(
    book: Rulebook, rule: Permission, held: Iterable[Membership], units: Iterable[str]
) -> tuple[str, ...]:
    """The roles, of those held, in which somebody leads one of the units (负责人): heads it or one above it.

    The roles the rule names lead every unit of the court.
    """
    parents = {unit.key: unit.parent for unit in book.units}
    above: set[str] = set()
    for unit in units:
        while unit and unit not in above:
            above.add(unit)
            unit = parents.get(unit, "")
    heads = {(unit.key, unit.leader) for unit in book.units if unit.key in above and unit.leader}
    return tuple(m.role for m in held if m.role in rule.roles or (m.unit, m.role) in heads)


def check_permission(
    situation: Situation,
    act: Act,
    memberships: tuple[Membership, ...],
    day: date,
    done_before: frozenset[str],
) -> None:
    """Raises Refusal unless the actor held, on that day, a role that may do the act, in the unit it is for.

    `memberships` are the actor's, or what they act in for somebody away (`stood_in`). `done_before` are
    the kinds of act these people have already done in this case. Whoever may do it still needs the grants
    the rulebook wants for it (APPROVAL_REQUIRED).
    """
    rule = _rule(situation, act)
    _check_person(situation, act, rule, memberships, day, done_before)
    for approved in rule.approved:
        if fits(approved.where, act.data) and not granted(situation, approved, act):
            matter = _approval(situation, approved.matter)
            named = matter.name if matter else approved.matter
            raise Refusal(Code.APPROVAL_REQUIRED, f"“{rule.name}”须先经审批：{named}")


def _check_person(
    situation: Situation,
    act: Act,
    rule: Permission,
    memberships: tuple[Membership, ...],
    day: date,
    done_before: frozenset[str],
) -> None:
    """Raises Refusal unless the actor is somebody who may do the act."""
    held = tuple(membership for membership in memberships if membership.on(day))
    if not held and act.on_behalf_of:
        raise Refusal(Code.ACT_NOT_ALLOWED, f"人员 {act.actor} 与 {act.on_behalf_of} 当日没有共同职务")
    if not held:
        raise Refusal(Code.ACT_NOT_ALLOWED, f"人员 {act.actor} 当日没有任职")
    owner = act.on_behalf_of or act.actor
    owns = act.role == Role.CASE_OWNER and owner == situation.state.owner
    fitting = tuple(m for m in held if m.role == act.role)
    words = situation.book.names
    if not (fitting or owns):
        raise Refusal(Code.ACT_NOT_ALLOWED, f"人员 {act.actor} 当日不任{words.get(act.role, act.role)}")
    if rule.person == "leader":
        _check_leader(situation, act, rule, held)
        return
    allowed = _roles(situation, act, rule)
    if allowed and act.role not in allowed:
        raise Refusal(Code.ACT_NOT_ALLOWED, f"{words.get(act.role, act.role)}无权办理“{rule.name}”")
    unit = _unit(situation, act, rule)
    if unit and not owns and unit not in {m.unit for m in fitting}:
        raise Refusal(Code.WRONG_UNIT, f"“{rule.name}”由{words.get(unit, unit)}办理")
    if set(rule.not_by_doer_of) & done_before:
        raise Refusal(Code.SECOND_PERSON_REQUIRED, f"“{rule.name}”须由他人办理")


def granted(situation: Situation, approved: Approved, act: Act) -> bool:
    """Whether the matter was granted for the thing of the act, at every level it goes up (SQ-D11)."""
    thing, requests = str(act.data.get(approved.target)), situation.state.approvals.values()
    given = {r.matter for r in requests if r.target == thing and r.state is ApprovalState.GRANTED}
    matter = _approval(situation, approved.matter)
    while matter is not None and matter.matter in given:
        if not matter.then:
            return True
        matter = _approval(situation, matter.then)
    return False


def _rule(situation: Situation, act: Act) -> Permission:
    for rule in situation.book.acts:
        if rule.act == act.kind:
            return rule
    raise Refusal(Code.ACT_NOT_ALLOWED, f"办案规则没有规定谁可以办理 {act.kind}")


def _check_leader(situation: Situation, act: Act, rule: Permission, held: Sequence[Membership]) -> None:
    """Raises Refusal unless the act's role leads the unit in which the absent person has the case."""
    unit, words = unit_of(situation.state, str(act.data.get("absent"))), situation.book.names
    if act.role not in leading_roles(situation.book, rule, held, (unit,)):
        named = "、".join(words.get(role, role) for role in rule.roles)
        raise Refusal(Code.ACT_NOT_ALLOWED, f"“{rule.name}”由{words.get(unit, unit)}负责人、{named}办理")


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


def fitting_role(
    book: Rulebook, kind: ActKind, held: Sequence[Membership], state: CaseState, person: str
) -> str:
    """Of the memberships held that day, the role in which a person may do an act on a case.

    `person` is whose act it is: the actor, or whom they stand in for. Raises Refusal when there is none.
    """
    rule = next((act for act in book.acts if act.act == kind), None)
    if rule is None or not held:
        raise Refusal(Code.ACT_NOT_ALLOWED, f"该人员当日没有可以办理 {kind} 的任职")
    if rule.person == "leader":
        roles = leading_roles(book, rule, held, (state.unit, state.assigned_unit))
    else:
        roles = (*rule.roles, *([Role.KEY_HOLDER] if rule.person == "key_holder" else []))
    for role in roles:
        if role == Role.CASE_OWNER and state.owner == person:
            return role
        if any(member.role == role for member in held):
            return role
    if rule.person not in ("", "leader"):
        approvers = {role for approval in book.approvals for role in approval.approver}
        return next((member.role for member in held if member.role in approvers), held[0].role)
    raise Refusal(Code.ACT_NOT_ALLOWED, f"该人员当日的任职无权办理“{rule.name}”")
