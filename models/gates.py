"""A later step and the earlier one it depends on (后一环节倒逼前一环节, GS-29): who holds whom up."""

from collections.abc import Iterable, Mapping

from models.acts.envelope import ActKind
from models.clock.engine import fulfils
from models.errors import Code, Refusal
from models.events import Event, EventKind
from models.nodes import Node
from models.rulebook import Rulebook

NEVER_HELD = frozenset({ActKind.REPORT_FINDING, ActKind.FIND_PROPERTY})
"""Acts that may freeze or seize on the spot: nothing found is let go because something else is late."""

URGENT = frozenset({EventKind.CONTROLLED, EventKind.SEIZED, EventKind.PROPERTY_FOUND, EventKind.MONEY_FOUND})
"""What is never held up, whatever act it comes by."""


def held_up_by(nodes: Iterable[Node], later: Node) -> tuple[Node, ...]:
    """The open nodes a later one waits for by its row's `after`, the nearest limit first; none if it is done.

    Whether they only press or block as well is the row's `gate`. Nodes of single things wait for those of
    the same thing; what is about the whole case waits for those of all its things, and they for it.
    """
    if not later.open:
        return ()
    found = [
        node
        for node in nodes
        if node.open and node.limit in later.after and _thing(later) in ("", _thing(node) or _thing(later))
    ]
    return tuple(sorted(found, key=lambda node: (node.due_at is None, node.due_at, node.key)))


def _thing(node: Node) -> str:
    """The single thing a node is about; empty for the whole case, which is what a handover hands over."""
    counting = node.counting
    whole = counting is not None and counting.runs_from is EventKind.HANDOVER_OFFERED
    return "" if whole else node.subject


def whose(node: Node, names: Mapping[str, str]) -> str:
    """The node that holds another one up, and who answers for it, in Chinese."""
    responsible = names.get(node.responsible, node.responsible)
    return f"“{node.name}”（{node.article}，责任单位：{responsible}）"


def check_gates(book: Rulebook, nodes: Iterable[Node], act: str, events: Iterable[Event]) -> None:
    """Raises Refusal(WRONG_STATE) naming the open node, and whose it is, that holds this act up.

    Only a node with `gate` blocks, and only an act one of whose `events` would fulfil it: what is held up for
    one thing is free for another (RY-54, GS-29). An urgent freeze or seizure is never blocked.
    """
    if act in NEVER_HELD:
        return
    known, held = list(nodes), [event for event in events if event.kind not in URGENT]
    for later in known:
        if later.gate and any(fulfils(book.limit(later.limit), later, event) for event in held):
            for earlier in held_up_by(known, later):
                raise Refusal(Code.WRONG_STATE, f"须先完成{whose(earlier, book.names)}")
