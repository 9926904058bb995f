"""The court's calendar and how a limit is counted on it (期间计算，民诉法第85条).

A day is a day in Asia/Shanghai. Nothing here reads a clock: the same calendar, start and length
always give the same answer, and an answer that rests on a year without a notice says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any, Self

from pydantic import PrivateAttr, model_validator

from models.calendar_years import (
    ONE_DAY,
    CalendarYear,
    Statute,
    packaged_statute,
    packaged_years,
    select_years,
)
from models.clock.exclusions import Exclusion, days_left_out, prolonged, since
from models.events import digest
from models.values import COURT_ZONE, Instant, Value, court_local

FIRST_DAY = "期间开始之日不计"
"""Why the day of the start is left out (民诉法第85条)."""

NOTHING: Mapping[date, str] = {}
"""No day left out."""

LAST_SECOND = time(23, 59, 59)
"""A limit in days is due at this time of its last day (design.md section 6; 民法典第203条)."""


class Unit(StrEnum):
    """Units of time a limit may be counted in (CV-1); `soft` is a word without a number (CV-3)."""

    HOURS = "hours"
    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    WEEKS = "weeks"
    MONTHS = "months"
    SAME_DAY = "same_day"
    SOFT = "soft"


class Guard(StrEnum):
    """The kinds of word without a number, each with its reminder (CV-3).

    `at_once` 立即、实时、第一时间: one working day. `timely` 及时、尽快: three working days.
    `regularly` 定期: one month.
    """

    AT_ONCE = "at_once"
    TIMELY = "timely"
    REGULARLY = "regularly"


class Skipped(Value):
    """A day that was not counted, and why, in Chinese."""

    day: date
    reason: str


class Due(Value):
    """When a limit ends, and how that was counted.

    `counted` are the days of the limit in order; the last one is the day it ends on, so a rolled
    last day stands here instead of the rest day it replaces, which is under `skipped` like every
    other day left out. For months only the first and the last day are given, for hours none.
    `guard_at` is the reminder of a soft limit, which has no `due_at`. `provisional` says that the
    answer rests on rest days of `provisional_years`, whose notice is not out (NB-359).
    """

    due_at: Instant | None
    guard_at: Instant | None = None
    counted: tuple[date, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    provisional: bool = False
    provisional_years: tuple[int, ...] = ()


class CourtCalendar(Value):
    """Which days the court works: published years, and the statute for all others.

    Only the yearly notice makes a year final. A notice may also move days of the last week of the
    year before it (2005, 2006, 2007, 2011, 2018 and 2022 had such days); loading a new year therefore
    re-plans what is open, late December included.
    """

    years: tuple[CalendarYear, ...]
    statute: Statute
    _resting: dict[date, str] = PrivateAttr(default_factory=dict)
    _working: frozenset[date] = PrivateAttr(default=frozenset())
    _published: frozenset[int] = PrivateAttr(default=frozenset())

    @classmethod
    def packaged(cls, years: Iterable[int] | None = None) -> Self:
        """The shipped calendar, or only the given years of it.

        Raises Refusal `calendar_year_unknown` for a year that is not shipped and
        `calendar_file_invalid` for a file that cannot be used.
        """
        chosen = packaged_years() if years is None else select_years(years)
        return cls(years=chosen, statute=packaged_statute())

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        if len(self._published) < len(self.years):
            raise ValueError("同一年份有两份放假安排")
        return self

    def model_post_init(self, context: Any, /) -> None:
        """Index the days once, so that asking for one is a look-up."""
        self._published = frozenset(year.year for year in self.years)
        self._working = frozenset(make_up.day for year in self.years for make_up in year.work)
        statutory = self.statute.rest_days()
        published = {day: span.name for year in self.years for span in year.rest for day in span.days()}
        provisional = {day: name for day, name in statutory.items() if day.year not in self._published}
        self._resting = provisional | published

    @cached_property
    def version(self) -> str:
        """SHA-256 of the content: two calendars with one version give the same answers."""
        return digest(self.model_dump(mode="json"))

    def is_final(self, year: int) -> bool:
        """Whether the year's notice is loaded; days of other years are provisional."""
        return year in self._published

    def is_working_day(self, day: date) -> bool:
        """Whether the court works: weekdays but for holidays, and make-up Saturdays and Sundays (NB-355)."""
        return day in self._working or (day.weekday() < 5 and day not in self._resting)

    def rest_reason(self, day: date) -> str | None:
        """Why the day is a rest day, in Chinese; none for a working day."""
        if self.is_working_day(day):
            return None
        name = self._resting.get(day)
        return f"法定节假日（{name}）" if name else "周末"


class Count:
    """One count in progress: the days taken, the days left out, the years asked about."""

    def __init__(self, calendar: CourtCalendar) -> None:
        self._calendar = calendar
        self.counted: list[date] = []
        self.skipped: list[Skipped] = []
        self._asked: set[int] = set()

    def skip(self, day: date, reason: str) -> None:
        self.skipped.append(Skipped(day=day, reason=reason))

    def to_working_day(
        self, day: date, step: timedelta = ONE_DAY, left_out: Mapping[date, str] = NOTHING
    ) -> date:
        """The first working day from `day` on, in the direction of `step`; other days are skipped."""
        while True:
            self._asked.add(day.year)
            reason = self._calendar.rest_reason(day) or left_out.get(day)
            if reason is None:
                return day
            self.skip(day, reason)
            day += step

    def working_days(self, first: date, length: int, left_out: Mapping[date, str]) -> date:
        """Count `length` working days from `first` on, those left out apart; the last of them."""
        day = first
        while len(self.counted) < length:
            self.counted.append(self.to_working_day(day, left_out=left_out))
            day = self.counted[-1] + ONE_DAY
        return self.counted[-1]

    def later(self, first: date, last: date, left_out: Mapping[date, str]) -> date:
        """The last of as many days as from `first` to `last`, when days left out do not count."""
        for day, reason in left_out.items():
            if first <= day <= last:
                self.skip(day, reason)
                last += ONE_DAY
        return last

    @property
    def provisional_years(self) -> tuple[int, ...]:
        return tuple(sorted(year for year in self._asked if not self._calendar.is_final(year)))

    def due_on(self, day: date) -> Due:
        years = self.provisional_years
        return Due(
            due_at=datetime.combine(day, LAST_SECOND, COURT_ZONE),
            counted=tuple(self.counted),
            skipped=tuple(self.skipped),
            provisional=bool(years),
            provisional_years=years,
        )


def due(
    calendar: CourtCalendar,
    starts: datetime,
    length: int | None,
    unit: Unit,
    exclude_first_day: bool = True,
    roll_last_day: bool = True,
    excluded: Sequence[Exclusion] = (),
    guard: Guard = Guard.TIMELY,
) -> Due:
    """When a limit that starts at `starts` ends (CV-1, CV-2, NB-348..NB-355; 民诉法第85条).

    `starts` is an aware instant; its day is the court's day. `exclude_first_day` leaves the day of
    the start out (民诉法第85条). `roll_last_day` moves a last day of calendar days, weeks or months
    that is a rest day to the next working day; working days, hours and 当日 never need it. Hours
    elapse from the instant, nights and holidays included, which is the strict reading (NB-349).
    `excluded` are times that do not count (扣除, NB-108): their days are passed over, in working days
    their working days, in hours their length is added. What begins after the limit has ended moves
    nothing, and no limit that is rolled ends on a day left out. `guard` is read for soft limits alone.

    Raises ValueError for an instant without zone and for a length the unit cannot have.
    """
    if starts.tzinfo is None:
        raise ValueError("starts must be aware")
    if unit is Unit.SOFT:
        return _guarded(calendar, starts, guard, exclude_first_day)
    if unit is Unit.SAME_DAY:
        length = 1
    if length is None or length <= 0:
        raise ValueError(f"a limit in {unit} needs a positive length")
    if unit is Unit.HOURS:
        return Due(
            due_at=prolonged(starts.astimezone(UTC) + timedelta(hours=length), since(excluded, starts))
        )
    return _in_days(calendar, starts, length, unit, exclude_first_day, roll_last_day, excluded)


def _in_days(
    calendar: CourtCalendar,
    starts: datetime,
    length: int,
    unit: Unit,
    exclude_first_day: bool,
    roll_last_day: bool,
    excluded: Sequence[Exclusion],
) -> Due:
    count = Count(calendar)
    left_out = days_left_out(excluded)
    start = first = court_local(starts).date()
    if exclude_first_day and unit is not Unit.SAME_DAY:
        count.skip(start, FIRST_DAY)
        first += ONE_DAY
    if unit is Unit.WORKING_DAYS:
        return count.due_on(count.working_days(first, length, left_out))
    last = count.later(first, _raw_end(start, first, length, unit), left_out)
    rolls = roll_last_day and unit is not Unit.SAME_DAY
    ends = count.to_working_day(last, left_out=left_out) if rolls else last
    if unit is Unit.MONTHS:
        count.counted = [first, ends]
    else:
        span = (first + n * ONE_DAY for n in range((last - first).days))
        count.counted = [day for day in span if day not in left_out] + [ends]
    return count.due_on(ends)


def postponed(
    calendar: CourtCalendar,
    last: date,
    unit: Unit,
    excluded: Sequence[Exclusion],
    roll_last_day: bool = True,
) -> Due:
    """When a limit ends whose last day a decision named, with the times that have not counted since.

    The day stands as it was named unless something before its end did not count (延长后的扣除, CV-10);
    then it moves by what the limit counts, and rolls like every computed day.
    """
    count, left_out = Count(calendar), days_left_out(excluded)
    if unit is Unit.HOURS:
        return Due(due_at=prolonged(datetime.combine(last, LAST_SECOND, COURT_ZONE), excluded))
    if unit is Unit.WORKING_DAYS:
        lost = [day for day in left_out if day <= last and calendar.is_working_day(day)]
        for day in lost:
            count.skip(day, left_out[day])
        ends = count.working_days(last + ONE_DAY, len(lost), left_out) if lost else last
    else:
        ends = count.later(date.min, last, left_out)
        if roll_last_day and ends != last:
            ends = count.to_working_day(ends, left_out=left_out)
    count.counted = [ends]
    return count.due_on(ends)


def _raw_end(start: date, first: date, length: int, unit: Unit) -> date:
    """The last day before any rolling."""
    if unit is Unit.MONTHS:
        return add_months(start, length) - (ONE_DAY if first == start else timedelta())
    days = {Unit.CALENDAR_DAYS: length, Unit.WEEKS: 7 * length, Unit.SAME_DAY: 1}[unit]
    return first + (days - 1) * ONE_DAY


def _guarded(calendar: CourtCalendar, starts: datetime, guard: Guard, exclude_first_day: bool) -> Due:
    """A soft limit: no end, but a reminder after the guard of its word (CV-3)."""
    lengths = {
        Guard.AT_ONCE: (1, Unit.WORKING_DAYS),
        Guard.TIMELY: (3, Unit.WORKING_DAYS),
        Guard.REGULARLY: (1, Unit.MONTHS),
    }
    reminder = due(calendar, starts, *lengths[guard], exclude_first_day)
    return reminder.model_copy(update={"due_at": None, "guard_at": reminder.due_at})


def add_months(day: date, months: int) -> date:
    """The same-numbered day `months` later, or the month's last day if there is none (民法典第202条)."""
    following = day.year * 12 + day.month + months
    month_end = date(following // 12, following % 12 + 1, 1) - ONE_DAY
    return month_end.replace(day=min(day.day, month_end.day))
