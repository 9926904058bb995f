"""Duties of the court that belong to no case (经常性工作): their table, what came up, and who did them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from models.duties.duties import subject_of
from terminal.answering import Json, ThisCourt, answer, put, read_day, read_instant, refusing, with_desk
from terminal.places import check_place
from terminal.wording import Commands

commands = Commands()
duty = Commands(help="经常性工作：登记事项，登记办结。", no_args_is_help=True)
commands.add_typer(duty, name="duty")


def _screen() -> Callable[[Any], None]:
    from activities.court_duties.screens import print_duties

    return print_duties


@commands.command()
def duties(
    court: ThisCourt,
    unit: Annotated[str, typer.Option("--unit", help="单位或职务；不写为全部")] = "",
    since: Annotated[str, typer.Option("--since", help="已结束的从何日起列出；不写为近一个月")] = "",
    as_json: Json = False,
) -> None:
    """经常性工作节点表：未办的在前，已办的、超期的在后。"""
    refusing(lambda: check_place(court, unit))
    first = refusing(lambda: read_day(since, "--since")) if since else None

    async def work(desk: Any) -> Any:
        return desk.duties.table(court, unit, datetime.now(UTC), first)

    answer(work, as_json, _screen)


CourtName = Annotated[str, typer.Argument(metavar="COURT", help="法院代码，如 ruyang")]
DutyId = Annotated[str, typer.Argument(metavar="DUTY", help="经常性工作编号，如 RY-D20")]
By = Annotated[str, typer.Option("--as", help="人员编号")]
InRole = Annotated[str, typer.Option("--role", help="以何职务；不写则自动选定")]
Absent = Annotated[str, typer.Option("--for", help="代缺勤人员办理：其人员编号")]


@duty.command("open")
def open_occasion(
    court: CourtName,
    duty_id: DutyId,
    staff: By,
    matter: Annotated[
        str, typer.Option("--subject", help="文号或者事项，不写个人信息；不写则只有日期和序号")
    ] = "",
    role: InRole = "",
    absent: Absent = "",
    at: Annotated[str, typer.Option("--at", help="发生时间；不写为现在")] = "",
    as_json: Json = False,
) -> None:
    """登记一项随事发生的经常性工作，自发生时起算期限。"""
    refusing(lambda: check_place(court))
    occurred = refusing(lambda: read_instant(at, "--at")) if at else None

    async def work(desk: Any) -> Any:
        return await desk.duties.open(
            court, duty_id, staff, matter=matter, role=role, occurred_at=occurred, on_behalf_of=absent
        )

    opened = with_desk(work)
    if as_json:
        put(opened)
        return
    due = f"，期限 {opened.due_at:%Y-%m-%d %H:%M}" if opened.due_at else ""
    named = subject_of(opened.day, opened.number)
    print(f"{duty_id}（{named}）已登记，记入法院日志第 {opened.seq} 条{due}")


@duty.command()
def done(
    court: CourtName,
    duty_id: DutyId,
    staff: By,
    day: Annotated[str, typer.Option("--day", help="属于何日；不写为最近一次未办的")] = "",
    number: Annotated[
        int, typer.Option("--number", min=0, help="随事登记的序号；只有一项未办的可以不写")
    ] = 0,
    role: InRole = "",
    absent: Absent = "",
    at: Annotated[str, typer.Option("--at", help="办理时间；不写为现在")] = "",
    as_json: Json = False,
) -> None:
    """登记一次经常性工作已经办理；有签名密钥的自动签名。"""
    refusing(lambda: check_place(court))
    of = refusing(lambda: read_day(day, "--day")) if day else None
    occurred = refusing(lambda: read_instant(at, "--at")) if at else None

    async def work(desk: Any) -> Any:
        return await desk.duties.done(
            court,
            duty_id,
            staff,
            day=of,
            number=number,
            role=role,
            occurred_at=occurred,
            on_behalf_of=absent,
        )

    submitted = with_desk(work)
    if as_json:
        put(submitted)
        return
    named = f"{duty_id}（{subject_of(submitted.day, submitted.number)}）"
    if submitted.seq is None:
        print(f"{named}已登记，暂时无法送达，稍后自动送达（{submitted.act_id}）")
    else:
        print(f"{named}已办理，记入法院日志第 {submitted.seq} 条")
