"""The signed node table of a real case: own keys, rows that prove themselves, tampering that is named."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

import desk
from activities.sealing import Sealer
from activities.signed_tables import faults
from activities.signing import KeyFolder
from models.errors import Code, Refusal
from models.signed_table import SignedTable, chained, levels, path_of, root_of
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
    house.desk.make_key(roads.REGISTRAR, SINCE)
    key = await house.file(roads.filing(), roads.respondent())
    await house.act(key, "register_case", roads.REGISTRAR)
    return key


def told(table: SignedTable, change: Callable[[dict[str, Any]], None]) -> str:
    """The first thing said of a table somebody changed in its file."""
    data = json.loads(table.model_dump_json())
    change(data)
    return next(faults(SignedTable.model_validate(data), None, None), "")


@pytest.mark.requirement("GS-31", "GS-D9", "CV-12")
async def test_every_row_proves_itself_and_tampering_is_named(house: CourtHouse, tmp_path: Path) -> None:
    """One time, one name, one row: each is named with its row; untouched, everything holds."""
    key = await received(house, tmp_path)
    table = await house.desk.signed_table(key)
    assert list(faults(table, None, None)) == []
    place = next(n for n, row in enumerate(table.rows) if row.signature)
    signed = table.rows[place]
    assert (signed.row.id, signed.signer) == ("RY-D1", roads.REGISTRAR)
    where = f"第 {place + 1} 行 RY-D1"

    def another_time(data: dict[str, Any]) -> None:
        done = datetime.fromisoformat(data["rows"][place]["row"]["done_at"])
        data["rows"][place]["row"]["done_at"] = (done - timedelta(hours=1)).isoformat()

    def another_name(data: dict[str, Any]) -> None:
        data["rows"][place]["row"]["name"] = "其他节点"

    def another_signer(data: dict[str, Any]) -> None:
        data["rows"][place]["signer"] = "RY099"

    def without_row(data: dict[str, Any]) -> None:
        del data["rows"][place]

    assert told(table, another_time).startswith(where)
    assert told(table, another_name).startswith(f"第 {place + 1} 行")
    assert told(table, another_signer).startswith(where)
    assert told(table, without_row).startswith(f"第 {place + 1} 行")


@pytest.mark.requirement("GS-31", "CV-12")
async def test_a_chain_made_anew_does_not_bear_the_courts_signature(
    house: CourtHouse, tmp_path: Path
) -> None:
    """Who changes a row and links all rows again lacks two keys: the signer's and the court's."""
    table = await house.desk.signed_table(await received(house, tmp_path))

    def linked_again(data: dict[str, Any]) -> None:
        rows = [{k: v for k, v in row.items() if k not in ("previous", "head")} for row in data["rows"]]
        rows[-1]["row"]["due_at"] = "2030-01-01T00:00:00+08:00"
        data["rows"] = [json.loads(row.model_dump_json()) for row in chained(rows)]

    assert told(table, linked_again) == "整表：法院签名与内容不符"


@pytest.mark.requirement("CV-12")
async def test_who_has_a_key_signs_and_nobody_signs_for_him(house: CourtHouse, tmp_path: Path) -> None:
    """Unsigned, signed with another's key, or with a key that has ended: refused, and kept as refused."""
    keys(tmp_path).make(COURT, SINCE)
    house.desk.make_key(roads.REGISTRAR, SINCE)
    key = await house.file(roads.filing(), roads.respondent())
    mine = tmp_path / "keys" / f"{roads.REGISTRAR}.json"
    content = mine.read_text(encoding="utf-8")
    mine.unlink()
    assert await refused(house, key) == Code.SIGNATURE_MISSING
    other = keys(tmp_path).make(roads.REGISTRAR, SINCE)
    assert await refused(house, key) == Code.SIGNATURE_INVALID
    assert other.public.owner == roads.REGISTRAR
    mine.write_text(content, encoding="utf-8")
    await house.act(key, "register_case", roads.REGISTRAR)
    house.desk.end_key(roads.REGISTRAR, court_local(datetime.now().astimezone()).date() - timedelta(days=1))


async def refused(house: CourtHouse, key: str) -> str:
    """With which code the receipt is refused."""
    with pytest.raises(Refusal) as refusal:
        await house.act(key, "register_case", roads.REGISTRAR)
    return refusal.value.code


@pytest.mark.requirement("GS-31")
async def test_the_daily_seal_finds_out_who_has_the_whole_database(
    house: CourtHouse, tmp_path: Path, owner_url: str
) -> None:
    """A journal rewritten, with a new signature of the court, does not fit the seal kept outside."""
    key = await received(house, tmp_path)
    sealer = Sealer(house.database, keys(tmp_path))
    seal = sealer.seal(COURT, date(2026, 5, 6))
    assert sealer.seal(COURT, date(2026, 5, 6)) == seal
    court_key = keys(tmp_path).make(COURT, SINCE)
    honest = await house.desk.signed_table(key)
    assert list(faults(honest, court_key.public, seal)) == []
    lines = list(honest.journal)
    lines[0] = lines[0].model_copy(update={"occurred_at": lines[0].occurred_at - timedelta(days=9)})
    forged = honest.model_copy(update={"journal": tuple(lines)})
    forged = forged.model_copy(update={"signature": court_key.sign(forged.signed_bytes)})
    assert any("与日封的链头不符" in fault for fault in faults(forged, court_key.public, seal))
    with house.database.transaction() as session, pytest.raises(Exception, match=r"append-only|denied"):
        session.execute(text("update seal set root = 'x'"))


async def test_the_file_and_the_paper(house: CourtHouse, tmp_path: Path) -> None:
    """`desk.py verify` reads the file alone: 0 when it holds, 1 and one line when it does not."""
    from activities.signed_form import printable

    table = await house.desk.signed_table(await received(house, tmp_path))
    path = tmp_path / "table.json"
    path.write_text(table.model_dump_json(), encoding="utf-8")
    held = CliRunner().invoke(desk.app, ["verify", str(path)])
    assert (held.exit_code, "全部相符" in held.output) == (0, True)
    path.write_text(table.model_dump_json().replace('"done_seq":', '"done_seq":1', 1), encoding="utf-8")
    broken = CliRunner().invoke(desk.app, ["verify", str(path)])
    assert (broken.exit_code, "第 1 行" in broken.output) == (1, True)
    unreadable = CliRunner().invoke(desk.app, ["verify", str(tmp_path / "none.json")])
    assert unreadable.exit_code == 2
    assert printable(table)[:2] == b"PK"


@pytest.mark.parametrize("count", range(1, 12))
def test_every_leaf_of_a_seal_leads_to_its_root(count: int) -> None:
    """For any number of cases, whichever place one has."""
    leaves = [f"{number:064x}" for number in range(count)]
    for place in range(count):
        here = leaves[place]
        for side, sibling in path_of(leaves, place):
            here = root_of([sibling, here] if side == "left" else [here, sibling])
        assert here == root_of(leaves) == levels(leaves)[-1][0]
