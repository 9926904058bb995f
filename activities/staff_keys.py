"""The register of signing keys (签名密钥登记): who signs with which key from when until when."""

from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.court_journal import record
from activities.database import Database
from activities.signing import holds
from models.acts.envelope import Act
from models.court_events import CourtEventKind
from models.errors import Code, Refusal
from models.signed_table import PublicKey
from models.tables import Staff, StaffKey


def register_key(database: Database, key: PublicKey, actor: str) -> bool:
    """Register a person's key from its first day on; answers whether it is new.

    Raises Refusal(UNKNOWN_SUBJECT) for a number the court does not have, Refusal(ALREADY_DONE) for a
    key that is another person's.
    """
    with database.transaction() as session:
        person = session.get(Staff, key.owner)
        if person is None:
            raise Refusal(Code.UNKNOWN_SUBJECT, f"人员 {key.owner} 不在名册内")
        known = session.get(StaffKey, key.key_id)
        if known is not None:
            if known.staff != key.owner:
                raise Refusal(Code.ALREADY_DONE, f"密钥 {key.key_id} 已登记在他人名下")
            return False
        session.execute(
            insert(StaffKey).values(
                key_id=key.key_id,
                staff=key.owner,
                court=person.court,
                public_key=key.public_key,
                since=key.since,
                until=key.until,
            )
        )
        facts = {"staff": key.owner, "key_id": key.key_id, "since": key.since.isoformat()}
        record(session, person.court, CourtEventKind.KEY_REGISTERED, actor, facts, datetime.now(UTC))
        return True


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


def keys_of(session: Session, staff: str, day: date) -> tuple[PublicKey, ...]:
    """The keys a person may sign with on that day."""
    rows = session.execute(select(StaffKey).where(StaffKey.staff == staff)).scalars()
    return tuple(key for key in map(_public, rows) if key.on(day))


def keys_by_id(session: Session, key_ids: set[str]) -> tuple[PublicKey, ...]:
    """The keys of these ids, in order."""
    rows = session.execute(
        select(StaffKey).where(StaffKey.key_id.in_(key_ids)).order_by(StaffKey.key_id)
    ).scalars()
    return tuple(map(_public, rows))


def _public(row: StaffKey) -> PublicKey:
    return PublicKey(
        key_id=row.key_id, owner=row.staff, public_key=row.public_key, since=row.since, until=row.until
    )


def check_signature(session: Session, act: Act, submitted_on: date) -> None:
    """Who has a registered key signs with it. Raises Refusal for a missing or a false signature (CV-12)."""
    keys = keys_of(session, act.actor, submitted_on)
    if not act.signature:
        if keys:
            raise Refusal(Code.SIGNATURE_MISSING, f"人员 {act.actor} 已登记签名密钥，须签名后提交")
        return
    key = next((key for key in keys if key.key_id == act.key_id), None)
    if key is None or not holds(key.public_key, act.canonical_bytes, act.signature):
        raise Refusal(Code.SIGNATURE_INVALID, f"人员 {act.actor} 的签名无效，或者密钥当日不在有效期内")
