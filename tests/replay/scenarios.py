"""The cases whose histories are kept: each walks another part of the procedure, on skipped time."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

from temporalio.testing import TimeSkipper, TimeSkippingConfig

from models.errors import Refusal
from models.messages import DUTY_WORKFLOW_TYPE, DutyInput, DutyResult
from models.nodes import Node
from models.tables import DutyNodeRow, Membership
from simulation.staff.intake import corrected_parties
from tests import roads
from tests.courthouse import CourtHouse

A_SECOND = timedelta(seconds=2)

CENTRE, KEY_HOLDER = "GS010", "GS012"
"""Gushi's affairs centre and the one who keeps its key."""

FILING_OFFICE = "RY001"

ANOTHER_JUDGE = "RY050"
"""Who asks for a release does not grant it."""


async def closed(house: CourtHouse) -> str:
    """汝阳简案：存款足额，扣划发放后结案。"""
    key = await roads.simple_case(house)
    for act in roads.SIMPLE_CASE:
        await act(house, key)
    await roads.reviewed(house, key)
    return key


async def served(house: CourtHouse) -> str:
    """汝阳简案：扣划裁定、结案通知书逐一送达当事人后结案。"""
    return await closed(house)


async def overdue(house: CourtHouse) -> str:
    """汝阳超期未结：当日未收案登记，次日补办，重复登记被拒；邮寄未回，文书送达又超期。"""
    slow = {"unit": "calendar_days", "least": 30, "most": 30}
    by_post = {"post": {"outcome": "delivered", "takes": slow}}
    key = await house.file(roads.filing(), roads.respondent(confirmation=None, service=by_post))
    await past_due(house, key, "RY-D1")
    await house.act(key, "register_case", roads.REGISTRAR)
    await refused(house, key, "register_case", roads.REGISTRAR)
    await past_due(house, key, "RY-D3")
    return key


async def reception_first(house: CourtHouse) -> str:
    """固始：收案、密钥核对身份、先行接待，再查控送达，分案移送后由团队接收。"""
    filing = roads.filing(court="gushi")
    filing["case_no"] = filing["case_no"].replace("豫0326", "豫1525")
    key = await house.file(filing, roads.respondent())
    await house.act(key, "register_case", CENTRE)
    await house.act(key, "verify_identity", KEY_HOLDER)
    await roads.reception(house, key, CENTRE, performance_state="willing")
    while "triage" not in (await house.settle(key)).stages:
        await house.forward(key, hours=12)
    await roads.accept(house, key)
    return key


async def auction(house: CourtHouse) -> str:
    """汝阳：查封车辆进入处置，网络询价后发布一拍公告。"""
    prices = {"询价平台甲": "88000.00", "询价平台乙": "90000.00", "询价平台丙": "92000.00"}
    vehicle = {
        **{"kind": "vehicle", "amount": "90000.00", "seen_by": ["national"], "prices": prices},
        **{"in_area": True, "needs_appraisal": False, "eviction_needed": False, "disposable_now": True},
        **{"right_of_disposal": True, "papers_complete": True},
    }
    filing = roads.filing(claim_amount="80000.00")
    key = await house.file(filing, roads.respondent(holdings=[vehicle]))
    judge = await roads.ruyang_to_team(house, key, performance_state="willing")
    thing = {"asset": "W1"}
    await house.act(key, "make_plan", judge, {"plan": "依法网拍已查封车辆"})
    await house.act(key, "start_round_one", judge)
    await house.act(key, "end_round_one", judge, {"probably_no_assets": False, "note": "车辆可以处置"})
    await house.act(key, "enter_disposal", judge, thing)
    await house.act(key, "meet_disposal_conditions", judge, {**thing, "opinions": "双方同意网络拍卖"})
    await house.act(key, "start_pricing", judge, {**thing, "method": "network_inquiry"})
    while roads.state(house, key).assets["W1"].reference_price is None:
        await house.forward(key, days=1)
    await house.act(key, "hand_disposal_papers", judge, thing)
    opens = await house.desk.clock(key) + timedelta(days=20)
    plan = {"round": "first", "start_price": "64000.00", "deposit": "6400.00", "opens_at": opens.isoformat()}
    await house.act(key, "plan_auction", judge, {**thing, **plan})
    await house.forward(key, days=1)
    return key


async def corrected(house: CourtHouse) -> str:
    """汝阳：被执行人缺少证件号码，立案部门更正后收案登记。"""
    filing = roads.filing()
    number = filing["parties"][1].pop("id_number")
    key = await house.file(filing, roads.respondent())
    await house.forward(key, hours=3)
    parties = corrected_parties(filing, {"respondent-1": {"id_number": number}})
    await house.act(key, "correct_filing", FILING_OFFICE, {"filing": {"parties": parties}})
    await house.act(key, "register_case", roads.REGISTRAR)
    return key


async def let_go(house: CourtHouse) -> str:
    """汝阳：查封房屋发布腾房公告；申请执行人申请解除存款冻结获准，续行查封房屋。"""
    roads.hurry(house)
    home = {"kind": "house", "seen_by": ["national"], "eviction_needed": True, "disposable_now": True}
    holdings = [roads.deposit("9000.00"), {**home, "amount": "500000.00"}]
    filing = roads.filing(claim_amount="80000.00")
    key = await house.file(filing, roads.respondent(holdings=holdings))
    judge = await roads.ruyang_to_team(house, key, performance_state="willing")
    for number, (matter, thing, decider) in enumerate(
        (("eviction_notice", "W1", roads.PRESIDENT), ("control_release", "M1", ANOTHER_JUDGE)), start=1
    ):
        asked = {"matter": matter, "target": thing, "reason": "依法报批"}
        await house.act(key, "request_approval", judge, asked)
        await house.act(key, "decide_approval", decider, {"approval": f"A{number}", "granted": True})
    until = (await house.desk.clock(key)).date() + timedelta(days=15)
    await house.act(key, "issue_eviction_notice", judge, {"asset": "W1", "until": until.isoformat()})
    await house.forward(key, days=3)
    await house.act(key, "renew_control", judge, {"item": "W1"})
    return key


SCENARIOS: dict[str, Callable[[CourtHouse], Awaitable[str]]] = {
    "closed": closed,
    "served": served,
    "overdue": overdue,
    "reception_first": reception_first,
    "auction": auction,
    "corrected": corrected,
    "let_go": let_go,
}


# --- duties that belong to no case ------------------------------------------------------------------

ATTENDANT, DAILY, CALLS = "RY011", "RY-D20", "RY-7.1"
"""A clerk of Ruyang's general group, its daily sign-in, and a call about no case."""

LATER_DAY = date(2026, 12, 2)
"""A Wednesday: a run that waits for its day has seen nothing of it yet."""


async def duty_overdue(house: CourtHouse) -> str:
    """汝阳每日签到：等到当日开始，当日无人办理，超期后结束。"""
    run = await house.client.start_workflow(
        DUTY_WORKFLOW_TYPE,
        DutyInput(court="ruyang", duty=DAILY, day=LATER_DAY),
        id=f"ruyang:duty:{DAILY}-{LATER_DAY}",
        task_queue=house.settings.task_queue,
        result_type=DutyResult,
    )
    await _in_time(house, run.id, days=(LATER_DAY - (await house.desk.clock(run.id)).date()).days + 2)
    assert (await run.result()).overdue
    return run.id


async def duty_occasion(house: CourtHouse) -> str:
    """汝阳来电登记：工作日历变更后重新推算，提醒之前办结。"""
    with house.database.transaction() as session:
        post = {"court": "ruyang", "unit": "general_group", "role": "clerk", "since": date(2024, 1, 1)}
        session.add(Membership(staff=ATTENDANT, **post))
    await house.desk.duties.open("ruyang", CALLS, ATTENDANT, matter="来电登记第1号")
    with house.database.transaction() as session:
        row = session.query(DutyNodeRow).filter_by(duty=CALLS).one()
        workflow, node = row.workflow, Node.model_validate(row.node)
    run: Any = house.client.get_workflow_handle(workflow, result_type=DutyResult)
    await run.signal("calendar")
    await house.desk.duties.done("ruyang", CALLS, ATTENDANT)
    assert await run.result() == DutyResult(node=node.key, done=True)
    return workflow


async def _in_time(house: CourtHouse, workflow: str, days: int) -> None:
    """Let so many days of a run pass."""
    skipper = TimeSkipper(house.client, config=TimeSkippingConfig(enabled=False))
    await skipper.fast_forward(house.client.get_workflow_handle(workflow), timedelta(days=days))


DUTIES: dict[str, Callable[[CourtHouse], Awaitable[str]]] = {
    "duty_overdue": duty_overdue,
    "duty_occasion": duty_occasion,
}


async def past_due(house: CourtHouse, key: str, limit: str) -> None:
    """Let a limit of the case pass."""
    due_at = house.node(key, limit).due_at
    assert due_at is not None
    await house.until(key, due_at + A_SECOND)
    assert house.node(key, limit).overdue_at == due_at


async def refused(house: CourtHouse, key: str, kind: str, staff: str, **data: Any) -> None:
    """An act the register refuses."""
    try:
        await house.act(key, kind, staff, data)
    except Refusal:
        return
    raise AssertionError(f"{kind} was accepted")
