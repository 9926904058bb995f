"""Counting back from an end (倒计): the latest day before an event, the morning on which to warn."""

from datetime import date, datetime, time

from models.calendar import Count, CourtCalendar, Skipped
from models.calendar_years import ONE_DAY
from models.values import COURT_ZONE, Instant, Value, court_local

OFFICE_OPENS = time(9)
"""When a warning is given on its day."""


class LatestDay(Value):
    """The latest day on which something may be done before an event (倒计期间)."""

    day: date
    skipped: tuple[Skipped, ...]
    provisional: bool
    provisional_years: tuple[int, ...]


def counted_back(calendar: CourtCalendar, event_day: date, days: int) -> LatestDay:
    """The latest day for what must be done `days` calendar days before an event (NB-356, own proposal).

    The event's day less `days`; if that is a rest day, the working day before it.
    """
    count = Count(calendar)
    day = count.to_working_day(event_day - days * ONE_DAY, -ONE_DAY)
    years = count.provisional_years
    return LatestDay(day=day, skipped=tuple(count.skipped), provisional=bool(years), provisional_years=years)


def warn_at(calendar: CourtCalendar, due_at: datetime, warn_before_days: int) -> Instant:
    """When to warn of a limit: 09:00 of the working day `warn_before_days` working days before it ends.

    With 0 it is the day the limit ends, or the working day before if that is a rest day. The answer
    may lie before the limit began; the caller decides what a warning is worth then.
    """
    if warn_before_days < 0:
        raise ValueError("warn_before_days must not be negative")
    count = Count(calendar)
    day = court_local(due_at).date()
    if warn_before_days == 0:
        day = count.to_working_day(day, -ONE_DAY)
    for _ in range(warn_before_days):
        day = count.to_working_day(day - ONE_DAY, -ONE_DAY)
    return datetime.combine(day, OFFICE_OPENS, COURT_ZONE)
