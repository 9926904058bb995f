"""Who held a case when (承办沿革): from the journal alone, by when a case changed hands."""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple


class Holder(NamedTuple):
    """The unit that holds a case and its owner by staff number; both empty before the first handover."""

    unit: str
    owner: str


NOBODY = Holder("", "")
"""Who holds a case that no unit has taken over yet (尚未移交)."""


class Taken(NamedTuple):
    """An entry by which somebody took a case over: since when, and its place in the journal."""

    since: datetime
    seq: int
    holder: Holder


class Stay(NamedTuple):
    """The time a case was with one holder: `until` is when the next one took it, or it was closed.

    `before` is none for the first, `after` for the last.
    """

    holder: Holder
    since: datetime
    until: datetime | None
    seq: int
    before: Holder | None
    after: Holder | None
    closed: bool

    def stands(self, at: datetime) -> bool:
        """Whether the case was there as the instant `at` began: what came or left at `at` has not yet."""
        return self.since < at and (self.until is None or self.until >= at)

    def meets(self, begins: datetime, ends: datetime) -> bool:
        """Whether the case was there at some time from `begins` until before `ends`."""
        return self.since < ends and (self.until is None or self.until >= begins)


class Holding:
    """The holders of one case in order."""

    def __init__(self, taken: Iterable[Taken]) -> None:
        self._taken = sorted(taken)
        self._places = [(each.since, each.seq) for each in self._taken]

    def just_before(self, at: datetime, seq: int) -> Holder:
        """Who held the case when the entry `seq` happened at `at`: a handover belongs to who gave it away."""
        place = bisect_left(self._places, (at, seq))
        return self._taken[place - 1].holder if place else NOBODY

    def at(self, at: datetime) -> Holder:
        """Who held the case at an instant."""
        found = [each.holder for each in self._taken if each.since <= at]
        return found[-1] if found else NOBODY

    def stays(self, filed_at: datetime, closed_at: datetime | None) -> tuple[Stay, ...]:
        """The case's whole life by holder, the time before the first handover as nobody's."""
        marks = [Taken(filed_at, 0, NOBODY)]
        for each in self._taken:
            if each.holder != marks[-1].holder:
                marks.append(each)
        found = []
        for place, mark in enumerate(marks):
            following = marks[place + 1] if place + 1 < len(marks) else None
            found.append(
                Stay(
                    holder=mark.holder,
                    since=mark.since,
                    until=following.since if following else closed_at,
                    seq=mark.seq,
                    before=marks[place - 1].holder if place else None,
                    after=following.holder if following else None,
                    closed=following is None and closed_at is not None,
                )
            )
        return tuple(found)
