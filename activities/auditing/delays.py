"""How late limits were noticed (检出时延): a histogram and its landmarks, in seconds."""

from collections.abc import Iterable, Sequence
from math import ceil

from activities.auditing.recount import Noticed
from models.nodes import Passing
from models.values import Value

BOUNDS: tuple[float, ...] = (1, 2, 5, 10, 60, 600, 3600, 86400)
"""Upper bounds of the histogram's columns, in seconds; a last column takes what is beyond them.

A limit ends with its last second and passes one second later, so its delay is never below one second.
"""


class Column(Value):
    """How many delays lie above the column before and up to `up_to` seconds; none: everything beyond."""

    up_to: float | None
    count: int


class Delays(Value):
    """The delays of one kind of passing: count, median, 99th percentile and longest, in seconds."""

    passing: Passing
    count: int
    p50: float
    p99: float
    longest: float
    histogram: tuple[Column, ...]


def delays_of(noticed: Iterable[Noticed]) -> tuple[Delays, ...]:
    """The delays by kind of passing; a kind that never passed is left out."""
    seconds: dict[Passing, list[float]] = {passing: [] for passing in Passing}
    for each in noticed:
        seconds[each.passing].append(each.delay.total_seconds())
    return tuple(_delays(passing, sorted(found)) for passing, found in seconds.items() if found)


def _delays(passing: Passing, ordered: Sequence[float]) -> Delays:
    return Delays(
        passing=passing,
        count=len(ordered),
        p50=_percentile(ordered, 50),
        p99=_percentile(ordered, 99),
        longest=ordered[-1],
        histogram=tuple(_columns(ordered)),
    )


def _percentile(ordered: Sequence[float], percent: int) -> float:
    """The smallest delay that so many percent do not exceed (nearest rank)."""
    return ordered[ceil(len(ordered) * percent / 100) - 1]


def _columns(ordered: Sequence[float]) -> Iterable[Column]:
    below = 0
    for bound in BOUNDS:
        within = sum(1 for each in ordered if each <= bound)
        yield Column(up_to=bound, count=within - below)
        below = within
    yield Column(up_to=None, count=len(ordered) - below)
