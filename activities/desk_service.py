"""What the terminal does for staff (办案终端): submit an act, ask a running case, ask the register."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

from temporalio.client import Client, WorkflowQueryFailedError, WorkflowQueryRejectedError
from temporalio.service import RPCError

from activities.absences.absences import AbsenceDesk
from activities.absences.reassignment import Reassignment
from activities.absences.staffing import court_of
from activities.act_log import submit
from activities.board import Board
from activities.books import Books
from activities.calendars import Moved, latest, load_year, moves
from activities.casework import Casework
from activities.court_duties.desk import DutyDesk
from activities.court_duties.dispatch import DutyDispatcher
from activities.database import Database
from activities.delivery.dispatcher import Dispatcher
from activities.electronic_file.archive import ArchiveDesk
from activities.electronic_file.desk import PaperDesk
from activities.electronic_file.index import FileIndex
from activities.electronic_file.late_papers import LatePapers
from activities.electronic_file.reading import ReadingDesk
from activities.electronic_file.store import FileStore
from activities.explaining import explained
from activities.inboxes import Inboxes, PersonalTask
from activities.journal import JournalWriter
from activities.open_cases import OpenCases
from activities.panels.desk import PanelDesk
from activities.reconcile import Reconciler
from activities.signing.desk import SigningDesk
from activities.signing.key_files import KeyFolder, signed
from activities.signing.staff_keys import signing_key
from activities.statistics.making import Statistics
from activities.tasks import Task
from activities.topics import TaggedCases
from models.acts.envelope import Act, ActKind
from models.errors import Code, Refusal
from models.messages import Explanation, JournalView, Money, Receipt, Status
from models.nodes import Row
from models.values import Instant, Value, court_local

T = TypeVar("T")


class Submission(Value):
    """What became of a submitted act: its seq once accepted, none while it waits for delivery."""

    act_id: UUID
    seq: int | None
    submitted_at: Instant


class DeskService:
    """One desk: the register for lists and papers, the running case for its own state."""

    def __init__(
        self,
        client: Client,
        database: Database,
        books: Books,
        dispatcher: Dispatcher,
        skip_time: bool,
        keys: KeyFolder | None = None,
        *,
        store: FileStore,
        paper_megabytes: int = 200,
    ) -> None:
        self._client = client
        self._database = database
        self._books = books
        self._dispatcher = dispatcher
        self._skip_time = skip_time
        self._keys = keys
        self._reconciler = Reconciler(client, database, JournalWriter(books))
        self.casework = Casework(database, books)
        self.board = Board(database)
        self.open_cases = OpenCases(database, books)
        self.inboxes = Inboxes(database, books)
        self.absences = AbsenceDesk(database)
        self.reassignment = Reassignment(database, self.act, self.clock)
        self.statistics = Statistics(database)
        self.tagged = TaggedCases(database)
        self.panels = PanelDesk(database, books, self.casework, self.act, self.clock)
        delivery = DutyDispatcher(client, database, dispatcher.task_queue, books)
        self.duties = DutyDesk(database, delivery, keys, self.clock, books)
        self.signing = SigningDesk(database, books, keys, self.clock, skip_time)
        self.file_index = FileIndex(database, books)
        self.papers = PaperDesk(database, books, store, paper_megabytes, self)
        self.reading = ReadingDesk(database, books, store, self.file_index, self, keys)
        self.late_papers = LatePapers(database, books, store, paper_megabytes, self.file_index, self, keys)
        self.archive = ArchiveDesk(database, books, store, self.file_index, self, keys)

    async def clock(self, case_key: str) -> datetime:
        """The time an act on this case is submitted at: the server's, or the case's where time is skipped."""
        if not self._skip_time:
            return datetime.now(UTC)
        try:
            description = await self._client.get_workflow_handle(case_key).describe()
        except RPCError:
            return datetime.now(UTC)
        info = description.raw_description.workflow_extended_info
        if info.HasField("time_skipping_info"):
            return info.time_skipping_info.current_time.ToDatetime(UTC)
        return datetime.now(UTC)

    async def act(
        self,
        case_key: str,
        kind: str,
        staff: str,
        data: Mapping[str, Any],
        *,
        role: str = "",
        occurred_at: datetime | None = None,
        act_id: UUID | None = None,
        on_behalf_of: str = "",
    ) -> Submission:
        """Keep an act, then deliver it. Raises Refusal when the case refuses it.

        `on_behalf_of` is the person away whom the actor stands in for. The act is kept even if the case
        cannot be reached: then it is delivered later, and its lateness counts from now.
        """
        submitted = court_local(await self.clock(case_key))
        if kind == ActKind.ADD_PAPER:
            self.papers.check_kept(data)
        act = Act(
            act_id=act_id or uuid4(),
            kind=read_kind(kind),
            occurred_at=occurred_at or submitted,
            actor=staff,
            role=role or self.casework.role_for(case_key, read_kind(kind), staff, submitted, on_behalf_of),
            on_behalf_of=on_behalf_of,
            data=dict(data),
        )
        key = signing_key(self._database, self._keys, staff, submitted.date())
        if key is not None:
            act = signed(act, key, case_key)
        submit(self._database, case_key, act, submitted)
        receipt: Receipt | None = await self._dispatcher.acts.deliver(case_key, act)
        return Submission(act_id=act.act_id, seq=receipt.seq if receipt else None, submitted_at=submitted)

    def inbox(self, place: str, court: str = "") -> tuple[Task, ...]:
        """What a unit or role has to do, in its cases and for the court; everybody where none is named."""
        today = court_local(datetime.now(UTC)).date()
        return (*self.casework.inbox(place, court), *self.inboxes.of_court(place, court, today))

    def inbox_of(self, staff: str, court: str = "") -> tuple[PersonalTask, ...]:
        """What a person has to do today, for themselves and for those they stand in for."""
        today = court_local(datetime.now(UTC)).date()
        with self._database.transaction() as session:
            place = court_of(session, staff, court)
        return self.inboxes.of_person(staff, place, today, self.absences.on(place, today))

    # --- the calendar ------------------------------------------------------------------------

    async def load_calendar(self, path: Path, by: str) -> tuple[Moved, ...]:
        """Load a year's arrangement, tell the running cases and duties, answer what it moves in them.

        Raises Refusal(UNKNOWN_SUBJECT) for a loader who is on no roster.
        """
        if not by.startswith("system"):
            with self._database.snapshot() as session:
                court_of(session, by, "")
        load_year(self._database, self._books, path, by)
        moved = (*moves(self._database, self._books), *self.duties.moves())
        await self._dispatcher.cases.change_calendars()
        await self.duties.redate()
        return moved

    def calendar_years(self) -> list[int]:
        """The years with a published arrangement."""
        with self._database.transaction() as session:
            return [year.year for year in self._books.calendar_of(session, latest(session)).years]

    async def reconcile(self, case_key: str) -> int:
        """Re-append from the case's history what a restored register lost; answers how many entries."""
        return await self._reconciler.reconcile(case_key)

    async def status(self, case_key: str) -> Status | None:
        """The `status` query; none when the case cannot answer now."""
        return await self._query(case_key, "status", Status)

    async def node_table(self, case_key: str) -> tuple[Row, ...]:
        """The node table by query, or from the register when the case cannot answer."""
        answer = await self._query(case_key, "node_table", list[Row])
        return tuple(answer) if answer is not None else self.casework.view(case_key).nodes

    async def explain(self, case_key: str, limit: str) -> tuple[Explanation, ...]:
        """The `explain` query, or from the register when the case cannot answer."""
        answer = await self._query(case_key, "explain", list[Explanation], limit)
        return (
            tuple(answer) if answer is not None else explained(self._database, self._books, case_key, limit)
        )

    async def journal(self, case_key: str) -> JournalView | None:
        """The `journal` query; none when the case cannot answer now."""
        return await self._query(case_key, "journal", JournalView)

    async def money(self, case_key: str) -> Money | None:
        """The `money` query; none when the case cannot answer now."""
        return await self._query(case_key, "money", Money)

    async def _query(self, case_key: str, name: str, shape: type[T], *args: object) -> T | None:
        handle = self._client.get_workflow_handle(case_key)
        try:
            answer: T = await handle.query(name, args=args, result_type=shape)
            return answer
        except (RPCError, WorkflowQueryFailedError, WorkflowQueryRejectedError):
            return None


def read_kind(kind: str) -> ActKind:
    """The kind of act by its name. Raises Refusal(BAD_DATA) for one nobody knows."""
    try:
        return ActKind(kind)
    except ValueError as error:
        names = "、".join(each.value for each in ActKind)
        raise Refusal(Code.BAD_DATA, f"没有行为 {kind}，可用：{names}") from error
