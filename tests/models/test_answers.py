"""What answers of outside systems mean: the events they become, numbered, dated by their sender."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.answers import AnswerKind, OutsideAnswer, events_of
from models.errors import Code, Refusal
from models.events import Event, EventKind
from tests.models.telling import FILED_AT, Tale

KIND = EventKind
LATER = FILED_AT + timedelta(hours=5)


def said(tale: Tale, kind: AnswerKind, /, request_key: str = "", **body: Any) -> tuple[Event, ...]:
    """The events of one answer; they happen in the tale too."""
    answer = OutsideAnswer(sender_id="s", kind=kind, request_key=request_key, at=LATER, body=body)
    events = events_of(answer, tale.state)
    for event in events:
        assert (event.occurred_at, event.actor) == (LATER, f"outside:{kind.value}")
        tale.tell(event)
    return events


def query(
    tale: Tale, system: str, money: tuple[str, ...] = (), assets: tuple[str, ...] = ()
) -> list[tuple[Any, ...]]:
    """An answer of a query system with deposits and vehicles by their references."""
    events = said(
        tale,
        AnswerKind.QUERY_ANSWER,
        system=system,
        money=[{"kind": "bank_deposit", "amount": "10.00", "item_ref": ref} for ref in money],
        assets=[{"kind": "vehicle", "item_ref": ref} for ref in assets],
    )
    return [(event.kind, event.subject) for event in events]


@pytest.mark.requirement("GS-16", "RY-12", "RY-18")
def test_finds_are_numbered_as_they_come_in() -> None:
    """Two systems answer: each thing has one number; what both show is one thing; empty answers count too."""
    tale = Tale()
    assert query(tale, "national", ("a", "b"), ("x",)) == [
        (KIND.MONEY_FOUND, "M1"),
        (KIND.MONEY_FOUND, "M2"),
        (KIND.PROPERTY_FOUND, "W1"),
        (KIND.QUERY_RETURNED, "national"),
    ]
    assert query(tale, "local", ("b", "c"), ("x", "y")) == [
        (KIND.MONEY_FOUND, "M3"),
        (KIND.PROPERTY_FOUND, "W2"),
        (KIND.QUERY_RETURNED, "local"),
    ]
    assert query(tale, "national") == [(KIND.QUERY_RETURNED, "national")]
    assert [money.ref for money in tale.state.money.values()] == ["a", "b", "c"]


@pytest.mark.requirement("RY-46", "RY-D5")
def test_each_arrival_is_a_sum_of_its_own() -> None:
    """Numbered, with its origin, and with the deposit it came from where there is one."""
    tale = Tale()
    query(tale, "national", ("a",))
    for ref in ("a", ""):
        said(
            tale,
            AnswerKind.MONEY_ARRIVED,
            amount="5.00",
            origin="deduction",
            arrival_ref="DZ",
            payer_kind="bank",
            item_ref=ref,
        )
    arrivals = list(tale.state.arrivals.values())
    assert [(arrival.id, arrival.item) for arrival in arrivals] == [("K1", "M1"), ("K2", "")]
    assert arrivals[0].arrived_at == LATER


def sent(tale: Tale, delivery: str = "D-respondent-1-1") -> None:
    """An envelope on its way."""
    tale.happens(
        KIND.DOCUMENT_SENT,
        delivery,
        recipient="respondent-1",
        channel="post",
        documents=["P1"],
        attempt=1,
    )


@pytest.mark.parametrize(
    ("outcome", "kind"), [("delivered", KIND.DOCUMENT_SERVED), ("returned", KIND.DOCUMENT_RETURNED)]
)
def test_an_envelope_arrives_or_comes_back(outcome: str, kind: EventKind) -> None:
    """Named by the request it answers; what is no longer on its way changes nothing."""
    tale = Tale()
    sent(tale)
    key = "ruyang:1|deliver|D-respondent-1-1"
    (event,) = said(tale, AnswerKind.DELIVERY_RESULT, key, outcome=outcome, reason="moved")
    assert (event.kind, event.subject) == (kind, "D-respondent-1-1")
    assert said(tale, AnswerKind.DELIVERY_RESULT, key, outcome="delivered") == ()


def test_an_answer_that_overtakes_its_request_is_not_lost() -> None:
    """The result is there before our own sending is in the journal: not taken now, but kept for later."""
    tale = Tale()
    with pytest.raises(Refusal):
        said(tale, AnswerKind.DELIVERY_RESULT, "ruyang:1|deliver|D-respondent-1-1", outcome="delivered")


def inquired() -> Tale:
    """A case whose only thing is being priced by the platforms."""
    tale = Tale()
    query(tale, "national", assets=("x",))
    tale.happens(KIND.PRICING_STARTED, "W1", method="network_inquiry")
    tale.happens(KIND.PRICE_INQUIRED, "W1")
    return tale


def priced(tale: Tale, *prices: str | None) -> Event:
    """The answer of the price platforms about the only thing."""
    rows = [{"platform": str(number), "price": price} for number, price in enumerate(prices)]
    (event,) = said(tale, AnswerKind.PRICE_ANSWER, item_ref="x", prices=rows)
    return event


@pytest.mark.requirement("NB-160", "NB-164")
def test_the_price_is_the_average_of_those_who_answered() -> None:
    """To the cent, half up; when nobody answers a valuer is asked."""
    tale = inquired()
    assert priced(tale, "100.00", "100.01", None).facts["amount"] == "100.01"
    assert tale.state.assets["W1"].reference_price == Decimal("100.01")
    silent = inquired()
    event = priced(silent, None, None)
    assert (event.kind, event.facts["method"]) == (KIND.PRICING_STARTED, "valuation")
    assert silent.state.assets["W1"].pricing_method == "valuation"


@pytest.mark.requirement("NB-164")
def test_an_answer_about_a_thing_waits_for_its_own_request() -> None:
    """Prices, a round's result and the balance may overtake the line that says they were asked for."""
    tale = Tale()
    query(tale, "national", assets=("x",))
    planned: dict[str, Any] = {
        "round": "first",
        "start_price": "9.00",
        "deposit": "1.00",
        "opens_at": "2026-09-01",
    }
    tale.happens(KIND.AUCTION_PLANNED, "W1", **planned)
    for kind, body in (
        (AnswerKind.PRICE_ANSWER, {"prices": []}),
        (AnswerKind.AUCTION_RESULT, {"round": "first", "outcome": "failed"}),
        (AnswerKind.BALANCE_PAID, {"paid_in_full": True}),
    ):
        with pytest.raises(Refusal) as refused:
            said(tale, kind, item_ref="x", **body)
        assert refused.value.code == Code.NOT_YET


@given(st.lists(st.decimals("0.01", "999999", places=2), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_an_average_lies_between_its_prices(prices: list[Decimal]) -> None:
    """Never outside what the platforms said, and always in whole cents."""
    tale = inquired()
    amount = Decimal(priced(tale, *map(str, prices)).facts["amount"])
    assert min(prices) <= amount <= max(prices) and amount == amount.quantize(Decimal("0.01"))


@pytest.mark.requirement("NB-198", "RY-35")
def test_a_buyer_who_does_not_pay_leaves_the_round_failed() -> None:
    """Sold, then defaulted: the round counts as failed, and the next may follow; paid: it may be ruled on."""
    for paid in (True, False):
        tale = Tale()
        query(tale, "national", assets=("x",))
        said(
            tale,
            AnswerKind.AUCTION_RESULT,
            item_ref="x",
            round="first",
            outcome="sold",
            sold_price="9.00",
            buyer="b",
        )
        assert (tale.state.assets["W1"].result, tale.state.assets["W1"].sold_price) == (
            "sold",
            Decimal("9.00"),
        )
        said(tale, AnswerKind.BALANCE_PAID, item_ref="x", paid_in_full=paid, amount="9.00")
        asset = tale.state.assets["W1"]
        assert (asset.result, asset.price_paid_at is not None) == (
            ("sold", True) if paid else ("failed", False)
        )
        assert asset.ended_round == "first"


def test_a_refused_deduction_frees_the_sum() -> None:
    """What the bank took shows as an arrival; what it refused may be ordered anew."""
    tale = Tale()
    query(tale, "national", ("a",))
    tale.happens(KIND.DEDUCTION_ORDERED, "M1", amount="10.00")
    tale.happens(KIND.DEDUCTION_SENT, "M1", amount="10.00")
    assert said(tale, AnswerKind.DEDUCTION_ANSWER, item_ref="a", state="deducted", amount="10.00") == ()
    assert tale.state.money["M1"].deduction_ordered == Decimal("10.00")
    said(tale, AnswerKind.DEDUCTION_ANSWER, item_ref="a", state="refused", amount="0", reason="no_balance")
    money = tale.state.money["M1"]
    assert money.deduction_ordered is None and not money.deduction_sent


@pytest.mark.requirement("NB-283")
def test_what_a_respondent_pays_himself_counts() -> None:
    """Paid straight to the applicant: recovered, though nothing came to the account."""
    tale = Tale()
    said(tale, AnswerKind.VOLUNTARY_PAYMENT, payer="respondent-1", amount="2500.00")
    assert (tale.state.recovered, tale.state.unpaid) == (Decimal("2500.00"), Decimal("0"))


def test_every_kind_of_answer_is_read() -> None:
    """No answer of a kind we take in can arrive unread."""
    from models.answers import _READ

    assert set(_READ) == set(AnswerKind)
