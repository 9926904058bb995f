"""Counting the figures of a report (统计项) for a court, a unit or a person over one period."""

from collections.abc import Iterator
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from activities.statistics.holding import Holder, Stay
from activities.statistics.obligations import Obligation
from activities.statistics.record import CaseLife, Happened, Record
from activities.statistics.staff_work import worked
from models.limits import Match, fits
from models.period import Period
from models.reporting import CasesCounted, Days, Figure, NodesCounted, Report
from models.values import court_local

TENTH = Decimal("0.1")

Counted = int | Decimal | None
"""A figure's value: a number, yuan, days or per cent; none where there is nothing to divide by."""


class Scope(NamedTuple):
    """Whose figures: the court's, one unit's, or one person's in a unit; of all cases, or of some."""

    unit: str | None = None
    person: str | None = None
    cases: frozenset[str] | None = None

    def holds(self, case_key: str) -> bool:
        """Whether a case is among its cases."""
        return self.cases is None or case_key in self.cases

    def has(self, holder: Holder) -> bool:
        """Whether what this holder did or had belongs to it."""
        return self.unit in (None, holder.unit) and self.person in (None, holder.owner)


COURT = Scope()
"""The court as a whole."""


class Tally:
    """Counts a report's figures from the record."""

    def __init__(self, report: Report, record: Record) -> None:
        self._figures = {figure.key: figure for figure in report.figures}
        self._record = record
        self._due: dict[Period, dict[Holder, list[Obligation]]] = {}

    def value(self, figure: Figure, scope: Scope, period: Period) -> Counted:
        """The figure for a scope and a period."""
        if figure.rate is not None:
            part = self.value(self._figures[figure.rate.of], scope, period)
            whole = self.value(self._figures[figure.rate.over], scope, period)
            return percent(part, whole)
        if figure.work is not None or figure.caused is not None:
            by = self._record.work.by(scope.person, period.begins, self._record.end_of(period))
            return worked(figure, by)
        if figure.nodes is not None:
            return sum(1 for _ in self.nodes(figure, scope, period))
        if figure.cases is not None:
            cases = self.cases(figure.cases, scope, period)
            return sum(self._narrowed(figure, scope, case.key) for case in cases)
        rows = tuple(self.entries(figure, scope, period))
        if figure.sum is not None:
            return sum((amount(row, figure.sum.fact) for row in rows), Decimal(0))
        return self._mean_days(figure.days, rows) if figure.days is not None else len(rows)

    def entries(self, figure: Figure, scope: Scope, period: Period) -> Iterator[Happened]:
        """The entries a figure goes over; none for a figure that goes over something else."""
        match = figure.entries
        if match is not None:
            for row in self._record.entries(match.event, period):
                mine = scope.has(row.holder) and self._narrowed(figure, scope, row.case_key)
                if mine and matches(match, row):
                    yield row

    def nodes(self, figure: Figure, scope: Scope, period: Period) -> Iterator[Obligation]:
        """The obligations a figure counts; none for a figure that counts something else."""
        if figure.nodes is None:
            return
        end = self._record.end_of(period)
        if figure.nodes is NodesCounted.OPEN_OVERDUE:
            for each in self._record.obligations:
                mine = scope.has(each.holder) and self._narrowed(figure, scope, each.line.case_key)
                if mine and each.standing(end) and each.line.limit in (figure.limits or (each.line.limit,)):
                    yield each
            return
        for holder, obligations in self._by_holder(period).items():
            for each in obligations if scope.has(holder) else ():
                if figure.limits and each.line.limit not in figure.limits:
                    continue
                if not self._narrowed(figure, scope, each.line.case_key):
                    continue
                if (
                    figure.nodes is NodesCounted.DUE
                    or (figure.nodes is NodesCounted.OVERDUE and each.overdue(end))
                    or (figure.nodes is NodesCounted.STANDING and each.standing(end))
                ):
                    yield each

    def _narrowed(self, figure: Figure, scope: Scope, case_key: str) -> bool:
        """Whether a case is one a figure counts for a scope, by its facts."""
        return scope.holds(case_key) and self._record.cases[case_key].fits(figure.where)

    def _by_holder(self, period: Period) -> dict[Holder, list[Obligation]]:
        """The obligations of a period by who answered for them, sorted out once."""
        if period not in self._due:
            found = self._due[period] = {}
            for each in self._record.due(period):
                found.setdefault(each.holder, []).append(each)
        return self._due[period]

    def cases(self, counted: CasesCounted, scope: Scope, period: Period) -> Iterator[CaseLife]:
        """The cases a figure counts."""
        begins, end = period.begins, self._record.end_of(period)
        return (case for case in self._record.cases.values() if _counts(case, counted, scope, begins, end))

    def _mean_days(self, days: Days, rows: tuple[Happened, ...]) -> Counted:
        earlier: dict[str, list[Happened]] = {row.case_key: [] for row in rows}
        for row in self._record.happened.get(days.since, ()):
            if row.case_key in earlier:
                earlier[row.case_key].append(row)
        spans = [span for row in rows for span in _days_since(earlier[row.case_key], row)]
        return _tenth(Decimal(sum(spans)) / len(spans)) if spans else None


def _days_since(earlier: list[Happened], row: Happened) -> list[int]:
    """The calendar days from the last of the earlier entries before this one; nothing where there is none."""
    before = [each for each in earlier if each.seq < row.seq]
    if not before:
        return []
    return [(court_local(row.occurred_at).date() - court_local(before[-1].occurred_at).date()).days]


def _counts(case: CaseLife, counted: CasesCounted, scope: Scope, begins: datetime, end: datetime) -> bool:
    """Whether a case is counted for a scope from `begins` until before `end`."""
    mine = [stay for stay in case.stays if scope.has(stay.holder)]
    if counted is CasesCounted.STANDING:
        return any(stay.stands(end) for stay in mine)
    if counted is CasesCounted.HANDLED:
        return any(stay.meets(begins, end) for stay in mine)
    if counted in (CasesCounted.FILED, CasesCounted.RECEIVED):
        return any(begins <= stay.since < end for stay in mine if came_in(stay, scope))
    return any(
        stay.until is not None and begins <= stay.until < end for stay in mine if went_out(stay, scope)
    )


def came_in(stay: Stay, scope: Scope) -> bool:
    """Whether the case came to the scope with this stay: by its filing, or from somebody else."""
    return stay.before is None or not scope.has(stay.before)


def went_out(stay: Stay, scope: Scope) -> bool:
    """Whether the case left the scope after this stay, open, for somebody else."""
    return stay.after is not None and not scope.has(stay.after)


def matches(match: Match, row: Happened) -> bool:
    """Whether an entry is one of those a figure counts."""
    return (
        row.kind is match.event
        and (not match.subject or row.subject == match.subject)
        and fits(match.where, row.facts)
    )


def amount(row: Happened, fact: str) -> Decimal:
    """An amount an entry states, yuan; nothing where it states none."""
    return Decimal(str(row.facts.get(fact) or 0))


def percent(part: Counted, whole: Counted) -> Counted:
    """A part of a whole in per cent, one digit, half up; none of nothing."""
    if part is None or not whole:
        return None
    return _tenth(Decimal(part) * 100 / Decimal(whole))


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(TENTH, ROUND_HALF_UP)
