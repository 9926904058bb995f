"""Sorting simple from complex (繁简分流): which rules hold, which track and pool, and why (CV-8)."""

from functools import cache
from typing import NamedTuple

from models.approving import approvers
from models.conditions import Condition
from models.facts.case_facts import CaseFacts
from models.limits import OWNER_UNIT
from models.reading import Outcome, Reading, Unknown
from models.rulebook import Rulebook
from models.triage_rules import Pool, Scope, TriageRule
from models.values import Value


class Fired(Value):
    """A rule that is true, outvoted or not."""

    rule: str
    article: str


class Open(Value):
    """A rule not yet excluded, because these facts are unknown (CV-5)."""

    rule: str
    missing: tuple[str, ...]


class Needed(Value):
    """A matter somebody must decide (须报批事项), who does, and the rule that asks for it."""

    matter: str
    approver: tuple[str, ...]
    unit: str
    rule: str
    on_request: bool


class TriageAnswer(Value):
    """The outcome of triage and everything it rests on.

    `unit` is the unit's key where only one is possible, else the pool's; the draw is made elsewhere.
    `units` are the units the pool has today. `related_unit` is the team of a related case, proposed
    for approval (GS-T15). `needs_approval` are the matters to be granted before the case goes there.

    Where a group sends the case on or out, `exit` is the next group, `closing_review` or a closing
    method, `leg` the leg it goes on at, and `moves` whether another unit takes the case over.
    `approver` decides what the answer needs: a role, or a unit whose members decide.
    """

    track: str
    unit: str
    fired: tuple[Fired, ...]
    open: tuple[Open, ...]
    decided_by: str
    pool: str
    units: tuple[str, ...]
    method: str
    related_unit: str = ""
    exit: str = ""
    leg: str = ""
    moves: bool = True
    approver: str = ""
    approvals: tuple["Needed", ...] = ()
    needs_approval: tuple[str, ...] = ()
    facts_read: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class _Held(NamedTuple):
    """What the rules said: those that hold, those that are open."""

    fired: list[TriageRule]
    open: list[Open]


@cache
def _chosen(rule_id: str) -> Condition:
    """A person picked this rule and said why (CV-7)."""
    return Condition.model_validate(
        {"chosen_class.rule_id": rule_id, "chosen_class.reason": {"present": True}}
    )


def triage(book: Rulebook, facts: CaseFacts) -> TriageAnswer:
    """Where a case goes by its court's rules: track, pool, unit, exit; an unknown fact never decides."""
    reading = Reading(facts, book.derived)
    scope = book.triage.scope
    if scope is not None and scope.when.outcome(reading) is False:
        return _out_of_scope(scope)
    held = _Held([], [])
    for rule in sorted(book.triage.rules, key=lambda rule: rule.rest):
        if rule.deciding and not (rule.rest and any(each.effect == rule.effect for each in held.fired)):
            _note(held, rule, _truth(rule, reading))
    deciding = _deciding(book, held)
    pool = next((pool for pool in book.triage.pools if deciding and pool.key == deciding.pool), None)
    if deciding is not None and deciding.track:
        reading.settle(track=deciding.track, pool=deciding.pool)
    for rule in book.triage.rules:
        if not rule.deciding:
            _note(held, rule, _truth(rule, reading))
    return _answer(book, facts, reading, held, deciding, pool)


def _deciding(book: Rulebook, held: _Held) -> TriageRule | None:
    """The first exit that holds, else the first track, else the default; none where a court has none."""
    for effect in ("exit", "track"):
        fired = [rule for rule in held.fired if rule.effect == effect]
        if fired:
            return min(fired, key=lambda rule: rule.precedence)
    default = next((rule for rule in book.triage.rules if rule.id == book.triage.default_rule), None)
    if default is not None:
        held.fired.append(default)
    return default


def _out_of_scope(scope: Scope) -> TriageAnswer:
    """No rule applies: the case is not for this court to triage (SQ-14)."""
    return TriageAnswer(
        track="",
        unit="",
        fired=(),
        open=(),
        decided_by="",
        pool="",
        units=(),
        method="",
        moves=False,
        warnings=(f"{scope.text}（{scope.article}）",),
    )


def _truth(rule: TriageRule, reading: Reading) -> Outcome:
    """Whether a rule holds; a rule without condition holds only by choice or as the default."""
    if rule.chosen:
        return _chosen(rule.id).outcome(reading)
    return rule.when.outcome(reading) if rule.when is not None else False


def _note(held: _Held, rule: TriageRule, truth: Outcome) -> None:
    if truth is True:
        held.fired.append(rule)
    elif isinstance(truth, Unknown):
        held.open.append(Open(rule=rule.id, missing=truth.missing))


def _answer(
    book: Rulebook,
    facts: CaseFacts,
    reading: Reading,
    held: _Held,
    deciding: TriageRule | None,
    pool: Pool | None,
) -> TriageAnswer:
    units = _eligible(pool, reading) if pool is not None else ()
    related, warnings = _related_unit(book, facts, held)
    needed = _approvals(book, reading, held, deciding, pool)
    drawn = "" if pool is None else units[0] if len(units) == 1 or pool.method == "fixed" else pool.key
    return TriageAnswer(
        track=_track(book, facts, held, deciding),
        unit=related or drawn,
        fired=_distinct(held.fired),
        open=_still_open(held),
        decided_by=deciding.id if deciding else "",
        pool=pool.key if pool else "",
        units=units,
        method=pool.method if pool else "",
        related_unit=related,
        exit=deciding.exit if deciding else "",
        leg=deciding.leg if deciding else "",
        moves=deciding is not None and deciding.hands_over and pool is not None,
        approver=_approver(needed),
        approvals=needed,
        needs_approval=tuple(dict.fromkeys(each.matter for each in needed if not each.on_request)),
        facts_read=tuple(name for name in book.triage_facts if name in reading.known),
        warnings=(*_choice_warnings(book, facts), *_override_warnings(book, facts), *warnings),
    )


def _track(book: Rulebook, facts: CaseFacts, held: _Held, deciding: TriageRule | None) -> str:
    """The track decided now; a case that is only sent on keeps the one it has, else gets its class's."""
    if deciding is None or deciding.track:
        return deciding.track if deciding else ""
    by_class = min(
        (rule for rule in held.fired if rule.effect == "track"),
        key=lambda rule: rule.precedence,
        default=None,
    )
    return facts.track or (by_class.track if by_class else "")


def _distinct(fired: list[TriageRule]) -> tuple[Fired, ...]:
    """Every rule that fired once, whichever of its branches did."""
    return tuple({rule.id: Fired(rule=rule.id, article=rule.article) for rule in reversed(fired)}.values())[
        ::-1
    ]


def _still_open(held: _Held) -> tuple[Open, ...]:
    """Rules not yet excluded; one with a branch that fired is settled."""
    settled = {rule.id for rule in held.fired}
    missing: dict[str, tuple[str, ...]] = {}
    for each in held.open:
        if each.rule not in settled:
            missing[each.rule] = tuple(dict.fromkeys((*missing.get(each.rule, ()), *each.missing)))
    return tuple(Open(rule=rule, missing=names) for rule, names in missing.items())


def _approvals(
    book: Rulebook, reading: Reading, held: _Held, deciding: TriageRule | None, pool: Pool | None
) -> tuple[Needed, ...]:
    """Every matter the outcome needs, with who decides it as the facts are."""
    wanted = [(rule.matter, rule.id) for rule in held.fired if rule.effect == "approval"]
    if deciding is not None:
        wanted += [(deciding.approval, deciding.id), (pool.approval if pool else "", deciding.id)]
    wanted += [(book.related.approval, rule.id) for rule in held.fired if rule.effect == "related"]
    needed: dict[str, Needed] = {}
    for matter, rule in wanted:
        approval = next((each for each in book.approvals if each.matter == matter), None)
        if approval is not None and matter not in needed:
            needed[matter] = Needed(
                matter=matter,
                approver=approvers(approval, reading),
                unit=approval.unit,
                rule=rule,
                on_request=approval.on_request,
            )
    return tuple(needed.values())


def _approver(needed: tuple[Needed, ...]) -> str:
    """Who decides first: a unit where one of its members may, else the role; empty where nobody must."""
    if not needed:
        return ""
    first = needed[0]
    return first.unit if first.unit not in ("", OWNER_UNIT) else next(iter(first.approver), "")


def _eligible(pool: Pool, reading: Reading) -> tuple[str, ...]:
    """The units of the pool whose condition is known true, or that have none; all, if that leaves none."""
    taking_part = tuple(
        unit for unit in pool.units if unit not in pool.only_if or pool.only_if[unit].outcome(reading) is True
    )
    return taking_part or pool.units


def _related_unit(book: Rulebook, facts: CaseFacts, held: _Held) -> tuple[str, tuple[str, ...]]:
    """The team of a related case, where the court keeps related cases together."""
    if not book.related.same_team or not any(rule.effect == "related" for rule in held.fired):
        return "", ()
    teams = [case.team for case in facts.related_cases or () if case.team]
    if not teams:
        return "", ("关联案件没有写明承办团队，请人工核对",)
    units = {unit.key for unit in book.units}
    known = [team for team in teams if team in units]
    if not known:
        return "", (f"关联案件的承办团队“{teams[0]}”不是本院现有单位",)
    several = ("关联案件由不同团队承办，请人工确定",) if len(set(known)) > 1 else ()
    return known[0], several


def _choice_warnings(book: Rulebook, facts: CaseFacts) -> tuple[str, ...]:
    choice = facts.chosen_class
    if choice is None or choice.rule_id is None:
        return ()
    if choice.rule_id not in {rule.id for rule in book.triage.rules if rule.chosen}:
        return (f"{choice.rule_id} 不是可以人工识别的类别",)
    return ()


def _override_warnings(book: Rulebook, facts: CaseFacts) -> tuple[str, ...]:
    return tuple(
        f"人工改定的推导事实“{name}”本院规则没有" for name in facts.overridden if name not in book.derived
    )
