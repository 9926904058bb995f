"""What lies in an inbox (待办): an open node of the table, as staff read it."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.gates import held_up_by, whose
from models.nodes import Node
from models.rulebook import Rulebook
from models.tables import NodeRow
from models.values import Instant, Value


class Task(Value):
    """An open node in somebody's inbox (待办)."""

    case_key: str
    case_no: str
    node: str
    subject: str
    name: str
    article: str
    act: str
    act_name: str
    responsible: str
    responsible_name: str
    started_at: Instant | None
    due_at: Instant | None
    overdue: bool
    waits_for: tuple[str, ...] = ()
    """What it waits for and whose that is (后一环节倒逼前一环节, GS-29)."""


OF_THE_COURT = "经常性工作"
"""Stands where a case number would, for what belongs to no case."""


def task_of(
    case_key: str, case_no: str, node: Node, place: str, book: Rulebook, others: Iterable[Node] = ()
) -> Task:
    """The task of an open node; `place` is the unit or role that is responsible now.

    `others` are the open nodes of the same case: those that hold this one up are named.
    """
    return Task(
        case_key=case_key,
        case_no=case_no,
        node=node.limit,
        subject=node.subject,
        name=node.name,
        article=node.article,
        act=node.act,
        act_name=next((act.name for act in book.acts if act.act == node.act), ""),
        responsible=place,
        responsible_name=book.names.get(place, place) or "尚未分案",
        started_at=node.started_at,
        due_at=node.due_at,
        overdue=node.overdue_at is not None,
        waits_for=tuple(whose(each, book.names) for each in held_up_by(others, node)),
    )


def task_of_court(node: Node, book: Rulebook) -> Task:
    """The task of an open turn of a court's recurring duty; `subject` is the day that names the turn."""
    return task_of("", OF_THE_COURT, node, node.responsible, book)


def open_nodes(session: Session, later: Iterable[tuple[str, Node]]) -> dict[str, list[Node]]:
    """By case, the open nodes of those cases in which one of these waits for others."""
    keys = {key for key, node in later if node.after}
    if not keys:
        return {}
    rows = session.execute(
        select(NodeRow.case_key, NodeRow.node).where(NodeRow.open, NodeRow.case_key.in_(keys))
    )
    found: dict[str, list[Node]] = {}
    for key, node in rows:
        found.setdefault(key, []).append(Node.model_validate(node))
    return found
