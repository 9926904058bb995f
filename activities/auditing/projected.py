"""The rows staff, boards and clocks read (台账), compared with what the recount of the journal says."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from activities.auditing.findings import Finding, FindingKind
from activities.projections import node_row
from models.case import CaseState
from models.nodes import Node

Row = Mapping[str, Any]
"""A stored row by column."""

OF_THE_CASE = "case"
"""What a finding about the case's own row is about."""


class Stored(NamedTuple):
    """What the register has projected of one case: its folded state, when it closed, its nodes by key."""

    state: dict[str, Any]
    closed_at: datetime | None
    nodes: Mapping[str, Row]


def differing(
    case_key: str, state: CaseState, nodes: Mapping[str, Node], stored: Stored
) -> Iterator[Finding]:
    """What was stored otherwise than it was recounted; an open node's own date is called misdated.

    `code` names the column of a node that differs; empty where the row is missing, or nothing calls for it.
    """
    if stored.closed_at != state.closed_at or not _same_state(stored.state, state):
        yield _finding(case_key, FindingKind.PROJECTION_DIFFERS, OF_THE_CASE, None)
    for key in sorted({*nodes, *stored.nodes}):
        node, row = nodes.get(key), stored.nodes.get(key)
        if node is None or row is None:
            yield _absent(case_key, key, node, row)
            continue
        wanted = node_row(state, node)
        kept = node if row["node"] == wanted["node"] else _node(row)  # There are a million of them.
        wrong = [date for date in (row["due_at"], kept.due_at if kept else None) if date != node.due_at]
        if node.open and wrong:
            yield _finding(case_key, FindingKind.MISDATED, key, node, node.due_at, wrong[0])
        elif different := _different(wanted, node, row, kept):
            yield _finding(case_key, FindingKind.PROJECTION_DIFFERS, key, node, code=different)


def _absent(case_key: str, key: str, node: Node | None, row: Row | None) -> Finding:
    """A row that is gone, or one that nothing in the journal calls for; a clock is blind for the first."""
    running = node.open if node is not None else bool(row and row["open"])
    kind = FindingKind.MISDATED if running else FindingKind.PROJECTION_DIFFERS
    return _finding(case_key, kind, key, node, node.due_at if node else None, row["due_at"] if row else None)


def _different(wanted: Row, node: Node, row: Row, kept: Node | None) -> str:
    """The first column that is otherwise than recounted; empty when none is."""
    same = {**row, "node": wanted["node"]} if kept == node else row
    return next((column for column, value in wanted.items() if same[column] != value), "")


def _node(row: Row) -> Node | None:
    """The node in a row, with what an earlier build did not know of; none where it is no node."""
    try:
        return Node.model_validate(row["node"])
    except ValueError:
        return None


def _same_state(stored: dict[str, Any], state: CaseState) -> bool:
    """Whether a stored state is the recounted one; its chain is looked at elsewhere."""
    try:
        return CaseState.model_validate({**stored, "head": state.head}) == state
    except ValueError:
        return False


def _finding(
    case_key: str,
    kind: FindingKind,
    subject: str,
    node: Node | None,
    at: datetime | None = None,
    noticed_at: datetime | None = None,
    code: str = "",
) -> Finding:
    return Finding(
        kind=kind,
        court=case_key.split(":", 1)[0],
        case_key=case_key,
        subject=subject,
        limit=node.limit if node else "",
        name=node.name if node else "",
        at=at,
        noticed_at=noticed_at,
        code=code,
    )
