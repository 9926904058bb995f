"""A docket under kills (`make trial`): each process killed between effect and answer, and nothing is lost."""

import argparse
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from local import control
from local.faults import LocalFault, StopRequestedError
from local.lineup import DOCKET
from local.lock import RunnerLock, ask_to_stop, runner_of
from local.place import Place
from local.trial_holds import BLOWS, HeldKills
from local.trial_hunts import CommitHunt, Hunt, PaperHunt, SignalHunt, StartHunt
from local.trial_machine import TrialMachine, free_ports
from local.trial_sight import AWAY, Sight
from local.trial_tally import Tallies
from local.trial_verdict import Evidence, Finding, look_back

MINUTES = 25.0
"""How long a trial may take; one that takes longer has failed."""

TURN = 2.0
"""Seconds given to one hunt before the next has its turn."""

SHOWN = 12
"""How many details of a failed line of the verdict are printed."""

LINE = "{:<30} {:>8} {:>6} {:>8} {:>8} {:>6}"
"""The table: effects outside, kills, those that counted, answers repeated for a key, effects had twice."""

UNKEYED = ("start", "signal", "document", "register")
"""Effects of our own, for which no system outside is asked under a key."""


def say(text: str) -> None:
    """One line for the engineer."""
    print(f"trial  {text}", flush=True)


def main(place: Place, words: list[str]) -> int:
    """`python3 -m local trial [--docket FILE] [--kills N]`; 0 when everything held, 130 when stopped."""
    parser = argparse.ArgumentParser(prog="python3 -m local trial", description=__doc__)
    parser.add_argument("--docket", type=Path, default=place.root / DOCKET, help="another docket")
    parser.add_argument("--kills", type=int, default=1, help="counted kills wanted of every kind of effect")
    given = parser.parse_args(words)
    if not given.docket.is_file():
        parser.error(f"--docket {given.docket}: there is no such file")
    if given.kills < 1:
        parser.error(f"--kills {given.kills}: expected at least 1")
    try:
        with _stop_signals():
            return trial(place, given.docket.absolute(), given.kills)
    except StopRequestedError:
        say("stopped; nothing of it runs any more")
        return 130


def trial(place: Place, docket: Path, kills: int) -> int:
    """Let the docket run under kills in a data folder of its own; 0 when everything held, else 1.

    Raises LocalFault when another trial is under way or the machine does not come up.
    """
    own = Place(place.root, place.data / "trial")
    with _alone(place.data / "trial.lock"):
        if (left := runner_of(own.run)) is not None:
            ask_to_stop(left)
        control.clean(own)
        machine = TrialMachine(own, free_ports(), docket)
        say(f"logs and data: {own.data}")
        try:
            machine.start()
            with Sight(own, machine.ports) as sight:
                cases = sum(1 for line in docket.read_text(encoding="utf-8").splitlines() if line.strip())
                return Trial(machine, sight, cases, kills).run()
        finally:
            machine.stop()


class Trial:
    """One docket, the kills, and the verdict."""

    def __init__(self, machine: TrialMachine, sight: Sight, cases: int, kills: int) -> None:
        self._cases = cases
        self._machine = machine
        self._sight = sight
        self._began = time.monotonic()
        self._tallies = Tallies()
        self._starts = StartHunt(machine, sight, self._tallies.want("start", kills))
        self._hunts: list[Hunt] = [
            PaperHunt(machine, sight, self._tallies.want("document", kills)),
            CommitHunt(machine, sight, self._tallies.want("register", kills)),
            SignalHunt(machine, sight, self._tallies.want("signal", kills)),
        ]
        self._holds = HeldKills(machine, sight, self._tallies, kills, self._restart)
        self._told: dict[str, tuple[int, int]] = {}

    def run(self) -> int:
        """Kill until the docket has ended, then look back."""
        self._machine.start_docket()
        while (code := self._machine.docket_ended()) is None:
            self._machine.require_runner()
            if time.monotonic() - self._began > MINUTES * 60:
                say(f"FAILED  the docket is not done after {MINUTES:.0f} minutes")
                return 1
            try:
                if self._starting():
                    self._watch_starts()
                else:
                    self._look()
            except AWAY:
                time.sleep(0.2)
        findings, evidence = look_back(self._machine, self._sight, code)
        return self._print(findings, evidence)

    def _starting(self) -> bool:
        """Whether cases are still being filed and started, and a kill is wanted there."""
        if not self._starts.tally.pending:
            return False
        filed, waiting = self._sight.rows.read(
            "select count(*), count(*) filter (where done_at is null) from outbox where kind = 'start_case'"
        )[0]
        return bool(filed < self._cases or waiting)

    def _watch_starts(self) -> None:
        if self._starts.look():
            self._tell()
        else:
            time.sleep(0.004)

    def _look(self) -> None:
        """One look at everything a kill is still wanted for."""
        if self._holds.look():
            self._tell()
        waiting = [hunt for hunt in self._hunts if hunt.tally.pending]
        if waiting:
            self._hunt(waiting[int(time.monotonic() / TURN) % len(waiting)])
        else:
            time.sleep(0.02)

    def _hunt(self, hunt: Hunt) -> None:
        """One hunt for a while; what is held meanwhile is seen to as well."""
        hunt.begin()
        end = time.monotonic() + TURN
        while time.monotonic() < end and self._machine.docket_ended() is None:
            if hunt.look() or self._holds.look():
                self._tell()
                return
            time.sleep(0.004)

    def _restart(self) -> None:
        """The machine and the docket once more, after everything was killed."""
        self._machine.start()
        self._machine.start_docket()

    def _tell(self) -> None:
        """One line for every tally that has grown."""
        for tally in self._tallies:
            kills, counted = self._told.get(tally.name, (0, 0))
            if tally.kills > kills:
                words = "counted" if tally.counted > counted else "not counted: the answer was there already"
                say(f"{time.monotonic() - self._began:5.0f} s  killed: {tally.name} ({words})")
            self._told[tally.name] = (tally.kills, tally.counted)

    def _print(self, findings: list[Finding], evidence: Evidence) -> int:
        """The table and the verdict; the exit code."""
        say(LINE.format("effect, or what was killed", "effects", "kills", "counted", "repeats", "twice"))
        for tally in self._tallies:
            keyed = tally.name not in (*UNKEYED, *BLOWS)
            happened, repeats = evidence.happened[tally.name], evidence.repeats[tally.name]
            twice = "—" if tally.name in BLOWS else len(evidence.twice.get(tally.name, ()))
            outside = (happened, repeats) if keyed else ("—", "—")
            say(LINE.format(tally.name, outside[0], tally.kills, tally.counted, outside[1], twice))
        missing = self._tallies.missing()
        enough = Finding("counted kills of every kind", tuple(f"too few: {name}" for name in missing))
        for finding in (*findings, enough):
            say(f"{'ok    ' if finding.good else 'FAILED'}  {finding.what}")
            for detail in finding.wrong[:SHOWN]:
                say(f"          {detail}")
        say(f"papers in the e-file that no case names: {evidence.loose}")
        say(f"docket's own table: {self._machine.place.logs / 'simulation.log'}")
        return 0 if all(finding.good for finding in (*findings, enough)) else 1


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One trial at a time; what a killed one left running is not one."""
    lock = RunnerLock(folder)
    try:
        lock.take()
    except LocalFault:
        raise LocalFault("another trial is under way over this data folder") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _stop_signals() -> Iterator[None]:
    """SIGTERM and a closed terminal end a trial as Ctrl-C does: in order, whatever is signalled then."""
    numbers = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)

    def heed(signum: int, frame: FrameType | None) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise StopRequestedError

    before = {number: signal.signal(number, heed) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
