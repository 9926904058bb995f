"""Floors, periods and order of auction rounds: what a plan must respect, to the cent and to the day."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.auctioning import check_plan, notice_days, price_floor
from models.errors import Code, Refusal
from models.property import Asset
from models.shelf.files import load
from tests.models.telling import FILED_AT

RULES = load("ruyang").auction
TODAY = date(2026, 5, 6)
CENT = Decimal("0.01")


def asset(kind: str = "house", **fields: Any) -> Asset:
    """A thing with a reference price of a million."""
    given: dict[str, Any] = {"reference_price": Decimal(1000000), **fields}
    return Asset(id="W1", kind=kind, source="network", found_at=FILED_AT, **given)


def failed(round: str, start: str, **fields: Any) -> Asset:
    """A thing whose round failed."""
    given = {"planned_round": round, "ended_round": round, "result": "failed", "start_price": Decimal(start)}
    return asset(**{**given, **fields})


def refusal(thing: Asset, **plan: Any) -> str:
    """The code with which a plan is refused; empty when it is not."""
    start = Decimal(plan.get("start_price", "700000"))
    wanted: dict[str, Any] = {
        "round": "first",
        "deposit": start / 10,
        "published_on": TODAY,
        "opens_on": TODAY + timedelta(days=30),
        "failed_on": None,
        **plan,
        "start_price": start,
    }
    try:
        check_plan(RULES, thing, **wanted)
    except Refusal as refused:
        return refused.code
    return ""


@pytest.mark.requirement("NB-181", "NB-182", "NB-210")
def test_the_floor_of_each_round() -> None:
    """70 % of the reference price, then at most 20 % less, then no less than the second round."""
    assert price_floor(RULES, asset(), "first") == Decimal(700000)
    assert price_floor(RULES, failed("first", "750000"), "second") == Decimal(600000)
    assert price_floor(RULES, failed("second", "600000"), "sale") == Decimal(600000)
    assert refusal(asset(), start_price="700000") == ""
    assert refusal(asset(), start_price="699999.99") == Code.BAD_DATA
    second = {"round": "second", "failed_on": TODAY, "opens_on": TODAY + timedelta(days=15)}
    assert refusal(failed("first", "750000"), start_price="600000", **second) == ""
    assert refusal(failed("first", "750000"), start_price="599999.99", **second) == Code.BAD_DATA


@pytest.mark.requirement("NB-191")
def test_the_deposit_is_five_to_twenty_percent() -> None:
    """Both ends are allowed, a cent beyond is not; a sale has no such range."""
    for deposit, code in (("35000", ""), ("34999.99", "bad_data"), ("140000", ""), ("140000.01", "bad_data")):
        assert refusal(asset(), deposit=Decimal(deposit)) == code
    sale = failed("second", "600000", debt_offer="refused")
    plan = {
        "round": "sale",
        "start_price": "600000",
        "deposit": Decimal(600000),
        "opens_on": TODAY + timedelta(days=15),
    }
    assert refusal(sale, **plan) == ""


@pytest.mark.requirement("NB-184", "NB-185", "NB-186", "NB-187", "NB-188", "NB-209")
@pytest.mark.parametrize(
    ("kind", "round", "days"),
    [
        *[("house", "first", 30), ("house", "second", 15), ("house", "sale", 15)],
        *[("vehicle", "first", 15), ("vehicle", "second", 7), ("vehicle", "sale", 7)],
        *[("equity", "first", 30), ("machinery", "first", 15)],
    ],
)
def test_the_notice_period_to_the_day(kind: str, round: str, days: int) -> None:
    """Immovables and rights longer, movables shorter; one day less is refused."""
    before = {"first": "", "second": "first", "sale": "second"}[round]
    thing = failed(before, "1000000", kind=kind, debt_offer="refused") if before else asset(kind)
    assert notice_days(RULES, thing, round) == days
    plan = {"round": round, "start_price": "1000000", "failed_on": TODAY}
    assert refusal(thing, **plan, opens_on=TODAY + timedelta(days=days)) == ""
    assert refusal(thing, **plan, opens_on=TODAY + timedelta(days=days - 1)) == Code.BAD_DATA


@pytest.mark.requirement("NB-186")
def test_the_second_round_opens_within_thirty_days() -> None:
    """Counted from the failure of the first; the thirtieth day is the last."""
    thing = failed("first", "750000")
    plan = {"round": "second", "start_price": "750000", "failed_on": TODAY}
    assert refusal(thing, **plan, opens_on=TODAY + timedelta(days=30)) == ""
    assert refusal(thing, **plan, opens_on=TODAY + timedelta(days=31)) == Code.BAD_DATA


@pytest.mark.requirement("RY-35", "NB-206", "NB-207")
def test_the_order_of_rounds() -> None:
    """First, second after a failure, sale after a second failure and a refused offer; nothing twice."""
    assert refusal(asset(), round="second") == Code.WRONG_STATE
    assert refusal(asset(), round="sale") == Code.WRONG_STATE
    assert refusal(asset(reference_price=None)) == Code.WRONG_STATE
    assert refusal(asset(planned_round="first", published_round="first")) == Code.ALREADY_DONE
    sold: dict[str, Any] = {
        "planned_round": "first",
        "ended_round": "first",
        "result": "sold",
        "start_price": Decimal(700000),
    }
    assert refusal(asset(**sold), round="second") == Code.WRONG_STATE
    assert refusal(failed("first", "700000")) == Code.WRONG_STATE
    for offer in ("", "taken"):
        assert refusal(failed("second", "600000", debt_offer=offer), round="sale", start_price="600000") == (
            Code.WRONG_STATE
        )
    assert refusal(failed("sale", "600000", debt_offer="refused"), round="sale") == Code.WRONG_STATE


@given(st.decimals("1", "99999999", places=2), st.decimals("0.01", "99999999", places=2))
@settings(max_examples=60, deadline=None)
def test_no_price_below_its_floor_is_ever_planned(reference: Decimal, start: Decimal) -> None:
    """Accepted exactly when it is at or above seventy percent."""
    code = refusal(asset(reference_price=reference), start_price=str(start))
    assert (code == "") is (start >= reference * 70 / 100)
