"""A turn of a duty counted anew when a year's arrangement is published (重新推算, NB-359)."""

from models.calendar import CourtCalendar
from models.duties.duties import node_of, turn_around
from models.duties.occasions import dates_of, on_occasion
from models.limits import Duty
from models.nodes import Node
from models.rulebook import Rulebook
from models.values import Facts, Instant, court_local

NO_WORKING_DAY = "放假安排公布后，该期间没有工作日"
"""Why a turn need not be done: its whole time has become a holiday."""

DATES = ("due_at", "warn_at", "provisional", "provisional_years", "waived_at", "waived_for")
"""What a calendar may change of a turn."""


def redated(node: Node, book: Rulebook, duty: Duty, calendar: CourtCalendar, at: Instant) -> Node:
    """The turn as this calendar dates it; the same one where nothing of it is another.

    What has passed stays passed: a turn that is done or late, and a reminder that was given. A turn whose
    time holds no working day any more is waived as of `at`.
    """
    if not node.open or node.overdue_at is not None or node.started_at is None:
        return node
    if on_occasion(duty):
        dates = dates_of(book, duty, node.started_at, calendar)
    else:
        turn = turn_around(duty, court_local(node.started_at).date(), calendar)
        if turn is None:
            return node.model_copy(
                update={
                    "provisional": False,
                    "provisional_years": (),
                    "waived_at": at,
                    "waived_for": NO_WORKING_DAY,
                }
            )
        fresh = node_of(book.court, duty, turn, calendar)
        dates = {name: getattr(fresh, name) for name in DATES}
    if node.warned_at is not None:
        dates = {**dates, "warn_at": node.warn_at}
    return node.model_copy(update=dates)


def changes(before: Node, after: Node) -> Facts:
    """What is other, as an entry of the journal holds it; empty where nothing is."""
    stated = after.model_dump(mode="json", include=set(DATES))
    return {name: stated[name] for name in DATES if getattr(before, name) != getattr(after, name)}
