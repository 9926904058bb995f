"""Commands of supervisors (监督): the board."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from terminal.answering import Json, answer

commands = typer.Typer()


def _board_screen() -> Callable[[Any], None]:
    from activities.screens import print_board

    return print_board


@commands.command()
def board(court: Annotated[str, typer.Option("--court")] = "", as_json: Json = False) -> None:
    """看板：全部案件的环节、团队、下一期限和超期。"""

    async def work(desk: Any) -> Any:
        return desk.casework.board(court)

    answer(work, as_json, _board_screen)
