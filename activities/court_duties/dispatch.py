"""Bringing completions of duties to their runs, and lost runs back (投递); all of it may be repeated."""

import asyncio
import contextlib
from datetime import UTC, date, datetime
from typing import NamedTuple

from sqlalchemy import select, update
from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
)
from temporalio.service import RPCError

from activities.books import Books
from activities.court_duties.dating import moved_turns
from activities.database import Database
from activities.delivery.acts import ACT_AGAIN, UPDATE_WAIT, log_failures, refusal_in
from models.acts.envelope import Act
from models.duties.duties import subject_of
from models.errors import Refusal
from models.messages import DUTY_WORKFLOW_TYPE, DutyInput, DutyResult, Receipt
from models.nodes import Node
from models.search_attributes import Attribute
from models.tables import DutyAct, DutyNodeRow
from models.values import court_local


class Address(NamedTuple):
    """Where a turn of a duty is looked after: its run, and what names the turn."""

    workflow: str
    court: str
    duty: str
    day: date
    number: int = 0


def of_court(court: str) -> TypedSearchAttributes:
    """The search attributes a run of a duty begins with."""
    return TypedSearchAttributes(
        [
            SearchAttributePair(SearchAttributeKey.for_keyword(Attribute.COURT), court),
            SearchAttributePair(SearchAttributeKey.for_bool(Attribute.OVERDUE), False),
        ]
    )


class DutyDispatcher:
    """Delivers completions, and starts again what was lost."""

    def __init__(self, client: Client, database: Database, task_queue: str, books: Books) -> None:
        self._client = client
        self._database = database
        self._task_queue = task_queue
        self._books = books

    async def restart(self) -> int:
        """Start again every turn whose clock still runs and that no run watches; answers how many."""
        waiting = await asyncio.to_thread(self._waiting)
        if not waiting:
            return 0
        query = f"WorkflowType = '{DUTY_WORKFLOW_TYPE}' AND ExecutionStatus = 'Running'"
        running = {execution.id async for execution in self._client.list_workflows(query)}
        lost = [each for each in waiting if each.workflow not in running]
        for each in lost:
            await self.start(each)
        return len(lost)

    async def start(self, address: Address, signal: str | None = None) -> None:
        """Start the run of a turn, or leave the one there is alone; a signal reaches either."""
        await self._client.start_workflow(
            DUTY_WORKFLOW_TYPE,
            _given(address),
            id=address.workflow,
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            search_attributes=of_court(address.court),
            static_summary=_summary(address),
            start_signal=signal,
        )

    async def redate(self) -> int:
        """Tell the run of every turn that the latest calendar dates otherwise; answers how many."""
        told = await asyncio.to_thread(self._moved)
        for address in told:
            await self.start(address, "calendar")
        return len(told)

    def _moved(self) -> list[Address]:
        with self._database.transaction() as session:
            moved = moved_turns(session, self._books, court_local(datetime.now(UTC)))
            return [Address(each.workflow, *each.name) for each in moved]

    def _waiting(self) -> list[Address]:
        """Turns on whose clock something is still to pass."""
        with self._database.transaction() as session:
            rows = session.execute(select(DutyNodeRow).where(DutyNodeRow.open)).scalars()
            return [
                Address(row.workflow, row.court, row.duty, row.day, row.number)
                for row in rows
                if Node.model_validate(row.node).next_passing() is not None
            ]

    async def deliver_acts(self) -> int:
        """Deliver again every completion that was submitted and never answered; answers how many."""
        acts = await asyncio.to_thread(self._unanswered)
        deliveries = (self.deliver(address, act) for address, act in acts)
        log_failures(await asyncio.gather(*deliveries, return_exceptions=True))
        return len(acts)

    def _unanswered(self) -> list[tuple[Address, Act]]:
        before = datetime.now(UTC) - ACT_AGAIN
        with self._database.transaction() as session:
            rows = session.execute(
                select(DutyNodeRow.workflow, DutyAct)
                .join(
                    DutyNodeRow,
                    (DutyNodeRow.court == DutyAct.court)
                    & (DutyNodeRow.duty == DutyAct.duty)
                    & (DutyNodeRow.day == DutyAct.day)
                    & (DutyNodeRow.number == DutyAct.number),
                )
                .where(DutyAct.state == "submitted", DutyAct.entered_at < before)
                .order_by(DutyAct.entered_at)
                .limit(20)
            ).all()
            return [
                (Address(workflow, log.court, log.duty, log.day, log.number), Act.model_validate(log.act))
                for workflow, log in rows
            ]

    async def deliver(self, address: Address, act: Act) -> Receipt | None:
        """Deliver one completion; None when it could not be delivered now and will be later.

        A run that has ended is started again with it. Raises Refusal when it was refused; the log of
        acts then says so too.
        """
        start: WithStartWorkflowOperation[object, DutyResult] = WithStartWorkflowOperation(
            DUTY_WORKFLOW_TYPE,
            _given(address),
            id=address.workflow,
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            search_attributes=of_court(address.court),
            static_summary=_summary(address),
        )
        try:
            async with asyncio.timeout(UPDATE_WAIT.total_seconds()):
                receipt: Receipt = await self._client.execute_update_with_start_workflow(
                    "done",
                    act,
                    id=str(act.act_id),
                    start_workflow_operation=start,
                    result_type=Receipt,
                )
            return receipt
        except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError, RPCError):
            await _forget(start)
            return None
        except WorkflowUpdateFailedError as failed:
            refusal = refusal_in(failed, "未接受该行为")
            if refusal is None:
                return None
            await asyncio.to_thread(self._refuse, act, refusal)
            raise refusal from failed

    def _refuse(self, act: Act, refusal: Refusal) -> None:
        """Keep a refusal the run itself spoke before anything reached the register."""
        with self._database.transaction() as session:
            session.execute(
                update(DutyAct)
                .where(DutyAct.act_id == act.act_id, DutyAct.state == "submitted")
                .values(state="refused", code=str(refusal.code), reason=refusal.message)
            )


async def _forget(start: WithStartWorkflowOperation[object, DutyResult]) -> None:
    """Take the error of a start that failed, which is otherwise reported as one nobody asked about."""
    with contextlib.suppress(Exception, asyncio.CancelledError):
        await start.workflow_handle()


def _given(address: Address) -> DutyInput:
    return DutyInput(court=address.court, duty=address.duty, day=address.day, number=address.number)


def _summary(address: Address) -> str:
    return f"经常性工作 {address.duty}（{subject_of(address.day, address.number)}）"
