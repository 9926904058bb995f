"""One Temporal Schedule for each court and recurring duty (经常性工作日程), kept as the rulebooks have them.

Schedules run by the wall clock and do not skip time, whatever the clock of a case says.
"""

import asyncio
from datetime import date, timedelta
from typing import NamedTuple

import structlog
from sqlalchemy import select
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleListDescription,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleState,
    ScheduleUpdate,
    ScheduleUpdateInput,
)

from activities.court_duties.dispatch import of_court
from activities.database import Database
from models.duties.duties import recurs
from models.errors import Refusal
from models.messages import DUTY_WORKFLOW_TYPE, DutyInput
from models.shelf.files import load
from models.tables import Court
from models.values import COURT_ZONE

HOUR = 0
"""A turn opens at the beginning of its court-local day."""

JITTER = timedelta(minutes=1)
"""Courts that share an installation do not all begin in the same second."""

CATCH_UP = timedelta(days=31)
"""Days on which the server was away are opened afterwards, as far back as a month."""

RETIRED = "办案规则已无此项"
"""The note of a schedule whose duty the rulebook no longer has."""

log = structlog.get_logger("duties")


class Wanted(NamedTuple):
    """A schedule as it should stand; `note` is what operators read beside it."""

    id: str
    court: str
    duty: str
    note: str


def schedule_id(court: str, duty: str) -> str:
    """The id of a duty's schedule; the court comes first, as in the id of a case."""
    return f"{court}:duty:{duty}"


class DutySchedules:
    """Creates, renews and pauses schedules; each process renews each once, then only what differs."""

    def __init__(self, client: Client, database: Database, task_queue: str) -> None:
        self._client = client
        self._database = database
        self._task_queue = task_queue
        self._renewed: dict[str, Wanted] = {}

    async def ensure(self, today: date) -> int:
        """Bring the schedules to the rulebooks in force; answers how many were touched.

        Only courts with a roster have schedules. A new one runs at once, so that a turn already going on
        is opened. A schedule an operator paused stays paused.
        """
        courts = await asyncio.to_thread(self._courts)
        wanted = {each.id: each for court in courts for each in _wanted(court, today)}
        listed = {entry.id: entry async for entry in await self._client.list_schedules()}
        touched = 0
        for each in wanted.values():
            if each.id not in listed:
                await self._create(each)
            elif self._renewed.get(each.id) != each or not _stands(listed[each.id], each):
                await self._renew(each)
            else:
                continue
            self._renewed[each.id] = each
            touched += 1
        for entry in listed.values():
            ours = any(entry.id.startswith(schedule_id(court, "")) for court in courts)
            if ours and entry.id not in wanted and not _paused(entry):
                await self._client.get_schedule_handle(entry.id).pause(note=RETIRED)
                touched += 1
        return touched

    def _courts(self) -> list[str]:
        """The courts that have a roster."""
        with self._database.transaction() as session:
            return list(session.execute(select(Court.key).order_by(Court.key)).scalars())

    async def _create(self, wanted: Wanted) -> None:
        try:
            await self._client.create_schedule(
                wanted.id, self._schedule(wanted, paused=False, note=wanted.note), trigger_immediately=True
            )
        except ScheduleAlreadyRunningError:  # Another watcher was quicker, or the list lags.
            await self._renew(wanted)

    async def _renew(self, wanted: Wanted) -> None:
        def renewed(current: ScheduleUpdateInput) -> ScheduleUpdate:
            state = current.description.schedule.state
            held = state.paused and state.note != RETIRED
            note = state.note if held else wanted.note
            return ScheduleUpdate(self._schedule(wanted, paused=held, note=note))

        await self._client.get_schedule_handle(wanted.id).update(renewed)

    def _schedule(self, wanted: Wanted, *, paused: bool, note: str | None) -> Schedule:
        return Schedule(
            action=ScheduleActionStartWorkflow(
                DUTY_WORKFLOW_TYPE,
                DutyInput(court=wanted.court, duty=wanted.duty),
                id=wanted.id,
                task_queue=self._task_queue,
                typed_search_attributes=of_court(wanted.court),
                static_summary=f"经常性工作 {wanted.duty} {wanted.note}",
            ),
            spec=ScheduleSpec(
                calendars=[ScheduleCalendarSpec(hour=[ScheduleRange(HOUR)], comment=wanted.note)],
                jitter=JITTER,
                time_zone_name=COURT_ZONE.key,
            ),
            policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.ALLOW_ALL, catchup_window=CATCH_UP),
            state=ScheduleState(note=note, paused=paused),
        )


def _wanted(court: str, today: date) -> list[Wanted]:
    """The schedules of a court by its rulebook in force; none, and a line in the log, where it has none."""
    try:
        book = load(court, today)
    except Refusal as refusal:
        log.warning("no rulebook for the duties of a court", court=court, code=refusal.code)
        return []
    return [
        Wanted(schedule_id(court, duty.id), court, duty.id, f"{duty.name}（{duty.article}）")
        for duty in book.duties
        if recurs(duty)
    ]


def _stands(entry: ScheduleListDescription, wanted: Wanted) -> bool:
    """Whether a schedule has our note, or an operator's pause."""
    if entry.schedule is None:
        return False
    state = entry.schedule.state
    return state.note == wanted.note or (state.paused and state.note != RETIRED)


def _paused(entry: ScheduleListDescription) -> bool:
    return entry.schedule is not None and entry.schedule.state.paused
