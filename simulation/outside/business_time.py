"""Time as offices keep it: working days, office hours, and how long an outside system takes."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from random import Random
from typing import Annotated
from zoneinfo import ZoneInfo

import chinese_calendar
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

ZONE = ZoneInfo("Asia/Shanghai")
OPENS = time(9)
CLOSES = time(17)


def local(at: datetime) -> datetime:
    """The instant in court-local time."""
    return at.astimezone(ZONE)


Moment = Annotated[AwareDatetime, AfterValidator(local)]
"""An aware instant in court-local time."""


class TimeUnit(StrEnum):
    """What a latency is counted in; business hours and days leave rest days out."""

    SECONDS = "seconds"
    BUSINESS_HOURS = "business_hours"
    BUSINESS_DAYS = "business_days"
    CALENDAR_DAYS = "calendar_days"


class Latency(BaseModel):
    """How long something takes: between `least` and `most`, both included."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit: TimeUnit
    least: float = Field(ge=0)
    most: float = Field(ge=0)

    @model_validator(mode="after")
    def _in_order(self) -> "Latency":
        if self.most < self.least:
            raise ValueError("most must not be below least")
        return self

    def after(self, at: datetime, draw: Random) -> datetime:
        """The instant this long after `at`, on a whole second unless that is before `at`."""
        if self.unit is TimeUnit.SECONDS:
            done = local(at) + timedelta(seconds=draw.uniform(self.least, self.most))
            return max(done.replace(microsecond=0), local(at))
        if self.unit is TimeUnit.BUSINESS_HOURS:
            done = after_business_hours(at, draw.uniform(self.least, self.most))
            return max(done.replace(microsecond=0), local(at))
        count = draw.randint(int(self.least), int(self.most))
        if self.unit is TimeUnit.CALENDAR_DAYS:
            return local(at) + timedelta(days=count)
        return on_business_day(at, count, draw)


def is_working_day(day: date) -> bool:
    """Whether offices are open; beyond the published calendars every weekday counts as one."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def business_day(start: date, count: int) -> date:
    """The working day `count` working days after `start`; the first one on or after it for zero."""
    day = start
    while not is_working_day(day):
        day += timedelta(days=1)
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def on_business_day(at: datetime, count: int, draw: Random) -> datetime:
    """Some moment in office hours `count` working days after `at`, and never before `at`."""
    begin = local(at)
    day = business_day(begin.date(), count)
    opening = datetime.combine(day, OPENS, ZONE)
    closing = datetime.combine(day, CLOSES, ZONE)
    moment = opening + (closing - opening) * draw.random()
    return max(moment.replace(microsecond=0), begin)


def after_business_hours(at: datetime, hours: float) -> datetime:
    """The instant when offices have been open for `hours` hours since `at`."""
    moment = local(at)
    left = timedelta(hours=hours)
    while True:
        opening = datetime.combine(moment.date(), OPENS, ZONE)
        closing = datetime.combine(moment.date(), CLOSES, ZONE)
        if is_working_day(moment.date()) and moment < closing:
            moment = max(moment, opening)
            if moment + left <= closing:
                return moment + left
            left -= closing - moment
        moment = datetime.combine(moment.date() + timedelta(days=1), OPENS, ZONE)
