"""Keeps processes up: a pid file each, a restart with back-off for what dies, and an orderly end for all."""

import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from local import pidfiles
from local.faults import LocalFault, StopRequestedError
from local.processes import Program, exit_code, kill_group, last_words, launch, wait_until

FIRST_DELAY = 0.2
"""Seconds before the first restart; doubled with every death in a row."""
LONGEST_DELAY = 10.0
HEALTHY = 10.0
"""Seconds a process must have lived for its next death to count as the first in a row."""
PATIENCE = 7
"""Deaths in a row by its own doing after which a process is given up: about fifteen seconds of trying."""


@dataclass
class Child:
    """One supervised process and how often it died lately."""

    program: Program
    order: int
    process: subprocess.Popen[bytes]
    since: float
    deaths: int = 0
    failures: int = 0
    """Those of the deaths that were its own doing, not a SIGKILL from outside."""
    retry_at: float | None = None


class Supervisor:
    """The processes one runner started, in the order of starting."""

    def __init__(self, run_folder: Path, say: Callable[[str], None], stop_requested: threading.Event) -> None:
        self._run_folder = run_folder
        self._say = say
        self._stop_requested = stop_requested
        self._children: dict[str, Child] = {}

    def start(self, program: Program, ready: Callable[[], bool], seconds: float = 30.0) -> None:
        """Starts a program and waits until it is `ready`.

        Raises LocalFault when it ends or stays silent, StopRequestedError when asked to stop meanwhile.
        """
        child = Child(program, len(self._children), launch(program), time.monotonic())
        self._children[program.name] = child
        self._note(child)
        wait_until(child.process, program, lambda: self._heed() or ready(), seconds)

    def tend(self) -> None:
        """One look at all processes: restarts those that died. Raises LocalFault when one will not live."""
        for child in self._children.values():
            if not child.program.lasting:
                continue
            if child.retry_at is None and child.process.poll() is not None:
                self._mourn(child)
            if child.retry_at is not None and time.monotonic() >= child.retry_at:
                child.process = launch(child.program)
                child.since, child.retry_at = time.monotonic(), None
                self._note(child)
                self._say(f"{child.program.name} runs again (pid {child.process.pid})")

    def exit_code(self, name: str) -> int | None:
        """How the named program ended, as a shell would show it; None while it runs."""
        return exit_code(self._children[name].process)

    def stop_all(self, hurry: threading.Event) -> int:
        """Stops every process, last started first; once `hurry` is set nobody is waited for any more.

        Returns how many processes there were.
        """
        count = len(self._children)
        for child in sorted(self._children.values(), key=lambda child: -child.order):
            if child.process.poll() is None:
                self._say(f"stopping {child.program.name}")
                self._stop(child, hurry)
            pidfiles.remove(self._run_folder, child.program.name)
        self._children.clear()
        return count

    def _heed(self) -> bool:
        if self._stop_requested.is_set():
            raise StopRequestedError
        return False

    def _note(self, child: Child) -> None:
        identity = pidfiles.identity_of(child.process.pid)
        if identity is None:
            return
        program = child.program
        pidfiles.write(
            self._run_folder,
            pidfiles.Record(
                name=program.name,
                order=child.order,
                identity=identity,
                program=program.command[-1],
                stop_signal=program.stop_signal,
                grace=program.grace,
            ),
        )

    def _mourn(self, child: Child) -> None:
        code = child.process.returncode
        if time.monotonic() - child.since >= HEALTHY:
            child.deaths = child.failures = 0
        child.deaths += 1
        child.failures += code != -signal.SIGKILL
        name, words = child.program.name, last_words(child.program)
        kill_group(child.process)
        if child.failures >= PATIENCE:
            raise LocalFault(f"{name} does not stay up (tried {child.failures} times): {words}")
        delay = min(FIRST_DELAY * 2 ** (child.deaths - 1), LONGEST_DELAY)
        child.retry_at = time.monotonic() + delay
        how = f"by {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}: {words}"
        self._say(f"{name} ended {how}; starting it again in {delay:.1f} s")

    @staticmethod
    def _stop(child: Child, hurry: threading.Event) -> None:
        child.process.send_signal(child.program.stop_signal)
        patience = time.monotonic() + child.program.grace
        while child.process.poll() is None and time.monotonic() < patience and not hurry.wait(0.02):
            continue
        kill_group(child.process)
        child.process.wait()
