"""Reading the record for an audit: cases by batches, their journals by one query each, no objects per row."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from activities.auditing.chains import Chain, Sealed
from activities.auditing.projected import Row, Stored
from models.events import Entry, EventKind
from models.tables import Case, Journal, JournalFacts, NodeRow, SealedHead, SealRow
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


class CaseJournal(NamedTuple):
    """The journal of a case as it is read, and its chain, which is checked on the way."""

    key: str
    entries: Iterator[Entry]
    chain: Chain


def sealed_heads(session: Session) -> dict[str, Sealed]:
    """Where the chains of all cases stood under the newest seal of their courts."""
    newest = (
        select(SealRow.court, SealRow.day, SealRow.ordinal)
        .ext(distinct_on(SealRow.court))
        .order_by(SealRow.court, SealRow.day.desc(), SealRow.ordinal.desc())
        .subquery()
    )
    rows = session.execute(
        select(SealedHead.case_key, SealedHead.seq, SealedHead.head).join(
            newest,
            (SealedHead.court == newest.c.court)
            & (SealedHead.day == newest.c.day)
            & (SealedHead.ordinal == newest.c.ordinal),
        )
    )
    return {key: Sealed(seq, head) for key, seq, head in rows}


def journals(session: Session, keys: Sequence[str], sealed: Mapping[str, Sealed]) -> Iterator[CaseJournal]:
    """The journals of some cases, each in order; one has to be read before the next.

    Reading an entry raises ValueError for a kind of event this build does not know.
    """
    rows_of = select(Case.key, Case.seq).where(Case.key.in_(keys))
    ends = {key: seq for key, seq in session.execute(rows_of)}
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
            Journal.on_behalf_of,
            Journal.corrects,
            JournalFacts.facts,
            Journal.digest,
            Journal.previous,
            Journal.head,
        )
        .join(
            JournalFacts,
            (JournalFacts.case_key == Journal.case_key) & (JournalFacts.seq == Journal.seq),
        )
        .where(Journal.case_key.in_(keys))
        .order_by(Journal.case_key, Journal.seq)
    )
    for key, lines in groupby(rows, itemgetter(0)):
        chain = Chain(key, ends[key], sealed.get(key))
        yield CaseJournal(key, (_taken(chain, line) for line in lines), chain)


def _taken(chain: Chain, line: Sequence[Any]) -> Entry:
    """An entry, once its chain has been told of it."""
    *stated, facts_digest, previous, head = line
    return chain.take(_entry(*stated), facts_digest, previous, head)


def _entry(
    _key: str,
    seq: int,
    kind: str,
    subject: str,
    occurred_at: datetime,
    recorded_at: datetime,
    actor: str,
    role: str,
    on_behalf_of: str,
    corrects: int | None,
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
        on_behalf_of=on_behalf_of,
        corrects=corrects,
        facts=facts,
    )


def stored_rows(session: Session, keys: Sequence[str]) -> dict[str, Stored]:
    """What clocks run by and staff read of some cases: the state of each, and the rows of its nodes."""
    nodes: dict[str, dict[str, Row]] = {key: {} for key in keys}
    of_nodes = select(*NodeRow.__table__.columns).where(NodeRow.case_key.in_(keys))
    for row in session.execute(of_nodes).mappings():
        nodes[row["case_key"]][row["key"]] = dict(row)
    of_cases = select(Case.key, Case.state, Case.closed_at).where(Case.key.in_(keys))
    return {key: Stored(state, closed, nodes[key]) for key, state, closed in session.execute(of_cases)}
