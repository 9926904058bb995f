"""A reform rehearsed on a court's open cases (规则预演): read from the register, nothing written."""

from sqlalchemy import select

from activities.books import Books
from activities.database import Database
from models.case import CaseState
from models.facts.of_case import facts_of
from models.nodes import Node
from models.rehearsal.dates import DateMoved, open_nodes_moved
from models.rehearsal.rehearsing import DatedBook, Rehearsal, compared
from models.rehearsal.way import Difference, differences
from models.tables import Case, NodeRow


class OpenCases:
    """What would be otherwise for cases that are open, each compared with the rules it was filed under."""

    def __init__(self, database: Database, books: Books) -> None:
        self._database = database
        self._books = books

    async def rehearse(self, before: DatedBook, after: DatedBook) -> Rehearsal:
        """The two editions, and every open case of the court that the later one would treat otherwise.

        Raises Refusal(RULEBOOK_MISSING) for a case whose rules nobody can supply.
        """
        asked: list[tuple[str, tuple[Difference, ...]]] = []
        dates: list[DateMoved] = []
        is_open = (Case.court == after.book.court, Case.closed_at.is_(None))
        with self._database.transaction() as session:
            nodes: dict[str, list[Node]] = {}
            found = select(NodeRow.case_key, NodeRow.node).join(Case, Case.key == NodeRow.case_key)
            for key, node in session.execute(found.where(NodeRow.open, *is_open)):
                nodes.setdefault(key, []).append(Node.model_validate(node))
            rows = (
                select(Case.key, Case.case_no, Case.rulebook, Case.state).where(*is_open).order_by(Case.key)
            )
            for key, case_no, digest, stored in session.execute(rows):
                own, state = self._books.book(session, digest), CaseState.model_validate(stored)
                asked.append((case_no, differences(own, after.book, facts_of(state))))
                calendar = self._books.calendar_of(session, state.calendar)
                dates += open_nodes_moved(case_no, own, after.book, calendar, nodes.get(key, ()))
        return compared(before, after, asked, dates)
