"""What can be asked of a machine from another terminal: its state, its end, its data gone."""

import shutil

from local import pidfiles
from local.lock import RUNNER, RunnerLock, ask_to_stop, runner_of
from local.place import Place
from local.ports import Ports

_EXPECTED = (RUNNER, "postgres", "temporal", "codec", "outside", "worker", "watcher", "auditor")
"""What runs under `make up`; a docket adds its simulation."""


def status(place: Place, ports: Ports) -> int:
    """Prints which processes live. Returns 0 when all that should run do, else 1."""
    records = {record.name: record for record in pidfiles.read(place.run)}
    listening = {"temporal": f"{ports.temporal}, Web UI {ports.ui}"}
    alive = set()
    for name in dict.fromkeys((*_EXPECTED, *records)):
        record = records.get(name)
        if record is not None and record.identity.lives:
            alive.add(name)
            port = listening.get(name) or getattr(ports, name, "")
            print(
                f"{name:<11} running  pid {record.identity.pid:<8} {f'port {port}' if port else ''}".rstrip()
            )
        else:
            print(f"{name:<11} stopped")
    return 0 if alive.issuperset(_EXPECTED) else 1


def down(place: Place) -> int:
    """Stops the runner of another terminal, or ends what a killed one left behind. Returns 0."""
    runner = runner_of(place.run)
    if runner is not None:
        ask_to_stop(runner)
        print(f"local  the runner (process {runner.identity.pid}) has stopped everything")
        return 0
    ended = pidfiles.end_leftovers(place.run)
    print(f"local  ended what was left: {', '.join(ended)}" if ended else "local  nothing runs here")
    return 0


def clean(place: Place) -> int:
    """Removes the data folder. Raises LocalFault while a runner uses it. Returns 0."""
    if not place.data.exists():
        print(f"local  nothing to remove: {place.data} is not there")
        return 0
    lock = RunnerLock(place.run)
    lock.take()
    try:
        pidfiles.end_leftovers(place.run)
        shutil.rmtree(place.data)
    finally:
        lock.release()
    print(f"local  removed {place.data}")
    return 0
