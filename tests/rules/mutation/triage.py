"""Wrong versions of a court's triage: its rules, the derived values read, its pools, who approves."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pydantic import ValidationError

from models.conditions import Condition, Derived
from models.organisation import Approval
from models.rulebook import Rulebook
from models.triage_rules import Pool, TriageRule
from tests.rules.checks import replaced
from tests.rules.mutation.conditions import Mutation, Names, names_of, of_condition, of_derived
from tests.rules.mutation.rivals import beyond_neighbours

Row = TriageRule | Pool | Approval


class Mutant(NamedTuple):
    """A book that is wrong in one place: in which row, what was done to it, and the rules that read it."""

    where: str
    what: str
    book: Rulebook
    serves: tuple[str, ...] = ()


def of_triage(book: Rulebook) -> Iterator[Mutant]:
    """Every wrong version of what the court's triage rests on; what the loader refuses is no version."""
    names = names_of(book)
    for rule in book.triage.rules:
        for what, changed in _of_rule(rule, book, names):
            yield Mutant(_label(rule), what, _with_rule(book, rule, changed), (rule.id,))
    for name, served in sorted(_served(book).items()):
        for what, data in of_derived(name, book, names):
            if (row := _valid(Derived, data)) is not None:
                yield Mutant(name, what, replaced(book, derived={**book.derived, name: row}), served)
    for pool in book.triage.pools:
        served = tuple(rule.id for rule in book.triage.rules if rule.pool == pool.key)
        for what, other in _of_pool(pool, names):
            triage = replaced(book.triage, pools=_exchanged(book.triage.pools, pool, other))
            yield Mutant(f"pool {pool.key}", what, replaced(book, triage=triage), served)
    for approval in _asked_for(book):
        for what, instead in _of_approval(approval, names):
            approvals = _exchanged(book.approvals, approval, instead)
            yield Mutant(f"approval {approval.matter}", what, replaced(book, approvals=approvals))
    yield from _of_scope(book, names)


def _label(rule: TriageRule) -> str:
    return f"{rule.id}/{rule.branch}" if rule.branch else rule.id


def _valid(kind: Any, data: Any) -> Any:
    """The row these data give; none where the loader would refuse them."""
    try:
        return kind.model_validate(data)
    except ValidationError:
        return None


def _exchanged(rows: Iterable[Any], old: Row, new: Row | None) -> tuple[Any, ...]:
    """The rows with one exchanged, or left out."""
    return tuple(new if row is old else row for row in rows if row is not old or new is not None)


def _with_rule(book: Rulebook, rule: TriageRule, changed: TriageRule | None) -> Rulebook:
    rules = _exchanged(book.triage.rules, rule, changed)
    return replaced(book, triage=replaced(book.triage, rules=rules))


def _of_when(row: Any, names: Names) -> Iterator[tuple[str, Any]]:
    """The row with each wrong version of its condition."""
    for what, tree in of_condition(row.when.root, names):
        if (when := _valid(Condition, tree)) is not None:
            yield what, replaced(row, when=when)


def _of_rule(rule: TriageRule, book: Rulebook, names: Names) -> Iterator[tuple[str, TriageRule | None]]:
    yield "deleted", None
    if rule.when is not None:
        yield from _of_when(rule, names)
    for what, precedence in beyond_neighbours(rule, book):
        yield what, replaced(rule, precedence=precedence)
    if rule.effect == "track":
        yield from _elsewhere(rule, "track", [other.track for other in book.triage.rules])
    if rule.pool:
        yield from _elsewhere(rule, "pool", [pool.key for pool in book.triage.pools])
    if rule.exit:
        yield from _elsewhere(rule, "exit", [other.exit for other in book.triage.rules])
    if rule.rest:
        yield "rest left out", replaced(rule, rest=False)
    for name in ("approval", "matter"):
        if getattr(rule, name):
            yield f"{name} left out", replaced(rule, **{name: ""})


def _elsewhere(rule: TriageRule, name: str, values: list[str]) -> Iterator[Mutation]:
    """The rule with the first other value the book knows of this kind."""
    own = getattr(rule, name)
    other = next((value for value in values if value not in ("", own)), None)
    if other is not None:
        yield Mutation(f"{name} {own} → {other}", replaced(rule, **{name: other}))


def _of_pool(pool: Pool, names: Names) -> Iterator[tuple[str, Pool]]:
    if len(pool.units) > 1:
        for unit in pool.units:
            yield f"unit {unit} left out", replaced(pool, units=tuple(u for u in pool.units if u != unit))
    for unit, when in pool.only_if.items():
        others = {key: one for key, one in pool.only_if.items() if key != unit}
        yield f"only_if {unit} left out", replaced(pool, only_if=others)
        for what, tree in of_condition(when.root, names):
            if (changed := _valid(Condition, tree)) is not None:
                yield f"only_if {unit} {what}", replaced(pool, only_if={**others, unit: changed})
    if pool.approval:
        yield "approval left out", replaced(pool, approval="")


def _of_approval(approval: Approval, names: Names) -> Iterator[tuple[str, Approval]]:
    """Who decides: each level left out or asked otherwise, and somebody else instead."""
    if approval.unit:
        yield "unit left out", replaced(approval, unit="")
    for place, level in enumerate(approval.levels):
        others = approval.levels[:place], approval.levels[place + 1 :]
        yield f"levels[{place}] deleted", replaced(approval, levels=(*others[0], *others[1]))
        for what, changed in _of_when(level, names):
            yield f"levels[{place}] {what}", replaced(approval, levels=(*others[0], changed, *others[1]))
    if not approval.unit:
        yield "approver somebody else", replaced(approval, approver=("finance",))


def _of_scope(book: Rulebook, names: Names) -> Iterator[Mutant]:
    scope = book.triage.scope
    if scope is None:
        return
    yield Mutant("scope", "deleted", replaced(book, triage=replaced(book.triage, scope=None)))
    for what, changed in _of_when(scope, names):
        yield Mutant("scope", what, replaced(book, triage=replaced(book.triage, scope=changed)))


def _asked_for(book: Rulebook) -> list[Approval]:
    """The matters a triage answer may need."""
    wanted = {rule.approval for rule in book.triage.rules} | {rule.matter for rule in book.triage.rules}
    wanted |= {pool.approval for pool in book.triage.pools}
    if any(rule.effect == "related" for rule in book.triage.rules):
        wanted.add(book.related.approval)
    return [approval for approval in book.approvals if approval.matter in wanted - {""}]


def _served(book: Rulebook) -> dict[str, tuple[str, ...]]:
    """The derived values that triage and limits rest on, each with the rows that read it."""
    conditions = [(rule.id, rule.when) for rule in book.triage.rules if rule.when is not None]
    for pool in book.triage.pools:
        conditions += [(f"pool {pool.key}", condition) for condition in pool.only_if.values()]
    for approval in _asked_for(book):
        conditions += [(f"approval {approval.matter}", level.when) for level in approval.levels]
    if book.triage.scope is not None:
        conditions.append(("scope", book.triage.scope.when))
    conditions += [(limit.id, limit.when) for limit in book.limits if limit.when is not None]
    served: dict[str, list[str]] = {}
    for reader, condition in conditions:
        for name in derived_read(condition, book):
            served.setdefault(name, []).append(reader)
    return {name: tuple(dict.fromkeys(readers)) for name, readers in served.items()}


def derived_read(row: Condition | Derived, book: Rulebook) -> frozenset[str]:
    """Every derived value a condition rests on, through those it names."""
    found = set(row.compiled.derived)
    for name in row.compiled.derived:
        found |= derived_read(book.derived[name], book)
    return frozenset(found)
