"""What `desk.py audit` prints for a person: how late limits were noticed, and what was found."""

from datetime import datetime

from rich.console import Console

from activities.auditing.audit import Report
from activities.auditing.delays import BOUNDS, Delays
from activities.auditing.findings import FINDING_NAMES, Finding, FindingKind
from activities.screens import CLOCK, console, table
from models.nodes import PASSING_NAMES
from models.values import court_local

SPANS: dict[float, str] = {
    1: "1 秒",
    2: "2 秒",
    5: "5 秒",
    10: "10 秒",
    60: "1 分",
    600: "10 分",
    3600: "1 小时",
    86400: "1 日",
}
"""The columns of the histogram by their upper bound in seconds."""


def print_report(report: Report) -> None:
    """The report of an audit (稽核结果)."""
    page = console()
    page.print(
        f"[bold]期限稽核[/]　{court_local(report.at):%Y-%m-%d %H:%M:%S}（{CLOCK}）　"
        f"案件 {report.cases} 件　日志 {report.entries} 条"
    )
    _print_delays(page, report.delays)
    if report.findings:
        _print_findings(page, report.findings)
    else:
        page.print("[green]未发现漏报、迟报和积压[/]")


def _print_delays(page: Console, delays: tuple[Delays, ...]) -> None:
    heads = [f"≤{SPANS[bound]}" for bound in BOUNDS]
    made = table("检出时延", "事项", "次数", "中位", "99%", "最长", *heads, "更长")
    for each in delays:
        counts = [str(column.count or "") for column in each.histogram]
        marks = [f"{seconds:.1f} 秒" for seconds in (each.p50, each.p99, each.longest)]
        made.add_row(PASSING_NAMES[each.passing], str(each.count), *marks, *counts)
    page.print(made)


def _print_findings(page: Console, findings: tuple[Finding, ...]) -> None:
    made = table("发现", "类别", "案件或法院", "事项", "应为或自", "情况")
    for finding in findings:
        name = f"[red]{FINDING_NAMES[finding.kind]}[/]"
        where = finding.case_key or finding.court or "全部"
        made.add_row(name, where, _about(finding), _second(finding.at), _outcome(finding))
    page.print(made)


def _about(finding: Finding) -> str:
    """The obligation with what passed, or the thing that lies there."""
    passing = PASSING_NAMES[finding.passing] if finding.passing else ""
    return "　".join(part for part in (finding.name, passing, finding.subject) if part)


def _outcome(finding: Finding) -> str:
    """What the record says instead."""
    if finding.kind is FindingKind.MISSED:
        return f"至第 {finding.ended_seq} 条未报" if finding.ended_seq else "至今未报"
    return f"实为 {_second(finding.noticed_at)}" if finding.noticed_at else finding.code


def _second(at: datetime | None) -> str:
    """An instant on the court's clock, to the second: a limit in days ends with 23:59:59."""
    return f"{court_local(at):%Y-%m-%d %H:%M:%S}" if at else "—"
