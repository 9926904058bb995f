"""Answers of outside systems to their cases: kept in the inbox first, then signalled (外部反馈)."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import structlog
from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.court_journal import record
from activities.database import Database
from activities.delivery.away import AWAY
from activities.gateways.errors import UNREADABLE_ANSWER
from activities.gateways.mailbox import Answer, Mailbox
from models.answers import AnswerKind, OutsideAnswer
from models.court_events import CourtEventKind
from models.errors import Code
from models.tables import Case, Inbox

log = structlog.get_logger("delivery")

PAGE = 100
"""How many answers are fetched at once, beside those that stay where they are."""

SIGNAL_AGAIN = timedelta(seconds=20)
"""After this an answer that no run has taken is signalled again: a signal is lost while Temporal is away.

Each time it is waited as long as the answer has been there: a case in trouble takes nothing, and every
signal lengthens the history of its run.
"""

SIGNAL_AT_LAST = timedelta(hours=1)
"""Nothing is waited for longer than this before it is signalled again."""

AFTER_CLOSING = {
    AnswerKind.MONEY_ARRIVED: CourtEventKind.MONEY_AFTER_CLOSING,
    AnswerKind.VOLUNTARY_PAYMENT: CourtEventKind.MONEY_AFTER_CLOSING,
    AnswerKind.DELIVERY_RESULT: CourtEventKind.SERVICE_AFTER_CLOSING,
}
"""What the court is told of an answer to a closed case, where it must see to it."""


class Waiting(NamedTuple):
    """An answer that no run has taken."""

    sender_id: str
    case_key: str


class AnswerDelivery:
    """Takes answers out of the mailbox and tells their cases; all of it may be repeated without harm."""

    def __init__(self, client: Client, database: Database, mailbox: Mailbox) -> None:
        self._client = client
        self._database = database
        self._mailbox = mailbox
        self._left: set[str] = set()
        """Sender ids of what was left in the mailbox by the last fetch."""

    def fetch(self) -> int:
        """Fetch what outside systems answered into the inbox, then acknowledge it; answers how many.

        What cannot be kept stays with its sender and is logged once; it takes no place from the rest.
        """
        page = self._mailbox.fetch(PAGE + len(self._left))
        kept = [answer.sender_id for answer in page.answers if self._keep(answer)]
        if kept:
            self._mailbox.acknowledge(tuple(kept))
        unknown = {answer.sender_id for answer in page.answers} - set(kept)
        for code, left in ((UNREADABLE_ANSWER, set(page.unreadable)), (Code.UNKNOWN_SUBJECT, unknown)):
            if new := left - self._left:
                log.warning("answers left in the mailbox", code=str(code), count=len(new))
        self._left = unknown | set(page.unreadable)
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
            put_in_inbox(session, key, outside)
        return True

    async def signal(self) -> int:
        """Signal the cases whose answers lie in the inbox; answers how many signals were sent."""
        now = datetime.now(UTC)
        sent = 0
        for waiting in await asyncio.to_thread(self._unheard, now):
            sent += await self._signal(waiting, now)
        return sent

    def _unheard(self, now: datetime) -> list[Waiting]:
        """Answers no run has taken, but for those signalled a short while ago, the oldest first."""
        so_far = func.greatest(Inbox.signalled_at - Inbox.received_at, SIGNAL_AGAIN)
        pause = func.least(so_far, SIGNAL_AT_LAST)
        with self._database.transaction() as session:
            rows = session.execute(
                select(Inbox.sender_id, Inbox.case_key)
                .where(
                    Inbox.consumed_seq.is_(None),
                    Inbox.reason == "",
                    Inbox.kind != AnswerKind.NOTICE_RESULT,
                    or_(Inbox.signalled_at.is_(None), Inbox.signalled_at + pause < now),
                )
                .order_by(Inbox.received_at)
                .limit(200)
            )
            return list(map(Waiting._make, rows))

    async def _signal(self, waiting: Waiting, now: datetime) -> int:
        try:
            await self._client.get_workflow_handle(waiting.case_key).signal("answer", waiting.sender_id)
        except RPCError as error:
            if error.status in AWAY:
                raise
            if error.status is RPCStatusCode.NOT_FOUND:
                await asyncio.to_thread(self._set_aside, waiting)
            else:
                log.warning("answer not signalled", case=waiting.case_key, code=error.status.name)
            return 0
        await asyncio.to_thread(self._signalled, waiting.sender_id, now)
        return 1

    def _signalled(self, sender_id: str, now: datetime) -> None:
        with self._database.transaction() as session:
            session.execute(update(Inbox).where(Inbox.sender_id == sender_id).values(signalled_at=now))

    def _set_aside(self, waiting: Waiting) -> None:
        with self._database.transaction() as session:
            set_aside_if_closed(session, waiting.case_key, waiting.sender_id)


def put_in_inbox(session: Session, case_key: str, outside: OutsideAnswer) -> None:
    """Keep an answer in the inbox; the same sender id again changes nothing."""
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


def set_aside_if_closed(session: Session, case_key: str, sender_id: str) -> None:
    """An answer to a closed case is kept with that reason.

    Money among it, and what became of papers sent before the closing, is shown to the court (JL-27).
    """
    if session.get_one(Case, case_key).closed_at is None:
        return
    row = session.get_one(Inbox, sender_id, with_for_update=True)
    if row.consumed_seq is not None or row.reason:
        return
    row.reason = "case_closed: 本案已结案"
    kind = AFTER_CLOSING.get(AnswerKind(row.kind), CourtEventKind.ANSWER_SET_ASIDE)
    facts = {"case": row.case_key, "sender_id": sender_id, "kind": row.kind}
    body = row.answer["body"]  # As it came: nothing of it is certain to be there.
    if kind is CourtEventKind.MONEY_AFTER_CLOSING:
        facts["amount"] = str(body.get("amount", ""))
    if kind is CourtEventKind.SERVICE_AFTER_CLOSING:
        facts["delivery"] = row.answer["request_key"].rsplit("|", 1)[-1]
        facts["outcome"] = str(body.get("outcome", ""))
    court = row.case_key.split(":", 1)[0]
    record(session, court, kind, "system:dispatch", facts, row.occurred_at)
