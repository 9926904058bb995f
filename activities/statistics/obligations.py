"""Which obligations fell due and which were late (应办节点、超期节点): the counting rule, in one place.

An overrun counts once, in the month of its limit, and stays counted when the work is done late; done in
time and entered late it is none. Soft limits and those the rulebook does not count are left out (CV-3).
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from activities.statistics.holding import Holder
from models.nodes import over
from models.values import court_local


class NodeLine(NamedTuple):
    """A row of the node table with what the rule needs of it; rows with soft or uncounted limits not."""

    case_key: str
    key: str
    limit: str
    subject: str
    name: str
    article: str
    responsible: str
    started_at: datetime | None
    due_at: datetime | None
    overdue_at: datetime | None
    done_at: datetime | None
    waived_at: datetime | None
    withdrawn: bool
    paused: bool


class Obligation(NamedTuple):
    """An obligation whose limit has come: who answers for it, and when it ended if it did.

    `holder.unit` is the responsible unit or role; `holder.owner` is the case's owner at the limit where
    the holder of the case is responsible, else empty.
    """

    line: NodeLine
    holder: Holder
    limit_at: datetime
    ended_at: datetime | None

    def overdue(self, at: datetime) -> bool:
        """Whether it counts as an overrun as of `at`."""
        late = self.ended_at is None or over(self.limit_at, self.ended_at)
        return late and self.limit_at < at

    def standing(self, at: datetime) -> bool:
        """Whether it is an overrun that was still open at `at`."""
        return self.overdue(at) and (self.ended_at is None or self.ended_at > at)

    def days_late(self, at: datetime) -> int:
        """Calendar days after the limit until it was done, or until `at`; a part of a day is a day."""
        end = at if self.ended_at is None else min(self.ended_at, at)
        days = (court_local(end).date() - court_local(self.limit_at).date()) // timedelta(days=1)
        return max(1, days)


def limit_of(line: NodeLine) -> datetime | None:
    """The instant its limit counts at; none where none has come or will.

    What passed stays passed, whatever is granted later; what was withdrawn had not passed. An obligation
    that fell away before its limit, or whose clock stands still, has no limit now.
    """
    if line.overdue_at is not None and not line.withdrawn:
        return line.overdue_at
    if line.due_at is None or line.paused:
        return None
    if line.waived_at is not None and line.waived_at <= line.due_at:
        return None
    return line.due_at
