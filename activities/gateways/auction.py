"""The online auction platform (网络司法拍卖平台, NB-180..NB-211)."""

from datetime import date
from enum import StrEnum
from typing import Protocol

from pydantic import Field, model_validator

from activities.gateways.client import OutsideClient
from activities.gateways.exchange import FromOutside, GatewayRequest, PositiveYuan, Yuan
from models.values import Instant


class AuctionRound(StrEnum):
    """Rounds of a disposal."""

    FIRST = "first"  # 一拍
    SECOND = "second"  # 二拍
    SALE = "sale"  # 变卖


class ListingRequest(GatewayRequest):
    """A round to be published: price, deposit, bidding window, day by which the balance is due (NB-197)."""

    item_ref: str = Field(min_length=1)
    kind: str
    round: AuctionRound
    start_price: PositiveYuan
    deposit: Yuan
    opens_at: Instant
    closes_at: Instant
    balance_due_on: date

    @model_validator(mode="after")
    def _in_order(self) -> "ListingRequest":
        if not self.opens_at < self.closes_at:
            raise ValueError("竞价结束时间须晚于开始时间")
        return self


class ListingReceipt(FromOutside):
    """The listing as published (拍卖公告、变卖公告)."""

    listing: str = Field(min_length=1, max_length=128)
    published_at: Instant


class WithdrawalRequest(GatewayRequest):
    """A published listing to be withdrawn before bidding ends (撤回拍卖, NB-214)."""

    listing: str = Field(min_length=1)
    reason: str = ""


class WithdrawalAnswer(FromOutside):
    """The withdrawal as the platform entered it."""

    listing: str
    withdrawn_at: Instant


class AuctionGateway(Protocol):
    """The auction platform."""

    def publish(self, request: ListingRequest) -> ListingReceipt:
        """Publishes a round; `auction_result`, `balance_paid`, `money_arrived` follow by mailbox.

        Raises GatewayDown, or GatewayRefused (`already_listed`, `already_sold`).
        """
        ...

    def withdraw(self, request: WithdrawalRequest) -> WithdrawalAnswer:
        """Takes a listing back. Raises GatewayDown, or GatewayRefused (`not_found`, `bidding_over`)."""
        ...


class HttpAuction:
    """The auction platform over HTTP."""

    def __init__(self, client: OutsideClient) -> None:
        self._client = client

    def publish(self, request: ListingRequest) -> ListingReceipt:
        """Publishes a round. Raises GatewayDown, or GatewayRefused (`already_listed`, `already_sold`)."""
        return self._client.send("/auction/listings", request, ListingReceipt)

    def withdraw(self, request: WithdrawalRequest) -> WithdrawalAnswer:
        """Takes a listing back. Raises GatewayDown, or GatewayRefused (`not_found`, `bidding_over`)."""
        return self._client.send("/auction/withdrawals", request, WithdrawalAnswer)
