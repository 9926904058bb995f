"""One runner at a time over one data folder; the kernel frees the lock however the runner ends."""

import fcntl
import os
import signal
import time
from pathlib import Path

from local import pidfiles
from local.faults import LocalFault

RUNNER = "local"
"""Name of the runner's own pid file."""


class RunnerLock:
    """Holds `.data/run/lock` from `take` until `release` or the end of this process."""

    def __init__(self, run_folder: Path) -> None:
        self._run_folder = run_folder
        self._handle: int | None = None

    def take(self) -> None:
        """Raises LocalFault when another runner lives over this data folder."""
        self._run_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._run_folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            who = f" (process {runner.identity.pid})" if (runner := runner_of(self._run_folder)) else ""
            raise LocalFault(
                f"another `make run`, `make demo` or `make up` is using {self._run_folder.parent}{who}: "
                "stop it there with Ctrl-C or from here with `make down`"
            ) from None
        self._handle = handle

    def announce(self) -> None:
        """Writes this process's pid file, by which `down` and `status` find it."""
        identity = pidfiles.identity_of(os.getpid())
        if identity is not None:
            record = pidfiles.Record(RUNNER, -1, identity, "local", signal.SIGTERM, 120.0)
            pidfiles.write(self._run_folder, record)

    def release(self) -> None:
        """Frees the lock."""
        if self._handle is not None:
            pidfiles.remove(self._run_folder, RUNNER)
            os.close(self._handle)
            self._handle = None


def runner_of(run_folder: Path) -> pidfiles.Record | None:
    """The living runner over this data folder."""
    for record in pidfiles.read(run_folder):
        if record.name == RUNNER and record.identity.lives:
            return record
    return None


def ask_to_stop(runner: pidfiles.Record) -> None:
    """Asks a runner in another terminal to stop everything, and waits until it has."""
    os.kill(runner.identity.pid, runner.stop_signal)
    while runner.identity.lives:
        time.sleep(0.1)
