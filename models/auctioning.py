"""National floors and periods of an online auction (网络司法拍卖): what a planned round must respect."""

from datetime import date, timedelta
from decimal import Decimal

from models.errors import Code, Refusal
from models.procedure import Auction
from models.property import Asset

HUNDRED = Decimal(100)


def is_immovable(rules: Auction, asset: Asset) -> bool:
    """Whether the longer announcement periods hold: immovables and other property rights (NB-185)."""
    return asset.kind in rules.immovable_kinds


def price_floor(rules: Auction, asset: Asset, round: str) -> Decimal:
    """The lowest start price of a round in yuan (NB-181, NB-182, NB-210)."""
    if round == "first":
        return (asset.reference_price or Decimal(0)) * rules.first_floor_percent / HUNDRED
    previous = asset.start_price or Decimal(0)
    if round == "second":
        return previous * (100 - rules.second_reduction_percent) / HUNDRED
    return previous


def notice_days(rules: Auction, asset: Asset, round: str) -> int:
    """Days between publication and opening that the law demands at least (NB-184..NB-188, NB-209)."""
    movable, immovable = {
        "first": (rules.first_notice_days_movable, rules.first_notice_days_immovable),
        "second": (rules.second_notice_days_movable, rules.second_notice_days_immovable),
        "sale": (rules.sale_notice_days_movable, rules.sale_notice_days_immovable),
    }[round]
    return immovable if is_immovable(rules, asset) else movable


def check_plan(
    rules: Auction,
    asset: Asset,
    *,
    round: str,
    start_price: Decimal,
    deposit: Decimal,
    published_on: date,
    opens_on: date,
    failed_on: date | None,
) -> None:
    """Raises Refusal where a planned round breaks a floor, a period or the order of rounds."""
    _check_order(asset, round)
    if asset.reference_price is None:
        raise Refusal(Code.WRONG_STATE, f"财产 {asset.id} 尚未确定参考价")
    floor = price_floor(rules, asset, round)
    if start_price < floor:
        raise Refusal(Code.BAD_DATA, f"起拍价不得低于 {floor:.2f} 元（{rules.citation}）")
    if round != "sale":
        low = start_price * rules.deposit_min_percent / HUNDRED
        high = start_price * rules.deposit_max_percent / HUNDRED
        if not low <= deposit <= high:
            raise Refusal(Code.BAD_DATA, f"保证金须在 {low:.2f} 至 {high:.2f} 元之间（NB-191）")
    earliest = published_on + timedelta(days=notice_days(rules, asset, round))
    if opens_on < earliest:
        raise Refusal(Code.BAD_DATA, f"公告期不足：最早 {earliest.isoformat()} 开拍（{rules.citation}）")
    if round == "second" and failed_on is not None:
        latest = failed_on + timedelta(days=rules.second_within_days)
        if opens_on > latest:
            raise Refusal(Code.BAD_DATA, f"二拍须于 {latest.isoformat()} 前开拍（NB-186）")


def _check_order(asset: Asset, round: str) -> None:
    """First, then second after a failure, then sale after a second failure nobody took for debt."""
    failed = asset.result == "failed"
    if asset.planned_round and asset.planned_round != asset.ended_round:
        raise Refusal(Code.ALREADY_DONE, f"财产 {asset.id} 的本轮拍卖尚未结束")
    expected = {"": "first", "first": "second", "second": "sale"}.get(asset.ended_round, "")
    if round != expected or (asset.ended_round and not failed):
        raise Refusal(Code.WRONG_STATE, f"财产 {asset.id} 不能进行这一轮拍卖")
    if round == "sale" and asset.debt_offer != "refused":
        raise Refusal(Code.WRONG_STATE, "变卖前须先询问申请执行人是否以物抵债（NB-206）")
