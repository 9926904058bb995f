"""Keys, the daily seal and the check of exported tables (签名、日封、核验)."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from models.errors import Code, Refusal
from models.keys import PublicKey
from models.seals import Seal
from models.signed_table import SignedTable
from models.values import COURT_ZONE
from terminal.answering import Json, ThisCourt, put, read_day, read_json, refusing, with_desk
from terminal.wording import Commands

commands = Commands()

NAMES_OF_FILES: dict[type[Any], str] = {
    SignedTable: "签名节点表（nodes --export 所存 .json）",
    PublicKey: "公钥文件（seal --export 所存 *.key.json，或者 key 所存 *.public.json）",
    Seal: "日封文件（seal --export 所存）",
}
"""What each file that is read is, and which command writes it."""

FAULTS_FOUND = 1
"""Exit code of `verify` where something does not hold."""


@commands.command()
def key(
    staff: Annotated[str, typer.Argument(metavar="STAFF", help="人员编号，如 RY010")],
    since: Annotated[str, typer.Option("--since", help="启用日，不得早于今天；不写为今天")] = "",
    until: Annotated[str, typer.Option("--until", help="停用日：写明则停用已登记的密钥")] = "",
    register: Annotated[
        Path | None, typer.Option("--register", help="登记本人机器上生成的公钥文件；须在存有法院密钥的机器上")
    ] = None,
    as_json: Json = False,
) -> None:
    """签名密钥：没有则生成，登记公钥；以后本人提交的行为须用它签名。"""
    first = refusing(lambda: read_day(since, "--since")) if since else datetime.now(COURT_ZONE).date()
    last = refusing(lambda: read_day(until, "--until")) if until else None
    public = refusing(lambda: _public_of(staff, register)) if register else None

    async def work(desk: Any) -> Any:
        if last:
            return desk.signing.end_key(staff, last)
        return desk.signing.register(public, first) if public else desk.signing.make_key(staff, first)

    made = with_desk(work)
    if as_json:
        put(made)
    elif last:
        print(f"{staff} 的密钥 {made.key_id} 自 {last} 以后停用")
    elif public:
        print(f"{staff} 的密钥 {made.key_id} 已登记，自 {made.since} 起有效")
    elif made.registered:
        print(f"{staff} 的密钥 {made.key.key_id} 已登记，自 {made.key.since} 起有效")
    else:
        print(
            f"{staff} 的密钥 {made.key.key_id} 已生成，尚未登记：请在存有法院密钥的机器上执行 "
            f"desk.py key {staff} --register {made.request}"
        )


@commands.command()
def keys(
    court: ThisCourt,
    since: Annotated[str, typer.Option("--since", help="启用日；不写为今天")] = "",
    as_json: Json = False,
) -> None:
    """为名册上的全体人员生成并登记签名密钥；已有有效密钥的不变。"""
    first = refusing(lambda: read_day(since, "--since")) if since else datetime.now(COURT_ZONE).date()

    async def work(desk: Any) -> Any:
        return desk.signing.make_keys(court, first)

    made = with_desk(work)
    if as_json:
        put(made)
    else:
        print(f"{court}：{len(made)} 人的签名密钥已登记")


@commands.command()
def seal(
    court: ThisCourt,
    day: Annotated[str, typer.Option("--day", help="日期；不写为今天")] = "",
    export: Annotated[
        Path | None, typer.Option("--export", help="另存日封和法院公钥的文件夹，请存于院外")
    ] = None,
    as_json: Json = False,
) -> None:
    """日封：用法院密钥封存当日全部案件日志和法院日志的链头；当日再次执行，封存其后的记录。"""
    of = refusing(lambda: read_day(day, "--day")) if day else datetime.now(COURT_ZONE).date()
    refusing(lambda: _check_folder(export))

    async def work(desk: Any) -> Any:
        return desk.signing.seal(court, of, export)

    made = with_desk(work)
    if as_json:
        put(made)
    else:
        print(f"{made.name} 日封：{made.cases} 件，根 {made.root}")


def _check_folder(path: Path | None) -> None:
    """Raises Refusal for a file where a folder is to be: nothing is sealed that could not be exported."""
    if path is not None and any(each.exists() and not each.is_dir() for each in (path, *path.parents)):
        raise Refusal(Code.BAD_DATA, f"{path}：不是文件夹")


@commands.command("courtkey")
def replace_court_key(
    court: ThisCourt,
    lost: Annotated[
        str, typer.Option("--lost", metavar="STATEMENT", help="原密钥确已遗失：当日公告的文号和内容摘要")
    ] = "",
    as_json: Json = False,
) -> None:
    """更换法院密钥：原密钥再封存一次并证明新密钥；原密钥遗失的，凭当日公告重新启用。"""

    async def work(desk: Any) -> Any:
        return desk.signing.replace_court_key(court, lost)

    made = with_desk(work)
    if as_json:
        put(made)
        return
    old, new = made.previous.key_id, made.key.key_id
    print(f"{court} 自 {made.at:%Y-%m-%d %H:%M} 起使用密钥 {new}，原密钥 {old} 停用")
    if made.statement:
        print("原密钥没有证明新密钥：请将新公钥（seal --export 所存）连同公告送交留存公钥的各方")


@commands.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="nodes --export 导出的 JSON 文件")],
    court_key: Annotated[
        Path | None, typer.Option("--court-key", help="自行留存的法院公钥（seal --export 所存 *.key.json）")
    ] = None,
    kept_seal: Annotated[
        Path | None, typer.Option("--seal", help="自行留存的日封文件，或者存放各日日封的文件夹")
    ] = None,
    form: Annotated[
        Path | None, typer.Option("--form", help="打印件 .docx；不写则核对同名打印件（如有）")
    ] = None,
    as_json: Json = False,
) -> None:
    """离线核验签名节点表：逐行核对哈希链、签名、密钥、日封和打印件，指出第一处不符。"""
    from activities.signing.signed_form import form_fault
    from activities.signing.verifying import faults

    table = refusing(lambda: _read(file, SignedTable))
    anchor = refusing(lambda: _read(court_key, PublicKey)) if court_key else None
    kept = refusing(lambda: _seals(kept_seal, table.court)) if kept_seal else ()
    found = list(faults(table, anchor, kept))
    paper = form or file.with_suffix(".docx")
    if form is not None or paper.is_file():
        fault = form_fault(table, refusing(lambda: _bytes(paper)))
        found += [fault] if fault else []
    if as_json:
        sealed = {"sealed_by": table.seal.name if table.seal else None, "unsealed": table.unsealed}
        put({"ok": not found, "anchored": anchor is not None, **sealed, "faults": found})
    else:
        _print_verdict(table, found, anchored=anchor is not None)
    if found:
        raise typer.Exit(FAULTS_FOUND)


def _print_verdict(table: SignedTable, found: list[str], *, anchored: bool) -> None:
    if found:
        print(f"不符：{found[0]}" + (f"（另有 {len(found) - 1} 处）" if len(found) > 1 else ""))
        return
    signed = sum(1 for row in table.rows if row.signature)
    print(f"{table.case_no}：{len(table.rows)} 行全部相符，其中 {signed} 行有本人签名，{_coverage(table)}")
    for succession in table.successions:
        proved = f"公告另行启用：{succession.statement}" if succession.statement else "由原密钥证明"
        print(f"法院密钥：{succession.at:%Y-%m-%d} 更换为 {succession.key.key_id}，{proved}")
    if not anchored:
        print("注意：未给出留存的法院公钥（--court-key），以上只说明文件自身完整，不能证明出自该法院")


def _coverage(table: SignedTable) -> str:
    """Up to which seal the case's journal is protected, and what none protects yet."""
    count = len(table.journal)
    if table.seal is None:
        return f"尚未日封，案件日志 {count} 条均未封存"
    rest = f"其后 {table.unsealed} 条尚未封存" if table.unsealed else "没有尚未封存的记录"
    return f"案件日志已由 {table.seal.name} 日封封存至第 {count - table.unsealed} 条，{rest}"


def _read(path: Path, shape: type[Any]) -> Any:
    """A file in the shape it must have. Raises Refusal naming file and field."""
    data = read_json(path)
    _check_said_once(path)
    try:
        return shape.model_validate_json(json.dumps(data))
    except ValidationError as error:
        place = error.errors()[0]["loc"]
        if not place:
            raise Refusal(Code.BAD_DATA, f"{path}：不是{NAMES_OF_FILES[shape]}") from error
        row = f"第 {int(place[1]) + 1} 行，" if place[:1] == ("rows",) and len(place) > 1 else ""
        field = ".".join(str(part) for part in place)
        raise Refusal(Code.BAD_DATA, f"{path}：{row}字段 {field} 不合要求") from error


def _check_said_once(path: Path) -> None:
    """Raises Refusal for a field that stands twice: one reader would see the first, another the last."""

    def once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in pairs:
            if name in found:
                raise Refusal(Code.BAD_DATA, f"{path}：字段 {name} 重复出现")
            found[name] = value
        return found

    json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=once)


def _seals(path: Path, court: str) -> tuple[Seal, ...]:
    """The seals the reader keeps: one file, or every one of this court in a folder."""
    paths = sorted(path.glob(f"{court}-*.json")) if path.is_dir() else [path]
    if not paths:
        raise Refusal(Code.BAD_DATA, f"{path}：没有法院 {court} 的日封文件")
    return tuple(_read(each, Seal) for each in paths)


def _public_of(staff: str, path: Path) -> PublicKey:
    found: PublicKey = _read(path, PublicKey)
    if found.owner != staff:
        raise Refusal(Code.BAD_DATA, f"{path}：是 {found.owner} 的公钥，不是 {staff} 的")
    return found


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal("file_unreadable", f"{path}：无法读取文件") from error
