"""Open turns of duties on a new calendar (重新推算): which a loaded year moves, by which rulebook."""

from collections.abc import Iterator
from typing import NamedTuple

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.books import Books
from activities.calendars import Moved, latest
from models.duties.dating import changes, redated
from models.duties.duties import TurnName
from models.errors import Refusal
from models.limits import Duty
from models.nodes import Node
from models.rulebook import Rulebook
from models.tables import CourtJournal, DutyNodeRow
from models.values import Instant

log = structlog.get_logger("duties")


class MovedTurn(NamedTuple):
    """An open turn that the latest calendar dates otherwise, as it stands and as it would."""

    name: TurnName
    workflow: str
    before: Node
    after: Node


def moved_turns(session: Session, books: Books, at: Instant) -> tuple[MovedTurn, ...]:
    """The open turns of all courts that the latest calendar dates otherwise than they stand."""
    return tuple(_moved(session, books, at))


def moves_of_duties(session: Session, books: Books, at: Instant) -> tuple[Moved, ...]:
    """The same as the list of what a calendar moves; the court stands in the place of a case."""
    return tuple(
        Moved(
            case_key=each.name.court,
            node=each.after.key,
            name=f"{each.after.name}（{each.name.subject}）",
            article=each.after.article,
            was=each.before.due_at,
            due=None if each.after.waived_at else each.after.due_at,
            provisional=each.after.provisional,
        )
        for each in moved_turns(session, books, at)
    )


def duty_of(session: Session, books: Books, name: TurnName, node: Node) -> tuple[Rulebook, Duty] | None:
    """The rulebook a turn was opened by, and its duty there; none where nobody can supply it.

    A row the journal does not know has neither: the check of the table names it.
    """
    opening = session.get(CourtJournal, (name.court, node.opened_seq))
    if opening is None or "rulebook" not in opening.facts:
        return None
    try:
        book = books.book(session, opening.facts["rulebook"])
    except Refusal as refusal:
        log.warning("no rulebook to date a duty by", court=name.court, what=name.duty, code=refusal.code)
        return None
    found = next((duty for duty in book.duties if duty.id == name.duty), None)
    return (book, found) if found is not None else None


def _moved(session: Session, books: Books, at: Instant) -> Iterator[MovedTurn]:
    calendar = books.calendar_of(session, latest(session))
    rows = session.execute(
        select(DutyNodeRow)
        .where(DutyNodeRow.open, DutyNodeRow.overdue_at.is_(None))
        .order_by(DutyNodeRow.court, DutyNodeRow.duty, DutyNodeRow.day, DutyNodeRow.number)
    ).scalars()
    for row in rows:
        name = TurnName(row.court, row.duty, row.day, row.number)
        before = Node.model_validate(row.node)
        known = duty_of(session, books, name, before)
        after = redated(before, *known, calendar, at) if known else before
        if changes(before, after):
            yield MovedTurn(name, row.workflow, before, after)
