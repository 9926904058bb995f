"""Public notices of disposal (腾房公告、拍卖公告): `subject` is the thing's id."""

from datetime import timedelta
from decimal import ROUND_CEILING, Decimal

from activities.forms import day
from activities.papers.draft import Draft, instant
from activities.papers.findings import amount_given, asset_item, asset_text, thing_text
from models.auctioning import is_immovable
from models.errors import Code, Refusal
from models.forms.disposal import AuctionNotice, EvictionNotice, Lot
from models.forms.head import AuctionRound
from models.property import Asset
from models.roles import Role
from models.values import Instant

BALANCE_DAYS = 15
"""Days in which the buyer pays the balance, calendar days from the sale: fixed in the notice, no national
number (网拍规定第25条, 拍卖变卖规定第21条, NB-197); the house's reading is fifteen."""

INCREMENT_PERCENT = Decimal("0.5")
"""Step of a bid, percent of the start price (增价幅度): the panel fixes it, no national number (NB-112)."""

INCREMENT_UNIT = Decimal(100)
"""A step is rounded up to so many yuan."""


def eviction_notice(draft: Draft) -> EvictionNotice:
    """腾房公告 of a house or land (民诉法第261条, NB-150); the president signs it (NB-80)."""
    asset = asset_item(draft)
    if asset.eviction_notice_until is None:
        raise Refusal(Code.WRONG_STATE, f"财产 {asset.id} 尚未确定腾房期限")
    return EvictionNotice(
        head=draft.head(),
        premises=thing_text(draft, asset),
        occupants=draft.details.get("occupants", "") or "其他占有人",
        leave_by=asset.eviction_notice_until,
        president=draft.one_on_duty(Role.COURT_PRESIDENT),
        contact=draft.contact(),
    )


def auction_notice(draft: Draft) -> AuctionNotice:
    """拍卖公告、变卖公告 of the planned round (网拍规定第12条至第14条, NB-184, NB-209)."""
    asset, rules = asset_item(draft), draft.file.book.auction
    if not asset.planned_round or not asset.opens_at:
        raise Refusal(Code.WRONG_STATE, f"财产 {asset.id} 尚未决定拍卖")
    round = AuctionRound(asset.planned_round)
    opens_at = instant(asset.opens_at, "竞价开始时间")
    sale = round is AuctionRound.SALE
    lasts = timedelta(days=rules.sale_window_days) if sale else timedelta(hours=rules.bidding_hours)
    return AuctionNotice(
        head=draft.head(),
        round=round,
        platform=draft.file.profile.auction_platform,
        lots=(_lot(draft, asset, sale=sale),),
        opens_at=opens_at,
        closes_at=opens_at + lasts,
        viewing=_viewing(draft, opens_at),
        payment_days=BALANCE_DAYS,
        account=draft.account(),
        contact=draft.contact(),
    )


def _lot(draft: Draft, asset: Asset, *, sale: bool) -> Lot:
    """The thing offered; in a sale the whole price is paid beforehand (NB-210)."""
    start = amount_given(asset, asset.start_price, "起拍价")
    kind = "不动产或者其他财产权" if is_immovable(draft.file.book.auction, asset) else "动产"
    return Lot(
        name=thing_text(draft, asset),
        description=f"{asset_text(draft, asset)}，属{kind}",
        burdens=_burdens(asset),
        reference_price=amount_given(asset, asset.reference_price, "参考价"),
        start_price=start,
        deposit=start if sale else amount_given(asset, asset.deposit, "保证金"),
        increment=_increment(start),
    )


def _increment(start: Decimal) -> Decimal:
    """The step of a bid."""
    share = start * INCREMENT_PERCENT / 100 / INCREMENT_UNIT
    return max(share.to_integral_value(ROUND_CEILING), Decimal(1)) * INCREMENT_UNIT


def _burdens(asset: Asset) -> str:
    """Who is in it, as far as the file knows."""
    if not asset.facts.get("eviction_needed"):
        return ""
    return "已腾空" if asset.eviction_done_at is not None else "现由他人占有，尚未腾空"


def _viewing(draft: Draft, opens_at: Instant) -> str:
    """Until when questions are answered and the thing may be seen."""
    last = (opens_at - timedelta(days=1)).date()
    where = draft.unit_named(draft.file.book.auction.desk_unit).name
    return f"自公告之日起至{day(last)}接受咨询，看样请向{where}预约"
