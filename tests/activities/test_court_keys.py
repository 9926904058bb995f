"""The court's own key replaced (更换法院密钥): what the old one signed holds, and nobody else can do it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from activities.court_journal import broken
from activities.signing.court_keys import present_key, successions_of
from activities.signing.key_chain import followed, told_by
from activities.signing.key_files import KeyFolder, SigningKey, certified
from activities.signing.replacing_keys import replace_court_key
from activities.signing.seal_export import export_court_keys
from activities.signing.sealed import last_seal, seals_of
from activities.signing.staff_keys import register_key, registered_keys
from activities.signing.verifying import faults
from activities.signing.verifying_seals import kept_faults
from models.acts.envelope import ActKind
from models.court_events import CourtEventKind
from models.errors import Code, Refusal
from models.keys import PublicKey, Succession
from models.seals import Seal
from models.signed_table import SignedTable
from models.tables import CourtJournal
from tests.activities.notary import COURT, SINCE, Notary, tamper, today
from tests.activities.test_seal_attacks import DAY, entered, received

pytestmark = pytest.mark.requirement("GS-31", "CV-12")

NOTICE = "本院公告（2026）第1号：原签名密钥遗失，即日起启用新密钥"


def all_seals(notary: Notary) -> list[Seal]:
    """Every seal of the court, as somebody keeps them who was given each of them."""
    with notary.database.transaction() as session:
        return [Seal.model_validate_json(seal.model_dump_json()) for seal in seals_of(session, COURT)]


def read_again(table: SignedTable) -> SignedTable:
    """A table as it is read from its file."""
    return SignedTable.model_validate_json(json.dumps(json.loads(table.model_dump_json())))


async def test_what_was_signed_before_and_after_holds_by_the_first_key(notary: Notary) -> None:
    """Two successions: every table and seal holds for who keeps the first key, and for who has the last."""
    key = received(notary)
    notary.seal(DAY)
    first, tables = notary.court_key.public, [await notary.table(key)]
    for _ in range(2):
        before = notary.court_key.public
        made = notary.desk.replace_court_key(COURT)
        assert (made.previous.key_id, made.key.key_id) == (before.key_id, notary.court_key.public.key_id)
        tables.append(await notary.table(key))
    assert [len(table.successions) for table in tables] == [0, 1, 2]
    assert tables[0].model_dump_json().count("succession") == 0
    kept = all_seals(notary)
    assert len({seal.key_id for seal in kept}) == 3
    assert [seal.succession is not None for seal in kept] == [False, False, True, True]
    for anchor in (first, notary.court_key.public):
        for table in map(read_again, tables):
            assert list(faults(table, anchor, kept)) == []
        assert list(kept_faults(kept, followed(anchor, told_by(None, kept)))) == []
    assert list(faults(read_again(tables[2]), first, ())) == []


async def test_it_stands_in_the_court_s_journal(notary: Notary) -> None:
    """Dated, whole and sealed: the first key, then who took its place; the journal's chain holds."""
    received(notary)
    made = notary.desk.replace_court_key(COURT)
    kinds = (CourtEventKind.COURT_KEY_STARTED, CourtEventKind.COURT_KEY_REPLACED)
    with notary.database.transaction() as session:
        rows = session.execute(
            select(CourtJournal).where(CourtJournal.kind.in_(kinds)).order_by(CourtJournal.seq)
        ).scalars()
        told = [(row.kind, row.facts["key"]["key_id"], row.occurred_at, row.seq) for row in rows]
        last = last_seal(session, COURT)
        assert broken(session, COURT) is None
        assert successions_of(session, COURT) == (made,)
        assert present_key(session, COURT) == made.key
    assert [kind for kind, *_ in told] == [*kinds]
    assert told[1][1:3] == (made.key.key_id, made.at) and made.key.since == today()
    assert last is not None and last.succession == made and last.journal_seq >= told[1][3]
    assert told[0][1] == made.previous.key_id


async def test_people_s_keys_stay_and_new_ones_are_certified_by_the_new_key(notary: Notary) -> None:
    """Nobody registers again: an act before and one after the change are both shown by one table."""
    key = entered(notary)
    old = notary.court_key
    assert notary.act(key, ActKind.REGISTER_CASE, "RY010", "judge_assistant").refused is None
    notary.desk.replace_court_key(COURT)
    notary.desk.end_key("RY010", today())
    again = notary.desk.make_key("RY010", SINCE).key
    with notary.database.transaction() as session:
        assert again.key_id in registered_keys(session, COURT)
    table = await notary.table(key)
    assert list(faults(table, old.public, ())) == []
    assert len({each.certificate for each in table.keys if each.owner == "RY010"}) == 2


def test_the_old_key_does_nothing_any_more(notary: Notary, tmp_path: Path) -> None:
    """Put back into the folder it neither seals nor registers nor exports: it is not the present key."""
    received(notary)
    old = notary.court_key
    notary.desk.replace_court_key(COURT)
    kept = notary.keys.folder / f"{COURT}.{old.public.key_id}.json"
    assert kept.is_file()
    (notary.keys.folder / f"{COURT}.json").write_text(kept.read_text(encoding="utf-8"), encoding="utf-8")
    thief = KeyFolder(tmp_path / "thief").make("RY010", SINCE)
    for work in (
        lambda: notary.sealer.seal(COURT, today()),
        lambda: register_key(notary.database, thief.public, notary.court_key, "x"),
    ):
        entered(notary, 2) if not notary.sealer.seal_many() else None
        with pytest.raises(Refusal, match="不是法院 ruyang 的现用密钥") as refusal:
            work()
        assert refusal.value.code == Code.SIGNATURE_INVALID


async def test_a_person_s_key_certified_by_the_old_key_afterwards(
    notary: Notary, owner: Engine, tmp_path: Path
) -> None:
    """A thief with the old key and the whole database registers one: it counts nowhere."""
    received(notary)
    old = notary.court_key
    notary.desk.replace_court_key(COURT)
    thief = certified(KeyFolder(tmp_path / "thief").make("RY010", SINCE).public, old)
    facts = {"staff": "RY010", **thief.model_dump(mode="json", exclude={"owner", "until"})}
    from activities.court_journal import record

    with notary.database.transaction() as session:
        record(session, COURT, CourtEventKind.KEY_REGISTERED, "x", facts, datetime.now(UTC))
    with notary.database.transaction() as session:
        assert thief.key_id not in registered_keys(session, COURT)


# --- attacks on the chain of keys -----------------------------------------------------------------


def taken_over(
    previous: SigningKey, key: SigningKey, by: SigningKey | None, at: datetime, **fields: str
) -> Succession:
    """Somebody's succession: certified by whoever's key he has."""
    stated = Succession(
        court=COURT, previous=previous.public, key=key.public, at=at, sealed="0" * 64, **fields
    )
    return stated.model_copy(
        update={
            "certificate": by.sign(stated.signed_bytes) if by else "",
            "acceptance": key.sign(stated.signed_bytes),
        }
    )


def signed_by(table: SignedTable, key: SigningKey, **parts: object) -> SignedTable:
    """A table made out by a key."""
    made = table.model_copy(update={"court_key": key.public, **parts})
    return made.model_copy(update={"signature": key.sign(made.signed_bytes)})


def sealed_by(seal: Seal, key: SigningKey, **parts: object) -> Seal:
    """A seal made by a key."""
    made = seal.model_copy(update={"key_id": key.public.key_id, **parts})
    return made.model_copy(update={"signature": key.sign(made.signed_bytes)})


async def test_a_successor_its_predecessor_did_not_sign(notary: Notary, tmp_path: Path) -> None:
    """Certified by itself, by a person, by nobody, by nobody but with a notice: each is named."""
    table = await notary.table(received(notary))
    court, now = notary.court_key, datetime.now(UTC)
    mine = KeyFolder(tmp_path / "impostor").make(COURT, SINCE)
    person = notary.keys.key_of("RY010")
    assert person is not None
    word = "：没有原密钥的证明"
    for by in (mine, person, None):
        told = taken_over(court, mine, by, now)
        found = list(faults(signed_by(table, mine, successions=(told,)), court.public, ()))
        assert f"第 1 次更换法院密钥（{today()}）{word}" in found, by
        assert "整表：出具所用的法院密钥不是留存的法院公钥，也没有由它接续" in found
    anew = taken_over(court, mine, None, now, statement=NOTICE)
    found = list(faults(signed_by(table, mine, successions=(anew,)), court.public, ()))
    assert found[-1].endswith("公告另行启用的，没有原密钥的证明，须向法院另取新公钥核对")
    assert any(fault.startswith("整表") for fault in found)
    # And a certificate that is there must hold, whatever notice there is.
    both = taken_over(court, mine, mine, now, statement=NOTICE)
    found = list(faults(signed_by(table, mine, successions=(both,)), mine.public, ()))
    assert f"第 1 次更换法院密钥（{today()}）{word}" in found


async def test_a_key_that_did_not_accept_or_is_another_court_s(notary: Notary, tmp_path: Path) -> None:
    """The old key cannot name whom it likes its successor, nor one court another's key."""
    table = await notary.table(received(notary))
    court, now = notary.court_key, datetime.now(UTC)
    mine = KeyFolder(tmp_path / "impostor").make(COURT, SINCE)
    other = KeyFolder(tmp_path / "impostor").make("gushi", SINCE)
    told = taken_over(court, mine, court, now)
    unasked = told.model_copy(update={"acceptance": court.sign(told.signed_bytes)})
    where = f"第 1 次更换法院密钥（{today()}）"
    assert f"{where}：没有新密钥的签名" in list(
        faults(signed_by(table, mine, successions=(unasked,)), court.public, ())
    )
    foreign = taken_over(court, other, court, now)
    found = list(faults(signed_by(table, other, successions=(foreign,)), court.public, ()))
    assert f"{where}：不是法院 {COURT} 的密钥" in found


@pytest.mark.parametrize("field", ["at", "sealed", "statement", "previous", "key"])
async def test_a_succession_changed_afterwards(notary: Notary, tmp_path: Path, field: str) -> None:
    """Both keys have signed all of it."""
    key = received(notary)
    first = notary.court_key.public
    made = notary.desk.replace_court_key(COURT)
    mine = KeyFolder(tmp_path / "impostor").make(COURT, SINCE)
    other = {
        "at": made.at - timedelta(days=1),
        "sealed": "f" * 64,
        "statement": NOTICE,
        "previous": mine.public,
        "key": mine.public,
    }
    changed = made.model_copy(update={field: other[field]})
    table = signed_by(await notary.table(key), notary.court_key, successions=(changed,))
    assert any("更换法院密钥" in fault for fault in faults(table, first, ()))


async def test_signed_by_an_ended_key_after_its_end(notary: Notary) -> None:
    """A thief with the old key seals and exports on: who is told of the succession sees it."""
    key = received(notary)
    notary.seal(DAY)
    old = notary.court_key
    before = await notary.table(key)
    made = notary.desk.replace_court_key(COURT)
    later = made.at + timedelta(hours=1)
    stolen = signed_by(before, old, exported_at=later)
    word = f"所用法院密钥已于 {made.at:%Y-%m-%d %H:%M} 更换"
    kept = all_seals(notary)
    assert f"整表：{word}" in list(faults(stolen, old.public, kept))
    assert f"整表：{word}" in list(faults(signed_by(stolen, old, successions=(made,)), old.public, ()))
    last = kept[-1]
    forged = sealed_by(
        last,
        old,
        day=last.day + timedelta(days=1),
        ordinal=0,
        made_at=later,
        succession=None,
        previous=last.link,
    )
    keys = followed(old.public, told_by(None, [*kept, forged]))
    assert f"留存的日封 {forged.name}：{word}" in list(kept_faults([*kept, forged], keys))
    assert any(
        word in fault for fault in faults(signed_by(before, notary.court_key, seal=forged), old.public, kept)
    )


async def test_an_ended_key_dates_its_seal_back(notary: Notary) -> None:
    """To before its end, but after the seal in which the new one took its place: the order tells."""
    received(notary)
    notary.seal(DAY)
    old = notary.court_key
    made = notary.desk.replace_court_key(COURT)
    kept = all_seals(notary)
    back = sealed_by(
        kept[-1],
        old,
        day=kept[-1].day + timedelta(days=1),
        ordinal=0,
        made_at=made.at - timedelta(seconds=1),
        succession=None,
        previous=kept[-1].link,
    )
    found = list(kept_faults([*kept, back], followed(old.public, told_by(None, kept))))
    assert found == [f"留存的日封 {back.name}：时间早于 {kept[-1].name} 的日封"]
    # Between the others it hangs on the wrong seal.
    between = sealed_by(back, old, day=kept[-1].day, ordinal=kept[-1].ordinal)
    found = list(kept_faults([*kept[:-1], between], followed(old.public, told_by(None, kept))))
    assert f"留存的日封 {between.name}：没有接续 {kept[-2].name} 的日封" in found


async def test_a_new_key_dated_before_its_beginning(notary: Notary) -> None:
    """What the new key signs cannot be of a time in which the old one signed."""
    key = received(notary)
    first = notary.court_key.public
    made = notary.desk.replace_court_key(COURT)
    table = signed_by(await notary.table(key), notary.court_key, exported_at=made.at - timedelta(days=1))
    assert f"整表：所用法院密钥至 {made.at:%Y-%m-%d %H:%M} 方启用" in list(faults(table, first, ()))


async def test_successions_swapped_left_out_and_doubled(notary: Notary, tmp_path: Path) -> None:
    """The keys hang together in one order; a fork from a stolen key is no second way."""
    key = received(notary)
    first = notary.court_key
    one = notary.desk.replace_court_key(COURT)
    two = notary.desk.replace_court_key(COURT)
    table = await notary.table(key)
    assert table.successions == (one, two)

    def said(*told: Succession, kept: tuple[Seal, ...] = ()) -> list[str]:
        return list(faults(signed_by(table, notary.court_key, successions=told), first.public, kept))

    assert said(one, two) == []
    assert f"更换法院密钥：{one.at:%Y-%m-%d} 的更换没有接续 {two.at:%Y-%m-%d} 的更换" in said(two, one)
    assert said(two)[0].startswith("整表：出具所用的法院密钥不是留存的法院公钥")
    mine = KeyFolder(tmp_path / "thief").make(COURT, SINCE)
    fork = taken_over(first, mine, first, one.at + timedelta(seconds=1))
    assert any("没有接续" in fault for fault in said(one, two, fork))
    back = taken_over(notary.court_key, first, notary.court_key, two.at + timedelta(seconds=1))
    assert "更换法院密钥：同一密钥启用两次" in said(one, two, back)
    later = fork.at + timedelta(seconds=1)
    stolen = signed_by(table, mine, successions=(fork,), seal=None, proof=None, exported_at=later)
    assert (
        list(faults(stolen, first.public, ())) == []
    )  # Whoever kept nothing but the stolen key's public half.
    kept = tuple(all_seals(notary))
    assert any("没有接续" in fault for fault in faults(stolen, first.public, kept))


async def test_a_seal_without_its_succession(notary: Notary) -> None:
    """Kept seals alone: a key nobody introduced is nobody's."""
    received(notary)
    notary.seal(DAY)
    first = notary.court_key.public
    notary.desk.replace_court_key(COURT)
    kept = all_seals(notary)
    bare = sealed_by(kept[-1], notary.court_key, succession=None)
    keys = followed(first, told_by(None, [*kept[:-1], bare]))
    assert list(kept_faults([*kept[:-1], bare], keys)) == [f"留存的日封 {bare.name}：所用密钥不是法院的密钥"]
    moved = sealed_by(kept[-1], notary.court_key, previous="f" * 64)
    keys = followed(first, told_by(None, kept))
    assert f"留存的日封 {moved.name}：所载的更换法院密钥不在此处" in list(kept_faults([moved], keys))


# --- the old key is lost --------------------------------------------------------------------------


async def test_the_old_key_is_lost(notary: Notary) -> None:
    """Begun anew with a public notice: the old key's work holds, the new key's needs the new public key."""
    key = received(notary)
    seal = notary.seal(DAY)
    first, before = notary.court_key.public, await notary.table(key)
    (notary.keys.folder / f"{COURT}.json").unlink()
    with pytest.raises(Refusal, match="不在这里") as refusal:
        notary.desk.replace_court_key(COURT)
    assert refusal.value.code == Code.SIGNATURE_MISSING
    made = notary.desk.replace_court_key(COURT, NOTICE)
    assert (made.statement, made.certificate, made.sealed) == (NOTICE, "", seal.link)
    after, kept = await notary.table(key), all_seals(notary)
    new = notary.court_key.public
    assert list(faults(before, first, [seal])) == []
    for table in (before, after):
        assert list(faults(read_again(table), new, kept)) == []
    found = list(faults(after, first, ()))
    assert any(fault.startswith("整表：所用密钥是法院") and "公告另行启用" in fault for fault in found)
    assert notary.desk.replace_court_key(COURT).previous.key_id == new.key_id
    assert list(faults(await notary.table(key), new, ())) == []


async def test_a_key_made_by_loading_a_roster_is_not_the_court_s(notary: Notary) -> None:
    """Where the file is lost, whatever key comes in its place signs nothing until the court has said so."""
    key = received(notary)
    (notary.keys.folder / f"{COURT}.json").unlink()
    notary.keys.make(COURT, SINCE)
    with pytest.raises(Refusal) as refusal:
        await notary.table(key)
    assert refusal.value.code == Code.SIGNATURE_INVALID
    with pytest.raises(Refusal):
        notary.desk.replace_court_key(COURT)
    notary.desk.replace_court_key(COURT, NOTICE)
    assert list(faults(await notary.table(key), notary.court_key.public, ())) == []


def test_what_is_refused(notary: Notary, owner: Engine) -> None:
    """A notice where the old key is at hand; a court that never signed; a record its seal contradicts."""
    received(notary)
    notary.seal(DAY)
    with pytest.raises(Refusal) as refusal:
        notary.desk.replace_court_key(COURT, NOTICE)
    assert refusal.value.code == Code.WRONG_STATE
    with pytest.raises(Refusal) as refusal:
        notary.desk.replace_court_key("gushi")
    assert refusal.value.code == Code.UNKNOWN_SUBJECT
    old = notary.court_key.public
    tamper(owner, "update journal set head = repeat('f', 64) where seq = 3")
    with pytest.raises(Refusal) as refusal:
        notary.desk.replace_court_key(COURT)
    assert refusal.value.code == Code.CHAIN_BROKEN
    assert notary.court_key.public == old
    with notary.database.transaction() as session:
        assert successions_of(session, COURT) == ()


async def test_broken_off_between_journal_and_file(notary: Notary, monkeypatch: pytest.MonkeyPatch) -> None:
    """The register has the new key and the folder not yet: called again, it goes on; nothing is doubled."""
    key = received(notary)
    first = notary.court_key.public
    with monkeypatch.context() as broken_off:
        broken_off.setattr(KeyFolder, "put_next_in_place", _fail)
        with pytest.raises(OSError, match="no space"):
            notary.desk.replace_court_key(COURT)
    with pytest.raises(Refusal) as refusal:
        await notary.table(key)
    assert refusal.value.code == Code.SIGNATURE_INVALID
    made = replace_court_key(notary.database, notary.keys, COURT)
    with notary.database.transaction() as session:
        assert successions_of(session, COURT) == (made,)
    assert notary.court_key.public.key_id == made.key.key_id
    assert list(faults(await notary.table(key), first, all_seals(notary))) == []


def _fail(*_: object) -> None:
    raise OSError("no space left")


# --- files kept outside ---------------------------------------------------------------------------


def test_the_first_public_key_is_never_overwritten(notary: Notary, tmp_path: Path) -> None:
    """Later ones are numbered; a key that does not hang on the first is not written beside it."""
    received(notary)
    folder = tmp_path / "kept"
    notary.desk.seal(COURT, today(), folder)
    first = (folder / f"{COURT}.key.json").read_text(encoding="utf-8")
    notary.desk.replace_court_key(COURT)
    notary.desk.seal(COURT, today(), folder)
    notary.sealer.keep_up(today() - timedelta(days=1), folder)
    assert (folder / f"{COURT}.key.json").read_text(encoding="utf-8") == first
    second = PublicKey.model_validate_json((folder / f"{COURT}.key.2.json").read_text(encoding="utf-8"))
    assert second.public_key == notary.court_key.public.public_key
    assert {
        Seal.model_validate_json(path.read_text(encoding="utf-8")).name
        for path in folder.glob(f"{COURT}-*.json")
    } == {seal.name for seal in all_seals(notary)}
    stranger = KeyFolder(tmp_path / "impostor").make(COURT, SINCE)
    with pytest.raises(Refusal) as refusal:
        export_court_keys(followed(stranger.public, ()), folder)
    assert refusal.value.code == Code.SIGNATURE_INVALID
