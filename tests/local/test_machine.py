"""The whole machine with stand-ins for the product: up in order, down in order, nothing left behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from local import control, pidfiles
from local.place import ROOT, Place
from local.ports import Ports

DRAINING = """
import os, signal, sys, time
def drain(*_):
    print("drained", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, drain)
assert os.environ["DATABASE_URL"].startswith("postgresql+psycopg2://court_worker:")
assert "TEMPORAL_API_KEY" not in os.environ
while True: time.sleep(0.05)
"""
LISTENING = """
import os, socket, time
server = socket.create_server(("127.0.0.1", int(os.environ["COURT_OUTSIDE_URL"].rsplit(":")[-1])))
time.sleep(600)
"""
DOCKET = """
import os, pathlib, sys, time
while not pathlib.Path("finish").exists():
    if "--until-done" not in sys.argv: pathlib.Path("keeping").touch()
    time.sleep(0.05)
sys.exit(int(pathlib.Path("finish").read_text()))
"""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    root = tmp_path / "tree"
    (root / "simulation").mkdir(parents=True)
    (root / "simulation" / "__init__.py").touch()
    for real in ("local", "activities", "models"):
        (root / real).symlink_to(ROOT / real)
    (root / "worker.py").write_text(DRAINING)
    (root / "starter.py").write_text(DRAINING)
    (root / "auditor.py").write_text(DRAINING)
    (root / "alembic.py").write_text("print('migrated')")
    (root / "simulation" / "outside.py").write_text(LISTENING)
    (root / "simulation" / "__main__.py").write_text(DOCKET)
    return Place(root, tmp_path / "data")


@pytest.fixture
def start(place: Place, free_port: Callable[[], int]):
    ports = Ports(*(free_port() for _ in range(5)))
    runners: list[subprocess.Popen[str]] = []

    def start(purpose: str) -> "subprocess.Popen[str]":
        code = (
            "import sys; from pathlib import Path; from local import place, ports, run; "
            f"where = place.Place(Path({str(place.root)!r}), Path({str(place.data)!r})); "
            f"sys.exit(run.Machine(where, ports.Ports(**{asdict(ports)!r})).{purpose}())"
        )
        runner = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "TEMPORAL_API_KEY": "of somebody's cloud"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        runners.append(runner)
        return runner

    yield start
    for runner in runners:
        runner.kill()
        runner.wait()
    pidfiles.end_leftovers(place.run)


def _living(place: Place) -> set[str]:
    return {record.name for record in pidfiles.read(place.run) if record.identity.lives}


def _pid(place: Place, name: str) -> int:
    return next(record.identity.pid for record in pidfiles.read(place.run) if record.name == name)


ALL = {"local", "postgres", "temporal", "codec", "outside", "worker", "watcher", "auditor", "simulation"}


def test_a_demo_ends_with_the_verdict_of_its_docket(
    place: Place, start: Callable[..., "subprocess.Popen[str]"]
) -> None:
    (place.root / "finish").write_text("3")
    runner = start("demo")
    output, _ = runner.communicate()
    assert runner.returncode == 3, output
    assert "the docket failed (exit code 3)" in output
    stopped = [line.split()[-1] for line in output.splitlines() if "stopping" in line]
    assert stopped == ["auditor", "watcher", "worker", "outside", "codec", "temporal", "postgres"]
    assert "drained" in (place.logs / "worker.log").read_text()
    assert _living(place) == set()
    assert place.secrets.stat().st_mode & 0o077 == 0


def test_a_killed_runner_leaves_nothing_that_the_next_does_not_end(
    place: Place,
    start: Callable[..., "subprocess.Popen[str]"],
    eventually: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    killed = start("run")
    eventually(lambda: _living(place) == ALL and (place.root / "keeping").exists(), 60)
    second = start("demo")
    output, _ = second.communicate()
    assert second.returncode == 1 and f"process {killed.pid}" in output

    killed.kill()
    killed.wait()
    assert _living(place) == ALL - {"local"}
    again = start("up")
    eventually(lambda: _living(place) == ALL - {"simulation"}, 60)

    database = _pid(place, "postgres")
    os.kill(database, signal.SIGKILL)
    eventually(lambda: _living(place) == ALL - {"simulation"} and _pid(place, "postgres") != database)

    assert control.down(place) == 0
    output, _ = again.communicate()
    assert again.returncode == 0
    assert "ended postgres, left over from an earlier run" in output
    assert "postgres ended by SIGKILL; starting it again" in output
    assert _living(place) == set()
    assert control.clean(place) == 0
    assert not place.data.exists()
