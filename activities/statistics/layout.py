"""What every report's tables are built from: its rulebook, its record, and the names a court reads."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from activities.statistics.figures import COURT, Counted, Scope, Tally
from activities.statistics.holding import NOBODY, Holder
from activities.statistics.record import Record
from activities.statistics.statement import Cell, Column, Format, Plot, Series, Shape, Table
from models.period import Period
from models.reporting import Figure, Report
from models.rulebook import Rulebook

NOT_HANDED_OVER = "尚未移交承办单位"
"""The row of cases and obligations before the first handover."""

TOTAL = "合计"
MOST = 12
"""As many bars as a plot can name."""


class Ask(NamedTuple):
    """One report to be made: of which book, for which period, from which record."""

    report: Report
    book: Rulebook
    period: Period
    record: Record
    tally: Tally

    def unit_name(self, unit: str) -> str:
        """The name of a unit or role."""
        return self.book.names.get(unit, unit) or NOT_HANDED_OVER

    def person_name(self, staff: str) -> str:
        """The name of a person, or the number where the roster does not have it."""
        return self.record.people.get(staff, staff)

    def figure(self, figure: Figure, scope: Scope, period: Period | None = None) -> Counted:
        """A figure for a scope; of the report's own period unless another is named."""
        return self.tally.value(figure, scope, period or self.period)

    def row(self, scope: Scope) -> tuple[Cell, ...]:
        """All figures shown, for a scope."""
        return tuple(self.figure(figure, scope) for figure in self.report.shown)

    def units(self) -> tuple[str, ...]:
        """The units of the report, or all that had a case or an obligation in its period, in book order."""
        if self.report.units:
            return self.report.units
        busy = {holder.unit for holder in self.holders()} - {NOBODY.unit}
        known = [unit.key for unit in self.book.units if unit.key in busy]
        return (*known, *sorted(busy - set(known)))

    def holders(self) -> set[Holder]:
        """Everybody who had a case in the period, or answered for an obligation."""
        begins, end = self.period.begins, self.record.end_of(self.period)
        stays = (stay for case in self.record.cases.values() for stay in case.stays)
        held = {stay.holder for stay in stays if stay.meets(begins, end)}
        return held | {each.holder for each in self.record.due(self.period)}

    def people(self) -> tuple[Holder, ...]:
        """Owners in the report's units who had something in the period, and members who had nothing."""
        first, last = self.period.first, self.period.last
        found = {holder for holder in self.holders() if holder.owner}
        for member in self.record.members:
            in_time = member.since <= last and (member.until is None or member.until >= first)
            if in_time and member.role in self.report.roles:
                found.add(Holder(member.unit, member.staff))
        units = self.units()
        return tuple(
            sorted((h for h in found if h.unit in units), key=lambda h: (units.index(h.unit), h.owner))
        )

    def head(self) -> tuple[Column, ...]:
        """The columns of all figures shown."""
        return tuple(Column(heading=figure.name, format=format_of(figure)) for figure in self.report.shown)

    def plotted(self) -> tuple[Figure, ...]:
        """The figures drawn."""
        wanted = {figure.key: figure for figure in self.report.figures}
        return tuple(wanted[key] for key in self.report.plots)

    def people_table(self, title: str) -> Table:
        """A row of figures for each person, and the total of their units."""
        people = self.people()
        rows = [
            (self.unit_name(h.unit), self.person_name(h.owner), h.owner, *self.row(Scope(h.unit, h.owner)))
            for h in people
        ]
        head = (text("单位"), text("承办人"), text("工号"), *self.head())
        return Table(title=title, columns=head, rows=tuple(rows))

    def units_table(self, title: str) -> Table:
        """A row of figures for each unit, and the court's own."""
        rows = [(self.unit_name(unit), *self.row(Scope(unit))) for unit in self.units()]
        total = ("全院", *self.row(COURT))
        return Table(title=title, columns=(text("单位"), *self.head()), rows=(*rows, total), total=True)


def text(heading: str) -> Column:
    """A column of words."""
    return Column(heading=heading, format=Format.TEXT)


def format_of(figure: Figure) -> Format:
    """How a figure is shown."""
    if figure.rate is not None:
        return Format.PERCENT
    if figure.sum is not None:
        return Format.MONEY
    return Format.DAYS if figure.days is not None else Format.COUNT


def bars(title: str, format: Format, values: Iterable[tuple[str, Counted]]) -> Plot:
    """A plot with one bar for each name."""
    pairs = list(values)[:MOST]
    series = Series(name=title, values=tuple(value for _, value in pairs))
    return Plot(
        title=title,
        shape=Shape.BARS,
        format=format,
        categories=tuple(name for name, _ in pairs),
        series=(series,),
    )


def ranked(values: Sequence[Counted], better: str) -> tuple[int | None, ...]:
    """The place of each value, ties sharing theirs; a value nobody could count has none."""
    known = sorted((value for value in values if value is not None), reverse=better == "high")
    return tuple(None if value is None else known.index(value) + 1 for value in values)
