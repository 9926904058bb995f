"""Disposal from seizure to the last cent: eviction, price, rounds, thing for debt; what the law refuses."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from models.errors import Code
from models.events import EventKind
from models.values import COURT_ZONE
from tests import roads
from tests.courthouse import CourtHouse
from tests.workflows.limits import MOMENT, days, passes, refused

PRICE = Decimal("500000.00")


def opening(day: date) -> str:
    """Ten in the morning of a day."""
    return datetime(day.year, day.month, day.day, 10, tzinfo=COURT_ZONE).isoformat()


def plan(asset: str, round: str, price: str, deposit: str, opens: date) -> dict[str, Any]:
    """The data of a planned round."""
    return {
        "asset": asset,
        "round": round,
        "start_price": price,
        "deposit": deposit,
        "opens_at": opening(opens),
    }


@pytest.mark.requirement(
    *("RY-31", "RY-32", "RY-33", "RY-34", "RY-35", "RY-D12", "RY-D13", "RY-D14", "RY-D15", "RY-D16"),
    *("NB-150", "NB-161", "NB-181", "NB-184", "NB-191", "NB-200", "NB-202"),
)
async def test_a_house_is_cleared_priced_and_sold_in_round_one(house: CourtHouse) -> None:
    """Every limit just before and just after; floor, deposit and notice period refused below the law."""
    roads.hurry(house)
    rounds = {"first": {"bids": ["360000.00", "420000.00"], "takes": roads.AT_ONCE}}
    home = {"kind": "house", "seen_by": ["national"], "eviction_needed": True, "disposable_now": True}
    truth = roads.respondent(holdings=[{**home, "amount": "500000.00", "auction": rounds}])
    key = await house.file(roads.filing(claim_amount="400000.00"), truth)
    judge = await roads.ruyang_to_team(house, key, performance_state="none")
    asset = {"asset": "W1"}
    await house.act(key, "make_plan", judge, {"plan": "腾房后网拍"})
    entered = roads.state(house, key).last_at[EventKind.GROUP_ENTERED]

    assert house.node(key, "RY-D12", "W1").due_at == days(entered, 10)
    await passes(house, key, "RY-D12", "W1")
    assert (await refused(house, key, "complete_eviction", judge, asset)).code == Code.WRONG_STATE
    today = (await house.desk.clock(key)).astimezone(COURT_ZONE).date()
    late = {**asset, "until": today.isoformat()}
    unsigned = await refused(house, key, "issue_eviction_notice", judge, late)
    assert unsigned.code == Code.APPROVAL_REQUIRED
    ask = {"matter": "eviction_notice", "target": "W1", "reason": "被执行人拒不迁出"}
    await house.act(key, "request_approval", judge, ask)
    await house.act(key, "decide_approval", roads.PRESIDENT, {"approval": "A1", "granted": True})
    assert (await refused(house, key, "issue_eviction_notice", judge, late)).code == Code.BAD_DATA
    until = today + timedelta(days=15)
    await house.act(key, "issue_eviction_notice", judge, {**asset, "until": until.isoformat()})
    last_second = datetime.combine(until, datetime.max.time(), COURT_ZONE).replace(microsecond=0)
    await house.until(key, last_second - MOMENT)
    assert "eviction_notice_expires" not in house.kinds(key)
    await house.until(key, last_second + MOMENT)
    assert roads.state(house, key).last_at[EventKind.EVICTION_NOTICE_EXPIRES] == last_second
    assert house.node(key, "RY-D13", "W1").due_at == days(last_second, 10)
    await passes(house, key, "RY-D13", "W1")

    assert (await refused(house, key, "enter_disposal", judge, asset)).code == Code.WRONG_STATE
    await house.act(key, "complete_eviction", judge, asset)
    await house.act(key, "enter_disposal", judge, asset)
    assert (await house.settle(key)).stages == ("auction",)
    await house.act(key, "meet_disposal_conditions", judge, {**asset, "opinions": "双方同意网络司法拍卖"})
    met = roads.state(house, key).last_at[EventKind.DISPOSAL_CONDITIONS_MET]
    assert house.node(key, "RY-D14", "W1").due_at == days(met, 5)
    await passes(house, key, "RY-D14", "W1")
    await house.act(key, "start_pricing", judge, {**asset, "method": "agreement"})
    assert (await refused(house, key, "hand_disposal_papers", judge, asset)).code == Code.WRONG_STATE
    await house.act(key, "fix_price", judge, {**asset, "amount": str(PRICE)})
    fixed = roads.state(house, key).last_at[EventKind.REFERENCE_PRICE]
    assert house.node(key, "RY-D15", "W1").due_at == days(fixed, 2)
    await passes(house, key, "RY-D15", "W1")
    await house.act(key, "hand_disposal_papers", judge, asset)

    day = (await house.desk.clock(key)).astimezone(COURT_ZONE).date() + timedelta(days=30)
    good = plan("W1", "first", "350000.00", "35000.00", day)
    undecided = await refused(house, key, "plan_auction", judge, good)
    assert undecided.code == Code.APPROVAL_REQUIRED and "保留价" in undecided.message
    await roads.auction_terms(house, key, judge, "W1")
    for wrong in (
        {"start_price": "349999.99"},
        {"deposit": "17499.99"},
        {"deposit": "70000.01"},
        {"opens_at": opening(day - timedelta(days=1))},
    ):
        assert (await refused(house, key, "plan_auction", judge, {**good, **wrong})).code == Code.BAD_DATA
    second = {**good, "round": "second"}
    assert (await refused(house, key, "plan_auction", judge, second)).code == Code.WRONG_STATE
    await house.act(key, "plan_auction", judge, good)
    assert (await refused(house, key, "plan_auction", judge, good)).code == Code.ALREADY_DONE
    assert roads.state(house, key).assets["W1"].published_round == "first"
    offer = {**asset, "taken": True, "applicant": "applicant-1"}
    assert (await refused(house, key, "answer_debt_offer", judge, offer)).code == Code.WRONG_STATE
    assert (await refused(house, key, "serve_sale_ruling", judge, asset)).code == Code.WRONG_STATE

    await house.until(key, datetime.fromisoformat(opening(day)) + timedelta(days=2))
    sold = roads.state(house, key).assets["W1"]
    assert (sold.result, sold.sold_price) == ("sold", Decimal("420000.00"))
    assert sold.price_paid_at is not None
    assert house.node(key, "NB-200", "W1").due_at == days(sold.price_paid_at, 10)
    assert (await refused(house, key, "deliver_asset", judge, asset)).code == Code.WRONG_STATE
    await house.act(key, "serve_sale_ruling", judge, asset)
    await house.act(key, "deliver_asset", judge, asset)
    state = roads.state(house, key)
    assert (state.assets["W1"].disposal_outcome, state.recovered) == ("sold", Decimal("400000.00"))
    assert "implementation" in (await house.settle(key)).stages

    for payee, purpose, amount in (
        ("applicant-1", "claim", "400000.00"),
        ("court", "fee", "5900.00"),
        ("respondent-1", "refund", "14100.00"),
    ):
        order = {"arrival": "K1", "payee": payee, "purpose": purpose, "amount": amount}
        await house.act(key, "order_payout", judge, order)
    await house.act(key, "propose_closing", judge, {"method": "fully_executed", "ground": "拍卖款全部发放"})
    closed = await roads.reviewed(house, key)
    assert (closed.recovered, closed.unpaid) == (Decimal("400000.00"), Decimal("0.00"))
    assert house.ledger(key)["balance"] == "0.00"
    assert house.desk.casework.rebuild(key, write=False) == ()


def unsold(price: str, **sale: Any) -> dict[str, Any]:
    """A vehicle nobody bids for in two rounds; what happens in a sale is named."""
    prices = {"询价平台甲": price, "询价平台乙": price, "询价平台丙": None}
    rounds: dict[str, Any] = {"first": {"bids": []}, "second": {"bids": []}, **sale}
    thing = {"kind": "vehicle", "seen_by": ["national"], "disposable_now": True, "eviction_needed": False}
    return {**thing, "amount": price, "prices": prices, "auction": rounds}


@pytest.mark.requirement(
    *("RY-35", "RY-D16", "NB-162", "NB-164", "NB-182", "NB-186"),
    *("NB-206", "NB-207", "NB-209", "NB-210", "NB-212"),
)
async def test_failed_twice_taken_for_debt_or_sold_off(house: CourtHouse) -> None:
    """Two vehicles fail twice, each on its own way: one is taken for the debt, one is sold off."""
    roads.hurry(house)
    holdings = [
        unsold("100000.00"),
        unsold("50000.00", sale={"bids": ["28000.00"], "bid_day": 3, "takes": roads.AT_ONCE}),
    ]
    key = await house.file(roads.filing(claim_amount="84000.00"), roads.respondent(holdings=holdings))
    judge = await roads.ruyang_to_team(house, key, performance_state="none")
    await house.act(key, "make_plan", judge, {"plan": "网拍两车"})
    for asset in ("W1", "W2"):
        await house.act(key, "enter_disposal", judge, {"asset": asset})
        await house.act(key, "meet_disposal_conditions", judge, {"asset": asset, "opinions": "无异议"})
        await house.act(key, "start_pricing", judge, {"asset": asset, "method": "network_inquiry"})
    by_hand = {"asset": "W1", "amount": "1.00"}
    assert (await refused(house, key, "fix_price", judge, by_hand)).code == Code.WRONG_STATE
    assets = roads.state(house, key).assets
    assert [asset.reference_price for asset in assets.values()] == [Decimal("100000.00"), Decimal("50000.00")]
    assert house.ledger(key)["effects_by_operation"]["price_inquiry"] == 2
    for asset in ("W1", "W2"):
        await house.act(key, "hand_disposal_papers", judge, {"asset": asset})

    async def today() -> date:
        return (await house.desk.clock(key)).astimezone(COURT_ZONE).date()

    first = await today() + timedelta(days=15)
    await roads.auction_terms(house, key, judge, "W1")
    other = plan("W2", "first", "35000.00", "3500.00", first)
    assert (await refused(house, key, "plan_auction", judge, other)).code == Code.APPROVAL_REQUIRED
    await roads.auction_terms(house, key, judge, "W2")
    await house.act(key, "plan_auction", judge, plan("W1", "first", "70000.00", "7000.00", first))
    later = first + timedelta(days=3)
    await house.act(key, "plan_auction", judge, plan("W2", "first", "35000.00", "3500.00", later))
    await house.until(key, datetime.fromisoformat(opening(first)) + timedelta(days=1, minutes=1))
    failed = roads.state(house, key).assets["W1"]
    assert (failed.ended_round, failed.result) == ("first", "failed")

    second = await today() + timedelta(days=7)
    below = plan("W1", "second", "55999.99", "5600.00", second)
    assert (await refused(house, key, "plan_auction", judge, below)).code == Code.BAD_DATA
    soon = plan("W1", "second", "56000.00", "5600.00", second - timedelta(days=1))
    assert (await refused(house, key, "plan_auction", judge, soon)).code == Code.BAD_DATA
    ended_on = first + timedelta(days=1)
    never = plan("W1", "second", "56000.00", "5600.00", ended_on + timedelta(days=31))
    assert (await refused(house, key, "plan_auction", judge, never)).code == Code.BAD_DATA
    await house.act(key, "plan_auction", judge, plan("W1", "second", "56000.00", "5600.00", second))
    await house.until(key, datetime.fromisoformat(opening(second)) + timedelta(days=1, minutes=1))
    failed = roads.state(house, key).assets["W1"]
    assert (failed.ended_round, failed.result) == ("second", "failed")
    ended = roads.state(house, key).last_at[EventKind.AUCTION_ENDED]
    assert house.node(key, "NB-206", "W1").due_at == days(ended, 10)
    sale = plan("W1", "sale", "56000.00", "56000.00", second + timedelta(days=20))
    assert (await refused(house, key, "plan_auction", judge, sale)).code == Code.WRONG_STATE
    stranger = {"asset": "W1", "taken": True, "applicant": "applicant-9"}
    assert (await refused(house, key, "answer_debt_offer", judge, stranger)).code == Code.UNKNOWN_SUBJECT
    await house.act(key, "answer_debt_offer", judge, {**stranger, "applicant": "applicant-1"})
    state = roads.state(house, key)
    assert (state.assets["W1"].disposal_outcome, state.recovered) == ("taken_for_debt", Decimal("56000.00"))
    assert (await house.settle(key)).stages == ("auction",)

    own_end = later + timedelta(days=1)
    second = await today() + timedelta(days=7)
    never = plan("W2", "second", "28000.00", "2800.00", own_end + timedelta(days=31))
    assert (await refused(house, key, "plan_auction", judge, never)).code == Code.BAD_DATA
    await house.act(key, "plan_auction", judge, plan("W2", "second", "28000.00", "2800.00", second))
    await house.until(key, datetime.fromisoformat(opening(second)) + timedelta(days=1, minutes=1))
    answer = {"asset": "W2", "taken": False, "applicant": "applicant-1"}
    await house.act(key, "answer_debt_offer", judge, answer)
    assert roads.state(house, key).assets["W2"].in_disposal
    opens = await today() + timedelta(days=7)
    await house.act(key, "plan_auction", judge, plan("W2", "sale", "28000.00", "28000.00", opens))
    await house.until(key, datetime.fromisoformat(opening(opens)) + timedelta(days=5))
    assert roads.state(house, key).assets["W2"].result == "sold"
    await house.act(key, "serve_sale_ruling", judge, {"asset": "W2"})
    await house.act(key, "deliver_asset", judge, {"asset": "W2"})
    state = roads.state(house, key)
    assert (state.recovered, state.outstanding) == (Decimal("84000.00"), Decimal("0.00"))
    assert [arrival.amount for arrival in state.arrivals.values()] == [Decimal("28000.00")]
    assert "implementation" in (await house.settle(key)).stages
    assert house.desk.casework.rebuild(key, write=False) == ()
