"""What courts have sealed (封存), read back and held against the journals."""

from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models.court_events import CourtEventKind
from models.errors import Code, Refusal
from models.events import GENESIS
from models.seals import Proof, Seal, leaf, path_of, root_of
from models.tables import Case, CourtJournal, Journal, SealedHead, SealRow


def value_of(row: SealRow) -> Seal:
    """A seal as the database has it."""
    return Seal(**{column.name: getattr(row, column.name) for column in SealRow.__table__.columns})


def last_seal(session: Session, court: str, day: date | None = None) -> Seal | None:
    """The court's newest seal; of one day, if that is given."""
    rows = select(SealRow).where(SealRow.court == court)
    if day is not None:
        rows = rows.where(SealRow.day == day)
    newest = rows.order_by(SealRow.day.desc(), SealRow.ordinal.desc()).limit(1)
    row = session.execute(newest).scalar_one_or_none()
    return value_of(row) if row else None


def seals_of(session: Session, court: str) -> list[Seal]:
    """All seals of a court, the oldest first."""
    rows = select(SealRow).where(SealRow.court == court).order_by(SealRow.day, SealRow.ordinal)
    return [value_of(row) for row in session.execute(rows).scalars()]


def latest_proof(session: Session, court: str, case_key: str) -> tuple[Seal, Proof] | None:
    """The court's last seal, and the path from a case to its root; none if the case came after it.

    A case that was under one seal is under all that follow: no other one need be looked at.
    """
    seal = last_seal(session, court)
    if seal is None:
        return None
    everyone = [
        (case, seq, head)
        for case, seq, head in session.execute(
            select(SealedHead.case_key, SealedHead.seq, SealedHead.head)
            .where(*_of(seal))
            .order_by(SealedHead.place)
        )
    ]
    place = next((n for n, head in enumerate(everyone) if head[0] == case_key), None)
    if place is None:
        return None
    path = path_of([leaf(*head) for head in everyone], place)
    return seal, Proof(seq=everyone[place][1], head=everyone[place][2], path=path)


def check_sealed(session: Session, seal: Seal) -> None:
    """Raises Refusal(CHAIN_BROKEN) naming the first case whose chain no longer has the head a seal covers."""
    kept = list(
        session.execute(
            select(SealedHead.case_key, SealedHead.seq, SealedHead.head, Journal.head)
            .outerjoin(Journal, (Journal.case_key == SealedHead.case_key) & (Journal.seq == SealedHead.seq))
            .where(*_of(seal))
            .order_by(SealedHead.place)
        )
    )
    if root_of([leaf(case, seq, head) for case, seq, head, _ in kept]) != seal.root:
        raise Refusal(Code.CHAIN_BROKEN, f"{seal.name} 日封所列的链头与其根不符")
    for case, seq, head, now in kept:
        if head != now:
            raise Refusal(Code.CHAIN_BROKEN, f"案件 {case} 的日志第 {seq} 条与 {seal.name} 的日封不符")
    own = session.get(CourtJournal, (seal.court, seal.journal_seq)) if seal.journal_seq else None
    if seal.journal_head != (own.head if own else GENESIS):
        raise Refusal(Code.CHAIN_BROKEN, f"法院日志第 {seal.journal_seq} 条与 {seal.name} 的日封不符")


def unsealed(session: Session, court: str) -> int:
    """How many entries of a court's cases, and of its own journal, no seal covers yet (尚未封存).

    That a seal was made is itself an entry, and none that waits for another seal.
    """
    last = last_seal(session, court)
    happened: int = session.execute(
        select(func.coalesce(func.sum(Case.seq), 0)).where(Case.court == court)
    ).scalar_one()
    own = select(func.count()).where(CourtJournal.court == court, CourtJournal.kind != CourtEventKind.SEALED)
    if last is None:
        return int(happened) + session.execute(own).scalar_one()
    sealed: int = session.execute(
        select(func.coalesce(func.sum(SealedHead.seq), 0)).where(*_of(last))
    ).scalar_one()
    since: int = session.execute(own.where(CourtJournal.seq > last.journal_seq)).scalar_one()
    return int(happened) - int(sealed) + since


def _of(seal: Seal) -> tuple[ColumnElement[bool], ...]:
    """The heads under one seal."""
    return (
        SealedHead.court == seal.court,
        SealedHead.day == seal.day,
        SealedHead.ordinal == seal.ordinal,
    )
