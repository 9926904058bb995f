"""Folds of disposal and auction (处置、拍卖)."""

from decimal import Decimal

from models.case import CaseState
from models.events import Entry, EventKind
from models.folds.changing import Fold, amount, day, with_thing


def _asset_at(field: str) -> Fold:
    """A fold that notes on the asset when the event happened."""

    def note(state: CaseState, entry: Entry) -> CaseState:
        return with_thing(state, "assets", entry.subject, **{field: entry.occurred_at})

    return note


def _eviction_notice_issued(state: CaseState, entry: Entry) -> CaseState:
    return with_thing(state, "assets", entry.subject, eviction_notice_until=day(entry, "until"))


def _pricing_started(state: CaseState, entry: Entry) -> CaseState:
    return with_thing(state, "assets", entry.subject, pricing_method=entry.facts["method"])


def _price_inquired(state: CaseState, entry: Entry) -> CaseState:
    return with_thing(state, "assets", entry.subject, price_inquired=True)


def _reference_price(state: CaseState, entry: Entry) -> CaseState:
    return with_thing(state, "assets", entry.subject, reference_price=amount(entry, "amount"))


def _auction_planned(state: CaseState, entry: Entry) -> CaseState:
    return with_thing(
        state,
        "assets",
        entry.subject,
        planned_round=entry.facts["round"],
        start_price=amount(entry, "start_price"),
        deposit=amount(entry, "deposit"),
        opens_at=entry.facts["opens_at"],
        result="",
    )


def _auction_published(state: CaseState, entry: Entry) -> CaseState:
    return with_thing(state, "assets", entry.subject, published_round=entry.facts["round"])


def _auction_ended(state: CaseState, entry: Entry) -> CaseState:
    price = entry.facts.get("price")
    return with_thing(
        state,
        "assets",
        entry.subject,
        ended_round=entry.facts["round"],
        round_ended_at=entry.occurred_at,
        result=entry.facts["result"],
        sold_price=Decimal(str(price)) if price is not None else None,
    )


def _debt_offer_answered(state: CaseState, entry: Entry) -> CaseState:
    taken = bool(entry.facts["taken"])
    return with_thing(state, "assets", entry.subject, debt_offer="taken" if taken else "refused")


def _disposal_ended(state: CaseState, entry: Entry) -> CaseState:
    return with_thing(
        state,
        "assets",
        entry.subject,
        disposal_ended_at=entry.occurred_at,
        disposal_outcome=entry.facts["outcome"],
    )


FOLDS: dict[EventKind, Fold] = {
    EventKind.DISPOSAL_CONDITIONS_MET: _asset_at("conditions_met_at"),
    EventKind.DISPOSAL_ENTERED: _asset_at("disposal_entered_at"),
    EventKind.EVICTION_NOTICE_ISSUED: _eviction_notice_issued,
    EventKind.EVICTION_COMPLETED: _asset_at("eviction_done_at"),
    EventKind.PRICING_STARTED: _pricing_started,
    EventKind.PRICE_INQUIRED: _price_inquired,
    EventKind.REFERENCE_PRICE: _reference_price,
    EventKind.DISPOSAL_PAPERS_HANDED: _asset_at("papers_handed_at"),
    EventKind.AUCTION_PLANNED: _auction_planned,
    EventKind.AUCTION_PUBLISHED: _auction_published,
    EventKind.AUCTION_ENDED: _auction_ended,
    EventKind.PRICE_PAID_IN_FULL: _asset_at("price_paid_at"),
    EventKind.SALE_RULING_SERVED: _asset_at("ruling_served_at"),
    EventKind.ASSET_DELIVERED: _asset_at("delivered_at"),
    EventKind.DEBT_OFFER_ANSWERED: _debt_offer_answered,
    EventKind.DISPOSAL_ENDED: _disposal_ended,
}
