"""Acts of disposal and auction: from the decision to sell until the thing is handed over."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from models.acts.envelope import Act, ActData, ActKind, Situation, require, shape
from models.auctioning import check_plan
from models.errors import Code, Refusal
from models.events import Event, EventKind
from models.property import Asset
from models.values import Instant

VALUATION = "valuation"
"""A price reported by a valuer (委托评估), which wants papers of its own."""


class AssetAct(ActData):
    """An act about one thing of the case."""

    asset: str

    def the_asset(self, situation: Situation) -> Asset:
        """The thing it is about. Raises Refusal(UNKNOWN_SUBJECT) if the case has no such thing."""
        asset = situation.state.assets.get(self.asset)
        if asset is None:
            raise Refusal(Code.UNKNOWN_SUBJECT, f"财产 {self.asset} 不存在")
        return asset

    def in_disposal(self, situation: Situation) -> Asset:
        """The thing, being disposed of now. Raises Refusal(WRONG_STATE) if it is not."""
        asset = self.the_asset(situation)
        require(asset.in_disposal, Code.WRONG_STATE, f"财产 {self.asset} 不在处置程序中")
        return asset


@shape
class MeetDisposalConditions(AssetAct):
    """The recorded decision that a thing may be disposed of, after asking the parties (RY-D14, NB-161)."""

    kind: ClassVar[ActKind] = ActKind.MEET_DISPOSAL_CONDITIONS
    opinions: str = Field(min_length=1)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The decision; refused for a thing that is not under control."""
        asset = self.the_asset(situation)
        require(asset.held, Code.WRONG_STATE, f"财产 {self.asset} 不在本案控制之下")
        require(asset.conditions_met_at is None, Code.ALREADY_DONE, f"财产 {self.asset} 已认定符合处置要件")
        return (act.event(EventKind.DISPOSAL_CONDITIONS_MET, self.asset, opinions=self.opinions),)


@shape
class EnterDisposal(AssetAct):
    """The thing enters the disposal stage (进入处置程序, RY-31)."""

    kind: ClassVar[ActKind] = ActKind.ENTER_DISPOSAL

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The entry; refused before control, and before eviction where people live in it."""
        asset = self.the_asset(situation)
        require(asset.held, Code.WRONG_STATE, f"财产 {self.asset} 不在本案控制之下")
        require(asset.disposal_entered_at is None, Code.ALREADY_DONE, f"财产 {self.asset} 已进入处置程序")
        evicted = not asset.facts.get("eviction_needed") or asset.eviction_done_at is not None
        require(evicted, Code.WRONG_STATE, f"财产 {self.asset} 尚未腾房")
        return (act.event(EventKind.DISPOSAL_ENTERED, self.asset, kind=asset.kind),)


@shape
class IssueEvictionNotice(AssetAct):
    """The eviction notice with its period (腾房公告, RY-32, 民诉法第261条)."""

    kind: ClassVar[ActKind] = ActKind.ISSUE_EVICTION_NOTICE
    until: date

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The notice; refused for a thing not under control, or a period that is already over."""
        asset = self.the_asset(situation)
        require(asset.held, Code.WRONG_STATE, f"财产 {self.asset} 不在本案控制之下")
        require(self.until > act.occurred_at.date(), Code.BAD_DATA, "腾房期限须晚于公告之日")
        return (act.event(EventKind.EVICTION_NOTICE_ISSUED, self.asset, until=self.until.isoformat()),)


@shape
class CompleteEviction(AssetAct):
    """The house is empty (腾房完毕, RY-32)."""

    kind: ClassVar[ActKind] = ActKind.COMPLETE_EVICTION

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The completion; refused without a notice."""
        asset = self.the_asset(situation)
        require(asset.eviction_notice_until is not None, Code.WRONG_STATE, f"财产 {self.asset} 没有腾房公告")
        return (act.event(EventKind.EVICTION_COMPLETED, self.asset),)


@shape
class StartPricing(AssetAct):
    """The start of fixing a reference price (启动确定参考价, RY-33, NB-159)."""

    kind: ClassVar[ActKind] = ActKind.START_PRICING
    method: Literal["agreement", "directed_inquiry", "network_inquiry", "valuation"]
    papers: tuple[str, ...] = ()

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The start, once; refused outside disposal, and a valuation without its papers (SH-33)."""
        asset = self.in_disposal(situation)
        require(not asset.pricing_method, Code.ALREADY_DONE, f"财产 {self.asset} 已启动定价")
        if self.method == VALUATION:
            require_papers(situation, VALUATION, self.papers)
        papers = list(self.papers) or None
        return (act.event(EventKind.PRICING_STARTED, self.asset, method=self.method, papers=papers),)


@shape
class FixPrice(AssetAct):
    """The reference price the parties agreed on or a valuer reported (确定参考价)."""

    kind: ClassVar[ActKind] = ActKind.FIX_PRICE
    amount: Decimal = Field(gt=0, decimal_places=2)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The price; refused where the platforms are asked, or when it is already fixed."""
        asset = self.in_disposal(situation)
        require(bool(asset.pricing_method), Code.WRONG_STATE, f"财产 {self.asset} 尚未启动定价")
        by_platform = asset.pricing_method == "network_inquiry"
        require(not by_platform, Code.WRONG_STATE, "网络询价的结果由询价平台反馈，不得手工填写")
        require(asset.reference_price is None, Code.ALREADY_DONE, f"财产 {self.asset} 已确定参考价")
        return (
            act.event(
                EventKind.REFERENCE_PRICE, self.asset, amount=str(self.amount), method=asset.pricing_method
            ),
        )


@shape
class HandDisposalPapers(AssetAct):
    """Auction materials handed to the auction desk (移交拍卖材料, RY-34)."""

    kind: ClassVar[ActKind] = ActKind.HAND_DISPOSAL_PAPERS
    papers: tuple[str, ...] = ()
    covers: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """By paper, the points it states."""

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The handing over; refused before a price is fixed, without a paper the desk wants (SH-35), or
        with one that leaves out a point which property of that kind needs (SH-36).
        """
        asset = self.in_disposal(situation)
        require_papers(situation, "auction", self.papers)
        require_points(situation, asset.kind, self.covers)
        require(asset.reference_price is not None, Code.WRONG_STATE, f"财产 {self.asset} 尚未确定参考价")
        stated = {paper: list(points) for paper, points in self.covers.items()} or None
        return (
            act.event(EventKind.DISPOSAL_PAPERS_HANDED, self.asset, papers=list(self.papers), covers=stated),
        )


def require_papers(situation: Situation, when: str, papers: tuple[str, ...]) -> None:
    """Raises Refusal(MISSING_EVIDENCE) naming the papers without which the auction desk does not accept."""
    wanted = (paper for paper in situation.book.auction.required_papers if paper.when == when)
    lacking = "、".join(paper.name for paper in wanted if paper.key not in papers)
    require(not lacking, Code.MISSING_EVIDENCE, f"移交材料不齐，缺少：{lacking}")


def require_points(situation: Situation, kind: str, covers: Mapping[str, Sequence[str]]) -> None:
    """Raises Refusal(MISSING_EVIDENCE) naming what a paper leaves out for property of this kind."""
    for paper in situation.book.auction.required_papers:
        wanted = (point for point in paper.points if not point.kinds or kind in point.kinds)
        lacking = "、".join(point.name for point in wanted if point.key not in covers.get(paper.key, ()))
        require(not lacking, Code.MISSING_EVIDENCE, f"“{paper.name}”没有载明：{lacking}")


@shape
class PlanAuction(AssetAct):
    """The decision on one round: start price, deposit, opening (一拍、二拍、变卖, NB-181..NB-210)."""

    kind: ClassVar[ActKind] = ActKind.PLAN_AUCTION
    round: Literal["first", "second", "sale"]
    start_price: Decimal = Field(gt=0, decimal_places=2)
    deposit: Decimal = Field(ge=0, decimal_places=2)
    opens_at: Instant

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The plan; refused below the national price floor, deposit range or announcement period."""
        asset = self.in_disposal(situation)
        failed_at = asset.round_ended_at
        check_plan(
            situation.book.auction,
            asset,
            round=self.round,
            start_price=self.start_price,
            deposit=self.deposit,
            published_on=act.occurred_at.date(),
            opens_on=self.opens_at.date(),
            failed_on=failed_at.date() if failed_at else None,
        )
        return (
            act.event(
                EventKind.AUCTION_PLANNED,
                self.asset,
                round=self.round,
                start_price=str(self.start_price),
                deposit=str(self.deposit),
                opens_at=self.opens_at.isoformat(),
            ),
        )


@shape
class AnswerDebtOffer(AssetAct):
    """The applicant's answer whether he takes the unsold thing for the debt (以物抵债, NB-206, NB-212)."""

    kind: ClassVar[ActKind] = ActKind.ANSWER_DEBT_OFFER
    taken: bool
    applicant: str

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The answer, and the end of disposal where it settles it; refused before a second failure."""
        asset = self.in_disposal(situation)
        failed = asset.ended_round in ("second", "sale") and asset.result == "failed"
        require(failed, Code.WRONG_STATE, f"财产 {self.asset} 未经二拍或变卖流拍，不得以物抵债")
        known = {party.id for party in situation.state.applicants}
        require(self.applicant in known, Code.UNKNOWN_SUBJECT, f"申请执行人编号不存在：{self.applicant}")
        answered = act.event(
            EventKind.DEBT_OFFER_ANSWERED, self.asset, taken=self.taken, applicant=self.applicant
        )
        if self.taken:
            price = str(asset.start_price)
            return (
                answered,
                act.event(EventKind.ASSET_TAKEN_FOR_DEBT, self.asset, amount=price, applicant=self.applicant),
                act.event(EventKind.DISPOSAL_ENDED, self.asset, outcome="taken_for_debt", amount=price),
            )
        if asset.ended_round == "sale":
            return (answered, act.event(EventKind.DISPOSAL_ENDED, self.asset, outcome="unsold"))
        return (answered,)


@shape
class ServeSaleRuling(AssetAct):
    """The sale ruling served on the buyer: title passes (成交裁定, NB-200, NB-201)."""

    kind: ClassVar[ActKind] = ActKind.SERVE_SALE_RULING

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The service; refused before the price is paid in full."""
        asset = self.in_disposal(situation)
        require(asset.price_paid_at is not None, Code.WRONG_STATE, f"财产 {self.asset} 价款尚未付清")
        return (act.event(EventKind.SALE_RULING_SERVED, self.asset),)


@shape
class DeliverAsset(AssetAct):
    """The thing handed over to the buyer (交付, NB-202)."""

    kind: ClassVar[ActKind] = ActKind.DELIVER_ASSET

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The delivery and the end of disposal; refused before the ruling is served."""
        asset = self.in_disposal(situation)
        require(asset.ruling_served_at is not None, Code.WRONG_STATE, f"财产 {self.asset} 成交裁定尚未送达")
        return (
            act.event(EventKind.ASSET_DELIVERED, self.asset),
            act.event(EventKind.DISPOSAL_ENDED, self.asset, outcome="sold", amount=str(asset.sold_price)),
        )
