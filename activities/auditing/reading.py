"""Reading the record for an audit: cases by batches, their journals by one query each, no objects per row."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby, starmap
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.events import Entry, EventKind
from models.tables import Case, Journal, JournalFacts, NodeRow
from models.values import COURT_ZONE


class CaseHead(NamedTuple):
    """A case as the register lists it: which rulebook it was filed under, and how far its journal goes."""

    key: str
    rulebook: str
    seq: int


def case_heads(session: Session) -> list[CaseHead]:
    """Every case, closed ones too."""
    rows = session.execute(select(Case.key, Case.rulebook, Case.seq).order_by(Case.key))
    return [CaseHead(*row) for row in rows]


def journals(session: Session, keys: Sequence[str]) -> Iterator[tuple[str, Iterator[Entry]]]:
    """The journals of some cases, each in order; one has to be read before the next.

    Reading an entry raises ValueError for a kind of event this build does not know.
    """
    rows = session.execute(
        select(
            Journal.case_key,
            Journal.seq,
            Journal.kind,
            Journal.subject,
            Journal.occurred_at,
            Journal.recorded_at,
            Journal.actor,
            Journal.role,
            JournalFacts.facts,
        )
        .join(
            JournalFacts,
            (JournalFacts.case_key == Journal.case_key) & (JournalFacts.seq == Journal.seq),
        )
        .where(Journal.case_key.in_(keys))
        .order_by(Journal.case_key, Journal.seq)
    )
    for key, lines in groupby(rows, itemgetter(0)):
        yield key, starmap(_entry, lines)


def _entry(
    _key: str,
    seq: int,
    kind: str,
    subject: str,
    occurred_at: datetime,
    recorded_at: datetime,
    actor: str,
    role: str,
    facts: dict[str, object],
) -> Entry:
    """An entry without validation: the register let nothing else in, and there are a million of them."""
    return Entry.model_construct(
        seq=seq,
        kind=EventKind(kind),
        subject=subject,
        occurred_at=occurred_at.astimezone(COURT_ZONE),
        recorded_at=recorded_at.astimezone(COURT_ZONE),
        actor=actor,
        role=role,
        facts=facts,
    )


def stored_dates(session: Session, keys: Sequence[str]) -> dict[str, dict[str, datetime | None]]:
    """The due dates the clocks of some cases run by: by case, then by open node."""
    rows = session.execute(
        select(NodeRow.case_key, NodeRow.key, NodeRow.due_at).where(NodeRow.case_key.in_(keys), NodeRow.open)
    )
    found: dict[str, dict[str, datetime | None]] = {key: {} for key in keys}
    for case_key, node, due_at in rows:
        found[case_key][node] = due_at
    return found
