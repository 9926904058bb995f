"""Price inquiry and auction, over real HTTP."""

from datetime import timedelta
from decimal import Decimal

import pytest

from activities.gateways.auction import AuctionRound, ListingRequest, WithdrawalRequest
from activities.gateways.errors import GatewayRefused
from activities.gateways.mailbox import (
    AuctionOutcome,
    AuctionResult,
    BalancePaid,
    MoneyArrived,
    MoneyOrigin,
    PriceAnswer,
)
from activities.gateways.pricing import PriceInquiryRequest
from models.answers import AnswerKind

HOUSE = {
    "kind": "house",
    "item_ref": "home",
    "amount": "1000000.00",
    "seen_by": ["local"],
    "place": "示例县示例路 9 号",
    "eviction_needed": False,
}


def test_price_inquiry_names_platforms_that_did_not_answer(outside, head):
    prices = {"甲": "980000.00", "乙": "1020000.00", "丙": None}
    outside.truth(parties={"R1": {"holdings": [{**HOUSE, "prices": prices}]}})
    outside.gateways.pricing.inquire(PriceInquiryRequest(**head("price"), item_ref="home", kind="house"))
    (answer,) = outside.answers(AnswerKind.PRICE_ANSWER)
    body = answer.read(PriceAnswer)
    assert {row.platform: row.price for row in body.prices} == {
        "甲": Decimal("980000.00"),
        "乙": Decimal("1020000.00"),
        "丙": None,
    }


def listing(head, key, round, price, opens_in=31, days=1):
    """A round of the house that opens `opens_in` days from now."""
    start = head(key)
    opens = start["at"] + timedelta(days=opens_in)
    return ListingRequest(
        **start,
        item_ref="home",
        kind="house",
        round=round,
        start_price=Decimal(price),
        deposit=Decimal("50000"),
        opens_at=opens,
        closes_at=opens + timedelta(days=days),
        balance_due_on=(opens + timedelta(days=days + 10)).date(),
    )


def test_auction_fails_then_sells_and_the_price_arrives_after_the_window(outside, head):
    rounds = {"first": {"bids": ["600000"]}, "second": {"bids": ["600000", "610000"]}}
    outside.truth(parties={"R1": {"holdings": [{**HOUSE, "auction": rounds}]}})
    auction = outside.gateways.auction
    first = listing(head, "first", AuctionRound.FIRST, "700000")
    published = auction.publish(first)
    with pytest.raises(GatewayRefused) as refused:
        auction.publish(first.model_copy(update={"key": "first again"}))
    assert refused.value.code == "already_listed"
    (ended,) = outside.answers(AnswerKind.AUCTION_RESULT)
    result = ended.read(AuctionResult)
    assert (result.outcome, result.bidders, result.listing) == (AuctionOutcome.FAILED, 0, published.listing)
    assert ended.at == first.closes_at

    second = listing(head, "second", AuctionRound.SECOND, "560000", opens_in=60)
    second = second.model_copy(update={"at": ended.at})
    auction.publish(second)
    sold, paid, arrived = outside.answers(
        AnswerKind.AUCTION_RESULT, AnswerKind.BALANCE_PAID, AnswerKind.MONEY_ARRIVED
    )
    result = sold.read(AuctionResult)
    assert (result.outcome, result.sold_price, result.bidders) == (
        AuctionOutcome.SOLD,
        Decimal("610000"),
        2,
    )
    assert sold.at >= second.closes_at
    balance = paid.read(BalancePaid)
    assert (balance.paid_in_full, balance.amount, balance.buyer) == (True, Decimal("610000"), result.buyer)
    assert second.balance_due_on >= paid.at.date()
    money = arrived.read(MoneyArrived)
    assert (money.amount, money.origin, money.item_ref) == (Decimal("610000"), MoneyOrigin.AUCTION, "home")
    with pytest.raises(GatewayRefused) as refused:
        auction.publish(second.model_copy(update={"key": "once more", "at": arrived.at}))
    assert refused.value.code == "already_sold"


def test_a_buyer_who_defaults_leaves_the_deposit(outside, head):
    rounds = {"first": {"bids": ["700000"], "pays": False}}
    outside.truth(parties={"R1": {"holdings": [{**HOUSE, "auction": rounds}]}})
    outside.gateways.auction.publish(listing(head, "first", AuctionRound.FIRST, "700000"))
    _, paid, arrived = outside.answers(
        AnswerKind.AUCTION_RESULT, AnswerKind.BALANCE_PAID, AnswerKind.MONEY_ARRIVED
    )
    assert not paid.read(BalancePaid).paid_in_full
    assert arrived.read(MoneyArrived).amount == Decimal("50000")
    again = listing(head, "again", AuctionRound.FIRST, "700000", opens_in=90)
    assert outside.gateways.auction.publish(again.model_copy(update={"at": arrived.at})).listing


def test_a_sale_ends_a_day_after_its_first_bid(outside, head):
    rounds = {"sale": {"bids": ["560000"], "bid_day": 4}}
    outside.truth(parties={"R1": {"holdings": [{**HOUSE, "auction": rounds}]}})
    sale = listing(head, "sale", AuctionRound.SALE, "560000", opens_in=16, days=60)
    outside.gateways.auction.publish(sale)
    (ended,) = outside.answers(AnswerKind.AUCTION_RESULT)
    assert ended.at == sale.opens_at + timedelta(days=5)


def test_a_listing_withdrawn_in_time_brings_nothing(outside, head):
    rounds = {"first": {"bids": ["700000"]}}
    outside.truth(parties={"R1": {"holdings": [{**HOUSE, "auction": rounds}]}})
    auction = outside.gateways.auction
    published = auction.publish(listing(head, "first", AuctionRound.FIRST, "700000"))
    withdrawal = WithdrawalRequest(**head("withdraw"), listing=published.listing)
    assert auction.withdraw(withdrawal).listing == published.listing
    assert outside.get("/next")["next"] is None
    again = auction.publish(listing(head, "again", AuctionRound.FIRST, "700000", opens_in=40))
    (ended,) = outside.answers(AnswerKind.AUCTION_RESULT)
    late = WithdrawalRequest(**head("too late", ended.at), listing=again.listing)
    with pytest.raises(GatewayRefused) as refused:
        auction.withdraw(late)
    assert refused.value.code == "bidding_over"
