"""The overdue-node table (超期节点统计表): who was late with what, how often, how long (SQ-27)."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from activities.statistics.details import overdue_lines
from activities.statistics.figures import percent
from activities.statistics.layout import MOST, TOTAL, Ask, text
from activities.statistics.obligations import Obligation
from activities.statistics.statement import Cell, Column, Format, Plot, Series, Shape, Table
from models.period import Period

TREND = 6
"""How many periods the trend goes over."""

Key = TypeVar("Key", str, tuple[str, str])
Group = dict[Key, list[Obligation]]

COUNTS = (
    Column(heading="应办"),
    Column(heading="超期"),
    Column(heading="超期率", format=Format.PERCENT),
    Column(heading="已补办"),
    Column(heading="仍未办结"),
    Column(heading="最长超期天数"),
)


def tables_and_plots(ask: Ask) -> tuple[tuple[Table, ...], tuple[Plot, ...]]:
    """By unit and node, by unit, by person, and every overrun."""
    due = list(ask.record.due(ask.period))
    overdue = [each for each in due if each.overdue(ask.record.end_of(ask.period))]
    tables = (
        _by_node(ask, due),
        _by_unit(ask, due),
        _by_person(ask, due),
        overdue_lines(ask, overdue),
    )
    return tables, (_units_plot(ask, overdue), _nodes_plot(overdue), _people_plot(ask, overdue), _trend(ask))


def _grouped(rows: Iterable[Obligation], key: Callable[[Obligation], Key]) -> Group[Key]:
    found: Group[Key] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def _counts(rows: list[Obligation], end: datetime) -> tuple[Cell, ...]:
    """What every row says of its obligations."""
    overdue = [row for row in rows if row.overdue(end)]
    standing = sum(row.standing(end) for row in overdue)
    longest = max((row.days_late(end) for row in overdue), default=None)
    share = percent(len(overdue), len(rows))
    return len(rows), len(overdue), share, len(overdue) - standing, standing, longest


def _by_node(ask: Ask, due: list[Obligation]) -> Table:
    """The nodes with an overrun, by who was responsible; the total is over all nodes."""
    end = ask.record.end_of(ask.period)
    rows: list[tuple[Cell, ...]] = []
    for (unit, limit), group in sorted(_grouped(due, lambda o: (o.holder.unit, o.line.limit)).items()):
        if any(each.overdue(end) for each in group):
            line = group[-1].line
            rows.append((ask.unit_name(unit), limit, line.name, line.article, *_counts(group, end)))
    columns = (*(text(heading) for heading in ("责任单位", "节点", "节点名称", "依据")), *COUNTS)
    total = (TOTAL, "", "", "", *_counts(due, end))
    return Table(title="按责任单位和节点", columns=columns, rows=(*rows, total), total=True)


def _by_unit(ask: Ask, due: list[Obligation]) -> Table:
    end = ask.record.end_of(ask.period)
    groups = _grouped(due, lambda each: each.holder.unit)
    rows = [(ask.unit_name(unit), *_counts(group, end)) for unit, group in sorted(groups.items())]
    total = (TOTAL, *_counts(due, end))
    return Table(title="按责任单位", columns=(text("责任单位"), *COUNTS), rows=(*rows, total), total=True)


def _by_person(ask: Ask, due: list[Obligation]) -> Table:
    """Case owners, for what the holder of the case is responsible for."""
    end = ask.record.end_of(ask.period)
    owned = [each for each in due if each.holder.owner]
    groups = _grouped(owned, lambda each: (each.holder.unit, each.holder.owner))
    rows = [
        (ask.unit_name(unit), ask.person_name(owner), owner, *_counts(group, end))
        for (unit, owner), group in sorted(groups.items())
    ]
    columns = (*(text(heading) for heading in ("单位", "承办人", "工号")), *COUNTS)
    return Table(title="按承办人", columns=columns, rows=tuple(rows))


def _units_plot(ask: Ask, overdue: list[Obligation]) -> Plot:
    groups = _most(_grouped(overdue, lambda each: each.holder.unit))
    names = [ask.unit_name(unit) for unit, _ in groups]
    return _stacked(ask, "各单位超期节点", names, [group for _, group in groups])


def _nodes_plot(overdue: list[Obligation]) -> Plot:
    groups = _most(_grouped(overdue, lambda each: each.line.limit))
    counts = Series(name="超期节点", values=tuple(len(group) for _, group in groups))
    return Plot(
        title="超期最多的节点",
        shape=Shape.BARS,
        format=Format.COUNT,
        categories=tuple(f"{limit} {group[-1].line.name}" for limit, group in groups),
        series=(counts,),
    )


def _people_plot(ask: Ask, overdue: list[Obligation]) -> Plot:
    owned = [each for each in overdue if each.holder.owner]
    groups = _most(_grouped(owned, lambda each: each.holder.owner))
    names = [ask.person_name(owner) for owner, _ in groups]
    return _stacked(ask, "承办人超期节点", names, [group for _, group in groups])


def _stacked(ask: Ask, title: str, names: list[str], groups: list[list[Obligation]]) -> Plot:
    end = ask.record.end_of(ask.period)
    standing = tuple(sum(each.standing(end) for each in group) for group in groups)
    made_good = tuple(len(group) - open_ for group, open_ in zip(groups, standing, strict=True))
    return Plot(
        title=title,
        shape=Shape.STACKED,
        format=Format.COUNT,
        categories=tuple(names),
        series=(Series(name="仍未办结", values=standing), Series(name="已补办", values=made_good)),
    )


def _most(groups: Group[str]) -> list[tuple[str, list[Obligation]]]:
    """The largest groups first, as many as a plot can name."""
    return sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))[:MOST]


def _trend(ask: Ask) -> Plot:
    """Overruns of this period and those before it."""
    periods = ask.period.run(TREND)
    return Plot(
        title=f"近{TREND}期超期节点",
        shape=Shape.LINE,
        format=Format.COUNT,
        categories=tuple(period.key for period in periods),
        series=(Series(name="超期节点", values=tuple(_overruns(ask, period) for period in periods)),),
    )


def _overruns(ask: Ask, period: Period) -> int:
    end = ask.record.end_of(period)
    return sum(each.overdue(end) for each in ask.record.due(period))
