"""Calendars in the register (工作日历): new cases take the latest, running ones by a step of their own."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.books import Books
from activities.database import Database
from models.calendar import CourtCalendar
from models.calendar_years import read_year
from models.case import CaseState
from models.errors import Code, Refusal
from models.nodes import Node
from models.tables import CalendarText, Case, NodeRow
from models.values import Instant, Value


class Moved(Value):
    """A limit whose dates a new calendar moves (改期)."""

    case_key: str
    node: str
    name: str
    article: str
    was: Instant | None
    due: Instant | None
    provisional: bool


def latest(session: Session) -> str:
    """The digest of the latest calendar; empty while only the shipped one is there."""
    found = session.execute(
        select(CalendarText.digest).order_by(CalendarText.number.desc()).limit(1)
    ).scalar_one_or_none()
    return found or ""


def load_year(database: Database, books: Books, path: Path, by: str) -> str:
    """Put a published year into the register's calendar; answers the new calendar's digest.

    Raises Refusal(CALENDAR_FILE_INVALID) naming file and field, Refusal(ALREADY_DONE) for a year that
    is published already with other days: a notice is never edited, only followed by another software.
    """
    year = read_year(path)
    with database.transaction() as session:
        current = books.calendar_of(session, latest(session))
        known = next((each for each in current.years if each.year == year.year), None)
        if known is not None and known != year:
            raise Refusal(Code.ALREADY_DONE, f"{year.year} 年的放假安排已公布，与 {path.name} 不一致")
        if known is not None:
            return latest(session)
        years = tuple(sorted((*current.years, year), key=lambda each: each.year))
        made = CourtCalendar(years=years, statute=current.statute)
        row = {"digest": made.version, "text": made.model_dump(mode="json"), "loaded_by": by}
        session.execute(insert(CalendarText).values(row).on_conflict_do_nothing())
        return made.version


def moves(database: Database, books: Books) -> tuple[Moved, ...]:
    """What the latest calendar moves in open cases that are still counted on an earlier one."""
    with database.transaction() as session:
        newest = latest(session)
        found: list[Moved] = []
        for row in session.execute(select(Case).where(Case.closed_at.is_(None)).order_by(Case.key)).scalars():
            state = CaseState.model_validate(row.state)
            if state.calendar != newest:
                stored = session.execute(select(NodeRow.node).where(NodeRow.case_key == row.key)).scalars()
                nodes = {node.key: node for node in map(Node.model_validate, stored)}
                again = books.engine(session, row.rulebook, newest).replanned(nodes)
                found += [_moved(row.key, nodes[key], node) for key, node in again.items()]
        return tuple(found)


def _moved(case_key: str, before: Node, after: Node) -> Moved:
    return Moved(
        case_key=case_key,
        node=after.key,
        name=after.name,
        article=after.article,
        was=before.due_at,
        due=after.due_at,
        provisional=after.provisional,
    )


def behind(session: Session) -> tuple[str, ...]:
    """Open cases that are not yet counted on the latest calendar."""
    newest = latest(session)
    if not newest:
        return ()
    stated = Case.state["calendar"].astext
    rows = session.execute(
        select(Case.key).where(Case.closed_at.is_(None), (stated != newest) | stated.is_(None))
    )
    return tuple(rows.scalars())
