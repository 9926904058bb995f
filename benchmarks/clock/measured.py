"""What a run of the clock is asked to do, and what it came to."""

from typing import NamedTuple

from benchmarks.clock.burst import Burst
from benchmarks.clock.looking import Answer


class Size(NamedTuple):
    """How many cases are open besides those that fall due, how many fall due at once, and how often."""

    others: int = 8_000
    due: int = 2_000
    rounds: int = 2
    questions: int = 160
    margin: float = 20.0
    """Seconds between the last case being ready, as far as can be foreseen, and the instant."""


class Round(NamedTuple):
    """A burst of cases and a burst of bare timers, one after the other."""

    cases: Burst
    bare: Burst
    events: float
    """History events a passing limit adds to its case."""


class Held(NamedTuple):
    """What holding cases open took, and what a case's history came to."""

    cases: int
    written_per_second: float
    started_per_second: float
    worker_bytes: float
    server_bytes: float
    events: int
    history_bytes: int


class Measured(NamedTuple):
    """Everything a run came to."""

    size: Size
    held: Held
    rounds: tuple[Round, ...]
    quiet: tuple[Answer, ...]
    busy: tuple[Answer, ...]
    ready_again: float
    """Seconds a worker that starts anew takes to replay every open case, before it takes work."""
