"""What is known of a case at one moment, as conditions read it: three-valued (CV-5)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from models.facts.case_facts import CaseFacts, Progress


class Unknown:
    """A value or a truth nobody knows, with the names of the facts that would settle it."""

    __slots__ = ("missing",)

    def __init__(self, *missing: str) -> None:
        self.missing = missing

    def __or__(self, other: "Unknown") -> "Unknown":
        return self if other is self else Unknown(*dict.fromkeys(self.missing + other.missing))

    def __bool__(self) -> bool:
        raise TypeError("an unknown is neither true nor false")


class AtLeast(Unknown):
    """A sum of amounts some of which are unknown: not less than what is known, for none is negative."""

    __slots__ = ("floor",)

    def __init__(self, floor: Decimal, *missing: str) -> None:
        super().__init__(*missing)
        self.floor = floor


Outcome = bool | Unknown


class Derivation(Protocol):
    """A way to come by a derived value (推导事实), as a rulebook has it."""

    def worked_out(self, reading: "Reading") -> Any:
        """The value for one case, or Unknown."""
        ...


class Reading:
    """Facts and derived values of one case, each derived value worked out at most once.

    A missing `chosen_class` means that nobody chose (CV-7), so it is known to be none.
    """

    __slots__ = ("_derived", "_memo", "_overridden", "known")

    def __init__(
        self, facts: CaseFacts, derived: Mapping[str, Derivation], progress: Progress | None = None
    ) -> None:
        self.known: dict[str, Any] = {"chosen_class": None, **facts.known}
        if progress is not None:
            self.known.update(progress.known)
        self._derived = derived
        self._memo: dict[str, Any] = {}
        self._overridden = facts.overridden

    def settle(self, **facts: str) -> None:
        """Add facts that came to be known; derived values are worked out anew."""
        self.known.update(facts)
        self._memo.clear()

    def derived(self, name: str) -> Any:
        """A derived value: as a person replaced it, else as the rulebook derives it; Unknown if neither."""
        memo = self._memo
        if name not in memo:
            replaced = self._overridden.get(name)
            memo[name] = replaced.value if replaced is not None else self._derived[name].worked_out(self)
        return memo[name]


def as_day(value: Any) -> Any:
    """The court-local day of an instant; anything else as it is."""
    return value.date() if isinstance(value, datetime) else value


def as_number(value: Any) -> Any:
    """A literal number as Decimal, so that amounts compare exactly."""
    return Decimal(str(value)) if isinstance(value, float) else value


def as_literal_day(value: str) -> date:
    """A day written in a rulebook. Raises ValueError if it is none."""
    return date.fromisoformat(value)
