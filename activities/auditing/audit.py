"""One audit (稽核): every case recounted, what lies about, what the server says of itself."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import chain, islice
from threading import Event

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.auditing.chains import Sealed
from activities.auditing.dating import Dating
from activities.auditing.delays import Delays, delays_of
from activities.auditing.duties import recount_duties
from activities.auditing.findings import Finding, FindingKind
from activities.auditing.reading import CaseHead, case_heads, journals, sealed_heads, stored_rows
from activities.auditing.recount import Noticed, Recounted, recount
from activities.auditing.seals import CourtRecords
from activities.auditing.server import ServerAudit
from activities.auditing.standing import standing
from activities.auditing.texts import altered_texts
from activities.books import Books
from activities.calendars import latest
from activities.court_duties.table import rebuild as duty_rows
from activities.database import Database
from models.clock.engine import NodeEngine
from models.errors import Refusal
from models.tables import Court
from models.values import Instant, Value

BATCH = 200
"""Cases whose journals are read by one query."""

AGAIN = 50
"""How many cases that have not grown are folded again by one audit: their journals may have been changed."""

OF_THE_RECORD = frozenset(
    {
        FindingKind.MISSED,
        FindingKind.LATE,
        FindingKind.MISDATED,
        FindingKind.UNFOUNDED,
        FindingKind.NOT_RECOUNTED,
        FindingKind.DUTY_NOT_OPENED,
        FindingKind.CHAIN_BROKEN,
        FindingKind.FACTS_ALTERED,
        FindingKind.KEY_DIFFERS,
        FindingKind.SEAL_BROKEN,
        FindingKind.SEAL_MISSING,
        FindingKind.PROJECTION_DIFFERS,
        FindingKind.TEXT_DIFFERS,
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
    """Audits again and again; of cases that have not grown since, some are folded again each time.

    So a journal changed behind the register's back is found too, the sooner the fewer cases there are.
    """

    def __init__(
        self,
        database: Database,
        books: Books,
        server: ServerAudit,
        tolerance: timedelta,
        courts: CourtRecords | None = None,
    ) -> None:
        self._database = database
        self._books = books
        self._server = server
        self._tolerance = tolerance
        self._courts = courts or CourtRecords(None, None)
        self._datings: dict[tuple[str, str], Dating] = {}
        self._duties_noticed: list[Noticed] = []
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
            delays=delays_of(
                chain(
                    chain.from_iterable(case.noticed for case in self._recounted.values()),
                    self._duties_noticed,
                )
            ),
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
        with self._database.snapshot() as session:
            duties = list(self._recount_duties(session, now))
            courts = list(self._courts.findings(session, now))
            texts = list(altered_texts(session))
            return [*counted, *unreadable, *duties, *courts, *texts, *standing(session)]

    def _recount_duties(self, session: Session, now: datetime) -> Iterator[Finding]:
        """Recount the duties of every court, by the calendar that is the latest."""
        self._duties_noticed = []
        calendar = self._books.calendar_of(session, latest(session))
        for court in session.execute(select(Court.key).order_by(Court.key)).scalars():
            found = recount_duties(session, court, calendar, now, self._tolerance)
            self._duties_noticed += found.noticed
            yield from found.findings
            for row in duty_rows(session, court, write=False):
                yield Finding(kind=FindingKind.PROJECTION_DIFFERS, court=court, subject=row)

    def _recount(self) -> Iterator[Finding]:
        """Recount what has grown, and what was not looked at for longest; answers the cases at fault."""
        with self._database.snapshot() as session:
            heads = {head.key: head for head in case_heads(session)}
            sealed = sealed_heads(session)
        yield from (_gone(key) for key in sorted(self._recounted.keys() - heads.keys()))
        grown = [head for head in heads.values() if head.seq != self._seq(head.key)]
        now_and_then = [heads[key] for key in islice(self._recounted, AGAIN) if key in heads]
        due = list(dict.fromkeys([*grown, *now_and_then]))
        for start in range(0, len(due), BATCH):
            if self._stop.is_set():
                raise StoppedError
            yield from self._recount_batch(due[start : start + BATCH], sealed)

    def _seq(self, key: str) -> int | None:
        known = self._recounted.get(key)
        return known.seq if known else None

    def _recount_batch(self, heads: Sequence[CaseHead], sealed: Mapping[str, Sealed]) -> Iterator[Finding]:
        rulebooks = {head.key: head.rulebook for head in heads}
        unread = set(rulebooks)
        with self._database.snapshot() as session:  # Journals and stored dates of one and the same moment.
            stored = stored_rows(session, list(rulebooks))
            for key, entries, whole in journals(session, list(rulebooks), sealed):
                unread.discard(key)
                self._recounted.pop(key, None)  # Looked at last, it comes to the end of the line.
                try:
                    counting = partial(self._counting, session, rulebooks[key])
                    case = recount(key, entries, counting, self._tolerance).checked(stored[key])
                    self._recounted[key] = case._replace(findings=(*case.findings, *whole.findings()))
                except Exception as error:  # a case that cannot be recounted must not hide the others
                    yield _unreadable(key, error)
        for key in sorted(unread):
            self._recounted.pop(key, None)
            yield _unreadable(key, ValueError())

    def _counting(self, session: Session, rulebook: str, calendar: str) -> tuple[NodeEngine, Dating]:
        """The engine of a rulebook on a calendar, and the second opinion on its dates."""
        key = (rulebook, calendar)
        if key not in self._datings:
            on = self._books.calendar_of(session, calendar)
            self._datings[key] = Dating(self._books.book(session, rulebook), on)
        return self._books.engine(session, rulebook, calendar), self._datings[key]


def _gone(key: str) -> Finding:
    """A case that was there and is no longer: the register never lets one go."""
    return Finding(
        kind=FindingKind.CHAIN_BROKEN, court=key.split(":", 1)[0], case_key=key, subject="journal/1"
    )


def _unreadable(key: str, error: Exception) -> Finding:
    """A case nobody can vouch for: its rulebook is missing, or its journal does not make sense."""
    return Finding(
        kind=FindingKind.NOT_RECOUNTED,
        court=key.split(":", 1)[0],
        case_key=key,
        code=error.code if isinstance(error, Refusal) else type(error).__name__,
    )
