"""The court's own keys as its journal tells (法院密钥): the first, and each that took another's place."""

from datetime import UTC, datetime

from pydantic import ValidationError
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from activities.court_journal import record
from activities.signing.key_files import SigningKey
from models.court_events import CourtEventKind
from models.errors import Code, Refusal
from models.keys import PublicKey, Succession
from models.tables import CourtJournal
from models.values import Facts

KINDS = (CourtEventKind.COURT_KEY_STARTED, CourtEventKind.COURT_KEY_REPLACED)


def lock_keys(session: Session, court: str, *, shared: bool = False) -> None:
    """Until the transaction ends the court's key stays the same; not `shared`, nobody else seals either."""
    lock = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    session.execute(text(f"select {lock}(hashtextextended(:court, 3))"), {"court": f"seal:{court}"})


def present_key(session: Session, court: str) -> PublicKey | None:
    """The key a court signs with now; none if it has not signed yet."""
    row = session.execute(
        select(CourtJournal.facts)
        .where(CourtJournal.court == court, CourtJournal.kind.in_(KINDS))
        .order_by(CourtJournal.seq.desc())
        .limit(1)
    ).scalar_one_or_none()
    return key_in(row) if row is not None else None


def key_in(facts: Facts) -> PublicKey:
    """The court's key an entry of its journal tells of. Raises Refusal(CHAIN_BROKEN) where it holds none."""
    try:
        return PublicKey.model_validate(facts.get("key"))
    except ValidationError as error:
        raise Refusal(Code.CHAIN_BROKEN, "法院日志所记的法院密钥无法读取") from error


def successions_of(session: Session, court: str) -> tuple[Succession, ...]:
    """How each of a court's keys took the place of the one before, in order.

    Raises Refusal(CHAIN_BROKEN) where an entry of its journal cannot be read.
    """
    rows = session.execute(
        select(CourtJournal.facts)
        .where(CourtJournal.court == court, CourtJournal.kind == CourtEventKind.COURT_KEY_REPLACED)
        .order_by(CourtJournal.seq)
    ).scalars()
    try:
        return tuple(map(Succession.model_validate, rows))
    except ValidationError as error:
        raise Refusal(Code.CHAIN_BROKEN, "法院日志所记的更换法院密钥无法读取") from error


def check_present(session: Session, key: SigningKey) -> None:
    """Raises Refusal(SIGNATURE_INVALID) for a court's key that is not the one it signs with now.

    The first one a court signs with is written into its journal.
    """
    present = present_key(session, key.owner)
    if present is None:
        facts = {"key": key.public.model_dump(mode="json")}
        record(session, key.owner, CourtEventKind.COURT_KEY_STARTED, "system:keys", facts, datetime.now(UTC))
    elif present.public_key != key.public.public_key:
        raise Refusal(
            Code.SIGNATURE_INVALID,
            f"这里的密钥 {key.public.key_id} 不是法院 {key.owner} 的现用密钥 {present.key_id}",
        )


def write_succession(session: Session, succession: Succession, actor: str) -> None:
    """Write into the court's journal that its key was replaced."""
    facts = succession.model_dump(mode="json")
    record(session, succession.court, CourtEventKind.COURT_KEY_REPLACED, actor, facts, succession.at)
