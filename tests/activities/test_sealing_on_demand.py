"""Seals on demand and by size (随时日封): what is new since the last one need not wait for midnight."""

import hashlib
import json
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from activities.signing.key_chain import followed
from activities.signing.sealed import last_seal, seals_of, unsealed
from activities.signing.sealing import Sealer
from activities.signing.verifying_seals import kept_faults
from models.acts.envelope import ActKind
from models.errors import Refusal
from models.events import canonical_json
from models.seals import Seal
from tests.activities.notary import COURT, Notary, tamper, today
from tests.activities.test_seal_attacks import DAY, NEXT, entered, received

pytestmark = pytest.mark.requirement("GS-31", "CV-12")


def test_each_call_seals_what_is_new(notary: Notary) -> None:
    """Two seals of one day hang on each other; with nothing new there is no third."""
    key = entered(notary)
    first = notary.seal(today())
    assert notary.seal(today()) == first
    notary.act(key, ActKind.REGISTER_CASE, "RY010", "judge_assistant")
    second = notary.seal(today())
    assert (first.name, second.name) == (f"{today()}", f"{today()}.2")
    assert second.previous == first.link and second.root != first.root
    assert notary.seal(today()) == second
    with notary.database.transaction() as session:
        assert seals_of(session, COURT) == [first, second]
        assert last_seal(session, COURT) == second and unsealed(session, COURT) == 0


def test_a_court_journal_s_entry_is_something_new(notary: Notary) -> None:
    """Keys registered after a seal are sealed by the next call, though no case has moved."""
    entered(notary)
    first = notary.seal(today())
    notary.desk.end_key("RY010", today())
    second = notary.seal(today())
    assert second.root == first.root and second.journal_seq > first.journal_seq


async def test_a_table_says_what_no_seal_covers(notary: Notary) -> None:
    """All of it, nothing, or the newest entries."""
    key = entered(notary)
    bare = await notary.table(key)
    assert bare.seal is None and bare.unsealed == len(bare.journal) == 2
    notary.seal(today())
    sealed = await notary.table(key)
    assert sealed.unsealed == 0
    notary.act(key, ActKind.REGISTER_CASE, "RY010", "judge_assistant")
    later = await notary.table(key)
    assert later.proof is not None
    assert later.unsealed == len(later.journal) - later.proof.seq > 0
    notary.seal(today())
    assert (await notary.table(key)).unsealed == 0
    for table in (bare, sealed, later):
        assert notary.said(table) == []


def test_a_seal_of_the_running_day_does_not_stand_for_the_whole_day(notary: Notary, owner: Engine) -> None:
    """The daily one stays: a day sealed while it ran is sealed again once it is over, and only once."""
    entered(notary)
    notary.seal(DAY)
    tamper(owner, f"update seal set made_at = '{DAY} 15:00+08'")
    with notary.database.transaction() as session:
        running = last_seal(session, COURT)
    assert running is not None and not running.closes_its_day
    # A seal changed by hand is not the court's: sign it anew, as it would have been made then.
    signature = notary.court_key.sign(running.signed_bytes)
    tamper(owner, f"update seal set signature = '{signature}'")
    (closing,) = [seal for seal in notary.sealer.seal_all(DAY) if seal.court == COURT]
    assert closing.name == f"{DAY}.2" and closing.closes_its_day
    assert notary.sealer.seal_all(DAY) == []
    assert notary.seal(DAY) == closing


def test_much_is_sealed_before_the_day_is_over(notary: Notary) -> None:
    """After so many entries, and never for fewer than the court has cases."""
    for number in range(1, 4):
        entered(notary, number)
    sealer = Sealer(notary.database, notary.keys, enough=1)
    with notary.database.transaction() as session:
        assert unsealed(session, COURT) > 3
    (seal,) = sealer.seal_many()
    assert (seal.day, seal.cases) == (today(), 3)
    assert sealer.seal_many() == []
    notary.act(f"{COURT}:（2026）豫0326执1号", ActKind.REGISTER_CASE, "RY010", "judge_assistant")
    with notary.database.transaction() as session:
        assert 0 < unsealed(session, COURT) < 3
    assert sealer.seal_many() == []
    for number in (4, 5):
        entered(notary, number)
    assert [made.name for made in sealer.seal_many()] == [f"{today()}.2"]
    assert Sealer(notary.database, notary.keys).seal_many() == []


def test_missing_and_replaced_among_several_of_a_day(notary: Notary) -> None:
    """What must have been there is named; what fits nowhere is called replaced."""
    seals = []
    for number in range(1, 4):
        entered(notary, number)
        seals.append(notary.seal(today()))
    keys = followed(notary.court_key.public, ())
    assert list(kept_faults(seals, keys)) == []
    assert list(kept_faults([seals[0], seals[2]], keys)) == [
        f"留存的日封：{today()} 与 {today()}.3 之间 缺失，无从核对是否接续"
    ]
    other = seals[1].model_copy(update={"cases": 9, "signature": ""})
    other = other.model_copy(update={"signature": notary.court_key.sign(other.signed_bytes)})
    assert list(kept_faults([seals[0], other, seals[2]], keys)) == [
        f"留存的日封 {today()}.3：没有接续 {today()}.2 的日封"
    ]


async def test_the_newest_seal_of_the_day_taken_away(notary: Notary, owner: Engine) -> None:
    """The table then shows an older one of the same day than the reader keeps."""
    key = entered(notary)
    first = notary.seal(today())
    notary.act(key, ActKind.REGISTER_CASE, "RY010", "judge_assistant")
    second = notary.seal(today())
    tamper(owner, "delete from sealed_head where ordinal = 1", "delete from seal where ordinal = 1")
    table = await notary.table(key)
    assert table.seal == first
    assert f"日封：表内只到 {first.name}，出具时留存的日封已到 {second.name}" in notary.said(
        table, [first, second]
    )


def test_a_change_under_an_earlier_seal_of_the_day_is_never_sealed_over(
    notary: Notary, owner: Engine
) -> None:
    """The seal on demand looks back as the daily one does."""
    received(notary)
    notary.seal(today())
    tamper(owner, "update journal set head = repeat('f', 64) where seq = 3")
    entered(notary, 2)
    with pytest.raises(Refusal, match=f"{today()} 的日封不符"):
        notary.seal(today())


def test_a_seal_of_before_is_read_as_it_was_signed(notary: Notary, owner: Engine) -> None:
    """Fields that came later are no part of what an older seal says, in the file and in the signature."""
    entered(notary)
    seal = notary.seal(NEXT)
    written = json.loads(seal.model_dump_json())
    assert set(written) == {
        *("court", "day", "cases", "root", "journal_seq", "journal_head"),
        *("previous", "made_at", "key_id", "signature"),
    }
    stated = {name: value for name, value in written.items() if name != "signature"}
    assert seal.signed_bytes == hashlib.sha256(canonical_json(stated)).hexdigest().encode()
    assert Seal.model_validate(written) == seal
    again = seal.model_copy(update={"ordinal": 1})
    assert again.signed_bytes != seal.signed_bytes and json.loads(again.model_dump_json())["ordinal"] == 1


def test_the_auditor_knows_several_seals_of_a_day(notary: Notary, owner: Engine) -> None:
    """It holds each case against the newest one."""
    from activities.auditing.reading import sealed_heads

    key = entered(notary)
    notary.seal(today())
    notary.act(key, ActKind.REGISTER_CASE, "RY010", "judge_assistant")
    notary.seal(today())
    with notary.database.transaction() as session:
        assert sealed_heads(session)[key].seq == notary.state(key).seq
    with owner.connect() as connection:
        assert connection.execute(text("select count(*) from seal")).scalar_one() == 2
    assert today() - timedelta(days=1) < today()
