"""Commands of staff on running cases (办案): inbox, acts, a case as it stands, its record."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from models.errors import Code, Refusal
from terminal.answering import (
    AnyCourt,
    CaseArg,
    Json,
    On,
    answer,
    edition_day,
    plain,
    put,
    read_instant,
    read_json,
    read_object,
    refusing,
    with_desk,
)
from terminal.places import check_place
from terminal.wording import Commands

commands = Commands()


def _case_screen() -> Callable[[Any], None]:
    from activities.screens import print_case

    return print_case


def _explanation_screen() -> Callable[[Any], None]:
    from activities.explaining_screen import print_explanations

    return print_explanations


def _task_screen() -> Callable[[Any], None]:
    from activities.screens import print_tasks

    return print_tasks


def _person_screen() -> Callable[[Any], None]:
    from activities.absences.screens import print_inbox

    return print_inbox


def _check_inbox(unit: str, person: str, court: str) -> None:
    if unit and person:
        raise Refusal(Code.BAD_DATA, "--unit 与 --person 只能写一个")
    check_place(court, unit)


def _check_nodes(case: str, court: str, events: Path | None, export: Path | None) -> None:
    """Raises Refusal where it is not clear which table is meant, or its export has no place."""
    if bool(case) == (events is not None):
        raise Refusal(Code.BAD_DATA, "须写明案号，或者以 --events 写明事件文件，二者写一项")
    if events is not None and not court:
        raise Refusal(Code.BAD_DATA, "由事件文件推算的，须写明 --court")
    if events is not None and export is not None:
        raise Refusal(Code.BAD_DATA, "--export 只用于案号：由事件文件推算的节点表没有签名")
    if export is not None:
        _check_export(export)


def _check_export(path: Path) -> None:
    """Raises Refusal where a signed table cannot be written: what was exported once is never overwritten."""
    if path.suffix != ".json":
        raise Refusal(Code.BAD_DATA, f"{path}：导出文件应以 .json 结尾，打印件为同名 .docx")
    if not path.parent.is_dir():
        raise Refusal(Code.BAD_DATA, f"{path}：所在的文件夹不存在，请另写文件名")
    for each in (path, path.with_suffix(".docx")):
        if each.exists():
            raise Refusal(Code.BAD_DATA, f"{each}：已存在，请另写文件名")


@commands.command()
def nodes(
    case: Annotated[str, typer.Argument(metavar="[CASE]", help="案号；不写则用 --events")] = "",
    court: Annotated[str, typer.Option("--court", help="法院代码或草案的文件夹；用于 --events")] = "",
    events: Annotated[Path | None, typer.Option("--events", help="事件文件 JSON")] = None,
    at: Annotated[str, typer.Option("--at", help="截至何时；用于 --events，不写为现在")] = "",
    on: On = "",
    export: Annotated[Path | None, typer.Option("--export", help="导出为 .json 和同名 .docx")] = None,
    as_json: Json = False,
) -> None:
    """流程节点表：运行中的案件，或者由事件文件推算；--export 导出可离线核验的签名节点表。"""
    refusing(lambda: _check_nodes(case, court, events, export))
    if events is not None:
        from models.rule_tools import nodes_tool

        moment = refusing(lambda: read_instant(at, "--at")) if at else datetime.now(UTC)
        edition = refusing(lambda: edition_day(on))
        put(refusing(lambda: nodes_tool(court, read_json(events), moment, str(events), edition)))
        return

    if export is not None:
        _export(case, export)
        return

    async def work(desk: Any) -> Any:
        key = desk.casework.find(case)
        return await desk.node_table(key), desk.casework.view(key).names

    rows, names = with_desk(work)
    if as_json:
        put(rows)
        return
    from activities.screens import print_nodes

    print_nodes(rows, names)


def _export(case: str, path: Path) -> None:
    """Write the signed table beside its printable form."""
    from activities.signing.signed_form import printable

    async def work(desk: Any) -> Any:
        return await desk.signing.table(desk.casework.find(case))

    table = with_desk(work)
    form = path.with_suffix(".docx")
    contents = {path: table.model_dump_json(indent=2).encode(), form: printable(table)}
    refusing(lambda: _write_both(contents))
    print(f"已导出 {path} 和 {form}：{len(table.rows)} 行")


def _write_both(contents: dict[Path, bytes]) -> None:
    """Write new files, or none of them. Raises Refusal naming the one that cannot be written."""
    written: list[Path] = []
    for path, content in contents.items():
        try:
            with path.open("xb") as file:
                written.append(path)
                file.write(content)
        except OSError as error:
            for each in written:
                each.unlink(missing_ok=True)
            raise Refusal(Code.BAD_DATA, f"{path}：无法写入") from error


@commands.command()
def show(case: CaseArg, as_json: Json = False) -> None:
    """案件现状：环节、团队、款项、待办和最近记录。"""

    async def work(desk: Any) -> Any:
        key = desk.casework.find(case)
        status, view = await desk.status(key), desk.casework.view(key)
        return {
            "status": plain(status) if status else None,
            "court_name": view.court_name,
            "state": plain(view.state),
            "names": view.names,
            "tasks": plain(desk.casework.tasks(key)),
            "lines": plain(view.lines),
            "papers": plain(desk.file_index.lines(key)),
            "pending_acts": view.pending_acts,
            "pending_answers": view.pending_answers,
        }

    answer(work, as_json, _case_screen)


@commands.command()
def explain(
    case: CaseArg,
    limit: Annotated[str, typer.Option("--limit", help="期限编号，如 RY-D1；不写为全部未办结的")] = "",
    as_json: Json = False,
) -> None:
    """期限说明：从何事起算、依哪一条、逐日推算、停止和延长及批准人、何时届满、是否暂定。"""

    async def work(desk: Any) -> Any:
        key = desk.casework.find(case)
        found = await desk.explain(key, limit)
        if limit and not found:
            known = "、".join(dict.fromkeys(row.id for row in await desk.node_table(key)))
            raise Refusal(Code.UNKNOWN_SUBJECT, f"本案没有期限 {limit} 的节点，可用：{known or '无'}")
        return found

    answer(work, as_json, _explanation_screen)


@commands.command()
def inbox(
    unit: Annotated[str, typer.Option("--unit", help="单位或职务；不写为全部")] = "",
    person: Annotated[str, typer.Option("--person", help="人员编号：本人承办、任职和代理的事项")] = "",
    court: AnyCourt = "",
    as_json: Json = False,
) -> None:
    """待办：本单位或者一个人未完成的节点，最近到期的在前。"""
    refusing(lambda: _check_inbox(unit, person, court))
    if person:

        async def own(desk: Any) -> Any:
            return desk.inbox_of(person, court)

        answer(own, as_json, _person_screen)
        return

    async def work(desk: Any) -> Any:
        return desk.inbox(unit, court)

    answer(work, as_json, _task_screen)


@commands.command()
def act(
    case: CaseArg,
    kind: Annotated[str, typer.Argument(metavar="ACT", help="行为，如 hold_reception")],
    staff: Annotated[str, typer.Option("--as", help="人员编号")],
    data: Annotated[Path | None, typer.Option("--data", help="行为内容 JSON 文件")] = None,
    role: Annotated[str, typer.Option("--role", help="以何职务；不写则自动选定")] = "",
    absent: Annotated[str, typer.Option("--for", help="代缺勤人员办理：其人员编号")] = "",
    at: Annotated[str, typer.Option("--at", help="发生时间；不写为现在")] = "",
    as_json: Json = False,
) -> None:
    """办理：提交一个行为；先登记，再送达案件。"""
    content = refusing(lambda: read_object(data)) if data else {}
    occurred = refusing(lambda: read_instant(at, "--at")) if at else None

    async def work(desk: Any) -> Any:
        key = desk.casework.find(case)
        more = {"role": role, "occurred_at": occurred, "on_behalf_of": absent}
        return await desk.act(key, kind, staff, content, **more)

    done = with_desk(work)
    if as_json:
        put(done)
    elif done.seq is None:
        print(f"已登记，案件暂时无法送达，稍后自动送达（{done.act_id}）")
    else:
        print(f"已办理，记入案件日志第 {done.seq} 条")


@commands.command()
def rebuild(
    case: Annotated[str, typer.Argument(metavar="[CASE]", help="案号；不写为全部")] = "",
    check: Annotated[bool, typer.Option("--check", help="只核对，不改写")] = False,
    as_json: Json = False,
) -> None:
    """由案件日志重算各表；--check 只报告差异，有差异时退出码为 1。"""

    async def work(desk: Any) -> Any:
        keys = [desk.casework.find(case)] if case else desk.casework.all_keys()
        found = {key: list(desk.casework.rebuild(key, write=not check)) for key in keys}
        duties = desk.casework.rebuild_duties(write=not check)
        found |= {f"经常性工作 {court}": list(rows) for court, rows in duties.items()}
        return found | {f"法院日志 {place}": ["chain"] for place in desk.casework.broken_court_journals()}

    found = with_desk(work)
    different = {key: rows for key, rows in found.items() if rows}
    if as_json:
        put(found)
    else:
        print(f"核对 {len(found)} 件，{'无差异' if not different else f'{len(different)} 件有差异'}")
        for key, rows in different.items():
            print(f"  {key}：{'、'.join(rows)}")
    if check and different:
        raise typer.Exit(1)


@commands.command()
def reconcile(case: CaseArg) -> None:
    """对账：登记簿由备份恢复后，从案件历史补记缺失的记录。"""

    async def work(desk: Any) -> Any:
        return await desk.reconcile(desk.casework.find(case))

    print(f"补记 {with_desk(work)} 条")
