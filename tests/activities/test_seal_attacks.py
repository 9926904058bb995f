"""Attacks by somebody with the whole database: what was sealed, and kept elsewhere, says so."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from activities.journal import read_entries
from activities.signing.key_chain import followed
from activities.signing.key_files import KeyFolder
from activities.signing.seal_export import export_court_keys, export_seal
from activities.signing.sealed import last_seal
from activities.signing.verifying import faults
from activities.signing.verifying_seals import kept_faults
from models.acts.envelope import ActKind
from models.errors import Code, Refusal
from models.events import GENESIS, EventKind, link
from models.seals import Seal
from models.signed_table import SignedTable
from models.tables import SealRow
from models.values import court_local
from tests.activities.notary import COURT, SINCE, Notary, tamper

pytestmark = pytest.mark.requirement("GS-31", "CV-12")

DAY = date(2026, 5, 6)
NEXT = DAY + timedelta(days=1)


def entered(notary: Notary, number: int = 1) -> str:
    """A case in the court's system, whose receipt is to be registered (RY-D1)."""
    key = notary.file(number)
    notary.append(key, EventKind.ENTERED_IN_SYSTEM)
    return key


def received(notary: Notary, number: int = 1) -> str:
    """A case whose receipt somebody registered and signed."""
    key = entered(notary, number)
    assert notary.act(key, ActKind.REGISTER_CASE, "RY010", "judge_assistant").refused is None
    return key


def relinked(notary: Notary, owner: Engine, key: str, *changes: str) -> None:
    """Change a case's journal and compute its whole chain anew, as only the owner of the tables can."""
    tamper(owner, *changes)
    with notary.database.transaction() as session:
        entries = read_entries(session, key)
    previous, statements = GENESIS, []
    for entry, facts_digest, _ in entries:
        head = link(previous, key, entry, facts_digest)
        statements.append(
            f"update journal set previous = '{previous}', head = '{head}' "
            f"where case_key = '{key}' and seq = {entry.seq}"
        )
        previous = head
    statements.append(f"update \"case\" set head = '{previous}' where key = '{key}'")
    tamper(owner, *statements)


EARLIER = "update journal set occurred_at = occurred_at - interval '9 days' where kind = 'filed'"
"""A case that was filed nine days before it was: nobody signed that, and the rulebook's dates move."""


async def test_a_journal_rewritten_and_linked_anew(notary: Notary, owner: Engine) -> None:
    """The honest desk signs what it finds: whole in itself, and yet not what was sealed."""
    key = received(notary)
    seal = notary.seal(DAY)
    relinked(notary, owner, key, EARLIER)
    table = await notary.table(key)
    found = notary.said(table, [seal])
    assert found == [f"案件日志：第 {table.proof.seq if table.proof else 0} 条以前与 {DAY} 日封的链头不符"]


async def test_a_time_somebody_signed_moved_in_the_journal(notary: Notary, owner: Engine) -> None:
    """Sealed or not: the person's own signature names the row."""
    key = received(notary)
    relinked(
        notary,
        owner,
        key,
        "update journal set occurred_at = occurred_at - interval '1 hour' where kind = 'received'",
    )
    table = await notary.table(key)
    number = next(n for n, row in enumerate(table.rows, start=1) if row.signature)
    assert notary.said(table)[0].startswith(f"第 {number} 行 ")
    assert notary.said(table)[0].endswith("签署的办理时间与案件日志不符")


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("update act_log set act = jsonb_set(act, '{signature}', '\"\"')", "却没有签名"),
        ("update act_log set act = jsonb_set(act, '{actor}', '\"RY099\"')", "签名人与案件日志不符"),
        ("update act_log set act = jsonb_set(act, '{data}', '{\"note\": \"x\"}')", "签名与内容不符"),
        (
            "update act_log set act = jsonb_set(act, '{act_id}', to_jsonb(gen_random_uuid()))",
            "签名与内容不符",
        ),
        ("update journal set act_id = null where act_id is not null", "却没有签名"),
    ],
)
async def test_a_signature_taken_out_of_the_register(
    notary: Notary, owner: Engine, statement: str, word: str
) -> None:
    """The log of acts is no chain: the journal and the signer's registered key tell what must be there."""
    key = received(notary)
    tamper(owner, statement)
    table = await notary.table(key)
    number = next(n for n, row in enumerate(table.rows, start=1) if row.row.id == "RY-D1")
    assert notary.said(table)[0].startswith(f"第 {number} 行 RY-D1")
    assert notary.said(table)[0].endswith(word)


async def test_a_key_put_into_the_table_of_keys(notary: Notary, owner: Engine, tmp_path: Path) -> None:
    """Whoever adds his own key for somebody has no certificate of the court, and no entry in its journal."""
    key = entered(notary)
    mine = KeyFolder(tmp_path / "thief").make("RY010", SINCE)
    tamper(
        owner,
        "insert into staff_key (key_id, staff, court, public_key, since, certificate) values "
        f"('{mine.public.key_id}', 'RY010', '{COURT}', '{mine.public.public_key}', '{SINCE}', '')",
    )
    folder = notary.keys.folder / "RY010.json"
    folder.write_text((tmp_path / "thief" / "RY010.json").read_text(encoding="utf-8"), encoding="utf-8")
    assert notary.act(key, ActKind.REGISTER_CASE, "RY010", "judge_assistant").refused is None
    table = await notary.table(key)
    number = next(n for n, row in enumerate(table.rows, start=1) if row.row.id == "RY-D1")
    assert (
        notary.said(table)[0] == f"第 {number} 行 RY-D1 {table.rows[number - 1].row.name}：没有签名人的公钥"
    )


async def test_the_newest_entries_taken_away(notary: Notary, owner: Engine) -> None:
    """A shorter chain is a whole one: the seal says how far it was, and names the first entry missing."""
    key = received(notary)
    seal = notary.seal(DAY)
    last = notary.state(key).seq
    tamper(
        owner,
        f"delete from journal_facts where seq = {last}",
        f"delete from journal where seq = {last}",
    )
    table = await notary.table(key)
    assert f"案件日志第 {last} 条：缺失，{DAY} 已封存至第 {last} 条" in notary.said(table, [seal])


async def test_the_newest_entries_and_their_seal_taken_away(notary: Notary, owner: Engine) -> None:
    """Then the table shows an older seal, or none, than the reader keeps."""
    key = entered(notary)
    first = notary.seal(DAY)
    notary.act(key, ActKind.REGISTER_CASE, "RY010", "judge_assistant")
    second = notary.seal(NEXT)
    tamper(owner, f"delete from sealed_head where day = '{NEXT}'", f"delete from seal where day = '{NEXT}'")
    table = await notary.table(key)
    assert table.seal == first and notary.said(table, [first]) == []
    assert notary.said(table, [first, second]) == [f"日封：表内只到 {DAY}，出具时留存的日封已到 {NEXT}"]
    tamper(owner, "delete from sealed_head", "delete from seal")
    assert notary.said(await notary.table(key), [first])[0] == "日封：表内没有日封，不能与留存的日封核对"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda n, o, k: relinked(n, o, k, EARLIER), "与 2026-05-06 的日封不符"),
        (
            lambda n, o, k: tamper(o, "update sealed_head set head = repeat('f', 64)"),
            "2026-05-06 日封所列的链头与其根不符",
        ),
        (lambda n, o, k: tamper(o, "delete from sealed_head"), "2026-05-06 日封所列的链头与其根不符"),
        (
            lambda n, o, k: tamper(o, "update seal set root = repeat('f', 64)"),
            "2026-05-06 的日封不是用本院密钥签署的",
        ),
        (
            lambda n, o, k: tamper(
                o, "update court_journal set head = repeat('f', 64) where court = 'ruyang'"
            ),
            "法院日志第",
        ),
    ],
)
def test_the_court_never_seals_over_what_was_changed(
    notary: Notary, owner: Engine, change: Callable[[Notary, Engine, str], None], word: str
) -> None:
    """The next seal is not made: the court's key would put its name under what the last one contradicts."""
    key = received(notary)
    notary.seal(DAY)
    change(notary, owner, key)
    with pytest.raises(Refusal, match=word) as refusal:
        notary.seal(NEXT)
    assert refusal.value.code == Code.CHAIN_BROKEN
    assert notary.sealer.seal_all(NEXT) == []


def test_seals_hang_on_each_other(notary: Notary, owner: Engine, tmp_path: Path) -> None:
    """One taken out, one replaced by another of the court's own, one of another court: each is named."""
    received(notary)
    days = [DAY + timedelta(days=number) for number in range(4)]
    seals = [notary.seal(day) for day in days]
    anchor = followed(notary.court_key.public, ())
    assert list(kept_faults(seals, anchor)) == []
    assert seals[0].previous == GENESIS and len({seal.previous for seal in seals}) == 4
    without = [seal for seal in seals if seal.day != days[1]]
    assert list(kept_faults(without, anchor)) == [
        f"留存的日封：{days[1]} 至 {days[1]} 缺失，无从核对是否接续"
    ]
    other = seals[1].model_copy(update={"cases": 0, "root": GENESIS, "signature": ""})
    other = other.model_copy(update={"signature": notary.court_key.sign(other.signed_bytes)})
    replaced = [seals[0], other, *seals[2:]]
    assert list(kept_faults(replaced, anchor)) == [f"留存的日封 {days[2]}：没有接续 {days[1]} 的日封"]
    edited = seals[1].model_copy(update={"cases": 9})
    assert f"留存的日封 {days[1]}：法院签名与内容不符" in list(kept_faults([edited], anchor))
    impostor = KeyFolder(tmp_path / "impostor").make("gushi", SINCE)
    assert list(kept_faults(seals[:1], followed(impostor.public, ()))) == [
        f"留存的日封 {DAY}：是法院 {COURT} 的日封"
    ]


def test_a_seal_is_made_once_and_in_order(notary: Notary) -> None:
    """Asked again it is the same; a day before a sealed one, or one that has not come, is refused."""
    received(notary)
    seal = notary.seal(NEXT)
    assert notary.seal(NEXT) == seal
    for day in (DAY, court_local(seal.made_at).date() + timedelta(days=1)):
        with pytest.raises(Refusal) as refusal:
            notary.seal(day)
        assert refusal.value.code == Code.BAD_TIME
    with notary.database.transaction() as session:
        assert last_seal(session, COURT) == seal


def test_what_was_exported_is_never_overwritten(notary: Notary, owner: Engine, tmp_path: Path) -> None:
    """The watcher writes every seal out, again where the folder was away; another one does not replace it."""
    received(notary)
    folder = tmp_path / "kept"
    notary.sealer.keep_up(DAY, None)
    assert notary.sealer.keep_up(NEXT, folder) == 1
    paths = {path.name for path in folder.iterdir()}
    assert paths == {f"{COURT}-{DAY}.json", f"{COURT}-{NEXT}.json", f"{COURT}.key.json"}
    kept = (folder / f"{COURT}-{NEXT}.json").read_text(encoding="utf-8")
    tamper(owner, f"update seal set cases = 7 where day = '{NEXT}'")
    assert notary.sealer.keep_up(NEXT, folder) == 0
    assert (folder / f"{COURT}-{NEXT}.json").read_text(encoding="utf-8") == kept
    with notary.database.transaction() as session:
        changed = session.get_one(SealRow, (COURT, NEXT, 0)).cases
    seal = Seal.model_validate_json(kept)
    with pytest.raises(Refusal) as refusal:
        export_seal(seal.model_copy(update={"cases": changed}), folder)
    assert refusal.value.code == Code.CHAIN_BROKEN
    with pytest.raises(Refusal) as refusal:
        export_court_keys(followed(KeyFolder(tmp_path / "impostor").make(COURT, SINCE).public, ()), folder)
    assert refusal.value.code == Code.SIGNATURE_INVALID


@pytest.mark.parametrize(
    "statement",
    [
        "update journal set actor = 'RY099' where seq = 2",
        "update journal set head = repeat('f', 64) where seq = 2",
        "update court_journal set occurred_at = occurred_at - interval '1 day' where seq = 2",
        "update court_journal set facts = '{}' where seq = 2",
        "update rulebook set text = jsonb_set(text, '{name}', '\"x\"') where court = 'ruyang'",
    ],
)
async def test_nothing_broken_is_signed_by_the_court(notary: Notary, owner: Engine, statement: str) -> None:
    """A chain or a rulebook that does not hold is named at the desk: no table is made of it."""
    key = received(notary)
    tamper(owner, statement)
    notary = Notary(notary.url, folder=notary.folder)
    with pytest.raises(Refusal, match="不能出具签名节点表") as refusal:
        await notary.table(key)
    assert refusal.value.code == Code.CHAIN_BROKEN


@pytest.mark.parametrize(
    "statement",
    [
        "update node set node = jsonb_set(node, '{due_at}', '\"2030-01-01T00:00:00+08:00\"')",
        "update node set node = jsonb_set(node, '{name}', '\"其他\"')",
        "delete from node where limit_id = 'RY-D18'",
    ],
)
async def test_a_changed_projection_is_not_what_is_signed(
    notary: Notary, owner: Engine, statement: str
) -> None:
    """The rows are folded from the journal: what somebody wrote into the table of nodes never gets there."""
    from tests.activities.test_acts import in_fast_team

    key, _ = in_fast_team(notary)
    before = await notary.table(key)
    with owner.begin() as connection:
        assert connection.execute(text(statement)).rowcount > 0
    assert (await notary.table(key)).rows == before.rows


async def test_facts_that_are_not_what_was_written(notary: Notary, owner: Engine) -> None:
    """Redacted or changed, nobody can tell which: the entry is named."""
    key = received(notary)
    tamper(owner, "update journal_facts set facts = facts - 'cause' where seq = 1")
    assert notary.said(await notary.table(key))[0] == "案件日志第 1 条：内容与摘要不符，已隐去或者被改动"


async def test_a_table_of_before_the_next_seal_holds_for_ever(notary: Notary) -> None:
    """Exported on one day, checked long after with all seals made since: nothing is wrong with it."""
    key = received(notary)
    first = notary.seal(DAY)
    table = await notary.table(key)
    notary.now += timedelta(days=1)
    later = [notary.seal(DAY + timedelta(days=number)) for number in range(1, 4)]
    whole = SignedTable.model_validate_json(json.dumps(json.loads(table.model_dump_json())))
    assert notary.said(whole, [first, *later]) == []
    assert list(faults(whole, notary.court_key.public, later)) == [
        f"日封：表内为 {DAY}，留存的没有这一份，请取同一份日封核对"
    ]
