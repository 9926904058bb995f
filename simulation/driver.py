"""One queue of events over all cases: whichever case has the earliest next event is advanced (离散事件)."""

import asyncio
import heapq
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from simulation.court import CaseFailedError, Court, Settled, limit_at
from simulation.docket import DatedRow
from simulation.sight import Sight
from simulation.skipping import past_timer
from simulation.staff.decide import next_move
from simulation.staffing import NobodyError, Staffing

WIDTH = 6
"""How many cases are advanced at once, when their events fall into the same hour."""

ONE_HOUR = timedelta(hours=1)

IDLE = 25
"""So many steps in a row without a new record, and a case is given up."""


class Screen(Protocol):
    """Who is shown how the cases get on."""

    def show(self, row: DatedRow, sight: Sight) -> None:
        """A case after a step."""

    def fail(self, row: DatedRow, reason: str) -> None:
        """A case that does not get on."""


class Driver:
    """Advances every case of a docket to its closing. All it knows is in the product and the docket."""

    def __init__(
        self, court: Court, rows: Sequence[DatedRow], staffing: dict[str, Staffing], screen: Screen
    ) -> None:
        self._court = court
        self._rows = {row.key: row for row in rows}
        self._staffing = staffing
        self._screen = screen
        self._at_rest: dict[str, Settled] = {}
        self._idle: dict[str, tuple[int, int]] = {}
        self.failures: dict[str, str] = {}

    async def run(self) -> None:
        """Advance case after case until all are closed or given up."""
        queue: list[tuple[datetime, str]] = []
        running: dict[asyncio.Task[datetime | None], tuple[datetime, str]] = {}
        for key, row in self._rows.items():
            closed = await self._court.closed(row)
            if closed is not None:
                self._screen.show(row, closed)
            else:
                heapq.heappush(queue, (row.filed_at, key))
        try:
            while queue or running:
                while queue and len(running) < WIDTH and _same_hour(queue[0][0], running.values()):
                    at, key = heapq.heappop(queue)
                    running[asyncio.create_task(self._guarded(key, at))] = (at, key)
                done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    _, key = running.pop(task)
                    again = task.result()
                    if again is not None:
                        heapq.heappush(queue, (again, key))
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _guarded(self, key: str, at: datetime) -> datetime | None:
        row = self._rows[key]
        try:
            return await self._step(row, at)
        except (CaseFailedError, NobodyError) as failure:
            self.failures[key] = str(failure)
            self._screen.fail(row, str(failure))
            return None

    async def _step(self, row: DatedRow, at: datetime) -> datetime | None:
        """Advance a case to `at`, let whoever is then due act, and say when its next event is."""
        before = self._at_rest.get(row.key) or await self._court.settled(row)
        if not before.sight.closed:
            await self._court.reach(row, max(at, past_timer(before.recorded_at)))
        settled = await self._court.settled(row)
        move = next_move(settled.sight, row, self._staffing[row.court])
        if move is not None and move.moment(settled.sight.now) <= settled.sight.now:
            await self._court.act(row, move)
            settled = await self._court.settled(row)
        self._at_rest[row.key] = settled
        self._screen.show(row, settled.sight)
        return self._next_event(row, settled)

    def _next_event(self, row: DatedRow, settled: Settled) -> datetime | None:
        """The earliest of: the case's day, the next act of staff, the next answer, the next limit."""
        sight = settled.sight
        if sight.closed:
            return None
        self._count_idle(row.key, sight)
        move = next_move(sight, row, self._staffing[row.court])
        if move is None and settled.answer_at is None:
            raise CaseFailedError("没有人有事可办，案件却没有结案")
        limit = limit_at(settled)
        moments = [
            move.moment(sight.now) if move else None,
            settled.answer_at,
            past_timer(limit) if limit and limit > sight.now else None,
        ]
        return min(moment for moment in moments if moment is not None)

    def _count_idle(self, key: str, sight: Sight) -> None:
        seq, count = self._idle.get(key, (-1, 0))
        self._idle[key] = (sight.state["seq"], count + 1 if seq == sight.state["seq"] else 0)
        if self._idle[key][1] > IDLE:
            raise CaseFailedError("案件没有进展")


def _same_hour(at: datetime, running: Iterable[tuple[datetime, str]]) -> bool:
    """Whether an event at `at` falls into the hour of the earliest one under way, if there is one."""
    earliest = min((moment for moment, _ in running), default=at)
    return at < earliest.replace(minute=0, second=0, microsecond=0) + ONE_HOUR
