"""How long limits are, so that two of them can be compared: calendar days of weeks without holidays."""

import math
from fractions import Fraction

from models.calendar import Unit
from models.limits import Limit

WORKING_WEEK = 5
MONTH = 30
"""A month counts as thirty days where it meets weeks or days; months meet months as they are."""

_UNIT_WORDS: dict[Unit, str] = {
    Unit.HOURS: "小时",
    Unit.CALENDAR_DAYS: "日",
    Unit.WORKING_DAYS: "个工作日",
    Unit.WEEKS: "周",
    Unit.MONTHS: "个月",
}


def numbered(limit: Limit) -> bool:
    """Whether it is a number and not a word like 及时 (CV-3)."""
    return limit.unit is not Unit.SOFT


def days(limit: Limit) -> Fraction:
    """The longest a numbered limit lasts in calendar days; working days are begun before a weekend."""
    number = limit.limit or 0
    if limit.unit is Unit.HOURS:
        return Fraction(number, 24)
    if limit.unit is Unit.WORKING_DAYS:
        return Fraction(number + 2 * math.ceil(number / WORKING_WEEK))
    if limit.unit is Unit.WEEKS:
        return Fraction(7 * number)
    return Fraction(MONTH * number if limit.unit is Unit.MONTHS else number)


def longer(limit: Limit, than: Limit) -> bool:
    """Whether a limit can end later than another that starts with it."""
    return days(limit) > days(than)


def length_words(limit: Limit) -> str:
    """The length as a court reads it: `5个工作日`, `当日`, `及时`."""
    if limit.unit is Unit.SOFT:
        return "没有数字"
    if limit.unit is Unit.SAME_DAY:
        return "当日"
    return f"{limit.limit}{_UNIT_WORDS[limit.unit]}"
