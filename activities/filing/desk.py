"""Taking filings in (立案): a filing becomes a case, its first entry and an order to start it, at once."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.books import Books
from activities.calendars import latest
from activities.court_journal import record
from activities.database import Database
from activities.journal import JournalWriter
from models.case import CaseState
from models.court_events import CourtEventKind
from models.errors import Refusal
from models.events import Event, EventKind
from models.filing.filing import Filing, FilingFault, parse_filing
from models.messages import CaseInput, Step
from models.shelf.files import known_courts, load
from models.tables import Case, Outbox
from models.tables import Filing as FilingRow
from models.topics import check_topics
from models.values import Facts, Value


class FilingState(StrEnum):
    """What became of a filing."""

    ACCEPTED = "accepted"
    ALREADY_FILED = "already_filed"
    REJECTED = "rejected"


class Outcome(Value):
    """The answer to one filing."""

    state: FilingState
    case_key: str = ""
    reason: str = ""


def case_key(court: str, case_no: str) -> str:
    """The key of a case: the court and the canonical case number."""
    return f"{court}:{case_no}"


def _filed_facts(filing: Filing, rulebook: str) -> Facts:
    """What the first entry of the journal states."""
    return {
        **filing.case_facts(),
        "court": filing.court,
        "case_no": filing.case_no,
        "basis_no": filing.basis_no,
        "basis_issuer": filing.basis_issuer,
        "cause": filing.cause,
        "note": filing.note,
        "parties": list(filing.party_rows()),
        "rulebook": rulebook,
    }


class FilingDesk:
    """Turns filings into cases, once each."""

    def __init__(self, database: Database, books: Books, history_limit: int) -> None:
        self._database = database
        self._books = books
        self._writer = JournalWriter(books)
        self._history_limit = history_limit

    def file(self, filing: Filing, source: str, now: datetime) -> Outcome:
        """File one checked filing; a repeated case number is reported and changes nothing."""
        with self._database.transaction() as session:
            outcome = self._open(session, filing, now)
            if outcome.state is FilingState.ACCEPTED:
                session.add(
                    FilingRow(
                        court=filing.court,
                        case_no=filing.case_no,
                        filed_at=filing.filed_at,
                        data=filing.model_dump(mode="json", exclude_unset=True),
                        source=source,
                        state=FilingState.ACCEPTED.value,
                        case_key=outcome.case_key,
                    )
                )
            return outcome

    def take_in(self, now: datetime) -> int:
        """Take in what a court's own system has inserted; answers how many filings were dealt with."""
        with self._database.transaction() as session:
            waiting = session.execute(
                select(FilingRow.id)
                .where(FilingRow.state == "new")
                .order_by(FilingRow.submitted_at)
                .limit(200)
            ).scalars()
            ids = list(waiting)
        return sum(self._take_in_one(filing_id, now) for filing_id in ids)

    def _take_in_one(self, filing_id: UUID, now: datetime) -> int:
        with self._database.transaction() as session:
            row = session.execute(
                select(FilingRow).where(FilingRow.id == filing_id).with_for_update(skip_locked=True)
            ).scalar_one_or_none()
            if row is None or row.state != "new":
                return 0
            try:
                if not isinstance(row.data, dict):
                    raise Refusal(FilingFault.INVALID, "data：应为 JSON 对象")
                head = {"court": row.court, "case_no": row.case_no, "filed_at": row.filed_at.isoformat()}
                filing = parse_filing({**row.data, **head}, known_courts())
                outcome = self._open(session, filing, now)
            except Refusal as refusal:
                outcome = Outcome(state=FilingState.REJECTED, reason=refusal.message)
            if outcome.state is FilingState.ACCEPTED:
                row.state, row.case_key = FilingState.ACCEPTED.value, outcome.case_key
            else:
                row.state = FilingState.REJECTED.value
                row.reason = outcome.reason or f"案号 {row.case_no} 已立案"
                facts = {"filing": str(row.id), "source": row.source}
                record(session, row.court, CourtEventKind.FILING_REJECTED, "system:filing", facts, now)
            return 1

    def _open(self, session: Session, filing: Filing, now: datetime) -> Outcome:
        """Open the case, write its first entry, and order its start, in the caller's transaction."""
        book = load(filing.court, filing.filed_at.date())
        check_topics(book.case_topics, {"case_topics": filing.case_topics}, book.name)
        key = case_key(filing.court, filing.case_no)
        digest = self._books.keep(session, book)
        opened = session.execute(
            insert(Case)
            .values(
                key=key,
                court=filing.court,
                case_no=filing.case_no,
                rulebook=digest,
                seq=0,
                head=CaseState(key=key).head,
                state=CaseState(key=key).model_dump(mode="json"),
                filed_at=filing.filed_at,
            )
            .on_conflict_do_nothing()
            .returning(Case.key)
        ).scalar_one_or_none()
        if opened is None:
            return Outcome(state=FilingState.ALREADY_FILED, case_key=key)
        recorded = max(now, filing.filed_at)
        event = Event(
            kind=EventKind.FILED,
            occurred_at=filing.filed_at,
            facts={**_filed_facts(filing, digest), "calendar": latest(session)},
            actor="system:filing",
        )
        step = Step(case_key=key, key="filed", expected_seq=0, at=recorded)
        self._writer.run(session, step, lambda case: case.write([event], recorded))
        given = CaseInput(case_key=key, rulebook=digest, history_limit=self._history_limit)
        session.add(
            Outbox(key=f"{key}|start", kind="start_case", case_key=key, body=given.model_dump(mode="json"))
        )
        return Outcome(state=FilingState.ACCEPTED, case_key=key)
