"""Attacks on an exported node table: whatever is changed in the file, `verify` says so and names the row."""

import copy
import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from activities.signing.key_files import KeyFolder, SigningKey, certified
from activities.signing.verifying import faults
from models.acts.envelope import about_bytes
from models.events import GENESIS, digest
from models.signed_table import SignedTable, chained
from tests.activities.notary import COURT, SINCE, Notary
from tests.activities.test_rebuild import long_case

pytestmark = pytest.mark.requirement("GS-31", "GS-D9", "CV-12")

Data = dict[str, Any]
OTHER_HASH = "f" * 64


@pytest.fixture
async def notary(database_url: str, tmp_path: Path) -> Notary:
    """A court whose people all sign, with a case that has gone its way and is sealed."""
    made = Notary(database_url, folder=tmp_path / "keys")
    made.load_rosters()
    made.give_keys()
    return made


@pytest.fixture
async def honest(notary: Notary) -> SignedTable:
    """An exported table nobody has touched, with its seal."""
    key = long_case(notary)
    judge = notary.state(key).owner
    notary.act(key, "make_plan", judge, "judge", {"plan": "传唤、看现场"})
    notary.act(key, "start_round_one", "RY021", "judge_assistant")
    notary.act(key, "end_round_one", judge, "judge", {"probably_no_assets": True, "note": "未见财产"})
    notary.seal(date(2026, 5, 6))
    table = await notary.table(key)
    assert notary.said(table) == []
    assert sum(1 for row in table.rows if row.signature) >= 3
    assert sum(1 for row in table.rows if row.done_seq and not row.signature) >= 1
    return table


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every single value of a document."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places(inner, (*path, name))
    elif isinstance(value, list) and value:
        for number, inner in enumerate(value):
            yield from places(inner, (*path, number))
    else:
        yield path


def other(value: Any) -> Any:
    """Another value of the same kind."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case None:
            return "2030-01-01T00:00:00+08:00"
        case []:
            return ["x"]
        case {}:
            return {"x": "x"}
        case str() if value[:2] == "20" and "T" in value:
            return f"2019{value[4:]}"
        case str() if value[:3] in ("202", "203") and len(value) == 10:
            return "2019-01-01"
        case _:
            return f"{value}一"


def told(notary: Notary, data: Data) -> str:
    """The first thing a reader with the court's public key is told of a document."""
    try:
        table = SignedTable.model_validate_json(json.dumps(data))
    except ValidationError as error:
        return f"字段 {'.'.join(map(str, error.errors()[0]['loc']))}"
    return next(iter(notary.said(table)), "")


def changed(honest: SignedTable, change: Callable[[Data], object]) -> Data:
    """The document after somebody's change."""
    data = json.loads(honest.model_dump_json())
    change(data)
    return data


def test_every_single_value_changed_is_named(notary: Notary, honest: SignedTable) -> None:
    """Each value of the whole document on its own: a row's names its row, an entry's its entry."""
    whole = json.loads(honest.model_dump_json())
    seen = 0
    for path in places(whole):
        data = copy.deepcopy(whole)
        at: Any = data
        for part in path[:-1]:
            at = at[part]
        at[path[-1]] = other(at[path[-1]])
        found = told(notary, data)
        assert found, f"{path} changed, and nobody is told"
        if path[0] == "rows":
            assert found.startswith((f"第 {path[1] + 1} 行", f"字段 rows.{path[1]}")), (path, found)
        if path[0] == "journal":
            number = path[1] + 1
            assert found.startswith((f"案件日志第 {number} 条", f"字段 journal.{path[1]}")), (path, found)
        seen += 1
    assert seen > 500


def test_every_single_value_removed_is_named(notary: Notary, honest: SignedTable) -> None:
    """A field that is not there is no way round either; one without a default is refused by name."""
    whole = json.loads(honest.model_dump_json())
    for path in places(whole):
        data = copy.deepcopy(whole)
        at: Any = data
        for part in path[:-1]:
            at = at[part]
        was = at.pop(path[-1])
        if was in ("", None, [], {}, False, 0):
            continue  # What is missing has this very value.
        assert told(notary, data), f"{path} removed, and nobody is told"


@pytest.mark.parametrize("part", ["rows", "journal"])
def test_rows_dropped_doubled_swapped_and_added(notary: Notary, honest: SignedTable, part: str) -> None:
    """At every place, the last one too, where a chain alone would say nothing."""
    count = len(getattr(honest, part))
    word = "第 {} 行" if part == "rows" else "案件日志第 {} 条"
    for place in range(count):
        dropped = told(notary, changed(honest, partial(_drop, part, place)))
        doubled = told(notary, changed(honest, partial(_double, part, place)))
        # The last entry taken away breaks no link: the row it fulfilled, the seal or the court says so.
        if part == "rows" or place < count - 1:
            assert dropped.startswith(word.format(place + 1)), (place, dropped)
        assert dropped
        assert doubled.startswith((word.format(place + 1), word.format(place + 2))), (place, doubled)
        if place:
            swapped = told(notary, changed(honest, partial(_swap, part, place)))
            assert swapped.startswith(word.format(place)), (place, swapped)


def _drop(part: str, place: int, data: Data) -> None:
    del data[part][place]


def _double(part: str, place: int, data: Data) -> None:
    data[part].insert(place, copy.deepcopy(data[part][place]))


def _swap(part: str, place: int, data: Data) -> None:
    data[part][place - 1 : place + 1] = reversed(data[part][place - 1 : place + 1])


def test_a_table_cut_short_and_counted_anew(notary: Notary, honest: SignedTable) -> None:
    """The last rows gone and the count made to fit: only the court's signature is left to say so."""

    def cut(data: Data) -> None:
        data["rows"] = data["rows"][:-2]
        data["count"] -= 2

    assert told(notary, changed(honest, cut)) == "整表：法院签名与内容不符"


def linked_again(data: Data) -> None:
    """Compute all links of rows anew, as anybody can."""
    rows = [
        {name: part for name, part in row.items() if name not in ("previous", "head")} for row in data["rows"]
    ]
    data["rows"] = [json.loads(row.model_dump_json()) for row in chained(rows)]


def signed_place(honest: SignedTable, skip: int = 0) -> int:
    """Where a row stands that somebody signed."""
    return [n for n, row in enumerate(honest.rows) if row.signature][skip]


def test_a_signed_row_changed_and_linked_again(notary: Notary, honest: SignedTable) -> None:
    """Links made to fit again: the entry and the signer's own key name the row before the court's does."""
    place = signed_place(honest)
    where = f"第 {place + 1} 行"

    def another_time(data: Data) -> None:
        row = data["rows"][place]
        row["row"]["done_at"] = row["act"]["occurred_at"] = "2026-05-01T09:00:00+08:00"
        linked_again(data)

    def another_person(data: Data) -> None:
        row = data["rows"][place]
        row["signer"] = row["act"]["actor"] = "RY099"
        linked_again(data)

    def no_signature(data: Data) -> None:
        data["rows"][place] |= {"signature": "", "key_id": ""}
        linked_again(data)

    def no_act(data: Data) -> None:
        data["rows"][place] |= {"signature": "", "key_id": "", "signer": "", "act": None}
        linked_again(data)

    def no_record(data: Data) -> None:
        data["rows"][place]["done_seq"] = 0
        linked_again(data)

    assert told(notary, changed(honest, another_time)).startswith(f"{where} ")
    assert told(notary, changed(honest, another_person)).endswith("签名人与案件日志不符")
    assert told(notary, changed(honest, no_signature)).endswith("却没有签名")
    assert told(notary, changed(honest, no_act)).endswith("却没有签名")
    assert told(notary, changed(honest, no_record)).endswith("没有完成的记录")


def test_the_signature_of_somebody_else(notary: Notary, honest: SignedTable) -> None:
    """Pasted from another row: the same person's, and another person's."""
    place = signed_place(honest)
    for another in range(1, sum(1 for row in honest.rows if row.signature)):

        def pasted(data: Data, of: int = signed_place(honest, another)) -> None:
            for part in ("signature", "key_id"):
                data["rows"][place][part] = data["rows"][of][part]
            linked_again(data)

        found = told(notary, changed(honest, pasted))
        if honest.rows[signed_place(honest, another)].signature == honest.rows[place].signature:
            continue  # One act fulfilled both rows.
        assert found.startswith(f"第 {place + 1} 行"), found
        assert found.endswith(("签名与内容不符", "没有签名人的公钥")), found


def test_the_signature_of_another_case(notary: Notary) -> None:
    """What somebody signed in one case, shown in another: the key of the case is in what was signed."""
    first, second = notary.file(1), notary.file(2)
    for key in (first, second):
        notary.act(key, "register_case", "RY010", "judge_assistant")
    mine, theirs = (notary.log(key)[0].act for key in (first, second))
    public = notary.keys.key_of("RY010")
    assert public is not None
    part = {**mine, "data": digest(mine["data"])}
    envelope = {name: part[name] for name in part if name not in ("key_id", "signature")}
    assert public.sign(about_bytes(first, envelope)) == mine["signature"]
    assert public.sign(about_bytes(second, envelope)) != mine["signature"] != theirs["signature"]


def forged(honest: SignedTable, own_court: SigningKey, tmp_path: Path) -> SignedTable:
    """A table by somebody without any key of the court: own keys everywhere, and all of it signed anew."""
    mine = KeyFolder(tmp_path / "forger").make("RY010", SINCE)
    data = json.loads(honest.model_dump_json())
    keys = [certified(mine.public, own_court)]
    for row in data["rows"]:
        if row["signer"]:
            row["act"]["actor"] = row["signer"] = "RY010"
            row["key_id"] = mine.public.key_id
            row["signature"] = mine.sign(about_bytes(honest.case_key, row["act"]))
    previous = GENESIS
    lines = []
    for line in honest.journal:
        actor = "RY010" if line.actor.startswith("RY") else line.actor
        line = line.model_copy(update={"actor": actor})
        previous = line.linked(previous, honest.case_key)
        lines.append(line.model_copy(update={"head": previous}))
    linked_again(data)
    table = SignedTable.model_validate_json(json.dumps(data)).model_copy(
        update={
            "journal": tuple(lines),
            "keys": tuple(keys),
            "court_key": own_court.public,
            "seal": None,
            "proof": None,
        }
    )
    return table.model_copy(update={"signature": own_court.sign(table.signed_bytes)})


def test_a_list_of_keys_in_the_file_is_worth_nothing(
    notary: Notary, honest: SignedTable, tmp_path: Path
) -> None:
    """Whole in itself down to the last signature: whoever keeps the court's public key is not deceived."""
    impostor = KeyFolder(tmp_path / "impostor").make(COURT, SINCE)
    table = forged(honest, impostor, tmp_path)
    assert list(faults(table, None, ())) == []
    found = notary.said(table)
    assert found[0] == f"第 {signed_place(honest) + 1} 行 {table.rows[signed_place(honest)].row.id} " + (
        f"{table.rows[signed_place(honest)].row.name}：签名所用的密钥没有法院的登记证明"
    )
    assert "整表：出具所用的法院密钥不是留存的法院公钥，也没有由它接续" in found
    assert "整表：所用密钥不是法院的密钥" in found


def test_a_key_with_other_dates(notary: Notary, honest: SignedTable) -> None:
    """Ended before the act, or registered after it; a first day moved back breaks the certificate."""
    place = signed_place(honest)
    used = honest.rows[place].key_id
    late = honest.journal[honest.rows[place].done_seq - 1].recorded_at.date() + timedelta(days=1)

    def by_the_court(**dates: date) -> list[str]:
        key = next(key for key in honest.keys if key.key_id == used).model_copy(update=dates)
        keys = tuple(
            certified(key, notary.court_key) if each.key_id == used else each for each in honest.keys
        )
        table = honest.model_copy(update={"keys": keys})
        table = table.model_copy(update={"signature": notary.court_key.sign(table.signed_bytes)})
        return notary.said(table)

    word = "签名所用的密钥当日不在有效期内"
    assert by_the_court(until=SINCE)[0].startswith(f"第 {place + 1} 行") and by_the_court(until=SINCE)[
        0
    ].endswith(word)
    assert by_the_court(since=late)[0].endswith(word)
    assert by_the_court(until=late) == []

    def earlier(data: Data) -> None:
        for key in data["keys"]:
            key["since"] = "2025-01-01"

    assert told(notary, changed(honest, earlier)).endswith("签名所用的密钥没有法院的登记证明")


async def test_the_seal_of_another_day_or_court(notary: Notary, honest: SignedTable) -> None:
    """A seal with its proof belongs to one case, one day and one court; none of them can be lent."""
    other_case = notary.file(2)
    second = notary.seal(date(2026, 5, 7))
    theirs = await notary.table(other_case)
    assert honest.seal is not None and theirs.seal is not None

    def signed_by_the_court(**parts: Any) -> list[str]:
        table = honest.model_copy(update=parts)
        return notary.said(table.model_copy(update={"signature": notary.court_key.sign(table.signed_bytes)}))

    assert signed_by_the_court(seal=second)[0] == "日封 2026-05-07：本案链头不在封存之内"
    assert signed_by_the_court(seal=theirs.seal, proof=theirs.proof) != []
    foreign = second.model_copy(update={"court": "gushi"})
    assert "日封 2026-05-07：是法院 gushi 的日封" in signed_by_the_court(seal=foreign)
    renamed = honest.seal.model_copy(update={"day": date(2026, 5, 5)})
    assert signed_by_the_court(seal=renamed)[0] == "日封 2026-05-05：法院签名与内容不符"
    assert signed_by_the_court(seal=None)[0] == "日封：日封与本案的证明缺一"
