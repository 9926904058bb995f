"""Acts to the cases they are about: by Update under the act's own id, as often as it takes (办案行为)."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import select, update
from temporalio.client import (
    Client,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.database import Database
from models.acts.envelope import Act
from models.errors import Code, Refusal
from models.messages import Receipt
from models.tables import ActLog, Case

log = structlog.get_logger("delivery")

ACT_AGAIN = timedelta(seconds=15)
"""After this an act nobody has answered is delivered again, under the same id."""

UPDATE_WAIT = timedelta(seconds=25)
"""How long an act's answer is waited for; a case in trouble answers when the trouble is over."""

AT_ONCE = 20
"""How many acts are delivered again side by side."""

LOST_RUN = frozenset({"AcceptedUpdateCompletedWorkflow"})
"""The run ended before it answered an act it had taken: nobody refused it, and the next run will get it."""


class ActDelivery:
    """Delivers acts; the case takes each once, however often it is delivered."""

    def __init__(self, client: Client, database: Database) -> None:
        self._client = client
        self._database = database
        self._reached: datetime | None = None
        """When the act was entered that the last sweep came to."""

    async def deliver_again(self) -> int:
        """Deliver again acts that were submitted and never answered; answers how many.

        A sweep goes on where the last one ended: acts on cases in trouble must not keep the others waiting.
        """
        acts = await asyncio.to_thread(self._unanswered)
        deliveries = (self.deliver(key, act) for key, act in acts)
        log_failures(await asyncio.gather(*deliveries, return_exceptions=True))
        return len(acts)

    def _unanswered(self) -> list[tuple[str, Act]]:
        """The next acts in the order they were entered; after the last one, the first again."""
        before = datetime.now(UTC) - ACT_AGAIN
        waiting = (
            select(ActLog.case_key, ActLog.act, ActLog.entered_at)
            .where(ActLog.state == "submitted", ActLog.entered_at < before)
            .order_by(ActLog.entered_at)
            .limit(AT_ONCE)
        )
        with self._database.transaction() as session:
            further = waiting.where(ActLog.entered_at > self._reached) if self._reached else waiting
            rows = session.execute(further).all() or session.execute(waiting).all()
        self._reached = rows[-1].entered_at if rows else None
        return [(row.case_key, Act.model_validate(row.act)) for row in rows]

    async def deliver(self, case_key: str, act: Act) -> Receipt | None:
        """Deliver one act; None when it could not be delivered now and will be later.

        Raises Refusal when the case refused it; the act log then says so too.
        """
        handle = self._client.get_workflow_handle(case_key)
        try:
            async with asyncio.timeout(UPDATE_WAIT.total_seconds()):
                receipt: Receipt = await handle.execute_update(
                    "act", act, id=str(act.act_id), result_type=Receipt
                )
            return receipt
        except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError):
            return None
        except WorkflowUpdateFailedError as failed:
            refusal = refusal_in(failed, "案件未接受该行为")
            if refusal is None:
                return None
            await asyncio.to_thread(self._refuse, act, refusal)
            raise refusal from failed
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND and await asyncio.to_thread(self._closed, case_key):
                refusal = Refusal(Code.WRONG_STATE, "本案已结案，不再接受办案行为")
                await asyncio.to_thread(self._refuse, act, refusal)
                raise refusal from error
            return None

    def _refuse(self, act: Act, refusal: Refusal) -> None:
        """Keep a refusal the case itself spoke before anything reached the register."""
        with self._database.transaction() as session:
            session.execute(
                update(ActLog)
                .where(ActLog.act_id == act.act_id, ActLog.state == "submitted")
                .values(state="refused", code=str(refusal.code), reason=refusal.message)
            )

    def _closed(self, case_key: str) -> bool:
        with self._database.transaction() as session:
            row = session.get(Case, case_key)
            return row is not None and row.closed_at is not None


def refusal_in(failed: WorkflowUpdateFailedError, otherwise: str) -> Refusal | None:
    """Why a run did not take an act, `otherwise` where it does not say; none where the run was lost."""
    cause = failed.cause
    if not isinstance(cause, ApplicationError):
        return Refusal(Code.WRONG_STATE, otherwise)
    if cause.type in LOST_RUN:
        return None
    return Refusal(cause.type or Code.WRONG_STATE, cause.message)


def log_failures(outcomes: Iterable[object]) -> None:
    """Log what went wrong while acts were delivered again; a refusal is kept with its act and no failure."""
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not isinstance(outcome, Refusal):
            log.warning("act not delivered", what=type(outcome).__name__)
