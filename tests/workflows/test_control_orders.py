"""A running case: what is granted is released once, what ends is renewed, what is called for is served."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from activities.books import Books
from activities.rosters import load_roster
from models.case import CaseState
from models.events import EventKind
from models.values import COURT_ZONE
from simulation.staffing import ROSTERS
from tests import roads
from tests.courthouse import PATIENCE, CourtHouse

KIND = EventKind
INTAKE, CLERK, JUDGE = "SH022", "SH024", "SH102"
"""Shihe's intake team, and a judge of another unit, who decides."""


ANOTHER_JUDGE = "RY050"
"""Of Ruyang: who asks for a release does not grant it."""


@pytest.fixture
async def shihe(house: CourtHouse) -> AsyncIterator[CourtHouse]:
    """The house with Shihe's people in it."""
    load_roster(house.database, Books(), ROSTERS / "shihe.yaml")
    yield house


async def controlled(house: CourtHouse) -> str:
    """A case of Shihe whose deposits were found and frozen, and a house seized, at once."""
    roads.hurry(house)
    home = {"kind": "house", "seen_by": ["national"], "in_area": True, "disposable_now": True}
    holdings = [roads.deposit("3000.00"), roads.deposit("2000.00"), {**home, "amount": "900000.00"}]
    filing = roads.filing(court="shihe", claim_amount="80000.00")
    filing["case_no"] = filing["case_no"].replace("豫0326", "豫1502")
    key = await house.file(filing, roads.respondent(holdings=holdings))
    await house.act(key, "register_case", CLERK)
    await house.act(key, "note_no_reception", CLERK, {"reason": "申请执行人网上立案"})
    await house.eventually(key, lambda _: len(held(house, key)) == 3)
    return key


def held(house: CourtHouse, key: str) -> set[str]:
    """What is under control."""
    return held_of(roads.state(house, key))


def held_of(state: CaseState) -> set[str]:
    """What is under control in a case."""
    return {name for name, item in {**state.money, **state.assets}.items() if item.held}


def happened(house: CourtHouse, key: str, operation: str) -> list[str]:
    """What an operation really happened to outside."""
    return [line["subject"] for line in house.ledger(key)["effects"] if line["operation"] == operation]


async def released(house: CourtHouse, key: str, thing: str) -> None:
    """A release asked for by the team, for the applicant, and granted by a judge."""
    ask = {"matter": "control_release", "target": thing, "reason": "申请执行人申请解除，双方已和解"}
    await house.act(key, "request_approval", INTAKE, ask)
    approval = f"A{len(roads.state(house, key).approvals)}"
    await house.act(key, "decide_approval", JUDGE, {"approval": approval, "granted": True})


@pytest.mark.requirement("SH-51")
async def test_what_is_granted_is_released_once_and_nothing_else(shihe: CourtHouse) -> None:
    """Ruling, release outside, its event; the run lost and picked up again releases nothing more."""
    key = await controlled(shihe)
    await released(shihe, key, "M1")
    state = roads.state(shihe, key)
    assert held_of(state) == {"M2", "W1"} and state.money["M1"].released_at is not None
    ref = state.money["M1"].ref
    assert happened(shihe, key, "release") == [ref]
    assert "release_ruling/M1/A1" in state.papers
    kinds = shihe.kinds(key)
    assert kinds.index("release_ordered") < kinds.index("control_released")
    await shihe.lose(key)
    await shihe.eventually(key, lambda status: not status.busy)
    await released(shihe, key, "W1")
    state = roads.state(shihe, key)
    assert held_of(state) == {"M2"}
    assert happened(shihe, key, "release") == [ref, state.assets["W1"].online]
    assert shihe.kinds(key).count("control_released") == 2
    assert shihe.desk.casework.rebuild(key, write=False) == ()


@pytest.mark.requirement("SH-51", "NB-31")
async def test_the_ruling_is_served_on_the_parties(shihe: CourtHouse) -> None:
    """With the papers of its day or after them, by the court's own ladder."""
    key = await controlled(shihe)
    await released(shihe, key, "M2")
    ruling = "release_ruling/M2/A1"
    for party in ("applicant-1", "respondent-1"):
        for channel in ("collect",):
            served: dict[str, Any] = {"recipient": party, "channel": channel}
            await shihe.act(key, "record_service", CLERK, served)
    reached = {
        delivery.recipient
        for delivery in roads.state(shihe, key).deliveries.values()
        if delivery.served_at is not None and ruling in delivery.documents
    }
    assert reached == {"applicant-1", "respondent-1"}


@pytest.mark.requirement("NB-150", "NB-80")
async def test_an_eviction_notice_is_made_as_it_is_issued(house: CourtHouse) -> None:
    """The paper lies in the file under the day it names, and is served on nobody: it is put up."""
    roads.hurry(house)
    home = {"kind": "house", "seen_by": ["national"], "eviction_needed": True, "disposable_now": True}
    filing = roads.filing(claim_amount="400000.00")
    key = await house.file(filing, roads.respondent(holdings=[{**home, "amount": "500000.00"}]))
    judge = await roads.ruyang_to_team(house, key, performance_state="none")
    ask = {"matter": "eviction_notice", "target": "W1", "reason": "被执行人拒不迁出"}
    await house.act(key, "request_approval", judge, ask)
    await house.act(key, "decide_approval", roads.PRESIDENT, {"approval": "A1", "granted": True})
    until = (await house.desk.clock(key)).astimezone(COURT_ZONE).date() + timedelta(days=15)
    await house.act(key, "issue_eviction_notice", judge, {"asset": "W1", "until": until.isoformat()})
    paper = roads.state(house, key).papers[f"eviction_notice/W1/{until}"]
    assert (paper.name, paper.addressees) == ("腾房公告", ())


async def settled_by_hand(house: CourtHouse) -> tuple[str, str]:
    """A case of Ruyang whose claim is met: a part deducted, the rest handed over; its vehicle is held."""
    roads.hurry(house)
    vehicle = {"kind": "vehicle", "seen_by": ["national"], "disposable_now": False, "amount": "90000.00"}
    truth = roads.respondent(holdings=[roads.deposit("50000.00"), vehicle])
    delivered = {"outcome": "delivered"}
    truth["parties"]["applicant-1"] = {"service": {"electronic": delivered, "post": delivered}}
    key = await house.file(roads.filing(claim_amount="80000.00"), truth)
    judge = await roads.ruyang_to_team(house, key, performance_state="willing")
    await house.act(key, "make_plan", judge, {"plan": "扣划存款"})
    await house.act(key, "order_deduction", judge, {"item": "M1", "amount": "50000.00"})
    order = {"arrival": "K1", "payee": "applicant-1", "purpose": "claim", "amount": "50000.00"}
    await house.act(key, "order_payout", judge, order)
    handed = {"payer": "respondent-1", "payee": "applicant-1", "amount": "30000.00"}
    await house.act(key, "record_direct_payment", judge, {**handed, "receipt": "SJ-1", "proof": "收条"})
    return key, judge


@pytest.mark.requirement("SH-51", "SH-53", "NB-42")
async def test_a_case_does_not_close_over_a_release_that_is_under_way(house: CourtHouse) -> None:
    """The registry keeps its answer back while the closing is approved: it is let go once, not twice."""
    key, judge = await settled_by_hand(house)
    assert roads.state(house, key).outstanding == 0
    ask = {"matter": "control_release", "target": "W1", "reason": "已全部履行，申请执行人申请解除"}
    await house.act(key, "request_approval", judge, ask)
    await house.act(key, "propose_closing", judge, {"method": "fully_executed", "ground": "全部履行"})
    house.outside.post("/hold", {"operation": "release", "times": 1})
    await house.desk.act(key, "decide_approval", ANOTHER_JUDGE, {"approval": "A1", "granted": True})
    await house.desk.act(key, "review_closing", roads.SUPERVISOR, {"approved": True})
    status = await house.eventually(key, lambda now: now.busy > 0)
    assert not status.closed and "control_released" not in house.kinds(key)
    house.outside.post("/release", {})
    async with asyncio.timeout(PATIENCE):
        await house.handle(key).result()
    assert happened(house, key, "release") == [roads.state(house, key).assets["W1"].online]
    assert house.kinds(key).count("control_released") == 1
    assert roads.state(house, key).recovered == roads.state(house, key).claim
