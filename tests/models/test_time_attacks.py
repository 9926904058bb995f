"""Attempts to make a clock lie: decisions out of order, acts dated back, the last second of a day."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import permutations
from random import Random

import pytest

from models.calendar import LAST_SECOND, CourtCalendar, Unit, add_months, due
from models.events import EventKind
from models.nodes import NodeState, Passing
from models.values import COURT_ZONE
from tests.models.telling import FILED_AT, Tale
from tests.models.test_nodes import limit, tale

KIND = EventKind
CALENDAR = CourtCalendar.packaged()
DAY = timedelta(days=1)


def day(number: int, hour: int = 10) -> datetime:
    """So many days after the filing, at an hour of the court's clock."""
    return (FILED_AT + number * DAY).replace(hour=hour)


def at(case: Tale, moment: datetime) -> Tale:
    """The case when its clock shows a moment."""
    case.now = moment
    return case


def started(case: Tale, approval: str, since: datetime) -> None:
    """A suspension of A, granted now, that runs since then."""
    case.happens(KIND.SUSPENSION_STARTED, approval, at=since, limits=["A"], ground=approval)


def ended(case: Tale, approval: str, on: datetime) -> None:
    """The end of a suspension, entered now."""
    case.happens(KIND.SUSPENSION_ENDED, approval, at=on, ground=approval)


def left_out(case: Tale) -> set[date]:
    """The days that do not count for A."""
    return {each for span in case.node("A").excluded for each in span.days()}


# --- standstill ------------------------------------------------------------------------------------


@pytest.mark.requirement("CV-10", "NB-108")
def test_a_suspension_granted_later_may_have_begun_earlier() -> None:
    """The second one was granted while the first ran, from a day before it: those days are out too."""
    case = tale(limit("A", limit=30))
    case.happens(KIND.RECEIVED)
    started(at(case, day(5)), "A1", day(5))
    started(at(case, day(6)), "A2", day(3))
    ended(at(case, day(10)), "A1", day(10))
    ended(at(case, day(12)), "A2", day(12))
    assert left_out(case) == {day(n).date() for n in range(3, 12)}


@pytest.mark.requirement("CV-10", "NB-108")
def test_an_end_entered_last_is_not_the_last_end() -> None:
    """The one that ended first is entered last: the other's days are not given back to the limit."""
    case = tale(limit("A", limit=60))
    case.happens(KIND.RECEIVED)
    started(at(case, day(5)), "A1", day(5))
    started(at(case, day(8)), "A2", day(8))
    ended(at(case, day(30)), "A2", day(30))
    ended(at(case, day(31)), "A1", day(20))
    assert left_out(case) == {day(n).date() for n in range(5, 30)}
    (span,) = case.node("A").excluded
    assert span.by == ("A1", "A2")


@pytest.mark.requirement("CV-10", "NB-108")
def test_no_day_between_two_suspensions_is_left_out() -> None:
    """The first ended before the second began, and was entered as ended after both: the gap counts."""
    case = tale(limit("A", limit=60))
    case.happens(KIND.RECEIVED)
    started(at(case, day(2)), "A1", day(2))
    started(at(case, day(10)), "A2", day(10))
    ended(at(case, day(12)), "A2", day(12))
    ended(at(case, day(13)), "A1", day(4))
    assert left_out(case) == {day(n).date() for n in (2, 3, 10, 11)}


@pytest.mark.requirement("CV-10", "NB-103", "NB-108")
@pytest.mark.parametrize("unit", ["calendar_days", "working_days", "weeks", "months", "hours"])
@pytest.mark.parametrize("seed", range(12))
def test_suspensions_in_any_order_come_to_their_union(unit: str, seed: int) -> None:
    """Starts and ends of three suspensions, dated back and entered in any order: the days of their union.

    Counted by hand here: day after day, none of the product's arithmetic.
    """
    random = Random(seed)
    case = tale(limit("A", unit=unit, limit={"months": 6, "hours": 2000}.get(unit, 40)))
    case.happens(KIND.RECEIVED)
    spans = {}
    for number in (1, 2, 3):
        first = random.randrange(1, 20)
        spans[f"A{number}"] = (day(first), day(first + random.randrange(0, 9)))
    at(case, day(30))
    for approval in random.sample(sorted(spans), 3):
        started(case, approval, spans[approval][0])
    for approval in random.sample(sorted(spans), 3):
        ended(case, approval, spans[approval][1])
    stood = {
        first.date() + n * DAY
        for first, last in spans.values()
        for n in range((last.date() - first.date()).days)
    }
    assert left_out(case) == stood
    assert case.node("A").due_at == _by_hand(unit, stood, spans)


def _by_hand(unit: str, stood: set[date], spans: dict[str, tuple[datetime, datetime]]) -> datetime:
    """The end of the limit of the test above."""
    if unit == "hours":
        lost = sum(
            any(first <= moment < last for first, last in spans.values())
            for moment in (FILED_AT + n * timedelta(hours=1) for n in range(24 * 60))
        )
        return FILED_AT + timedelta(hours=2000 + lost)

    def works(each: date) -> bool:
        return CALENDAR.is_working_day(each)

    def wanted(each: date) -> bool:
        return each not in stood and (unit != "working_days" or works(each))

    months = (add_months(FILED_AT.date(), 6) - FILED_AT.date()).days
    left, each = {"weeks": 280, "months": months}.get(unit, 40), FILED_AT.date()
    while left:
        each += DAY
        left -= wanted(each)
    while not works(each) or each in stood:
        each += DAY
    return datetime.combine(each, LAST_SECOND, COURT_ZONE)


@pytest.mark.requirement("CV-10", "NB-108")
def test_a_suspension_that_ends_with_the_limit() -> None:
    """From the last second on and to the last second: a limit stopped on its last day keeps that day."""
    case = tale(limit("A", limit=8))
    case.happens(KIND.RECEIVED)
    ends = case.node("A").due_at
    assert ends == datetime(2026, 5, 14, 23, 59, 59, tzinfo=COURT_ZONE)
    started(at(case, ends), "A1", ends)
    ended(at(case, ends + 4 * DAY), "A1", ends + 4 * DAY)
    assert case.node("A").due_at == ends + 4 * DAY  # Monday the 18th
    other = tale(limit("A", limit=8))
    other.happens(KIND.RECEIVED)
    started(at(other, day(1)), "A1", day(1))
    ended(at(other, ends), "A1", ends)
    assert other.node("A").due_at == ends + 7 * DAY


@pytest.mark.requirement("CV-10")
def test_a_suspension_of_what_is_late_moves_nothing() -> None:
    """Opened after the limit had passed, and closed: the same last day, once late, still late."""
    case = tale(limit("A", limit=3))
    case.happens(KIND.RECEIVED)
    ends = case.node("A").due_at
    assert ends is not None
    case.happens(KIND.NODE_OVERDUE, "A##1", at=ends)
    started(at(case, day(10)), "A1", day(10))
    assert case.node("A").state_at(case.now) is NodeState.OVERDUE
    ended(at(case, day(20)), "A1", day(20))
    node = case.node("A")
    assert (node.due_at, node.overdue_at, node.state_at(case.now)) == (ends, ends, NodeState.OVERDUE)


@pytest.mark.requirement("CV-10", "RY-49")
def test_a_warning_given_for_a_day_that_moved_on_is_given_again() -> None:
    """The standstill was entered after the warning and began long before it: a new day to warn of."""
    case = tale(limit("A", limit=10, warn_before=2))
    case.happens(KIND.RECEIVED)
    node = case.node("A")
    assert node.warn_at is not None
    case.happens(KIND.NODE_WARNED, node.key, at=node.warn_at)
    started(at(case, node.warn_at + timedelta(hours=1)), "A1", day(1))
    ended(at(case, day(50)), "A1", day(50))
    node = case.node("A")
    assert node.warn_at is not None and node.warn_at > case.now
    assert node.next_passing() == (Passing.WARNING, node.warn_at)


@pytest.mark.requirement("CV-10")
def test_a_warning_behind_the_clock_is_not_given_twice() -> None:
    """Where the new day is so near that its warning would lie behind, the one that was given stands."""
    case = tale(limit("A", limit=10, warn_before=2))
    case.happens(KIND.RECEIVED)
    node = case.node("A")
    assert node.warn_at is not None and node.due_at is not None
    case.happens(KIND.NODE_WARNED, node.key, at=node.warn_at)
    started(at(case, node.due_at - DAY), "A1", node.due_at - DAY)
    ended(at(case, node.due_at), "A1", node.due_at)
    assert (case.node("A").next_passing() or ("", ""))[0] is Passing.LIMIT


# --- extension -------------------------------------------------------------------------------------


@pytest.mark.requirement("CV-10", "NB-106")
def test_an_extension_never_ends_a_limit_earlier() -> None:
    """Asked for before a standstill, granted after it: the day it names has long been overtaken."""
    case = tale(limit("A", limit=10))
    case.happens(KIND.RECEIVED)
    started(at(case, day(2)), "A1", day(2))
    ended(at(case, day(40)), "A1", day(40))
    before = case.node("A").due_at
    at(case, day(41)).happens(KIND.EXTENSION_GRANTED, "A##1", limit="A", until="2026-05-29", ground="x")
    node = case.node("A")
    assert (node.due_at, node.extended_until) == (before, None)


@pytest.mark.requirement("CV-10", "NB-106")
def test_an_extension_shorter_than_the_standstill_it_is_granted_in() -> None:
    """The clock still stands: what the limit will have left of its own time is the least it keeps."""
    free, held = tale(limit("A", limit=10)), tale(limit("A", limit=10))
    for case in (free, held):
        case.happens(KIND.RECEIVED)
        started(at(case, day(2)), "A1", day(2))
    at(held, day(40)).happens(KIND.EXTENSION_GRANTED, "A##1", limit="A", until="2026-05-29", ground="x")
    for case in (free, held):
        ended(at(case, day(45)), "A1", day(45))
    assert held.node("A").due_at == free.node("A").due_at


@pytest.mark.requirement("CV-10", "NB-106")
def test_a_second_extension_never_takes_back_the_first() -> None:
    """Two decisions, the later one with the earlier day: the longer time stands."""
    case = tale(limit("A", limit=10))
    case.happens(KIND.RECEIVED)
    for until in ("2026-07-31", "2026-06-30"):
        case.happens(KIND.EXTENSION_GRANTED, "A##1", limit="A", until=until, ground="x", approval=until)
    node = case.node("A")
    assert node.due_at == datetime(2026, 7, 31, 23, 59, 59, tzinfo=COURT_ZONE)
    assert node.extended_by == "2026-07-31"


@pytest.mark.requirement("CV-10", "NB-106")
def test_an_extension_of_what_is_done_changes_nothing() -> None:
    """Granted for a node that was done meanwhile: it stays as it was done."""
    case = tale(limit("A", limit=3))
    case.happens(KIND.RECEIVED)
    case.happens(KIND.RECEPTION_ENDED)
    done = case.node("A")
    case.happens(KIND.EXTENSION_GRANTED, "A##1", limit="A", until="2026-07-31", ground="x")
    assert case.node("A") == done


# --- the instant -----------------------------------------------------------------------------------


@pytest.mark.requirement("NB-353", "CV-2")
@pytest.mark.parametrize(("unit", "length"), [("calendar_days", 3), ("hours", 24), ("same_day", None)])
def test_the_last_second_belongs_to_the_limit(unit: str, length: int | None) -> None:
    """Done within it is done in time, in the table and for the clock alike; a second later it is late."""
    for late, state in ((999_999, NodeState.DONE), (1_000_000, NodeState.DONE_LATE)):
        case = tale(limit("A", unit=unit, limit=length))
        case.happens(KIND.RECEIVED)
        ends = case.node("A").due_at
        assert ends is not None
        at(case, ends + timedelta(microseconds=late)).happens(KIND.RECEPTION_ENDED)
        node = case.node("A")
        assert (node.state_at(case.now), node.entered_late) == (state, False)


@pytest.mark.requirement("CV-9", "NB-353")
def test_an_overdue_notice_of_the_last_second_is_taken_back() -> None:
    """What was done within the last second and delivered after it was called late wrongly."""
    case = tale(limit("A", limit=3))
    case.happens(KIND.RECEIVED)
    ends = case.node("A").due_at
    assert ends is not None
    case.happens(KIND.NODE_OVERDUE, "A##1", at=ends)
    done = ends + timedelta(milliseconds=400)
    at(case, ends + timedelta(hours=3)).happens(KIND.RECEPTION_ENDED, at=done)
    assert case.node("A").called_late_wrongly and case.node("A").entered_late


@pytest.mark.requirement("CV-1", "SH-D1")
@pytest.mark.parametrize("warn_before", [0, 1])
def test_no_warning_stands_in_the_way_of_its_limit(warn_before: int) -> None:
    """A limit in hours that ends at night is not kept waiting for a warning of the next morning."""
    case = tale(limit("A", unit="hours", limit=12, warn_before=warn_before))
    at(case, datetime(2026, 5, 6, 17, tzinfo=COURT_ZONE)).happens(KIND.RECEIVED)
    node = case.node("A")
    assert node.due_at == datetime(2026, 5, 7, 5, tzinfo=COURT_ZONE)
    assert node.next_passing() == (Passing.LIMIT, node.due_at)


# --- the year --------------------------------------------------------------------------------------


def _ends() -> Iterator[date]:
    """Days on which months are hard: the 28th to the 31st of every month of three years, one a leap year."""
    for month in range(36):
        first = add_months(date(2023, 1, 1), month)
        yield from (first + n * DAY for n in range(27, 31) if (first + n * DAY).month == first.month)


@pytest.mark.requirement("NB-352")
@pytest.mark.parametrize("months", [1, 2, 3, 6, 12])
def test_months_end_on_the_day_of_the_same_number_or_the_last(months: int) -> None:
    """Months counted by walking day after day to the month wanted; nothing rolls here."""
    for each in _ends():
        walked, passed = each, 0
        while passed < months or (walked.day != each.day and (walked + DAY).day != 1):
            walked += DAY
            passed += walked.day == 1
        start = datetime.combine(each, FILED_AT.timetz())
        answer = due(CALENDAR, start, months, Unit.MONTHS, roll_last_day=False).due_at
        assert answer is not None and answer.date() == walked, each


@pytest.mark.requirement("CV-2", "NB-350", "NB-355", "NB-359")
def test_over_the_new_year_with_and_without_its_notice() -> None:
    """Every start of three Decembers and Januaries: rolled onto a day of work, provisional where it must."""
    known = {True: CALENDAR, False: CourtCalendar.packaged(range(2004, 2026))}
    for start in (date(year, 12, 1) + n * DAY for year in (2023, 2024, 2025) for n in range(62)):
        for length, notice in ((n, k) for n in (5, 10, 30) for k in known):
            calendar = known[notice]
            answer = due(calendar, datetime.combine(start, FILED_AT.timetz()), length, Unit.CALENDAR_DAYS)
            assert answer.due_at is not None
            last, raw = answer.due_at.date(), start + length * DAY
            rested = [raw + n * DAY for n in range((last - raw).days)]
            assert calendar.is_working_day(last) and not any(map(calendar.is_working_day, rested))
            asked = {each.year for each in (*rested, last)}
            assert set(answer.provisional_years) == {y for y in asked if not calendar.is_final(y)}


@pytest.mark.requirement("CV-10", "NB-106", "CV-9")
def test_whatever_the_order_of_a_days_events_the_limit_passes_once() -> None:
    """Suspended, extended, resumed and late in any order: one overdue at most, never an earlier last day."""
    for order in permutations(range(4)):
        case = tale(limit("A", limit=10))
        case.happens(KIND.RECEIVED)
        first, overdue = case.node("A").due_at, 0
        assert first is not None
        for number, step in enumerate(order, start=1):
            at(case, day(4 * number))
            node = case.node("A")
            passing = node.next_passing()
            if passing is not None and passing[1] < case.now:
                case.happens(KIND.NODE_OVERDUE, node.key, at=passing[1])
                overdue += 1
            if step == 0:
                started(case, "A1", case.now)
            elif step == 1 and "A1" in case.node("A").paused_by:
                ended(case, "A1", case.now)
            elif step == 2:
                until = (day(30)).date().isoformat()
                case.happens(KIND.EXTENSION_GRANTED, "A##1", limit="A", until=until, ground="x")
            node = case.node("A")
            assert node.due_at is not None and node.due_at >= first
            assert overdue <= 1 and (node.overdue_at is not None) == bool(overdue)
