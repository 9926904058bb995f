"""The register of signing keys (签名密钥登记): who signs with which key from when until when."""

from datetime import UTC, date, datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.court_journal import record
from activities.database import Database
from activities.signing.court_keys import KINDS as COURT_KINDS
from activities.signing.court_keys import check_present, key_in
from activities.signing.key_files import KeyFolder, SigningKey, certified, holds
from models.court_events import CourtEventKind
from models.errors import Code, Refusal
from models.keys import PublicKey
from models.tables import CourtJournal, Staff, StaffKey

KINDS = (CourtEventKind.KEY_REGISTERED, CourtEventKind.KEY_ENDED)


def register_key(database: Database, key: PublicKey, court_key: SigningKey, actor: str) -> PublicKey:
    """Register a person's key from its first day on, with the court's certificate; as it is registered then.

    A key that is registered already stays as it is. Raises Refusal(UNKNOWN_SUBJECT) for a number the court
    does not have, Refusal(ALREADY_DONE) for a key that is another person's, Refusal(ACT_NOT_ALLOWED) for
    the key of another court than the person's, Refusal(SIGNATURE_INVALID) for one the court has replaced.
    """
    with database.transaction() as session:
        return _registered(session, key, court_key, actor)


def register_keys(
    database: Database, keys: list[PublicKey], court_key: SigningKey, actor: str
) -> tuple[PublicKey, ...]:
    """Register the keys of many people at once, all or none, as `register_key` does."""
    with database.transaction() as session:
        return tuple(_registered(session, key, court_key, actor) for key in keys)


def _registered(session: Session, key: PublicKey, court_key: SigningKey, actor: str) -> PublicKey:
    person = session.get(Staff, key.owner)
    if person is None:
        raise Refusal(Code.UNKNOWN_SUBJECT, f"人员 {key.owner} 不在名册内")
    if person.court != court_key.owner:
        raise Refusal(Code.ACT_NOT_ALLOWED, f"人员 {key.owner} 不属于法院 {court_key.owner}")
    check_present(session, court_key)
    known = session.get(StaffKey, key.key_id)
    if known is not None:
        if known.staff != key.owner:
            raise Refusal(Code.ALREADY_DONE, f"密钥 {key.key_id} 已登记在他人名下")
        return _public(known)
    made = certified(key, court_key)
    row = {
        "key_id": made.key_id,
        "staff": made.owner,
        "court": person.court,
        "public_key": made.public_key,
        "since": made.since,
        "until": made.until,
        "certificate": made.certificate,
    }
    session.execute(insert(StaffKey).values(row))
    facts = {"staff": made.owner, **made.model_dump(mode="json", exclude={"owner", "until"})}
    record(session, person.court, CourtEventKind.KEY_REGISTERED, actor, facts, datetime.now(UTC))
    return made


def end_key(database: Database, key_id: str, last_day: date, actor: str) -> None:
    """A key is valid until this day and no longer. Raises Refusal for one that is unknown or ended."""
    with database.transaction() as session:
        row = session.get(StaffKey, key_id, with_for_update=True)
        if row is None:
            raise Refusal(Code.UNKNOWN_SUBJECT, f"密钥 {key_id} 没有登记")
        if row.until is not None or last_day < row.since:
            raise Refusal(Code.WRONG_STATE, f"密钥 {key_id} 已停用，或者停用日早于启用日")
        row.until = last_day
        facts = {"staff": row.staff, "key_id": key_id, "until": last_day.isoformat()}
        record(session, row.court, CourtEventKind.KEY_ENDED, actor, facts, datetime.now(UTC))


def registered_keys(session: Session, court: str) -> dict[str, PublicKey]:
    """Every key of a court as its own journal tells, by id: what an export and an audit go by.

    The table of keys is for the register's quick look alone; it can be changed without a trace. A key counts
    only with the certificate of the key the court had when it was registered: who has got hold of an earlier
    one of the court's can register nobody.
    """
    rows = session.execute(
        select(CourtJournal.kind, CourtJournal.facts)
        .where(CourtJournal.court == court, CourtJournal.kind.in_((*KINDS, *COURT_KINDS)))
        .order_by(CourtJournal.seq)
    )
    keys: dict[str, PublicKey] = {}
    of_court: PublicKey | None = None
    for kind, facts in rows:
        if kind in COURT_KINDS:
            of_court = key_in(facts)
        elif kind == CourtEventKind.KEY_REGISTERED:
            if "public_key" not in facts:
                continue  # Of before keys were certified: nothing signed with it can be shown.
            stated = {name: value for name, value in facts.items() if name != "staff"}
            key = PublicKey(owner=facts["staff"], **stated)
            if of_court is None or holds(of_court.public_key, key.certified_bytes, key.certificate):
                keys[key.key_id] = key
        elif facts["key_id"] in keys:
            until = date.fromisoformat(facts["until"])
            keys[facts["key_id"]] = keys[facts["key_id"]].model_copy(update={"until": until})
    return keys


def differing_keys(session: Session, court: str) -> tuple[str, ...]:
    """The ids of keys on which the table and the court's own journal do not agree."""
    table = {
        row.key_id: _public(row)
        for row in session.execute(select(StaffKey).where(StaffKey.court == court)).scalars()
    }
    told = registered_keys(session, court)
    return tuple(sorted(key for key in {*table, *told} if table.get(key) != told.get(key)))


def keys_of(session: Session, staff: str) -> tuple[PublicKey, ...]:
    """All keys a person has had, ended ones too."""
    rows = session.execute(select(StaffKey).where(StaffKey.staff == staff)).scalars()
    return tuple(map(_public, rows))


def staff_of(session: Session, court: str) -> tuple[str, ...]:
    """The numbers of everybody on a court's roster."""
    return tuple(
        session.execute(select(Staff.number).where(Staff.court == court).order_by(Staff.number)).scalars()
    )


def _public(row: StaffKey) -> PublicKey:
    return PublicKey(
        key_id=row.key_id,
        owner=row.staff,
        public_key=row.public_key,
        since=row.since,
        until=row.until,
        certificate=row.certificate,
    )


def signing_key(database: Database, keys: KeyFolder | None, staff: str, day: date) -> SigningKey | None:
    """The key somebody signs with on a court-local day: the one that lies here, once one of theirs counts.

    A key that is made and not yet registered, or whose first day has not come, is not signed with: nobody
    could check it, and until then nobody asks for a signature.
    """
    here = keys.key_of(staff) if keys else None
    if here is None:
        return None
    with database.snapshot() as session:
        counts = any(key.since <= day for key in keys_of(session, staff))
    return here if counts else None


class Signed(Protocol):
    """What a person signs: an act, a wish to read."""

    @property
    def actor(self) -> str:
        """Who signs."""
        ...

    @property
    def key_id(self) -> str:
        """With which key; empty where it is not signed."""
        ...

    @property
    def signature(self) -> str:
        """The signature, base64."""
        ...

    def bytes_about(self, about: str) -> bytes:
        """What it covers."""
        ...


def check_signature(session: Session, act: Signed, about: str, submitted_on: date) -> None:
    """Who has been given a key signs with one (CV-12); `about` is the key of the case, or of the court.

    Raises Refusal for a missing or a false signature. A key that has ended frees nobody: else a thief would
    end it and sign nothing.
    """
    keys = keys_of(session, act.actor)
    if not act.signature:
        if any(key.since <= submitted_on for key in keys):
            raise Refusal(Code.SIGNATURE_MISSING, f"人员 {act.actor} 已登记签名密钥，须签名后提交")
        return
    key = next((key for key in keys if key.key_id == act.key_id and key.on(submitted_on)), None)
    if key is None or not holds(key.public_key, act.bytes_about(about), act.signature):
        raise Refusal(Code.SIGNATURE_INVALID, f"人员 {act.actor} 的签名无效，或者密钥当日不在有效期内")
