"""A later step that may not begin before an earlier one (后一环节倒逼前一环节)."""

from collections.abc import Iterable

from models.errors import Code, Refusal
from models.nodes import Node
from models.rulebook import Rulebook


def check_gates(book: Rulebook, nodes: Iterable[Node], act: str) -> None:
    """Raises Refusal(WRONG_STATE) naming the open node, and whose it is, that holds this act up.

    Only a node with `gate` blocks, and only the act that would fulfil it (RY-54, GS-29).
    """
    open_nodes = [node for node in nodes if node.open]
    gated = {node.limit for node in open_nodes if node.gate and node.act == act}
    held_by = {earlier for limit in gated for earlier in book.limit(limit).after}
    for node in open_nodes:
        if node.limit in held_by:
            whose = book.names.get(node.responsible, node.responsible)
            raise Refusal(Code.WRONG_STATE, f"须先完成“{node.name}”（{node.article}，责任单位：{whose}）")
