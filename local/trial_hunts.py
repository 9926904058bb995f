"""Kills at moments nobody can hold open: start, signal, paper, commit. Stop first, look, then kill."""

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from local.trial_machine import TrialMachine
from local.trial_sight import Row, Sight
from local.trial_tally import Tally

ON_ITS_WAY = 0.05
"""Seconds after which what a stopped process had already said has arrived."""

DELIVERING = 1.5
"""Seconds an inbox row is kept locked for the watcher's signal; the worker waits for the same row."""
STARTING = 10.0
"""Seconds an outbox row is kept locked for the watcher's start."""

_PAPER = re.compile(r"[0-9a-f]{64}")


class Hunt(Protocol):
    """Waits for one kind of moment."""

    tally: Tally

    def begin(self) -> None:
        """Take what is there already as past."""

    def look(self) -> bool:
        """Kill if this is the moment; whether something was killed."""


class StartHunt:
    """The watcher has started a case's workflow and not yet noted it: the note is kept waiting by a lock."""

    def __init__(self, machine: TrialMachine, sight: Sight, tally: Tally) -> None:
        self._machine, self._sight, self.tally = machine, sight, tally
        self._struck: list[int] = [0]

    def begin(self) -> None:
        """Nothing is past: every start not noted is one."""

    def look(self) -> bool:
        """Kill the watcher once the next case to be started runs."""
        rows = self._sight.rows
        with _locks(self._sight):
            waiting = rows.read(
                "select id, case_key from outbox where kind = 'start_case' and done_at is null"
                " and id <> all(%s) order by id for update skip locked",
                self._struck,
            )
            if not waiting:
                return False
            row_id, case_key = waiting[0]
            patience = time.monotonic() + STARTING
            while not self._sight.histories.runs(case_key):
                if time.monotonic() > patience:
                    return False
                time.sleep(0.005)
            self._machine.kill("watcher")
            noted = rows.read("select 1 from outbox where id = %s and done_at is not null", row_id)
            self._struck.append(row_id)
            self.tally.killed(not noted)
        self._machine.await_again("watcher")
        return True


class SignalHunt:
    """The watcher has signalled an answer and not yet noted it."""

    def __init__(self, machine: TrialMachine, sight: Sight, tally: Tally) -> None:
        self._machine, self._sight, self.tally = machine, sight, tally

    def begin(self) -> None:
        """Nothing is past: every signal not noted is one."""

    def look(self) -> bool:
        """Kill the watcher once a case has the signal of a locked answer in its history."""
        rows = self._sight.rows
        with _locks(self._sight):
            waiting = rows.read(
                "select sender_id, case_key from inbox where signalled_at is null"
                " and consumed_seq is null and reason = '' for update skip locked"
            )
            sender_id = self._first_signalled(waiting) if waiting else None
            if sender_id is None:
                return False
            self._machine.kill("watcher")
            noted = "select 1 from inbox where sender_id = %s and signalled_at is not null"
            self.tally.killed(not rows.read(noted, sender_id))
        self._machine.await_again("watcher")
        return True

    def _first_signalled(self, waiting: list[Row]) -> str | None:
        """The first answer that a case's history has, if one gets there in time."""
        patience = time.monotonic() + DELIVERING
        while time.monotonic() < patience:
            for sender_id, case_key in waiting:
                if self._sight.histories.signalled(case_key, sender_id):
                    return str(sender_id)
            time.sleep(0.01)
        return None


class PaperHunt:
    """The worker has put a paper into the e-file, and its activity has not answered."""

    def __init__(self, machine: TrialMachine, sight: Sight, tally: Tally) -> None:
        self._machine, self._sight, self.tally = machine, sight, tally
        self._past: frozenset[str] = frozenset()

    def begin(self) -> None:
        """The papers that are there are past."""
        self._past = papers(self._machine.place.files)

    def look(self) -> bool:
        """Stop the worker at a fresh paper, and kill it if nobody has been told of the paper."""
        now = papers(self._machine.place.files)
        fresh, self._past = now - self._past, now
        if not fresh:
            return False
        with self._machine.paused("worker") as stands:
            time.sleep(ON_ITS_WAY)
            untold = self._untold(fresh)
            if not stands or not untold:
                return False
            self._machine.kill("worker")
            time.sleep(ON_ITS_WAY)
            self.tally.killed(bool(self._untold(untold)))
        self._machine.await_again("worker")
        return True

    def _untold(self, addresses: Iterable[str]) -> set[str]:
        """Those that neither the register nor any open case's history names."""
        rows, wanted = self._sight.rows, sorted(addresses)
        named = rows.read(
            "select facts->>'sha256' from journal_facts where facts->>'sha256' = any(%s)", wanted
        )
        cases = rows.read('select key from "case" where closed_at is null')
        return {
            address
            for address in set(wanted) - {row[0] for row in named}
            if not any(self._sight.histories.reported(key, address) for (key,) in cases)
        }


class CommitHunt:
    """The worker's step is committed, and the case's history does not have the register's answer."""

    def __init__(self, machine: TrialMachine, sight: Sight, tally: Tally) -> None:
        self._machine, self._sight, self.tally = machine, sight, tally
        self._past: dict[str, int] = {}

    def begin(self) -> None:
        """What is committed is past."""
        self._past = self._seqs()

    def look(self) -> bool:
        """Stop the worker at a fresh commit, and kill it if the history is behind."""
        now = self._seqs()
        fresh = [key for key, seq in now.items() if seq > self._past.get(key, seq)]
        self._past = now
        if not fresh:
            return False
        with self._machine.paused("worker") as stands:
            time.sleep(ON_ITS_WAY)
            behind = [key for key in fresh if self._behind(key)]
            if not stands or not behind:
                return False
            self._machine.kill("worker")
            time.sleep(ON_ITS_WAY)
            self.tally.killed(any(self._behind(key) for key in behind))
        self._machine.await_again("worker")
        return True

    def _behind(self, case_key: str) -> bool:
        """Whether the journal is ahead of a history that has begun to follow it."""
        known = self._sight.histories.recorded_seq(case_key)
        return 0 < known < self._seqs()[case_key]

    def _seqs(self) -> dict[str, int]:
        return {key: int(seq) for key, seq in self._sight.rows.read('select key, seq from "case"')}


def papers(folder: Path) -> frozenset[str]:
    """The addresses of all papers in the e-file."""
    return frozenset(path.name for path in folder.glob("*/*/*") if _PAPER.fullmatch(path.name))


@contextmanager
def _locks(sight: Sight) -> Iterator[None]:
    """Rows read `for update` within the block stay locked until its end."""
    sight.rows.begin()
    try:
        yield
    finally:
        sight.rows.let_go()
