"""The time a report covers (统计期间): a year, a month or a week of court-local days."""

import re
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Self

from models.errors import Code, Refusal
from models.values import COURT_ZONE, Value, court_local

_YEAR = re.compile(r"20[0-9]{2}")
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
_WEEK = re.compile(r"(20[0-9]{2})-W([0-5][0-9])")


class Cycle(StrEnum):
    """How often a report is made (报送周期)."""

    YEAR = "year"
    MONTH = "month"
    WEEK = "week"


CYCLE_NAMES: dict[Cycle, str] = {Cycle.YEAR: "每年", Cycle.MONTH: "每月", Cycle.WEEK: "每周"}
"""What each cycle is called where a court reads it."""


class Period(Value):
    """Whole court-local days from `first` to `last`, both included."""

    cycle: Cycle
    first: date
    last: date

    @classmethod
    def year(cls, text: str) -> Self:
        """The year written as 2026. Raises Refusal(BAD_TIME) for anything else."""
        if _YEAR.fullmatch(text) is None:
            raise Refusal(Code.BAD_TIME, f"年份“{text}”应写为四位数字，如 2026")
        return cls._year_of(int(text))

    @classmethod
    def month(cls, text: str) -> Self:
        """The month written as 2026-05. Raises Refusal(BAD_TIME) for anything else."""
        found = _MONTH.fullmatch(text)
        if found is None:
            raise Refusal(Code.BAD_TIME, f"月份“{text}”应写为四位年份和两位月份，如 2026-05")
        return cls._month_of(date(int(found[1]), int(found[2]), 1))

    @classmethod
    def week(cls, text: str) -> Self:
        """The week, Monday to Sunday, written as 2026-W20. Raises Refusal(BAD_TIME) for anything else."""
        found = _WEEK.fullmatch(text)
        try:
            monday = date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
        except ValueError:
            monday = None
        if monday is None:
            raise Refusal(Code.BAD_TIME, f"周次“{text}”应写为四位年份和两位周次，如 2026-W20")
        return cls(cycle=Cycle.WEEK, first=monday, last=monday + timedelta(days=6))

    @classmethod
    def _year_of(cls, year: int) -> Self:
        return cls(cycle=Cycle.YEAR, first=date(year, 1, 1), last=date(year, 12, 31))

    @classmethod
    def _month_of(cls, day: date) -> Self:
        first = day.replace(day=1)
        following = (first + timedelta(days=31)).replace(day=1)
        return cls(cycle=Cycle.MONTH, first=first, last=following - timedelta(days=1))

    @property
    def key(self) -> str:
        """How it is written on the command line and in file names: 2026, 2026-05, 2026-W20."""
        if self.cycle is Cycle.YEAR:
            return f"{self.first.year}"
        if self.cycle is Cycle.MONTH:
            return f"{self.first:%Y-%m}"
        year, week, _ = self.first.isocalendar()
        return f"{year}-W{week:02d}"

    @property
    def name(self) -> str:
        """What it is called where a court reads it."""
        if self.cycle is Cycle.YEAR:
            return f"{self.first.year}年"
        if self.cycle is Cycle.MONTH:
            return f"{self.first.year}年{self.first.month}月"
        return f"{self.first:%Y-%m-%d}至{self.last:%Y-%m-%d}"

    @property
    def begins(self) -> datetime:
        """Its first instant."""
        return datetime.combine(self.first, time.min, COURT_ZONE)

    @property
    def ends(self) -> datetime:
        """The first instant after it."""
        return datetime.combine(self.last + timedelta(days=1), time.min, COURT_ZONE)

    def covers(self, at: datetime) -> bool:
        """Whether an instant lies on one of its days, court-local."""
        return self.first <= court_local(at).date() <= self.last

    def before(self) -> Self:
        """The year, month or week before this one."""
        if self.cycle is Cycle.YEAR:
            return self._year_of(self.first.year - 1)
        if self.cycle is Cycle.MONTH:
            return self._month_of(self.first - timedelta(days=1))
        week = timedelta(days=7)
        return self.model_copy(update={"first": self.first - week, "last": self.last - week})

    def run(self, count: int) -> tuple[Self, ...]:
        """This period and those before it, `count` in all, oldest first."""
        found = [self]
        while len(found) < count:
            found.append(found[-1].before())
        return tuple(reversed(found))
