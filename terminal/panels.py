"""Commands of panels (合议): what waits for one, and the record of one sitting over many cases."""

from pathlib import Path
from typing import Annotated, Any

import typer

from terminal.answering import AnyCourt, Json, put, refusing, with_desk
from terminal.places import check_place
from terminal.wording import Commands

commands = Commands()
panel = Commands(help="合议：待合议事项一览，登记一次合议的结论", no_args_is_help=True)
commands.add_typer(panel, name="panel")


@panel.command("list")
def waiting(
    court: AnyCourt = "",
    unit: Annotated[str, typer.Option("--unit", help="承办单位代码；不写为全部单位")] = "",
    track: Annotated[str, typer.Option("--track", help="案件轨道，如 simple")] = "",
    export: Annotated[
        Path | None, typer.Option("--export", help="写成 XLSX，填写后用 panel record 登记")
    ] = None,
    as_json: Json = False,
) -> None:
    """待合议事项：一个团队须经合议庭评议的事项，同类的排在一起。"""
    refusing(lambda: check_place(court, unit))

    async def work(desk: Any) -> Any:
        return desk.panels.waiting(court, unit, track)

    found = with_desk(work)
    if export is not None:
        from activities.panels.records import write_sheet

        refusing(lambda: write_sheet(export, ((row.case_no, row.approval) for row in found)))
    if as_json:
        put(found)
        return
    for row in found:
        about = f"（{row.target}）" if row.target else ""
        where = f"{row.unit_name or '尚未移交'} {row.owner}".rstrip()
        print(f"{row.case_no}　{row.approval}　{row.name}{about}　{where}　{row.requested_at:%Y-%m-%d} 提交")
    written = f"，已写入 {export}" if export is not None else ""
    print(f"待合议 {len(found)} 项{written}")


@panel.command("record")
def record(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="合议结论：YAML、JSON 或者 XLSX")],
    staff: Annotated[str, typer.Option("--as", help="登记人的人员编号")],
    as_json: Json = False,
) -> None:
    """登记一次合议的结论：先整份核对，有一处不合即全部不登记；同一份重复登记不产生新记录。"""
    from activities.panels.records import read_panel_record

    read = refusing(lambda: read_panel_record(file))

    async def work(desk: Any) -> Any:
        return await desk.panels.record(read, staff)

    made = with_desk(work)
    if as_json:
        put(made)
    else:
        for case in made:
            print(f"{case.case_no}　{case.matters} 项　{_outcome(case)}")
    if any(case.code for case in made):
        raise typer.Exit(1)


def _outcome(case: Any) -> str:
    if case.code:
        return f"未登记：{case.reason}"
    if case.seq is None:
        return "已登记，稍后自动送达"
    return f"{'此前已登记' if case.before else '已登记'}，见案件日志第 {case.seq} 条"
