"""The court's own journal (法院日志): what happened and belongs to no case, one hash chain per court."""

from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models.court_events import CourtEventKind
from models.events import GENESIS, digest
from models.tables import CourtJournal
from models.values import Facts, court_local


def record(
    session: Session, court: str, kind: CourtEventKind, actor: str, facts: Facts, occurred_at: datetime
) -> int:
    """Append an entry in the caller's transaction; answers its seq. Entries of one court queue up."""
    session.execute(
        text("select pg_advisory_xact_lock(hashtextextended(:court, 1))"), {"court": f"journal:{court}"}
    )
    last = session.execute(
        select(CourtJournal.seq, CourtJournal.head)
        .where(CourtJournal.court == court)
        .order_by(CourtJournal.seq.desc())
        .limit(1)
    ).one_or_none()
    seq, previous = (last.seq + 1, last.head) if last else (1, GENESIS)
    recorded_at = court_local(datetime.now(UTC))
    row = CourtJournal(
        court=court,
        seq=seq,
        kind=kind.value,
        occurred_at=occurred_at,
        recorded_at=recorded_at,
        actor=actor,
        facts=facts,
        previous=previous,
        head=_link(previous, court, seq, kind, actor, facts, occurred_at, recorded_at),
    )
    session.add(row)
    session.flush()
    return seq


class Link(NamedTuple):
    """How far a court's chain was found whole, and its head there."""

    seq: int
    head: str


def broken(session: Session, court: str) -> int | None:
    """The seq of the first entry that does not continue the court's chain; none if all do."""
    return broken_after(session, court, None)[1]


def broken_after(session: Session, court: str, whole: Link | None) -> tuple[Link, int | None]:
    """The same, beginning where the chain was `whole` before; how far it is whole now comes first."""
    seq, previous = whole or Link(0, GENESIS)
    rows = session.execute(
        select(CourtJournal)
        .where(CourtJournal.court == court, CourtJournal.seq > seq)
        .order_by(CourtJournal.seq)
    ).scalars()
    for number, row in enumerate(rows, start=seq + 1):
        head = _link(
            previous, court, row.seq, row.kind, row.actor, row.facts, row.occurred_at, row.recorded_at
        )
        if row.seq != number or (row.previous, row.head) != (previous, head):
            return Link(number - 1, previous), number
        seq, previous = number, row.head
    return Link(seq, previous), None


def _link(
    previous: str,
    court: str,
    seq: int,
    kind: str,
    actor: str,
    facts: Facts,
    occurred_at: datetime,
    recorded_at: datetime,
) -> str:
    """The chain hash of one entry: it covers everything the entry says."""
    return digest(
        {
            "previous": previous,
            "court": court,
            "seq": seq,
            "kind": kind,
            "actor": actor,
            "facts": digest(facts),
            "occurred_at": court_local(occurred_at).isoformat(),
            "recorded_at": court_local(recorded_at).isoformat(),
        }
    )
