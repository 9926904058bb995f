"""Outside systems date what they send by their own clocks: no limit starts after the case heard of it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from activities.delivery.answers import put_in_inbox
from models.answers import AnswerKind, OutsideAnswer
from models.events import EventKind
from models.messages import RecordAnswer
from models.tables import Inbox, Journal
from models.values import COURT_ZONE, court_local
from tests.activities.clerk import Clerk
from tests.activities.clockwork import Clockwork

AHEAD = datetime(2031, 1, 1, tzinfo=COURT_ZONE)
TO = {"subject": "", "recipient": "applicant-1", "channel": "sms"}


def answered(clerk: Clerk, key: str, kind: AnswerKind, at: datetime, **body: str) -> None:
    """An answer of an outside system lies in the inbox."""
    outside = OutsideAnswer(sender_id=f"{kind}-{at:%Y}", kind=kind, at=at, body=body)
    with clerk.database.transaction() as session:
        put_in_inbox(session, key, outside)


@pytest.mark.requirement("NB-228", "RY-47", "CV-9")
@pytest.mark.parametrize("at", [AHEAD, datetime(2026, 5, 6, 9, 30, tzinfo=COURT_ZONE)])
def test_money_of_next_year_has_its_limit_today(clerk: Clerk, at: datetime) -> None:
    """A bank whose clock is years ahead: the days for paying out run from when the case heard of it."""
    key = clerk.file()
    answered(clerk, key, AnswerKind.MONEY_ARRIVED, at, amount="100.00", origin="deduction", arrival_ref="x")
    answer = RecordAnswer(**clerk.head(key), sender_id=f"{AnswerKind.MONEY_ARRIVED}-{at:%Y}")
    (entry,) = [e for e in clerk.register.record_answer(answer).entries if e.kind is EventKind.MONEY_ARRIVED]
    assert entry.occurred_at == min(at, clerk.now)
    (node,) = [n for n in Clockwork(clerk).nodes(key).values() if n.limit == "RY-D5"]
    assert node.due_at == datetime(2026, 5, 13, 23, 59, 59, tzinfo=COURT_ZONE)


@pytest.mark.requirement("CV-9")
def test_a_notice_sent_in_the_future_is_sent_when_it_is_taken(clerk: Clerk) -> None:
    """The same where an answer goes into the journal beside another step."""
    key = clerk.file()
    answered(clerk, key, AnswerKind.NOTICE_RESULT, AHEAD, rule="x", result="sent", **TO)
    clerk.now += timedelta(hours=1)
    clerk.append(key, EventKind.RELATED_SEARCHED)
    with clerk.database.transaction() as session:
        times = select(Journal.occurred_at, Journal.recorded_at).where(Journal.case_key == key)
        assert all(occurred <= recorded for occurred, recorded in session.execute(times))
        assert session.scalar(select(Inbox.consumed_seq)) is not None
    assert max(court_local(each.occurred_at) for each in clerk.casework.view(key).lines) == clerk.now
