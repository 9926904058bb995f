"""One machine up in order, kept up, and down in reverse: `run`, `demo` and `up`."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from local import environment, pidfiles, postgres, roles, temporal
from local.faults import StopRequestedError
from local.keys import make_codec_keys
from local.lineup import Lineup
from local.lock import RunnerLock
from local.place import Place
from local.ports import Ports, answers
from local.processes import Program, run_to_end
from local.supervisor import Supervisor

_LOOK_EVERY = 0.2
"""Seconds between two looks at the processes."""
_INTERRUPTED = 130
"""Exit code of a demo that was stopped before its docket was done, as of any program stopped by Ctrl-C."""


def say(text: str) -> None:
    """One line for the engineer; a terminal that is gone hears nothing and stops nothing."""
    try:
        print(f"local  {text}", flush=True)
    except OSError:
        return


class Machine:
    """Every process of this machine, from the first start to the last stop."""

    def __init__(self, place: Place, ports: Ports) -> None:
        self._place = place
        self._ports = ports
        self._lineup = Lineup(place, ports)
        self._stop_requested = threading.Event()
        self._hurry = threading.Event()
        self._supervisor = Supervisor(place.run, say, self._stop_requested)
        self._lock = RunnerLock(place.run)

    def up(self) -> int:
        """Everything but a docket, until asked to stop. Returns the exit code."""
        return self._live(self._idle)

    def run(self) -> int:
        """Everything with the sample docket and its staff, until asked to stop. Returns the exit code."""
        return self._live(lambda: self._simulate(keep=True))

    def demo(self) -> int:
        """Everything with the sample docket, until it is done; the exit code is the docket's verdict."""
        return self._live(lambda: self._simulate(keep=False))

    def _live(self, purpose: Callable[[], int]) -> int:
        self._lock.take()
        try:
            with self._stop_signals():
                try:
                    self._start()
                    return purpose()
                except StopRequestedError:
                    return 0
                finally:
                    if self._supervisor.stop_all(self._hurry):
                        say("everything is stopped; the next run continues from here")
        finally:
            self._lock.release()

    def _start(self) -> None:
        for name in pidfiles.end_leftovers(self._place.run):
            say(f"ended {name}, left over from an earlier run")
        self._ports.require_free()
        self._place.make()
        self._lock.announce()
        make_codec_keys(self._place.secrets, temporal.store_of(self._place.data))
        self._start_postgres()
        self._start_temporal()
        run_to_end(self._lineup.migration())
        say("migrated  the tables are at their newest version")
        self._start_listening(self._lineup.codec(), self._ports.codec)
        self._start_listening(self._lineup.outside(), self._ports.outside)
        for program in (self._lineup.worker(), self._lineup.watcher(), self._lineup.auditor()):
            self._supervisor.start(program, ready=lambda: True)
            say(f"{program.name:<9} started")
        self._tell_addresses()

    def _start_postgres(self) -> None:
        passwords = postgres.prepare(self._place.data)
        self._supervisor.start(self._lineup.postgres(), lambda: postgres.is_ready(self._place.data))
        roles.ensure(passwords, self._ports.postgres)
        say(f"postgres  listens on port {self._ports.postgres}")

    def _start_temporal(self) -> None:
        self._supervisor.start(self._lineup.temporal(), lambda: temporal.is_ready(self._ports.temporal))
        temporal.register(self._ports.temporal)
        say(f"temporal  listens on port {self._ports.temporal}")

    def _start_listening(self, program: Program, port: int) -> None:
        self._supervisor.start(program, lambda: answers(port))
        say(f"{program.name:<9} listens on port {port}")

    def _tell_addresses(self) -> None:
        say(f"Web UI    {environment.ui_url(self._ports)}")
        say(f"logs      {self._place.logs}")
        say("stop with Ctrl-C; by hand: `python3 -m local desk ...`, `python3 -m local starter ...`")

    def _idle(self) -> int:
        while not self._stop_requested.wait(_LOOK_EVERY):
            self._supervisor.tend()
        return 0

    def _simulate(self, keep: bool) -> int:
        """Lets the docket run in this terminal; with `keep` stays up after it, whatever became of it."""
        program = self._lineup.simulation(keep)
        self._supervisor.start(program, ready=lambda: True)
        while (code := self._supervisor.exit_code(program.name)) is None:
            if self._stop_requested.wait(_LOOK_EVERY):
                return 0 if keep else _INTERRUPTED
            self._supervisor.tend()
        self._sum_up(code)
        if not keep:
            return code
        self._supervisor.start(self._lineup.attendants(), ready=lambda: True)
        return self._idle()

    def _sum_up(self, code: int) -> None:
        verdict = (
            "every case ended as its docket row says"
            if code == 0
            else f"the docket failed (exit code {code})"
        )
        say(f"{verdict}; each case's story is in the Web UI: {environment.ui_url(self._ports)}")

    @contextmanager
    def _stop_signals(self) -> Iterator[None]:
        """First signal: stop in order. Second: without waiting for anybody."""

        def heed(signum: int, frame: FrameType | None) -> None:
            if self._stop_requested.is_set():
                self._hurry.set()
            self._stop_requested.set()

        before = {
            number: signal.signal(number, heed) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
