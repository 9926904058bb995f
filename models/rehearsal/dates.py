"""The due dates of one case under two editions (到期日的差异)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from models.calendar import CourtCalendar
from models.clock.timing import NodeTiming
from models.events import Entry
from models.nodes import Node
from models.rehearsal.editions import both_articles
from models.rule_tools import node_table
from models.rulebook import Rulebook
from models.values import Instant, Value


class DateMoved(Value):
    """A node whose due date or responsible unit is another, or that only one of the editions opens."""

    case: str
    limit: str
    subject: str
    name: str
    before_due: Instant | None
    after_due: Instant | None
    before_responsible: str
    after_responsible: str
    before_article: str
    after_article: str


def dates_moved(
    name: str, before: Rulebook, after: Rulebook, entries: Sequence[Entry]
) -> Iterator[DateMoved]:
    """The nodes of a course of events that the two books date or assign otherwise."""
    if not entries:
        return
    last = max(entry.recorded_at for entry in entries)
    old, new = (node_table(book, entries, last) for book in (before, after))
    yield from _nodes_moved(name, (before, old), (after, new))


def open_nodes_moved(
    case: str, before: Rulebook, after: Rulebook, calendar: CourtCalendar, nodes: Iterable[Node]
) -> Iterator[DateMoved]:
    """The open nodes of a case whose clock would run otherwise under another book, from the same start.

    What the other book would open besides cannot be seen from here.
    """
    limits = [{limit.id: limit for limit in book.limits} for book in (before, after)]
    clocks = [NodeTiming(book, calendar) for book in (before, after)]
    old: dict[str, Node] = {}
    new: dict[str, Node] = {}
    for node in nodes:
        if not node.open or node.started_at is None or node.limit not in limits[0]:
            continue
        own, other = limits[0][node.limit], limits[1].get(node.limit)
        if own == other:
            continue
        old[node.key] = clocks[0].timed(node, own, node.started_at)
        if other is not None:
            same = own.responsible == other.responsible
            responsible = node.responsible if same else other.responsible
            again = node.model_copy(update={"name": other.name, "responsible": responsible})
            new[node.key] = clocks[1].timed(again, other, node.started_at)
    yield from _nodes_moved(case, (before, old), (after, new))


Nodes = tuple[Rulebook, Mapping[str, Node]]
"""A book, and the nodes of a case under it by key."""


def _nodes_moved(case: str, before: Nodes, after: Nodes) -> Iterator[DateMoved]:
    """Nodes, by key, that differ in due date or responsible unit, or are only on one side."""
    limits = [{limit.id: limit for limit in book.limits} for book, _ in (before, after)]
    for key in dict.fromkeys((*before[1], *after[1])):
        one, other = before[1].get(key), after[1].get(key)
        there = next(node for node in (other, one) if node is not None)
        if one is not None and other is not None and _same(one, other):
            continue
        cited = both_articles(limits[0].get(there.limit), limits[1].get(there.limit))
        yield DateMoved(
            case=case,
            limit=there.limit,
            subject=there.subject,
            name=there.name,
            before_due=one.due_at if one else None,
            after_due=other.due_at if other else None,
            before_responsible=one.responsible if one else "",
            after_responsible=other.responsible if other else "",
            before_article=cited[0],
            after_article=cited[1],
        )


def _same(one: Node, other: Node) -> bool:
    """Whether both are due at the same time, of the same unit, and equally void."""
    return (one.due_at, one.responsible, one.waived_for) == (
        other.due_at,
        other.responsible,
        other.waived_for,
    )
