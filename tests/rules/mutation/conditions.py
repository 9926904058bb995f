"""Wrong versions of a condition or a derived value: each differs from the right one in one place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from models.conditions import Derived, derived_types
from models.facts.schema import FACT_TYPES, FactType, Kind, fact_type
from models.rulebook import Rulebook

CENT = 0.01
"""How far an amount in yuan is moved; numbers in `Names.whole` are moved by one."""

_PAIRS = (("lt", "le"), ("gt", "ge"), ("eq", "ne"), ("any", "every"))
_FLIPPED = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}
_GROUPS = {"all": "any", "any": "all"}


class Mutation(NamedTuple):
    """What was changed, in words that stay the same from run to run, and the changed data."""

    what: str
    data: Any


@dataclass(frozen=True)
class Names:
    """What the names of a condition stand for: facts or derived values, or the fields of a list's element."""

    types: Mapping[str, FactType]
    whole: frozenset[str]

    def kind(self, name: str) -> FactType | None:
        """The type of a name; none where the model knows no type for it."""
        return fact_type(name, self.types) if name.partition(".")[0] in self.types else None

    def choices(self, name: str) -> frozenset[str]:
        """Every value the fact may have, where these are listed."""
        kind = self.kind(name)
        return kind.choices if kind is not None else frozenset()

    def inside(self, name: str) -> "Names":
        """The names inside an element of the list."""
        kind = self.kind(name)
        return Names(kind.parts if kind is not None else {}, self.whole)

    def step(self, name: str) -> float:
        """The smallest difference of a number: a cent, or one."""
        return 1 if name in self.whole else CENT


def names_of(book: Rulebook) -> Names:
    """The names a condition of the book may use outside lists."""
    rows = {name: row.model_dump(mode="json", exclude_unset=True) for name, row in book.derived.items()}
    windows = [used["months"] for used in _asked(rows, "within_months")]
    months = {window["fact"] for window in windows if isinstance(window, dict)}
    counted = {name for name, row in book.derived.items() if row.count is not None}
    whole = frozenset({"detention.days", *months, *counted})
    return Names({**derived_types(rows), **FACT_TYPES}, whole)


def _asked(tree: Any, op: str) -> Iterator[Any]:
    """Every operand of one operator, anywhere in a tree."""
    if isinstance(tree, Mapping):
        if op in tree:
            yield tree[op]
        for value in tree.values():
            yield from _asked(value, op)
    elif isinstance(tree, list):
        for one in tree:
            yield from _asked(one, op)


def of_condition(tree: Mapping[str, Any], names: Names) -> Iterator[Mutation]:
    """Every line left out, every comparison turned or moved, every listed value left out or added."""
    for key, value in tree.items():
        rest = {name: one for name, one in tree.items() if name != key}
        if rest:
            yield Mutation(f"{key} left out", rest)
        for what, line in _of_line(key, value, names):
            yield Mutation(what, _together(rest, line))


def _together(rest: dict[str, Any], line: Mapping[str, Any]) -> dict[str, Any]:
    if rest.keys() & line.keys():
        return {"all": [rest, dict(line)]}
    return {**rest, **line}


def _of_line(key: str, value: Any, names: Names) -> Iterator[Mutation]:
    if key in _GROUPS:
        yield from _of_group(key, value, names)
    elif key == "not":
        yield Mutation("not turned round", value)
        for what, one in of_condition(value, names):
            yield Mutation(f"not {what}", {"not": one})
    else:
        asked = value if isinstance(value, Mapping) else {"eq": value}
        for op, wanted in asked.items():
            rest = {name: one for name, one in asked.items() if name != op}
            if rest:
                yield Mutation(f"{key} {op} left out", {key: rest})
            for what, test in _of_question(key, op, wanted, names):
                yield Mutation(f"{key} {what}", {"not": value} if test is None else {key: {**rest, **test}})


def _of_group(key: str, members: list[Any], names: Names) -> Iterator[Mutation]:
    if len(members) > 1:
        yield Mutation(f"{key} → {_GROUPS[key]}", {_GROUPS[key]: members})
    for place, member in enumerate(members):
        others = members[:place], members[place + 1 :]
        if len(members) > 1:
            yield Mutation(f"{key}[{place}] left out", {key: [*others[0], *others[1]]})
        for what, one in of_condition(member, names):
            yield Mutation(f"{key}[{place}] {what}", {key: [*others[0], one, *others[1]]})


def _of_question(name: str, op: str, wanted: Any, names: Names) -> Iterator[Mutation]:
    """Wrong versions of one question put to a fact."""
    if isinstance(wanted, bool):
        yield Mutation(f"{op} {str(wanted).lower()} → {str(not wanted).lower()}", {op: not wanted})
    elif op in _FLIPPED:
        yield Mutation(f"{op} → {_FLIPPED[op]}", {_FLIPPED[op]: wanted})
    if op in ("any", "every") and isinstance(wanted, Mapping):
        for what, one in of_condition(wanted, names.inside(name)):
            yield Mutation(f"{op} {what}", {op: one})
    elif op == "contains":
        for other in sorted(names.choices(name) - {wanted}):
            yield Mutation(f"contains {wanted} → {other}", {op: other})
    elif op == "in" and isinstance(wanted, list):
        for what, members in of_list(wanted, names.choices(name)):
            yield Mutation(what, {op: members})
    elif op == "between":
        for place, bound in enumerate(wanted):
            for what, moved in of_number(bound, names.step(name)):
                yield Mutation(f"between {what}", {op: [*wanted[:place], moved, *wanted[place + 1 :]]})
    elif op == "within_months" and not isinstance(wanted["months"], Mapping):
        for what, moved in of_number(wanted["months"], 1):
            yield Mutation(f"within_months {what}", {op: {**wanted, "months": moved}})
    elif isinstance(wanted, int | float) and not isinstance(wanted, bool):
        for what, moved in of_number(wanted, names.step(name)):
            yield Mutation(f"{op} {what}", {op: moved})


def of_number(value: float, step: float) -> Iterator[Mutation]:
    """The number a step more and a step less."""
    for moved in (round(value + step, 2), round(value - step, 2)):
        yield Mutation(f"{value} → {moved}", moved)


def of_list(members: list[Any], choices: frozenset[str]) -> Iterator[Mutation]:
    """Each value left out, and each further one added that the fact may have."""
    for member in members:
        if len(members) > 1:
            yield Mutation(f"in: {member} left out", [one for one in members if one != member])
    for choice in sorted(choices - {str(member) for member in members}):
        yield Mutation(f"in: {choice} added", [*members, choice])


def of_derived(name: str, book: Rulebook, names: Names) -> Iterator[Mutation]:
    """Wrong versions of a derived value: its condition, its sum, its parameter; as data of its row."""
    row: Derived = book.derived[name]
    data = row.model_dump(mode="json", exclude_unset=True)
    if row.when is not None:
        yield from (Mutation(what, {**data, "when": one}) for what, one in of_condition(data["when"], names))
    for way in ("sum", "count"):
        where = (data.get(way) or {}).get("where")
        if where:
            yield Mutation("where left out", {**data, way: {**data[way], "where": None}})
            for what, one in of_condition(where, names.inside(data[way]["of"])):
                yield Mutation(f"where {what}", {**data, way: {**data[way], "where": one}})
    if row.first_known:
        facts = list(row.first_known)
        yield Mutation("first_known turned round", {**data, "first_known": facts[::-1]})
        for fact in facts:
            others = [one for one in facts if one != fact]
            yield Mutation(f"first_known {fact} left out", {**data, "first_known": others})
    if row.value is not None:
        for what, one in _of_value(name, row.value, book, names):
            yield Mutation(what, {**data, "value": one})


def _of_value(name: str, value: Any, book: Rulebook, names: Names) -> Iterator[Mutation]:
    if isinstance(value, bool):
        yield Mutation(f"{str(value).lower()} → {str(not value).lower()}", not value)
    elif isinstance(value, list | tuple):
        yield from of_list(list(value), _choices_compared(name, book, names))
    elif isinstance(value, int | float):
        yield from of_number(value, names.step(name))


def _choices_compared(name: str, book: Rulebook, names: Names) -> frozenset[str]:
    """The values of the facts that are looked for in this list."""
    found: set[str] = set()

    def look(tree: Any, scope: Names) -> None:
        if isinstance(tree, list):
            for one in tree:
                look(one, scope)
        if not isinstance(tree, Mapping):
            return
        if "of" in tree and "where" in tree:
            look(tree["where"], scope.inside(tree["of"]))
            return
        for key, value in tree.items():
            if isinstance(value, Mapping) and value.get("in") == {"fact": name}:
                found.update(scope.choices(key))
            kind = scope.kind(key)
            look(value, scope.inside(key) if kind is not None and kind.kind is Kind.LIST else scope)

    look([row.model_dump(mode="json", exclude_unset=True) for row in book.derived.values()], names)
    look([condition.root for condition in book.conditions()], names)
    return frozenset(found)
