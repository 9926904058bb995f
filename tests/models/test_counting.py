"""What holds of every count from 2004 to 2026 (期间计算): recounted day by day, hour by hour."""

from bisect import bisect_right
from datetime import date, datetime, time, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import CourtCalendar, Due, Unit, due, postponed
from models.calendar_years import packaged_statute
from models.clock.counting_back import counted_back, warn_at
from models.clock.exclusions import Exclusion
from models.values import COURT_ZONE
from tests.models.test_calendar import (
    ALL_DAYS,
    CALENDAR,
    ONE_DAY,
    WORKED_BY_NOTICE,
    at_noon,
    excluded_from,
    last_second,
)

WITHOUT_NOTICES = CourtCalendar(years=(), statute=packaged_statute())

starts_on = st.datetimes(
    min_value=datetime(2004, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2025, 6, 30),  # noqa: DTZ001
    timezones=st.just(COURT_ZONE),
)
lengths = st.integers(min_value=1, max_value=250)
day_units = st.sampled_from([Unit.CALENDAR_DAYS, Unit.WORKING_DAYS])
rolling_units = st.sampled_from([Unit.CALENDAR_DAYS, Unit.WEEKS, Unit.MONTHS, Unit.WORKING_DAYS])
WORKING = sorted({day for day in ALL_DAYS if chinese_calendar.is_workday(day)} | WORKED_BY_NOTICE)
WORKING_SET = frozenset(WORKING)


def end_of(answer: Due) -> date:
    assert answer.due_at is not None
    return answer.due_at.date()


@pytest.mark.requirement("CV-2", "NB-350")
@given(starts=starts_on, length=st.integers(1, 12), unit=rolling_units, excluded=st.integers(0, 90))
def test_a_rolled_limit_never_ends_on_a_rest_day(
    starts: datetime, length: int, unit: Unit, excluded: int
) -> None:
    ends = end_of(due(CALENDAR, starts, length, unit, excluded=excluded_from(starts, excluded)))
    assert ends in WORKING


spans = st.lists(
    st.tuples(st.integers(-300, 9000), st.integers(0, 2000)).map(
        lambda hours: (timedelta(hours=hours[0]), timedelta(hours=hours[1]))
    ),
    max_size=3,
)
"""Times that do not count: hours after the start, and how long; they may overlap, and lie anywhere."""


def left_out(starts: datetime, drawn: list[tuple[timedelta, timedelta]]) -> tuple[Exclusion, ...]:
    return tuple(
        Exclusion(start=starts + after, end=starts + after + length, reason="扣除") for after, length in drawn
    )


@pytest.mark.requirement("CV-10", "NB-108")
@given(starts=starts_on, length=st.integers(1, 60), unit=day_units, drawn=spans)
def test_exactly_so_many_days_count_whatever_is_left_out(
    starts: datetime, length: int, unit: Unit, drawn: list[tuple[timedelta, timedelta]]
) -> None:
    """Recounted day by day: days left out and, in working days, rest days are passed over, none else."""
    excluded = left_out(starts, drawn)
    gone = {day for each in excluded for day in each.days()}
    answer = due(CALENDAR, starts, length, unit, excluded=excluded)
    working = unit is Unit.WORKING_DAYS
    day, counted = starts.date(), 0
    while counted < length:
        day += ONE_DAY
        counted += day not in gone and (not working or day in WORKING_SET)
    while day not in WORKING_SET or day in gone:
        day += ONE_DAY
    assert end_of(answer) == day
    assert len(answer.counted) == length
    assert gone.isdisjoint(answer.counted)


@pytest.mark.requirement("CV-1", "CV-10")
@given(starts=starts_on, length=st.integers(1, 500), drawn=spans)
def test_hours_run_only_while_nothing_holds_them(
    starts: datetime, length: int, drawn: list[tuple[timedelta, timedelta]]
) -> None:
    """Recounted hour by hour, spans that overlap once."""
    excluded = left_out(starts, drawn)
    hour, elapsed = starts, 0
    while elapsed < length:
        elapsed += not any(each.start <= hour < each.end for each in excluded)
        hour += timedelta(hours=1)
    while any(each.start <= hour < each.end for each in excluded):
        hour += timedelta(hours=1)
    assert due(CALENDAR, starts, length, Unit.HOURS, excluded=excluded).due_at == hour


@pytest.mark.requirement("CV-10", "NB-106")
@given(last=st.dates(date(2005, 1, 1), date(2024, 1, 1)), unit=day_units, drawn=spans)
def test_a_named_day_moves_by_what_was_lost_before_it(
    last: date, unit: Unit, drawn: list[tuple[timedelta, timedelta]]
) -> None:
    """What stood still up to the day is made up for after it; nothing lost, it stands, rest day or not."""
    start = at_noon(last - timedelta(days=30))
    excluded = left_out(start, drawn)
    gone = {day for each in excluded for day in each.days()}
    working = unit is Unit.WORKING_DAYS
    lost = sum(1 for day in gone if day <= last and (not working or day in WORKING_SET))
    day = last
    while lost:
        day += ONE_DAY
        lost -= day not in gone and (not working or day in WORKING_SET)
    while day != last and (day not in WORKING_SET or day in gone):
        day += ONE_DAY
    assert end_of(postponed(CALENDAR, last, unit, excluded)) == day


@pytest.mark.requirement("CV-1")
@given(starts=starts_on, length=st.integers(1, 400), unit=st.sampled_from(list(Unit)))
def test_a_longer_limit_never_ends_earlier(starts: datetime, length: int, unit: Unit) -> None:
    if unit is Unit.SOFT:
        return
    shorter, longer = (due(CALENDAR, starts, n, unit).due_at for n in (length, length + 1))
    assert shorter is not None and longer is not None
    assert shorter <= longer


@given(starts=starts_on, later=st.timedeltas(timedelta(), timedelta(days=60)), length=lengths, unit=day_units)
def test_a_later_start_never_ends_earlier(
    starts: datetime, later: timedelta, length: int, unit: Unit
) -> None:
    assert end_of(due(CALENDAR, starts, length, unit)) <= end_of(due(CALENDAR, starts + later, length, unit))


@pytest.mark.requirement("CV-1")
@given(starts=starts_on, length=st.integers(1, 10_000))
def test_hours_ignore_calendars(starts: datetime, length: int) -> None:
    answer = due(CALENDAR, starts, length, Unit.HOURS)
    assert answer == due(WITHOUT_NOTICES, starts, length, Unit.HOURS)
    assert answer.due_at is not None
    assert answer.due_at - starts == timedelta(hours=length)


@pytest.mark.requirement("CV-2", "NB-349")
@given(starts=starts_on, length=lengths, unit=day_units)
def test_each_day_is_counted_or_skipped_with_a_reason(starts: datetime, length: int, unit: Unit) -> None:
    answer = due(CALENDAR, starts, length, unit)
    ends = end_of(answer)
    skipped = [each.day for each in answer.skipped]
    accounted = sorted([*answer.counted, *skipped])
    assert accounted == [starts.date() + n * ONE_DAY for n in range((ends - starts.date()).days + 1)]
    assert len(answer.counted) == length
    assert answer.counted[-1] == ends
    assert all(each.reason for each in answer.skipped)
    assert not answer.provisional


@pytest.mark.requirement("CV-1", "NB-355")
@given(starts=starts_on, length=lengths)
def test_working_days_agree_with_the_list_of_working_days(starts: datetime, length: int) -> None:
    ends = end_of(due(CALENDAR, starts, length, Unit.WORKING_DAYS))
    assert ends == WORKING[bisect_right(WORKING, starts.date()) + length - 1]


@given(starts=starts_on, length=lengths, before=st.integers(0, 20))
def test_a_warning_comes_on_a_working_day_so_many_before_the_end(
    starts: datetime, length: int, before: int
) -> None:
    answer = due(CALENDAR, starts, length, Unit.CALENDAR_DAYS)
    warning = warn_at(CALENDAR, last_second(end_of(answer)), before)
    assert warning.timetz() == time(9, tzinfo=COURT_ZONE)
    assert WORKING.index(end_of(answer)) - WORKING.index(warning.date()) == before


@pytest.mark.requirement("NB-356")
@given(day=st.dates(date(2004, 6, 1), date(2026, 6, 30)), days=st.integers(0, 60))
def test_counting_back_never_lands_late_or_on_a_rest_day(day: date, days: int) -> None:
    latest = counted_back(CALENDAR, day, days).day
    assert latest in WORKING
    assert latest == WORKING[bisect_right(WORKING, day - days * ONE_DAY) - 1]
