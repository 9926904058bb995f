"""Conditions as data (条件): validated when a rulebook is loaded, three-valued when read (CV-5)."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from pydantic import ConfigDict, Field, RootModel, ValidationInfo, model_validator

from models.facts.case_facts import CaseFacts, Progress
from models.facts.schema import FACT_TYPES, FactType, Kind
from models.grammar import Grammar
from models.operators import Getter
from models.reading import Outcome, Reading, Unknown, as_number
from models.sourced import Sourced
from models.values import Value


class Verdict(NamedTuple):
    """What a condition says of a case: its truth, the unknown facts that matter, the facts it names."""

    value: bool | None
    missing: tuple[str, ...]
    read: tuple[str, ...]


class Compiled(NamedTuple):
    """A condition or derived value ready to be asked, and the names it uses."""

    ask: Getter
    facts: tuple[str, ...]
    derived: tuple[str, ...]


class Condition(RootModel[dict[str, Any]]):
    """A question about a case, in the form a rulebook writes it; `models.grammar` says which forms.

    Validation raises ValueError in Chinese: unknown fact with the nearest name, operator or value
    that does not fit the fact. The derived names of the book come with the validation context
    `derived`; without it they are taken on trust, and the rulebook checks them when it is complete.
    """

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="after")
    def _makes_sense(self, info: ValidationInfo) -> "Condition":
        Grammar(_known_derived(info)).condition(self.root)
        return self

    @cached_property
    def compiled(self) -> Compiled:
        """The test, compiled at first use."""
        grammar = Grammar(None)
        test = grammar.condition(self.root)
        return Compiled(test, tuple(sorted(grammar.facts)), tuple(sorted(grammar.derived)))

    def outcome(self, reading: Reading) -> Outcome:
        """Its truth for one case, or what is unknown."""
        outcome: Outcome = self.compiled.ask(reading, None)
        return outcome


class Total(Value):
    """A sum or count over a list (合计): of the elements for which `where` holds."""

    of: str
    field: str = ""
    where: dict[str, Any] | None = None


class Derived(Sourced):
    """A named derived value (推导事实): exactly one way to come by it.

    `value` is a parameter of the court; `when` a condition; `sum` and `count` run over a list;
    `first_known` is the first of several facts that is known (CV-11).
    """

    name: str
    value: Any = None
    when: Condition | None = None
    sum: Total | None = None
    count: Total | None = None
    first_known: tuple[str, ...] = Field(default=())

    @model_validator(mode="after")
    def _one_way(self, info: ValidationInfo) -> "Derived":
        given = (self.value, self.when, self.sum, self.count, self.first_known or None)
        ways = [way for way in given if way is not None]
        if len(ways) != 1:
            raise ValueError("须写明且只写一种取得方法：value、when、sum、count、first_known")
        self._get(Grammar(_known_derived(info)))
        return self

    @cached_property
    def compiled(self) -> Compiled:
        """The way to its value, compiled at first use."""
        if self.when is not None:
            return self.when.compiled
        grammar = Grammar(None)
        get = self._get(grammar)
        return Compiled(get, tuple(sorted(grammar.facts)), tuple(sorted(grammar.derived)))

    def worked_out(self, reading: Reading) -> Any:
        """Its value for one case, or Unknown."""
        return self.compiled.ask(reading, None)

    def _get(self, grammar: Grammar) -> Getter:
        if self.sum is not None:
            return grammar.total(self.sum.of, self.sum.field, self.sum.where)
        if self.count is not None:
            return grammar.total(self.count.of, None, self.count.where)
        if self.first_known:
            return grammar.first_known(self.first_known)
        fixed = as_number(self.value)
        return lambda reading, scope: fixed


def derived_types(raw: Mapping[str, Any]) -> dict[str, FactType]:
    """The types of a book's derived values, read off the data before it is validated."""
    return {name: _type_of(row) for name, row in raw.items() if isinstance(row, Mapping)}


def _type_of(row: Mapping[str, Any]) -> FactType:
    if "when" in row:
        return FactType(Kind.FLAG)
    if "sum" in row or "count" in row:
        return FactType(Kind.NUMBER)
    if row.get("first_known"):
        return FACT_TYPES.get(str(row["first_known"][0]), FactType(Kind.NUMBER))
    value = row.get("value")
    if isinstance(value, bool):
        return FactType(Kind.FLAG)
    if isinstance(value, int | float | Decimal):
        return FactType(Kind.NUMBER)
    if isinstance(value, list | tuple):
        return FactType(Kind.SET, frozenset(str(one) for one in value))
    return FactType(Kind.TEXT)


def _known_derived(info: ValidationInfo) -> Mapping[str, FactType] | None:
    context: Mapping[str, Any] = info.context or {}
    return context.get("derived")


def evaluate(
    condition: Condition | None,
    facts: CaseFacts,
    derived: Mapping[str, Derived],
    progress: Progress | None = None,
) -> Verdict:
    """What a condition says of a case; no condition is always true."""
    if condition is None:
        return Verdict(True, (), ())
    outcome = condition.outcome(Reading(facts, derived, progress))
    read = tuple(sorted(facts_read(condition, derived)))
    if isinstance(outcome, Unknown):
        return Verdict(None, outcome.missing, read)
    return Verdict(outcome, (), read)


def facts_read(condition: Condition | Derived, derived: Mapping[str, Derived]) -> frozenset[str]:
    """Every fact a condition rests on, through the derived values it names."""
    names = set(condition.compiled.facts)
    for name in condition.compiled.derived:
        names |= facts_read(derived[name], derived)
    return frozenset(names)
