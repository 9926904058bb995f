"""The file after closing (归档): checked whole, handed over once; and which files are still out."""

from datetime import date
from typing import Any

from sqlalchemy import select

from activities.books import Books
from activities.court_journal import record
from activities.database import Database
from activities.electronic_file.asking import Desk
from activities.electronic_file.index import FileIndex, check_not_archived
from activities.electronic_file.permission import ground, made_request
from activities.electronic_file.store import FileStore
from activities.signing.key_files import KeyFolder
from activities.signing.staff_keys import signing_key
from models.calendar import add_months
from models.case import CaseState
from models.court_events import CourtEventKind
from models.errors import Code, Refusal
from models.events import digest
from models.paper_index import IndexLine
from models.rulebook import Rulebook
from models.tables import Case, CourtJournal
from models.values import Value, court_local

NAMED = 5
"""How many papers at fault a refusal names."""


class Archived(Value):
    """What was handed over: how many papers, the digest of their index, the place in the court's journal."""

    papers: int
    index: str
    seq: int


class ArchiveLine(Value):
    """A closed case in the list (归档情况); `due_on` is the last day, none where the rules have no limit."""

    case_key: str
    case_no: str
    unit: str
    unit_name: str
    owner: str
    closed_on: date
    due_on: date | None
    archived_on: date | None
    archived_by: str
    late: bool


class ArchiveDesk:
    """Hands files of closed cases to the archive; their workflows are over, the court's journal has it."""

    def __init__(
        self,
        database: Database,
        books: Books,
        store: FileStore,
        index: FileIndex,
        desk: Desk,
        keys: KeyFolder | None,
    ) -> None:
        self._database = database
        self._books = books
        self._store = store
        self._index = index
        self._desk = desk
        self._keys = keys

    async def archive(self, case_key: str, staff: str, *, on_behalf_of: str = "") -> Archived:
        """Hand the file over, once, with the digest of its index.

        Raises Refusal: WRONG_STATE before the closing, ALREADY_DONE the second time, ACT_NOT_ALLOWED and
        what concerns absence and signature for the person, MISSING_EVIDENCE naming the papers whose content
        is missing or damaged.
        """
        now = await self._desk.clock(case_key)
        lines = self._index.lines(case_key)
        index = digest([[line.number, line.id, line.sha256] for line in lines])
        key = signing_key(self._database, self._keys, staff, court_local(now).date())
        request = made_request(key, case_key, ARCHIVE, index, staff, on_behalf_of, now)
        with self._database.transaction() as session:
            case = session.get_one(Case, case_key, with_for_update=True)
            if case.closed_at is None:
                raise Refusal(Code.WRONG_STATE, "案件尚未结案，卷宗不能归档")
            check_not_archived(session, case)
            book, state = self._books.book(session, case.rulebook), CaseState.model_validate(case.state)
            by = book.archiving.by if book.archiving else ()
            rows = tuple(row for row in book.reading if row.key in by)
            row = ground(session, book, state, request, rows, "归档")
            self._check_whole(lines)
            facts: dict[str, Any] = {
                "case": case_key,
                "papers": len(lines),
                "index": index,
                "head": case.head,
                "ground": row.key,
                **request.model_dump(
                    mode="json", include={"id", "on_behalf_of", "key_id", "signature", "at"}
                ),
            }
            seq = record(session, case.court, CourtEventKind.FILE_ARCHIVED, staff, facts, request.at)
        return Archived(papers=len(lines), index=index, seq=seq)

    def _check_whole(self, lines: tuple[IndexLine, ...]) -> None:
        """Raises Refusal(MISSING_EVIDENCE) unless every paper of the index is what was put in."""
        faults = [line for line in lines if not self._whole(line)]
        if faults:
            named = "、".join(f"第 {line.number} 号“{line.name}”" for line in faults[:NAMED])
            more = f"等 {len(faults)} 件" if len(faults) > NAMED else ""
            raise Refusal(Code.MISSING_EVIDENCE, f"卷宗不完整，不能归档：{named}{more}的文件不存在或者已损坏")

    def _whole(self, line: IndexLine) -> bool:
        try:
            self._store.get(line.sha256)
        except Refusal:
            return False
        return True

    def table(self, court: str, on: date) -> tuple[ArchiveLine, ...]:
        """The closed cases of a court as of a court-local day: what is still out first, by its last day."""
        with self._database.snapshot() as session:
            entries = session.execute(
                select(CourtJournal).where(
                    CourtJournal.court == court, CourtJournal.kind == CourtEventKind.FILE_ARCHIVED.value
                )
            ).scalars()
            archived = {str(entry.facts["case"]): entry for entry in entries}
            closed = session.execute(
                select(Case).where(Case.court == court, Case.closed_at.is_not(None))
            ).scalars()
            lines = [
                _line(case, self._books.book(session, case.rulebook), archived.get(case.key), on)
                for case in closed
            ]
        return tuple(sorted(lines, key=lambda one: (one.archived_on or date.min, one.closed_on, one.case_no)))


ARCHIVE = "archive"
"""What the wish of whoever archives is about, in the place of a paper."""


def _line(case: Case, book: Rulebook, entry: CourtJournal | None, on: date) -> ArchiveLine:
    state = CaseState.model_validate(case.state)
    closed = court_local(case.closed_at or case.filed_at).date()
    due = add_months(closed, book.archiving.months) if book.archiving else None
    done = court_local(entry.occurred_at).date() if entry else None
    return ArchiveLine(
        case_key=case.key,
        case_no=case.case_no,
        unit=state.unit,
        unit_name=book.names.get(state.unit, state.unit),
        owner=state.owner,
        closed_on=closed,
        due_on=due,
        archived_on=done,
        archived_by=entry.actor if entry else "",
        late=due is not None and (done or on) > due,
    )
