"""The court as the simulation reaches it: the desk's screens and acts, and the clocks of its cases."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from functools import partial
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

LOOK_EVERY = 0.04
"""Seconds between two looks at a case that is still at work."""

CLOSELY = 1.0
"""Seconds after which a busy case is looked at closely: it may be waiting for its day."""

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
    """The latest record of its journal: before its clock has reached that, a case does nothing."""


class Court:
    """The product's desk over all cases, with the hand on their clocks."""

    def __init__(self, service: Any, clocks: CaseClocks, outside: OutsideClient) -> None:
        self._desk = service
        self._clocks = clocks
        self._outside = outside

    async def closed(self, row: DatedRow) -> Sight | None:
        """A case the register has closed already; none while it is open."""
        view = await patiently(partial(asyncio.to_thread, self._desk.casework.view, row.key))
        at = view.state.closed_at
        return _sight(row, local(at), view, (), None) if at is not None else None

    async def reach(self, row: DatedRow, moment: datetime) -> None:
        """Move a case's clock to `moment` and let the outside know."""
        now = await patiently(lambda: self._clocks.reach(row.key, moment))
        await patiently(lambda: self._outside.tell_time(row.court, row.case_no, now))

    async def settled(self, row: DatedRow) -> Settled:
        """The case when nothing is on its way any more. Raises CaseFailedError where it never rests."""
        clock = asyncio.get_running_loop().time
        begun = moved = clock()
        seq = -1
        while True:
            closely = clock() - begun > CLOSELY
            look = await patiently(partial(self._look, row, closely))
            if isinstance(look, Settled):
                return look
            if look.seq != seq:
                seq, moved = look.seq, clock()
            if clock() - moved > STUCK:
                raise CaseFailedError(f"案件停滞：{look.why}")
            await asyncio.sleep(LOOK_EVERY)

    async def _look(self, row: DatedRow, closely: bool) -> "Settled | Busy":
        """One look at a case: at rest, or why not. A busy case is looked at closely only now and then.

        A case that waits for its day, or for its journal, is busy too, and yet at rest.
        """
        status, clock = await asyncio.gather(self._desk.status(row.key), self._desk.clock(row.key))
        # Only after the case: asked beside it, the outside may not have heard yet what the case has asked.
        answer_at = await self._outside.next_answer(row.court, row.case_no)
        now = local(clock)
        if answer_at is not None and answer_at <= now and not (status and status.closed):
            await self._outside.tell_time(row.court, row.case_no, now)
            return Busy(status.seq if status else 0, "等待外部反馈送达")
        if status is not None and status.busy and now >= row.filed_at and not closely:
            return Busy(status.seq, status.trouble or "仍在办理")
        before, tasks, view = await asyncio.to_thread(self._screens, row.key)
        seq, recorded = view.state.seq, local(view.lines[-1].recorded_at)
        if view.state.closed_at is not None:
            return Settled(_sight(row, now, view, (), None), None, recorded)
        if status is None:
            return Busy(seq, "流程不能应答")
        at_work = status.busy or before.pending_answers or before.pending_acts
        if not status.seq == before.state.seq == seq or (at_work and now >= recorded):
            return Busy(seq, status.trouble or "仍在办理")
        return Settled(_sight(row, now, view, tasks, status), answer_at, recorded)

    def _screens(self, key: str) -> tuple[Any, Any, Any]:
        """Case, inbox and case again: what came in or was taken up in between shows in one of them."""
        casework = self._desk.casework
        return casework.view(key), casework.tasks(key), casework.view(key)

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
class Busy:
    """A case still at work: how far its journal is, and what it is doing."""

    seq: int
    why: str


def _sight(row: DatedRow, now: datetime, view: Any, tasks: Any, status: Any) -> Sight:
    return Sight(
        key=row.key,
        now=now,
        state=desk.plain(view.state),
        tasks=tuple(task_of(task) for task in desk.plain(tasks)),
        lines=tuple(desk.plain(view.lines)),
        status=desk.plain(status) if status else {},
    )


def limit_at(settled: Settled) -> datetime | None:
    """When the next open limit of the case ends."""
    return instant(settled.sight.status.get("next_due"))
