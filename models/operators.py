"""The questions a condition may ask of a fact: for each kind of fact its operators, compiled once."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.calendar import add_months
from models.facts.schema import FactType, Kind
from models.reading import AtLeast, Outcome, Reading, Unknown, as_day, as_literal_day, as_number
from models.validation import unknown_name

Getter = Callable[[Reading, Any], Any]
Test = Callable[[Reading, Any], Outcome]

_ORDER = {"lt": operator.lt, "le": operator.le, "gt": operator.gt, "ge": operator.ge}
_EQUAL = ("eq", "ne")
_ORDERED = (*_EQUAL, *_ORDER, "between", "in", "present")

ALLOWED: Mapping[Kind, tuple[str, ...]] = {
    Kind.FLAG: (*_EQUAL, "present"),
    Kind.NUMBER: _ORDERED,
    Kind.DAY: (*_ORDERED, "within_months"),
    Kind.INSTANT: (*_ORDERED, "within_months"),
    Kind.TEXT: (*_EQUAL, "in", "present"),
    Kind.CHOICE: (*_EQUAL, "in", "present"),
    Kind.SET: ("contains", "empty", "present"),
    Kind.LIST: ("any", "every", "empty", "present"),
    Kind.OBJECT: ("present",),
}
"""The operators of each kind of fact; `any` and `every` ask the elements of a list."""


@dataclass(frozen=True)
class Operand:
    """What a fact is compared with: a literal or another fact, and of what type it is."""

    get: Getter
    type: FactType | None
    literal: Any = None


Resolve = Callable[[str], Operand]
"""Finds the operand a name stands for."""


def ask(name: str, kind: FactType | None, op: str, get: Getter, wanted: Any, resolve: Resolve) -> Test:
    """The test `name op wanted`. Raises ValueError where the question does not fit the fact."""
    if kind is not None and op not in ALLOWED[kind.kind]:
        allowed = "、".join(ALLOWED[kind.kind])
        raise ValueError(f"事实“{name}”是{kind.kind}，不能用运算“{op}”，可用：{allowed}")
    if op == "present":
        return _present(get, _flag(op, wanted))
    if op == "empty":
        return _empty(get, _flag(op, wanted))
    if op == "between":
        return _between(name, kind, get, wanted, resolve)
    if op == "within_months":
        return _within_months(name, kind, get, wanted, resolve)
    if op == "in":
        return _binary(get, _members(name, kind, wanted, resolve), lambda value, choices: value in choices)
    operand = _operand(name, kind, wanted, resolve)
    if op == "contains":
        return _binary(get, operand.get, lambda value, one: value is not None and one in value)
    left, right = _same_footing(kind, get, operand)
    if op in ("ge", "gt"):
        return _reaches(left, right, _ordered(_ORDER[op]))
    if op in _EQUAL:
        return _binary(left, right, operator.eq if op == "eq" else operator.ne)
    return _binary(left, right, _ordered(_ORDER[op]))


def _flag(op: str, wanted: Any) -> bool:
    if not isinstance(wanted, bool):
        raise ValueError(f"运算“{op}”后应为 true 或 false")
    return wanted


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """A comparison in which known-to-be-none is never before nor after anything."""

    def test(value: Any, other: Any) -> bool:
        return value is not None and other is not None and compare(value, other)

    return test


def _binary(left: Getter, right: Getter, compare: Callable[[Any, Any], bool]) -> Test:
    def test(reading: Reading, scope: Any) -> Outcome:
        value = left(reading, scope)
        other = right(reading, scope)
        if isinstance(value, Unknown):
            return value | other if isinstance(other, Unknown) else value
        if isinstance(other, Unknown):
            return other
        return compare(value, other)

    return test


def _reaches(left: Getter, right: Getter, compare: Callable[[Any, Any], bool]) -> Test:
    """Whether one side reaches the other; the known part of a sum may settle that already."""
    plain = _binary(left, right, compare)

    def test(reading: Reading, scope: Any) -> Outcome:
        value = left(reading, scope)
        if isinstance(value, AtLeast):
            other = right(reading, scope)
            if not isinstance(other, Unknown) and compare(value.floor, other):
                return True
        return plain(reading, scope)

    return test


def _present(get: Getter, wanted: bool) -> Test:
    def test(reading: Reading, scope: Any) -> Outcome:
        value = get(reading, scope)
        if isinstance(value, Unknown):
            return value
        return (value is not None and value != "") is wanted

    return test


def _empty(get: Getter, wanted: bool) -> Test:
    def test(reading: Reading, scope: Any) -> Outcome:
        value = get(reading, scope)
        if isinstance(value, Unknown):
            return value
        return (not value) is wanted

    return test


def _between(name: str, kind: FactType | None, get: Getter, wanted: Any, resolve: Resolve) -> Test:
    if not isinstance(wanted, list) or len(wanted) != 2:
        raise ValueError(f"事实“{name}”：between 后应为两个值的列表，含两端")
    low = ask(name, kind, "ge", get, wanted[0], resolve)
    high = ask(name, kind, "le", get, wanted[1], resolve)
    return both(low, high)


def both(first: Test, second: Test) -> Test:
    """Both tests hold (Kleene)."""

    def test(reading: Reading, scope: Any) -> Outcome:
        one = first(reading, scope)
        if one is False:
            return False
        two = second(reading, scope)
        if one is True or two is False:
            return two
        return one | two if isinstance(two, Unknown) else one

    return test


def _within_months(name: str, kind: FactType | None, get: Getter, wanted: Any, resolve: Resolve) -> Test:
    if not isinstance(wanted, dict) or set(wanted) != {"of", "months"}:
        raise ValueError(f"事实“{name}”：within_months 后应为 of（起算日）和 months（月数）")
    start = resolve(str(wanted["of"]))
    months = _operand(name, FactType(Kind.NUMBER), wanted["months"], resolve)

    def test(reading: Reading, scope: Any) -> Outcome:
        values = (get(reading, scope), start.get(reading, scope), months.get(reading, scope))
        unknown = [value for value in values if isinstance(value, Unknown)]
        if unknown:
            return Unknown(*dict.fromkeys(fact for one in unknown for fact in one.missing))
        day, since, length = as_day(values[0]), as_day(values[1]), values[2]
        if not isinstance(day, date) or not isinstance(since, date):
            return False
        return since <= day <= add_months(since, int(length))

    return test


def _operand(name: str, kind: FactType | None, wanted: Any, resolve: Resolve) -> Operand:
    if isinstance(wanted, dict):
        if set(wanted) != {"fact"}:
            raise ValueError(f"事实“{name}”：比较的对象应为一个值，或 {{fact: 事实名}}")
        return resolve(str(wanted["fact"]))
    if isinstance(wanted, list):
        raise ValueError(f"事实“{name}”：应为一个值；多个值请用 in")
    literal = _literal(name, kind, wanted)
    return Operand(lambda reading, scope: literal, kind, literal)


def _members(name: str, kind: FactType | None, wanted: Any, resolve: Resolve) -> Getter:
    if isinstance(wanted, dict):
        operand = _operand(name, kind, wanted, resolve)
        if kind is not None and operand.type is not None:
            for one in operand.type.choices:
                _literal(name, kind, one)
        return operand.get
    if not isinstance(wanted, list) or not wanted:
        raise ValueError(f"事实“{name}”：in 后应为非空列表，或 {{fact: 列表名}}")
    members = frozenset(_literal(name, kind, one) for one in wanted)
    return lambda reading, scope: members


def _literal(name: str, kind: FactType | None, value: Any) -> Any:
    """A literal of a rulebook as the fact's own kind. Raises ValueError if it is of another."""
    if kind is None or value is None:
        return as_number(value)
    if kind.choices and value not in kind.choices:
        raise ValueError(f"事实“{name}”：{unknown_name('选项', str(value), kind.choices)}")
    expected: dict[Kind, tuple[type, ...]] = {
        Kind.FLAG: (bool,),
        Kind.NUMBER: (int, float),
        Kind.TEXT: (str,),
        Kind.CHOICE: (str,),
        Kind.SET: (str,),
        Kind.DAY: (str,),
        Kind.INSTANT: (str,),
    }
    fits = isinstance(value, expected[kind.kind]) and (kind.kind is Kind.FLAG or not isinstance(value, bool))
    if not fits:
        raise ValueError(f"事实“{name}”是{kind.kind}，不能与“{value}”比较")
    if kind.kind in (Kind.DAY, Kind.INSTANT):
        try:
            return as_literal_day(value)
        except ValueError:
            raise ValueError(f"事实“{name}”是{kind.kind}，应与日期比较，如 2026-03-01") from None
    return as_number(value)


def _same_footing(kind: FactType | None, get: Getter, operand: Operand) -> tuple[Getter, Getter]:
    """Both sides as days if one of them is a day or a literal; the sides' kinds must agree."""
    times = (Kind.DAY, Kind.INSTANT)
    if kind is None or operand.type is None:
        return get, operand.get
    if kind.kind not in times:
        if operand.type.kind is not kind.kind and {kind.kind, operand.type.kind} != {Kind.TEXT, Kind.CHOICE}:
            raise ValueError(f"不能比较{kind.kind}与{operand.type.kind}")
        return get, operand.get
    if operand.type.kind not in times:
        raise ValueError(f"不能比较{kind.kind}与{operand.type.kind}")
    if kind.kind is operand.type.kind and operand.literal is None:
        return get, operand.get
    right = operand.get
    return (lambda reading, scope: as_day(get(reading, scope))), (
        lambda reading, scope: as_day(right(reading, scope))
    )
