"""What lies too long in the register (积压): filings, acts, answers, notices; on the database's own clock."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from activities.auditing.findings import Finding, FindingKind
from models.answers import AnswerKind
from models.duties.duties import node_key
from models.tables import ActLog, Case, DutyAct, Filing, Inbox, Outbox

PROMPT = timedelta(minutes=1)
"""A filing starts, an act is delivered, an answer is taken within this time, or it is named."""

ORDERS = {"start_case": FindingKind.FILING_NOT_STARTED, "notice": FindingKind.NOTICE_NOT_SENT}
"""What an order that was not carried out is called."""


def too_old(since: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Whether a row of the server's own time is older than it may be."""
    return since < func.now() - PROMPT


def standing(session: Session) -> list[Finding]:
    """Everything that lies there longer than a minute."""
    return [
        *_filings(session),
        *_orders(session),
        *_acts(session),
        *_duty_acts(session),
        *_answers(session),
    ]


def _filings(session: Session) -> Iterator[Finding]:
    """Filings that nobody has taken in."""
    rows = session.execute(
        select(Filing.id, Filing.court, Filing.case_no, Filing.submitted_at)
        .where(Filing.state == "new", too_old(Filing.submitted_at))
        .order_by(Filing.submitted_at)
    )
    for filing, court, case_no, since in rows:
        yield _finding(FindingKind.FILING_NOT_STARTED, f"{court}:{case_no}", str(filing), "", since)


def _orders(session: Session) -> Iterator[Finding]:
    """Cases that were taken in and not started; notices that were called for and not sent."""
    rows = session.execute(
        select(Outbox.kind, Outbox.case_key, Outbox.key, Outbox.created_at)
        .where(Outbox.done_at.is_(None), too_old(Outbox.created_at))
        .order_by(Outbox.id)
    )
    for kind, case_key, key, since in rows:
        yield _finding(ORDERS[kind], case_key, key, "", since)


def _acts(session: Session) -> Iterator[Finding]:
    """Acts that were submitted and neither accepted nor refused."""
    rows = session.execute(
        select(ActLog.case_key, ActLog.act_id, ActLog.kind, ActLog.entered_at)
        .where(ActLog.state == "submitted", too_old(ActLog.entered_at))
        .order_by(ActLog.entered_at)
    )
    for case_key, act, kind, since in rows:
        yield _finding(FindingKind.ACT_NOT_DELIVERED, case_key, str(act), kind, since)


def _duty_acts(session: Session) -> Iterator[Finding]:
    """Completions of duties that were submitted and neither accepted nor refused."""
    rows = session.execute(
        select(DutyAct.court, DutyAct.duty, DutyAct.day, DutyAct.act_id, DutyAct.entered_at)
        .where(DutyAct.state == "submitted", too_old(DutyAct.entered_at))
        .order_by(DutyAct.entered_at)
    )
    for court, duty, day, act, since in rows:
        yield Finding(
            kind=FindingKind.ACT_NOT_DELIVERED,
            court=court,
            subject=str(act),
            name=node_key(court, duty, day),
            limit=duty,
            at=since,
        )


def _answers(session: Session) -> Iterator[Finding]:
    """Answers that came in and that no case has taken; results of notices wait for the next step."""
    rows = session.execute(
        select(Inbox.case_key, Inbox.sender_id, Inbox.kind, Inbox.received_at)
        .where(
            Inbox.consumed_seq.is_(None),
            Inbox.reason == "",
            Inbox.kind != AnswerKind.NOTICE_RESULT,
            too_old(Inbox.received_at),
        )
        .order_by(Inbox.received_at)
    )
    for case_key, sender, kind, since in rows:
        yield _finding(FindingKind.ANSWER_NOT_TAKEN, case_key, sender, kind, since)


def open_cases(session: Session) -> list[str]:
    """Cases that are open and whose start was done long enough ago for them to be running."""
    return list(
        session.execute(
            select(Case.key)
            .join(Outbox, Outbox.case_key == Case.key)
            .where(Case.closed_at.is_(None), Outbox.kind == "start_case", too_old(Outbox.done_at))
            .order_by(Case.key)
        ).scalars()
    )


def _finding(kind: FindingKind, case_key: str, subject: str, name: str, since: datetime) -> Finding:
    court = case_key.split(":", 1)[0]
    return Finding(kind=kind, court=court, case_key=case_key, subject=subject, name=name, at=since)
