"""Commands of supervisors on periods (统计报表): the reports a court's rulebook asks for."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from models.errors import Code, Refusal
from models.period import Period
from terminal.answering import AnyCourt, Json, put, refusing, with_desk
from terminal.places import check_place
from terminal.wording import Commands

commands = Commands()


@commands.command()
def report(
    month: Annotated[str, typer.Option("--month", help="月份，如 2026-05")] = "",
    year: Annotated[str, typer.Option("--year", help="年份，如 2026")] = "",
    week: Annotated[str, typer.Option("--week", help="周次，如 2026-W20")] = "",
    court: AnyCourt = "",
    key: Annotated[str, typer.Option("--report", help="报表代码；不写为该院全部报表")] = "",
    out: Annotated[Path, typer.Option("--out", help="写入的文件夹")] = Path("."),
    as_json: Json = False,
) -> None:
    """统计报表：按办案规则写明的报表出一月、一周或者一年的 XLSX 和一页图；--json 只输出内容，不写文件。"""
    period = refusing(lambda: _period(month, week, year))
    refusing(lambda: check_place(court))

    async def work(desk: Any) -> Any:
        courts = [court] if court else _courts(key, period)
        now = datetime.now(UTC)
        return [made for each in courts for made in desk.statistics.make(each, period, now, key)]

    statements = with_desk(work)
    if as_json:
        put(statements)
        return
    from activities.report_files import write_files

    for statement in statements:
        book, page = refusing(partial(write_files, statement, out))
        print(f"{statement.court_name}{statement.name}（{statement.period_name}）：{book}、{page}")


def _period(month: str, week: str, year: str) -> Period:
    """The month, the week or the year; one of them is named."""
    if sum(map(bool, (month, week, year))) != 1:
        raise Refusal(Code.BAD_TIME, "须写明 --month 或者 --week、--year 其中一项，如 --month 2026-05")
    if year:
        return Period.year(year)
    return Period.month(month) if month else Period.week(week)


def _courts(key: str, period: Period) -> list[str]:
    """Every court that makes such a report for such a period; UNKNOWN_SUBJECT is raised where none does."""
    from models.shelf.files import load_all

    books = load_all().items()
    found = [
        court
        for court, book in books
        if any(key in ("", each.key) and period.cycle in each.every for each in book.reports)
    ]
    if not found:
        which = f"报表 {key}，或者它不按这样的期间制作" if key else "按这样的期间制作的报表"
        raise Refusal(Code.UNKNOWN_SUBJECT, f"各法院的办案规则都没有{which}")
    return found
