"""A plan of distribution in a running case: receipts, the fifteen days, what is held, what is paid."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from models.errors import Code
from models.events import EventKind
from models.nodes import NodeState
from tests import roads
from tests.courthouse import CourtHouse
from tests.workflows.limits import MOMENT, days, refused

OUTSIDER = "某县某某担保有限公司"
SHARES = [
    {"creditor": "court", "rank": "costs", "claim": "1100.00", "share": "1100.00"},
    {"creditor": "applicant-1", "claim": "80000.00", "share": "40000.00"},
    {"creditor": OUTSIDER, "claim": "80000.00", "share": "40000.00"},
]
PLAN: dict[str, Any] = {"amount": "81100.00", "principle": "proportional", "shares": SHARES}
FEE = {"arrival": "K1", "payee": "court", "purpose": "fee", "amount": "1100.00"}
JUDGE = roads.FAST_JUDGE


def claim(amount: str, **more: str) -> dict[str, str]:
    """An order to pay the applicant under the plan."""
    return {"arrival": "K1", "payee": "applicant-1", "amount": amount, "plan": "P1", **more}


def outside(amount: str) -> dict[str, str]:
    """An order to pay the creditor of another case under the plan."""
    named = {"payee_name": OUTSIDER, "payee_account": "6200000000000000001"}
    return claim(amount, payee="other", **named)


def paper(kind: str, recipient: str, **more: str) -> dict[str, str]:
    """Somebody received a paper about the plan."""
    return {"plan": "P1", "paper": kind, "recipient": recipient, **more}


async def shared(house: CourtHouse) -> str:
    """A case with 81,100 yuan on its account and a plan for all of it, served on its parties."""
    key = await roads.simple_case(house)
    for step in roads.SIMPLE_CASE[:6]:
        await step(house, key)
    await house.act(key, "plan_distribution", JUDGE, PLAN)
    assert await held(house, key, FEE) and await held(house, key, claim("1.00"))
    return key


async def held(house: CourtHouse, key: str, order: dict[str, str]) -> bool:
    """Whether an order is refused because its money is held back."""
    return (await refused(house, key, "order_payout", JUDGE, order)).code == Code.DISTRIBUTION_HELD


async def all_received(house: CourtHouse, key: str) -> datetime:
    """The creditor of the other case has its copy days later; answers when the last time is over."""
    await house.forward(key, days=4)
    await house.act(key, "receive_distribution_paper", JUDGE, paper("plan", OUTSIDER))
    last = house.node(key, "NB-243", "P1/creditor-3")
    assert last.started_at is not None and last.due_at == days(last.started_at, 15)
    return last.due_at


def paid(house: CourtHouse, key: str) -> list[str]:
    """What the bank really paid out."""
    return [line["amount"] for line in house.ledger(key)["payouts"]]


@pytest.mark.requirement("NB-243", "SH-65")
async def test_silence_lets_the_money_go_with_the_end_of_the_last_fifteenth_day(house: CourtHouse) -> None:
    """Nothing before it, everything after it, once; the time of a party is nobody's lateness."""
    key = await shared(house)
    plan, planned = roads.state(house, key).plans["P1"], roads.state(house, key).recovered
    served = {who for who, term in plan.terms.items() if term.received_at}
    assert served == {"applicant-1", "respondent-1"}
    over_at = await all_received(house, key)
    earlier = house.node(key, "NB-243", "P1/applicant-1").due_at
    assert earlier is not None and earlier < over_at
    explained = await house.handle(key).query("explain", "NB-243")
    assert {each["row"]["subject"] for each in explained} == {
        f"P1/{who}" for who in ("applicant-1", "respondent-1", "creditor-3")
    }
    assert all("第509条" in each["words"] and each["steps"] for each in explained)

    await house.until(key, over_at - MOMENT)
    first = roads.state(house, key).plans["P1"]
    assert first.terms["applicant-1"].over and first.pending == ("creditor-3",)
    assert await held(house, key, claim("40000.00")) and paid(house, key) == []
    await house.until(key, over_at + MOMENT)
    period = house.node(key, "NB-243", "P1/creditor-3")
    assert (period.done_at, period.overdue_at) == (over_at, None)
    assert period.state_at(over_at + timedelta(days=1)) is NodeState.DONE

    for order in (claim("40000.00"), outside("40000.00"), {**FEE, "plan": "P1"}):
        await house.act(key, "order_payout", JUDGE, order)
    again = await refused(house, key, "order_payout", JUDGE, claim("0.01"))
    assert again.code == Code.BAD_DATA
    assert paid(house, key) == ["40000.00", "40000.00", "1100.00"]
    state = roads.state(house, key)
    assert (state.recovered, state.unpaid) == (Decimal("40000.00"), Decimal(0))
    assert planned == state.recovered  # What others get by the plan never counted as the applicant's.
    assert house.desk.casework.rebuild(key, write=False) == ()


@pytest.mark.requirement("NB-243", "NB-244", "NB-245")
async def test_an_opposed_objection_holds_its_sum_until_the_judgment(house: CourtHouse) -> None:
    """The undisputed part is paid; the disputed sum stays on the account until it is judged."""
    key = await shared(house)
    over_at = await all_received(house, key)
    disputed = [{"creditor": "applicant-1", "amount": "10000.00"}]
    objection = {"plan": "P1", "recipient": OUTSIDER, "answer": "opposes", "statement": "债权数额有误"}
    await house.act(key, "answer_distribution", JUDGE, {**objection, "disputed": disputed})
    assert house.node(key, "NB-244", "P1/Y1").open
    for who in ("applicant-1", "respondent-1"):
        await house.act(key, "receive_distribution_paper", JUDGE, paper("objection", who, objection="P1/Y1"))
    assert not house.node(key, "NB-244", "P1/Y1").open
    says = {"objection": "P1/Y1", "recipient": "applicant-1", "answer": "opposes", "statement": "数额无误"}
    await house.act(key, "answer_distribution_objection", JUDGE, says)
    await house.forward(key, days=4)
    await house.act(
        key, "receive_distribution_paper", JUDGE, paper("opposition", OUTSIDER, objection="P1/Y1")
    )
    suit_until = house.node(key, "NB-245", "P1/Y1").due_at
    assert suit_until is not None

    await house.until(key, over_at + MOMENT)
    assert await held(house, key, claim("30000.01"))
    await house.act(key, "order_payout", JUDGE, claim("30000.00"))
    await house.act(key, "order_payout", JUDGE, outside("40000.00"))
    assert await held(house, key, claim("0.01"))
    suit = {"objection": "P1/Y1", "suit": "（2026）豫0326民初1号"}
    await house.act(key, "record_distribution_suit", JUDGE, suit)
    await house.until(key, suit_until + timedelta(days=30))
    assert str(roads.state(house, key).plans["P1"].set_aside) == "10000.00"
    assert await held(house, key, claim("10000.00"))

    judged = {"objection": "P1/Y1", "outcome": "judged", "basis": "（2026）豫0326民初1号民事判决书"}
    await house.act(key, "settle_distribution", JUDGE, judged)
    await house.act(key, "order_payout", JUDGE, claim("10000.00"))
    assert paid(house, key) == ["30000.00", "40000.00", "10000.00"]
    assert house.desk.casework.rebuild(key, write=False) == ()


@pytest.mark.requirement("NB-244", "NB-245")
async def test_no_suit_within_fifteen_days_leaves_the_plan_as_it_was(house: CourtHouse) -> None:
    """Held with the last second of the time to sue; paid by the old plan right after it."""
    key = await shared(house)
    await all_received(house, key)
    disputed = [{"creditor": "applicant-1", "amount": "40000.00"}]
    objection = {"plan": "P1", "recipient": "respondent-1", "answer": "opposes", "statement": "已经清偿"}
    await house.act(key, "answer_distribution", JUDGE, {**objection, "disputed": disputed})
    await house.act(
        key, "receive_distribution_paper", JUDGE, paper("objection", "applicant-1", objection="P1/Y1")
    )
    says = {"objection": "P1/Y1", "recipient": "applicant-1", "answer": "opposes", "statement": "没有清偿"}
    await house.act(key, "answer_distribution_objection", JUDGE, says)
    await house.forward(key, days=3)
    told = paper("opposition", "respondent-1", objection="P1/Y1")
    await house.act(key, "receive_distribution_paper", JUDGE, told)
    until = house.node(key, "NB-245", "P1/Y1").due_at
    assert until is not None
    await house.until(key, until - MOMENT)
    assert not roads.state(house, key).plans["P1"].pending
    assert await held(house, key, claim("1.00"))
    await house.until(key, until + MOMENT)
    assert EventKind.DISTRIBUTION_SUIT_PERIOD_ENDED in house.kinds(key)
    late = {"objection": "P1/Y1", "suit": "（2026）豫0326民初2号"}
    assert (await refused(house, key, "record_distribution_suit", JUDGE, late)).code == Code.WRONG_STATE
    await house.act(key, "order_payout", JUDGE, claim("40000.00"))
    assert paid(house, key) == ["40000.00"]


@pytest.mark.requirement("NB-243", "NB-227")
async def test_money_outside_a_plan_is_not_slowed_and_consent_ends_the_waiting(house: CourtHouse) -> None:
    """What the plan leaves free goes out at once; who agrees in writing is not waited for."""
    key = await roads.simple_case(house)
    for step in roads.SIMPLE_CASE[:6]:
        await step(house, key)
    part = {"amount": "1000.00", "principle": "proportional", "shares": [
        {"creditor": "applicant-1", "claim": "80000.00", "share": "1000.00"},
    ]}  # fmt: skip
    await house.act(key, "plan_distribution", JUDGE, part)
    free = {name: value for name, value in claim("80100.00").items() if name != "plan"}
    assert await held(house, key, {**free, "amount": "80100.01"})
    await house.act(key, "order_payout", JUDGE, free)
    assert paid(house, key) == ["80100.00"]
    for who in ("applicant-1", "respondent-1"):
        assert await held(house, key, claim("1000.00"))
        agrees = {"plan": "P1", "recipient": who, "answer": "agrees", "statement": "没有异议"}
        await house.act(key, "answer_distribution", JUDGE, agrees)
    await house.act(key, "order_payout", JUDGE, claim("1000.00"))
    assert paid(house, key) == ["80100.00", "1000.00"]
