"""The supervisor: what dies comes back, what cannot live is given up, and all stop in order."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from local import pidfiles, supervisor
from local.faults import LocalFault, StopRequestedError
from local.processes import Program
from local.supervisor import Supervisor

LIVES = "import time; print('up', flush=True); time.sleep(600)"
DRAINS = """
import pathlib, signal, sys, time
def drain(*_):
    with pathlib.Path("order").open("a") as file: file.write(sys.argv[0].rsplit("/", 1)[1] + "\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, drain)
print("up", flush=True)
time.sleep(600)
"""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def keeper(tmp_path: Path, said: list[str]):
    keeper = Supervisor(tmp_path, said.append, threading.Event())
    yield keeper
    keeper.stop_all(threading.Event())


def _up(program: Program) -> Callable[[], bool]:
    return lambda: program.log is not None and "up" in program.log.read_text()


def _pid(folder: Path, name: str) -> int:
    return next(record.identity.pid for record in pidfiles.read(folder) if record.name == name)


def test_a_killed_process_is_started_again(
    tmp_path: Path,
    keeper: Supervisor,
    said: list[str],
    python_program: Callable[..., Program],
    eventually: Callable[..., None],
) -> None:
    program = python_program("worker", LIVES)
    keeper.start(program, _up(program))
    first = _pid(tmp_path, "worker")
    os.kill(first, signal.SIGKILL)

    def again() -> bool:
        keeper.tend()
        return _pid(tmp_path, "worker") != first

    eventually(again)
    assert said[0] == "worker ended by SIGKILL; starting it again in 0.2 s"
    assert said[1] == f"worker runs again (pid {_pid(tmp_path, 'worker')})"


def test_a_process_that_cannot_live_is_given_up_with_its_last_words(
    keeper: Supervisor,
    said: list[str],
    python_program: Callable[..., Program],
    eventually: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervisor, "FIRST_DELAY", 0.01)
    monkeypatch.setattr(supervisor, "LONGEST_DELAY", 0.02)
    keeper.start(python_program("worker", "raise RuntimeError('no rulebook')"), lambda: True)

    def given_up() -> bool:
        try:
            keeper.tend()
        except LocalFault as fault:
            return "does not stay up" in str(fault) and "RuntimeError: no rulebook" in str(fault)
        return False

    eventually(given_up)
    assert sum("with exit code 1" in line for line in said) == supervisor.PATIENCE - 1


def test_kills_from_outside_never_make_it_give_up(
    tmp_path: Path,
    keeper: Supervisor,
    python_program: Callable[..., Program],
    eventually: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervisor, "FIRST_DELAY", 0.001)
    monkeypatch.setattr(supervisor, "LONGEST_DELAY", 0.001)
    keeper.start(python_program("worker", LIVES), lambda: True)
    for _ in range(supervisor.PATIENCE + 1):
        before = _pid(tmp_path, "worker")
        os.kill(before, signal.SIGKILL)

        def again(before: int = before) -> bool:
            keeper.tend()
            return _pid(tmp_path, "worker") != before

        eventually(again)


def test_all_stop_last_started_first_and_leave_nothing(
    tmp_path: Path, keeper: Supervisor, python_program: Callable[..., Program]
) -> None:
    for name in ("first", "second", "third"):
        program = python_program(name, DRAINS)
        keeper.start(program, _up(program))
    keeper.stop_all(threading.Event())
    assert (tmp_path / "order").read_text().split() == ["third.py", "second.py", "first.py"]
    assert pidfiles.read(tmp_path) == []


@pytest.mark.parametrize("hurried", [False, True])
def test_a_deaf_process_is_killed_after_its_grace_or_at_once_in_a_hurry(
    tmp_path: Path, keeper: Supervisor, python_program: Callable[..., Program], hurried: bool
) -> None:
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
    program = python_program("deaf", deaf, grace=30.0 if hurried else 0.1)
    keeper.start(program, _up(program))
    identity = pidfiles.read(tmp_path)[0].identity
    hurry = threading.Event()
    if hurried:
        hurry.set()
    began = time.monotonic()
    keeper.stop_all(hurry)
    assert not identity.lives
    assert time.monotonic() - began < 10


def test_a_process_that_ends_before_it_is_ready_is_a_fault(
    keeper: Supervisor, python_program: Callable[..., Program]
) -> None:
    with pytest.raises(
        LocalFault, match=r"outside ended at once: ValueError: no port \(log: .*outside.log\)"
    ):
        keeper.start(python_program("outside", "raise ValueError('no port')"), lambda: False)


def test_waiting_ends_when_asked_to_stop(tmp_path: Path, python_program: Callable[..., Program]) -> None:
    asked = threading.Event()
    keeper = Supervisor(tmp_path, print, asked)
    asked.set()
    with pytest.raises(StopRequestedError):
        keeper.start(python_program("worker", LIVES), lambda: False)
    assert keeper.stop_all(threading.Event()) == 1
    assert pidfiles.read(tmp_path) == []


def test_a_program_with_its_own_end_is_not_started_again(
    keeper: Supervisor, said: list[str], tmp_path: Path, eventually: Callable[..., None]
) -> None:
    program = Program(
        "simulation", (sys.executable, "-c", "raise SystemExit(3)"), tmp_path, {}, None, lasting=False
    )
    keeper.start(program, lambda: True)
    eventually(lambda: keeper.exit_code("simulation") is not None)
    keeper.tend()
    assert (keeper.exit_code("simulation"), said) == (3, [])


def test_a_pid_file_that_goes_while_it_is_read_names_nobody(tmp_path: Path) -> None:
    (tmp_path / "worker.pid").symlink_to(tmp_path / "removed by another runner")
    assert pidfiles.read(tmp_path) == []
