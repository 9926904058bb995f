"""The clock of a case moved on a real server: it ends where it was told, or clear of a timer."""

from datetime import datetime, timedelta

import pytest

from simulation.skipping import CLEAR, past_timer
from tests import roads
from tests.courthouse import CourtHouse

A_SECOND = timedelta(seconds=1)


def limit_of(house: CourtHouse, key: str) -> datetime:
    """The end of the first limit of a Ruyang case: its timer fires a second later."""
    due_at = house.node(key, "RY-D1").due_at
    assert due_at is not None
    return due_at


async def test_a_clock_ends_where_it_was_told(house: CourtHouse) -> None:
    """No timer lies on the way: to the moment, and the next limit is still to come."""
    key = await house.file(roads.filing(), roads.respondent())
    moment = limit_of(house, key) - timedelta(minutes=1)
    assert moment <= await house.clocks.walk(key, moment) < moment + CLEAR
    assert "node_overdue" not in house.kinds(key)


@pytest.mark.parametrize("seconds", [1, 2, 15])
async def test_a_clock_ends_clear_of_a_timer(house: CourtHouse, seconds: int) -> None:
    """A timer fires just before the moment: the clock ends behind it, and before the next limit."""
    key = await house.file(roads.filing(), roads.respondent())
    due_at = limit_of(house, key)
    now = await house.clocks.walk(key, due_at + seconds * A_SECOND)
    clear = past_timer(due_at + A_SECOND)
    assert clear - A_SECOND < now < clear + CLEAR
    status = await house.settle(key)
    assert status.overdue == ("RY-D1",)


async def test_a_timer_set_by_another_is_seen_too(house: CourtHouse) -> None:
    """A warning, then its limit: the second timer is set when the first has fired."""
    key = await house.file(roads.filing(), roads.respondent())
    await house.act(key, "register_case", roads.REGISTRAR)
    node = house.node(key, "RY-D4")
    assert node.warn_at is not None and node.due_at is not None
    now = await house.clocks.walk(key, node.due_at + 2 * A_SECOND)
    clear = past_timer(node.due_at + A_SECOND)
    assert clear - A_SECOND < now < clear + CLEAR
