"""How the tests of limits look at a case: just before, just after, and what it refuses."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from models.calendar import CourtCalendar, Unit, due
from models.errors import Refusal
from models.events import EventKind
from models.messages import Line
from tests.courthouse import CourtHouse
from workflows.deadlines import JUST_AFTER

MOMENT = timedelta(seconds=10)
"""Just before, just after: a case's clock runs on while a test looks, and timers fire up to a second late."""

SOON = timedelta(minutes=10)
"""By then a passing is written down, however busy the machine: the case's clock runs on meanwhile."""

CALENDAR = CourtCalendar.packaged()


def days(start: datetime, length: int) -> datetime:
    """The last second of a limit in calendar days."""
    computed = due(CALENDAR, start, length, Unit.CALENDAR_DAYS).due_at
    assert computed is not None
    return computed


def lines_of(house: CourtHouse, key: str, kind: EventKind) -> list[Line]:
    """The lines of this kind in a case's journal."""
    return [line for line in house.desk.casework.view(key).lines if line.kind == kind.value]


async def passes(house: CourtHouse, key: str, limit: str, subject: str = "") -> None:
    """A limit is not overdue with its last second, and is one second later; at exactly that instant.

    The clock of the case stops there: it is written down within the seconds that follow.
    """
    due_at = house.node(key, limit, subject).due_at
    assert due_at is not None
    await house.until(key, due_at - MOMENT)
    assert house.node(key, limit, subject).overdue_at is None
    status = await house.until(key, due_at + MOMENT)
    node = house.node(key, limit, subject)
    assert node.overdue_at == due_at
    assert limit in status.overdue
    (written,) = (line for line in lines_of(house, key, EventKind.NODE_OVERDUE) if line.subject == node.key)
    assert due_at + JUST_AFTER <= written.recorded_at < due_at + SOON


async def refused(
    house: CourtHouse, key: str, kind: str, staff: str, data: dict[str, Any] | None = None
) -> Refusal:
    """The refusal of an act by the running case; nothing entered its journal."""
    before = house.kinds(key)
    with pytest.raises(Refusal) as error:
        await house.act(key, kind, staff, data)
    assert house.kinds(key) == before
    return error.value
