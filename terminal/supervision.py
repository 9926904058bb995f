"""Commands of supervisors on what is running (监督): the board down to one person's nodes, all cases."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from terminal.answering import AnyCourt, Json, answer, with_desk
from terminal.wording import Commands

commands = Commands()


def _board_screen() -> Callable[[Any], None]:
    from activities.screens import print_board

    return print_board


def _cases_screen() -> Callable[[Any], None]:
    from activities.screens import print_cases

    return print_cases


@commands.command()
def board(
    court: Annotated[str, typer.Option("--court", help="法院代码，如 ruyang；不写为各法院一行")] = "",
    unit: Annotated[str, typer.Option("--unit", help="单位或职务：看其中各人，须同时写明法院")] = "",
    person: Annotated[str, typer.Option("--person", help="人员编号：看其承办案件的节点")] = "",
    watch: Annotated[
        int | None, typer.Option("--watch", min=1, help="每几秒刷新一次，按 Ctrl-C 结束")
    ] = None,
    as_json: Json = False,
) -> None:
    """看板：各法院、单位、人员的在办、临期和超期，逐级看到节点。"""

    async def work(desk: Any) -> Any:
        return desk.board.view(datetime.now(UTC), court, unit, person)

    if watch and not as_json:
        _watch(work, watch)
    else:
        answer(work, as_json, _board_screen)


@commands.command()
def cases(
    court: AnyCourt = "",
    topic: Annotated[str, typer.Option("--topic", help="专题，如 问题楼盘；以办案规则所列为准")] = "",
    campaign: Annotated[str, typer.Option("--campaign", help="专项行动代码")] = "",
    open_only: Annotated[bool, typer.Option("--open", help="只列未结案件")] = False,
    as_json: Json = False,
) -> None:
    """案件一览：每案的环节、团队、承办人、下一期限、超期和专题，未结在前；可按专题、专项行动列出。"""

    async def work(desk: Any) -> Any:
        wanted = {case.case_key for case in desk.tagged.cases(court, topic, campaign, open_only)}
        return tuple(row for row in desk.casework.cases(court) if row.case_key in wanted)

    answer(work, as_json, _cases_screen)


def _watch(work: Callable[[Any], Any], seconds: int) -> None:
    """The board again and again in the same place, on one desk."""

    async def again(desk: Any) -> None:
        from rich.live import Live

        from activities.screens import board_page

        with Live(board_page(await work(desk)), auto_refresh=False) as live:
            while True:
                await asyncio.sleep(seconds)
                live.update(board_page(await work(desk)), refresh=True)

    with_desk(again)
