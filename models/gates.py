"""A later step and the earlier one it depends on (后一环节倒逼前一环节, GS-29): who holds whom up."""

from collections.abc import Iterable, Mapping

from models.acts.envelope import ActKind
from models.errors import Code, Refusal
from models.nodes import Node
from models.rulebook import Rulebook

NEVER_HELD = frozenset({ActKind.REPORT_FINDING, ActKind.FIND_PROPERTY})
"""Acts that may freeze or seize on the spot: nothing found is let go because something else is late."""


def held_up_by(nodes: Iterable[Node], later: Node) -> tuple[Node, ...]:
    """The open nodes a later one waits for by its row's `after`, the nearest limit first; none if it is done.

    Whether they only press or block as well is the row's `gate`. Nodes of single things wait for those of
    the same thing.
    """
    if not later.open:
        return ()
    found = [
        node
        for node in nodes
        if node.open
        and node.limit in later.after
        and not (node.subject and later.subject not in ("", node.subject))
    ]
    return tuple(sorted(found, key=lambda node: (node.due_at is None, node.due_at, node.key)))


def whose(node: Node, names: Mapping[str, str]) -> str:
    """The node that holds another one up, and who answers for it, in Chinese."""
    responsible = names.get(node.responsible, node.responsible)
    return f"“{node.name}”（{node.article}，责任单位：{responsible}）"


def check_gates(book: Rulebook, nodes: Iterable[Node], act: str) -> None:
    """Raises Refusal(WRONG_STATE) naming the open node, and whose it is, that holds this act up.

    Only a node with `gate` blocks, and only the act that would fulfil it (RY-54, GS-29); an urgent freeze
    or seizure is never blocked.
    """
    if act in NEVER_HELD:
        return
    known = list(nodes)
    for later in known:
        if later.gate and later.act == act:
            for earlier in held_up_by(known, later):
                raise Refusal(Code.WRONG_STATE, f"须先完成{whose(earlier, book.names)}")
