"""Delivery: every delivery may be repeated, and none is lost (design.md 2.4)."""

import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError

from activities.delivery import acts, answers, cases
from activities.delivery.dispatcher import Dispatcher
from activities.gateways.http import HttpGateways
from models.acts.envelope import Act, ActKind
from models.answers import AnswerKind, OutsideAnswer
from models.errors import Code, Refusal
from models.events import EventKind
from models.tables import ActLog, CalendarText, CourtJournal, Inbox, Outbox
from tests.activities.clerk import FILED_AT, Clerk
from tests.courthouse import OutsideThread
from tests.filing.samples import good

LONG_AGO = timedelta(hours=1)

_serials = itertools.count(70_001)
"""One Temporal server serves all tests of a process: case numbers no other test has."""


@pytest.fixture
async def post(clerk: Clerk, outside: OutsideThread, temporal_address: str) -> AsyncIterator["Post"]:
    """A dispatcher over a register, a Temporal server nobody works on, and the simulated outside."""
    client = await Client.connect(temporal_address, data_converter=pydantic_data_converter)
    with HttpGateways(outside.url) as gateways:
        yield Post(clerk, client, outside, Dispatcher(client, clerk.database, gateways, f"idle-{uuid4()}"))


class Post:
    """A dispatcher with what it delivers between."""

    def __init__(self, clerk: Clerk, client: Client, outside: OutsideThread, dispatcher: Dispatcher) -> None:
        self.clerk, self.client, self.outside, self.dispatcher = clerk, client, outside, dispatcher

    def file(self, **truth: Any) -> str:
        """A case of its own number with its truth outside; nobody has started it."""
        filing = good(1, case_no=f"（2026）豫0326执{next(_serials)}号")
        key = self.clerk.outcome(filing).case_key
        case = {"court": "ruyang", "case_no": filing["case_no"], "filed_at": FILED_AT.isoformat()}
        self.outside.post("/truth", {**case, "truth": truth})
        return key

    def outside_clock(self, key: str, days: int) -> None:
        """Let the outside's time of a case come to so many days after its filing."""
        now = (FILED_AT + timedelta(days=days)).isoformat()
        self.outside.post("/clock", {"court": "ruyang", "case_no": key.split(":")[1], "now": now})

    async def run_id(self, key: str) -> str:
        return (await self.client.get_workflow_handle(key).describe()).run_id

    def rows(self, table: Any) -> list[Any]:
        with self.clerk.database.transaction() as session:
            return list(session.query(table).order_by(*table.__table__.primary_key))

    def put_back(self, table: Any, **values: Any) -> None:
        """Make rows look otherwise, as a death between two writes or the passing of time would."""
        with self.clerk.database.transaction() as session:
            session.execute(update(table).values(**values))


async def test_a_start_is_ordered_once_and_may_be_repeated(post: Post) -> None:
    """Killed after starting and before noting it: the running case is left alone."""
    key = post.file()
    assert await post.dispatcher.cases.start() == 1
    assert await post.dispatcher.cases.start() == 0
    first = await post.run_id(key)
    post.put_back(Outbox, done_at=None)
    assert await post.dispatcher.cases.start() == 1
    assert await post.run_id(key) == first
    description = await post.client.get_workflow_handle(key).describe()
    found = {pair.key.name: pair.value for pair in description.typed_search_attributes}
    assert found == {"Court": "ruyang", "CaseNo": key.split(":")[1], "Overdue": False}
    await post.client.get_workflow_handle(key).terminate()


async def test_a_lost_case_is_started_again(post: Post) -> None:
    """Open in the register and not running: a new run, and its unheard answers are signalled anew."""
    lost, running = post.file(), post.file()
    await post.dispatcher.cases.start()
    before = {key: await post.run_id(key) for key in (lost, running)}
    await post.client.get_workflow_handle(lost).terminate()
    assert await post.dispatcher.cases.restart() == 0  # too young to be missed
    post.put_back(Outbox, done_at=datetime.now(UTC) - LONG_AGO)
    post.put_back(Inbox, signalled_at=datetime.now(UTC))
    assert await post.dispatcher.cases.restart() == 1
    assert await post.run_id(running) == before[running]
    assert await post.run_id(lost) != before[lost]
    description = await post.client.get_workflow_handle(lost).describe()
    assert description.status is WorkflowExecutionStatus.RUNNING
    for key in (lost, running):
        await post.client.get_workflow_handle(key).terminate()


async def test_a_closed_case_is_not_started_again(post: Post) -> None:
    """What is closed in the register is over, whether Temporal still knows it or not."""
    key = post.file()
    await post.dispatcher.cases.start()
    await post.client.get_workflow_handle(key).terminate()
    post.clerk.append(key, EventKind.CLOSED, method="ended")
    post.put_back(Outbox, done_at=datetime.now(UTC) - LONG_AGO)
    assert await post.dispatcher.cases.restart() == 0


async def test_a_senders_id_comes_in_once(post: Post) -> None:
    """Every answer twice in a page, again after it was acknowledged, and out of order: one row each."""
    post.outside.post("/settings", {"duplicate_rate": 1, "shuffle": True})
    arrivals = [{"amount": f"{n}00.00", "business_days": n} for n in (1, 2, 3)]
    key = post.file(other_arrivals=arrivals)
    post.outside_clock(key, 30)
    for _ in range(4):
        post.dispatcher.answers.fetch()
    rows = post.rows(Inbox)
    assert sorted(row.answer["body"]["amount"] for row in rows) == ["100.00", "200.00", "300.00"]
    assert {row.case_key for row in rows} == {key}
    assert post.outside.get("/mailbox") == {"answers": []}


async def test_an_answer_for_a_case_we_do_not_have_stays_with_its_sender(post: Post) -> None:
    """It is neither kept nor acknowledged: the case may still be filed."""
    stranger = {"court": "ruyang", "case_no": "（2026）豫0326执404号", "filed_at": FILED_AT.isoformat()}
    post.outside.post(
        "/truth", {**stranger, "truth": {"other_arrivals": [{"amount": "5.00", "business_days": 1}]}}
    )
    post.outside.post(
        "/clock", {"court": "ruyang", "case_no": stranger["case_no"], "now": "2026-06-06T09:00:00+08:00"}
    )
    assert post.dispatcher.answers.fetch() == 0
    assert post.rows(Inbox) == []
    assert len(post.outside.get("/mailbox")["answers"]) == 1


async def test_a_signal_lost_is_sent_again(post: Post) -> None:
    """Not started yet: kept for later. Signalled and not taken: signalled again, until it is taken."""
    key = post.file(other_arrivals=[{"amount": "100.00", "business_days": 1}])
    post.outside_clock(key, 30)
    post.dispatcher.answers.fetch()
    assert await post.dispatcher.answers.signal() == 0
    await post.dispatcher.cases.start()
    assert await post.dispatcher.answers.signal() == 1
    assert await post.dispatcher.answers.signal() == 0
    post.put_back(Inbox, signalled_at=datetime.now(UTC) - LONG_AGO)
    assert await post.dispatcher.answers.signal() == 1
    post.put_back(Inbox, consumed_seq=2)
    post.put_back(Inbox, signalled_at=datetime.now(UTC) - LONG_AGO)
    assert await post.dispatcher.answers.signal() == 0
    await post.client.get_workflow_handle(key).terminate()


async def test_an_answer_no_run_takes_is_signalled_ever_more_seldom(post: Post) -> None:
    """A case in trouble takes nothing: each pause is as long as the answer has waited, an hour at most."""
    key = post.file(other_arrivals=[{"amount": "100.00", "business_days": 1}])
    post.outside_clock(key, 30)
    post.dispatcher.answers.fetch()
    await post.dispatcher.cases.start()
    now = datetime.now(UTC)
    minutes = timedelta(minutes=1)
    for received, signalled, sent in ((30, 20, 1), (30, 14, 0), (6000, 61, 1), (6000, 59, 0)):
        post.put_back(Inbox, received_at=now - received * minutes, signalled_at=now - signalled * minutes)
        assert await post.dispatcher.answers.signal() == sent
    await post.client.get_workflow_handle(key).terminate()


async def test_what_stays_in_the_mailbox_takes_no_place_from_the_rest(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page full of answers nobody here can keep would else be all that is ever fetched."""
    monkeypatch.setattr(answers, "PAGE", 1)
    arrival = {"other_arrivals": [{"amount": "5.00", "business_days": 1}]}
    stranger = {"court": "ruyang", "case_no": "（2026）豫0326执405号", "filed_at": FILED_AT.isoformat()}
    post.outside.post("/truth", {**stranger, "truth": arrival})
    post.outside.post(
        "/clock", {"court": "ruyang", "case_no": stranger["case_no"], "now": "2026-06-06T09:00:00+08:00"}
    )
    key = post.file(other_arrivals=[{"amount": "100.00", "business_days": 9}])
    post.outside_clock(key, 30)
    assert [post.dispatcher.answers.fetch() for _ in range(2)] == [0, 1]
    assert [row.case_key for row in post.rows(Inbox)] == [key]


async def test_an_answer_that_lacks_everything_is_set_aside_all_the_same(post: Post) -> None:
    """A body is kept as it came: one without a sum must not bring the delivery of all others to a stand."""
    key = post.file()
    answer = OutsideAnswer(sender_id="voluntary-1", kind=AnswerKind.VOLUNTARY_PAYMENT, at=FILED_AT, body={})
    with post.clerk.database.transaction() as session:
        answers.put_in_inbox(session, key, answer)
    post.clerk.append(key, EventKind.CLOSED, method="ended")
    assert await post.dispatcher.answers.signal() == 0
    (noted,) = [entry for entry in post.rows(CourtJournal) if entry.kind == "money_after_closing"]
    assert (noted.facts["sender_id"], noted.facts["amount"]) == ("voluntary-1", "")


async def test_a_case_is_told_of_a_calendar_once_in_a_while(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that takes no signal would else soon have all the signals it may get."""
    key = post.file()
    await post.dispatcher.cases.start()
    with post.clerk.database.transaction() as session:
        session.add(CalendarText(digest="later", text={}, loaded_by="RY001"))

    async def signals() -> int:
        history = await post.client.get_workflow_handle(key).fetch_history()
        return sum(event.HasField("workflow_execution_signaled_event_attributes") for event in history.events)

    for _ in range(3):
        assert await post.dispatcher.cases.change_calendars() == 1
    assert await signals() == 1
    monkeypatch.setattr(cases, "CALENDAR_AGAIN", timedelta(0))
    assert await post.dispatcher.cases.change_calendars() == 1
    assert await signals() == 2
    await post.client.get_workflow_handle(key).terminate()


@pytest.mark.requirement("RY-46")
async def test_money_after_closing_is_shown_to_the_court(post: Post) -> None:
    """An answer to a closed case is set aside, and money among it enters the court's journal."""
    key = post.file(other_arrivals=[{"amount": "100.00", "business_days": 1}])
    post.clerk.append(key, EventKind.CLOSED, method="ended")
    post.outside_clock(key, 30)
    post.dispatcher.answers.fetch()
    for _ in range(2):
        assert await post.dispatcher.answers.signal() == 0
    (row,) = post.rows(Inbox)
    assert row.reason.startswith("case_closed") and row.consumed_seq is None
    noted = [entry for entry in post.rows(CourtJournal) if entry.kind == "money_after_closing"]
    assert [(entry.facts["case"], entry.facts["amount"]) for entry in noted] == [(key, "100.00")]


@pytest.mark.requirement("JL-27", "SH-66")
async def test_service_after_closing_is_shown_to_the_court(post: Post) -> None:
    """What became of papers sent before the closing: which sending, and whether it reached anybody."""
    key = post.file()
    answer = OutsideAnswer(
        sender_id="delivery_result-1",
        kind=AnswerKind.DELIVERY_RESULT,
        request_key=f"{key}|deliver|D-applicant-1-2",
        at=FILED_AT,
        body={"recipient": "applicant-1", "channel": "post", "outcome": "returned", "documents": ["P1"]},
    )
    with post.clerk.database.transaction() as session:
        answers.put_in_inbox(session, key, answer)
    post.clerk.append(key, EventKind.CLOSED, method="termination")
    for _ in range(2):
        assert await post.dispatcher.answers.signal() == 0
    (noted,) = [entry for entry in post.rows(CourtJournal) if entry.kind == "service_after_closing"]
    told = {name: noted.facts[name] for name in ("case", "delivery", "outcome")}
    assert told == {"case": key, "delivery": "D-applicant-1-2", "outcome": "returned"}


async def test_an_act_that_could_not_be_delivered_waits(post: Post) -> None:
    """Submitted while the case does not run: it stays submitted, and is refused once the case is closed."""
    key = post.file()
    act_id = post.clerk.submit(key, ActKind.REGISTER_CASE, "RY010", "judge_assistant")
    assert (
        await post.dispatcher.acts.deliver_again() == 0
    )  # just submitted: its desk is still waiting for the answer
    post.put_back(ActLog, entered_at=datetime.now(UTC) - LONG_AGO)
    assert await post.dispatcher.acts.deliver_again() == 1
    assert [row.state for row in post.rows(ActLog)] == ["submitted"]
    post.clerk.append(key, EventKind.CLOSED, method="ended")
    assert await post.dispatcher.acts.deliver_again() == 1
    (row,) = post.rows(ActLog)
    assert (row.act_id, row.state, row.code) == (act_id, "refused", Code.WRONG_STATE)
    assert await post.dispatcher.acts.deliver_again() == 0
    with pytest.raises(RPCError):
        await post.run_id(key)


async def test_acts_that_wait_for_their_cases_let_the_others_by(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sweep goes on where the last one ended, and begins again after the last act."""
    monkeypatch.setattr(acts, "AT_ONCE", 1)
    key = post.file()
    ids = [post.clerk.submit(key, ActKind.REGISTER_CASE, "RY010", "judge_assistant") for _ in range(3)]
    for hours, act_id in enumerate(reversed(ids), start=1):
        with post.clerk.database.transaction() as session:
            entered = datetime.now(UTC) - hours * LONG_AGO
            session.execute(update(ActLog).where(ActLog.act_id == act_id).values(entered_at=entered))
    tried: list[UUID] = []

    async def away(case_key: str, act: Act) -> None:
        tried.append(act.act_id)

    monkeypatch.setattr(post.dispatcher.acts, "deliver", away)
    for _ in range(4):
        assert await post.dispatcher.acts.deliver_again() == 1
    assert tried == [*ids, ids[0]]


async def test_a_delivered_refusal_is_raised(post: Post) -> None:
    """The desk is told at once that a closed case takes no acts."""
    key = post.file()
    post.clerk.append(key, EventKind.CLOSED, method="ended")
    act_id = post.clerk.submit(key, ActKind.REGISTER_CASE, "RY010", "judge_assistant")
    with post.clerk.database.transaction() as session:
        act = session.get_one(ActLog, act_id).act
    with pytest.raises(Refusal) as refusal:
        await post.dispatcher.acts.deliver(key, Act.model_validate(act))
    assert refusal.value.code == Code.WRONG_STATE


@pytest.mark.requirement("RY-29")
async def test_a_notice_goes_out_once_and_is_reported(post: Post) -> None:
    """Killed between sending and noting it: sent again under the same key, one message, one report."""
    key = post.file()
    post.clerk.append(key, EventKind.RECEIVED)
    assert post.dispatcher.notices.send() == 1
    post.put_back(Outbox, done_at=None)
    assert post.dispatcher.notices.send() == 1
    assert post.dispatcher.notices.send() == 0
    ledger = post.outside.get("/ledger", court="ruyang", case_no=key.split(":")[1])
    assert ledger["effects_by_operation"] == {"message": 1}
    (report,) = post.rows(Inbox)
    assert (report.kind, report.answer["body"]["rule"], report.answer["body"]["recipient"]) == (
        "notice_result",
        "NT-ACCEPTED",
        "applicant-1",
    )
    assert "甲某某" not in str(report.answer) and "13000000000" not in str(report.answer)
