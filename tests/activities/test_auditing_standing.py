"""What lies too long in the register is named after a minute, and not before."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.orm import InstrumentedAttribute

from activities.auditing.findings import Finding, FindingKind
from activities.auditing.standing import open_cases, standing
from models.acts.envelope import ActKind
from models.answers import AnswerKind
from models.events import EventKind
from models.tables import ActLog, Filing, Inbox, Outbox
from tests.activities.clerk import FILED_AT, Clerk
from tests.filing.samples import good

A_MINUTE_AGO = timedelta(seconds=61)


def lying(clerk: Clerk) -> list[Finding]:
    """What the auditor names."""
    with clerk.database.transaction() as session:
        return standing(session)


def put_back(clerk: Clerk, since: InstrumentedAttribute[datetime]) -> datetime:
    """Make all rows of a table more than a minute old; since when they lie there then."""
    at = datetime.now(UTC) - A_MINUTE_AGO
    with clerk.database.transaction() as session:
        session.execute(update(since.class_).values({since: at}))
    return at


def add(clerk: Clerk, row: Any) -> None:
    with clerk.database.transaction() as session:
        session.add(row)


def short(findings: list[Finding]) -> list[tuple[FindingKind, str, str]]:
    return [(f.kind, f.case_key, f.subject) for f in findings]


def test_a_filing_nobody_takes_in(clerk: Clerk) -> None:
    """A court's own system has inserted it, and no watcher runs."""
    filing_id, filing = uuid4(), good(7)
    add(
        clerk, Filing(id=filing_id, court="ruyang", case_no=filing["case_no"], filed_at=FILED_AT, data=filing)
    )
    assert lying(clerk) == []
    since = put_back(clerk, Filing.submitted_at)
    (finding,) = lying(clerk)
    assert short([finding]) == [
        (FindingKind.FILING_NOT_STARTED, f"ruyang:{filing['case_no']}", str(filing_id))
    ]
    assert (finding.court, finding.at) == ("ruyang", since)
    clerk.filing_desk.take_in(datetime.now(UTC))
    assert lying(clerk) == []


def test_a_case_that_is_not_started(clerk: Clerk) -> None:
    """Taken in, and its start never ordered at the server."""
    key = clerk.file()
    assert lying(clerk) == []
    put_back(clerk, Outbox.created_at)
    assert short(lying(clerk)) == [(FindingKind.FILING_NOT_STARTED, key, f"{key}|start")]
    with clerk.database.transaction() as session:
        session.execute(update(Outbox).values(done_at=datetime.now(UTC)))
    assert lying(clerk) == []


def test_a_notice_that_is_not_sent(clerk: Clerk) -> None:
    """Called for by an event, and still here."""
    key = clerk.file()
    with clerk.database.transaction() as session:
        session.execute(update(Outbox).values(done_at=datetime.now(UTC)))
    clerk.append(key, EventKind.RECEIVED)
    put_back(clerk, Outbox.created_at)
    found = lying(clerk)
    assert {(f.kind, f.case_key) for f in found} == {(FindingKind.NOTICE_NOT_SENT, key)}
    assert all("|notice|" in f.subject for f in found)


def test_an_act_that_is_not_delivered(clerk: Clerk) -> None:
    """Submitted and neither accepted nor refused; once it is either, nothing is named."""
    key = clerk.file()
    first = clerk.submit(key, ActKind.REGISTER_CASE, "RY010", "judge_assistant")
    assert lying(clerk) == []
    since = put_back(clerk, ActLog.entered_at)
    (finding,) = lying(clerk)
    assert short([finding]) == [(FindingKind.ACT_NOT_DELIVERED, key, str(first))]
    assert (finding.name, finding.at) == ("register_case", since)
    assert "RY010" not in finding.model_dump_json()
    assert clerk.record(key, first).refused is None
    second = clerk.submit(key, ActKind.REGISTER_CASE, "RY010", "judge_assistant")
    put_back(clerk, ActLog.entered_at)
    assert short(lying(clerk)) == [(FindingKind.ACT_NOT_DELIVERED, key, str(second))]
    assert clerk.record(key, second).refused is not None
    assert lying(clerk) == []


@pytest.mark.parametrize(
    ("kind", "consumed_seq", "reason", "named"),
    [
        (AnswerKind.MONEY_ARRIVED, None, "", True),
        (AnswerKind.MONEY_ARRIVED, 2, "", False),
        (AnswerKind.MONEY_ARRIVED, None, "case_closed: 本案已结案", False),
        (AnswerKind.NOTICE_RESULT, None, "", False),
    ],
)
def test_an_answer_no_case_takes(
    clerk: Clerk, kind: AnswerKind, consumed_seq: int | None, reason: str, named: bool
) -> None:
    """In the inbox and neither taken nor set aside; results of notices wait for the next step by design."""
    key = clerk.file()
    row = Inbox(sender_id="bank-1", case_key=key, kind=kind.value, occurred_at=FILED_AT, answer={})
    row.consumed_seq, row.reason = consumed_seq, reason
    add(clerk, row)
    assert lying(clerk) == []
    put_back(clerk, Inbox.received_at)
    assert short(lying(clerk)) == ([(FindingKind.ANSWER_NOT_TAKEN, key, "bank-1")] if named else [])


def test_which_cases_have_to_be_running(clerk: Clerk) -> None:
    """Open, and started long enough ago."""
    started, closed, fresh, _only_ordered = (clerk.file(number) for number in (1, 2, 3, 4))
    clerk.append(closed, EventKind.CLOSED, method="ended")
    for key, since in ((started, A_MINUTE_AGO), (closed, A_MINUTE_AGO), (fresh, timedelta(0))):
        with clerk.database.transaction() as session:
            done = datetime.now(UTC) - since
            session.execute(update(Outbox).where(Outbox.case_key == key).values(done_at=done))
    with clerk.database.transaction() as session:
        assert open_cases(session) == [started]
