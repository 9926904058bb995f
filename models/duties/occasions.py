"""Duties that come up on an occasion (随事发生的经常性工作): what names one, its node, its limit."""

import re

from models.calendar import CourtCalendar, Unit, due
from models.clock.counting_back import warn_at
from models.duties.duties import node_key, subject_of
from models.errors import Code, Refusal
from models.limits import Duty
from models.nodes import Node
from models.rulebook import Rulebook
from models.values import Facts, Instant, court_local

LONGEST = 60
"""Characters that the words of an occasion may have: a document number, or what it is about."""

PERSONAL = re.compile(r"(?<!\d)(\d{17}[\dXx]|1\d{10}|\d{16,19})(?!\d)")
"""An identity number, a mobile phone number, a bank account: they stand in no register of the court."""


def on_occasion(duty: Duty) -> bool:
    """Whether somebody registers each occasion of it."""
    return duty.schedule.every == "occasion"


def occasion_of(book: Rulebook, wanted: str) -> Duty:
    """The duty with this id. Raises Refusal for one the rulebook does not have, or that no occasion opens."""
    found = next((duty for duty in book.duties if duty.id == wanted), None)
    if found is None:
        raise Refusal(Code.UNKNOWN_SUBJECT, f"{book.court} 的办案规则没有经常性工作 {wanted}")
    if not on_occasion(found):
        raise Refusal(Code.WRONG_STATE, f"{wanted} {found.name}不是随事登记的经常性工作")
    return found


def check_matter(matter: str) -> str:
    """The words of an occasion without blanks around them.

    Raises Refusal(BAD_DATA) for more than `LONGEST` characters or several lines, and where a number in
    them may be a person's.
    """
    words = matter.strip()
    if len(words) > LONGEST or not words.isprintable():
        raise Refusal(Code.BAD_DATA, f"事由（--subject）应为一行，不超过 {LONGEST} 字")
    if PERSONAL.search(words):
        raise Refusal(Code.BAD_DATA, "事由（--subject）不得写证件号码、手机号码或者账号，请写文号或者事项")
    return words


def occasion_node(book: Rulebook, duty: Duty, number: int, started: Instant, calendar: CourtCalendar) -> Node:
    """The node of an occasion that came up at `started`; `number` counts those of its court-local day.

    Due and warned of by the limit of its schedule; a word without a number reminds (CV-3).
    """
    day = court_local(started).date()
    node = Node(
        key=node_key(book.court, duty.id, day, number),
        limit=duty.id,
        subject=subject_of(day, number),
        name=duty.name,
        article=duty.article,
        responsible=duty.responsible,
        soft=duty.schedule.unit in (None, Unit.SOFT),
        opened_seq=0,
        started_at=started,
    )
    return node.model_copy(update=dates_of(book, duty, started, calendar))


def dates_of(book: Rulebook, duty: Duty, started: Instant, calendar: CourtCalendar) -> Facts:
    """When an occasion is due and warned of, and the years without a notice that this rests on (NB-359)."""
    schedule = duty.schedule
    if schedule.unit is None:
        return {}
    counted = due(
        calendar,
        started,
        schedule.limit,
        schedule.unit,
        book.calendar.exclude_first_day,
        book.calendar.roll_last_day,
        guard=duty.guard,
    )
    warning = counted.guard_at
    if counted.due_at is not None and schedule.warn_before is not None:
        ahead = warn_at(calendar, counted.due_at, schedule.warn_before)
        warning = ahead if ahead > started else None
    return {
        "due_at": counted.due_at,
        "warn_at": warning,
        "provisional": counted.provisional,
        "provisional_years": counted.provisional_years,
    }
