"""A rule is data: one number in a rulebook moves the dates of new cases, and of no other."""

import shutil
from pathlib import Path

import pytest

from activities.filing import desk
from models.calendar import CourtCalendar, Unit, due
from models.events import EventKind
from models.shelf.files import Library
from tests import roads
from tests.courthouse import CourtHouse

BOOKS = Path(__file__).parents[2] / "models" / "rulebooks"


def with_five_days(folder: Path) -> Library:
    """The courts' rules with 5 instead of 3 days for Ruyang's documents."""
    shutil.copytree(BOOKS, folder)
    file = folder / "ruyang" / "2022-06-06.limits.yaml"
    before, row, after = file.read_text().partition("  - id: RY-D3\n")
    changed = after.replace("limit: 3\n", "limit: 5\n", 1)
    assert changed != after
    file.write_text(before + row + changed)
    return Library(folder)


@pytest.mark.requirement("RY-D3")
async def test_a_changed_number_moves_new_cases_only(
    house: CourtHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = await house.file(roads.filing(), roads.respondent())
    monkeypatch.setattr(desk, "load", with_five_days(tmp_path / "books").load)
    new = await house.file(roads.filing(), roads.respondent())
    for key, days in ((old, 3), (new, 5)):
        await house.act(key, "register_case", roads.REGISTRAR)
        received = roads.state(house, key).last_at[EventKind.RECEIVED]
        expected = due(CourtCalendar.packaged(), received, days, Unit.CALENDAR_DAYS).due_at
        assert house.node(key, "RY-D3").due_at == expected
    assert roads.state(house, old).rulebook != roads.state(house, new).rulebook
