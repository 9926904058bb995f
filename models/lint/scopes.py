"""For which cases a limit is: the facts its start asks for, and its condition (适用范围)."""

from collections.abc import Iterator, Mapping

from models.conditions import Condition, Derived
from models.facts.schema import FACT_TYPES, Kind
from models.limits import Limit, Match
from models.lint.worlds import TooManyError, Worlds

_COMPARED = (Kind.FLAG, Kind.CHOICE, Kind.TEXT)
"""Facts of a case that an event states as they are."""

Scope = tuple[Limit, Match]
"""A limit with one of the events it starts from."""


def scopes_meet(derived: Mapping[str, Derived], one: Scope, other: Scope) -> bool:
    """Whether there are cases for both limits; where it cannot be settled, no."""
    conditions = [*_conditions(*one), *_conditions(*other)]
    try:
        return not conditions or Worlds(derived).can_hold(*conditions)
    except TooManyError:
        return False


def _conditions(limit: Limit, start: Match) -> Iterator[Condition]:
    if limit.when is not None:
        yield limit.when
    yield from _asked(start)


def _asked(match: Match) -> Iterator[Condition]:
    """What the event's facts say about the case; null in a list allows a missing fact."""
    for name, wanted in match.where.items():
        values = wanted if isinstance(wanted, list) else [wanted]
        if name in FACT_TYPES and FACT_TYPES[name].kind in _COMPARED:
            asked = [{name: {"present": False} if value is None else value} for value in values]
            yield Condition({"any": asked})
