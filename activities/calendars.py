"""Calendars in the register (工作日历): new cases take the latest, running ones by a step of their own."""

from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.books import Books
from activities.database import Database
from models.calendar import CourtCalendar
from models.calendar_years import follows, read_year
from models.case import CaseState
from models.errors import Code, Refusal
from models.nodes import Node
from models.tables import CalendarText, Case, NodeRow
from models.values import Instant, Value

ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('calendar', 1))")
"""Two years loaded at once would each be put beside the years of before, and one of them be lost."""


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

    A notice is never edited, only followed by another: a year that is published already takes other days
    where the file names, besides every notice it had, a further one (as in 2020, when a break was prolonged;
    as where the arrangement of a new year moves days of the December before it).

    Raises Refusal(CALENDAR_FILE_INVALID) naming file and field, Refusal(ALREADY_DONE) for other days of a
    published year without a further notice.
    """
    year = read_year(path)
    with database.transaction() as session:
        session.execute(ONE_AT_A_TIME)
        current = books.calendar_of(session, latest(session))
        known = next((each for each in current.years if each.year == year.year), None)
        if known == year:
            return latest(session)
        if known is not None and not follows(known, year):
            raise Refusal(
                Code.ALREADY_DONE,
                f"{year.year} 年的放假安排已公布，与 {path.name} 不一致；更正的，"
                "notices 中须保留已有各项通知，并加上更正所依据的新通知",
            )
        others = (each for each in current.years if each.year != year.year)
        years = tuple(sorted((*others, year), key=lambda each: each.year))
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
