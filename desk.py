"""The terminal of staff and supervisors (办案终端), and the rule tools."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from pydantic import BaseModel

from models.errors import Refusal
from models.values import COURT_ZONE

app = typer.Typer(
    help="执行案件办案终端与规则工具",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    add_completion=False,
)

BAD_INPUT = 2
"""Exit code when the input is wrong; one line on standard error says what and where."""

AWAY = frozenset({"OperationalError", "RPCError"})
"""Errors of a database or server that is not there; by name, for the rule tools load neither driver."""

Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]
CaseArg = Annotated[str, typer.Argument(metavar="CASE", help="案号，或 法院:案号")]
Court = Annotated[str, typer.Option("--court", help="法院代码，如 ruyang")]


def read_json(path: Path) -> Any:
    """The JSON of a file. Raises Refusal naming the file and the place that cannot be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Refusal("file_unreadable", f"{path}：无法读取文件") from error
    except UnicodeDecodeError as error:
        raise Refusal("file_unreadable", f"{path}：不是 UTF-8 编码") from error
    except json.JSONDecodeError as error:
        raise Refusal("file_unreadable", f"{path} 第 {error.lineno} 行：不是合格的 JSON") from error


def read_instant(text: str, name: str) -> datetime:
    """An instant of the command line; without a zone it is the court's own time."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refusal("bad_time", f"{name}：应为时间，如 2026-05-06T10:00:00+08:00") from error
    return at if at.tzinfo else at.replace(tzinfo=COURT_ZONE)


def put(value: Any) -> None:
    """Print a value as UTF-8 JSON."""
    print(json.dumps(plain(value), ensure_ascii=False, indent=2))


def plain(value: Any) -> Any:
    """A value as JSON knows it."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def refusing(command: Callable[[], Any]) -> Any:
    """Run a command; a refusal is one line on standard error and exit code 2."""
    try:
        return command()
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        raise typer.Exit(BAD_INPUT) from refusal
    except Exception as error:
        if type(error).__name__ not in AWAY:
            raise
        print("登记簿或流程服务器无法连接，请确认已经启动（本机为 make up）", file=sys.stderr)
        raise typer.Exit(1) from error


# --- rule tools: pure, no server, no database ------------------------------------------------------


@app.command()
def triage(court: Court, facts: Annotated[Path, typer.Option("--facts")], as_json: Json = False) -> None:
    """繁简分流：按事实得出类别、去向和依据。"""
    from models.rule_tools import triage_tool

    put(refusing(lambda: triage_tool(court, read_json(facts), str(facts))))


@app.command()
def due(
    court: Court,
    limit: Annotated[str, typer.Option("--limit", help="期限编号，如 RY-D4")],
    start: Annotated[str, typer.Option("--from", help="起算时间")],
    as_json: Json = False,
) -> None:
    """期限计算：到期日、计入和不计入的日子。"""
    from models.rule_tools import due_tool

    put(refusing(lambda: due_tool(court, limit, read_instant(start, "--from"))))


@app.command()
def closing(
    court: Court,
    method: Annotated[str, typer.Option("--method")],
    facts: Annotated[Path, typer.Option("--facts")],
    events: Annotated[Path, typer.Option("--events")],
    as_json: Json = False,
) -> None:
    """结案条件：缺哪些材料，各依哪一条。"""
    from models.rule_tools import closing_tool

    now = datetime.now(COURT_ZONE)
    put(refusing(lambda: closing_tool(court, method, read_json(facts), read_json(events), now)))


@app.command()
def fee(amount: Annotated[str, typer.Option("--amount", help="元")], as_json: Json = False) -> None:
    """执行申请费及计算步骤。"""
    from models.rule_tools import fee_tool

    put(refusing(lambda: fee_tool(read_amount(amount, "--amount"))))


@app.command()
def interest(
    principal: Annotated[str, typer.Option("--principal", help="元")],
    start: Annotated[str, typer.Option("--from", help="履行期间届满之日")],
    end: Annotated[str, typer.Option("--to", help="计算至")],
    payment: Annotated[list[str] | None, typer.Option("--payment", help="日期=金额，可重复")] = None,
    order: Annotated[str, typer.Option("--order")] = "interest_first",
    as_json: Json = False,
) -> None:
    """迟延履行期间加倍部分债务利息及计算步骤。"""
    from models.rule_tools import interest_tool

    put(refusing(lambda: interest_tool(principal, start, end, tuple(payment or ()), order)))


def read_amount(text: str, name: str) -> Decimal:
    """An amount of the command line, yuan."""
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise Refusal("amount_invalid", f"{name}：应为以元为单位的数字") from error


# --- running cases -----------------------------------------------------------------------------------


def opened() -> Any:
    """A desk on this installation, as an asynchronous context manager: for programs that act as staff."""
    from activities.desk_opening import open_desk

    return open_desk()


def with_desk(work: Callable[[Any], Awaitable[Any]]) -> Any:
    """Open a desk on register and server, do the work, leave."""

    async def run() -> Any:
        async with opened() as desk:
            return await work(desk)

    return refusing(lambda: asyncio.run(run()))


def answer(work: Callable[[Any], Awaitable[Any]], as_json: bool, screen: str) -> None:
    """Ask a desk, then print JSON, or the screen of that name for a person."""
    found = with_desk(work)
    if as_json:
        put(found)
        return
    from activities import screens

    getattr(screens, screen)(found)


@app.command()
def nodes(
    case: Annotated[str, typer.Argument(metavar="[CASE]", help="案号；不写则用 --events")] = "",
    court: Annotated[str, typer.Option("--court")] = "",
    events: Annotated[Path | None, typer.Option("--events", help="事件文件")] = None,
    at: Annotated[str, typer.Option("--at", help="时点")] = "",
    as_json: Json = False,
) -> None:
    """流程节点表：运行中的案件，或者由事件文件推算。"""
    if events is not None:
        from models.rule_tools import nodes_tool

        moment = read_instant(at, "--at") if at else datetime.now(UTC)
        put(refusing(lambda: nodes_tool(court, read_json(events), moment, str(events))))
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


@app.command()
def show(case: CaseArg, as_json: Json = False) -> None:
    """案件现状：环节、团队、款项、待办和最近记录。"""

    async def work(desk: Any) -> Any:
        key = desk.casework.find(case)
        status, view = await desk.status(key), desk.casework.view(key)
        return {
            "status": plain(status) if status else None,
            "state": plain(view.state),
            "names": view.names,
            "tasks": plain(desk.casework.tasks(key)),
            "lines": plain(view.lines),
            "pending_acts": view.pending_acts,
            "pending_answers": view.pending_answers,
        }

    answer(work, as_json, "print_case")


@app.command()
def explain(
    case: CaseArg, limit: Annotated[str, typer.Option("--limit")] = "", as_json: Json = False
) -> None:
    """期限说明：从何事起算、依哪一条、何时届满、是否暂定。"""

    async def work(desk: Any) -> Any:
        return await desk.explain(desk.casework.find(case), limit)

    found = with_desk(work)
    if as_json:
        put(found)
    elif found is None:
        print("案件现在不能应答，请稍后再试")
    else:
        for row in found:
            print(row.words)


@app.command()
def inbox(
    unit: Annotated[str, typer.Option("--unit", help="单位或职务；不写为全部")] = "",
    court: Annotated[str, typer.Option("--court")] = "",
    as_json: Json = False,
) -> None:
    """待办：本单位未完成的节点，最近到期的在前。"""

    async def work(desk: Any) -> Any:
        return desk.casework.inbox(unit, court)

    answer(work, as_json, "print_tasks")


@app.command()
def board(court: Annotated[str, typer.Option("--court")] = "", as_json: Json = False) -> None:
    """看板：全部案件的环节、团队、下一期限和超期。"""

    async def work(desk: Any) -> Any:
        return desk.casework.board(court)

    answer(work, as_json, "print_board")


@app.command()
def act(
    case: CaseArg,
    kind: Annotated[str, typer.Argument(metavar="ACT", help="行为，如 hold_reception")],
    staff: Annotated[str, typer.Option("--as", help="人员编号")],
    data: Annotated[Path | None, typer.Option("--data", help="行为内容 JSON 文件")] = None,
    role: Annotated[str, typer.Option("--role", help="以何职务；不写则自动选定")] = "",
    at: Annotated[str, typer.Option("--at", help="发生时间；不写为现在")] = "",
    as_json: Json = False,
) -> None:
    """办理：提交一个行为；先登记，再送达案件。"""
    content = refusing(lambda: read_json(data)) if data else {}
    occurred = refusing(lambda: read_instant(at, "--at")) if at else None

    async def work(desk: Any) -> Any:
        key = desk.casework.find(case)
        return await desk.act(key, kind, staff, content, role=role, occurred_at=occurred)

    done = with_desk(work)
    if as_json:
        put(done)
    elif done.seq is None:
        print(f"已登记，案件暂时无法送达，稍后自动送达（{done.act_id}）")
    else:
        print(f"已办理，记入案件日志第 {done.seq} 条")


@app.command()
def rebuild(
    case: Annotated[str, typer.Argument(metavar="[CASE]", help="案号；不写为全部")] = "",
    check: Annotated[bool, typer.Option("--check", help="只核对，不改写")] = False,
    as_json: Json = False,
) -> None:
    """由案件日志重算各表；--check 只报告差异，有差异时退出码为 1。"""

    async def work(desk: Any) -> Any:
        keys = [desk.casework.find(case)] if case else desk.casework.all_keys()
        found = {key: list(desk.casework.rebuild(key, write=not check)) for key in keys}
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


@app.command()
def reconcile(case: CaseArg) -> None:
    """对账：登记簿由备份恢复后，从案件历史补记缺失的记录。"""

    async def work(desk: Any) -> Any:
        return await desk.reconcile(desk.casework.find(case))

    print(f"补记 {with_desk(work)} 条")


def main() -> NoReturn:
    """Run a command and leave at once: the SDK's core may abort an orderly farewell."""
    code: int | str | None = 0
    try:
        app()
    except SystemExit as leaving:
        code = leaving.code
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
