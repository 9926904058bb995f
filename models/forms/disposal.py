"""Documents that take, sell or hand over property (扣划、腾房、拍卖、成交、以物抵债)."""

import datetime as dt
from typing import Self

from pydantic import Field, model_validator

from models.forms.head import (
    Account,
    AuctionRound,
    Bench,
    Contact,
    Form,
    FormParty,
    Named,
    Words,
    Yuan,
)
from models.values import Instant, Value


class Deduction(Value):
    """A sum to be taken from one account of one respondent (扣划事项)."""

    respondent: Named
    institution: Named
    account_number: Named
    amount: Yuan


class DeductionRuling(Form):
    """扣划裁定书 (民诉法第253条, 民诉法解释第484条, NB-39)."""

    deductions: tuple[Deduction, ...] = Field(min_length=1)
    account: Account | None = None
    bench: Bench


class EvictionNotice(Form):
    """腾房公告: leave `premises` by `leave_by`; the president signs (民诉法第261条, NB-150, NB-80)."""

    premises: Named
    occupants: Words = ""
    leave_by: dt.date
    president: Named
    contact: Contact


class AuctionRuling(Form):
    """拍卖裁定书 (民诉法第255条、第258条, 拍卖变卖规定第1条)."""

    assets: tuple[Named, ...] = Field(min_length=1)
    bench: Bench


class Lot(Value):
    """A thing offered (拍卖标的物); prices in yuan."""

    name: Named
    description: Named
    burdens: Words = ""
    reference_price: Yuan
    start_price: Yuan = Field(gt=0)
    deposit: Yuan
    increment: Yuan = Field(gt=0)


class AuctionNotice(Form):
    """拍卖公告、变卖公告 of an online sale (网拍规定第12条至第14条, NB-184, NB-185, NB-209)."""

    round: AuctionRound
    platform: Named
    lots: tuple[Lot, ...] = Field(min_length=1)
    opens_at: Instant
    closes_at: Instant
    viewing: Named
    payment_days: int = Field(gt=0)
    account: Account | None = None
    contact: Contact

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.closes_at <= self.opens_at:
            raise ValueError("竞价结束时间须晚于开始时间")
        return self


class SaleRuling(Form):
    """成交裁定书: title passes when it is served on the buyer (民诉法解释第491条, NB-200, NB-201)."""

    asset: Named
    round: AuctionRound
    platform: Named
    sold_on: dt.date
    buyer: FormParty
    price: Yuan
    bench: Bench


class DebtAssetRuling(Form):
    """以物抵债裁定书: the taker's claim is met by `offset` yuan, `surplus` is paid in (NB-212)."""

    asset: Named
    round: AuctionRound
    failed_on: dt.date
    taker: FormParty
    price: Yuan
    offset: Yuan
    surplus: Yuan
    bench: Bench

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.offset + self.surplus != self.price:
            raise ValueError("抵债额与补交差额之和须等于抵债价格")
        return self
