"""Ruyang's teams: plan before tasks, sanctions and property in ten days each, conversion in the team."""

from datetime import timedelta

import pytest

from models.case import ApprovalState
from models.errors import Code
from models.events import EventKind
from models.nodes import NodeState
from tests import roads
from tests.courthouse import CourtHouse
from tests.workflows.limits import days, passes, refused


@pytest.mark.requirement("RY-26", "RY-27", "RY-54", "RY-57", "RY-D9", "RY-D10", "GS-29", "NB-119", "NB-130")
async def test_first_round_and_sanctions_in_ten_days_each(house: CourtHouse) -> None:
    """No task before the judge's plan; no sanctions complete while one waits for the president."""
    roads.hurry(house)
    key = await house.file(roads.filing(), roads.respondent())
    judge = await roads.ruyang_to_team(house, key, performance_state="willing")
    entered = roads.state(house, key).last_at[EventKind.GROUP_ENTERED]
    assert house.node(key, "RY-D9").due_at == days(entered, 10)
    held = await refused(house, key, "start_round_one", "RY021")
    assert (held.code, "须先完成“法官制定执行方案”" in held.message) == (Code.WRONG_STATE, True)
    assert (await refused(house, key, "make_plan", "RY021", {"plan": "x"})).code == Code.ACT_NOT_ALLOWED
    await passes(house, key, "RY-D9")
    await house.act(key, "make_plan", judge, {"plan": "传唤、看现场、找人"})
    await house.act(key, "start_round_one", "RY021")
    assert (await refused(house, key, "start_round_one", "RY021")).code == Code.ALREADY_DONE

    await house.act(key, "end_round_one", judge, {"probably_no_assets": True, "note": "未见财产"})
    ended = roads.state(house, key).last_at[EventKind.ROUND_ONE_ENDED]
    assert house.node(key, "RY-D9").state_at(ended) is NodeState.DONE_LATE
    assert house.node(key, "RY-D10").due_at == days(ended, 10)

    detention = {"measure": "detention", "respondent": "respondent-1", "ground": "拒不履行", "days": 16}
    assert (await refused(house, key, "decide_measure", judge, detention)).code == Code.BAD_DATA
    restriction = {"measure": "consumption_restriction", "respondent": "respondent-1", "ground": "未履行"}
    assert (await refused(house, key, "decide_measure", "RY021", restriction)).code == Code.ACT_NOT_ALLOWED
    await house.act(key, "decide_measure", judge, restriction)
    assert (await refused(house, key, "decide_measure", judge, restriction)).code == Code.ALREADY_DONE
    assert (await refused(house, key, "complete_sanctions", judge)).code == Code.WRONG_STATE
    assert house.ledger(key)["effects_by_operation"].get("entry", 0) == 0
    grant = {"approval": "A1", "granted": True}
    assert (await refused(house, key, "decide_approval", roads.DIRECTOR, grant)).code == Code.ACT_NOT_ALLOWED
    await house.act(key, "decide_approval", roads.PRESIDENT, grant)
    (measure,) = roads.state(house, key).measures.values()
    assert measure.taken_at is not None and measure.reference
    assert house.ledger(key)["effects_by_operation"]["entry"] == 1
    await passes(house, key, "RY-D10")
    await house.act(key, "complete_sanctions", "RY021", {"note": "已补齐"})
    assert house.node(key, "RY-D10").open is False
    assert house.desk.casework.rebuild(key, write=False) == ()


@pytest.mark.requirement("RY-31", "RY-D11", "RY-A12", "CV-13")
async def test_ten_days_from_control_or_from_receipt_whichever_is_later(house: CourtHouse) -> None:
    """Detained before the team had the case: from its receipt. Detained by the team: from that day."""
    roads.hurry(house)
    vehicle = {
        **{"kind": "vehicle", "amount": "60000.00", "seen_by": ["national"]},
        **{"eviction_needed": False, "disposable_now": True},
    }
    key = await house.file(roads.filing(), roads.respondent(holdings=[vehicle]))
    await roads.ruyang_to_triage(house, key, performance_state="willing")
    controlled = roads.state(house, key).assets["W1"].controlled_at
    early = house.node(key, "RY-D11", "W1")
    assert (early.started_at, early.due_at, early.waits_for) == (None, None, EventKind.GROUP_ENTERED)
    await house.forward(key, days=3)
    judge = await roads.accept(house, key)
    entered = roads.state(house, key).last_at[EventKind.GROUP_ENTERED]
    assert controlled is not None and entered > controlled
    assert house.node(key, "RY-D11", "W1").due_at == days(entered, 10)

    await house.forward(key, days=4)
    found = {"assets": [{"kind": "machinery", "seized": True, "expires_on": "2028-11-01"}]}
    await house.act(key, "find_property", judge, found)
    seized = roads.state(house, key).assets["W2"].controlled_at
    assert seized is not None
    assert house.node(key, "RY-D11", "W2").due_at == days(seized, 10)
    await passes(house, key, "RY-D11", "W1")
    assert house.node(key, "RY-D11", "W2").overdue_at is None
    await house.act(key, "make_plan", judge, {"plan": "处置车辆和设备"})
    for asset in ("W1", "W2"):
        await house.act(key, "enter_disposal", judge, {"asset": asset})
    now = (await house.settle(key)).now
    assert house.node(key, "RY-D11", "W1").state_at(now) is NodeState.DONE_LATE
    assert house.node(key, "RY-D11", "W2").state_at(now) is NodeState.DONE


@pytest.mark.requirement("RY-38", "RY-D18", "RY-D19", "NB-79", "NB-103")
async def test_a_simple_case_becomes_complex_in_the_same_team(house: CourtHouse) -> None:
    """Refused it stays simple; granted it stays where it is, and the thirty days no longer run."""
    roads.hurry(house)
    key = await house.file(roads.filing(), roads.respondent())
    judge = await roads.ruyang_to_team(house, key, performance_state="willing")
    before = roads.state(house, key)
    ask = {"ground": "发现新的财产须处置", "reason": "发现房产一处"}
    await house.act(key, "request_conversion", judge, ask)
    assert (await refused(house, key, "request_conversion", judge, ask)).code == Code.ALREADY_DONE
    no = {"approval": "A1", "granted": False, "reason": "先行查封"}
    await house.act(key, "decide_approval", roads.DIRECTOR, no)
    state = roads.state(house, key)
    assert (state.track, state.approvals["A1"].state) == ("simple", ApprovalState.REFUSED)
    assert house.node(key, "RY-D18").open

    await house.act(key, "request_conversion", judge, ask)
    await house.act(key, "decide_approval", roads.DIRECTOR, {"approval": "A2", "granted": True})
    state = roads.state(house, key)
    assert (state.track, state.unit, state.owner, state.handovers) == (
        "ordinary",
        before.unit,
        before.owner,
        before.handovers,
    )
    fast = house.node(key, "RY-D18")
    assert (fast.open, fast.waived_for) == (False, "conversion_approved")
    due_at = fast.due_at
    assert due_at is not None
    status = await house.until(key, due_at + timedelta(days=1))
    assert "RY-D18" not in status.overdue
    assert house.node(key, "RY-D19").open and status.track == "ordinary"
    assert (await refused(house, key, "request_conversion", judge, ask)).code == Code.ACT_NOT_ALLOWED
