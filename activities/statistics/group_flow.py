"""The flow of cases through the groups (各组交付案件情况表): what came, went and stayed (JL-38)."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from activities.statistics.details import entry_lines
from activities.statistics.figures import COURT, Scope, came_in, matches, went_out
from activities.statistics.holding import NOBODY
from activities.statistics.layout import NOT_HANDED_OVER, Ask, bars, format_of, text
from activities.statistics.record import CaseLife, Happened
from activities.statistics.statement import Cell, Column, Format, Plot, Series, Shape, Table
from models.limits import Match
from models.reporting import WorkPlace


class Visit(NamedTuple):
    """A time that a case, or the work on it, was with a group; `sent_to` is empty unless it was sent on."""

    case_key: str
    since: datetime
    until: datetime | None
    sent_to: str
    closed: bool


class Flow(NamedTuple):
    """A group's visits in numbers: what stood, came, went and closed always balances what stands."""

    stood: int
    came: int
    went: int
    closed: int
    stands: int


def tables_and_plots(ask: Ask) -> tuple[tuple[Table, ...], tuple[Plot, ...]]:
    """The flow of every group, each move, and the entries behind the figures."""
    visits = {unit: _visits(ask, unit) for unit in ask.units()}
    flows = {unit: _flow(ask, each) for unit, each in visits.items()}
    return (_flows(ask, visits, flows), _moves(ask), entry_lines(ask)), _plots(ask, flows)


def _visits(ask: Ask, unit: str) -> list[Visit]:
    """The group's own cases, or the work that was sent to it."""
    place = next((place for place in ask.report.work if place.unit == unit), None)
    cases = ask.record.cases.values()
    if place is None:
        return [visit for case in cases for visit in _held(case, Scope(unit))]
    return _worked_on(ask, place)


def _held(case: CaseLife, scope: Scope) -> Iterable[Visit]:
    """The times a case was with a scope, whoever owned it there."""
    since = case.filed_at
    for stay in case.stays:
        if not scope.has(stay.holder):
            continue
        if came_in(stay, scope):
            since = stay.since
        if went_out(stay, scope) or stay.after is None:
            sent_to = stay.after.unit if stay.after is not None else ""
            yield Visit(case.key, since, stay.until, sent_to, stay.closed)


def _worked_on(ask: Ask, place: WorkPlace) -> list[Visit]:
    """The times the work on a case was there, from an entry that takes it until one that gives it back."""
    kinds = {match.event for match in (*place.takes, *place.gives)}
    rows = sorted(row for kind in kinds for row in ask.record.happened.get(kind, ()))
    open_: dict[str, datetime] = {}
    found: list[Visit] = []
    for row in rows:
        if _any(place.takes, row):
            open_.setdefault(row.case_key, row.occurred_at)
        elif row.case_key in open_ and _any(place.gives, row):
            found.append(
                Visit(row.case_key, open_.pop(row.case_key), row.occurred_at, row.holder.unit, False)
            )
    for key, since in open_.items():
        closed_at = ask.record.cases[key].closed_at
        found.append(Visit(key, since, closed_at, "", closed_at is not None))
    return found


def _any(wanted: Iterable[Match], row: Happened) -> bool:
    return any(matches(match, row) for match in wanted)


def _flow(ask: Ask, visits: Iterable[Visit]) -> Flow:
    begins, end = ask.period.begins, ask.record.end_of(ask.period)
    stood = came = went = closed = stands = 0
    for visit in visits:
        left_in_time = visit.until is not None and begins <= visit.until < end
        stood += visit.since < begins and (visit.until is None or visit.until >= begins)
        came += begins <= visit.since < end
        went += left_in_time and not visit.closed
        closed += left_in_time and visit.closed
        stands += visit.since < end and (visit.until is None or visit.until >= end)
    return Flow(stood, came, went, closed, stands)


def _sent(ask: Ask, visits: Iterable[Visit], target: str) -> int:
    """How many a group sent to another in the period."""
    begins, end = ask.period.begins, ask.record.end_of(ask.period)
    return sum(
        visit.until is not None and begins <= visit.until < end and visit.sent_to == target
        for visit in visits
    )


def _flows(ask: Ask, visits: dict[str, list[Visit]], flows: dict[str, Flow]) -> Table:
    """One row for each group, one for cases nobody has taken over, one for the court."""
    units = ask.units()
    rows: list[tuple[Cell, ...]] = []
    for unit in units:
        sent = (_sent(ask, visits[unit], target) or None for target in units)
        rows.append((ask.unit_name(unit), *flows[unit], *sent, *ask.row(Scope(unit))))
    waiting = Scope(*NOBODY)
    nobody = [visit for case in ask.record.cases.values() for visit in _held(case, waiting)]
    sent = (_sent(ask, nobody, target) or None for target in units)
    rows.append((NOT_HANDED_OVER, *_flow(ask, nobody), *sent, *ask.row(waiting)))
    whole = [visit for case in ask.record.cases.values() for visit in _held(case, COURT)]
    nowhere: tuple[Cell, ...] = (None,) * len(units)
    rows.append(("全院", *_flow(ask, whole), *nowhere, *ask.row(COURT)))
    columns = (
        text("小组"),
        *(
            Column(heading=heading)
            for heading in ("期初在办", "本期收到", "本期移出", "本期结案", "期末在办")
        ),
        *(Column(heading=f"移往{ask.unit_name(unit)}") for unit in units),
        *ask.head(),
    )
    return Table(title="各组交付案件情况", columns=columns, rows=tuple(rows), total=True)


def _moves(ask: Ask) -> Table:
    """Every handover between groups in the period, with its place in the journal."""
    begins, end = ask.period.begins, ask.record.end_of(ask.period)
    rows: list[tuple[Cell, ...]] = []
    for case in ask.record.cases.values():
        for stay in case.stays:
            before = stay.before
            if before is None or before.unit == stay.holder.unit or not begins <= stay.since < end:
                continue
            rows.append(
                (
                    case.case_no,
                    stay.seq,
                    stay.since,
                    ask.unit_name(before.unit),
                    ask.unit_name(stay.holder.unit),
                    ask.person_name(stay.holder.owner),
                )
            )
    columns = (
        text("案号"),
        Column(heading="日志序号"),
        Column(heading="移交时间", format=Format.INSTANT),
        *(text(heading) for heading in ("由", "至", "承办人")),
    )
    return Table(title="移交明细", columns=columns, rows=tuple(sorted(rows, key=lambda row: str(row[:2]))))


def _plots(ask: Ask, flows: dict[str, Flow]) -> tuple[Plot, ...]:
    names = tuple(ask.unit_name(unit) for unit in flows)

    def series(name: str, place: int) -> Series:
        return Series(name=name, values=tuple(flow[place] for flow in flows.values()))

    return (
        Plot(
            title="各组收到、移出和结案",
            shape=Shape.BARS,
            format=Format.COUNT,
            categories=names,
            series=(series("收到", 1), series("移出", 2), series("结案", 3)),
        ),
        Plot(
            title="期初、期末在办",
            shape=Shape.BARS,
            format=Format.COUNT,
            categories=names,
            series=(series("期初", 0), series("期末", 4)),
        ),
        *(
            bars(
                figure.name,
                format_of(figure),
                [(ask.unit_name(unit), ask.figure(figure, Scope(unit))) for unit in flows],
            )
            for figure in ask.plotted()
        ),
    )
