"""Panels on many cases at once (集中合议, SQ-17): what waits for one, and its record written case by case."""

from collections.abc import Awaitable, Callable
from datetime import datetime, time
from typing import NamedTuple, Protocol
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.absences.staffing import absences_of, memberships_of, seats_of
from activities.books import Books
from activities.casework import Casework
from activities.database import Database
from activities.panels.matters import WaitingMatter, waiting_matters
from activities.panels.records import ReadRecord
from models.acts.envelope import Act, ActKind, Situation
from models.acts.panel import RecordPanel, panel_matters, panel_request
from models.case import ApprovalState, CaseState
from models.errors import Code, Refusal
from models.events import digest
from models.panels import PanelConclusion
from models.permissions import check_permission
from models.rulebook import Rulebook
from models.tables import ActLog, Case
from models.values import COURT_ZONE, Facts, Value, court_local

REST_OF_THE_DAY = time(23, 59, 59)
"""A sitting of an earlier day is dated at the end of that day: later than whatever was put to it then."""


class PanelRecorded(Value):
    """What became of one case of a record; no seq while it waits for delivery, `before`: written earlier."""

    case_key: str
    case_no: str
    matters: int
    seq: int | None = None
    before: bool = False
    code: str = ""
    reason: str = ""


class Submitted(Protocol):
    """What became of a submitted act."""

    @property
    def seq(self) -> int | None:
        """Its seq once accepted, none while it waits for delivery."""


class Submit(Protocol):
    """Keeps and delivers an act on a case, of a kind, by a person, with its data."""

    def __call__(
        self,
        case_key: str,
        kind: str,
        staff: str,
        data: Facts,
        /,
        *,
        role: str,
        occurred_at: datetime | None,
        act_id: UUID | None,
    ) -> Awaitable[Submitted]:
        """Raises Refusal where the case refuses it."""


class Planned(NamedTuple):
    """One case of a record: the act it gets, or the one it got before."""

    case_key: str
    act_id: UUID
    role: str
    occurred_at: datetime
    data: RecordPanel
    seq: int | None


class PanelDesk:
    """Lists what waits for a panel; checks a record as a whole, then writes it case by case."""

    def __init__(
        self,
        database: Database,
        books: Books,
        casework: Casework,
        submit: Submit,
        clock: Callable[[str], Awaitable[datetime]],
    ) -> None:
        self._database = database
        self._books = books
        self._casework = casework
        self._submit = submit
        self._clock = clock

    def waiting(self, court: str = "", unit: str = "", track: str = "") -> tuple[WaitingMatter, ...]:
        """The open panel matters of a court, of one team and track where named: by matter, oldest first."""
        return waiting_matters(self._database, self._books, court, unit, track)

    async def record(self, read: ReadRecord, staff: str) -> tuple[PanelRecorded, ...]:
        """Write a panel's record into every case it names; the same record again changes nothing.

        Everything is checked first: a Refusal naming file, row and field means that nothing was written.
        A case that refuses afterwards is answered with the reason, and the record can be sent again.
        """
        planned = await self._planned(read, staff)
        return tuple([await self._one(each, staff) for each in planned])

    async def _planned(self, read: ReadRecord, staff: str) -> list[Planned]:
        """The act of each case, in the order of the file; refused by the first thing that does not fit."""
        rows: dict[str, list[int]] = {}
        for number, matter in enumerate(read.record.matters):
            try:
                key = self._casework.find(matter.case)
            except Refusal as refusal:
                raise _placed(refusal, read, number, "case") from refusal
            rows.setdefault(key, []).append(number)
        courts = {key.split(":", 1)[0]: numbers[0] for key, numbers in rows.items()}
        if len(courts) > 1:
            other = Refusal(Code.BAD_DATA, "一次合议只能登记一个法院的案件")
            raise _placed(other, read, max(courts.values()), "case")
        return [await self._plan(read, staff, key, numbers) for key, numbers in rows.items()]

    async def _plan(self, read: ReadRecord, staff: str, key: str, numbers: list[int]) -> Planned:
        submitted = court_local(await self._clock(key))
        with self._database.snapshot() as session:
            row = session.get_one(Case, key)
            book, state = self._books.book(session, row.rulebook), CaseState.model_validate(row.state)
            requests = [self._request(read, number, book, state) for number in numbers]
            data = _data(read, numbers, requests)
            before = _submitted(session, key, data)
            kept = next((log for log in before if log.state != "refused"), None)
            if kept is not None:
                act = Act.model_validate(kept.act)
                return Planned(key, kept.act_id, act.role, act.occurred_at, data, kept.seq)
            # What was refused may be right by now: it is another act then.
            act_id = uuid5(NAMESPACE_OID, f"panel|{key}|{digest(_plain(data))}|{len(before)}")
            day = read.record.held_on
            if day > submitted.date():
                raise _in_file(read, Refusal(Code.BAD_TIME, "合议日期（held_on）晚于今天"))
            ended = datetime.combine(day, REST_OF_THE_DAY, COURT_ZONE)
            at = submitted if day == submitted.date() else ended
            role = self._role(read, numbers, key, staff, at)
            act = Act(
                act_id=act_id,
                kind=ActKind.RECORD_PANEL,
                occurred_at=at,
                actor=staff,
                role=role,
                data=_plain(data),
            )
            self._check(session, read, numbers, act, data, Situation(state=state, book=book))
        return Planned(key, act_id, role, at, data, None)

    def _role(self, read: ReadRecord, numbers: list[int], key: str, staff: str, at: datetime) -> str:
        try:
            return self._casework.role_for(key, ActKind.RECORD_PANEL, staff, at)
        except Refusal as refusal:
            raise _placed(refusal, read, numbers[0], "case") from refusal

    def _request(self, read: ReadRecord, number: int, book: Rulebook, state: CaseState) -> str:
        """The request a row means: by its id, or by the matter where one of it is, or was, before a panel."""
        wanted = read.record.matters[number].matter
        if wanted in state.approvals:
            return wanted
        matters = panel_matters(book)
        meant = [row.matter for row in matters.values() if wanted in (row.matter, row.name)]
        found = [request for request in state.approvals.values() if request.matter in meant]
        waiting = [request.id for request in found if request.state is ApprovalState.OPEN]
        if len(waiting) == 1 or (not waiting and found):
            return waiting[0] if waiting else found[-1].id
        reason = "有多项待合议，请写报批编号" if waiting else "本案没有这一待合议事项"
        raise _placed(Refusal(Code.UNKNOWN_SUBJECT, reason), read, number, "matter")

    def _check(
        self,
        session: Session,
        read: ReadRecord,
        numbers: list[int],
        act: Act,
        data: RecordPanel,
        situation: Situation,
    ) -> None:
        """What the register will ask of the act, asked before; the row at fault where one is."""
        state, day = situation.state, act.occurred_at.date()
        for number, concluded in zip(numbers, data.conclusions, strict=True):
            try:
                request = panel_request(situation.book, state, concluded.approval)
                if act.occurred_at < request.requested_at:
                    raise Refusal(Code.BAD_TIME, "合议日期早于提交合议的日期")
            except Refusal as refusal:
                raise _placed(refusal, read, number, "matter") from refusal
        asked = situation.model_copy(
            update={
                "away": absences_of(session, state.court, day),
                "seated": seats_of(session, state.court, data.members, day),
            }
        )
        try:
            check_permission(asked, act, memberships_of(session, state.court, act.actor), day, frozenset())
            data.events(act, asked)
        except Refusal as refusal:
            if refusal.code == Code.NOT_A_PANEL:
                raise _in_file(read, refusal) from refusal
            raise _placed(refusal, read, numbers[0], "case") from refusal

    async def _one(self, planned: Planned, staff: str) -> PanelRecorded:
        made = PanelRecorded(
            case_key=planned.case_key,
            case_no=planned.case_key.split(":", 1)[1],
            matters=len(planned.data.conclusions),
        )
        if planned.seq is not None:
            return made.model_copy(update={"seq": planned.seq, "before": True})
        try:
            done = await self._submit(
                planned.case_key,
                ActKind.RECORD_PANEL,
                staff,
                _plain(planned.data),
                role=planned.role,
                occurred_at=planned.occurred_at,
                act_id=planned.act_id,
            )
        except Refusal as refusal:
            return made.model_copy(update={"code": refusal.code, "reason": refusal.message})
        return made.model_copy(update={"seq": done.seq})


def _submitted(session: Session, key: str, data: RecordPanel) -> list[ActLog]:
    """Every act of a case that said the same, whatever became of it."""
    logs = session.execute(
        select(ActLog)
        .where(ActLog.case_key == key, ActLog.kind == ActKind.RECORD_PANEL.value)
        .order_by(ActLog.entered_at)
    ).scalars()
    return [log for log in logs if digest(log.act["data"]) == digest(_plain(data))]


def _plain(data: RecordPanel) -> Facts:
    """The data as the act log keeps it."""
    return data.model_dump(mode="json")


def _data(read: ReadRecord, numbers: list[int], requests: list[str]) -> RecordPanel:
    """The data of one case's act. Raises Refusal for a matter with two conclusions."""
    seen: set[str] = set()
    for number, request in zip(numbers, requests, strict=True):
        if request in seen:
            raise _placed(Refusal(Code.BAD_DATA, "同一事项在文件中出现两次"), read, number, "matter")
        seen.add(request)
    record = read.record

    def stated(matter: PanelConclusion, request: str) -> Facts:
        return {"approval": request, **matter.model_dump(include={"granted", "conclusion", "dissent"})}

    rows = [stated(record.matters[n], request) for n, request in zip(numbers, requests, strict=True)]
    head = record.model_dump(include={"record", "presiding", "members"})
    return RecordPanel.model_validate({**head, "conclusions": rows})


def _placed(refusal: Refusal, read: ReadRecord, number: int, field: str) -> Refusal:
    """A refusal that names file, row and field before its reason."""
    names = {"case": "案号（case）", "matter": "事项（matter）"}
    return Refusal(refusal.code, f"{read.at(number)}，{names[field]}：{refusal.message}")


def _in_file(read: ReadRecord, refusal: Refusal) -> Refusal:
    return Refusal(refusal.code, f"{read.file}：{refusal.message}")
