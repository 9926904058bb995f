"""Making the reports a court's rulebook asks for (统计报表), each from one reading of its record."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from activities.database import Database
from activities.statistics import (
    group_flow,
    indicators,
    officer_bulletin,
    overdue_nodes,
    ranking,
    staff_record,
    topics,
)
from activities.statistics.figures import Tally
from activities.statistics.layout import Ask
from activities.statistics.reading import read_record
from activities.statistics.statement import Plot, Statement, Table
from models.errors import Code, Refusal
from models.period import CYCLE_NAMES, Period
from models.reporting import Report, ReportKind
from models.rulebook import Rulebook
from models.shelf.files import load
from models.values import court_local

Builder = Callable[[Ask], tuple[tuple[Table, ...], tuple[Plot, ...]]]

BUILDERS: dict[ReportKind, Builder] = {
    ReportKind.OVERDUE_NODES: overdue_nodes.tables_and_plots,
    ReportKind.GROUP_FLOW: group_flow.tables_and_plots,
    ReportKind.OFFICER_BULLETIN: officer_bulletin.tables_and_plots,
    ReportKind.RANKING: ranking.tables_and_plots,
    ReportKind.INDICATORS: indicators.tables_and_plots,
    ReportKind.STAFF_RECORD: staff_record.tables_and_plots,
    ReportKind.TOPICS: topics.tables_and_plots,
}

REACH: dict[ReportKind, int] = {
    ReportKind.OVERDUE_NODES: overdue_nodes.TREND,
    ReportKind.INDICATORS: indicators.TREND,
}
"""How many periods back a kind of report looks; one where it is not named."""

NOTES = (
    "按事项发生时间（北京时间）计入期间；补录在期间之后的，重新出表时计入。",
    "超期节点按期限届满的期间计一次，事后补办的仍计；按时办理、迟后录入的不计。",
    "软性期限和只作提示的期限不计；单位、承办人为届满或者发生时持有案件的单位和承办人。",
)
"""How every report is counted."""


class Statistics:
    """Makes reports from the register; it writes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, court: str, period: Period, now: datetime, key: str = "") -> tuple[Statement, ...]:
        """The court's reports for a period, or the one named; by the rulebook in force on its last day.

        Raises Refusal: UNKNOWN_SUBJECT where the court has no such report, or none for such a period;
        RULEBOOK_MISSING for a court or day without rulebook.
        """
        book = load(court, period.last)
        wanted = [report for report in book.reports if period.cycle in report.every]
        if key:
            wanted = [report for report in wanted if report.key == key]
        if not wanted:
            which = f"报表 {key}" if key else "报表"
            names = "、".join(map(_offered, book.reports)) or "无"
            raise Refusal(Code.UNKNOWN_SUBJECT, f"{book.name}没有{period.name}的{which}，可用：{names}")
        with self._database.transaction() as session:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            return tuple(statement(session, book, report, period, now) for report in wanted)


def _offered(report: Report) -> str:
    """A report as it is offered: its key, its name, how often it is made."""
    return f"{report.key}（{report.name}，{'、'.join(CYCLE_NAMES[cycle] for cycle in report.every)}）"


def statement(session: Session, book: Rulebook, report: Report, period: Period, now: datetime) -> Statement:
    """One report of a court for a period, as of `now` where the period still runs.

    Raises Refusal(BAD_TIME) for a period that has not begun.
    """
    earliest = period.run(REACH.get(report.kind, 1))[0]
    record = read_record(session, book.court, report, earliest.begins, now)
    if period.begins > record.at:
        raise Refusal(Code.BAD_TIME, f"{period.name}尚未开始，没有可以统计的内容")
    ask = Ask(report, book, period, record, Tally(report, record))
    tables, plots = BUILDERS[report.kind](ask)
    return Statement(
        court=book.court,
        court_name=book.name,
        court_short=book.short,
        key=report.key,
        name=report.name,
        period=period.key,
        period_name=period.name,
        at=court_local(record.end_of(period)),
        maker=ask.unit_name(report.maker) if report.maker else book.name,
        readers=report.readers,
        citation=report.citation,
        cases=record.extent.cases,
        entries=record.extent.entries,
        tables=tables,
        plots=plots,
        notes=(
            *NOTES,
            f"报表依据：{report.citation}",
            *([f"拟定：{report.proposed}"] if report.proposed else []),
        ),
    )
