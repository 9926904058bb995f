"""How a limit was counted (期限推算), line by line in Chinese, to be followed on a paper calendar."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from models.calendar import FIRST_DAY, Due, Skipped, Unit, add_months
from models.calendar_years import ONE_DAY
from models.clock.exclusions import Exclusion, days_left_out
from models.values import court_local

WEEKDAYS = "一二三四五六日"

RULES: dict[Unit, str] = {
    Unit.HOURS: "{length} 小时，自起算之时连续计算，夜间和节假日计入",
    Unit.CALENDAR_DAYS: "{length} 日（自然日）",
    Unit.WORKING_DAYS: "{length} 个工作日，休息日不计入，调休上班日计入",
    Unit.WEEKS: "{length} 周（每周七日）",
    Unit.MONTHS: "{length} 个月，至届满之月与起算日相同之日，没有该日的至月末",
    Unit.SAME_DAY: "当日",
    Unit.SOFT: "原文没有数字，不计超期",
}
"""How each unit is counted, where a court reads it (CV-1, CV-3)."""


class Measured(NamedTuple):
    """A limit as it was counted: from when, by what, until when, and what did not count."""

    started_at: datetime
    unit: Unit
    length: int | None
    due_at: datetime | None
    skipped: Sequence[Skipped] = ()
    excluded: Sequence[Exclusion] = ()

    @property
    def first(self) -> date:
        """The court's day of the start."""
        return court_local(self.started_at).date()

    @property
    def last(self) -> date | None:
        """The court's day of the end; none for a word without a number."""
        return court_local(self.due_at).date() if self.due_at else None

    @classmethod
    def of(cls, started_at: datetime, unit: Unit, length: int | None, answer: Due) -> "Measured":
        """A limit that runs undisturbed from its start to the answer of the calendar."""
        return cls(started_at, unit, length, answer.due_at, answer.skipped)


def day_name(day: date) -> str:
    """A day with its weekday: 2026-05-07（周四）."""
    return f"{day}（周{WEEKDAYS[day.weekday()]}）"


def moment_name(at: datetime) -> str:
    """A moment on the court's clock, to the minute: 2026-05-07（周四）09:30."""
    local = court_local(at)
    return f"{day_name(local.date())}{local:%H:%M}"


def rule_line(measured: Measured) -> str:
    """By what the limit is counted."""
    words = RULES[measured.unit].format(length=measured.length)
    out = any(each.reason == FIRST_DAY for each in measured.skipped)
    return f"{words}，开始之日不计入" if out else words


def counting_lines(measured: Measured) -> tuple[str, ...]:
    """The count itself: runs of days that count or do not count; months by their rule."""
    if measured.last is None or measured.unit in (Unit.HOURS, Unit.SAME_DAY, Unit.SOFT):
        return ()
    if measured.unit is Unit.MONTHS:
        return tuple(_by_months(measured, measured.last))
    return tuple(_day_by_day(measured, measured.last))


def provisional_words(years: Iterable[int]) -> str:
    """What makes a date provisional (暂定)."""
    return f"{'、'.join(map(str, years))} 年放假安排尚未公布，日期为暂定，公布后重新推算"


def steps(measured: Measured, answer: Due) -> Iterator[str]:
    """The whole count of a limit that nothing disturbs: start, rule, days, end."""
    yield f"起算：{moment_name(measured.started_at)}"
    yield f"期限：{rule_line(measured)}"
    yield from (f"推算：{line}" for line in counting_lines(measured))
    if answer.due_at is not None:
        yield end_line(answer.due_at)
    if answer.guard_at is not None:
        yield f"提醒：{moment_name(answer.guard_at)}"
    if answer.provisional:
        yield f"暂定：{provisional_words(answer.provisional_years)}"


def end_line(due_at: datetime) -> str:
    """When the limit ends, to the second."""
    return f"届满：{moment_name(due_at)}:{court_local(due_at):%S}"


class _Day(NamedTuple):
    """A day of the count: what is said of it, and whether it counts."""

    day: date
    word: str
    counts: bool


def _day_by_day(measured: Measured, last: date) -> Iterator[str]:
    number = 0
    for (word, counts), run in groupby(_days(measured, last), key=lambda each: (each.word, each.counts)):
        days = [each.day for each in run]
        if not counts:
            yield f"{_span(days)}　不计入：{word}"
            continue
        first, number = number + 1, number + len(days)
        ordinals = f"第 {number} 日" if first == number else f"第 {first} 至 {number} 日"
        yield f"{_span(days)}　计入：{ordinals}{word}"


def _days(measured: Measured, last: date) -> Iterator[_Day]:
    """Every day from the start to the end; what a last day of rest moves over is named so (顺延)."""
    reasons = {each.day: each.reason for each in measured.skipped}
    left_out = days_left_out(measured.excluded)
    working = measured.unit is Unit.WORKING_DAYS
    for number in range((last - measured.first).days + 1):
        day = measured.first + number * ONE_DAY
        reason = reasons.get(day)
        if reason is None:
            yield _Day(day, "（调休上班）" if working and day.weekday() >= 5 else "", True)
        else:
            rolled = not working and reason != FIRST_DAY and day not in left_out
            yield _Day(day, f"{reason}，末日顺延" if rolled else reason, False)


def _by_months(measured: Measured, last: date) -> Iterator[str]:
    day = add_months(measured.first, measured.length or 0)
    if all(each.reason != FIRST_DAY for each in measured.skipped):
        day -= ONE_DAY
    yield f"{measured.length} 个月后的对应日为 {day_name(day)}"
    taken = 0
    for each in days_left_out(measured.excluded):
        if measured.first < each <= day:
            day, taken = day + ONE_DAY, taken + 1
    if taken:
        yield f"加停止计算的 {taken} 日，为 {day_name(day)}"
    rolled = [each for each in measured.skipped if each.day >= day]
    for reason, run in groupby(rolled, key=lambda each: each.reason):
        yield f"{_span([each.day for each in run])}　不计入：{reason}，末日顺延"


def _span(days: Sequence[date]) -> str:
    """A run of days by its ends."""
    return day_name(days[0]) if len(days) == 1 else f"{day_name(days[0])}至 {day_name(days[-1])}"
