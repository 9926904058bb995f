"""What the passing of a warning, a limit or an escalation writes into the journal (预警、超期、提级督办)."""

from models.events import Event, EventKind
from models.nodes import Node, Passing, over
from models.values import Instant

KINDS: dict[Passing, EventKind] = {
    Passing.WARNING: EventKind.NODE_WARNED,
    Passing.LIMIT: EventKind.NODE_OVERDUE,
    Passing.ESCALATION: EventKind.NODE_ESCALATED,
}


def passed(node: Node, passing: Passing, at: Instant | None = None) -> Event | None:
    """The event of a passing, dated at its own instant; none where that is not what the node waits for.

    Nor where it lies ahead of `at`: the limit may have been moved while its timer went off.
    A party's own time ends with the event its row names: nobody at the court is late (NB-51).
    """
    nearest = node.next_passing()
    if nearest is None or nearest[0] is not passing:
        return None
    if at is not None and not (over(nearest[1], at) if passing is Passing.LIMIT else nearest[1] <= at):
        return None
    if passing is Passing.LIMIT and node.lapses is not None:
        return Event(kind=node.lapses, occurred_at=nearest[1], subject=node.subject)
    facts = {"limit": node.limit, "responsible": node.responsible}
    if passing is Passing.ESCALATION:
        facts["to"] = node.escalate_to
    return Event(kind=KINDS[passing], occurred_at=nearest[1], subject=node.key, facts=facts)
