"""The signed node table of a real case: own keys, rows that prove themselves, and the terminal's commands."""

import json
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from typer.testing import CliRunner, Result

import desk
import terminal.answering
from activities.desk_service import DeskService
from activities.signing.key_files import KeyFolder
from activities.signing.signed_form import form_fault, printable
from activities.signing.staff_keys import register_key
from activities.signing.verifying import faults
from models.errors import Code, Refusal
from models.seals import levels, path_of, root_of
from models.signed_table import SignedTable
from models.values import court_local
from tests import roads
from tests.courthouse import CourtHouse

SINCE = date(2026, 1, 1)
COURT = "ruyang"


def keys(tmp_path: Path) -> KeyFolder:
    """Where the house keeps its keys."""
    return KeyFolder(tmp_path / "keys")


async def received(house: CourtHouse, tmp_path: Path) -> str:
    """A case whose receipt was registered and signed with the registrar's own key, in a court with a key."""
    keys(tmp_path).make(COURT, SINCE)
    house.desk.signing.make_key(roads.REGISTRAR, SINCE)
    key = await house.file(roads.filing(), roads.respondent())
    await house.act(key, "register_case", roads.REGISTRAR)
    return key


@pytest.mark.requirement("GS-31", "GS-D9", "CV-12")
async def test_every_row_a_person_did_is_signed(house: CourtHouse, tmp_path: Path) -> None:
    """A whole case with a key for everybody: no row done by a person is without a signature."""
    keys(tmp_path).make(COURT, SINCE)
    house.desk.signing.make_keys(COURT, SINCE)
    key = await roads.simple_case(house)
    for step in roads.SIMPLE_CASE:
        await step(house, key)
    await roads.reviewed(house, key)
    table = await house.desk.signing.table(key)
    assert list(faults(table, keys(tmp_path).make(COURT, SINCE).public, ())) == []
    by_people = [row for row in table.rows if row.done_seq and table.journal[row.done_seq - 1].role]
    assert len(by_people) > 5
    assert [row.row.id for row in by_people if not row.signature] == []


@pytest.mark.requirement("CV-12")
async def test_who_has_a_key_signs_and_nobody_signs_for_him(house: CourtHouse, tmp_path: Path) -> None:
    """Unsigned, signed with another's key, or with a key that has ended: refused, and kept as refused."""
    keys(tmp_path).make(COURT, SINCE)
    house.desk.signing.make_key(roads.REGISTRAR, SINCE)
    key = await house.file(roads.filing(), roads.respondent())
    mine = tmp_path / "keys" / f"{roads.REGISTRAR}.json"
    content = mine.read_text(encoding="utf-8")
    mine.unlink()
    assert await refused(house, key) == Code.SIGNATURE_MISSING
    other = keys(tmp_path).make(roads.REGISTRAR, SINCE)
    assert await refused(house, key) == Code.SIGNATURE_INVALID
    assert other.public.owner == roads.REGISTRAR
    mine.write_text(content, encoding="utf-8")
    yesterday = court_local(await house.desk.clock(key)).date() - timedelta(days=1)
    house.desk.signing.end_key(roads.REGISTRAR, yesterday)
    assert await refused(house, key) == Code.SIGNATURE_INVALID
    mine.unlink()
    assert await refused(house, key) == Code.SIGNATURE_MISSING
    mine.write_text(content, encoding="utf-8")
    renewed = house.desk.signing.make_key(roads.REGISTRAR, SINCE)
    assert renewed.registered and f'"{renewed.key.key_id}"' not in content
    await house.act(key, "register_case", roads.REGISTRAR)


async def refused(house: CourtHouse, key: str) -> str:
    """With which code the receipt is refused."""
    with pytest.raises(Refusal) as refusal:
        await house.act(key, "register_case", roads.REGISTRAR)
    return refusal.value.code


@pytest.mark.requirement("CV-12")
async def test_a_key_is_registered_where_the_courts_key_lies(house: CourtHouse, tmp_path: Path) -> None:
    """Made at its owner's desk it waits in a file; only the court's key makes it one of the court."""
    signing = house.desk.signing
    waiting = signing.make_key(roads.REGISTRAR, SINCE)
    assert (waiting.registered, waiting.key.certificate) == (False, "")
    request = json.loads((tmp_path / "keys" / f"{roads.REGISTRAR}.public.json").read_text(encoding="utf-8"))
    assert waiting.request.endswith(f"{roads.REGISTRAR}.public.json")
    assert "private" not in str(request) and request["owner"] == roads.REGISTRAR
    with pytest.raises(Refusal) as refusal:
        signing.register(waiting.key, SINCE)
    assert refusal.value.code == Code.SIGNATURE_MISSING
    keys(tmp_path).make(COURT, SINCE)
    registered = signing.register(waiting.key, SINCE)
    assert registered.key_id == waiting.key.key_id and registered.certificate
    assert signing.register(waiting.key, SINCE) == registered == signing.make_key(roads.REGISTRAR, SINCE).key
    for number, code in (("RY404", Code.UNKNOWN_SUBJECT), ("GS001", Code.SIGNATURE_MISSING)):
        with pytest.raises(Refusal) as refusal:
            signing.register(waiting.key.model_copy(update={"owner": number}), SINCE)
        assert refusal.value.code == code
    foreign = waiting.key.model_copy(update={"owner": "GS001", "key_id": "0" * 16})
    with pytest.raises(Refusal) as refusal:
        register_key(house.database, foreign, keys(tmp_path).make(COURT, SINCE), "RY010")
    assert refusal.value.code == Code.ACT_NOT_ALLOWED


def test_no_key_begins_in_the_past(house: CourtHouse, tmp_path: Path) -> None:
    """Where time is the wall clock's, nobody registers a key for days that are over."""
    keys(tmp_path).make(COURT, SINCE)
    signing = house.desk.signing
    signing._skip_time = False
    today = court_local(datetime.now().astimezone()).date()
    with pytest.raises(Refusal) as refusal:
        signing.make_key(roads.REGISTRAR, today - timedelta(days=1))
    assert refusal.value.code == Code.BAD_TIME
    assert signing.make_key(roads.REGISTRAR, today).key.since == today


@pytest.mark.requirement("GS-31")
async def test_the_file_and_the_paper(house: CourtHouse, tmp_path: Path) -> None:
    """`desk.py verify` reads the files alone: 0 when they hold, 1 and the first broken row when not."""
    key = await received(house, tmp_path)
    table = await house.desk.signing.table(key)
    path, paper, kept = tmp_path / "table.json", tmp_path / "table.docx", tmp_path / "kept"
    path.write_text(table.model_dump_json(), encoding="utf-8")
    paper.write_bytes(printable(table))
    count = len(table.journal)
    whole = f"{table.case_no}：{table.count} 行全部相符，其中 1 行有本人签名，"
    assert verdict(path) == (0, f"{whole}尚未日封，案件日志 {count} 条均未封存")
    seal = house.desk.signing.seal(COURT, date(2026, 5, 6), kept)
    assert seal.cases == 1
    own = ("--court-key", str(kept / f"{COURT}.key.json"))
    assert verdict(path, *own)[0] == 0 and "注意" not in output(path, *own) and "注意" in output(path)
    sealed = (await house.desk.signing.table(key)).model_dump_json()
    path.write_text(sealed, encoding="utf-8")
    paper.unlink()
    assert verdict(path, *own, "--seal", str(kept)) == (
        0,
        f"{whole}案件日志已由 2026-05-06 日封封存至第 {count} 条，没有尚未封存的记录",
    )
    path.write_text(sealed.replace('"done_seq":', '"done_seq":1', 1), encoding="utf-8")
    assert verdict(path)[0] == 1 and verdict(path)[1].startswith("不符：第 1 行")
    doubled = sealed.replace('"count":', '"count":1,"count":', 1)
    path.write_text(doubled, encoding="utf-8")
    assert verdict(path) == (2, f"{path}：字段 count 重复出现")
    path.write_text(sealed.replace('"done_seq":', '"done_seq":"x","y":', 1), encoding="utf-8")
    assert verdict(path) == (2, f"{path}：第 1 行，字段 rows.0.done_seq 不合要求")
    assert verdict(tmp_path / "none.json")[0] == 2


@pytest.mark.requirement("GS-31", "CV-12")
async def test_the_court_key_is_replaced_at_the_terminal(
    house: CourtHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`courtkey`, then `verify` with the first public key: followed; what no seal covers yet is counted."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[DeskService]:
        yield house.desk

    monkeypatch.setattr(terminal.answering, "opened", opened)

    def typed(*words: str) -> Result:
        with ThreadPoolExecutor(1) as aside:  # The command has a loop of its own.
            return aside.submit(CliRunner().invoke, desk.app, list(words)).result()

    key, kept, path = await received(house, tmp_path), tmp_path / "kept", tmp_path / "table.json"
    assert typed("seal", "--court", COURT, "--export", str(kept)).exit_code == 0
    refused = typed("courtkey", "--court", COURT, "--lost", "公告")
    assert refused.exit_code == 2 and "由它证明新密钥" in refused.output
    told = typed("courtkey", "--court", COURT)
    new = keys(tmp_path).make(COURT, SINCE).public.key_id
    assert told.exit_code == 0 and f"起使用密钥 {new}，原密钥" in told.output
    assert typed("seal", "--court", COURT, "--export", str(kept)).exit_code == 0
    assert len(list(kept.glob(f"{COURT}-*.json"))) == 2
    assert len(list(kept.glob(f"{COURT}.key*.json"))) == 2
    await house.act(key, "report_finding", roads.QUERY, {"institution": "house_registry"})
    table = await house.desk.signing.table(key)
    path.write_text(table.model_dump_json(), encoding="utf-8")
    own = ("--court-key", str(kept / f"{COURT}.key.json"))
    assert table.seal is not None and table.unsealed > 0
    for words in (own, (*own, "--seal", str(kept)), ("--court-key", str(kept / f"{COURT}.key.2.json"))):
        code, said = verdict(path, *words)
        sealed = len(table.journal) - table.unsealed
        assert code == 0, said
        assert said.endswith(f"日封封存至第 {sealed} 条，其后 {table.unsealed} 条尚未封存")
    assert f"更换为 {new}，由原密钥证明" in output(path, *own)
    report = json.loads(output(path, *own, "--json"))
    assert (report["ok"], report["unsealed"]) == (True, table.unsealed)
    assert report["sealed_by"] == table.seal.name
    stranger = tmp_path / "stranger.json"
    public = keys(tmp_path / "impostor").make(COURT, SINCE).public
    stranger.write_text(public.model_dump_json(), encoding="utf-8")
    assert verdict(path, "--court-key", str(stranger))[0] == 1


def output(path: Path, *words: str) -> str:
    """What `verify` prints, on both of its streams."""
    return CliRunner().invoke(desk.app, ["verify", str(path), *words]).output


def verdict(path: Path, *words: str) -> tuple[int, str]:
    """The exit code of `verify` and the first line it prints."""
    done = CliRunner().invoke(desk.app, ["verify", str(path), *words])
    return done.exit_code, done.output.splitlines()[0]


@pytest.mark.requirement("GS-31")
async def test_an_edited_paper_is_named_by_its_row(house: CourtHouse, tmp_path: Path) -> None:
    """The printed form beside the file is checked with it: another name, a row more, a word elsewhere."""
    table = await house.desk.signing.table(await received(house, tmp_path))
    path, paper = tmp_path / "table.json", tmp_path / "table.docx"
    path.write_text(table.model_dump_json(), encoding="utf-8")
    paper.write_bytes(printable(table))
    assert printable(table) == paper.read_bytes() and verdict(path)[0] == 0

    def edited(change: Any) -> tuple[int, str]:
        document = Document(str(paper))
        change(document)
        document.save(str(paper))
        found = verdict(path)
        paper.write_bytes(printable(table))
        return found

    def grid(document: Any) -> Any:
        return max(document.tables, key=lambda each: len(each.rows))

    place = len(table.rows)
    assert edited(lambda d: setattr(grid(d).rows[place].cells[0], "text", "其他")) == (
        1,
        f"不符：打印件第 {place} 行与出具时不符",
    )
    assert edited(lambda d: grid(d).add_row()) == (1, f"不符：打印件第 {place + 1} 行与出具时不符")
    assert edited(lambda d: d.add_paragraph("x")) == (1, "不符：打印件：表格以外的内容与出具时不符")
    paper.write_bytes(b"PK")
    assert verdict(path) == (1, "不符：打印件：无法读取")
    other = SignedTable.model_validate({**table.model_dump(), "form": "f" * 64})
    assert form_fault(other, printable(other)) == "打印件：表格以外的内容与出具时不符"


@pytest.mark.parametrize("count", range(1, 12))
def test_every_leaf_of_a_seal_leads_to_its_root(count: int) -> None:
    """For any number of cases, whichever place one has."""
    leaves = [f"{number:064x}" for number in range(count)]
    for place in range(count):
        here = leaves[place]
        for side, sibling in path_of(leaves, place):
            here = root_of([sibling, here] if side == "left" else [here, sibling])
        assert here == root_of(leaves) == levels(leaves)[-1][0]
