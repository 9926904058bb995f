"""What to freeze or seize, and until when: never more than is owed, and no less while something is."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.control_plan import Control, control_plan, last_day
from models.events import EventKind
from models.fees import enforcement_fee
from tests.models.telling import Tale

KIND = EventKind
TODAY = date(2026, 5, 6)
OWED = Decimal("10000.00") + enforcement_fee(Decimal("10000.00")).amount


def money(tale: Tale, item: str, amount: str) -> None:
    tale.happens(
        KIND.MONEY_FOUND, item, kind="bank_deposit", amount=amount, source="query", item_ref=f"r-{item}"
    )


def plan(tale: Tale) -> dict[str, Control]:
    """What is to be done now, by item."""
    return {control.item: control for control in control_plan(tale.state, tale.book.control_terms, TODAY)}


@pytest.mark.requirement("NB-40", "NB-33", "GS-17", "RY-18")
def test_money_is_frozen_up_to_claim_and_fee() -> None:
    """The first deposit whole, of the second what is still owed, of the third nothing; each for a year."""
    tale = Tale()
    for item, amount in (("M1", "6000.00"), ("M2", "9000.00"), ("M3", "1.00")):
        money(tale, item, amount)
    made = plan(tale)
    assert [control.amount for control in made.values()] == [Decimal("6000.00"), OWED - 6000, Decimal(0)]
    assert {(control.method, control.until) for control in made.values()} == {("freeze", date(2027, 5, 5))}
    assert made["M1"].ref == "r-M1"


@pytest.mark.requirement("NB-34", "NB-35")
@pytest.mark.parametrize(
    ("kind", "method", "until"),
    [
        ("house", "seize", date(2029, 5, 5)),
        ("land", "seize", date(2029, 5, 5)),
        ("vehicle", "detain", date(2028, 5, 5)),
        ("machinery", "detain", date(2028, 5, 5)),
        ("other", "freeze", date(2028, 5, 5)),
    ],
)
def test_things_have_their_own_way_and_term(kind: str, method: str, until: date) -> None:
    """Immovables and rights three years, movables two."""
    tale = Tale()
    tale.happens(KIND.PROPERTY_FOUND, "W1", kind=kind, source="network")
    made = plan(tale)["W1"]
    assert (made.method, made.until, made.amount) == (method, until, None)


@pytest.mark.requirement("NB-40")
def test_no_thing_is_taken_where_money_suffices() -> None:
    """Money comes first; a thing is left alone once all that is owed is frozen."""
    tale = Tale()
    tale.happens(KIND.PROPERTY_FOUND, "W1", kind="house", source="network")
    money(tale, "M1", "9000.00")
    assert plan(tale)["W1"].amount is None
    money(tale, "M2", "9000.00")
    assert plan(tale)["W1"].amount == 0


def test_what_is_settled_is_not_planned_again() -> None:
    """Frozen, refused, controlled: nothing more is to be done with it."""
    tale = Tale()
    for item in ("M1", "M2"):
        money(tale, item, "100.00")
    tale.happens(KIND.PROPERTY_FOUND, "W1", kind="house", source="network")
    tale.happens(KIND.CONTROLLED, "M1", amount="100.00", expires_on="2027-05-05")
    tale.happens(KIND.CONTROL_REFUSED, "M2", reason="x")
    tale.happens(KIND.CONTROLLED, "W1", expires_on="2029-05-05")
    assert plan(tale) == {}


@pytest.mark.requirement("NB-40")
def test_what_was_deducted_is_not_counted_as_frozen_too() -> None:
    """Money taken off and arrived has lowered the debt: what is found later covers the rest of it."""
    tale = Tale()
    money(tale, "M1", "6000.00")
    tale.happens(KIND.CONTROLLED, "M1", amount="6000.00", expires_on="2027-05-05")
    tale.happens(KIND.DEDUCTION_ORDERED, "M1", amount="6000.00")
    tale.happens(KIND.DEDUCTION_SENT, "M1", amount="6000.00")
    money(tale, "M2", "9000.00")
    assert plan(tale)["M2"].amount == OWED - 6000
    tale.happens(KIND.MONEY_ARRIVED, "K1", amount="6000.00", origin="deduction", item="M1")
    assert plan(tale)["M2"].amount == OWED - 6000


@given(st.lists(st.decimals("0.01", "20000", places=2), max_size=6))
@settings(max_examples=50, deadline=None)
def test_never_more_than_is_owed_never_less_than_can_be(amounts: list[Decimal]) -> None:
    """Whatever is found: what is frozen is the smaller of all there is and all that is owed."""
    tale = Tale()
    for number, amount in enumerate(amounts, start=1):
        money(tale, f"M{number}", str(amount))
    assert sum((control.amount or Decimal(0) for control in plan(tale).values()), Decimal(0)) == min(
        sum(amounts, Decimal(0)), OWED
    )


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.sampled_from([12, 24, 36]))
def test_a_term_ends_the_day_before_the_matching_one(today: date, months: int) -> None:
    """As the assistance notice prints it: a year from 6 May ends on 5 May."""
    last = last_day(today, months)
    assert timedelta(days=months * 30) < last - today < timedelta(days=months * 31)
    assert last_day(date(2026, 5, 6), 12) == date(2027, 5, 5)
