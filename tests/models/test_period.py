"""The months and weeks reports cover: court-local days, both ends included."""

from datetime import UTC, date, datetime

import pytest

from models.errors import Code, Refusal
from models.period import Period
from models.values import COURT_ZONE


def test_a_month_is_its_court_local_days() -> None:
    """The last second of May counts to May and the first of June does not, whatever UTC says."""
    may = Period.month("2026-05")
    assert (may.first, may.last, may.key, may.name) == (
        date(2026, 5, 1),
        date(2026, 5, 31),
        "2026-05",
        "2026年5月",
    )
    assert may.covers(datetime(2026, 4, 30, 16, tzinfo=UTC))
    assert not may.covers(datetime(2026, 4, 30, 15, 59, 59, tzinfo=UTC))
    assert may.covers(datetime(2026, 5, 31, 23, 59, 59, tzinfo=COURT_ZONE))
    assert not may.covers(datetime(2026, 5, 31, 16, tzinfo=UTC))
    assert may.ends == datetime(2026, 6, 1, tzinfo=COURT_ZONE)


@pytest.mark.requirement("RY-D21")
def test_a_week_runs_from_monday_over_the_turn_of_the_year() -> None:
    """Weeks are those of the ISO calendar, Monday to Sunday."""
    week = Period.week("2026-W01")
    assert (week.first, week.last, week.key) == (date(2025, 12, 29), date(2026, 1, 4), "2026-W01")
    assert week.before().key == "2025-W52"


def test_months_before() -> None:
    """Twelve months back from February, over the turn of the year and past a leap day."""
    run = Period.month("2028-02").run(12)
    assert [each.key for each in run[:2]] == ["2027-03", "2027-04"]
    assert (len(run), run[-1].last) == (12, date(2028, 2, 29))
    assert run[-2].last == date(2028, 1, 31)


@pytest.mark.parametrize("text", ["2026-13", "2026-5", "26-05", "2026-05-01", "", "二〇二六年五月"])
def test_no_month(text: str) -> None:
    """One sentence with an example."""
    with pytest.raises(Refusal, match="2026-05") as refusal:
        Period.month(text)
    assert refusal.value.code == Code.BAD_TIME


@pytest.mark.parametrize("text", ["2026-W54", "2025-W53", "2026-20", "2026-W00", ""])
def test_no_week(text: str) -> None:
    """A year has fifty-two weeks, some have fifty-three."""
    with pytest.raises(Refusal, match="2026-W20") as refusal:
        Period.week(text)
    assert refusal.value.code == Code.BAD_TIME
