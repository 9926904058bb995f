"""What statistics are counted from (统计底数): a court's cases, entries and obligations, read once."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from activities.statistics.holding import Holder, Holding, Stay
from activities.statistics.obligations import Obligation
from activities.statistics.staff_work import NO_WORK, Work
from models.events import EventKind
from models.period import Period


class CaseLife(NamedTuple):
    """A case from filing to closing, and with whom it was when."""

    key: str
    case_no: str
    filed_at: datetime
    closed_at: datetime | None
    holding: Holding
    stays: tuple[Stay, ...]
    facts: Mapping[str, Any] = MappingProxyType({})

    def fits(self, where: Mapping[str, Any]) -> bool:
        """Whether its facts have the values that are wanted of them; a set has one if it holds it."""
        return all(_has(self.facts.get(name), wanted) for name, wanted in where.items())


class Happened(NamedTuple):
    """An entry of a journal, with the facts a report reads of it and who held the case just before."""

    occurred_at: datetime
    case_key: str
    seq: int
    kind: EventKind
    subject: str
    facts: Mapping[str, Any]
    holder: Holder


class Member(NamedTuple):
    """A membership (任职) by staff number."""

    staff: str
    unit: str
    role: str
    since: date
    until: date | None


class Extent(NamedTuple):
    """How much of the record a report rests on: cases and entries of the court, and the latest of them."""

    cases: int
    entries: int
    latest: datetime | None


class Record(NamedTuple):
    """A court's record as far as a report reads it; entries and obligations in order of time."""

    at: datetime
    cases: Mapping[str, CaseLife]
    happened: Mapping[EventKind, tuple[Happened, ...]]
    obligations: tuple[Obligation, ...]
    people: Mapping[str, str]
    members: tuple[Member, ...]
    extent: Extent
    work: Work = NO_WORK

    def entries(self, kind: EventKind, period: Period) -> tuple[Happened, ...]:
        """The entries of a kind in a period, up to the time of the report."""
        rows = self.happened.get(kind, ())
        return rows[_place(rows, period.begins) : _place(rows, self.end_of(period))]

    def due(self, period: Period) -> Iterator[Obligation]:
        """The obligations whose limit lies in a period and has come."""
        end = self.end_of(period)
        return (each for each in self.obligations if period.begins <= each.limit_at < end)

    def end_of(self, period: Period) -> datetime:
        """As of when a period is counted: its end, or the time of the report while it still runs."""
        return max(period.begins, min(period.ends, self.at))


def _has(value: Any, wanted: Any) -> bool:
    choices = wanted if isinstance(wanted, list | tuple) else (wanted,)
    return any(word in choices for word in value) if isinstance(value, list) else value in choices


def _place(rows: tuple[Happened, ...], at: datetime) -> int:
    return bisect_left(rows, at, key=lambda row: row.occurred_at)
