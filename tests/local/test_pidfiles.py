"""Pid files: only the very process that was started is believed and ended."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from local import pidfiles


def _sleeper() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)


def _record(process: subprocess.Popen[bytes], name: str = "worker", order: int = 0) -> pidfiles.Record:
    identity = pidfiles.identity_of(process.pid)
    assert identity is not None
    return pidfiles.Record(name, order, identity, "import time; time.sleep(600)", signal.SIGTERM, 5.0)


@pytest.fixture
def sleeper():
    process = _sleeper()
    yield process
    process.kill()
    process.wait()


def test_a_zombie_does_not_live(sleeper: subprocess.Popen[bytes], eventually: Callable[..., None]) -> None:
    record = _record(sleeper)
    assert record.lives
    sleeper.kill()
    eventually(lambda: not record.lives)
    os.kill(sleeper.pid, 0)  # the zombie is still there to be signalled: nobody has reaped it


def test_leftovers_are_ended_last_started_first(tmp_path: Path) -> None:
    processes = [_sleeper(), _sleeper()]
    for order, (name, process) in enumerate(zip(("postgres", "worker"), processes, strict=True)):
        pidfiles.write(tmp_path, _record(process, name, order))
    assert pidfiles.end_leftovers(tmp_path) == ["worker", "postgres"]
    assert [process.wait() for process in processes] == [-signal.SIGTERM, -signal.SIGTERM]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("other", [pidfiles.Identity(0, 1, ""), pidfiles.Identity(0, 0, "an earlier boot")])
def test_another_process_with_the_same_pid_is_left_alone(
    tmp_path: Path, sleeper: subprocess.Popen[bytes], other: pidfiles.Identity
) -> None:
    record = _record(sleeper)
    own = record.identity
    stranger = pidfiles.Identity(own.pid, other.started or own.started, other.boot or own.boot)
    pidfiles.write(tmp_path, replace(record, identity=stranger))
    assert pidfiles.end_leftovers(tmp_path) == []
    assert sleeper.poll() is None


def test_a_process_that_became_another_program_is_left_alone(
    tmp_path: Path, sleeper: subprocess.Popen[bytes]
) -> None:
    pidfiles.write(tmp_path, replace(_record(sleeper), program="worker.py"))
    assert pidfiles.end_leftovers(tmp_path) == []
    assert sleeper.poll() is None


def test_a_process_that_will_not_stop_is_killed(tmp_path: Path, eventually: Callable[..., None]) -> None:
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(600)"
    process = subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None and process.stdout.readline() == b"1\n"
    pidfiles.write(tmp_path, replace(_record(process), program=deaf, grace=0.1))
    assert pidfiles.end_leftovers(tmp_path) == ["worker"]
    assert process.wait() == -signal.SIGKILL


@pytest.mark.parametrize("content", ["", "{", "[]", '{"name": "worker"}', '{"identity": {"pid": 1}}'])
def test_a_damaged_pid_file_names_nobody(tmp_path: Path, content: str) -> None:
    (tmp_path / "worker.pid").write_text(content)
    assert pidfiles.read(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_is_just_becoming_its_program_lives(
    sleeper: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between its birth and its first instruction it has no command line yet, and is ours all the same."""
    record = _record(sleeper)
    monkeypatch.setattr(pidfiles, "command_line", lambda pid: [""])
    assert record.lives
    sleeper.kill()
    sleeper.wait()
    assert not record.lives
