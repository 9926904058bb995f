"""The machine a trial is made on: a runner of its own, the docket beside it, killed and started at will."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from local import pidfiles, temporal
from local.faults import LocalFault
from local.lineup import Lineup
from local.lock import RUNNER
from local.place import Place
from local.ports import HOST, Ports, variable
from local.processes import Program, exit_code, kill_group, last_words, launch, stop

OUTSIDE = "outside"
CHILDREN = ("worker", "watcher", "codec", "temporal", "postgres", OUTSIDE)
"""What the runner keeps up, in the order a trial kills all: the outside last, for it bears witness."""

STARTING = 90.0
"""Seconds everything may take to be up."""
DYING = 15.0
"""Seconds a killed process may take to be gone."""

_LOST = ("", "-wal", "-shm")


def free_ports() -> Ports:
    """Ports nobody holds now."""
    probes = [socket.create_server((HOST, 0)) for _ in range(5)]
    try:
        return Ports(*(int(probe.getsockname()[1]) for probe in probes))
    finally:
        for probe in probes:
            probe.close()


class TrialMachine:
    """Starts `local up` and the docket's simulation over one data folder, and ends nothing else."""

    def __init__(self, place: Place, ports: Ports, docket: Path) -> None:
        self.place = place
        self.ports = ports
        self._docket = docket
        self._runner: subprocess.Popen[bytes] | None = None
        self._simulation: subprocess.Popen[bytes] | None = None

    # --- up and down -------------------------------------------------------------------------

    def start(self) -> None:
        """Start the runner and wait until all it keeps up lives. Raises LocalFault when it does not."""
        self.place.make()
        program = self._runner_program()
        self._runner = launch(program)
        patience = time.monotonic() + STARTING
        while not all(self.lives(name) for name in (RUNNER, *CHILDREN)):
            self.require_runner()
            if time.monotonic() > patience:
                raise LocalFault(f"not everything is up after {STARTING:.0f} s: {last_words(program)}")
            time.sleep(0.05)

    def start_docket(self) -> None:
        """File the docket and play its staff, from where it stands; with a pid file, like the others."""
        program = self._docket_program()
        self._simulation = launch(program)
        identity = pidfiles.identity_of(self._simulation.pid)
        if identity is not None:
            record = pidfiles.Record(
                program.name, len(CHILDREN), identity, program.command[-1], program.stop_signal, program.grace
            )
            pidfiles.write(self.place.run, record)

    def docket_ended(self) -> int | None:
        """The exit code of the docket; None while it runs."""
        return None if self._simulation is None else exit_code(self._simulation)

    def require_runner(self) -> None:
        """Raises LocalFault with the runner's last words when it is gone."""
        if self._runner is None or self._runner.poll() is not None:
            raise LocalFault(f"the runner ended: {last_words(self._runner_program())}")

    def stop(self) -> None:
        """Stop whatever of this trial still runs."""
        if self._simulation is not None:
            stop(self._simulation, self._docket_program())
        if self._runner is not None:
            stop(self._runner, self._runner_program())
        pidfiles.end_leftovers(self.place.run)

    def _runner_program(self) -> Program:
        ports = {variable(name): str(port) for name, port in asdict(self.ports).items()}
        return Program(
            name="runner",
            command=(sys.executable, "-m", "local", "up"),
            folder=self.place.root,
            environment={**os.environ, **ports, "COURT_LOCAL_DATA": str(self.place.data)},
            log=self.place.logs / "runner.log",
            grace=120.0,
        )

    def _docket_program(self) -> Program:
        sample = Lineup(self.place, self.ports).simulation(keep=False)
        words = [str(self._docket) if word.endswith(".jsonl") else word for word in sample.command]
        return replace(sample, command=tuple(words), log=self.place.logs / "simulation.log", grace=10.0)

    # --- its processes -------------------------------------------------------------------------

    def record(self, name: str) -> pidfiles.Record | None:
        """The living process of this name."""
        found = (r for r in pidfiles.read(self.place.run) if r.name == name and r.lives)
        return next(found, None)

    def lives(self, name: str) -> bool:
        """Whether the process of this name lives."""
        return self.record(name) is not None

    def kill(self, name: str) -> bool:
        """SIGKILL to the process of this name, and wait until it is gone; whether there was one."""
        record = self.record(name)
        if record is None:
            return False
        os.kill(record.identity.pid, signal.SIGKILL)
        patience = time.monotonic() + DYING
        while record.identity.lives:
            if time.monotonic() > patience:
                raise LocalFault(f"{name} (process {record.identity.pid}) survived SIGKILL")
            time.sleep(0.002)
        return True

    @contextmanager
    def paused(self, name: str) -> Iterator[bool]:
        """The process of this name stands still within the block; False when there is none."""
        record = self.record(name)
        if record is None:
            yield False
            return
        os.kill(record.identity.pid, signal.SIGSTOP)
        try:
            yield True
        finally:
            if record.identity.lives:
                os.kill(record.identity.pid, signal.SIGCONT)

    def await_again(self, name: str) -> None:
        """Wait until the runner has started the process of this name again. Raises LocalFault."""
        patience = time.monotonic() + STARTING
        while not self.lives(name):
            self.require_runner()
            if time.monotonic() > patience:
                raise LocalFault(f"{name} was not started again within {STARTING:.0f} s")
            time.sleep(0.02)

    # --- all at once -----------------------------------------------------------------------------

    def kill_all_but_the_outside(self) -> None:
        """SIGKILL to the runner first, so that it starts nothing again, then to its tree."""
        for process in (self._runner, self._simulation):
            if process is not None:
                kill_group(process)
                process.wait()
        for name in CHILDREN:
            if name != OUTSIDE:
                self.kill(name)

    def lose_temporal(self) -> None:
        """Delete the Temporal server's database, as a lost disk would."""
        store = temporal.store_of(self.place.data)
        for ending in _LOST:
            store.with_name(store.name + ending).unlink(missing_ok=True)
