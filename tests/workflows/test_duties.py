"""Duties that belong to no case, on the real server: opened, done in time, late, lost and found again."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowHandle
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import TimeSkipper, TimeSkippingConfig
from temporalio.worker import Replayer
from typer.testing import CliRunner

import desk
import worker
from activities.books import Books
from activities.court_duties import dispatch
from activities.court_duties.desk import DutyDesk
from activities.court_duties.dispatch import DutyDispatcher
from activities.signing.key_files import KeyFolder
from models.calendar import CourtCalendar
from models.errors import Code, Refusal
from models.messages import DUTY_WORKFLOW_TYPE, DutyInput, DutyResult
from models.nodes import Node, NodeState
from models.tables import CourtJournal, DutyAct, DutyNodeRow, Membership
from models.values import COURT_ZONE, court_local
from tests.courthouse import PATIENCE, CourtHouse

COURT, SIGN_IN, BULLETIN = "ruyang", "RY-D20", "RY-D21"
"""The daily sign-in of the general group, the monthly bulletin of the supervision group."""

CLERK, SUPERVISOR = "RY011", "RY070"


def next_working_day() -> date:
    """The first working day after today: a run that waits for it has seen nothing of it yet."""
    calendar, day = CourtCalendar.packaged(), datetime.now(COURT_ZONE).date() + timedelta(days=1)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


DAY = next_working_day()
NINE = datetime.combine(DAY, time(9), COURT_ZONE)
MIDNIGHT = datetime.combine(DAY + timedelta(days=1), time(0), COURT_ZONE)


@pytest.fixture
async def office(house: CourtHouse) -> AsyncIterator[CourtHouse]:
    """The house with a clerk in the general group; afterwards the table still follows from the journal."""
    with house.database.transaction() as session:
        session.add(
            Membership(staff=CLERK, court=COURT, unit="general_group", role="clerk", since=date(2024, 1, 1))
        )
    yield house
    assert house.desk.casework.rebuild_duties(write=False) == {}
    assert house.desk.casework.broken_court_journals() == ()


async def started(house: CourtHouse, duty: str = SIGN_IN) -> WorkflowHandle[Any, DutyResult]:
    """A run of a duty for the next working day, as a schedule starts it."""
    return await house.client.start_workflow(
        DUTY_WORKFLOW_TYPE,
        DutyInput(court=COURT, duty=duty, day=DAY),
        id=f"{COURT}:duty:{duty}-{uuid4()}",
        task_queue=house.settings.task_queue,
        result_type=DutyResult,
    )


async def forward(house: CourtHouse, run: WorkflowHandle[Any, DutyResult], moment: datetime) -> None:
    """Let a run's time come to a moment."""
    wait = moment - await house.desk.clock(run.id)
    async with asyncio.timeout(PATIENCE):
        await TimeSkipper(house.client, config=TimeSkippingConfig(enabled=False)).fast_forward(run, wait)


async def ended(run: WorkflowHandle[Any, DutyResult]) -> DutyResult:
    """How a run ended."""
    async with asyncio.timeout(PATIENCE):
        return await run.result()


async def opened(house: CourtHouse, duty: str = SIGN_IN) -> Node:
    """The node of a duty's only turn, once the register has it."""
    async with asyncio.timeout(PATIENCE):
        while not (found := nodes(house, duty)):  # noqa: ASYNC110 - the register knows nobody who waits
            await asyncio.sleep(0.05)
    (node,) = found
    return node


def nodes(house: CourtHouse, duty: str = SIGN_IN) -> list[Node]:
    """The nodes of a duty, as the table has them."""
    with house.database.transaction() as session:
        rows = session.execute(select(DutyNodeRow.node).where(DutyNodeRow.duty == duty)).scalars()
        return [Node.model_validate(row) for row in rows]


async def replayed(run: WorkflowHandle[Any, DutyResult]) -> None:
    """A run's history is replayed by this build without a difference."""
    history = await run.fetch_history()
    replayer = Replayer(
        workflows=worker.WORKFLOWS, workflow_runner=worker.runner(), data_converter=pydantic_data_converter
    )
    assert (await replayer.replay_workflow(history)).replay_failure is None


def kinds(house: CourtHouse) -> list[str]:
    """What the court's own journal says about duties."""
    wanted = select(CourtJournal.kind).where(CourtJournal.kind.startswith("duty_"))
    with house.database.transaction() as session:
        return list(session.execute(wanted.order_by(CourtJournal.seq)).scalars())


@pytest.mark.requirement("RY-D20", "RY-8")
async def test_a_duty_done_in_time(office: CourtHouse) -> None:
    """Nothing before its day; then a node, an Update by the person, and the run is over."""
    run = await started(office)
    await forward(office, run, NINE - timedelta(hours=10))
    assert kinds(office) == []
    await forward(office, run, NINE)
    node = await opened(office)
    assert (node.responsible, node.due_at) == ("general_group", MIDNIGHT - timedelta(seconds=1))

    done = await office.desk.duties.done(COURT, SIGN_IN, CLERK)
    assert done.seq is not None and done.day == DAY
    assert await ended(run) == DutyResult(node=node.key, done=True, overdue=False)
    (after,) = nodes(office)
    assert (after.done_by, after.done_at) == (CLERK, done.submitted_at)
    assert after.state_at(MIDNIGHT) is NodeState.DONE
    assert kinds(office) == ["duty_opened", "duty_done"]


@pytest.mark.requirement("RY-D20", "RY-D21")
async def test_a_duty_nobody_did_is_late_once_and_can_still_be_done(office: CourtHouse) -> None:
    """Midnight passes: one entry, and the run ends; the late completion starts it again by its Update."""
    run = await started(office)
    await forward(office, run, MIDNIGHT + timedelta(seconds=5))
    assert await ended(run) == DutyResult(node=(await opened(office)).key, done=False, overdue=True)
    assert kinds(office) == ["duty_opened", "duty_overdue"]
    (late,) = nodes(office)
    assert late.overdue_at == late.due_at == MIDNIGHT - timedelta(seconds=1)

    done = await office.desk.duties.done(COURT, SIGN_IN, CLERK, day=DAY)
    assert done.seq is not None and done.submitted_at > MIDNIGHT
    again: WorkflowHandle[Any, DutyResult] = office.client.get_workflow_handle(run.id, result_type=DutyResult)
    assert await ended(again) == DutyResult(node=late.key, done=True, overdue=True)
    assert kinds(office) == ["duty_opened", "duty_overdue", "duty_done"]
    assert nodes(office)[0].state_at(done.submitted_at) is NodeState.DONE_LATE
    await replayed(run)
    await replayed(again)


async def test_a_duty_started_twice_is_opened_once(office: CourtHouse) -> None:
    """The second run learns that another looks after the turn, and ends; the first goes on."""
    first, second = await started(office), await started(office)
    await forward(office, first, NINE)
    node = await opened(office)
    await forward(office, second, NINE)
    assert await ended(second) == DutyResult(node=node.key)
    assert kinds(office) == ["duty_opened"]
    await office.desk.duties.done(COURT, SIGN_IN, CLERK)
    assert (await ended(first)).done


@pytest.mark.requirement("RY-57")
async def test_a_refusal_comes_back_with_its_reason(office: CourtHouse) -> None:
    """Somebody of another unit, in a role that would fit; then a second completion."""
    run = await started(office)
    await forward(office, run, NINE)
    await opened(office)
    with pytest.raises(Refusal) as refusal:
        await office.desk.duties.done(COURT, SIGN_IN, SUPERVISOR, role="judge_assistant")
    assert (refusal.value.code, refusal.value.message) == (Code.WRONG_UNIT, "该项工作由综合组办理")
    with pytest.raises(Refusal, match="当日不在其中"):
        await office.desk.duties.done(COURT, SIGN_IN, SUPERVISOR)
    await office.desk.duties.done(COURT, SIGN_IN, CLERK)
    with pytest.raises(Refusal) as refusal:
        await office.desk.duties.done(COURT, SIGN_IN, CLERK)
    assert refusal.value.code == Code.ALREADY_DONE
    with office.database.transaction() as session:
        log = session.query(DutyAct).order_by(DutyAct.entered_at).all()
        assert [(each.state, each.code) for each in log] == [
            ("refused", Code.WRONG_UNIT),
            ("accepted", ""),
            ("refused", Code.ALREADY_DONE),
        ]
    assert kinds(office) == ["duty_opened", "duty_done"]
    with pytest.raises(Refusal, match="没有开始的经常性工作"):
        await office.desk.duties.done(COURT, BULLETIN, SUPERVISOR)


@pytest.mark.requirement("CV-12")
async def test_who_has_a_key_signs_on_the_way(office: CourtHouse, tmp_path: Path) -> None:
    """The desk signs with the key that lies there; the register accepts nothing else any more."""
    KeyFolder(tmp_path / "keys").make(COURT, date(2026, 1, 1))
    office.desk.signing.make_key(CLERK, date(2026, 1, 1))
    run = await started(office)
    await forward(office, run, NINE)
    await opened(office)
    done = await office.desk.duties.done(COURT, SIGN_IN, CLERK)
    with office.database.transaction() as session:
        assert session.get_one(DutyAct, done.act_id).act["signature"]


async def test_a_lost_run_is_found_and_goes_on(office: CourtHouse) -> None:
    """Terminated in the middle of its turn: the sweep starts it under its own id, once."""
    run = await started(office)
    await forward(office, run, NINE)
    await opened(office)
    await run.terminate("lost by the test")
    dispatcher = DutyDispatcher(office.client, office.database, office.settings.task_queue, Books())
    async with asyncio.timeout(PATIENCE):
        while not await dispatcher.restart():  # noqa: ASYNC110 - the list lags
            await asyncio.sleep(0.05)
    found: WorkflowHandle[Any, DutyResult] = office.client.get_workflow_handle(run.id, result_type=DutyResult)
    await forward(office, found, MIDNIGHT + timedelta(seconds=5))
    assert (await ended(found)).overdue
    assert kinds(office) == ["duty_opened", "duty_overdue"]
    async with asyncio.timeout(PATIENCE):
        while await dispatcher.restart():  # noqa: ASYNC110 - the list lags
            await asyncio.sleep(0.05)


async def test_a_completion_that_reaches_nobody_is_kept_and_delivered_later(
    office: CourtHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No worker answers: kept as submitted at its time; later it is delivered, once."""
    run = await started(office)
    await forward(office, run, NINE)
    await opened(office)
    clock = await office.desk.clock(run.id)
    await run.terminate("lost by the test")
    monkeypatch.setattr(dispatch, "UPDATE_WAIT", timedelta(seconds=1))
    monkeypatch.setattr(dispatch, "ACT_AGAIN", timedelta(0))

    async def then(_: str) -> datetime:
        return clock

    nobody = DutyDispatcher(office.client, office.database, f"nobody-{uuid4()}", Books())
    away = DutyDesk(office.database, nobody, None, then, Books())
    kept = await away.done(COURT, SIGN_IN, CLERK)
    assert kept.seq is None and kinds(office) == ["duty_opened"]

    await office.client.get_workflow_handle(run.id).terminate("the worker comes back")
    monkeypatch.undo()
    monkeypatch.setattr(dispatch, "ACT_AGAIN", timedelta(0))
    dispatcher = DutyDispatcher(office.client, office.database, office.settings.task_queue, Books())
    assert await dispatcher.deliver_acts() == 1
    (node,) = nodes(office)
    assert (node.done_at, node.done_recorded_at) == (court_local(clock), court_local(clock))
    assert kinds(office) == ["duty_opened", "duty_done"]
    assert await dispatcher.deliver_acts() == 0


async def test_the_terminal(
    office: CourtHouse,
    database_url: str,
    temporal_address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`duties` lists, `duty done` does, `rebuild --check` finds no difference; what is wrong is one line."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_address)
    monkeypatch.setenv("COURT_TASK_QUEUE", office.settings.task_queue)
    monkeypatch.setenv("COURT_SKIP_TIME", "true")
    run = await started(office)
    await forward(office, run, NINE)
    await opened(office)

    async def said(*words: str) -> Any:
        return await asyncio.to_thread(CliRunner().invoke, desk.app, list(words))

    listed = await said("duties", "--court", COURT, "--json")
    (row,) = json.loads(listed.stdout)
    assert (row["id"], row["day"], row["state"], row["responsible_name"]) == (
        SIGN_IN, DAY.isoformat(), "open", "综合组",
    )  # fmt: skip
    others = await said("duties", "--court", COURT, "--unit", "supervision_group", "--json")
    assert json.loads(others.stdout) == []
    wrong = await said("duty", "done", COURT, SIGN_IN, "--as", SUPERVISOR)
    assert (wrong.exit_code, wrong.stderr.count("\n")) == (2, 1)
    done = await said("duty", "done", COURT, SIGN_IN, "--as", CLERK, "--day", DAY.isoformat())
    assert (done.exit_code, "已办理" in done.stdout) == (0, True)
    table = await said("duties", "--court", COURT)
    assert all(word in table.stdout for word in (SIGN_IN, DAY.isoformat(), CLERK, "已办"))
    checked = await said("rebuild", "--check")
    assert (checked.exit_code, "无差异" in checked.stdout) == (0, True)
    assert (await said("duty", "done", COURT, SIGN_IN, "--as", CLERK, "--day", "今天")).exit_code == 2
