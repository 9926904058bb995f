"""The forms a condition may take in a rulebook, and what each means.

    all: [条件, …]   any: [条件, …]   not: 条件
    事实: 值                     the fact has this value
    事实: {运算: 值}              eq ne lt le gt ge in between contains empty present within_months
    事实: {ge: {fact: 另一事实}}   compared with another fact or derived value
    列表: {any: 条件}  {every: 条件}  the names inside are fields of an element

Several lines in one mapping must all hold. A name is a fact, a part of one (`detention.lawful`), or a
derived value of the book. Truth is three-valued: what rests on an unknown fact is unknown unless the
rest settles it (CV-5).
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from models.facts.schema import FACT_TYPES, FactType, Kind, fact_type
from models.operators import ALLOWED, Getter, Operand, Test, ask
from models.reading import AtLeast, Outcome, Reading, Unknown
from models.validation import unknown_name

_LIST_TESTS = ("any", "every")


class Grammar:
    """Compiles the conditions of one book; collects the names they use."""

    def __init__(self, derived: Mapping[str, FactType] | None) -> None:
        """`derived` are the book's derived names with their types; None takes any name on trust."""
        self._derived_types = derived
        self.facts: set[str] = set()
        self.derived: set[str] = set()

    def condition(self, tree: Any) -> Test:
        """The test of a whole condition. Raises ValueError in Chinese where it does not make sense."""
        return self._all_lines(tree, None, "")

    def total(self, of: str, field: str | None, where: Any) -> Getter:
        """The sum of a field (the count, without one) over the elements for which `where` holds."""
        kind = self._list_type(of)
        get = self._top(of).get
        part = None
        if field is not None:
            if fact_type(field, kind.parts).kind is not Kind.NUMBER:
                raise ValueError(f"“{of}.{field}”不是数字，不能求和")
            part = _part(field, f"{of}.{field}")
        test = self._all_lines(where, kind, f"{of}.") if where is not None else None

        def value(reading: Reading, scope: Any) -> Any:
            elements = get(reading, scope)
            if isinstance(elements, Unknown):
                return elements
            total, unknown = Decimal(0), None
            for element in elements or ():
                counts = True if test is None else test(reading, element)
                if counts is False:
                    continue
                amount = part(reading, element) if part is not None else 1
                doubts = [one for one in (counts, amount) if isinstance(one, Unknown)]
                for one in doubts:
                    unknown = one if unknown is None else unknown | one
                if not doubts:
                    total += amount or 0
            return total if unknown is None else AtLeast(total, *unknown.missing)

        return value

    def first_known(self, names: tuple[str, ...]) -> Getter:
        """The first of these that is known to be something; none where all are known to be none."""
        getters = [self._top(name).get for name in names]

        def value(reading: Reading, scope: Any) -> Any:
            unknown, nothing = None, False
            for get in getters:
                found = get(reading, scope)
                if isinstance(found, Unknown):
                    unknown = found if unknown is None else unknown | found
                elif found is None:
                    nothing = True
                else:
                    return found
            return unknown if unknown is not None or not nothing else None

        return value

    def _all_lines(self, tree: Any, element: FactType | None, prefix: str) -> Test:
        if not isinstance(tree, Mapping) or not tree:
            raise ValueError("条件应为键值表：all、any、not 或事实名")
        return _all([self._line(str(key), value, element, prefix) for key, value in tree.items()])

    def _line(self, key: str, value: Any, element: FactType | None, prefix: str) -> Test:
        if key in ("all", "any"):
            if not isinstance(value, list) or not value:
                raise ValueError(f"“{key}”后应为条件的列表")
            tests = [self._all_lines(one, element, prefix) for one in value]
            return _all(tests) if key == "all" else _any(tests)
        if key == "not":
            return _not(self._all_lines(value, element, prefix))
        operand = self._top(key) if element is None else self._of_element(key, element, prefix)
        asked = value if isinstance(value, Mapping) else {"eq": value}
        if isinstance(value, list):
            raise ValueError(f"事实“{prefix}{key}”：多个值请用 in")
        if not asked:
            raise ValueError(f"事实“{prefix}{key}”：缺少运算")
        return _all([self._asked(prefix + key, operand, str(op), one) for op, one in asked.items()])

    def _asked(self, name: str, operand: Operand, op: str, wanted: Any) -> Test:
        kind = operand.type
        if not any(op in allowed for allowed in ALLOWED.values()):
            allowed = ALLOWED[kind.kind] if kind is not None else sorted(set().union(*ALLOWED.values()))
            raise ValueError(f"事实“{name}”：未知运算“{op}”，可用：{'、'.join(allowed)}")
        if op in _LIST_TESTS and (kind is None or kind.kind is Kind.LIST):
            element = kind or self._list_type(name)
            test = self._all_lines(wanted, element, f"{name}.")
            return _over_list(operand.get, test, op == "any")
        return ask(name, kind, op, operand.get, wanted, self._top)

    def _list_type(self, name: str) -> FactType:
        kind = fact_type(name, FACT_TYPES)
        if kind.kind is not Kind.LIST:
            raise ValueError(f"事实“{name}”是{kind.kind}，不是列表")
        return kind

    def _of_element(self, name: str, element: FactType, prefix: str) -> Operand:
        return Operand(_part(name, prefix + name), fact_type(name, element.parts))

    def _top(self, name: str) -> Operand:
        """The operand a name outside a list stands for: a fact, a part of one, or a derived value."""
        head, _, part = name.partition(".")
        if head in FACT_TYPES:
            self.facts.add(head)
            kind = fact_type(name, FACT_TYPES)
            return Operand(_fact_part(head, part) if part else _fact(head), kind)
        if part or (self._derived_types is not None and name not in self._derived_types):
            raise ValueError(unknown_name("事实", head, {*FACT_TYPES, *(self._derived_types or ())}))
        self.derived.add(name)
        kind_known = self._derived_types[name] if self._derived_types is not None else None
        return Operand(lambda reading, scope: reading.derived(name), kind_known)


def _fact(name: str) -> Getter:
    unknown = Unknown(name)
    return lambda reading, scope: reading.known.get(name, unknown)


def _fact_part(head: str, part: str) -> Getter:
    whole, unknown = Unknown(head), Unknown(f"{head}.{part}")

    def get(reading: Reading, scope: Any) -> Any:
        value = reading.known.get(head, whole)
        return value if value is None or value is whole else _stated(value, part, unknown)

    return get


def _part(name: str, label: str) -> Getter:
    unknown = Unknown(label)
    return lambda reading, scope: _stated(scope, name, unknown)


def _stated(value: Any, part: str, unknown: Unknown) -> Any:
    """A part that was stated, or has a value by default; else unknown. A paper stands for its state."""
    if isinstance(value, Mapping):
        return value[part].state if part in value else unknown
    found = getattr(value, part)
    return found if found is not None or part in value.model_fields_set else unknown


def _all(tests: list[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]

    def test(reading: Reading, scope: Any) -> Outcome:
        unknown: Unknown | None = None
        for one in tests:
            outcome = one(reading, scope)
            if outcome is False:
                return False
            if outcome is not True:
                unknown = outcome if unknown is None else unknown | outcome
        return True if unknown is None else unknown

    return test


def _any(tests: list[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]

    def test(reading: Reading, scope: Any) -> Outcome:
        unknown: Unknown | None = None
        for one in tests:
            outcome = one(reading, scope)
            if outcome is True:
                return True
            if outcome is not False:
                unknown = outcome if unknown is None else unknown | outcome
        return False if unknown is None else unknown

    return test


def _not(inner: Test) -> Test:
    def test(reading: Reading, scope: Any) -> Outcome:
        outcome = inner(reading, scope)
        return outcome if isinstance(outcome, Unknown) else not outcome

    return test


def _over_list(get: Getter, inner: Test, wants_one: bool) -> Test:
    """Some element (or every one) passes; an empty list has none, and all of them."""

    def test(reading: Reading, scope: Any) -> Outcome:
        elements = get(reading, scope)
        if isinstance(elements, Unknown):
            return elements
        unknown: Unknown | None = None
        for element in elements or ():
            outcome = inner(reading, element)
            if outcome is wants_one:
                return wants_one
            if isinstance(outcome, Unknown):
                unknown = outcome if unknown is None else unknown | outcome
        return (not wants_one) if unknown is None else unknown

    return test
