"""The machine of a run: its own PostgreSQL, Temporal server and processes, in a folder that goes again."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import NamedTuple, NoReturn

import psycopg2

from local import environment, postgres, roles, temporal
from local.faults import LocalFault
from local.keys import make_codec_keys
from local.lineup import Lineup
from local.place import ROOT, Place, require_room
from local.ports import HOST, Ports, answers
from local.processes import Program, exit_code, last_words, launch, run_to_end, stop, wait_until

WORKER, WATCHER, BARE, OUTSIDE = "worker", "watcher", "bare", "outside"

ROOM_MB = 3_000
"""What 14,000 runs and their records take up on the disk, with room to spare."""

SOON = 120.0
"""Seconds a process may take to be ready."""

_PAGE = os.sysconf("SC_PAGE_SIZE")


class Running(NamedTuple):
    """A process with the program it was started from."""

    program: Program
    process: subprocess.Popen[bytes]


class Machine:
    """Starts and stops its own processes and no others; `require_alive` names the one that has gone."""

    def __init__(self, folder: Path) -> None:
        self.place = Place(ROOT, folder)
        self.ports = _free_ports()
        self._lineup = Lineup(self.place, self.ports)
        self._running: dict[str, Running] = {}

    @classmethod
    @contextmanager
    def up(cls) -> Iterator["Machine"]:
        """A migrated machine with the simulated outside; afterwards nothing of it is left."""
        require_room(Path(tempfile.gettempdir()), ROOM_MB, "the databases of the benchmark")
        with tempfile.TemporaryDirectory(prefix="court-bench-") as parent, _termination():
            Path(parent).chmod(0o711)  # PostgreSQL may run as another user
            machine = cls(Path(parent) / "data")
            try:
                machine._start_servers()
                yield machine
            finally:
                machine._stop_all()

    def _start_servers(self) -> None:
        self.place.make()
        make_codec_keys(self.place.secrets, temporal.store_of(self.place.data))
        passwords = postgres.prepare(self.place.data)
        # The server's own note of when a transaction was committed: what a delay is measured to.
        with (postgres.cluster_of(self.place.data) / "postgresql.auto.conf").open("a") as file:
            file.write("track_commit_timestamp = on\n")
        self._start(self._lineup.postgres(), lambda: postgres.is_ready(self.place.data))
        roles.ensure(passwords, self.ports.postgres)
        self._start(self._lineup.temporal(), lambda: temporal.is_ready(self.ports.temporal))
        temporal.register(self.ports.temporal)
        run_to_end(self._lineup.migration())
        self._start(self._lineup.outside(), lambda: answers(self.ports.outside))

    # --- its processes -----------------------------------------------------------------------

    def start_worker(self, seconds: float = SOON) -> None:
        """The product's worker, as `make up` starts it; it replays every open case before it is ready."""
        self._start(self._lineup.worker(), self._said(WORKER, "worker ready"), seconds)

    def start_watcher(self) -> None:
        """The product's watcher, which starts what was filed."""
        self._start(self._lineup.watcher(), self._said(WATCHER, "watcher ready"))

    def start_bare(self) -> None:
        """The worker of the bare workflows."""
        program = Program(
            name=BARE,
            command=(sys.executable, "-m", "benchmarks.clock.bare_worker"),
            folder=self.place.root,
            environment=environment.of_children(self.place, self.ports),
            log=self.place.logs / f"{BARE}.log",
            grace=30.0,
        )
        self._start(program, self._said(BARE, "worker ready"))

    def runs(self, name: str) -> bool:
        """Whether a process was started and not stopped."""
        return name in self._running

    def stop(self, name: str) -> None:
        """Stop one process in its own manner."""
        running = self._running.pop(name)
        stop(running.process, running.program)

    def memory(self, name: str) -> int:
        """Resident bytes of a process."""
        pid = self._running[name].process.pid
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE

    def cpu_seconds(self, name: str) -> float:
        """Processor time of a process and the children it still has, in seconds."""
        ticks = os.sysconf("SC_CLK_TCK")
        return sum(_ticks(pid) for pid in _family(self._running[name].process.pid)) / ticks

    def require_alive(self) -> None:
        """Raises LocalFault with the last words of a process that has ended."""
        for name, running in self._running.items():
            code = exit_code(running.process)
            if code is not None:
                raise LocalFault(f"{name} ended with exit code {code}: {last_words(running.program)}")

    def owner_statement(self, statement: str) -> None:
        """Run a statement as the owner of the tables."""
        with closing(
            psycopg2.connect(self.environment["MIGRATION_DATABASE_URL"].replace("+psycopg2", ""))
        ) as c:
            with c, c.cursor() as cursor:
                cursor.execute(statement)

    @property
    def environment(self) -> dict[str, str]:
        """The variables the product reads here."""
        return environment.product(self.place, self.ports)

    def _start(self, program: Program, ready: Callable[[], bool], seconds: float = SOON) -> None:
        process = launch(program)
        self._running[program.name] = Running(program, process)
        wait_until(process, program, ready, seconds)

    def _said(self, name: str, words: str) -> Callable[[], bool]:
        """Whether a process said it is ready, since now: its log goes on after a restart."""
        log = self.place.logs / f"{name}.log"
        before = log.stat().st_size if log.exists() else 0

        def said() -> bool:
            if not log.exists():
                return False
            with log.open("rb") as file:
                file.seek(before)
                return words.encode() in file.read()

        return said

    def _stop_all(self) -> None:
        for name in reversed(list(self._running)):
            self.stop(name)


def _free_ports() -> Ports:
    """Ports nobody holds now."""
    probes = [socket.create_server((HOST, 0)) for _ in range(5)]
    try:
        return Ports(*(int(probe.getsockname()[1]) for probe in probes))
    finally:
        for probe in probes:
            probe.close()


def _family(pid: int) -> list[int]:
    """A process and its children; PostgreSQL works in a child for every session."""
    family = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            family += _family(int(child))
    return family


def _ticks(pid: int) -> int:
    """User and system time of a process, and of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15])


@contextmanager
def _termination() -> Iterator[None]:
    """SIGTERM ends the run as Ctrl-C does: in order."""

    def heed(number: int, frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, heed)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
