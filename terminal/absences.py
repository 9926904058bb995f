"""Who is away (缺勤): recorded by a leader, listed, and the absent person's cases given to colleagues."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from terminal.answering import AnyCourt, Json, answer, put, read_day, refusing, with_desk
from terminal.places import check_place
from terminal.wording import Commands

commands = Commands()

Leader = Annotated[str, typer.Option("--as", help="负责人的人员编号")]
OfCourt = Annotated[str, typer.Option("--court", help="法院代码；不写则按人员所在法院")]


def _list_screen() -> Callable[[Any], None]:
    from activities.absences.screens import print_absences

    return print_absences


def _reassigned_screen() -> Callable[[Any], None]:
    from activities.absences.screens import print_reassigned

    return print_reassigned


@commands.command()
def absence(
    staff: Annotated[str, typer.Argument(metavar="STAFF", help="缺勤人员编号")],
    since: Annotated[str, typer.Option("--since", help="起日（含）")],
    until: Annotated[str, typer.Option("--until", help="止日（含）；已登记的可再次登记以变更止日")],
    leader: Leader,
    substitute: Annotated[str, typer.Option("--substitute", help="代理人编号；可不指定")] = "",
    court: OfCourt = "",
    as_json: Json = False,
) -> None:
    """登记缺勤和代理人：由其单位负责人或者局长登记，记入法院日志。"""
    first = refusing(lambda: read_day(since, "--since"))
    last = refusing(lambda: read_day(until, "--until"))

    async def work(desk: Any) -> Any:
        return desk.absences.record(staff, first, last, leader, substitute, court)

    new = with_desk(work)
    if as_json:
        put({"recorded": new})
    else:
        by = f"，由 {substitute} 代理" if substitute else "，没有代理人"
        print(f"{'已登记' if new else '此前已登记'}：{staff} 自 {first} 至 {last} 缺勤{by}")


@commands.command()
def absences(
    court: AnyCourt = "",
    as_json: Json = False,
) -> None:
    """缺勤一览：缺勤中的和未开始的在前，已结束的在后。"""
    refusing(lambda: check_place(court))

    async def work(desk: Any) -> Any:
        return desk.absences.list(court)

    answer(work, as_json, _list_screen)


@commands.command()
def reassign(
    absent: Annotated[str, typer.Option("--absent", help="缺勤人员编号")],
    leader: Leader,
    reason: Annotated[str, typer.Option("--reason", help="理由，记入案件日志")] = "承办人缺勤",
    court: OfCourt = "",
    as_json: Json = False,
) -> None:
    """缺勤人员的在办案件逐案随机、均衡改派给同单位在岗人员；抽取过程记入案件日志。"""

    async def work(desk: Any) -> Any:
        return await desk.reassignment.of(absent, leader, reason, court)

    answer(work, as_json, _reassigned_screen)
