"""Schedules of recurring duties on the real server: as the rulebooks have them, each day once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from temporalio.client import (
    Client,
    ScheduleActionExecutionStartWorkflow,
    ScheduleActionStartWorkflow,
    ScheduleBackfill,
    ScheduleDescription,
    ScheduleHandle,
    ScheduleListDescription,
    ScheduleOverlapPolicy,
)

from activities.court_duties import schedules as scheduling
from activities.court_duties.schedules import CATCH_UP, RETIRED, DutySchedules, schedule_id
from models.calendar import CourtCalendar
from models.duties.duties import recurs, turn_on
from models.messages import DutyResult
from models.nodes import Node
from models.rulebook import Rulebook
from models.shelf.files import load
from models.tables import DutyNodeRow
from models.values import COURT_ZONE
from tests.courthouse import PATIENCE, CourtHouse

TODAY = date(2026, 5, 7)
"""The day by whose rulebooks the schedules are made."""

COURT, SIGN_IN, BULLETIN = "ruyang", "RY-D20", "RY-D21"
OF_DAY = schedule_id(COURT, SIGN_IN)
NO_OTHERS = {OF_DAY, schedule_id(COURT, BULLETIN)}
"""Gushi, the other court with a roster here, has no duty of the calendar."""


@pytest.fixture
async def schedules(house: CourtHouse) -> AsyncIterator[DutySchedules]:
    """The schedules of a house on a server without any; afterwards there are none again."""
    await _clear(house.client)
    yield DutySchedules(house.client, house.database, house.settings.task_queue)
    await _clear(house.client)


async def _clear(client: Client) -> None:
    async for entry in await client.list_schedules():
        await client.get_schedule_handle(entry.id).delete()
    await until(client, lambda listed: not listed)


async def until(
    client: Client, fits: Callable[[dict[str, ScheduleListDescription]], bool]
) -> dict[str, ScheduleListDescription]:
    """The schedules by id, once the list, which lags, is as wanted."""
    async with asyncio.timeout(PATIENCE):
        while not fits(  # noqa: ASYNC110 - the list lags, and tells nobody
            listed := {entry.id: entry async for entry in await client.list_schedules()}
        ):
            await asyncio.sleep(0.05)
    return listed


async def made(house: CourtHouse, schedules: DutySchedules) -> ScheduleHandle:
    """The schedule of the daily sign-in, made and listed."""
    assert await schedules.ensure(TODAY) == len(NO_OTHERS)
    await until(house.client, lambda listed: set(listed) == NO_OTHERS)
    return house.client.get_schedule_handle(OF_DAY)


async def described(
    handle: ScheduleHandle, fits: Callable[[ScheduleDescription], bool]
) -> ScheduleDescription:
    """The schedule, once it is as wanted."""
    async with asyncio.timeout(PATIENCE):
        while not fits(found := await handle.describe()):  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.05)
    return found


async def run_of(house: CourtHouse, handle: ScheduleHandle, number: int) -> tuple[date, str]:
    """The court-local day and the workflow id of a schedule's run, counted from its first."""
    found = (await described(handle, lambda each: len(each.info.recent_actions) > number)).info.recent_actions
    action = found[number].action
    assert isinstance(action, ScheduleActionExecutionStartWorkflow)
    return found[number].scheduled_at.astimezone(COURT_ZONE).date(), action.workflow_id


def turns(house: CourtHouse) -> dict[date, Node]:
    """The turns of the daily sign-in in the table, by day."""
    wanted = select(DutyNodeRow).where(DutyNodeRow.duty == SIGN_IN)
    with house.database.transaction() as session:
        return {row.day: Node.model_validate(row.node) for row in session.execute(wanted).scalars()}


@pytest.mark.requirement("RY-D20", "RY-D21")
async def test_each_recurring_duty_of_a_court_with_a_roster_has_one(
    house: CourtHouse, schedules: DutySchedules
) -> None:
    """Policy, zone and note are named; a second look and a second watcher change nothing of it."""
    handle = await made(house, schedules)
    one = (await handle.describe()).schedule
    assert isinstance(one.action, ScheduleActionStartWorkflow)
    assert (one.action.workflow, one.action.task_queue) == ("CourtDuty", house.settings.task_queue)
    assert (one.policy.overlap, one.policy.catchup_window) == (ScheduleOverlapPolicy.ALLOW_ALL, CATCH_UP)
    assert one.spec.time_zone_name == "Asia/Shanghai"
    assert (one.state.note, one.state.paused) == ("指挥平台和值守系统每日签到（综合组(8)）", False)
    following = (await handle.describe()).info.next_action_times
    assert {at.astimezone(COURT_ZONE).hour for at in following} == {0}

    assert await schedules.ensure(TODAY) == 0
    another = DutySchedules(house.client, house.database, house.settings.task_queue)
    assert await another.ensure(TODAY) == len(NO_OTHERS)
    assert (await handle.describe()).schedule.state == one.state
    await until(house.client, lambda listed: set(listed) == NO_OTHERS)


@pytest.mark.requirement("RY-D20")
async def test_a_new_schedule_runs_at_once_and_a_trigger_opens_nothing_twice(
    house: CourtHouse, schedules: DutySchedules
) -> None:
    """Today's turn, if today has one, is opened by the first run; the second finds it and ends."""
    handle = await made(house, schedules)
    day, first = await run_of(house, handle, 0)
    duty = next(each for each in load(COURT).duties if each.id == SIGN_IN)
    turn = turn_on(duty, day, CourtCalendar.packaged())
    await _another_second(first)
    await handle.trigger()
    _, second = await run_of(house, handle, 1)
    assert first != second
    of_second = await house.client.get_workflow_handle(second, result_type=DutyResult).result()
    if turn is None:
        assert of_second == DutyResult() and turns(house) == {}
    else:
        assert list(turns(house)) == [day]
        assert of_second == DutyResult(node=turns(house)[day].key)


@pytest.mark.requirement("RY-D20", "RY-D21")
async def test_days_are_opened_afterwards_as_their_own(house: CourtHouse, schedules: DutySchedules) -> None:
    """A week with a holiday in it, asked for afterwards: its working days, each late at its own midnight."""
    handle = await made(house, schedules)
    await run_of(house, handle, 0)
    first, last = date(2026, 5, 1), date(2026, 5, 8)
    await handle.backfill(
        ScheduleBackfill(
            start_at=_midnight(first),
            end_at=_midnight(last) + timedelta(hours=1),
            overlap=ScheduleOverlapPolicy.ALLOW_ALL,
        )
    )
    worked = {date(2026, 5, 6), date(2026, 5, 7), date(2026, 5, 8)}

    def late() -> set[date]:
        return {day for day, node in turns(house).items() if day <= last and node.overdue_at == node.due_at}

    async with asyncio.timeout(PATIENCE):
        while late() != worked:  # noqa: ASYNC110 - the register knows nobody who waits
            await asyncio.sleep(0.05)
    assert {day for day in turns(house) if day <= last} == worked
    assert all(node.due_at and node.due_at.date() == day for day, node in turns(house).items())
    assert house.desk.casework.rebuild_duties(write=False) == {}


async def test_a_duty_the_rulebook_no_longer_has_is_paused_and_comes_back_with_it(
    house: CourtHouse, schedules: DutySchedules, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paused with that reason, never deleted: what it opened stays; it goes on when the book has it again."""
    handle = await made(house, schedules)

    def without(court: str, on: date | None = None) -> Rulebook:
        book = load(court, on)
        return book.model_copy(update={"duties": tuple(d for d in book.duties if d.id != SIGN_IN)})

    monkeypatch.setattr(scheduling, "load", without)
    assert await schedules.ensure(TODAY) == 1
    state = (await handle.describe()).schedule.state
    assert (state.paused, state.note) == (True, RETIRED)
    await until(house.client, lambda listed: _noted(listed[OF_DAY]) == RETIRED)
    assert await schedules.ensure(TODAY) == 0
    monkeypatch.undo()
    assert await schedules.ensure(TODAY) == 1
    state = (await handle.describe()).schedule.state
    assert (state.paused, state.note) == (False, "指挥平台和值守系统每日签到（综合组(8)）")


async def test_an_operators_pause_stands(house: CourtHouse, schedules: DutySchedules) -> None:
    """Neither a further look nor a new watcher takes it back; the operator does."""
    handle = await made(house, schedules)
    await handle.pause(note="系统迁移")
    await until(house.client, lambda listed: _noted(listed[OF_DAY]) == "系统迁移")
    looks: list[Callable[[date], Awaitable[int]]] = [
        schedules.ensure,
        DutySchedules(house.client, house.database, house.settings.task_queue).ensure,
    ]
    for look in looks:
        await look(TODAY)
        state = (await handle.describe()).schedule.state
        assert (state.paused, state.note) == (True, "系统迁移")
    await handle.unpause()
    await until(house.client, lambda listed: _noted(listed[OF_DAY]) != "系统迁移")
    assert await schedules.ensure(TODAY) == 1
    assert not (await handle.describe()).schedule.state.paused


def test_only_the_calendars_rhythms_are_scheduled() -> None:
    """What this file takes for granted of the two courts with a roster."""
    assert {each.id for each in load(COURT).duties if recurs(each)} == {SIGN_IN, BULLETIN}
    assert not any(recurs(each) for each in load("gushi").duties)


async def _another_second(first: str) -> None:
    """Return in a later second than a run began in: two in one second would have one id."""
    while f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}" in first:  # noqa: ASYNC110 - nobody tells of the time
        await asyncio.sleep(0.05)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=COURT_ZONE).astimezone(UTC)


def _noted(entry: ScheduleListDescription) -> str | None:
    return entry.schedule.state.note if entry.schedule else None
