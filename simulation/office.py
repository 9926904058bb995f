"""When simulated staff work: office hours on working days, and how to count in them (办公时间)."""

from datetime import date, datetime, time, timedelta

from simulation.outside.business_time import ZONE, business_day, is_working_day, local

PERIODS = ((time(9), time(11, 30)), (time(14, 30), time(17, 30)))
"""Morning and afternoon of a court's counter; five and a half hours a day."""

ONE_DAY = timedelta(days=1)

LAST_CALL = time(17)
"""Later in the day nobody begins anything."""


def next_open(at: datetime) -> datetime:
    """The instant itself when the office is open, else the next opening."""
    moment = local(at)
    while True:
        if is_working_day(moment.date()):
            for opens, closes in _periods(moment.date()):
                if moment < closes:
                    return max(moment, opens)
        moment = datetime.combine(moment.date() + ONE_DAY, time(), ZONE)


def after_hours(at: datetime, hours: float) -> datetime:
    """The instant at which the office has been open for `hours` hours since `at`."""
    moment, left = next_open(at), timedelta(hours=hours)
    while True:
        closes = next(end for start, end in _periods(moment.date()) if start <= moment < end)
        if moment + left < closes:
            return moment + left
        left -= closes - moment
        moment = next_open(closes)


def after_days(at: datetime, days: int, hours: float = 0.5) -> datetime:
    """`hours` office hours into the working day that lies `days` working days after the day of `at`."""
    day = business_day(local(at).date(), days)
    return after_hours(datetime.combine(day, time(), ZONE), hours)


def latest_before(due: datetime) -> datetime:
    """The last moment at which somebody would still begin what is due then."""
    day = local(due).date()
    while not is_working_day(day):
        day -= ONE_DAY
    return min(datetime.combine(day, LAST_CALL, ZONE), local(due))


def working_day_before(at: datetime, opens: time) -> datetime:
    """That hour of the last working day before the day of `at`."""
    day = local(at).date() - ONE_DAY
    while not is_working_day(day):
        day -= ONE_DAY
    return datetime.combine(day, opens, ZONE)


def in_months(day: date, months: int) -> date:
    """The same-numbered day `months` later, or that month's last day."""
    following = day.year * 12 + day.month + months
    month_end = date(following // 12, following % 12 + 1, 1) - ONE_DAY
    return month_end.replace(day=min(day.day, month_end.day))


def _periods(day: date) -> tuple[tuple[datetime, datetime], ...]:
    return tuple(
        (datetime.combine(day, opens, ZONE), datetime.combine(day, closes, ZONE)) for opens, closes in PERIODS
    )
