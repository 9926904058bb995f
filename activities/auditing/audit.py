"""One audit (稽核): every case recounted, what lies about, what the server says of itself."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from threading import Event

from sqlalchemy.orm import Session

from activities.auditing.dating import Dating
from activities.auditing.delays import Delays, delays_of
from activities.auditing.findings import Finding, FindingKind
from activities.auditing.reading import CaseHead, case_heads, journals, stored_dates
from activities.auditing.recount import Recounted, recount
from activities.auditing.server import ServerAudit
from activities.auditing.standing import standing
from activities.books import Books
from activities.database import Database
from models.errors import Refusal
from models.node_engine import NodeEngine
from models.values import Instant, Value

BATCH = 200
"""Cases whose journals are read by one query."""

OF_THE_RECORD = frozenset(
    {
        FindingKind.MISSED,
        FindingKind.LATE,
        FindingKind.MISDATED,
        FindingKind.UNFOUNDED,
        FindingKind.NOT_RECOUNTED,
        FindingKind.FILING_NOT_STARTED,
        FindingKind.ACT_NOT_DELIVERED,
        FindingKind.ANSWER_NOT_TAKEN,
        FindingKind.NOTICE_NOT_SENT,
    }
)
"""What PostgreSQL alone tells: every audit looks for it."""


class Report(Value):
    """What one audit came to. `examined` are the kinds of finding that could be looked for."""

    at: Instant
    cases: int
    entries: int
    delays: tuple[Delays, ...]
    findings: tuple[Finding, ...]
    examined: frozenset[FindingKind]


class StoppedError(Exception):
    """The audit was told to stop before it was done."""


class Audit:
    """Audits again and again; a case whose journal has not grown since is not folded again."""

    def __init__(self, database: Database, books: Books, server: ServerAudit, tolerance: timedelta) -> None:
        self._database = database
        self._books = books
        self._server = server
        self._tolerance = tolerance
        self._datings: dict[tuple[str, str], Dating] = {}
        self._recounted: dict[str, Recounted] = {}
        self._stop = Event()

    def stop(self) -> None:
        """End a running audit at its next batch."""
        self._stop.set()

    async def run(self, now: datetime) -> Report:
        """Audit as of `now`, an aware instant of the wall clock. Raises StoppedError when told to stop."""
        record = await asyncio.to_thread(self._record, now)
        heard = await self._server.findings(now)
        return Report(
            at=now,
            cases=len(self._recounted),
            entries=sum(case.seq for case in self._recounted.values()),
            delays=delays_of(chain.from_iterable(case.noticed for case in self._recounted.values())),
            findings=(*record, *heard.findings),
            examined=heard.examined | OF_THE_RECORD,
        )

    def _record(self, now: datetime) -> list[Finding]:
        """What PostgreSQL alone tells."""
        unreadable = list(self._recount())
        counted = [
            finding
            for case in self._recounted.values()
            for finding in (*case.findings, *case.standing(now, self._tolerance))
        ]
        with self._database.transaction() as session:
            return [*counted, *unreadable, *standing(session)]

    def _recount(self) -> Iterator[Finding]:
        """Recount every case that has grown; answers those that cannot be."""
        with self._database.transaction() as session:
            heads = case_heads(session)
        grown = [head for head in heads if head.seq != self._seq(head.key)]
        for start in range(0, len(grown), BATCH):
            if self._stop.is_set():
                raise StoppedError
            yield from self._recount_batch(grown[start : start + BATCH])

    def _seq(self, key: str) -> int | None:
        known = self._recounted.get(key)
        return known.seq if known else None

    def _recount_batch(self, heads: Sequence[CaseHead]) -> Iterator[Finding]:
        rulebooks = {head.key: head.rulebook for head in heads}
        with self._database.transaction() as session:
            # Journals and stored dates of one and the same moment.
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            stored = stored_dates(session, list(rulebooks))
            for key, entries in journals(session, list(rulebooks)):
                try:
                    counting = partial(self._counting, session, rulebooks[key])
                    case = recount(key, entries, counting, self._tolerance)
                    self._recounted[key] = case.checked(stored[key])
                except Exception as error:  # a case that cannot be recounted must not hide the others
                    self._recounted.pop(key, None)
                    yield _unreadable(key, error)

    def _counting(self, session: Session, rulebook: str, calendar: str) -> tuple[NodeEngine, Dating]:
        """The engine of a rulebook on a calendar, and the second opinion on its dates."""
        key = (rulebook, calendar)
        if key not in self._datings:
            on = self._books.calendar_of(session, calendar)
            self._datings[key] = Dating(self._books.book(session, rulebook), on)
        return self._books.engine(session, rulebook, calendar), self._datings[key]


def _unreadable(key: str, error: Exception) -> Finding:
    """A case nobody can vouch for: its rulebook is missing, or its journal does not make sense."""
    return Finding(
        kind=FindingKind.NOT_RECOUNTED,
        court=key.split(":", 1)[0],
        case_key=key,
        code=error.code if isinstance(error, Refusal) else type(error).__name__,
    )
