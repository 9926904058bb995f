"""Clocks that stand still and go on (扣除、暂停计算): by rulebook or by approved suspension (CV-10)."""

from collections.abc import Callable
from typing import NamedTuple

from models.clock.exclusions import Hold, united
from models.clock.starts import OF_THE_WHOLE_CASE
from models.events import Entry, EventKind
from models.limits import Limit, Match
from models.nodes import Node
from models.values import Instant

DONE_MEANWHILE = "已办结的期间"
"""Why the time between an end and its being undone does not count (JL-A8)."""

Matching = Callable[[Match, Entry], bool]
"""Whether an entry is the event a row names."""


class Effect(NamedTuple):
    """What an entry does to a node's clock: stops it, sets it going, or neither; and why, in Chinese."""

    stops: bool | None
    note: str = ""


def effect(node: Node, limit: Limit, entry: Entry, matches: Matching) -> Effect:
    """What `entry` does to the clock of `node`; what stops it again outweighs what would set it going."""
    ground = str(entry.facts.get("ground") or "")
    if entry.kind is EventKind.SUSPENSION_STARTED:
        return Effect(True if node.limit in entry.facts["limits"] else None, ground)
    if entry.kind is EventKind.SUSPENSION_ENDED:
        return Effect(False if entry.subject in node.paused_by else None, ground)
    if limit.per == "subject" and entry.subject != node.subject:
        return Effect(None)
    for pause in limit.pauses:
        if any(matches(each, entry) for each in pause.from_events):
            return Effect(True, pause.note)
    for pause in limit.pauses:
        if any(matches(each, entry) for each in pause.until):
            return Effect(False, pause.note)
    return Effect(None)


def standing(node: Node, entry: Entry, note: str) -> Node:
    """The node with its clock standing still because of this entry, once for each thing.

    Where one ground follows on another of the same thing, each stands with its own time. What is granted
    later may have begun earlier: the clock stands since the first of them.
    """
    holder = _holder(entry)
    if node.paused_by == (holder,) and note != node.paused_for:
        node = released(node, entry.occurred_at, node.paused_for)
    return node.model_copy(
        update={
            "paused_at": min(node.paused_at or entry.occurred_at, entry.occurred_at),
            "paused_by": _with(node.paused_by, holder),
            "paused_for": node.paused_for if node.paused_at else note,
            "held_by": _with(node.held_by, holder),
            "holds": _begun(node, Hold(by=holder, since=entry.occurred_at)),
        }
    )


def going_on(node: Node, entry: Entry, note: str) -> Node:
    """The node without what this entry ends; its clock goes on once nothing holds it."""
    over = _holder(entry)
    left = tuple(holder for holder in node.paused_by if holder != over)
    if not left:
        return released(node, entry.occurred_at, note)
    return node.model_copy(update={"paused_by": left, "holds": _ended(node, entry.occurred_at, over)})


def released(node: Node, at: Instant, note: str = "") -> Node:
    """The node with its clock going on, and the time that did not count: what still held it did until `at`.

    What had let go before held it until its own end, whichever was entered first.
    """
    if node.paused_at is None:
        return node
    spans = united(_ended(node, at), note or node.paused_for or "扣除期间")
    running = {"paused_at": None, "paused_by": (), "paused_for": "", "held_by": (), "holds": ()}
    return node.model_copy(update={**running, "excluded": (*node.excluded, *spans)})


def _begun(node: Node, hold: Hold) -> tuple[Hold, ...]:
    """The node's holds with one more; the same thing holds once, since it first did."""
    for each in _holds(node):
        if each.by == hold.by and each.until is None:
            since = min(each.since, hold.since)
            return tuple(h.model_copy(update={"since": since}) if h is each else h for h in _holds(node))
    return (*_holds(node), hold)


def _ended(node: Node, at: Instant, by: str | None = None) -> tuple[Hold, ...]:
    """The node's holds, those that last ended at `at`: all of them, or those of one thing."""
    return tuple(
        hold.model_copy(update={"until": at}) if hold.until is None and by in (None, hold.by) else hold
        for hold in _holds(node)
    )


def _holds(node: Node) -> tuple[Hold, ...]:
    """What holds the node; where it stood before each kept its own start, all since it stands."""
    if node.holds or node.paused_at is None:
        return node.holds
    return tuple(Hold(by=holder, since=node.paused_at) for holder in node.paused_by)


def _holder(entry: Entry) -> str:
    """What holds a clock: the thing or the approval; nothing in particular where it is the whole case."""
    return "" if entry.kind in OF_THE_WHOLE_CASE else entry.subject


def _with(holders: tuple[str, ...], holder: str) -> tuple[str, ...]:
    return holders if holder in holders else (*holders, holder)
