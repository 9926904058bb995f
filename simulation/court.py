"""The court as the simulation reaches it: the desk's screens and acts, and the clocks of its cases."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import desk
from models.errors import Refusal
from simulation.docket import DatedRow
from simulation.outside.business_time import local
from simulation.outside_client import OutsideClient
from simulation.patience import patiently
from simulation.sight import Json, Sight, instant, task_of
from simulation.skipping import CaseClocks
from simulation.staff.planner import Move

LOOK_EVERY = 0.03
"""Seconds between two looks at a case that is still at work."""

STUCK = 180.0
"""Seconds a case may show the same trouble, or stay at work, before it is given up."""


class CaseFailedError(Exception):
    """The product refused a member of staff, or a case does not get on; the text says what, without names."""


@dataclass(frozen=True)
class Settled:
    """A case at rest: what staff see, and when the outside will next be heard of."""

    sight: Sight
    answer_at: datetime | None
    recorded_at: datetime
    """The latest record of its journal."""

    @property
    def begun(self) -> bool:
        """Whether its clock has reached its journal: before that a case does nothing."""
        return self.sight.now >= self.recorded_at


class Court:
    """The product's desk over all cases, with the hand on their clocks."""

    def __init__(self, service: Any, clocks: CaseClocks, outside: OutsideClient) -> None:
        self._desk = service
        self._clocks = clocks
        self._outside = outside

    async def known(self, key: str) -> bool:
        """Whether the register has this case."""
        return key in await patiently(lambda: asyncio.to_thread(self._desk.casework.all_keys))

    async def reach(self, row: DatedRow, moment: datetime) -> None:
        """Move a case's clock to `moment` and let the outside know."""
        now = await patiently(lambda: self._clocks.reach(row.key, moment))
        await patiently(lambda: self._outside.tell_time(row.court, row.case_no, now))

    async def settled(self, row: DatedRow) -> Settled:
        """The case when nothing is on its way any more. Raises CaseFailedError where it does not get there."""
        loop = asyncio.get_running_loop()
        seq, since = -1, loop.time()
        while True:
            found, busy = await patiently(lambda: self._look(row))
            if found is not None:
                return found
            if busy.seq != seq:
                seq, since = busy.seq, loop.time()
            if loop.time() - since > STUCK:
                raise CaseFailedError(f"案件停滞：{busy.why}")
            await asyncio.sleep(LOOK_EVERY)

    async def _look(self, row: DatedRow) -> tuple[Settled | None, "_Busy"]:
        """One look at a case: at rest, or why not."""
        answer_at, view, status, clock = await asyncio.gather(
            self._outside.next_answer(row.court, row.case_no),
            asyncio.to_thread(self._desk.casework.view, row.key),
            self._desk.status(row.key),
            self._desk.clock(row.key),
        )
        now, recorded = local(clock), local(view.lines[-1].recorded_at)
        closed = view.state.closed_at is not None
        if not closed:
            if status is None:
                return None, _Busy(view.state.seq, "流程不能应答")
            if answer_at is not None and answer_at <= now:
                await self._outside.tell_time(row.court, row.case_no, now)
                return None, _Busy(view.state.seq, "等待外部反馈送达")
            waits_for_its_day = status.seq == view.state.seq and now < recorded
            at_work = status.busy or status.seq != view.state.seq or view.pending_answers or view.pending_acts
            if at_work and not waits_for_its_day:
                return None, _Busy(view.state.seq, status.trouble or "仍在办理")
        tasks: Any = ()
        if not closed:
            tasks = await asyncio.to_thread(self._desk.casework.tasks, row.key)
            again = await self._desk.status(row.key)
            if again is None or again.seq != view.state.seq:
                return None, _Busy(view.state.seq, "案件有新记录")
        sight = Sight(
            key=row.key,
            now=now,
            state=desk.plain(view.state),
            tasks=tuple(task_of(task) for task in desk.plain(tasks)),
            lines=tuple(desk.plain(view.lines)),
            status=desk.plain(status) if status else {},
        )
        return Settled(sight, None if closed else answer_at, recorded), _Busy(view.state.seq, "")

    async def act(self, row: DatedRow, move: Move) -> None:
        """Do what somebody planned, once. Raises CaseFailedError where the product refuses it."""
        try:
            await patiently(
                lambda: self._desk.act(
                    row.key,
                    move.act,
                    move.staff,
                    move.data,
                    role=move.role,
                    occurred_at=move.occurred_at,
                    act_id=move.act_id,
                )
            )
        except Refusal as refusal:
            raise CaseFailedError(f"{move.act}（{move.role}）被拒：{refusal.message}") from refusal

    async def state(self, key: str) -> Json:
        """The folded state of a case, and its money, from the register."""
        view = await patiently(lambda: asyncio.to_thread(self._desk.casework.view, key))
        return {**desk.plain(view.state), "recovered": str(view.state.recovered)}


@dataclass(frozen=True)
class _Busy:
    seq: int
    why: str


def limit_at(settled: Settled) -> datetime | None:
    """When the next open limit of the case ends."""
    return instant(settled.sight.status.get("next_due"))
