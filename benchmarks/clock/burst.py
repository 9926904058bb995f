"""One instant at which many timers fire: what is waited for, how long, and what each process spent on it."""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, Engine, text

from benchmarks.clock.cases import LIMIT
from benchmarks.clock.figures import Spread
from benchmarks.clock.machine import Machine
from workflows.deadlines import JUST_AFTER

T = TypeVar("T")

LOOK_EVERY = 1.0
"""Seconds between two looks at how many are still missing."""

PER_CASE, AT_LEAST = 0.2, 60.0
"""How long the last one is waited for: so many seconds for each, and never less than the second."""

OVERDUE = text(
    "select extract(epoch from pg_xact_commit_timestamp(j.xmin) - :passed) from journal j"
    " where j.kind = 'node_overdue' and j.subject like :limit and j.case_key = any(:keys)"
)
OVERDUE_MISSING = text(
    "select count(*) from node where limit_id = :limit and due_at = :due and overdue_at is null"
)
ROWS = text(
    "select extract(epoch from pg_xact_commit_timestamp(xmin) - due_at) from bare_row where key = any(:keys)"
)
ROWS_MISSING = text("select :count - count(*) from bare_row where key = any(:keys)")


class Burst(NamedTuple):
    """What one burst came to: delays in seconds, how many never came, processor seconds by process."""

    delays: tuple[float, ...]
    misses: int
    cpu: dict[str, float]

    @property
    def spread(self) -> Spread:
        """The delays as figures."""
        return Spread.of(self.delays)


class Watched(NamedTuple):
    """What a burst is about: how many are to come, how many have not come, how late each was."""

    size: int
    missing: Callable[[Connection], int]
    delays: Callable[[Connection], Sequence[float]]


def cases(keys: list[str], due: datetime) -> Watched:
    """Cases whose limit falls due together; a second later it has passed, and delays count from there."""

    def missing(connection: Connection) -> int:
        return int(connection.scalar(OVERDUE_MISSING, {"limit": LIMIT, "due": due}) or 0)

    def delays(connection: Connection) -> Sequence[float]:
        given = {"passed": due + JUST_AFTER, "limit": f"{LIMIT}#%", "keys": keys}
        return [float(delay) for delay in connection.scalars(OVERDUE, given)]

    return Watched(len(keys), missing, delays)


def bare(keys: list[str]) -> Watched:
    """Bare timers that end together."""

    def missing(connection: Connection) -> int:
        return int(connection.scalar(ROWS_MISSING, {"count": len(keys), "keys": keys}) or 0)

    def delays(connection: Connection) -> Sequence[float]:
        return [float(delay) for delay in connection.scalars(ROWS, {"keys": keys})]

    return Watched(len(keys), missing, delays)


async def observe(
    machine: Machine, engine: Engine, watched: Watched, instant: datetime, processes: Sequence[str]
) -> Burst:
    """Wait for the instant and for what it sets off; delays are measured to the commit of each row."""
    await asyncio.sleep(max(0.0, (instant - datetime.now(UTC)).total_seconds()))
    before = {name: machine.cpu_seconds(name) for name in processes}
    patience = time.monotonic() + max(AT_LEAST, PER_CASE * watched.size)
    while time.monotonic() < patience:
        machine.require_alive()
        if not await asyncio.to_thread(_ask, engine, watched.missing):
            break
        await asyncio.sleep(LOOK_EVERY)
    cpu = {name: machine.cpu_seconds(name) - seconds for name, seconds in before.items()}
    delays = await asyncio.to_thread(_ask, engine, watched.delays)
    return Burst(tuple(delays), watched.size - len(delays), cpu)


def _ask(engine: Engine, question: Callable[[Connection], T]) -> T:
    with engine.connect() as connection:
        return question(connection)
