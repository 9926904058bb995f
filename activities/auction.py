"""Disposal and auction (财产处置): price inquiry and publication of rounds."""

from datetime import datetime, timedelta
from decimal import Decimal

from temporalio import activity

from activities.gateways.auction import AuctionRound, ListingRequest
from activities.gateways.pricing import PriceInquiryRequest
from activities.papers.disposal import BALANCE_DAYS
from activities.stage_work import Tools, outside_key, refusals, seen
from models.events import EventKind
from models.messages import StageResult, StageWork
from models.values import court_local


class Auctions:
    """The activities of disposal."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    @activity.defn(name="auction.inquire_price")
    def inquire_price(self, work: StageWork) -> StageResult:
        """Ask all listed platforms for a price at once (网络询价, NB-162)."""
        file = self._tools.read(work)
        asset = file.state.assets[work.subject]
        with refusals():
            self._tools.gateways.pricing.inquire(
                PriceInquiryRequest(
                    court=file.state.court,
                    case_no=file.state.case_no,
                    key=outside_key(work),
                    at=work.at,
                    item_ref=str(asset.facts.get("item_ref", asset.id)),
                    kind=asset.kind,
                )
            )
        return StageResult(events=(seen(work, EventKind.PRICE_INQUIRED, asset.id),))

    @activity.defn(name="auction.publish")
    def publish(self, work: StageWork) -> StageResult:
        """Publish a planned round with its notice (拍卖公告); the platform's result is its own event."""
        file = self._tools.read(work)
        asset = file.state.assets[work.subject]
        opens_at = court_local(datetime.fromisoformat(asset.opens_at))
        hours = (
            file.book.auction.sale_window_days * 24
            if asset.planned_round == "sale"
            else file.book.auction.bidding_hours
        )
        closes_at = opens_at + timedelta(hours=hours)
        with refusals():
            paper = self._tools.papers.make(
                file, "auction_notice", f"auction/{asset.id}/{asset.planned_round}", work.at, subject=asset.id
            )
            receipt = self._tools.gateways.auction.publish(
                ListingRequest(
                    court=file.state.court,
                    case_no=file.state.case_no,
                    key=outside_key(work),
                    at=work.at,
                    item_ref=str(asset.facts.get("item_ref", asset.id)),
                    kind=asset.kind,
                    round=AuctionRound(asset.planned_round),
                    start_price=asset.start_price or Decimal(0),
                    deposit=asset.deposit or Decimal(0),
                    opens_at=opens_at,
                    closes_at=closes_at,
                    balance_due_on=(closes_at + timedelta(days=BALANCE_DAYS)).date(),
                )
            )
        published = seen(
            work,
            EventKind.AUCTION_PUBLISHED,
            asset.id,
            round=asset.planned_round,
            listing=receipt.listing,
            opens_at=opens_at.isoformat(),
            closes_at=closes_at.isoformat(),
        )
        return StageResult(events=(paper, published))
