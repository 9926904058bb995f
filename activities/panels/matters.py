"""What waits for a panel (待合议事项): open requests on matters that a panel decides."""

from sqlalchemy import select

from activities.books import Books
from activities.database import Database
from models.acts.panel import panel_matters
from models.case import ApprovalState, CaseState
from models.rulebook import Rulebook
from models.tables import Case
from models.values import Instant, Value


class WaitingMatter(Value):
    """A matter that waits for a panel (待合议事项)."""

    case_key: str
    case_no: str
    approval: str
    matter: str
    name: str
    target: str
    track: str
    unit: str
    unit_name: str
    owner: str
    requested_at: Instant


def waiting_matters(
    database: Database, books: Books, court: str = "", unit: str = "", track: str = ""
) -> tuple[WaitingMatter, ...]:
    """The open panel matters of a court, of one team and track where named: by matter, oldest first."""
    wanted = select(Case.key, Case.case_no, Case.rulebook, Case.state).where(Case.closed_at.is_(None))
    if court:
        wanted = wanted.where(Case.court == court)
    if unit:
        wanted = wanted.where(Case.state["unit"].astext == unit)
    if track:
        wanted = wanted.where(Case.state["track"].astext == track)
    found: list[WaitingMatter] = []
    with database.snapshot() as session:
        for key, case_no, rulebook, stored in session.execute(wanted):
            book, state = books.book(session, rulebook), CaseState.model_validate(stored)
            found += _waiting(key, case_no, book, state)
    return tuple(sorted(found, key=lambda row: (row.matter, row.requested_at, row.case_key)))


def _waiting(key: str, case_no: str, book: Rulebook, state: CaseState) -> list[WaitingMatter]:
    matters = panel_matters(book)
    return [
        WaitingMatter(
            case_key=key,
            case_no=case_no,
            approval=request.id,
            matter=request.matter,
            name=matters[request.matter].name,
            target=request.target or "",
            track=state.track,
            unit=state.unit,
            unit_name=book.names.get(state.unit, state.unit),
            owner=state.owner,
            requested_at=request.requested_at,
        )
        for request in state.approvals.values()
        if request.state is ApprovalState.OPEN and request.matter in matters
    ]
