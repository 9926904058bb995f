"""The three limits every court asks about first, each just before and just after, under skipped time."""

from datetime import timedelta

import pytest

from models.calendar import CourtCalendar, Unit, due
from models.events import EventKind
from models.nodes import NodeState
from tests import roads
from tests.courthouse import CourtHouse
from tests.workflows.limits import MOMENT


async def overdue_flag(house: CourtHouse, key: str) -> bool:
    """The search attribute a supervisor filters by."""
    description = await house.handle(key).describe()
    values = [pair.value for pair in description.typed_search_attributes if pair.key.name == "Overdue"]
    return bool(values[0])


@pytest.mark.requirement("RY-D3", "RY-19")
async def test_documents_made_and_served_in_3_days(house: CourtHouse) -> None:
    """Made at once, but the post comes back: not late with the third day's last second, late right after."""
    slow = {"unit": "calendar_days", "least": 30, "most": 30}
    truth = roads.respondent(confirmation=None, service={"post": {"outcome": "delivered", "takes": slow}})
    key = await house.file(roads.filing(), truth)
    await house.act(key, "register_case", roads.REGISTRAR)
    node = house.node(key, "RY-D3")
    received = roads.state(house, key).last_at[EventKind.RECEIVED]
    assert node.due_at is not None
    assert node.due_at == due(CourtCalendar.packaged(), received, 3, Unit.CALENDAR_DAYS).due_at

    await house.until(key, node.due_at - MOMENT)
    assert house.node(key, "RY-D3").overdue_at is None
    assert not await overdue_flag(house, key)

    status = await house.until(key, node.due_at + MOMENT)
    assert house.node(key, "RY-D3").overdue_at == node.due_at
    assert "RY-D3" in status.overdue
    assert await overdue_flag(house, key)


@pytest.mark.requirement("RY-D3")
async def test_documents_served_in_time_are_never_late(house: CourtHouse) -> None:
    """Served electronically within hours: the limit passes without a word."""
    key = await house.file(roads.filing(), roads.respondent())
    await house.act(key, "register_case", roads.REGISTRAR)
    due_at = house.node(key, "RY-D3").due_at
    assert due_at is not None
    await house.until(key, due_at + MOMENT)
    node = house.node(key, "RY-D3")
    assert node.state_at(due_at + MOMENT) is NodeState.DONE
    assert "node_overdue" not in house.kinds(key)


@pytest.mark.requirement("RY-D5", "RY-46")
async def test_money_paid_out_in_7_days(house: CourtHouse) -> None:
    """Two sums arrive: one is paid with the seventh day's last minutes, one is not; only that one is late."""
    arrivals = [{"amount": "3000.00", "business_days": 6}, {"amount": "5000.00", "business_days": 8}]
    truth = {**roads.respondent(), "other_arrivals": arrivals}
    key = await house.file(roads.filing(), truth)
    owner = await roads.ruyang_to_team(house, key, performance_state="willing")
    while len(roads.state(house, key).arrivals) < 2:
        await house.forward(key, days=1)
    first, second = (house.node(key, "RY-D5", arrival) for arrival in ("K1", "K2"))
    assert first.due_at is not None and second.due_at is not None

    await house.until(key, first.due_at - timedelta(minutes=5))
    await house.act(
        key, "order_payout", owner, {"arrival": "K1", "payee": "applicant-1", "amount": "3000.00"}
    )
    await house.until(key, second.due_at - MOMENT)
    assert house.node(key, "RY-D5", "K1").state_at(second.due_at) is NodeState.DONE
    assert house.node(key, "RY-D5", "K2").overdue_at is None

    await house.until(key, second.due_at + MOMENT)
    assert house.node(key, "RY-D5", "K1").overdue_at is None
    assert house.node(key, "RY-D5", "K2").overdue_at == second.due_at

    await house.act(
        key, "order_payout", owner, {"arrival": "K2", "payee": "applicant-1", "amount": "5000.00"}
    )
    late = house.node(key, "RY-D5", "K2")
    assert late.state_at(second.due_at + timedelta(days=1)) is NodeState.DONE_LATE
    assert roads.state(house, key).unpaid == 0


@pytest.mark.requirement("RY-D18")
async def test_fast_team_case_closed_in_30_days(house: CourtHouse) -> None:
    """Open with the thirtieth day's last second it is not late yet; a second later it is."""
    key = await house.file(roads.filing(claim_amount="20000.00"), roads.respondent())
    await roads.ruyang_to_team(house, key, performance_state="willing")
    node = house.node(key, "RY-D18")
    entered = roads.state(house, key).last_at[EventKind.GROUP_ENTERED]
    assert node.due_at is not None
    assert node.due_at == due(CourtCalendar.packaged(), entered, 30, Unit.CALENDAR_DAYS).due_at

    await house.until(key, node.due_at - MOMENT)
    assert house.node(key, "RY-D18").overdue_at is None
    await house.until(key, node.due_at + MOMENT)
    assert house.node(key, "RY-D18").overdue_at == node.due_at
