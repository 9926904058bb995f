"""A running case of Shihe: its documents wait for check and seal before anything of them is served."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from activities.books import Books
from activities.rosters import load_roster
from models.case import PaperMade
from models.errors import Code
from models.events import EventKind
from models.flow import Part
from simulation.staffing import ROSTERS
from tests import roads
from tests.courthouse import PATIENCE, CourtHouse
from tests.workflows.limits import refused

CLERK, ASSISTANT = "SH024", "SH022"
"""Of the group that makes documents."""

OFFLINE = "SH032"
FAST_JUDGE, PRESIDENT, REVIEWER = "SH111", "SH001", "SH072"
AGREES = ["filing", "basis", "application"]
CALLED = {"recipient": "respondent-1", "channel": "collect"}


@pytest.fixture
async def shihe(house: CourtHouse) -> AsyncIterator[CourtHouse]:
    """The house with Shihe's people in it."""
    load_roster(house.database, Books(), ROSTERS / "shihe.yaml")
    yield house


async def prepared(house: CourtHouse, **changes: str) -> str:
    """A case whose queries are answered and whose documents are made."""
    roads.hurry(house)
    filing = roads.filing(court="shihe", **changes)
    filing["case_no"] = filing["case_no"].replace("豫0326", "豫1502")
    key = await house.file(filing, roads.respondent())
    await house.act(key, "register_case", CLERK)
    await house.act(key, "note_no_reception", CLERK, {"reason": "申请执行人网上立案"})
    await house.eventually(key, lambda _: bool(to_stamp(house, key)))
    await house.settle(key)
    return key


def to_stamp(house: CourtHouse, key: str) -> list[PaperMade]:
    """The documents still without the court's seal, void copies left out."""
    papers = roads.state(house, key).papers.values()
    return [p for p in papers if p.to_stamp and not p.stamped_at and not p.fault]


@pytest.mark.requirement("SH-19")
async def test_the_set_waits_for_its_seal_and_then_goes_out(shihe: CourtHouse) -> None:
    """Unstamped it is refused service and holds the leg; a faulty one is remade by the case itself."""
    key = await prepared(shihe)
    made = [paper.id for paper in to_stamp(shihe, key)]
    assert len(made) == 4
    early = await refused(shihe, key, "stamp_documents", CLERK, {"papers": made})
    assert early.code == Code.NOT_YET and "尚未与卷宗核对" in early.message
    assert (await refused(shihe, key, "record_service", OFFLINE, CALLED)).code == Code.NOT_YET
    assert Part.MAKING in (await shihe.settle(key)).stages

    wrong, *right = made
    fault: dict[str, Any] = {"papers": [wrong], "against": ["filing"], "fault": "被执行人住所地有误"}
    await shihe.act(key, "check_documents", ASSISTANT, fault)
    await shihe.act(key, "check_documents", ASSISTANT, {"papers": right, "against": AGREES})
    await shihe.act(key, "stamp_documents", CLERK, {"papers": right, "copies": 3})
    again = f"{wrong}~2"
    assert [paper.id for paper in to_stamp(shihe, key)] == [again]
    assert Part.MAKING in (await shihe.settle(key)).stages

    await shihe.lose(key)
    await shihe.eventually(key, lambda status: not status.busy)
    await shihe.act(key, "check_documents", ASSISTANT, {"papers": [again], "against": AGREES})
    await shihe.act(key, "stamp_documents", CLERK, {"papers": [again]})
    assert Part.MAKING not in (await shihe.settle(key)).stages
    await shihe.act(key, "record_service", OFFLINE, CALLED)
    state = roads.state(shihe, key)
    (delivery,) = (d for d in state.deliveries.values() if d.recipient == "respondent-1")
    assert delivery.served_at is not None and set(delivery.documents) == {again, *right}
    assert shihe.node(key, "SH-19.1", again).done_by == ASSISTANT
    assert shihe.node(key, "SH-19.2", again).done_by == CLERK
    kinds = shihe.kinds(key)
    assert kinds.count(EventKind.DOCUMENT_MADE) >= 5 and kinds.count(EventKind.DOCUMENT_STAMPED) == 4
    assert shihe.desk.casework.rebuild(key, write=False) == ()


@pytest.mark.requirement("SH-19", "SH-62")
async def test_a_case_closes_only_with_every_seal_in_place(shihe: CourtHouse) -> None:
    """A restriction order is unstamped when the closing is approved: the case waits, the order goes out."""
    key = await prepared(shihe, claim_amount="30000.00")
    made = [paper.id for paper in to_stamp(shihe, key)]
    await shihe.act(key, "check_documents", ASSISTANT, {"papers": made, "against": AGREES})
    await shihe.act(key, "stamp_documents", CLERK, {"papers": made})
    await roads.accept(shihe, key)
    await shihe.act(key, "record_service", FAST_JUDGE, CALLED)
    restriction = {"measure": "consumption_restriction", "respondent": "respondent-1", "ground": "未履行"}
    await shihe.act(key, "decide_measure", FAST_JUDGE, restriction)
    await shihe.act(key, "decide_approval", PRESIDENT, {"approval": "A1", "granted": True})
    (order,) = [paper.id for paper in to_stamp(shihe, key)]
    await shihe.act(key, "propose_closing", FAST_JUDGE, WAIVED)
    await shihe.act(key, "review_closing", REVIEWER, {"approved": True})
    state = roads.state(shihe, key)
    assert state.closing is not None and (state.closing.state, state.closed_at) == ("approved", None)
    assert shihe.node(key, "SH-19.1", order).open

    await shihe.act(key, "check_documents", ASSISTANT, {"papers": [order], "against": AGREES})
    assert roads.state(shihe, key).closed_at is None
    await shihe.desk.act(key, "stamp_documents", CLERK, {"papers": [order]})
    async with asyncio.timeout(PATIENCE):
        await shihe.handle(key).result()
    state = roads.state(shihe, key)
    assert state.closed_at is not None
    assert any(order in delivery.documents for delivery in state.deliveries.values())
    assert shihe.desk.casework.rebuild(key, write=False) == ()


WAIVED: dict[str, Any] = {
    "method": "ended",
    "ground": "申请执行人撤回执行申请",
    "facts": {
        "applicant_waives_rest": {"waived": True},
        "closing_fields": {
            "claim_amount": "30000.00",
            "closing_amount": "0.00",
            "waived_amount": "30000.00",
            "recovered_amount": "0.00",
            "closed_on": "2026-11-21",
            "closing_method": "终结执行",
            "closing_ground": "申请执行人撤回执行申请",
        },
    },
}
