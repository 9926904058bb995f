"""The lines behind the numbers (明细): each counted entry and overrun with its place in the journal."""

from collections.abc import Iterable

from activities.statistics.figures import COURT, Scope, amount
from activities.statistics.layout import Ask, text
from activities.statistics.obligations import Obligation
from activities.statistics.statement import Cell, Column, Format, Table
from models.event_names import EVENT_NAMES

INSTANT = Format.INSTANT


def entry_lines(ask: Ask, scope: Scope = COURT) -> Table:
    """Every entry of the journal that a figure counts for a scope."""
    rows: list[tuple[Cell, ...]] = []
    for figure in ask.report.figures:
        for row in ask.tally.entries(figure, scope, ask.period):
            rows.append(
                (
                    figure.name,
                    ask.record.cases[row.case_key].case_no,
                    row.seq,
                    EVENT_NAMES[row.kind],
                    row.occurred_at,
                    ask.unit_name(row.holder.unit),
                    ask.person_name(row.holder.owner),
                    amount(row, figure.sum.fact) if figure.sum else None,
                )
            )
    columns = (
        *(text(heading) for heading in ("统计项", "案号")),
        Column(heading="日志序号"),
        text("事项"),
        Column(heading="发生时间", format=INSTANT),
        *(text(heading) for heading in ("单位", "承办人")),
        Column(heading="金额", format=Format.MONEY),
    )
    return Table(title="案件日志明细", columns=columns, rows=tuple(rows))


def overdue_lines(ask: Ask, overdue: Iterable[Obligation]) -> Table:
    """Every overrun, the longest first."""
    end = ask.record.end_of(ask.period)
    rows: list[tuple[Cell, ...]] = [
        (
            ask.record.cases[each.line.case_key].case_no,
            each.line.limit,
            each.line.name,
            each.line.subject,
            each.line.article,
            ask.unit_name(each.holder.unit),
            ask.person_name(each.holder.owner),
            each.line.started_at,
            each.limit_at,
            each.line.done_at,
            "未办结" if each.standing(end) else "已补办",
            each.days_late(end),
        )
        for each in sorted(
            overdue, key=lambda each: (-each.days_late(end), each.line.case_key, each.line.key)
        )
    ]
    columns = (
        *(text(heading) for heading in ("案号", "节点", "节点名称", "对象", "依据", "责任单位", "承办人")),
        *(Column(heading=heading, format=INSTANT) for heading in ("起算", "期限", "完成")),
        text("状态"),
        Column(heading="超期天数"),
    )
    return Table(title="超期节点明细", columns=columns, rows=tuple(rows))
