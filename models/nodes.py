"""The node table (执行流程节点表): which obligations are open, since when, until when, done by whom.

Pure: journal entry in, changed nodes out. The register stores what is answered here; the clock in the
workflow only compares instants.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from models.calendar import Skipped, Unit
from models.clock.exclusions import Exclusion, Hold
from models.events import EventKind
from models.values import Instant, Value


class NodeState(StrEnum):
    """How a node stands at a moment."""

    OPEN = "open"
    WARNED = "warned"
    OVERDUE = "overdue"
    DONE = "done"
    DONE_LATE = "done_late"
    SOFT = "soft"
    SUSPENDED = "suspended"
    WAIVED = "waived"


STATE_NAMES: dict[NodeState, str] = {
    NodeState.OPEN: "办理中",
    NodeState.WARNED: "临期",
    NodeState.OVERDUE: "超期",
    NodeState.DONE: "已办",
    NodeState.DONE_LATE: "超期办结",
    NodeState.SOFT: "及时办理",
    NodeState.SUSPENDED: "扣除中",
    NodeState.WAIVED: "无须办理",
}
"""What each state is called where a court reads it."""


class Passing(StrEnum):
    """What passes when a node's clock runs on (预警、到期、督办)."""

    WARNING = "warning"
    LIMIT = "limit"
    ESCALATION = "escalation"


PASSING_NAMES: dict[Passing, str] = {
    Passing.WARNING: "预警",
    Passing.LIMIT: "到期",
    Passing.ESCALATION: "提级督办",
}
"""What each passing is called where a court reads it."""


LAST_SECOND_OF_IT = timedelta(seconds=1)
"""A limit ends with its last second, and has passed one second later (民法典第203条)."""


def over(ends: Instant, at: Instant) -> bool:
    """Whether a limit that ends at `ends` has passed at `at`: its last second belongs to it."""
    return at >= ends + LAST_SECOND_OF_IT


class Counting(Value):
    """What a node is counted by: unit and length of its row, and the event its clock runs from."""

    unit: Unit
    length: int | None = None
    runs_from: EventKind | None = None


class Node(Value):
    """One obligation of one case (流程节点).

    `after` are the limits whose open nodes this one waits for; it blocks only with `gate` (GS-29).
    `escalate_to` is told at `escalate_at` when the limit has passed and the obligation is still open.
    `extended_until` is the last day that `extended_by`, an approval, granted at `extended_at`. `skipped`
    are the days that did not count, with the reason. `held_by` are the approvals or things that have held
    a clock since it stopped, `paused_by` those that still do, `holds` each with its own time; `paused_for` is
    the first one's ground. A clock that waits (`waits_for`) never starts before `waits_since`. An overdue
    node stays overdue, whatever is granted later. `lapses`: the time is a party's, its end is that event and
    nobody's lateness.
    """

    key: str
    limit: str
    subject: str
    name: str
    article: str
    responsible: str
    act: str = ""
    soft: bool = False
    after: tuple[str, ...] = ()
    gate: bool = False
    ends_on: date | None = None
    opened_seq: int
    started_at: Instant | None
    due_at: Instant | None = None
    warn_at: Instant | None = None
    provisional: bool = False
    provisional_years: tuple[int, ...] = ()
    paused_at: Instant | None = None
    paused_by: tuple[str, ...] = ()
    paused_for: str = ""
    held_by: tuple[str, ...] = ()
    holds: tuple[Hold, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    extended_until: date | None = None
    extended_at: Instant | None = None
    extended_by: str = ""
    skipped: tuple[Skipped, ...] = ()
    counts: bool = True
    waits_for: EventKind | None = None
    waits_since: Instant | None = None
    counting: Counting | None = None
    lapses: EventKind | None = None
    done_at: Instant | None = None
    done_recorded_at: Instant | None = None
    done_seq: int = 0
    done_by: str = ""
    warned_at: Instant | None = None
    overdue_at: Instant | None = None
    overdue_withdrawn: bool = False
    escalate_at: Instant | None = None
    escalate_to: str = ""
    escalated_at: Instant | None = None
    waived_at: Instant | None = None
    waived_for: str = ""

    @property
    def open(self) -> bool:
        """Whether somebody still has to do it."""
        return self.done_at is None and self.waived_at is None

    @property
    def entered_late(self) -> bool:
        """Done in time, but entered after the limit (补录)."""
        return (
            self.lapses is None
            and self.due_at is not None
            and self.done_at is not None
            and self.done_recorded_at is not None
            and not over(self.due_at, self.done_at)
            and over(self.due_at, self.done_recorded_at)
        )

    @property
    def called_late_wrongly(self) -> bool:
        """Called overdue though it was done before: entered or delivered after the limit (CV-9).

        Measured against the instant that passed: longer time granted afterwards makes nobody punctual.
        """
        if self.overdue_at is None or self.done_at is None or self.overdue_withdrawn:
            return False
        return not over(self.overdue_at, self.done_at)

    @property
    def ended_at(self) -> Instant | None:
        """When its time was over: the instant that passed, else the one that is to pass."""
        passed = self.overdue_at is not None and not self.overdue_withdrawn
        return self.overdue_at if passed else self.due_at

    def state_at(self, at: Instant) -> NodeState:
        """How it stands at `at`; a done node is late by when it was done, not by when it was entered."""
        if self.waived_at is not None:
            return NodeState.WAIVED
        ended_at = self.ended_at
        if self.done_at is not None:
            late = ended_at is not None and over(ended_at, self.done_at)
            return NodeState.DONE_LATE if late else NodeState.DONE
        if self.soft:
            return NodeState.SOFT
        if self.paused_at is not None and self.overdue_at is None:
            return NodeState.SUSPENDED
        if ended_at is not None and over(ended_at, at):
            return NodeState.OVERDUE if self.lapses is None else NodeState.DONE
        if self.warn_at is not None and at >= self.warn_at:
            return NodeState.WARNED
        return NodeState.OPEN

    def next_passing(self) -> tuple[Passing, Instant] | None:
        """What passes next on this node's clock, and when; none when it is quiet or stands still."""
        if not self.open or self.started_at is None or self.paused_at is not None:
            return None
        if self.overdue_at is not None:
            waits = self.escalate_at is not None and self.escalated_at is None
            return (Passing.ESCALATION, self.escalate_at) if waits and self.escalate_at else None
        if self.warn_at is not None and self.warned_at is None:
            return Passing.WARNING, self.warn_at
        return (Passing.LIMIT, self.due_at) if self.due_at is not None else None

    def next_moment(self) -> Instant | None:
        """The next instant the clock has to act at for this node; none when it is quiet."""
        passing = self.next_passing()
        return passing[1] if passing else None


class Row(Value):
    """A row of the node table as outsiders read it (design.md section 6)."""

    id: str
    subject: str = ""
    name: str
    article: str
    responsible: str
    started_at: Instant | None
    due_at: Instant | None
    done_at: Instant | None
    state: NodeState
    provisional: bool
    entered_late: bool


def rows(nodes: Iterable[Node], at: Instant) -> tuple[Row, ...]:
    """The node table at `at`, in the order in which nodes opened."""
    return tuple(
        Row(
            id=node.limit,
            subject=node.subject,
            name=node.name,
            article=node.article,
            responsible=node.responsible,
            started_at=node.started_at,
            due_at=node.due_at,
            done_at=node.done_at,
            state=node.state_at(at),
            provisional=node.provisional,
            entered_late=node.entered_late,
        )
        for node in sorted(nodes, key=lambda node: (node.opened_seq, node.limit, node.subject))
    )
