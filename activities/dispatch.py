"""Bringing what the record holds to where it must go: starts, acts, answers, notices (投递)."""

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from temporalio.client import (
    Client,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.calendars import behind, latest
from activities.court_journal import record
from activities.database import Database
from activities.gateways.errors import GatewayRefused
from activities.gateways.mailbox import Answer
from activities.gateways.messages import SmsRequest
from activities.gateways.outside import Gateways
from models.acts.envelope import Act
from models.answers import AnswerKind, OutsideAnswer
from models.court_events import CourtEventKind
from models.errors import Code, Refusal
from models.messages import WORKFLOW_TYPE, CaseInput, Receipt
from models.notices import Notice
from models.search_attributes import Attribute
from models.tables import ActLog, Case, Inbox, Outbox
from models.tables import Party as PartyRow

SIGNAL_AGAIN = timedelta(seconds=20)
"""After this an answer that no run has taken is signalled again: a signal is lost while Temporal is away."""

ACT_AGAIN = timedelta(seconds=15)
"""After this an act nobody has answered is delivered again, under the same id."""

SETTLED = timedelta(seconds=8)
"""A case younger than this may not be in the list of running cases yet."""

RUNNING = f"WorkflowType = '{WORKFLOW_TYPE}' AND ExecutionStatus = 'Running'"
"""Every running case."""

BY_NAME = 30
"""Every so many sweeps for lost cases compare names, whatever the numbers say."""

LOST_RUN = frozenset({"AcceptedUpdateCompletedWorkflow"})
"""The run ended before it answered an act it had taken: nobody refused it, and the next run will get it."""

AFTER_CLOSING = {
    AnswerKind.MONEY_ARRIVED: CourtEventKind.MONEY_AFTER_CLOSING,
    AnswerKind.VOLUNTARY_PAYMENT: CourtEventKind.MONEY_AFTER_CLOSING,
    AnswerKind.DELIVERY_RESULT: CourtEventKind.SERVICE_AFTER_CLOSING,
}
"""What the court is told of an answer to a closed case, where it must see to it."""

UPDATE_WAIT = timedelta(seconds=25)
"""How long an act's answer is waited for; a case in trouble answers when the trouble is over."""


class Dispatcher:
    """Delivers; every delivery may be repeated without harm."""

    def __init__(self, client: Client, database: Database, gateways: Gateways, task_queue: str) -> None:
        self._client = client
        self._database = database
        self._gateways = gateways
        self.task_queue = task_queue
        self._sweeps = 0

    # --- starts ------------------------------------------------------------------------------

    async def start_cases(self) -> int:
        """Start the workflows of what was filed; answers how many were started."""
        with self._database.transaction() as session:
            rows = session.execute(
                select(Outbox.id, Outbox.body)
                .where(Outbox.kind == "start_case", Outbox.done_at.is_(None))
                .order_by(Outbox.id)
                .limit(200)
            ).all()
        for row_id, body in rows:
            await self._start(CaseInput.model_validate(body))
            self._done(row_id, "started")
        return len(rows)

    async def restart_cases(self) -> int:
        """Start again every case that is open in the register and not running; answers how many."""
        if not await self._some_may_be_lost():
            return 0
        now = datetime.now(UTC)
        with self._database.transaction() as session:
            open_cases = session.execute(
                select(Outbox.body, Outbox.done_at)
                .join(Case, Case.key == Outbox.case_key)
                .where(Outbox.kind == "start_case", Outbox.done_at.is_not(None), Case.closed_at.is_(None))
            ).all()
        settled = [CaseInput.model_validate(body) for body, at in open_cases if now - at > SETTLED]
        if not settled:
            return 0
        running = {execution.id async for execution in self._client.list_workflows(RUNNING)}
        lost = [given for given in settled if given.case_key not in running]
        for given in lost:
            await self._start(given)
            self._signal_anew(given.case_key)
        return len(lost)

    async def _some_may_be_lost(self) -> bool:
        """Whether another number of cases runs than is open: of many, numbers are told sooner than names.

        A run that outlived its case could hide a lost one: now and then names are compared all the same.
        """
        self._sweeps += 1
        with self._database.transaction() as session:
            count = select(func.count()).select_from(Case).where(Case.closed_at.is_(None))
            open_cases = session.execute(count).scalar_one()
        running = await self._client.count_workflows(f"{RUNNING} AND TaskQueue = '{self.task_queue}'")
        return running.count != open_cases or self._sweeps % BY_NAME == 0

    async def change_calendars(self) -> int:
        """Tell every open case that is counted on an earlier calendar; answers how many were told."""
        with self._database.transaction() as session:
            newest, cases = latest(session), behind(session)
        for case_key in cases:
            with contextlib.suppress(RPCError):
                await self._client.get_workflow_handle(case_key).signal("calendar", newest)
        return len(cases)

    async def _start(self, given: CaseInput) -> None:
        """Uniqueness is the register's; here a running case is left alone and a lost one begins anew."""
        court, case_no = given.case_key.split(":", 1)
        await self._client.start_workflow(
            WORKFLOW_TYPE,
            given,
            id=given.case_key,
            task_queue=self.task_queue,
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

    def _done(self, row_id: int, result: str) -> None:
        with self._database.transaction() as session:
            session.execute(
                update(Outbox).where(Outbox.id == row_id).values(done_at=datetime.now(UTC), result=result)
            )

    # --- acts --------------------------------------------------------------------------------

    async def deliver_acts(self) -> int:
        """Deliver again every act that was submitted and never answered; answers how many."""
        before = datetime.now(UTC) - ACT_AGAIN
        with self._database.transaction() as session:
            rows = session.execute(
                select(ActLog.case_key, ActLog.act)
                .where(ActLog.state == "submitted", ActLog.entered_at < before)
                .order_by(ActLog.entered_at)
                .limit(20)
            ).all()
        await asyncio.gather(
            *(self.deliver_act(case_key, Act.model_validate(act)) for case_key, act in rows),
            return_exceptions=True,
        )
        return len(rows)

    async def deliver_act(self, case_key: str, act: Act) -> Receipt | None:
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
        except TimeoutError:
            return None
        except WorkflowUpdateFailedError as failed:
            cause = failed.cause
            if isinstance(cause, ApplicationError) and cause.type in LOST_RUN:
                return None
            code = (
                cause.type if isinstance(cause, ApplicationError) and cause.type else Code.WRONG_STATE.value
            )
            reason = cause.message if isinstance(cause, ApplicationError) else "案件未接受该行为"
            self._refuse(act, code, reason)
            raise Refusal(code, reason) from failed
        except WorkflowUpdateRPCTimeoutOrCancelledError:
            return None
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND and self._closed(case_key):
                self._refuse(act, Code.WRONG_STATE, "本案已结案，不再接受办案行为")
                raise Refusal(Code.WRONG_STATE, "本案已结案，不再接受办案行为") from error
            return None

    def _refuse(self, act: Act, code: str, reason: str) -> None:
        """Keep a refusal the case itself spoke before anything reached the register."""
        with self._database.transaction() as session:
            session.execute(
                update(ActLog)
                .where(ActLog.act_id == act.act_id, ActLog.state == "submitted")
                .values(state="refused", code=str(code), reason=reason)
            )

    def _closed(self, case_key: str) -> bool:
        with self._database.transaction() as session:
            row = session.get(Case, case_key)
            return row is not None and row.closed_at is not None

    # --- answers -----------------------------------------------------------------------------

    def fetch_answers(self) -> int:
        """Fetch what outside systems answered into the inbox, then acknowledge it; answers how many."""
        page = self._gateways.mailbox.fetch()
        kept = [answer.sender_id for answer in page.answers if self._keep(answer)]
        if kept:
            self._gateways.mailbox.acknowledge(tuple(kept))
        return len(kept)

    def _keep(self, answer: Answer) -> bool:
        """Keep one answer; one for a case we do not have stays with its sender."""
        key = f"{answer.court}:{answer.case_no}"
        outside = OutsideAnswer(
            sender_id=answer.sender_id,
            kind=answer.kind,
            request_key=answer.request_key,
            at=answer.at,
            body=answer.body,
        )
        with self._database.transaction() as session:
            if session.get(Case, key) is None:
                return False
        self._put_in_inbox(key, outside)
        return True

    async def signal_answers(self) -> int:
        """Signal the cases whose answers lie in the inbox; answers how many signals were sent."""
        now = datetime.now(UTC)
        with self._database.transaction() as session:
            rows = session.execute(
                select(Inbox.sender_id, Inbox.case_key)
                .where(
                    Inbox.consumed_seq.is_(None),
                    Inbox.reason == "",
                    Inbox.kind != AnswerKind.NOTICE_RESULT,
                    or_(Inbox.signalled_at.is_(None), Inbox.signalled_at < now - SIGNAL_AGAIN),
                )
                .order_by(Inbox.received_at)
                .limit(200)
            ).all()
        sent = 0
        for sender_id, case_key in rows:
            sent += await self._signal(sender_id, case_key, now)
        return sent

    async def _signal(self, sender_id: str, case_key: str, now: datetime) -> int:
        try:
            await self._client.get_workflow_handle(case_key).signal("answer", sender_id)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            if self._closed(case_key):
                self._set_aside(sender_id)
            return 0
        with self._database.transaction() as session:
            session.execute(update(Inbox).where(Inbox.sender_id == sender_id).values(signalled_at=now))
        return 1

    def _set_aside(self, sender_id: str) -> None:
        """An answer to a closed case is kept with that reason.

        Money among it, and what became of papers sent before the closing, is shown to the court (JL-27).
        """
        with self._database.transaction() as session:
            row = session.get_one(Inbox, sender_id, with_for_update=True)
            if row.consumed_seq is not None or row.reason:
                return
            row.reason = "case_closed: 本案已结案"
            kind = AFTER_CLOSING.get(AnswerKind(row.kind), CourtEventKind.ANSWER_SET_ASIDE)
            facts = {"case": row.case_key, "sender_id": sender_id, "kind": row.kind}
            if kind is CourtEventKind.MONEY_AFTER_CLOSING:
                facts["amount"] = str(row.answer["body"]["amount"])
            if kind is CourtEventKind.SERVICE_AFTER_CLOSING:
                facts["delivery"] = row.answer["request_key"].rsplit("|", 1)[-1]
                facts["outcome"] = str(row.answer["body"]["outcome"])
            court = row.case_key.split(":", 1)[0]
            record(session, court, kind, "system:dispatch", facts, row.occurred_at)

    def _signal_anew(self, case_key: str) -> None:
        """A new run has not heard the signals of the lost one."""
        with self._database.transaction() as session:
            session.execute(
                update(Inbox)
                .where(Inbox.case_key == case_key, Inbox.consumed_seq.is_(None))
                .values(signalled_at=None)
            )

    # --- notices -----------------------------------------------------------------------------

    def send_notices(self) -> int:
        """Send the notices to parties that events called for; answers how many."""
        with self._database.transaction() as session:
            rows = session.execute(
                select(Outbox.id, Outbox.key, Outbox.case_key, Outbox.body, PartyRow.data)
                .join(
                    PartyRow,
                    (PartyRow.case_key == Outbox.case_key) & (PartyRow.id == Outbox.body["recipient"].astext),
                )
                .where(Outbox.kind == "notice", Outbox.done_at.is_(None))
                .order_by(Outbox.id)
                .limit(100)
            ).all()
        for row_id, key, case_key, body, party in rows:
            notice = Notice.model_validate(body)
            result = self._notify(key, case_key, notice, party)
            self._report_notice(key, case_key, notice, result)
            self._done(row_id, result)
        return len(rows)

    def _report_notice(self, key: str, case_key: str, notice: Notice, result: str) -> None:
        """Put the sending into the inbox, so that the case's journal says so."""
        outside = OutsideAnswer(
            sender_id=key,
            kind=AnswerKind.NOTICE_RESULT,
            at=notice.at,
            body={
                **notice.model_dump(mode="json", include={"rule", "subject", "recipient", "channel"}),
                "result": result,
            },
        )
        self._put_in_inbox(case_key, outside)
        if self._closed(case_key):
            self._set_aside(outside.sender_id)

    def _put_in_inbox(self, case_key: str, outside: OutsideAnswer) -> None:
        with self._database.transaction() as session:
            session.execute(
                insert(Inbox)
                .values(
                    sender_id=outside.sender_id,
                    case_key=case_key,
                    kind=outside.kind.value,
                    occurred_at=outside.at,
                    answer=outside.model_dump(mode="json"),
                )
                .on_conflict_do_nothing()
            )

    def _notify(self, key: str, case_key: str, notice: Notice, party: dict[str, Any]) -> str:
        court, case_no = case_key.split(":", 1)
        try:
            answer = self._gateways.messages.send(
                SmsRequest(
                    court=court,
                    case_no=case_no,
                    key=key,
                    at=notice.at,
                    recipient=notice.recipient,
                    phone=party.get("phone", ""),
                    text=notice.text,
                )
            )
        except GatewayRefused as refused:
            return refused.code
        return "delivered" if answer.delivered else "undelivered"
