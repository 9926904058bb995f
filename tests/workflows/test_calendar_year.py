"""A year is published while cases run: open limits are counted anew, each case writes it down."""

from datetime import datetime
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select

from activities.calendars import behind
from models.calendar import CourtCalendar
from models.errors import Refusal
from models.events import EventKind
from models.tables import Journal, JournalFacts
from tests import roads
from tests.courthouse import CourtHouse

NEXT = 2027


def published(folder: Path, year: int = NEXT) -> Path:
    """An invented arrangement in which half of June is a break, and none of May."""
    path = folder / f"{year}.yaml"
    content = {
        "year": year,
        "notices": [{"title": "某年部分节假日安排的通知", "number": "〔某年〕1号", "checked": "text"}],
        "rest": [
            {"first": f"{year}-01-01", "last": f"{year}-01-03", "name": "元旦"},
            {"first": f"{year}-03-01", "last": f"{year}-03-21", "name": "某节"},
            {"first": f"{year}-05-25", "last": f"{year}-06-15", "name": "某节"},
        ],
        "work": [],
    }
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.requirement("CV-2", "NB-359")
async def test_open_limits_move_and_each_case_writes_it_down(house: CourtHouse, tmp_path: Path) -> None:
    """Provisional before, final after; the change stands in the journal with what it was and is."""
    key = await house.file(roads.filing(filed_at="2026-09-02T09:00:00+08:00"), roads.respondent())
    before = house.node(key, "RY-D19")
    assert before.due_at is not None and before.provisional and before.provisional_years == (NEXT,)
    assert not CourtCalendar.packaged().is_final(NEXT)

    moved = await house.desk.load_calendar(published(tmp_path), "RY001")
    (mine,) = [each for each in moved if each.node == before.key]
    await house.settle(key)
    after = house.node(key, "RY-D19")
    assert (after.due_at, after.provisional) == (mine.due, False)
    assert after.due_at is not None and after.due_at.date() == datetime(2027, 3, 22).date()  # noqa: DTZ001
    with house.database.transaction() as session:
        facts = session.execute(
            select(JournalFacts.facts)
            .join(Journal, (Journal.case_key == JournalFacts.case_key) & (Journal.seq == JournalFacts.seq))
            .where(Journal.kind == EventKind.CALENDAR_CHANGED.value)
        ).scalar_one()
        assert behind(session) == ()
    told = {each["node"]: each for each in facts["moved"]}
    assert told[before.key]["was"] == before.due_at.isoformat()
    assert house.desk.casework.rebuild(key, write=False) == ()

    assert await house.desk.load_calendar(published(tmp_path), "RY001") == ()
    assert await house.dispatcher.cases.change_calendars() == 0


async def test_a_later_case_is_counted_on_the_new_calendar_from_the_start(
    house: CourtHouse, tmp_path: Path
) -> None:
    """No second step is needed; and a published year is never overwritten."""
    await house.desk.load_calendar(published(tmp_path), "RY001")
    key = await house.file(roads.filing(filed_at="2026-09-02T09:00:00+08:00"), roads.respondent())
    assert not house.node(key, "RY-D19").provisional
    assert NEXT in house.desk.calendar_years()
    with pytest.raises(Refusal, match="2026"):
        await house.desk.load_calendar(published(tmp_path, 2026), "RY001")
