"""Staff who do what their courts owe by day, week and month (经常性工作), by the wall clock."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from models.errors import Refusal
from simulation.outside.chance import chance
from simulation.patience import patiently
from simulation.staffing import NobodyError, Post, Staffing

LOOK_EVERY = 10.0
"""Seconds between two looks at the tables of duties."""

LATE = 0.1
"""The share of turns with a last day that somebody remembers only when it has passed."""

SIGNERS = (
    "clerk",
    "judge_assistant",
    "enforcement_officer",
    "bailiff",
    "judge",
    "group_leader",
    "team_head",
    "centre_head",
)
"""Who of a unit is asked first."""

log = logging.getLogger("simulation")


class Attendants:
    """Does every open turn once; all it knows is on the desk's table of duties."""

    def __init__(self, service: Any, staffing: Mapping[str, Staffing]) -> None:
        self._desk = service
        self._staffing = staffing
        self._seen_to: set[tuple[str, str, str]] = set()
        """What somebody has reported done, or nobody can: the product delivers what it was told once."""

    async def run(self) -> None:
        """Look again and again, for ever."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> int:
        """Do what is open in every court; answers how many turns were done."""
        done = 0
        for court in self._staffing:
            now = datetime.now(UTC)
            rows = await patiently(partial(asyncio.to_thread, self._desk.duties.table, court, "", now))
            for row in rows:
                if (
                    row.done_at is None
                    and row.state != "waived"
                    and not self._remembered_later(court, row, now)
                ):
                    done += await self._do(court, row)
        return done

    def _remembered_later(self, court: str, row: Any, now: datetime) -> bool:
        """Whether whoever must do it will think of it only after its last day."""
        if row.due_at is None or now > row.due_at:
            return False
        return chance(court, row.id, row.subject).random() < LATE

    async def _do(self, court: str, row: Any) -> int:
        """Report one turn done, in the name of somebody whose it is; 0 where nobody can."""
        turn = (court, row.id, row.subject)
        if turn in self._seen_to:
            return 0
        try:
            post = self._post(court, row)
            await patiently(
                lambda: self._desk.duties.done(
                    court, row.id, post.staff, day=row.day, number=row.number, role=post.role
                )
            )
        except (NobodyError, Refusal) as reason:
            log.warning("a duty is left: %s %s: %s", court, row.id, type(reason).__name__)
            return 0
        finally:
            self._seen_to.add(turn)
        return 1

    def _post(self, court: str, row: Any) -> Post:
        """Who does it: somebody of the unit, or whoever has the role. Raises NobodyError."""
        staffing = self._staffing[court]
        mark = f"{row.id} {row.subject}"
        if staffing.staffed(row.responsible):
            return staffing.choose(row.responsible, SIGNERS, mark, frozenset())
        return staffing.choose("", (row.responsible,), mark, frozenset())
