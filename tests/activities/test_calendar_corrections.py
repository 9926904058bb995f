"""A calendar that changes under open limits: corrected by a further notice, loaded at once, never edited."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import yaml

from activities import calendars
from activities.calendars import load_year
from models.calendar import CourtCalendar
from models.calendar_years import CalendarYear, read_year
from models.errors import Code, Refusal
from models.events import EventKind
from models.messages import ChangeCalendar
from models.nodes import Node
from models.values import COURT_ZONE
from tests.activities.clerk import Clerk
from tests.activities.clockwork import Clockwork, in_the_journals
from tests.workflows.test_calendar_year import NEXT, published

FURTHER = {"title": "关于调整某年放假安排的通知", "number": "〔某年〕2号", "checked": "text"}


def corrected(path: Path, *without: str, notice: bool = True, **changes: Any) -> Path:
    """A file with the breaks of these first days taken out, by a further notice unless told otherwise."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["rest"] = [span for span in content["rest"] if span["first"] not in without]
    content["notices"] += [FURTHER] if notice else []
    made = path.with_name(f"corrected-{path.name}")
    made.write_text(yaml.safe_dump({**content, **changes}, allow_unicode=True), encoding="utf-8")
    return made


def counted_on(clerk: Clerk, key: str, path: Path) -> None:
    """Load a year, and count a case on it."""
    calendar = load_year(clerk.database, clerk.books, path, "RY001")
    clerk.register.change_calendar(ChangeCalendar(**clerk.head(key)))
    assert clerk.state(key).calendar == calendar


def in_september(clerk: Clerk) -> tuple[Clockwork, str, Node]:
    """A case filed on 2 September 2026, whose six months end in the year that is to come (RY-D19)."""
    clerk.now = datetime(2026, 9, 2, 10, tzinfo=COURT_ZONE)
    key = clerk.file(filed_at="2026-09-02T09:00:00+08:00")
    clock = Clockwork(clerk)
    clerk.append(key, EventKind.TRIAGED, track="ordinary", pool="ordinary_team_1", rule="x")
    (node,) = [each for each in clock.nodes(key).values() if each.limit == "RY-D19"]
    return clock, key, node


@pytest.mark.requirement("CV-2", "NB-359", "NB-362")
async def test_a_holiday_taken_back_makes_what_had_time_late_at_once_and_once(
    clerk: Clerk, tmp_path: Path
) -> None:
    """The day moves into the past: warned, late and told, each at its own instant, nothing twice."""
    clock, key, before = in_september(clerk)
    counted_on(clerk, key, published(tmp_path))
    moved = clock.nodes(key)[before.key]
    assert moved.due_at == datetime(2027, 3, 22, 23, 59, 59, tzinfo=COURT_ZONE)
    clock.until(key, datetime(2027, 3, 15, 12, tzinfo=COURT_ZONE))
    assert clock.nodes(key)[before.key].overdue_at is None
    file = corrected(tmp_path / f"{NEXT}.yaml", f"{NEXT}-03-01")
    counted_on(clerk, key, file)
    late = clock.nodes(key)[before.key]
    assert late.due_at == datetime(2027, 3, 2, 23, 59, 59, tzinfo=COURT_ZONE)
    clock.until(key, clerk.now.replace(day=16))
    counted_on(clerk, key, file)
    clock.until(key, clerk.now.replace(day=30))
    lines = [line for line in clerk.casework.view(key).lines if line.subject == before.key]
    overdue = [line for line in lines if line.kind == "node_overdue"]
    assert [line.occurred_at for line in overdue] == [late.due_at]
    assert len([line for line in lines if line.kind == "node_escalated"]) == 1
    assert in_the_journals(await clock.report()) == []
    assert clerk.casework.rebuild(key, write=False) == ()


@pytest.mark.requirement("CV-2", "CV-10", "NB-359", "NB-106")
async def test_a_year_loaded_while_a_clock_stands_and_while_longer_time_is_asked_for(
    clerk: Clerk, tmp_path: Path
) -> None:
    """What stands is counted on the new year when it goes on; a day that was granted stays that day."""
    clock, key, before = in_september(clerk)
    clerk.append(key, EventKind.SUSPENSION_STARTED, "A1", limits=["RY-D19"], ground="x")
    clock.until(key, clerk.now.replace(day=12))
    counted_on(clerk, key, published(tmp_path))
    clerk.append(key, EventKind.SUSPENSION_ENDED, "A1", ground="x")
    node = clock.nodes(key)[before.key]
    assert (node.due_at, node.provisional) == (datetime(2027, 3, 22, 23, 59, 59, tzinfo=COURT_ZONE), False)
    until: dict[str, Any] = {"limit": "RY-D19", "until": "2027-06-05", "ground": "x", "approval": "A2"}
    clerk.append(key, EventKind.EXTENSION_GRANTED, before.key, **until)
    counted_on(clerk, key, corrected(tmp_path / f"{NEXT}.yaml", f"{NEXT}-05-25"))
    assert clock.nodes(key)[before.key].due_at == datetime(2027, 6, 5, 23, 59, 59, tzinfo=COURT_ZONE)
    assert in_the_journals(await clock.report()) == []


@pytest.mark.requirement("NB-362")
def test_other_days_need_a_further_notice(clerk: Clerk, tmp_path: Path) -> None:
    """The same file changes nothing; an edited one is refused, and so is one that drops what was notified."""
    file = published(tmp_path)
    first = load_year(clerk.database, clerk.books, file, "RY001")
    assert load_year(clerk.database, clerk.books, file, "RY001") == first
    others = [FURTHER, {**FURTHER, "number": "〔某年〕3号"}]
    for changes in ({"notice": False}, {"notices": others}):
        with pytest.raises(Refusal, match="新通知") as refusal:
            wrong = corrected(file, f"{NEXT}-03-01", **changes)
            load_year(clerk.database, clerk.books, wrong, "RY001")
        assert refusal.value.code == Code.ALREADY_DONE
    second = load_year(clerk.database, clerk.books, corrected(file, f"{NEXT}-03-01"), "RY001")
    assert second != first
    with pytest.raises(Refusal, match="新通知"):
        load_year(clerk.database, clerk.books, published(tmp_path), "RY001")  # The first notice, once more.


@pytest.mark.requirement("NB-362", "CV-2")
def test_a_new_year_that_reaches_into_the_december_before(clerk: Clerk, tmp_path: Path) -> None:
    """As in 2018: the last days of a year that was published long ago are moved by the next year's notice."""
    (shipped,) = [year for year in CourtCalendar.packaged().years if year.year == 2026]
    content = shipped.model_dump(mode="json")
    content["notices"].append({**FURTHER, "about": "2026-12-31"})
    content["rest"].append({"first": "2026-12-31", "last": "2026-12-31", "name": "元旦"})
    file = tmp_path / "2026.yaml"
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    calendar = load_year(clerk.database, clerk.books, file, "RY001")
    with clerk.database.transaction() as session:
        loaded = clerk.books.calendar_of(session, calendar)
    assert not loaded.is_working_day(datetime(2026, 12, 31, tzinfo=COURT_ZONE).date())
    assert [year.year for year in loaded.years] == [year.year for year in CourtCalendar.packaged().years]


@pytest.mark.requirement("NB-359")
def test_two_years_loaded_at_one_moment_are_both_there(
    clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two desks, two files: neither load builds on the calendar of before and loses the other's year."""
    files = [published(tmp_path, NEXT), published(tmp_path, NEXT + 1)]
    met = Barrier(2)

    def together(path: Path) -> CalendarYear:
        year = read_year(path)
        met.wait(timeout=10)
        return year

    monkeypatch.setattr(calendars, "read_year", together)
    with ThreadPoolExecutor(2) as desks:
        list(desks.map(lambda path: load_year(clerk.database, clerk.books, path, "RY001"), files))
    with clerk.database.transaction() as session:
        newest = clerk.books.calendar_of(session, calendars.latest(session))
    assert newest.is_final(NEXT) and newest.is_final(NEXT + 1)
