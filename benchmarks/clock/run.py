"""The clock under load: many cases open, many limits due at one instant, beside bare timers (期限时钟)."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from statistics import mean

from temporalio.client import Client

from activities.connection import connect as connect_temporal
from activities.database import connect as connect_database
from activities.desk_opening import open_desk
from activities.desk_service import DeskService
from benchmarks.clock import burst
from benchmarks.clock.bare import TASK_QUEUE, WORKFLOW_TYPE
from benchmarks.clock.bare_row import TABLE, Alarm
from benchmarks.clock.burst import Burst, Watched
from benchmarks.clock.looking import Answer, Supervisor
from benchmarks.clock.machine import BARE, WATCHER, WORKER, Machine
from benchmarks.clock.measured import Held, Measured, Round, Size
from benchmarks.clock.opening import Opening, say, writers
from local.faults import LocalFault
from models.settings import read_settings
from workflows.deadlines import JUST_AFTER

BARE_STARTS = 40.0
"""Bare workflows a second that are started at the least."""

STARTERS = 20
"""Bare workflows started at once."""

SAMPLE = 50
"""Cases whose histories are looked at after a burst."""

REPLAYING = 0.2
"""Seconds a new worker may take for every case it replays."""

LATER = timedelta(hours=2)
"""The limits of all other cases fall due at least so much later."""

SPENT_IN = ("postgres", "temporal", WATCHER, WORKER, BARE)


def measure(size: Size) -> Measured:
    """Make the machine, run, take it down. Raises LocalFault where something did not come about."""
    with Machine.up() as machine, _surroundings(machine.environment):
        machine.owner_statement(TABLE)
        return asyncio.run(_measure(machine, size))


async def _measure(machine: Machine, size: Size) -> Measured:
    async with _opened(machine, size.margin) as run:
        held = await run.hold(size.others)
        rounds, quiet, busy = [], [], []
        for number in range(size.rounds):
            of_cases, calm, asked = await run.case_burst(size.due, size.questions)
            events = await run.last_history(size.due) - held.events
            rounds.append(Round(of_cases, await run.bare_burst(number, size.due), events))
            quiet += calm
            busy += asked
        again = run.restart()
        return Measured(size, held, tuple(rounds), tuple(quiet), tuple(busy), again)


@asynccontextmanager
async def _opened(machine: Machine, margin: float) -> AsyncIterator["Run"]:
    machine.start_worker()
    machine.start_bare()
    with writers() as pool:
        async with open_desk() as desk:
            run = Run(machine, desk, await connect_temporal(read_settings()), pool, margin)
            try:
                yield run
            finally:
                run.engine.dispose()


class Run:
    """One run over one machine."""

    def __init__(
        self, machine: Machine, desk: DeskService, client: Client, pool: ProcessPoolExecutor, margin: float
    ) -> None:
        self._machine, self._desk, self._client = machine, desk, client
        self._opening = Opening(machine, client, pool)
        self.engine = connect_database(read_settings(), pool_size=1)
        self._margin = timedelta(seconds=margin)

    async def hold(self, count: int) -> Held:
        """Write and start so many cases that fall due much later."""
        before = {name: self._machine.memory(name) for name in (WORKER, "temporal")}
        soonest = datetime.now(UTC).replace(microsecond=0) + LATER
        dues = [soonest + timedelta(seconds=30 * (number % 1000)) for number in range(count)]
        keys = await self._opening.open(dues)
        grown = {name: self._machine.memory(name) - size for name, size in before.items()}
        described = await self._client.get_workflow_handle(keys[-1]).describe()
        info = described.raw_description.workflow_execution_info
        return Held(
            count,
            self._opening.written,
            self._opening.started,
            grown[WORKER],
            grown["temporal"],
            info.history_length,
            info.history_size_bytes,
        )

    async def case_burst(self, count: int, questions: int) -> tuple[Burst, list[Answer], list[Answer]]:
        """Cases that fall due together; beside it what a supervisor waits for, before and meanwhile."""
        quiet = await Supervisor(self._desk, self._opening.keys).ask(questions)
        ahead = timedelta(seconds=self._opening.seconds(count)) + self._margin
        due = (datetime.now(UTC) + ahead).replace(microsecond=0)
        keys = await self._opening.open([due] * count)
        instant = due + JUST_AFTER
        self._require_before(instant, "the last case was started")
        observed, busy = await self._observe(burst.cases(keys, due), instant)
        say(f"limits passed: {_told(observed)}")
        return observed, quiet, busy

    async def last_history(self, count: int) -> float:
        """Events in the history of a case, on average over a sample of so many written last."""
        handles = [self._client.get_workflow_handle(key) for key in self._opening.keys[-count:][:SAMPLE]]
        return mean([(await handle.describe()).history_length for handle in handles])

    def restart(self) -> float:
        """Start the worker anew; answers the seconds until it takes work."""
        self._machine.stop(WORKER)
        began = time.monotonic()
        self._machine.start_worker(60 + REPLAYING * len(self._opening.keys))
        return time.monotonic() - began

    async def bare_burst(self, number: int, count: int) -> Burst:
        """Bare timers that end together."""
        ahead = timedelta(seconds=count / BARE_STARTS) + self._margin
        instant = (datetime.now(UTC) + ahead).replace(microsecond=0)
        keys = [f"bare-{number}-{each}" for each in range(count)]
        turn = asyncio.Semaphore(STARTERS)

        async def start(key: str) -> None:
            async with turn:
                alarm = Alarm(key=key, at=instant)
                await self._client.start_workflow(WORKFLOW_TYPE, alarm, id=key, task_queue=TASK_QUEUE)

        await asyncio.gather(*(start(key) for key in keys))
        await self._until_waiting(keys)
        self._require_before(instant, "the last bare workflow was started")
        observed, _ = await self._observe(burst.bare(keys), instant)
        say(f"bare timers ended: {_told(observed)}")
        return observed

    async def _observe(self, watched: Watched, instant: datetime) -> tuple[Burst, list[Answer]]:
        """A burst, while a supervisor asks; the same beside either kind, so that neither has it easier."""
        done = asyncio.Event()
        observed = asyncio.create_task(burst.observe(self._machine, self.engine, watched, instant, SPENT_IN))
        observed.add_done_callback(lambda _: done.set())
        await asyncio.sleep((instant - datetime.now(UTC)).total_seconds())
        answers = await Supervisor(self._desk, self._opening.keys).ask_until(done)
        return await observed, answers

    async def _until_waiting(self, keys: Sequence[str]) -> None:
        """Until every bare workflow has set its timer: started, one task, the timer."""
        for key in keys:
            while (await self._client.get_workflow_handle(key).describe()).history_length < 5:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    @staticmethod
    def _require_before(instant: datetime, what: str) -> None:
        late = (datetime.now(UTC) - instant).total_seconds()
        if late >= 0:
            raise LocalFault(
                f"{what} {late:.0f} s after the instant it was to wait for: this machine is too busy"
            )


def _told(observed: Burst) -> str:
    last = f", the last after {max(observed.delays):.1f} s" if observed.delays else ""
    return f"{len(observed.delays)} noted{last}, {observed.misses} missed"


@contextmanager
def _surroundings(variables: dict[str, str]) -> Iterator[None]:
    """The product's variables in this process's environment, and afterwards as it was."""
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
