"""The working calendar (工作日历): a year's arrangement is loaded, and what that moves is shown."""

from pathlib import Path
from typing import Annotated, Any

import typer

from terminal.answering import Json, check_readable, plain, put, refusing, with_desk
from terminal.wording import Commands

LOADER = "system:desk"
"""Who has loaded a year, where nobody says."""

commands = Commands()
calendar = Commands(help="工作日历：载入年度放假安排，重新推算期限。", no_args_is_help=True)
commands.add_typer(calendar, name="calendar")


@calendar.command()
def load(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="年度放假安排 YAML")],
    staff: Annotated[str, typer.Option("--as", help="载入人的人员编号")] = LOADER,
    as_json: Json = False,
) -> None:
    """载入一年的放假安排：列出移动的期限，逐案记入案件日志。"""
    refusing(lambda: check_readable(file))

    async def work(desk: Any) -> Any:
        return await desk.load_calendar(file, staff)

    moved = with_desk(work)
    if as_json:
        put(plain(moved))
        return
    print(f"{file.name}：已载入，{len(moved)} 项期限改期，由各案自行记录")
    for each in moved:
        was, due = (at.strftime("%Y-%m-%d") if at else "—" for at in (each.was, each.due))
        print(f"  {each.case_key}　{each.name}（{each.article}）：{was} → {due}")


@calendar.command()
def years(as_json: Json = False) -> None:
    """已有正式安排的年份；其他年份的期限为暂定。"""

    async def work(desk: Any) -> Any:
        return desk.calendar_years()

    found = with_desk(work)
    if as_json:
        put(found)
    else:
        print("、".join(map(str, found)))
