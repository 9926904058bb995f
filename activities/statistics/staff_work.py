"""What people did by their own hand (本人办理): acts, nodes and what had to be put right, by who acted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from models.events import EventKind
from models.limits import fits
from models.reporting import Figure, StaffWork
from models.values import court_local


class ActDone(NamedTuple):
    """An act of a person as the journal has it: who did it, and when its first entry happened."""

    by: str
    at: datetime
    act_id: str


class NodeDone(NamedTuple):
    """A node with a limit that counts, done by a person; `limit_at` is none where no limit had come."""

    by: str
    at: datetime
    case_no: str
    limit: str
    name: str
    subject: str
    article: str
    limit_at: datetime | None

    @property
    def late(self) -> bool:
        """Whether it was done after its limit."""
        return self.limit_at is not None and self.at > self.limit_at

    @property
    def days_late(self) -> int:
        """Calendar days after the limit; a part of a day is a day, and none in time."""
        if self.limit_at is None or not self.late:
            return 0
        return max(1, (court_local(self.at).date() - court_local(self.limit_at).date()).days)


class PutRight(NamedTuple):
    """An entry that puts right what a person did; `since` is the kind of entry it goes back to."""

    by: str
    at: datetime
    case_no: str
    seq: int
    kind: EventKind
    subject: str
    facts: Mapping[str, Any]
    goes_back_to: int
    since: EventKind | None


class Work(NamedTuple):
    """What people did, as far as a report reads it."""

    acts: tuple[ActDone, ...]
    nodes: tuple[NodeDone, ...]
    put_right: tuple[PutRight, ...]

    def by(self, person: str | None, begins: datetime, ends: datetime) -> "Work":
        """One person's work from `begins` until before `ends`; anybody's where none is named."""

        def mine(each: ActDone | NodeDone | PutRight) -> bool:
            return person in (None, each.by) and begins <= each.at < ends

        return Work(
            tuple(filter(mine, self.acts)),
            tuple(filter(mine, self.nodes)),
            tuple(filter(mine, self.put_right)),
        )


NO_WORK = Work((), (), ())
"""Of a report that does not go by who acted."""


def worked(figure: Figure, work: Work) -> int:
    """A figure of somebody's work."""
    if figure.caused is not None:
        return len(caused(figure, work))
    if figure.work is StaffWork.ACTS:
        return len(work.acts)
    nodes = [node for node in work.nodes if not figure.limits or node.limit in figure.limits]
    if figure.work is StaffWork.DAYS_LATE:
        return sum(node.days_late for node in nodes)
    return sum(figure.work is StaffWork.DONE or node.late for node in nodes)


def caused(figure: Figure, work: Work) -> tuple[PutRight, ...]:
    """What had to be put right, as a figure counts it."""
    match = figure.caused
    return tuple(
        each
        for each in work.put_right
        if match is not None
        and (each.kind, each.since) == (match.event, match.since)
        and match.subject in ("", each.subject)
        and fits(match.where, each.facts)
    )
