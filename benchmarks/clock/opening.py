"""Bringing cases to where they wait: written side by side, started by the watcher, counted by the server."""

import asyncio
import multiprocessing
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime

from temporalio.client import Client

from benchmarks.clock.cases import WAITS_IN, Order, Registry
from benchmarks.clock.machine import WATCHER, Machine
from local.faults import LocalFault
from models.settings import read_settings

WRITERS, AT_ONCE = 2, 100
"""Processes that write cases side by side, and how many cases each is given at a time."""

SLOWEST = 8.0
"""Cases a second: what is foreseen of writing and of starting before either was measured."""

FORESIGHT = 1.5
"""How much longer writing and starting may take than it took before."""

PATIENCE = 0.5
"""Seconds every case may take to start, or the run is given up."""


@contextmanager
def writers() -> Iterator[ProcessPoolExecutor]:
    """The processes that write; what they have not begun when the run ends is not begun any more."""
    pool = ProcessPoolExecutor(
        WRITERS, mp_context=multiprocessing.get_context("spawn"), initializer=_open_registry
    )
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


class Opening:
    """Opens cases; remembers their keys and how many a second were written and started last."""

    def __init__(self, machine: Machine, client: Client, pool: ProcessPoolExecutor) -> None:
        self._machine, self._client, self._pool = machine, client, pool
        self.keys: list[str] = []
        self.written, self.started = SLOWEST, SLOWEST

    def seconds(self, count: int) -> float:
        """How long it may take to open so many."""
        return FORESIGHT * count * (1 / self.written + 1 / self.started)

    async def open(self, dues: Sequence[datetime]) -> list[str]:
        """Write a case for each instant at which its limit falls due, and wait until all wait for people.

        The watcher stands still while they are written: a case is started as it lies there.
        """
        if self._machine.runs(WATCHER):
            self._machine.stop(WATCHER)
        keys = await self._write(dues)
        await self._start(len(keys))
        return keys

    async def _write(self, dues: Sequence[datetime]) -> list[str]:
        began, now, first = time.monotonic(), datetime.now(UTC), len(self.keys) + 1
        orders = [Order(first + place, due) for place, due in enumerate(dues)]
        loop = asyncio.get_running_loop()
        parts = [
            loop.run_in_executor(self._pool, _write, orders[start : start + AT_ONCE], now)
            for start in range(0, len(orders), AT_ONCE)
        ]
        keys = [key for part in await asyncio.gather(*parts) for key in part]
        self.keys += keys
        self.written = len(keys) / (time.monotonic() - began)
        say(f"{len(keys)} cases written, {self.written:.0f}/s")
        return keys

    async def _start(self, count: int) -> None:
        began = time.monotonic()
        self._machine.start_watcher()
        patience = began + 60 + PATIENCE * count
        while (waiting := await self._waiting()) < len(self.keys):
            self._machine.require_alive()
            if time.monotonic() > patience:
                raise LocalFault(f"only {waiting} of {len(self.keys)} cases are open and wait for people")
            await asyncio.sleep(1)
        self.started = count / (time.monotonic() - began)
        say(f"{count} more are open and wait for people, {self.started:.0f}/s")

    async def _waiting(self) -> int:
        query = f"Stage = '{WAITS_IN}' AND ExecutionStatus = 'Running'"
        return (await self._client.count_workflows(query)).count


def say(words: str) -> None:
    """How far the run is, for who waits for it."""
    print(f"{datetime.now(UTC):%H:%M:%S}  {words}", file=sys.stderr, flush=True)


# --- in a process of its own -----------------------------------------------------------------

_registry: Registry


def _open_registry() -> None:
    global _registry
    _registry = Registry(read_settings())


def _write(orders: Sequence[Order], now: datetime) -> list[str]:
    return _registry.write(orders, now)
