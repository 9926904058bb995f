"""Representative cases (代表性案情): facts enough to tell apart whatever some conditions tell apart.

Conditions read few values of few facts, so that "can never hold" and "holds whenever the other does"
are settled by trying every combination that makes a difference. Where there are too many, nothing is
concluded.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import combinations_with_replacement, product
from typing import Any

from models.calendar import add_months
from models.conditions import Condition, Derived
from models.facts.case_facts import CaseFacts, Progress
from models.facts.schema import FACT_TYPES, FactType, Kind
from models.facts.shapes import Overriding
from models.lint.literals import Literals, Reader
from models.reading import Outcome, Reading, Unknown

_DAY = date(2024, 3, 1)
"""Any day: only distances between days are compared."""
_OTHER_TEXT = "另一项"
_MOST_VALUES = 600
"""A fact with more representative values than these is not tried."""
_MOST_ELEMENTS = 32
"""A list whose elements have more representative values than these is not tried."""
_MOST_STEPS = 20_000
"""A search that takes more steps than these is given up."""
_MOST_COUNTED = 2
"""Lists are tried with up to so many elements."""


class TooManyError(Exception):
    """The cases that would have to be tried are too many to conclude anything."""


class Worlds:
    """Tries conditions of one book against representative cases."""

    def __init__(self, derived: Mapping[str, Derived]) -> None:
        self._derived = derived

    def can_hold(self, condition: Condition, *also: Condition) -> bool:
        """Whether some case makes the conditions true together. Raises TooManyError."""
        return next(self._search((condition, *also), None), None) is not None

    def implies(self, condition: Condition, other: Condition) -> bool:
        """Whether the other condition is true in every case in which this one is. Raises TooManyError."""
        return next(self._search((condition,), other), None) is None

    def _search(self, wanted: tuple[Condition, ...], unless: Condition | None) -> Iterator[Mapping[str, Any]]:
        """Cases in which all wanted conditions are true, and `unless` is not."""
        every = (*wanted, unless) if unless is not None else wanted
        literals = Reader(self._derived).read(every)
        if literals.counts_elements and max(literals.numbers, default=0) > _MOST_COUNTED:
            raise TooManyError
        first = Reader(self._derived).read(wanted).facts
        values = {fact: _values(fact, literals) for fact in literals.facts}
        order = sorted(values, key=lambda fact: (fact not in first, len(values[fact])))
        order.sort(key=lambda fact: fact not in literals.defaulted)
        for switched in product((True, False), repeat=len(literals.switches)):
            settings = dict(zip(sorted(literals.switches), switched, strict=True))
            trial = _Trial(self._derived, settings, wanted, unless)
            yield from trial.cases({}, order, values, len(literals.defaulted))


class _Trial:
    """One search, with the court's switches set."""

    def __init__(
        self,
        derived: Mapping[str, Derived],
        settings: Mapping[str, bool],
        wanted: tuple[Condition, ...],
        unless: Condition | None,
    ) -> None:
        replaced = {
            name: Overriding(value=value, reason="开关", by="检查") for name, value in settings.items()
        }
        self._reading = Reading(CaseFacts(overridden=replaced), derived)
        self._wanted = wanted
        self._unless = unless
        self._steps = 0

    def cases(
        self, case: dict[str, Any], order: list[str], values: Mapping[str, tuple[Any, ...]], unread: int
    ) -> Iterator[Mapping[str, Any]]:
        """The cases that complete this one; a condition already false ends the way.

        The first `unread` facts have stand-ins while they are unknown, so nothing is asked before them,
        and they may stay unknown.
        """
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise TooManyError
        if not unread:
            held, other = self._asked(case)
            if other is True or any(outcome is False for outcome in held):
                return
            if not order or not any(isinstance(outcome, Unknown) for outcome in (*held, other)):
                yield case
                return
        fact, rest = order[0], order[1:]
        if unread:
            yield from self.cases(case, rest, values, unread - 1)
        for value in values[fact]:
            yield from self.cases({**case, fact: value}, rest, values, max(unread - 1, 0))

    def _asked(self, case: Mapping[str, Any]) -> tuple[list[Outcome], Outcome]:
        """Whether the wanted conditions hold, and whether the other one does."""
        self._reading.known = dict(case)
        self._reading.settle()
        held = [condition.outcome(self._reading) for condition in self._wanted]
        return held, self._unless.outcome(self._reading) if self._unless is not None else False


def _values(fact: str, literals: Literals) -> tuple[Any, ...]:
    """The representative values of a fact, as conditions read them."""
    raw = list(_raw(fact, FACT_TYPES[fact], literals))
    if len(raw) > _MOST_VALUES:
        raise TooManyError
    return tuple(_typed(fact, value) for value in raw)


def _typed(fact: str, value: Any) -> Any:
    model = CaseFacts if fact in CaseFacts.model_fields else Progress
    return getattr(model.model_validate({fact: value}), fact)


def _raw(path: str, kind: FactType, literals: Literals) -> Iterable[Any]:
    none = [None] if path in literals.may_be_none else []
    if kind.kind is Kind.OBJECT:
        return [*none, *_objects(path, kind, literals)]
    if kind.kind is Kind.LIST:
        return _lists(list(_objects(path, kind, literals)))
    if kind.kind is Kind.SET:
        return [[], *([one] for one in _choices(path, kind, literals))]
    return [*none, *_scalars(path, kind, literals)]


def _objects(path: str, kind: FactType, literals: Literals) -> Iterator[dict[str, Any]]:
    """Every combination of the parts that are read."""
    parts = literals.parts(path)
    choices = [list(_part(f"{path}.{part}", kind, literals)) for part in parts]
    for values in product(*choices):
        yield dict(zip(parts, values, strict=True))


def _part(path: str, whole: FactType, literals: Literals) -> Iterable[Any]:
    """The values of a part; a paper the court names itself comes with the reason it may need."""
    if whole.any_part is not None:
        return [{"state": state, "reason": _OTHER_TEXT} for state in _choices(path, whole.any_part, literals)]
    return _raw(path, whole.parts[path.rpartition(".")[2]], literals)


def _lists(elements: list[Any]) -> list[list[Any]]:
    """No element, each alone, each two together."""
    if len(elements) > _MOST_ELEMENTS:
        raise TooManyError
    return [
        [],
        *([one] for one in elements),
        *(list(pair) for pair in combinations_with_replacement(elements, _MOST_COUNTED)),
    ]


def _scalars(path: str, kind: FactType, literals: Literals) -> Iterable[Any]:
    if kind.kind is Kind.FLAG:
        return (True, False)
    if kind.kind is Kind.NUMBER:
        around = {number + step for number in literals.numbers for step in (0, 1)}
        return sorted(number for number in {0, 1} | around if number >= 0)
    if kind.kind in (Kind.DAY, Kind.INSTANT):
        if path not in literals.dated:
            return [_DAY.isoformat()]
        return _days(frozenset(literals.days), frozenset(literals.months))
    return _choices(path, kind, literals)


@cache
def _days(named: frozenset[str], months: frozenset[int]) -> list[str]:
    marks = {_DAY, *(date.fromisoformat(day) for day in named), *(add_months(_DAY, one) for one in months)}
    around = {mark + timedelta(days=step) for mark in marks for step in (-1, 0, 1)}
    return [day.isoformat() for day in sorted(around)]


def _choices(path: str, kind: FactType, literals: Literals) -> list[str]:
    """One value of each group that is told apart, and one that is in none."""
    groups = literals.groups[path]
    named = sorted({str(value) for group in groups for value in group if value is not None})
    every = sorted(kind.choices) if kind.choices else [*named, _OTHER_TEXT]
    by_groups = {tuple(value in group for group in groups): value for value in reversed(every)}
    return sorted(by_groups.values())
