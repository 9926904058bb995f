"""Counting limits on the court's calendar (期间计算)."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import holidays
import pytest
import yaml
from pydantic import ValidationError

from models.calendar import (
    CourtCalendar,
    Guard,
    Unit,
    add_months,
    due,
    postponed,
)
from models.calendar_years import packaged_statute, packaged_years, read_year
from models.clock.counting_back import counted_back, warn_at
from models.clock.exclusions import Exclusion
from models.errors import Code, Refusal
from models.values import COURT_ZONE

CASES = yaml.safe_load((Path(__file__).parents[1] / "rules" / "calendar.yaml").read_text(encoding="utf-8"))
CALENDAR = CourtCalendar.packaged()
ONE_DAY = timedelta(days=1)
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
ALL_DAYS = [FIRST + n * ONE_DAY for n in range((LAST - FIRST).days + 1)]

WORKED_BY_NOTICE = {date(2005, 12, 31)}
"""国办发明电〔2005〕35号: 12月31日（星期六）上班. chinesecalendar leaves it out, holidays has it."""


def ids(section: str) -> list[Any]:
    return [pytest.param(case, id=case["id"]) for case in CASES[section]]


def last_second(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), COURT_ZONE)


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), COURT_ZONE)


def excluded_from(starts: datetime, days: int) -> tuple[Exclusion, ...]:
    """So many days left out, from the day after the start on."""
    first = starts + timedelta(days=1)
    return (Exclusion(start=first, end=first + timedelta(days=days), reason="扣除"),) if days else ()


# --- cases a jurist can read -------------------------------------------------------------------


@pytest.mark.requirement("CV-1", "CV-2", "NB-348", "NB-349", "NB-350", "NB-352", "NB-355", "NB-357", "NB-358")
@pytest.mark.parametrize("case", ids("periods"))
def test_period(case: dict[str, Any]) -> None:
    switches = {name: case[name] for name in ("exclude_first_day", "roll_last_day") if name in case}
    left_out = excluded_from(case["trigger"], case.get("excluded_days", 0))
    answer = due(CALENDAR, case["trigger"], case["length"], Unit(case["unit"]), excluded=left_out, **switches)
    wanted = case["due"]
    assert answer.due_at == (wanted if isinstance(wanted, datetime) else last_second(wanted))
    assert answer.due_at.utcoffset() == timedelta(hours=8)
    assert answer.provisional_years == tuple(case.get("provisional", ()))
    assert answer.provisional == bool(answer.provisional_years)
    assert answer.guard_at is None
    if "counted" in case:
        assert list(answer.counted) == case["counted"]
    if "skipped" in case:
        assert {skipped.day: skipped.reason for skipped in answer.skipped} == case["skipped"]


@pytest.mark.requirement("CV-3")
@pytest.mark.parametrize("case", ids("soft"))
def test_a_word_without_number_only_reminds(case: dict[str, Any]) -> None:
    answer = due(CALENDAR, case["trigger"], None, Unit.SOFT, guard=Guard(case["word"]))
    assert answer.due_at is None
    assert answer.guard_at == last_second(case["guard_at"])


@pytest.mark.requirement("NB-356")
@pytest.mark.parametrize("case", ids("counted_back"))
def test_counted_back(case: dict[str, Any]) -> None:
    answer = counted_back(CALENDAR, case["event"], case["days"])
    assert answer.day == case["latest"]
    assert answer.provisional_years == tuple(case.get("provisional", ()))
    assert answer.provisional == bool(answer.provisional_years)


@pytest.mark.parametrize("case", ids("warnings"))
def test_warning(case: dict[str, Any]) -> None:
    assert warn_at(CALENDAR, case["due_at"], case["before"]) == case["warn_at"]


def test_freeze_of_29_february_is_not_provisional_though_2027_is_not_published() -> None:
    kept = due(CALENDAR, at_noon(date(2024, 2, 29)), 36, Unit.MONTHS, roll_last_day=False)
    rolled = due(CALENDAR, at_noon(date(2024, 2, 29)), 36, Unit.MONTHS)
    assert kept.due_at == last_second(date(2027, 2, 28)) and not kept.provisional
    assert rolled.due_at == last_second(date(2027, 3, 1)) and rolled.provisional_years == (2027,)


@pytest.mark.requirement("CV-2", "NB-359")
def test_a_published_year_replaces_the_provisional_answer() -> None:
    early = CourtCalendar.packaged(years=range(2004, 2026))
    before = due(early, at_noon(date(2026, 2, 12)), 2, Unit.WORKING_DAYS)
    after = due(CALENDAR, at_noon(date(2026, 2, 12)), 2, Unit.WORKING_DAYS)
    assert before.due_at == last_second(date(2026, 2, 20)) and before.provisional_years == (2026,)
    assert after.due_at == last_second(date(2026, 2, 14)) and not after.provisional
    assert early.version != CALENDAR.version


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 11, 30), 1, date(2024, 12, 30)),
        (date(2024, 12, 15), 12, date(2025, 12, 15)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
    ],
)
def test_add_months(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@pytest.mark.parametrize("unit", [unit for unit in Unit if unit not in (Unit.SOFT, Unit.SAME_DAY)])
@pytest.mark.parametrize("length", [None, 0, -1])
def test_a_limit_needs_a_positive_length(unit: Unit, length: int | None) -> None:
    with pytest.raises(ValueError, match="positive length"):
        due(CALENDAR, at_noon(FIRST), length, unit)


def test_an_instant_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        due(CALENDAR, datetime(2026, 1, 1), 1, Unit.WORKING_DAYS)  # noqa: DTZ001
    with pytest.raises(ValueError, match="negative"):
        warn_at(CALENDAR, at_noon(FIRST), -1)


# --- the shipped data --------------------------------------------------------------------------


@pytest.mark.requirement("CV-2", "NB-355", "NB-362")
def test_every_day_agrees_with_both_packages_but_for_one_explained() -> None:
    theirs = holidays.country_holidays("CN", years=range(FIRST.year, LAST.year + 1))
    against_chinesecalendar = {
        day for day in ALL_DAYS if CALENDAR.is_working_day(day) != chinese_calendar.is_workday(day)
    }
    against_holidays = {day for day in ALL_DAYS if CALENDAR.is_working_day(day) != theirs.is_working_day(day)}
    assert against_chinesecalendar == WORKED_BY_NOTICE
    assert against_holidays == set()
    assert all(CALENDAR.is_working_day(day) for day in WORKED_BY_NOTICE)


@pytest.mark.requirement("NB-362")
def test_make_up_days_of_the_notices() -> None:
    """Every Saturday and Sunday that is worked, year by year, and no other."""
    worked: dict[int, list[str]] = {}
    for day in ALL_DAYS:
        if day.weekday() >= 5 and CALENDAR.is_working_day(day):
            worked.setdefault(day.year, []).append(f"{day:%m-%d}")
    assert worked == CASES["make_up_days"]


@pytest.mark.requirement("NB-362")
@pytest.mark.parametrize(
    ("year", "number", "working_days"),
    [
        (2024, "国办发明电〔2023〕7号", 251),
        (2025, "国办发明电〔2024〕12号", 248),
        (2026, "国办发明电〔2025〕7号", 248),
    ],
)
def test_working_days_of_a_year_and_its_notice(year: int, number: str, working_days: int) -> None:
    assert sum(CALENDAR.is_working_day(day) for day in ALL_DAYS if day.year == year) == working_days
    (published,) = [each for each in packaged_years() if each.year == year]
    assert published.notices[0].number == number


@pytest.mark.requirement("NB-362")
def test_every_year_names_its_notice() -> None:
    assert [year.year for year in packaged_years()] == list(range(2004, 2027))
    for year in packaged_years():
        own, *others = year.notices
        assert f"{year.year}年部分节假日安排" in own.title
        assert all(notice.about for notice in others)
        issued = [notice.issued for notice in year.notices if notice.issued]
        assert all(day.year in (year.year - 1, year.year) for day in issued)
        assert [f"〔{day.year}〕" in notice.number for notice in year.notices if (day := notice.issued)] == [
            True
        ] * len(issued)


def test_days_of_december_fixed_by_the_next_notice_say_which() -> None:
    late = {
        year.year
        for year in packaged_years()
        if any(day.day >= date(year.year, 12, 25) for day in year.work)
        or any(span.last >= date(year.year, 12, 25) for span in year.rest)
    }
    named = {year.year for year in packaged_years() if f"{year.year + 1}年" in year.notices[-1].title}
    assert late == named == {2005, 2006, 2007, 2011, 2018, 2022}


@pytest.mark.requirement("NB-359", "NB-360")
def test_2027_follows_the_statute_alone() -> None:
    days = [date(2027, 1, 1) + n * ONE_DAY for n in range(365)]
    off = [f"{day:%m-%d}" for day in days if day.weekday() < 5 and not CALENDAR.is_working_day(day)]
    statutory = ["01-01", "02-05", "02-08", "04-05", "06-09", "09-15", "10-01"]
    in_lieu = ["02-09", "02-10", "05-03", "05-04", "10-04", "10-05"]
    assert off == sorted(statutory + in_lieu)
    assert CALENDAR.rest_reason(date(2027, 2, 9)) == "法定节假日（春节补假）"
    assert not any(day.weekday() >= 5 and CALENDAR.is_working_day(day) for day in days)
    assert not CALENDAR.is_final(2027)


def test_statutory_years_agree_with_the_package_but_for_one_explained_day() -> None:
    theirs = holidays.country_holidays("CN", years=range(2027, 2051))
    days = [date(2027, 1, 1) + n * ONE_DAY for n in range(24 * 365 + 6)]
    differing = [day for day in days if CALENDAR.is_working_day(day) != theirs.is_working_day(day)]
    # Sunday 2 October 2039 is both Mid-Autumn and National Day: the package gives two days in lieu for it
    assert days[-1] == date(2050, 12, 31)
    assert differing == [date(2039, 10, 6)]


def test_the_version_is_that_of_the_content() -> None:
    assert CourtCalendar.packaged().version == CALENDAR.version
    copied = CourtCalendar.model_validate(CALENDAR.model_dump(mode="json"))
    assert copied == CALENDAR and copied.version == CALENDAR.version
    shorter = CourtCalendar.packaged(years=[2025, 2024])
    assert [year.year for year in shorter.years] == [2024, 2025]
    assert shorter.version != CALENDAR.version


def test_a_year_has_one_arrangement() -> None:
    (year,) = CourtCalendar.packaged(years=[2026]).years
    with pytest.raises(ValidationError, match="同一年份有两份放假安排"):
        CourtCalendar(years=(year, year), statute=packaged_statute())


def test_a_year_that_is_not_shipped_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        CourtCalendar.packaged(years=[2026, 2031])
    assert refused.value.code == Code.CALENDAR_YEAR_UNKNOWN
    assert "2031" in refused.value.message


BAD_FILES = {
    "not-yaml": ("year: [2026", "第 1 行"),
    "empty": ("", "全文"),
    "no-notice": ("{year: 2026, notices: [], rest: [], work: []}", "notices"),
    "unknown-field": ("{year: 2026, notices: [%s], rest: [], work: [], rests: []}", "rests"),
    "missing-field": ("{year: 2026, notices: [%s], rest: []}", "work：缺少此项"),
    "bad-date": (
        "{year: 2026, notices: [%s], rest: [], work: [{day: 2026-13-01, name: 春节}]}",
        "work.0.day",
    ),
    "weekday-make-up": (
        "{year: 2026, notices: [%s], rest: [], work: [{day: 2026-02-13, name: 春节}]}",
        "2026-02-13 不是周六、周日",
    ),
    "other-year": (
        "{year: 2026, notices: [%s], rest: [{first: 2025-10-01, last: 2025-10-02, name: 国庆节}], work: []}",
        "2025-10-01 不在 2026 年",
    ),
    "backwards": (
        "{year: 2026, notices: [%s], rest: [{first: 2026-10-02, last: 2026-10-01, name: 国庆节}], work: []}",
        "早于首日",
    ),
    "twice": (
        "{year: 2026, notices: [%s], rest: [{first: 2026-10-01, last: 2026-10-07, name: 国庆节}],"
        " work: [{day: 2026-10-03, name: 国庆节}]}",
        "2026-10-03 出现两次",
    ),
}
NOTICE = "{title: 通知, number: 甲〔2025〕1号, checked: text}"


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_refused_by_name_and_field(name: str, tmp_path: Path) -> None:
    text, told = BAD_FILES[name]
    file = tmp_path / "2026.yaml"
    file.write_text(text.replace("%s", NOTICE), encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        read_year(file)
    assert refused.value.code == Code.CALENDAR_FILE_INVALID
    assert "2026.yaml" in refused.value.message
    assert told in refused.value.message


@pytest.mark.requirement("CV-10", "NB-108")
def test_what_is_left_out_on_the_day_of_the_start_or_after_the_end_moves_nothing() -> None:
    """The day of the start never counted; a limit that has ended is not lengthened by what begins later."""
    starts = at_noon(date(2026, 5, 6))
    free = due(CALENDAR, starts, 3, Unit.CALENDAR_DAYS)
    assert free.due_at == last_second(date(2026, 5, 9))
    from_the_start = Exclusion(start=starts, end=at_noon(date(2026, 5, 18)), reason="扣除")
    held = due(CALENDAR, starts, 3, Unit.CALENDAR_DAYS, excluded=[from_the_start])
    assert held.due_at == last_second(date(2026, 5, 20))
    assert held.counted == (date(2026, 5, 18), date(2026, 5, 19), date(2026, 5, 20))
    afterwards = Exclusion(start=at_noon(date(2026, 5, 10)), end=at_noon(date(2026, 5, 20)), reason="扣除")
    for unit in (Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.HOURS):
        assert due(CALENDAR, starts, 2, unit, excluded=[afterwards]) == due(CALENDAR, starts, 2, unit)


@pytest.mark.requirement("CV-10", "NB-108")
def test_no_limit_ends_on_a_day_left_out() -> None:
    """A last day of rest moves over what is left out behind it; six months are lengthened day by day."""
    starts = at_noon(date(2026, 5, 6))
    weekend = Exclusion(start=at_noon(date(2026, 5, 17)), end=at_noon(date(2026, 5, 20)), reason="扣除")
    answer = due(CALENDAR, starts, 10, Unit.CALENDAR_DAYS, excluded=[weekend])
    assert answer.due_at == last_second(date(2026, 5, 20))
    assert {each.day.day: each.reason for each in answer.skipped} == {
        **{6: "期间开始之日不计", 16: "周末", 17: "周末", 18: "扣除", 19: "扣除"}
    }
    twelve = Exclusion(start=at_noon(date(2026, 5, 8)), end=at_noon(date(2026, 5, 20)), reason="扣除")
    months = due(CALENDAR, starts, 6, Unit.MONTHS, excluded=[twelve, weekend])
    assert months.due_at == last_second(date(2026, 11, 18))


@pytest.mark.requirement("CV-10", "NB-108")
def test_an_extended_limit_in_hours_moves_by_hours() -> None:
    """The day it was extended to, to its last second, and what stood still since."""
    day = date(2026, 5, 20)
    held = Exclusion(start=at_noon(day), end=at_noon(day) + timedelta(hours=30), reason="扣除")
    assert postponed(CALENDAR, day, Unit.HOURS, ()).due_at == last_second(day)
    assert postponed(CALENDAR, day, Unit.HOURS, [held]).due_at == last_second(day) + timedelta(hours=30)
