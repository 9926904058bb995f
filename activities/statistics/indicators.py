"""Indicators (质效指标): the court's figures beside the period before, by unit, by owner, over a year."""

from decimal import Decimal

from activities.statistics.details import entry_lines, overdue_lines
from activities.statistics.figures import COURT, Counted, percent
from activities.statistics.layout import Ask, format_of, text
from activities.statistics.statement import Cell, Column, Format, Plot, Series, Shape, Table
from models.reporting import Figure

TREND = 12
"""How many periods the trend goes over."""

UNITS_OF_MEASURE = {
    Format.COUNT: "件、个、次",
    Format.MONEY: "元",
    Format.DAYS: "天",
    Format.PERCENT: "%",
}


def tables_and_plots(ask: Ask) -> tuple[tuple[Table, ...], tuple[Plot, ...]]:
    """The court's figures, the same by unit and by owner, their course, and the lines behind them."""
    overdue = [each for each in ask.record.due(ask.period) if each.overdue(ask.record.end_of(ask.period))]
    tables = (
        _figures(ask),
        ask.units_table("按单位"),
        ask.people_table("按承办人"),
        _course(ask),
        entry_lines(ask),
        overdue_lines(ask, overdue),
    )
    return tables, tuple(_line(ask, figure) for figure in ask.plotted())


def _figures(ask: Ask) -> Table:
    """Every figure of the court, with the period before and whether the change is abnormal (SH-59)."""
    rows: list[tuple[Cell, ...]] = []
    for figure in ask.report.shown:
        now, before = ask.figure(figure, COURT), ask.figure(figure, COURT, ask.period.before())
        rows.append(
            (figure.name, UNITS_OF_MEASURE[format_of(figure)], now, before, *_change(ask, now, before))
        )
    columns = (
        text("指标"),
        text("单位"),
        Column(heading="本期", format=Format.DAYS),
        Column(heading="上期", format=Format.DAYS),
        Column(heading="变动幅度", format=Format.PERCENT),
        text("提示"),
    )
    return Table(title="质效指标", columns=columns, rows=tuple(rows))


def _change(ask: Ask, now: Counted, before: Counted) -> tuple[Cell, Cell]:
    """By how many per cent of the period before a figure has changed, and the mark of an abnormal change."""
    if now is None or before is None:
        return None, None
    change, most = percent(Decimal(now) - Decimal(before), before), ask.report.abnormal_change
    abnormal = change is not None and most is not None and abs(Decimal(change)) > most
    return change, "异常，须查明原因" if abnormal else None


def _course(ask: Ask) -> Table:
    """Every figure of the court over the last periods."""
    periods = ask.period.run(TREND)
    rows = tuple(
        (period.key, *(ask.figure(figure, COURT, period) for figure in ask.report.shown))
        for period in periods
    )
    return Table(title="历期走势", columns=(text("期间"), *ask.head()), rows=rows)


def _line(ask: Ask, figure: Figure) -> Plot:
    periods = ask.period.run(TREND)
    values = tuple(ask.figure(figure, COURT, period) for period in periods)
    return Plot(
        title=figure.name,
        shape=Shape.LINE,
        format=format_of(figure),
        categories=tuple(period.key for period in periods),
        series=(Series(name=figure.name, values=values),),
    )
