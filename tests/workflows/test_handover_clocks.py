"""Both clocks change over with the offer that was accepted, and a returned one changes nothing (CV-13)."""

import pytest

from models.events import EventKind
from models.nodes import NodeState
from models.shelf.files import load
from tests import roads
from tests.courthouse import CourtHouse
from tests.workflows.limits import MOMENT, days, lines_of, passes

SENDER, RECEIVER = "RY-D8", "RY-D9"
"""Fifteen days from receipt until the team has the case; ten days for the team's first round."""

FOUND = {"kind": "house", "eviction_needed": True, "seized": True, "expires_on": "2029-11-01"}


async def offered(house: CourtHouse) -> str:
    """A case with a house to be controlled, offered to its team on the day of its receipt."""
    roads.hurry(house)
    key = await house.file(roads.filing(), roads.respondent())
    await house.act(key, "register_case", roads.REGISTRAR)
    for institution in load("ruyang").offline.institutions:
        found = {"assets": [FOUND]} if institution.key == "house_registry" else {}
        await house.act(key, "report_finding", roads.QUERY, {"institution": institution.key, **found})
    await roads.reception(house, key, roads.QUERY, performance_state="none")
    assert house.node(key, SENDER).open
    return key


def overdue_lines(house: CourtHouse, key: str, limit: str) -> int:
    """How often a limit was called overdue."""
    node = house.node(key, limit).key
    return sum(1 for line in lines_of(house, key, EventKind.NODE_OVERDUE) if line.subject == node)


@pytest.mark.requirement("CV-13", "RY-D8", "RY-D9", "CV-9")
async def test_offered_in_time_and_taken_over_late_is_the_receivers_delay(house: CourtHouse) -> None:
    """The sender was done with its offer: its overdue is taken back. The receiver's ten days began there."""
    key = await offered(house)
    offer = roads.state(house, key).handovers["Y1"]
    await passes(house, key, SENDER)
    await roads.accept(house, key)
    sender, receiver = house.node(key, SENDER), house.node(key, RECEIVER)
    now = await house.desk.clock(key)
    assert (sender.done_at, sender.state_at(now)) == (offer.offered_at, NodeState.DONE)
    assert sender.overdue_withdrawn and overdue_lines(house, key, SENDER) == 1
    assert receiver.started_at == offer.offered_at
    assert receiver.due_at == days(offer.offered_at, 10)
    assert receiver.overdue_at == receiver.due_at and overdue_lines(house, key, RECEIVER) == 1
    assert house.desk.casework.rebuild(key, write=False) == ()


@pytest.mark.requirement("CV-13", "RY-D8", "RY-D9")
async def test_a_returned_offer_leaves_the_senders_clock_running(house: CourtHouse) -> None:
    """Sent back and offered again after the limit: late, once; the receiver counts from the second offer."""
    key = await offered(house)
    started = house.node(key, SENDER).started_at
    await house.forward(key, days=3)
    drawn = roads.state(house, key).assigned_owner
    await house.act(key, "return_handover", drawn, {"handover": "Y1", "reason": "缺少送达回证"})
    sender = house.node(key, SENDER)
    assert (sender.open, sender.paused_at, sender.started_at) == (True, None, started)
    await passes(house, key, SENDER)
    await house.forward(key, days=1)
    await house.act(key, "offer_handover", roads.QUERY, {"remedy": "已补齐送达回证"})
    second = roads.state(house, key).handovers["Y2"]
    await house.forward(key, days=2)
    await roads.accept(house, key)
    sender, receiver = house.node(key, SENDER), house.node(key, RECEIVER)
    assert (sender.done_at, sender.state_at(second.offered_at)) == (second.offered_at, NodeState.DONE_LATE)
    assert not sender.overdue_withdrawn and overdue_lines(house, key, SENDER) == 1
    assert receiver.started_at == second.offered_at
    assert receiver.due_at == days(second.offered_at, 10)
    await house.until(key, second.offered_at + MOMENT)
    assert house.node(key, RECEIVER).overdue_at is None
