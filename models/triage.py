"""Sorting simple from complex (繁简分流): which rules hold, which track and pool, and why (CV-8)."""

from functools import cache
from typing import NamedTuple

from models.conditions import Condition
from models.facts import CaseFacts
from models.reading import Outcome, Reading, Unknown
from models.rulebook import Rulebook
from models.triage_rules import Pool, TriageRule
from models.values import Value


class Fired(Value):
    """A rule that is true, outvoted or not."""

    rule: str
    article: str


class Open(Value):
    """A rule not yet excluded, because these facts are unknown (CV-5)."""

    rule: str
    missing: tuple[str, ...]


class TriageAnswer(Value):
    """The outcome of triage and everything it rests on.

    `unit` is the unit's key where only one is possible, else the pool's; the draw is made elsewhere.
    `units` are the units the pool has today. `related_unit` is the team of a related case, proposed
    for approval (GS-T15). `needs_approval` are the matters to be granted before the case goes there.
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
    """The track, pool and unit of a case by its court's rules; a fact nobody knows never decides."""
    reading = Reading(facts, book.derived)
    held = _Held([], [])
    rules = [rule for rule in book.triage.rules if rule.effect == "track"]
    for rule in rules:
        _note(held, rule, _truth(rule, reading))
    deciding = min(held.fired, key=lambda rule: rule.precedence, default=None)
    if deciding is None:
        deciding = next(rule for rule in rules if rule.id == book.triage.default_rule)
        held.fired.append(deciding)
    pool = next(pool for pool in book.triage.pools if pool.key == deciding.pool)
    reading.settle(track=deciding.track, pool=deciding.pool)
    for rule in book.triage.rules:
        if rule.effect != "track":
            _note(held, rule, _truth(rule, reading))
    return _answer(book, facts, reading, held, deciding, pool)


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
    book: Rulebook, facts: CaseFacts, reading: Reading, held: _Held, deciding: TriageRule, pool: Pool
) -> TriageAnswer:
    units = _eligible(pool, reading)
    related, warnings = _related_unit(book, facts, held)
    approvals = [pool.approval]
    if any(rule.effect == "related" for rule in held.fired):
        approvals.append(book.related.approval)
    drawn = units[0] if len(units) == 1 or pool.method == "fixed" else pool.key
    return TriageAnswer(
        track=deciding.track,
        unit=related or drawn,
        fired=tuple(Fired(rule=rule.id, article=rule.article) for rule in held.fired),
        open=tuple(held.open),
        decided_by=deciding.id,
        pool=pool.key,
        units=units,
        method=pool.method,
        related_unit=related,
        needs_approval=tuple(matter for matter in approvals if matter),
        facts_read=tuple(name for name in book.triage_facts if name in reading.known),
        warnings=(*_choice_warnings(book, facts), *_override_warnings(book, facts), *warnings),
    )


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
