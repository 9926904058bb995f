"""What lies in an inbox (待办): an open node of the table, as staff read it."""

from models.nodes import Node
from models.rulebook import Rulebook
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


def task_of(case_key: str, case_no: str, node: Node, place: str, book: Rulebook) -> Task:
    """The task of an open node; `place` is the unit or role that is responsible now."""
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
    )
