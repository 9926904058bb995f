"""Kills while the outside withholds an answer: the effect is done, and who asked for it does not know."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from local.trial_machine import OUTSIDE, TrialMachine
from local.trial_sight import Rows, Sight
from local.trial_tally import Tallies

HOLDING = 8.0
"""Seconds an answer is withheld at most: less than the product's own patience with a system."""

REQUIRED = ("payout", "control", "service")
"""Effects every docket has, each of which a trial must interrupt."""
WATCHER_EFFECT = "message"
"""The effect the watcher asks for: the short message of a notice."""
WORKER_EFFECTS = (
    *REQUIRED,
    *("query", "deduction", "entry", "lift", "release", "price_inquiry", "listing"),
)
"""Effects the worker asks for; a server, or everything, is killed during any of them."""

EVERYTHING, LOST = "everything", "everything and Temporal's data"
BLOWS = ("postgres", "temporal", EVERYTHING, "postgres", "temporal", LOST)
"""What is killed besides worker and watcher, one after the other as the docket goes on."""

LOOK_EVERY = 0.04
"""Seconds between two looks at what is held."""

PACE = 6
"""Journal entries per case of the docket between two blows."""

_ANSWERED = {
    "control": "select 1 from journal where case_key = %s and kind = 'controlled' and subject = %s",
    "service": "select 1 from journal where case_key = %s and kind = 'document_sent' and subject = %s",
    WATCHER_EFFECT: "select 1 from outbox where case_key = %s and key = %s and done_at is not null",
}
_STEP_ANSWERED = "select 1 from step_key where case_key = %s and key = %s"


@dataclass(frozen=True)
class Held:
    """An effect whose answer is withheld."""

    key: str
    operation: str
    court: str
    case_no: str

    def answered(self, rows: Rows) -> bool:
        """Whether the register has the answer; a key says `case|step`, and what it is about."""
        parts = self.key.split("|")
        about = {"control": parts[-1], "service": parts[-1], WATCHER_EFFECT: self.key}
        statement = _ANSWERED.get(self.operation, _STEP_ANSWERED)
        return bool(rows.read(statement, parts[0], about.get(self.operation, parts[1])))


class HeldKills:
    """Orders answers to be withheld, and kills whom it is the turn of while they are."""

    def __init__(
        self, machine: TrialMachine, sight: Sight, tallies: Tallies, kills: int, restart: Callable[[], None]
    ) -> None:
        self._machine = machine
        self._sight = sight
        self._tallies = tallies
        self._restart = restart
        for name in (*WORKER_EFFECTS, WATCHER_EFFECT):
            tallies.want(name, kills, required=name in (*REQUIRED, WATCHER_EFFECT))
        for name in dict.fromkeys(BLOWS):
            tallies.want(name, BLOWS.count(name))
        self._blows = list(BLOWS)
        self._last_blow = 0
        self._last_look = 0.0

    def look(self) -> bool:
        """Kill if something is held that is wanted; whether something was killed."""
        if time.monotonic() - self._last_look < LOOK_EVERY:
            return False
        self._last_look = time.monotonic()
        shown = self._sight.outside.get("/held")
        held = [Held(**row) for row in shown["held"]]
        wanted = self._wanted()
        if not held:
            self._order([name for name in wanted if name not in shown["ordered"]])
            return False
        found = [h for h in held if not h.answered(self._sight.rows)]
        if self._blow_due():
            self._strike(self._blows.pop(0), found)
            return True
        mine = [h for h in found if h.operation in wanted]
        if mine:
            watcher = mine[0].operation == WATCHER_EFFECT
            self._kill("watcher" if watcher else "worker", mine)
            return True
        self._sight.outside.post("/release", {})
        return False

    def _wanted(self) -> tuple[str, ...]:
        wanted = [name for name in (*WORKER_EFFECTS, WATCHER_EFFECT) if self._tallies.of(name).pending]
        return tuple(dict.fromkeys([*wanted, *(WORKER_EFFECTS if self._blow_due() else ())]))

    def _order(self, names: list[str]) -> None:
        for name in names:
            self._sight.outside.post("/hold", {"operation": name, "times": 1, "seconds": HOLDING})

    def _blow_due(self) -> bool:
        if not self._blows:
            return False
        entries, cases = self._sight.rows.read('select coalesce(sum(seq), 0), count(*) from "case"')[0]
        return bool(cases) and int(entries) - self._last_blow >= max(10, PACE * int(cases))

    def _kill(self, name: str, held: list[Held]) -> None:
        """Kill the process that asked; each key still held and unanswered then counts for its effect."""
        asked = [h for h in held if (h.operation == WATCHER_EFFECT) == (name == "watcher")]
        self._machine.kill(name)
        still = self._still_held()
        for each in asked:
            counted = each.key in still and not each.answered(self._sight.rows)
            self._tallies.of(each.operation).killed(counted)
        self._sight.outside.post("/release", {})
        self._machine.await_again(name)

    def _strike(self, blow: str, held: list[Held]) -> None:
        """Kill a server or everything while something is held."""
        entries = self._sight.rows.read('select coalesce(sum(seq), 0) from "case"')[0][0]
        self._last_blow = int(entries)
        if blow in (EVERYTHING, LOST):
            self._machine.kill_all_but_the_outside()
        else:
            self._machine.kill(blow)
        still = self._still_held()
        self._tallies.of(blow).killed(any(each.key in still for each in held))
        if blow in (EVERYTHING, LOST):
            self._machine.kill(OUTSIDE)
            if blow == LOST:
                self._machine.lose_temporal()
            self._restart()
        else:
            self._sight.outside.post("/release", {})
            self._machine.await_again(blow)
        time.sleep(1.0)

    def _still_held(self) -> set[str]:
        return {row["key"] for row in self._sight.outside.get("/held")["held"]}
