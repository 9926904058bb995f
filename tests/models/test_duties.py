"""Turns of duties that belong to no case: on which days one is open, until when, and the node it becomes."""

from datetime import date, datetime, timedelta
from typing import Any, Literal

import pytest

from models.calendar import CourtCalendar, Guard, Unit
from models.calendar_years import packaged_statute
from models.court_events import DUTY_KINDS, CourtEventKind
from models.duties.duties import (
    CourtEntry,
    Turn,
    about,
    fold_all,
    node_key,
    node_of,
    recurs,
    stated,
    turn_day,
    turn_on,
)
from models.limits import Duty, Schedule
from models.nodes import Node, NodeState, Passing
from models.shelf.files import load_all
from models.values import COURT_ZONE

CALENDAR = CourtCalendar.packaged()
WITHOUT_NOTICES = CourtCalendar(years=(), statute=packaged_statute())
Every = Literal["day", "week", "month", "node", "occasion"]


def duty(every: Every, unit: Unit | None = None, guard: Guard = Guard.REGULARLY) -> Duty:
    """A duty of an invented court."""
    return Duty(
        id="X-D1",
        name="签到",
        article="第1条",
        schedule=Schedule(every=every, unit=unit),
        guard=guard,
        responsible="group",
        source="测试",
    )


def at(day: date, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """An instant of a court-local day."""
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=COURT_ZONE)


def turns(of: Duty, first: date, days: int) -> dict[date, Turn]:
    """By day the turn that is open, for so many days."""
    found = {}
    for number in range(days):
        day = first + timedelta(days=number)
        turn = turn_on(of, day, CALENDAR)
        if turn is not None:
            found[day] = turn
    return found


@pytest.mark.requirement("RY-D20", "SH-D29", "SH-D31")
def test_a_daily_duty_comes_up_on_working_days_only() -> None:
    """劳动节: five days of rest, then three days of work and a Saturday worked for it."""
    found = turns(duty("day"), date(2026, 4, 30), 12)
    worked = [date(2026, 4, 30), *(date(2026, 5, day) for day in (6, 7, 8, 9, 11))]
    assert list(found) == worked
    assert all((turn.day, turn.opens_on, turn.ends_on) == (day, day, day) for day, turn in found.items())


@pytest.mark.requirement("SH-D30", "SH-D28")
def test_a_weekly_duty_opens_on_the_first_working_day_and_ends_on_friday() -> None:
    """One turn a week, named after its Monday; a Monday of rest only puts its opening off."""
    found = turns(duty("week"), date(2026, 5, 2), 12)
    holiday_week = Turn(day=date(2026, 5, 4), opens_on=date(2026, 5, 6), ends_on=date(2026, 5, 8))
    assert [day for day, turn in found.items() if turn == holiday_week] == [
        date(2026, 5, 6),
        date(2026, 5, 7),
        date(2026, 5, 8),
    ]
    assert found[date(2026, 5, 11)].day == found[date(2026, 5, 13)].day == date(2026, 5, 11)
    assert date(2026, 5, 9) not in found


def test_a_week_without_a_working_day_has_no_turn() -> None:
    """春节: nobody is late with what could not be done; the Saturday before and after belong to no turn."""
    assert turns(duty("week"), date(2026, 2, 14), 10) == {}
    assert turn_on(duty("week"), date(2026, 2, 24), CALENDAR) == Turn(
        day=date(2026, 2, 23), opens_on=date(2026, 2, 24), ends_on=date(2026, 2, 27)
    )


@pytest.mark.requirement("RY-D21", "JL-D15", "JL-D16")
def test_a_monthly_duty_lies_between_its_first_and_last_working_day() -> None:
    """May begins on the sixth; February ends on a Saturday worked for a holiday; December on the 31st."""
    may = Turn(day=date(2026, 5, 1), opens_on=date(2026, 5, 6), ends_on=date(2026, 5, 29))
    found = turns(duty("month"), date(2026, 5, 1), 31)
    assert all(turn == may for turn in found.values())
    assert (min(found), max(found)) == (date(2026, 5, 6), date(2026, 5, 29))
    february = turn_on(duty("month"), date(2026, 2, 10), CALENDAR)
    assert february is not None and february.ends_on == date(2026, 2, 28)
    december = turn_on(duty("month"), date(2026, 12, 31), CALENDAR)
    assert december is not None and december.ends_on == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("every", "named"),
    [("day", date(2026, 5, 7)), ("week", date(2026, 5, 4)), ("month", date(2026, 5, 1))],
)
def test_any_day_of_a_turn_names_the_same_turn(every: Every, named: date) -> None:
    """What makes a turn one and the same does not hang on the calendar, which a notice may change."""
    assert turn_day(duty(every), date(2026, 5, 7)) == named
    assert node_key("x", "X-D1", named) == f"x|X-D1|{named}"


@pytest.mark.requirement("RY-D17", "RY-D22", "GS-D9", "GS-D10")
@pytest.mark.parametrize("every", ["node", "occasion"])
def test_what_the_calendar_does_not_bring_up_has_no_turn(every: Every) -> None:
    """A duty of every node or of an occasion is shown by its book and opens nothing."""
    assert not recurs(duty(every))
    assert turns(duty(every), date(2026, 5, 1), 31) == {}


@pytest.mark.requirement("NB-359")
def test_a_year_without_a_notice_makes_a_turn_provisional() -> None:
    """Counted by the statute alone, and marked with the year."""
    turn = turn_on(duty("month"), date(2026, 6, 10), WITHOUT_NOTICES)
    assert turn is not None and turn.provisional_years == (2026,)
    node = node_of("x", duty("month"), turn, WITHOUT_NOTICES)
    assert (node.provisional, node.provisional_years) == (True, (2026,))


def opened(of: Duty, day: date) -> Node:
    """The node of the turn that is open on a day."""
    turn = turn_on(of, day, CALENDAR)
    assert turn is not None
    return node_of("x", of, turn, CALENDAR)


def test_a_turn_is_due_at_the_last_second_of_its_last_day() -> None:
    """The node is a node like any other: the same fields, the same states, the same lateness."""
    node = opened(duty("week"), date(2026, 5, 7))
    due = at(date(2026, 5, 8), 23, 59, 59)
    assert (node.limit, node.subject, node.responsible) == ("X-D1", "2026-05-04", "group")
    assert (node.started_at, node.due_at, node.warn_at) == (at(date(2026, 5, 6)), due, None)
    assert node.next_passing() == (Passing.LIMIT, due)
    assert node.state_at(due) is NodeState.OPEN
    assert node.state_at(due + timedelta(seconds=1)) is NodeState.OVERDUE


@pytest.mark.requirement("CV-3", "SH-D27", "SH-D32")
def test_a_word_without_a_number_only_reminds() -> None:
    """定期: no limit, a reminder a month after the opening, and never late."""
    node = opened(duty("month", Unit.SOFT), date(2026, 5, 20))
    assert (node.soft, node.due_at) == (True, None)
    assert node.next_passing() == (Passing.WARNING, at(date(2026, 6, 8), 23, 59, 59))  # 06-06 is a Saturday
    assert node.state_at(at(date(2026, 12, 31))) is NodeState.SOFT
    reminded = node.model_copy(update={"warned_at": node.warn_at})
    assert reminded.next_passing() is None


# --- folding ---------------------------------------------------------------------------------------


def entry(seq: int, kind: CourtEventKind, actor: str = "system:duties", **facts: Any) -> CourtEntry:
    """An entry about the turn of the seventh of May."""
    whole = {**about("X-D1", date(2026, 5, 7)), **facts}
    return CourtEntry(court="x", seq=seq, kind=kind, actor=actor, facts=whole)


def test_the_table_follows_from_the_journal() -> None:
    """Opened, late, done in time but entered late, withdrawn: the node says all of it, and who."""
    node = opened(duty("day"), date(2026, 5, 7))
    due, done = at(date(2026, 5, 7), 23, 59, 59), at(date(2026, 5, 7), 17)
    entered = at(date(2026, 5, 8), 9)
    entries = [
        entry(4, CourtEventKind.DUTY_OPENED, node=stated(node), rulebook="r", workflow="w"),
        entry(5, CourtEventKind.DUTY_OVERDUE, at=due.isoformat()),
        entry(7, CourtEventKind.DUTY_DONE, "X001", at=done.isoformat(), submitted_at=entered.isoformat()),
        entry(8, CourtEventKind.DUTY_OVERDUE_WITHDRAWN),
    ]
    ((key, after),) = fold_all(entries).items()
    assert key == "x|X-D1|2026-05-07"
    assert after == node.model_copy(
        update={
            "opened_seq": 4,
            "overdue_at": due,
            "done_at": done,
            "done_recorded_at": entered,
            "done_seq": 7,
            "done_by": "X001",
            "overdue_withdrawn": True,
        }
    )
    assert after.entered_late and after.state_at(entered) is NodeState.DONE


def test_a_reminder_is_folded_as_a_warning() -> None:
    """And nothing but what it says."""
    node = opened(duty("month", Unit.SOFT), date(2026, 5, 7)).model_copy(update={"subject": "2026-05-07"})
    moment = at(date(2026, 6, 8), 23, 59, 59)
    entries = [
        entry(1, CourtEventKind.DUTY_OPENED, node=stated(node), rulebook="r", workflow="w"),
        entry(2, CourtEventKind.DUTY_REMINDED, at=moment.isoformat()),
    ]
    (after,) = fold_all(entries).values()
    assert after == node.model_copy(update={"opened_seq": 1, "warned_at": moment})


@pytest.mark.parametrize("kind", sorted(DUTY_KINDS - {CourtEventKind.DUTY_OPENED}))
def test_nothing_is_folded_onto_a_turn_nobody_opened(kind: CourtEventKind) -> None:
    """A journal with a gap is not made sense of."""
    with pytest.raises(ValueError, match="never opened"):
        fold_all([entry(1, kind)])


def test_every_recurring_duty_of_the_courts_has_a_turn() -> None:
    """In a week of five working days each comes up, due by a number or reminding by a word."""
    found = {
        (book.court, each.id): opened(each, date(2026, 6, 10))
        for book in load_all().values()
        for each in book.duties
        if recurs(each)
    }
    assert len(found) > 5
    assert all((node.due_at is None) == node.soft for node in found.values())
