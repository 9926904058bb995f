"""Limits explained from the register (期限说明), for a case whose own run cannot answer."""

from sqlalchemy import select

from activities.books import Books
from activities.database import Database
from models.case import CaseState
from models.explaining import explanations
from models.messages import Explanation
from models.nodes import Node
from models.tables import Case, NodeRow


def explained(database: Database, books: Books, case_key: str, limit: str) -> tuple[Explanation, ...]:
    """How the dates of a limit's nodes, or of every open one, came about; as of the last record."""
    with database.snapshot() as session:
        state = CaseState.model_validate(session.get_one(Case, case_key).state)
        rows = session.execute(select(NodeRow.node).where(NodeRow.case_key == case_key)).scalars()
        nodes = [Node.model_validate(node) for node in rows]
        names = books.book(session, state.rulebook).names
    return explanations(nodes, state, limit, max(state.last_at.values()), names)
