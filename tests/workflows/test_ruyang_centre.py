"""Ruyang's affairs centre: same-day receipt and queries, three, seven, ten and fifteen days, handing over."""

from datetime import datetime, timedelta

import pytest

from models.errors import Code
from models.events import EventKind
from models.nodes import NodeState
from models.values import COURT_ZONE
from tests import roads
from tests.courthouse import CourtHouse
from tests.workflows.limits import days, passes, refused

INSTITUTIONS = (
    "house_registry",
    "land_registry",
    "housing_fund_centre",
    "vehicle_registry",
    "market_regulator",
)


@pytest.mark.requirement("RY-17", "RY-18", "RY-D1", "RY-D2", "RY-49", "CV-2")
async def test_received_and_queried_the_same_day(house: CourtHouse) -> None:
    """Open at midnight it is late; received in time and entered the next day it was not late after all."""
    key = await house.file(roads.filing(), roads.respondent())
    entered = roads.state(house, key).last_at[EventKind.ENTERED_IN_SYSTEM]
    midnight = datetime.combine(entered.date(), datetime.max.time(), COURT_ZONE).replace(microsecond=0)
    assert house.node(key, "RY-D1").due_at == midnight
    await passes(house, key, "RY-D1")
    assert house.kinds(key)[-1] == "node_overdue"

    in_time = midnight - timedelta(minutes=5)
    await house.act(key, "register_case", roads.REGISTRAR, occurred_at=in_time)
    node = house.node(key, "RY-D1")
    assert (node.done_at, node.entered_late, node.overdue_withdrawn) == (in_time, True, True)
    assert node.state_at(midnight) is NodeState.DONE
    kinds = house.kinds(key)
    assert kinds[kinds.index("received") : kinds.index("received") + 2] == ["received", "overdue_withdrawn"]

    launched = house.node(key, "RY-D2")
    assert launched.due_at == midnight
    assert launched.state_at(midnight) is NodeState.DONE_LATE
    state = roads.state(house, key)
    assert state.subjects[EventKind.QUERY_LAUNCHED] == ("national", "local")
    assert house.node(key, "RY-D3").due_at == days(in_time, 3)
    assert house.node(key, "RY-D4").due_at == days(in_time, 7)
    assert house.node(key, "RY-D7").due_at == days(in_time, 10)
    assert (await house.settle(key)).overdue == ()
    assert house.desk.casework.rebuild(key, write=False) == ()


@pytest.mark.requirement("RY-20", "RY-36", "RY-24", "RY-D4", "RY-D7", "CV-13", "GS-29")
async def test_seven_days_for_the_counters_ten_for_the_centre(house: CourtHouse) -> None:
    """One counter is silent: late after seven days, the centre after ten; then the handover comes back."""
    key = await house.file(roads.filing(), roads.respondent())
    await house.act(key, "register_case", roads.REGISTRAR)
    received = roads.state(house, key).last_at[EventKind.RECEIVED]
    for institution in INSTITUTIONS[1:]:
        await house.act(key, "report_finding", roads.QUERY, {"institution": institution})
    again = await refused(house, key, "report_finding", roads.QUERY, {"institution": INSTITUTIONS[1]})
    assert again.code == Code.ALREADY_DONE
    stranger = await refused(house, key, "report_finding", roads.QUERY, {"institution": "post_office"})
    assert stranger.code == Code.UNKNOWN_SUBJECT
    assert house.node(key, "RY-D4").due_at == days(received, 7)
    await passes(house, key, "RY-D4")
    assert house.node(key, "RY-D7").due_at == days(received, 10)
    await passes(house, key, "RY-D7")

    await house.act(key, "report_finding", roads.QUERY, {"institution": INSTITUTIONS[0]})
    await roads.reception(house, key, roads.QUERY, performance_state="willing")
    now = (await house.settle(key)).now
    assert house.node(key, "RY-D4").state_at(now) is NodeState.DONE_LATE
    assert house.node(key, "RY-D7").state_at(now) is NodeState.DONE_LATE

    first = roads.state(house, key).handovers["Y1"]
    early = await refused(house, key, "offer_handover", roads.QUERY, {"remedy": "补齐"})
    assert early.code == Code.WRONG_STATE
    await house.act(key, "return_handover", roads.FAST_JUDGE, {"handover": "Y1", "reason": "缺少送达回证"})
    assert roads.state(house, key).unit == ""
    assert house.node(key, "BL-19").open
    await house.forward(key, days=2)
    await house.act(key, "offer_handover", roads.QUERY, {"remedy": "已补齐送达回证"})
    second = roads.state(house, key).handovers["Y2"]
    assert second.offered_at - first.offered_at > timedelta(days=2)
    await house.forward(key, days=1)
    assert (await refused(house, key, "accept_handover", roads.FAST_JUDGE, {"handover": "Y1"})).code == (
        Code.UNKNOWN_SUBJECT
    )
    await roads.accept(house, key)
    state = roads.state(house, key)
    assert (state.unit, state.last_at[EventKind.GROUP_ENTERED]) == ("fast_team", second.offered_at)
    assert house.node(key, "RY-D9").started_at == second.offered_at
    assert house.node(key, "RY-D18").due_at == days(second.offered_at, 30)
    assert len(state.assignments) == 1


@pytest.mark.requirement("RY-20", "RY-D8", "RY-D7", "RY-D12", "RY-A7")
async def test_property_found_at_a_counter_makes_it_fifteen_days(house: CourtHouse) -> None:
    """The ten days give way to fifteen from receipt, through to the team; a second find changes nothing."""
    roads.hurry(house)
    key = await house.file(roads.filing(), roads.respondent())
    await house.act(key, "register_case", roads.REGISTRAR)
    received = roads.state(house, key).last_at[EventKind.RECEIVED]
    await house.forward(key, days=2)
    house_found = {"kind": "house", "eviction_needed": True, "seized": True, "expires_on": "2029-11-01"}
    for institution in INSTITUTIONS:
        found = {"assets": [house_found]} if institution in ("house_registry", "land_registry") else {}
        await house.act(key, "report_finding", roads.QUERY, {"institution": institution, **found})
    ten, fifteen = house.node(key, "RY-D7"), house.node(key, "RY-D8")
    assert (ten.waived_for, ten.open) == ("RY-D8", False)
    assert (fifteen.due_at, fifteen.started_at) == (days(received, 15), received)
    assert house.kinds(key).count("controlled") == 2
    await passes(house, key, "RY-D8")
    assert "RY-D7" not in (await house.settle(key)).overdue

    await roads.reception(house, key, roads.QUERY, performance_state="none")
    waiting = house.node(key, "RY-D12", "W1")
    assert (waiting.started_at, waiting.waits_for) == (None, EventKind.GROUP_ENTERED)
    await roads.accept(house, key)
    entered = roads.state(house, key).last_at[EventKind.GROUP_ENTERED]
    assert house.node(key, "RY-D8").state_at(entered) is NodeState.DONE_LATE
    assert house.node(key, "RY-D12", "W1").due_at == days(entered, 10)


@pytest.mark.requirement("GS-12", "RY-17")
async def test_wrong_filing_data_goes_back_and_is_corrected(house: CourtHouse) -> None:
    """Without the respondent's number nothing begins; the filing office alone can correct it."""
    filing = roads.filing()
    filing["parties"][1].pop("id_number")
    key = await house.file(filing, roads.respondent())
    assert house.kinds(key)[-1] == "filing_error_found"
    assert house.node(key, "BL-1").open
    parties = [{"id": f"{party['role']}-1", **party, "payee_account": ""} for party in filing["parties"]]
    still = {"filing": {"parties": parties}}
    assert (await refused(house, key, "correct_filing", roads.QUERY, still)).code == Code.ACT_NOT_ALLOWED
    await house.act(key, "correct_filing", "RY001", still)
    assert house.kinds(key)[-2:] == ["filing_corrected", "filing_error_found"]
    parties[1]["id_number"] = "91410000MA0000001K"
    await house.act(key, "correct_filing", "RY001", {"filing": {"parties": parties}})
    assert house.kinds(key)[-2:] == ["filing_corrected", "entered_in_system"]
    assert (await refused(house, key, "correct_filing", "RY001", still)).code == Code.WRONG_STATE
    await house.act(key, "register_case", roads.REGISTRAR)
    assert roads.state(house, key).seen(EventKind.QUERY_LAUNCHED)
    assert house.node(key, "BL-1").done_at is not None
