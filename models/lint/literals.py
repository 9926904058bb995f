"""Which values of each fact some conditions tell apart: read off the data of the conditions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from models.conditions import Condition, Derived, Total, facts_read
from models.facts.schema import FACT_TYPES, FactType, Kind

_ASKS_FOR_NONE = ("present", "empty")
_OVER_ELEMENTS = ("any", "every")


@dataclass
class Literals:
    """What conditions compare facts with, by the path of the fact (`assets_found.kind`).

    `groups` are the lists and single values a fact is compared with; two values that stand in the same
    groups need not be told apart. `months` are the lengths of windows, `dated` the facts whose day
    counts and not only that there is one. `may_be_none` are the facts that
    are asked whether they are there. `switches` are parameters of the court that are true or false.
    `defaulted` are facts for which another value stands in while they or a part of them are unknown.
    `counts_elements`: elements of a list are counted.
    """

    groups: dict[str, list[frozenset[Any]]] = field(default_factory=lambda: defaultdict(list))
    numbers: set[int | float] = field(default_factory=set)
    days: set[str] = field(default_factory=set)
    months: set[int] = field(default_factory=set)
    dated: set[str] = field(default_factory=set)
    may_be_none: set[str] = field(default_factory=set)
    switches: set[str] = field(default_factory=set)
    defaulted: set[str] = field(default_factory=set)
    counts_elements: bool = False

    @property
    def facts(self) -> frozenset[str]:
        """The facts that are read, without their parts."""
        return frozenset(path.partition(".")[0] for path in self.groups)

    def parts(self, of: str) -> list[str]:
        """The parts of a fact that are read."""
        return sorted(path.removeprefix(f"{of}.") for path in self.groups if path.startswith(f"{of}."))


class Reader:
    """Collects the literals of conditions, through the derived values they name."""

    def __init__(self, derived: Mapping[str, Derived]) -> None:
        self._derived = derived
        self._seen: set[str] = set()
        self.found = Literals()

    def read(self, conditions: Iterable[Condition]) -> Literals:
        """The literals of these conditions."""
        for condition in conditions:
            self._tree(condition.root, "")
        return self.found

    def _tree(self, tree: Mapping[str, Any], prefix: str) -> None:
        for key, value in tree.items():
            if key in ("all", "any") and isinstance(value, list):
                for one in value:
                    self._tree(one, prefix)
            elif key == "not":
                self._tree(value, prefix)
            else:
                asked = value if isinstance(value, Mapping) else {"eq": value}
                for operator, wanted in asked.items():
                    self._asked(key, prefix, operator, wanted)

    def _asked(self, name: str, prefix: str, operator: str, wanted: Any) -> None:
        path = prefix + name
        if path in self._derived:
            self._into(path)
        else:
            self.found.groups[path]
        if operator in _OVER_ELEMENTS:
            self._tree(wanted, f"{path}.")
        elif operator in _ASKS_FOR_NONE or wanted is None:
            self.found.may_be_none.update(self._behind(path))
        elif operator == "within_months":
            self._named(wanted["of"])
            self.found.dated |= {path, wanted["of"]}
            self._note_months(wanted["months"])
        else:
            self._compared(path, wanted)

    def _compared(self, path: str, wanted: Any) -> None:
        if isinstance(wanted, Mapping):
            value = self._named(wanted["fact"])
            self.found.dated |= {path, wanted["fact"]}
            if value is None:
                return
            wanted = value
        values = wanted if isinstance(wanted, list | tuple) else [wanted]
        numbers = {value for value in values if isinstance(value, int | float) and value not in (True, False)}
        self.found.numbers |= numbers
        for fact in self._behind(path):
            self.found.groups[fact].append(frozenset(values))
            if _kind(fact) in (Kind.DAY, Kind.INSTANT):
                self.found.dated.add(fact)
                self.found.days |= {str(value) for value in values}

    def _behind(self, path: str) -> Iterator[str]:
        """The facts a name stands for: itself, or those of which the first known counts."""
        if path not in self._derived:
            yield path
            return
        for name in self._derived[path].first_known:
            yield from self._behind(name)

    def _note_months(self, months: Any) -> None:
        value = self._named(months["fact"]) if isinstance(months, Mapping) else months
        if isinstance(value, int):
            self.found.months.add(value)

    def _named(self, name: str) -> Any:
        """Reads what a name stands for; the value itself, if it is a parameter."""
        if name in self._derived:
            self._into(name)
            return self._derived[name].value
        self.found.groups[name]
        return None

    def _into(self, name: str) -> None:
        if name in self._seen:
            return
        self._seen.add(name)
        row = self._derived[name]
        if row.when is not None:
            self._tree(row.when.root, "")
        for total in (row.sum, row.count):
            if total is not None:
                self._total(total)
        for fact in row.first_known:
            self._named(fact)
            known = facts_read(self._derived[fact], self._derived) if fact in self._derived else {fact}
            self.found.defaulted |= {name.partition(".")[0] for name in known}
        if isinstance(row.value, bool):
            self.found.switches.add(name)
        elif isinstance(row.value, int | float):
            self.found.numbers.add(row.value)
        self.found.counts_elements |= row.count is not None

    def _total(self, total: Total) -> None:
        self.found.groups[total.of]
        if total.field:
            self.found.groups[f"{total.of}.{total.field}"]
        if total.where is not None:
            self._tree(total.where, f"{total.of}.")


def _kind(path: str) -> Kind | None:
    """The kind of a fact or of a part of one, parts of elements included."""
    head, *parts = path.split(".")
    known: FactType | None = FACT_TYPES.get(head)
    for part in parts:
        known = (known.any_part or known.parts.get(part)) if known is not None else None
    return known.kind if known is not None else None
