"""Duties on an occasion on the real server: registered, watched, done; and turns that a new year moves."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from temporalio.client import WorkflowHandle
from temporalio.service import RPCError
from typer.testing import CliRunner

import desk
from activities.books import Books
from activities.court_duties import desk as duty_desk
from activities.court_duties import dispatch, occasions
from activities.court_duties.desk import submit
from activities.court_duties.dispatch import Address, DutyDispatcher
from activities.court_duties.occasions import Occasions, registering
from models.acts.envelope import Act, ActKind
from models.duties.duties import about
from models.errors import Code, Refusal
from models.limits import Duty, Schedule
from models.messages import DUTY_WORKFLOW_TYPE, DutyInput, DutyResult
from models.nodes import NodeState
from models.rulebook import Rulebook
from models.shelf.files import load
from models.tables import CourtJournal, DutyNodeRow, Membership
from models.values import COURT_ZONE, court_local
from simulation.attending import Attendants
from simulation.staffing import Post, Staffing
from tests.courthouse import PATIENCE, CourtHouse
from tests.workflows.test_calendar_year import published
from tests.workflows.test_duties import CLERK, COURT, ended, forward, kinds, nodes, replayed

CALLS, CHANNELS, BULLETIN = "RY-7.1", "RY-53.1", "RY-D21"
"""Calls without a case, of the general group; matters of other channels, of the supervision group."""

SUPERVISOR = "RY070"
A_SECOND = timedelta(seconds=1)


@pytest.fixture
async def office(house: CourtHouse) -> AsyncIterator[CourtHouse]:
    """The house with a clerk in the general group; afterwards the table still follows from the journal."""
    with house.database.transaction() as session:
        session.add(
            Membership(staff=CLERK, court=COURT, unit="general_group", role="clerk", since=date(2024, 1, 1))
        )
    yield house
    with house.database.transaction() as session:
        ids = [row.workflow for row in session.query(DutyNodeRow)]
    for each in ids:  # The next test's occasions have the same names, on another register.
        with contextlib.suppress(RPCError):
            await house.client.get_workflow_handle(each).terminate("the test is over")
    assert house.desk.casework.rebuild_duties(write=False) == {}
    assert house.desk.casework.broken_court_journals() == ()


def run_of(house: CourtHouse, duty: str, number: int = 1) -> WorkflowHandle[Any, DutyResult]:
    """The run of an occasion of today."""
    with house.database.transaction() as session:
        row = session.query(DutyNodeRow).filter_by(duty=duty, number=number).one()
        return house.client.get_workflow_handle(row.workflow, result_type=DutyResult)


@pytest.mark.requirement("RY-7", "RY-53")
async def test_an_occasion_is_reminded_of_and_done(office: CourtHouse) -> None:
    """Two at once, each with a run of its own; the reminder passes, the completion names its number."""
    first = await office.desk.duties.open(COURT, CALLS, CLERK, matter="来电登记第11号")
    second = await office.desk.duties.open(COURT, CALLS, CLERK, matter="来电登记第12号")
    assert (first.number, second.number, first.due_at) == (1, 2, None)
    one, other = nodes(office, CALLS)
    run = run_of(office, CALLS)
    assert run.id == f"{COURT}:duty:{CALLS}:{first.day}:1"
    assert one.warn_at is not None
    await forward(office, run, one.warn_at + A_SECOND)
    assert await ended(run) == DutyResult(node=one.key, done=False, overdue=False)
    assert kinds(office) == ["duty_opened", "duty_opened", "duty_reminded"]

    with pytest.raises(Refusal) as refusal:
        await office.desk.duties.done(COURT, CALLS, CLERK)
    assert (refusal.value.code, "--number" in refusal.value.message) == (Code.BAD_DATA, True)
    done = await office.desk.duties.done(COURT, CALLS, CLERK, number=2)
    assert (done.number, done.seq is not None) == (2, True)
    assert await ended(run_of(office, CALLS, 2)) == DutyResult(node=other.key, done=True, overdue=False)
    late = await office.desk.duties.done(COURT, CALLS, CLERK)
    assert late.number == 1
    assert await ended(office.client.get_workflow_handle(run.id, result_type=DutyResult)) == DutyResult(
        node=one.key, done=True, overdue=False
    )
    assert [node.open for node in nodes(office, CALLS)] == [False, False]
    await replayed(run)
    await replayed(run_of(office, CALLS, 2))


@pytest.mark.requirement("RY-53")
async def test_an_occasion_with_a_number_is_late_once(
    office: CourtHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three working days by the court's document: warned, then late, then done late."""

    def dated(court: str, on: date | None = None) -> Rulebook:
        book = load(court, on)
        return book.model_copy(update={"duties": tuple(map(_in_three_days, book.duties))})

    for module in (duty_desk, occasions):
        monkeypatch.setattr(module, "load", dated)
    opened = await office.desk.duties.open(COURT, CHANNELS, CLERK, matter="12337-2026-31")
    assert opened.due_at is not None
    run = run_of(office, CHANNELS)
    await forward(office, run, opened.due_at + 2 * A_SECOND)
    assert (await ended(run)).overdue
    assert kinds(office) == ["duty_opened", "duty_reminded", "duty_overdue"]
    done = await office.desk.duties.done(COURT, CHANNELS, SUPERVISOR)
    (node,) = nodes(office, CHANNELS)
    assert node.overdue_at == opened.due_at
    assert node.state_at(done.submitted_at) is NodeState.DONE_LATE


def _in_three_days(duty: Duty) -> Duty:
    if duty.id != CHANNELS:
        return duty
    words = {"every": "occasion", "unit": "working_days", "limit": 3, "warn_before": 1}
    return duty.model_copy(update={"schedule": Schedule.model_validate(words)})


async def test_a_refusal_is_said_and_nothing_runs(office: CourtHouse) -> None:
    """Somebody of another unit; a number of a person, which is not even kept."""
    with pytest.raises(Refusal, match="综合组办理"):
        await office.desk.duties.open(COURT, CALLS, SUPERVISOR, matter="来电登记第11号")
    with pytest.raises(Refusal, match="不得写证件号码"):
        await office.desk.duties.open(COURT, CALLS, CLERK, matter="来电 13000000001")
    assert kinds(office) == []


async def test_an_occasion_registered_while_temporal_is_away_is_started_by_the_watcher(
    office: CourtHouse,
) -> None:
    """Committed in the register it has happened; the sweep starts its run, once."""
    now = court_local(datetime.now(COURT_ZONE))
    act = Act(
        act_id=uuid4(),
        kind=ActKind.SIGN_NODE,
        occurred_at=now,
        actor=CLERK,
        role="clerk",
        data=registering(COURT, CALLS, "来电"),
    )
    opened = Occasions(office.database, Books()).open(act, now)
    dispatcher = DutyDispatcher(office.client, office.database, office.settings.task_queue, Books())
    assert await dispatcher.restart() == 1
    run = office.client.get_workflow_handle(opened.workflow, result_type=DutyResult)
    assert opened.node.warn_at is not None
    await forward(office, run, opened.node.warn_at + A_SECOND)
    assert await ended(run) == DutyResult(node=opened.node.key)
    assert kinds(office) == ["duty_opened", "duty_reminded"]


async def test_simulated_staff_do_what_is_open(office: CourtHouse) -> None:
    """By the desk's own table and acts, once; what nobody of theirs does stays open."""
    await office.desk.duties.open(COURT, CALLS, CLERK, matter="来电登记第11号")
    posts = (Post(CLERK, "general_group", "clerk"),)
    attendants = Attendants(office.desk, {COURT: Staffing(court=COURT, posts=posts)})
    assert [await attendants.look() for _ in range(2)] == [1, 0]
    (node,) = nodes(office, CALLS)
    assert (node.open, node.done_by) == (False, CLERK)


async def test_a_completion_that_was_not_delivered_reaches_its_own_occasion(
    office: CourtHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two of one day are open: what was kept about the second is delivered to the second, once."""
    monkeypatch.setattr(dispatch, "ACT_AGAIN", timedelta(0))
    for words in ("来电登记第11号", "来电登记第12号"):
        opened = await office.desk.duties.open(COURT, CALLS, CLERK, matter=words)
    now = court_local(datetime.now(COURT_ZONE))
    act = Act(
        act_id=uuid4(),
        kind=ActKind.SIGN_NODE,
        occurred_at=now,
        actor=CLERK,
        role="clerk",
        data={"court": COURT, **about(CALLS, opened.day, 2)},
    )
    submit(office.database, Address(run_of(office, CALLS, 2).id, COURT, CALLS, opened.day, 2), act, now)
    dispatcher = DutyDispatcher(office.client, office.database, office.settings.task_queue, Books())
    assert await dispatcher.deliver_acts() == 1
    assert {node.subject[-1]: node.open for node in nodes(office, CALLS)} == {"1": True, "2": False}
    assert await dispatcher.deliver_acts() == 0


@pytest.mark.requirement("NB-359")
async def test_open_turns_move_with_the_year_and_the_journal_says_so(
    office: CourtHouse, tmp_path: Path
) -> None:
    """A turn of March 2027 opened before the arrangement is out: listed, written by its run, final."""
    run = await office.client.start_workflow(
        DUTY_WORKFLOW_TYPE,
        DutyInput(court=COURT, duty=BULLETIN, day=date(2027, 5, 5)),
        id=f"{COURT}:duty:{BULLETIN}-2027",
        task_queue=office.settings.task_queue,
        result_type=DutyResult,
    )
    await forward(office, run, datetime(2027, 5, 10, 9, tzinfo=COURT_ZONE))
    async with asyncio.timeout(PATIENCE):
        while not nodes(office, BULLETIN):  # noqa: ASYNC110 - the register knows nobody who waits
            await asyncio.sleep(0.05)
    (before,) = nodes(office, BULLETIN)
    assert before.provisional and before.due_at is not None and before.due_at.date() == date(2027, 5, 31)

    (moved,) = await office.desk.load_calendar(published(tmp_path), "RY001")
    assert (moved.case_key, moved.node, moved.provisional) == (COURT, before.key, False)
    assert (moved.was, moved.due and moved.due.date()) == (before.due_at, date(2027, 5, 24))
    async with asyncio.timeout(PATIENCE):
        while nodes(office, BULLETIN)[0].provisional:  # noqa: ASYNC110 - the register knows nobody who waits
            await asyncio.sleep(0.05)
    (after,) = nodes(office, BULLETIN)
    assert (after.due_at, after.provisional_years) == (moved.due, ())
    with office.database.transaction() as session:
        facts = session.query(CourtJournal.facts).filter_by(kind="duty_redated").scalar()
    assert (facts["was"], facts["node"]["due_at"]) == (
        before.due_at.isoformat(),
        after.due_at.isoformat() if after.due_at else "",
    )
    dispatcher = DutyDispatcher(office.client, office.database, office.settings.task_queue, Books())
    assert await dispatcher.redate() == 0

    assert after.due_at is not None
    await forward(office, run, after.due_at + 2 * A_SECOND)
    assert (await ended(run)).overdue
    assert kinds(office) == ["duty_opened", "duty_redated", "duty_overdue"]
    assert nodes(office, BULLETIN)[0].overdue_at == after.due_at
    await replayed(run)


async def test_the_terminal(
    office: CourtHouse,
    database_url: str,
    temporal_address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`duty open` registers, `duties` shows the matter, `duty done --number` does one."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_address)
    monkeypatch.setenv("COURT_TASK_QUEUE", office.settings.task_queue)

    async def said(*words: str) -> Any:
        return await asyncio.to_thread(CliRunner().invoke, desk.app, list(words))

    opened = await said("duty", "open", COURT, CALLS, "--as", CLERK, "--subject", "来电登记第11号", "--json")
    assert opened.exit_code == 0, opened.stderr
    told = json.loads(opened.stdout)
    assert (told["number"], told["due_at"]) == (1, None)
    again = await said("duty", "open", COURT, CALLS, "--as", CLERK, "--subject", "来电登记第11号")
    assert (again.exit_code, again.stderr.count("\n"), "已经登记" in again.stderr) == (2, 1, True)
    second = await said("duty", "open", COURT, CALLS, "--as", CLERK)
    assert (second.exit_code, "已登记" in second.stdout) == (0, True)
    listed = await said("duties", "--court", COURT, "--json")
    assert {(row["number"], row["matter"]) for row in json.loads(listed.stdout)} == {
        (1, "来电登记第11号"),
        (2, ""),
    }
    shown = await said("duties", "--court", COURT)
    assert "来电登记第11号" in shown.stdout
    inbox = await said("inbox", "--person", CLERK, "--json")
    assert any("来电登记第11号" in row["name"] for row in json.loads(inbox.stdout))
    done = await said("duty", "done", COURT, CALLS, "--as", CLERK, "--day", told["day"], "--number", "1")
    assert (done.exit_code, "已办理" in done.stdout) == (0, True), done.stderr
    behalf = await said("duty", "done", COURT, CALLS, "--as", SUPERVISOR, "--for", CLERK)
    assert (behalf.exit_code, behalf.stderr.count("\n"), "没有缺勤" in behalf.stderr) == (2, 1, True)
    wrong = await said("duty", "open", COURT, "RY-D20", "--as", CLERK)
    assert (wrong.exit_code, "不是随事登记" in wrong.stderr) == (2, True)
