"""Office hours: when simulated staff work, and how far an act is from its limit."""

from datetime import date, datetime

import pytest

from simulation.office import after_days, after_hours, in_months, latest_before, next_open
from simulation.outside.business_time import ZONE


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    """An instant of spring 2026; the 2nd of March is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (at(2, 8), at(2, 9)),
        (at(2, 10), at(2, 10)),
        (at(2, 12), at(2, 14, 30)),
        (at(2, 17, 30), at(3, 9)),
        (at(6, 18), at(9, 9)),
        (at(30, 18, month=4), at(6, 9, month=5)),
    ],
)
def test_the_office_opens_on_the_next_working_day(moment: datetime, opens: datetime) -> None:
    """Noon, nights, weekends and the holiday of the first of May are closed."""
    assert next_open(moment) == opens


def test_office_hours_run_over_noon_and_night() -> None:
    """Five and a half hours make a day."""
    assert after_hours(at(2, 9), 2) == at(2, 11)
    assert after_hours(at(2, 9), 3) == at(2, 15)
    assert after_hours(at(2, 9), 5.5) == at(3, 9)
    assert after_hours(at(6, 17), 1) == at(9, 9, 30)


def test_working_days_later() -> None:
    """Working days are counted from the day, whatever the hour."""
    assert after_days(at(6, 23), 1) == at(9, 9, 30)
    assert after_days(at(2, 10), 0, 1) == at(2, 10)


def test_nothing_is_begun_after_the_last_working_day_of_a_limit() -> None:
    """A limit that ends on a Sunday is met on the Friday before."""
    assert latest_before(at(8, 23, 59)) == at(6, 17)
    assert latest_before(at(4, 23, 59)) == at(4, 17)


def test_months() -> None:
    """The end of a month stays one."""
    assert in_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
