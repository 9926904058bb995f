"""What every command does alike: read files and times, ask a desk, print JSON or a screen."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel

from models.errors import Code, Refusal
from models.values import COURT_ZONE
from terminal.wording import BAD_INPUT

AWAY = frozenset({"OperationalError", "RPCError"})
"""Errors of a database or server that is not there; by name, for the rule tools load neither driver."""

Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]
CaseArg = Annotated[str, typer.Argument(metavar="CASE", help="案号，或 法院:案号")]
Court = Annotated[str, typer.Option("--court", help="法院代码，如 ruyang；规则工具也可写草案的文件夹")]
ThisCourt = Annotated[str, typer.Option("--court", help="法院代码，如 ruyang")]
AnyCourt = Annotated[str, typer.Option("--court", help="法院代码，如 ruyang；不写为全部法院")]

On = Annotated[str, typer.Option("--on", metavar="DATE", help="用哪一日施行的规则，如 2026-07-01")]


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


def read_object(path: Path) -> dict[str, Any]:
    """The JSON object of a file. Raises Refusal for a file that holds anything else."""
    content = read_json(path)
    if not isinstance(content, dict):
        raise Refusal(Code.BAD_DATA, f'{path}：应为 JSON 对象，如 {{"字段": "内容"}}')
    return content


def check_readable(path: Path) -> None:
    """Raises Refusal for a path that is no UTF-8 text file."""
    try:
        path.read_text(encoding="utf-8")
    except OSError as error:
        raise Refusal("file_unreadable", f"{path}：无法读取文件") from error
    except UnicodeDecodeError as error:
        raise Refusal("file_unreadable", f"{path}：不是 UTF-8 编码") from error


def read_instant(text: str, name: str) -> datetime:
    """An instant of the command line; without a zone it is the court's own time."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refusal("bad_time", f"{name}：应为时间，如 2026-05-06T10:00:00+08:00") from error
    return at if at.tzinfo else at.replace(tzinfo=COURT_ZONE)


def read_day(text: str, name: str) -> date:
    """A court-local day of the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal("bad_time", f"{name}：应为日期，如 2026-05-06") from error


def edition_day(on: str) -> date | None:
    """The day of `--on`; none where nothing is written."""
    return read_day(on, "--on") if on else None


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


def read_amount(text: str, name: str) -> Decimal:
    """An amount of the command line, yuan."""
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise Refusal("amount_invalid", f"{name}：应为以元为单位的数字") from error


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


def answer(
    work: Callable[[Any], Awaitable[Any]], as_json: bool, screen: Callable[[], Callable[[Any], None]]
) -> None:
    """Ask a desk, then print JSON, or the screen for a person; `screen` loads it only when it is wanted."""
    found = with_desk(work)
    if as_json:
        put(found)
    else:
        screen()(found)
