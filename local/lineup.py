"""Which processes make up one machine, each as a program to start; the order is the runner's."""

import sys
from dataclasses import replace
from pathlib import Path

from local import environment, postgres, temporal
from local.keys import codec_keys_file
from local.place import Place
from local.ports import HOST, Ports
from local.processes import Program

DOCKET = Path("simulation") / "docket.jsonl"
"""The sample docket, within the work tree."""


class Lineup:
    """The programs over one data folder with one set of ports."""

    def __init__(self, place: Place, ports: Ports) -> None:
        self._place = place
        self._ports = ports

    def postgres(self) -> Program:
        """The database server."""
        return postgres.program(self._place.data, self._ports.postgres)

    def temporal(self) -> Program:
        """The Temporal dev server with its Web UI."""
        return temporal.program(self._place.data, self._ports.temporal, self._ports.ui, self._ports.codec)

    def migration(self) -> Program:
        """Brings the tables to the newest version, then ends."""
        return self._python("migration", "-m", "alembic", "upgrade", "head")

    def codec(self) -> Program:
        """Decodes payloads for the Web UI."""
        keys, ui = codec_keys_file(self._place.secrets), self._ports.ui
        origins = (f"http://{HOST}:{ui}", f"http://localhost:{ui}")
        return self._python("codec", "-m", "local.codec", str(keys), str(self._ports.codec), *origins)

    def outside(self) -> Program:
        """The simulated systems outside the court."""
        return self._python("outside", "-m", "simulation.outside", "--port", str(self._ports.outside))

    def worker(self) -> Program:
        """The workflows and activities."""
        return self._python("worker", "worker.py")

    def watcher(self) -> Program:
        """Starts what was filed and re-sends what was not delivered."""
        return self._python("watcher", "starter.py", "watch")

    def auditor(self) -> Program:
        """Recomputes every limit from the record and names what was missed."""
        return self._python("auditor", "auditor.py")

    def simulation(self, keep: bool) -> Program:
        """Files the docket and plays the staff in this terminal, until done or (`keep`) until stopped."""
        manner = "--keep" if keep else "--until-done"
        program = self._python("simulation", "-m", "simulation", "run", "--docket", str(DOCKET), manner)
        return replace(program, log=None, lasting=False)

    def attendants(self) -> Program:
        """Staff who do their courts' recurring duties, day by day."""
        return self._python("attendants", "-m", "simulation", "attend")

    def _python(self, name: str, *words: str) -> Program:
        return Program(
            name=name,
            command=(sys.executable, *words),
            folder=self._place.root,
            environment=environment.of_children(self._place, self._ports),
            log=self._place.logs / f"{name}.log",
            grace=30.0,
        )
