"""From when a clock runs (起算): at the opening event, at another one, or not before one that is to come."""

from typing import NamedTuple

from models.case import CaseState
from models.events import Entry, EventKind
from models.limits import Limit, Starts
from models.nodes import Node
from models.values import Instant

OF_THE_WHOLE_CASE = frozenset(
    {
        EventKind.FILED,
        EventKind.ENTERED_IN_SYSTEM,
        EventKind.RECEIVED,
        EventKind.RECEPTION_ENDED,
        EventKind.TRIAGED,
        EventKind.ASSIGNED,
        EventKind.HANDOVER_OFFERED,
        EventKind.HANDOVER_ACCEPTED,
        EventKind.GROUP_ENTERED,
        EventKind.SECOND_ASSIGNMENT,
        EventKind.CONVERSION_APPROVED,
        EventKind.STAGE_ENTERED,
        EventKind.STAGE_LEFT,
        EventKind.ROUND_ONE_STARTED,
        EventKind.ROUND_ONE_ENDED,
    }
)
"""Events that set every waiting clock going; others only that of the thing they are about (SH-D25)."""


class ClockStart(NamedTuple):
    """When a clock starts and of which event that is the instant, or what it still waits for."""

    at: Instant | None
    runs_from: EventKind | None = None
    waits_for: EventKind | None = None


def clock_start(starts: Starts, entry: Entry, limit: Limit, state: CaseState) -> ClockStart:
    """Where the clock of a node stands that `entry` opens; `state` is the case after it."""
    if starts.next_event is not None:
        return ClockStart(None, waits_for=starts.next_event)
    began = ClockStart(entry.occurred_at, entry.kind)
    if starts.from_event is not None and starts.from_event in state.last_at:
        began = ClockStart(state.last_at[starts.from_event], starts.from_event)
    awaited = starts.not_before
    if awaited is None:
        return began
    if not _has_come(awaited, entry, limit, state):
        return ClockStart(None, waits_for=awaited)
    bound = state.last_at[awaited]
    later = awaited in OF_THE_WHOLE_CASE and began.at is not None and bound > began.at
    return ClockStart(bound, awaited) if later else began


def _has_come(awaited: EventKind, entry: Entry, limit: Limit, state: CaseState) -> bool:
    """Whether an awaited event is in the journal, for this thing where both are about one."""
    if limit.per == "subject" and awaited not in OF_THE_WHOLE_CASE:
        return state.seen(awaited, entry.subject)
    return awaited in state.last_at


def sets_going(entry: Entry, node: Node, limit: Limit) -> bool:
    """Whether an entry is what a node's clock waits for."""
    own = limit.per == "subject" and entry.kind not in OF_THE_WHOLE_CASE
    return node.open and node.waits_for is entry.kind and not (own and entry.subject != node.subject)


def begins(entry: Entry, node: Node) -> Instant:
    """When the clock that waited for `entry` starts: with it, never before the node opened.

    An event that is entered late may have happened before the one that opened the node.
    """
    return max(entry.occurred_at, node.waits_since or entry.occurred_at)
