"""Keys, the daily seal and the check of exported tables (签名、日封、核验)."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from models.errors import Code, Refusal
from models.signed_table import PublicKey, Seal, SignedTable
from models.values import COURT_ZONE
from terminal.answering import Court, Json, put, read_json, refusing, with_desk

commands = typer.Typer()

FAULTS_FOUND = 1
"""Exit code of `verify` where something does not hold."""


@commands.command()
def key(
    staff: Annotated[str, typer.Argument(metavar="STAFF", help="人员编号，如 RY010")],
    since: Annotated[str, typer.Option("--since", help="启用日；不写为今天")] = "",
    until: Annotated[str, typer.Option("--until", help="停用日：写明则停用已登记的密钥")] = "",
    as_json: Json = False,
) -> None:
    """签名密钥：没有则生成，登记公钥；以后本人提交的行为须用它签名。"""
    first = refusing(lambda: _day(since, "--since")) if since else datetime.now(COURT_ZONE).date()
    last = refusing(lambda: _day(until, "--until")) if until else None

    async def work(desk: Any) -> Any:
        return desk.end_key(staff, last) if last else desk.make_key(staff, first)

    made = with_desk(work)
    if as_json:
        put(made)
    elif last:
        print(f"{staff} 的密钥 {made.key_id} 自 {last} 以后停用")
    else:
        print(f"{staff} 的密钥 {made.key_id} 已登记，自 {made.since} 起有效")


@commands.command()
def seal(
    court: Court,
    day: Annotated[str, typer.Option("--day", help="日期；不写为今天")] = "",
    export: Annotated[Path | None, typer.Option("--export", help="另存日封文件的文件夹，请存于院外")] = None,
    as_json: Json = False,
) -> None:
    """日封：用法院密钥封存当日全部案件日志的链头。"""
    of = refusing(lambda: _day(day, "--day")) if day else datetime.now(COURT_ZONE).date()

    async def work(desk: Any) -> Any:
        return desk.seal(court, of, export)

    made = with_desk(work)
    if as_json:
        put(made)
    else:
        print(f"{made.day} 日封：{made.cases} 件，根 {made.root}")


@commands.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="nodes --export 导出的 JSON 文件")],
    court_key: Annotated[Path | None, typer.Option("--court-key", help="自行留存的法院公钥")] = None,
    kept_seal: Annotated[Path | None, typer.Option("--seal", help="自行留存的日封文件")] = None,
    as_json: Json = False,
) -> None:
    """离线核验签名节点表：逐行核对哈希链、签名和日封，指出第一处不符。"""
    from activities.signed_tables import faults

    table = refusing(lambda: _read(file, SignedTable))
    anchor = refusing(lambda: _read(court_key, PublicKey)) if court_key else None
    kept = refusing(lambda: _read(kept_seal, Seal)) if kept_seal else None
    found = list(faults(table, anchor, kept))
    if as_json:
        put({"ok": not found, "faults": found})
    elif found:
        print(f"不符：{found[0]}" + (f"（另有 {len(found) - 1} 处）" if len(found) > 1 else ""))
    else:
        signed = sum(1 for row in table.rows if row.signature)
        print(f"{table.case_no}：{len(table.rows)} 行全部相符，其中 {signed} 行有本人签名")
    if found:
        raise typer.Exit(FAULTS_FOUND)


def _read(path: Path, shape: type[Any]) -> Any:
    """A file in the shape it must have. Raises Refusal naming file and field."""
    data = read_json(path)
    try:
        return shape.model_validate_json(json.dumps(data))
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise Refusal(Code.BAD_DATA, f"{path}：字段 {field} 不合要求") from error


def _day(text: str, name: str) -> Any:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError as error:
        raise Refusal(Code.BAD_TIME, f"{name}：应为日期，如 2026-05-06") from error
