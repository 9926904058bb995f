"""Rest days and make-up working days, year by year, as the official notices fix them (节假日安排)."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal, Self, TypeVar

import yaml
from pydantic import Field, ValidationError, model_validator

from models.errors import Code, Refusal
from models.values import Value

ONE_DAY = timedelta(days=1)
STATUTE_FILE = "statutory.yaml"


class Notice(Value):
    """A notice that fixes days of the year: normally the General Office's yearly one (NB-362).

    `checked` says how the number is known: `text`, the notice itself was read with it; `cited`, it
    is only known from others who cite the notice. `issued` is empty where the date is not known.
    `about` names the days, where the notice is not the year's own.
    """

    title: str
    number: str
    issued: date | None = None
    checked: Literal["text", "cited"]
    about: str = ""


class RestSpan(Value):
    """A break of a notice, both ends included; weekends inside it belong to it (放假期间)."""

    first: date
    last: date
    name: str

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"{self.name}：末日 {self.last} 早于首日 {self.first}")
        return self

    def days(self) -> tuple[date, ...]:
        """Every day of the break."""
        return tuple(self.first + n * ONE_DAY for n in range((self.last - self.first).days + 1))


class MakeUpDay(Value):
    """A Saturday or Sunday that is worked (调休上班)."""

    day: date
    name: str

    @model_validator(mode="after")
    def _weekend(self) -> Self:
        if self.day.weekday() < 5:
            raise ValueError(f"{self.day} 不是周六、周日，不能是调休上班日")
        return self


class CalendarYear(Value):
    """One year with a published arrangement."""

    year: int
    notices: tuple[Notice, ...] = Field(min_length=1)
    rest: tuple[RestSpan, ...]
    work: tuple[MakeUpDay, ...]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        resting = [day for span in self.rest for day in span.days()]
        working = [make_up.day for make_up in self.work]
        for day in (*resting, *working):
            if day.year != self.year:
                raise ValueError(f"{day} 不在 {self.year} 年")
        for day in sorted({*resting, *working}):
            if (resting + working).count(day) > 1:
                raise ValueError(f"{day} 出现两次")
        return self


def follows(known: CalendarYear, changed: CalendarYear) -> bool:
    """Whether a year's arrangement may take another's place: it rests on its notices and on a further one."""
    return len(changed.notices) > len(known.notices) and set(known.notices) <= set(changed.notices)


class FixedHoliday(Value):
    """A holiday on the same date every year."""

    month: int
    day: int
    name: str


class MovingHolidays(Value):
    """The dates of one year's holidays that follow the lunar calendar or a solar term."""

    year: int
    eve: date
    qingming: date
    dragon_boat: date
    mid_autumn: date


class Statute(Value):
    """What the statute alone gives: all-citizen holidays without the yearly arrangement (NB-359).

    Used for years whose notice is not out. A holiday on a Saturday or Sunday is made up on the next
    free weekday (NB-360). Years not listed under `moving` have weekends alone.
    """

    law: str
    fixed: tuple[FixedHoliday, ...]
    moving: tuple[MovingHolidays, ...]

    def rest_days(self) -> dict[date, str]:
        """Every statutory rest day of the listed years with its name."""
        named: dict[date, str] = {}
        for year in self.moving:
            holidays = self._holidays(year)
            named.update(_made_up(holidays) | holidays)
        return named

    def _holidays(self, year: MovingHolidays) -> dict[date, str]:
        spring = {year.eve + n * ONE_DAY: "春节" for n in range(4)}
        fixed = {date(year.year, holiday.month, holiday.day): holiday.name for holiday in self.fixed}
        moving = {year.qingming: "清明节", year.dragon_boat: "端午节", year.mid_autumn: "中秋节"}
        return spring | moving | fixed


def _made_up(holidays: dict[date, str]) -> dict[date, str]:
    """The weekdays off in lieu of holidays that fall on a weekend (补假, NB-360)."""
    in_lieu: dict[date, str] = {}
    for holiday in sorted(day for day in holidays if day.weekday() >= 5):
        day = holiday + ONE_DAY
        while day.weekday() >= 5 or day in holidays or day in in_lieu:
            day += ONE_DAY
        in_lieu[day] = f"{holidays[holiday]}补假"
    return in_lieu


Model = TypeVar("Model", CalendarYear, Statute)


def read_year(file: Traversable) -> CalendarYear:
    """The arrangement in one file. Raises Refusal `calendar_file_invalid` naming file and field."""
    return _read(file, CalendarYear)


@cache
def packaged_statute() -> Statute:
    """The statutory holidays shipped with the product."""
    return _read(_folder() / STATUTE_FILE, Statute)


@cache
def packaged_years() -> tuple[CalendarYear, ...]:
    """Every year shipped with the product, oldest first."""
    named = [file for file in _folder().iterdir() if file.name.endswith(".yaml")]
    years = [read_year(file) for file in named if file.name != STATUTE_FILE]
    return tuple(sorted(years, key=lambda year: year.year))


def select_years(wanted: Iterable[int]) -> tuple[CalendarYear, ...]:
    """The shipped years among `wanted`. Raises Refusal `calendar_year_unknown` for one not shipped."""
    shipped = {year.year: year for year in packaged_years()}
    chosen = sorted(set(wanted))
    if missing := [str(year) for year in chosen if year not in shipped]:
        raise Refusal(Code.CALENDAR_YEAR_UNKNOWN, f"没有{'、'.join(missing)}年的放假安排文件")
    return tuple(shipped[year] for year in chosen)


def _folder() -> Traversable:
    return files("models") / "calendars"


def _read(file: Traversable, model: type[Model]) -> Model:
    # the base loader leaves every scalar a string, so that a date that does not exist has a field to blame
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
        return model.model_validate(content)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        message = f"放假安排文件 {file.name} 第 {line} 行不是有效的 YAML"
        raise Refusal(Code.CALENDAR_FILE_INVALID, message) from error
    except ValidationError as error:
        message = f"放假安排文件 {file.name}：{_first_fault(error)}"
        raise Refusal(Code.CALENDAR_FILE_INVALID, message) from error


def _first_fault(error: ValidationError) -> str:
    """The first fault in Chinese: which field, what is wrong with it."""
    fault = error.errors()[0]
    field = ".".join(str(part) for part in fault["loc"]) or "全文"
    if fault["type"] == "value_error":
        return f"{field}：{fault['ctx']['error']}"
    known = {"missing": "缺少此项", "extra_forbidden": "没有这一项"}
    return f"{field}：{known.get(fault['type'], '值的格式不对，收到 ' + repr(fault['input']))}"
