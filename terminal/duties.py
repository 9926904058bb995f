"""Duties of the court that belong to no case (经常性工作): their table, and who did them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from terminal.answering import Court, Json, answer, put, read_day, read_instant, refusing, with_desk

commands = typer.Typer()
duty = typer.Typer(help="经常性工作：登记办结。", no_args_is_help=True)
commands.add_typer(duty, name="duty")


def _screen() -> Callable[[Any], None]:
    from activities.duty_screens import print_duties

    return print_duties


@commands.command()
def duties(
    court: Court,
    unit: Annotated[str, typer.Option("--unit", help="单位或职务；不写为全部")] = "",
    since: Annotated[str, typer.Option("--since", help="已结束的从何日起列出；不写为近一个月")] = "",
    as_json: Json = False,
) -> None:
    """经常性工作节点表：未办的在前，已办的、超期的在后。"""
    first = refusing(lambda: read_day(since, "--since")) if since else None

    async def work(desk: Any) -> Any:
        return desk.duties.table(court, unit, datetime.now(UTC), first)

    answer(work, as_json, _screen)


@duty.command()
def done(
    court: Annotated[str, typer.Argument(metavar="COURT", help="法院代码，如 ruyang")],
    number: Annotated[str, typer.Argument(metavar="DUTY", help="经常性工作编号，如 RY-D20")],
    staff: Annotated[str, typer.Option("--as", help="人员编号")],
    day: Annotated[str, typer.Option("--day", help="属于何日；不写为最近一次未办的")] = "",
    role: Annotated[str, typer.Option("--role", help="以何职务；不写则自动选定")] = "",
    at: Annotated[str, typer.Option("--at", help="办理时间；不写为现在")] = "",
    as_json: Json = False,
) -> None:
    """登记一次经常性工作已经办理；有签名密钥的自动签名。"""
    of = refusing(lambda: read_day(day, "--day")) if day else None
    occurred = refusing(lambda: read_instant(at, "--at")) if at else None

    async def work(desk: Any) -> Any:
        return await desk.duties.done(court, number, staff, day=of, role=role, occurred_at=occurred)

    submitted = with_desk(work)
    if as_json:
        put(submitted)
    elif submitted.seq is None:
        print(f"{number}（{submitted.day}）已登记，暂时无法送达，稍后自动送达（{submitted.act_id}）")
    else:
        print(f"{number}（{submitted.day}）已办理，记入法院日志第 {submitted.seq} 条")
