"""Cases to their workflows: started once filed, started again when lost, told of a new calendar."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import func, select, update
from temporalio.client import Client
from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.service import RPCError, RPCStatusCode

from activities.calendars import behind, latest
from activities.database import Database
from activities.delivery.away import AWAY
from models.messages import WORKFLOW_TYPE, CaseInput
from models.search_attributes import Attribute
from models.tables import Case, Inbox, Outbox

log = structlog.get_logger("delivery")

SETTLED = timedelta(seconds=8)
"""A case younger than this may not be in the list of running cases yet."""

RUNNING = f"WorkflowType = '{WORKFLOW_TYPE}' AND ExecutionStatus = 'Running'"
"""Every running case."""

BY_NAME = 30
"""Every so many sweeps for lost cases compare names, whatever the numbers say."""

CALENDAR_AGAIN = timedelta(minutes=10)
"""After this a case still counted on an earlier calendar is told again.

A case in trouble, or one that no worker serves, takes no signal: told at every sweep it would soon have
all the signals the server grants a run (10,000), and hear no answer any more.
"""


class CaseStarts:
    """Starts runs and tells them of calendars; all of it may be repeated without harm."""

    def __init__(self, client: Client, database: Database, task_queue: str) -> None:
        self._client = client
        self._database = database
        self._task_queue = task_queue
        self._sweeps = 0
        self._told: dict[str, tuple[str, datetime]] = {}
        """Of which calendar each case was told last, and when."""

    async def start(self) -> int:
        """Start the workflows of what was filed; answers how many were started."""
        rows = await asyncio.to_thread(self._ordered)
        for row_id, given in rows:
            await self._start(given)
            await asyncio.to_thread(self._started, row_id)
        return len(rows)

    async def restart(self) -> int:
        """Start again every case that is open in the register and not running; answers how many."""
        if not await self._some_may_be_lost():
            return 0
        settled = await asyncio.to_thread(self._settled)
        if not settled:
            return 0
        running = {execution.id async for execution in self._client.list_workflows(RUNNING)}
        lost = [given for given in settled if given.case_key not in running]
        for given in lost:
            await self._start(given)
            await asyncio.to_thread(self._signal_anew, given.case_key)
        return len(lost)

    async def change_calendars(self) -> int:
        """Tell every open case that is counted on an earlier calendar; answers how many there are.

        Of one calendar a case is told once in a while, until it is counted on it.
        """
        newest, cases = await asyncio.to_thread(self._behind)
        now = datetime.now(UTC)
        known = ((key, self._told.get(key)) for key in cases)
        self._told = {key: told for key, told in known if told is not None}
        for key in cases:
            digest, at = self._told.get(key, ("", now))
            if digest == newest and now - at < CALENDAR_AGAIN:
                continue
            try:
                await self._client.get_workflow_handle(key).signal("calendar", newest)
            except RPCError as error:
                if error.status in AWAY:
                    break
                if error.status is not RPCStatusCode.NOT_FOUND:  # Else it is lost, and hears once it is back.
                    log.warning("calendar not told", case=key, code=error.status.name)
                continue
            self._told[key] = (newest, now)
        return len(cases)

    def _ordered(self) -> list[tuple[int, CaseInput]]:
        """Starts that were ordered and not carried out, the oldest first."""
        with self._database.transaction() as session:
            rows = session.execute(
                select(Outbox.id, Outbox.body)
                .where(Outbox.kind == "start_case", Outbox.done_at.is_(None))
                .order_by(Outbox.id)
                .limit(200)
            )
            return [(row_id, CaseInput.model_validate(body)) for row_id, body in rows]

    def _started(self, row_id: int) -> None:
        with self._database.transaction() as session:
            session.execute(
                update(Outbox).where(Outbox.id == row_id).values(done_at=datetime.now(UTC), result="started")
            )

    def _settled(self) -> Sequence[CaseInput]:
        """Open cases that were started long enough ago to be in the list of running ones."""
        before = datetime.now(UTC) - SETTLED
        with self._database.transaction() as session:
            bodies = session.execute(
                select(Outbox.body)
                .join(Case, Case.key == Outbox.case_key)
                .where(Outbox.kind == "start_case", Outbox.done_at < before, Case.closed_at.is_(None))
            ).scalars()
            return [CaseInput.model_validate(body) for body in bodies]

    async def _some_may_be_lost(self) -> bool:
        """Whether another number of cases runs than is open: of many, numbers are told sooner than names.

        A run that outlived its case could hide a lost one: now and then names are compared all the same.
        """
        self._sweeps += 1
        open_cases = await asyncio.to_thread(self._open_cases)
        running = await self._client.count_workflows(f"{RUNNING} AND TaskQueue = '{self._task_queue}'")
        return running.count != open_cases or self._sweeps % BY_NAME == 0

    def _open_cases(self) -> int:
        with self._database.transaction() as session:
            count = select(func.count()).select_from(Case).where(Case.closed_at.is_(None))
            return session.execute(count).scalar_one()

    def _behind(self) -> tuple[str, tuple[str, ...]]:
        """The latest calendar, and the open cases that are counted on an earlier one."""
        with self._database.transaction() as session:
            return latest(session), behind(session)

    async def _start(self, given: CaseInput) -> None:
        """Uniqueness is the register's; here a running case is left alone and a lost one begins anew."""
        court, case_no = given.case_key.split(":", 1)
        await self._client.start_workflow(
            WORKFLOW_TYPE,
            given,
            id=given.case_key,
            task_queue=self._task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            task_timeout=timedelta(seconds=10),
            static_summary=f"执行案件 {case_no}",
            static_details="从立案到结案的一件执行案件。“当前详情”为案件现状，时间线上每个计时器写明所等的期限和条款。",
            search_attributes=TypedSearchAttributes(
                [
                    SearchAttributePair(SearchAttributeKey.for_keyword(Attribute.COURT), court),
                    SearchAttributePair(SearchAttributeKey.for_keyword(Attribute.CASE_NO), case_no),
                    SearchAttributePair(SearchAttributeKey.for_bool(Attribute.OVERDUE), False),
                ]
            ),
        )

    def _signal_anew(self, case_key: str) -> None:
        """A new run has not heard the signals of the lost one."""
        with self._database.transaction() as session:
            session.execute(
                update(Inbox)
                .where(Inbox.case_key == case_key, Inbox.consumed_seq.is_(None))
                .values(signalled_at=None)
            )
