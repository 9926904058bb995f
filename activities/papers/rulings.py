"""Rulings (裁定书): freezing, deduction, auction, sale, debt-for-asset, termination."""

from decimal import Decimal

from activities.papers.course import steps
from activities.papers.draft import Draft
from activities.papers.findings import (
    amount_given,
    asset_item,
    asset_text,
    keeper,
    left_over,
    money_holder,
    money_item,
)
from models.errors import Code, Refusal
from models.events import EventKind
from models.fees import NO_AMOUNT_RANGE
from models.forms import FormParty
from models.forms.disposal import AuctionRuling, DebtAssetRuling, Deduction, DeductionRuling, SaleRuling
from models.forms.head import AuctionRound, Bench
from models.forms.served import GeneralRuling, TerminationRuling
from models.property import Asset
from models.roles import Role

PANEL = 3
"""Members of a panel (合议庭)."""


def general_ruling(draft: Draft) -> GeneralRuling:
    """执行裁定书（通用） up to the claim and the fee (RY-19, NB-31).

    Where the claim is not for money the ceiling is the highest fee such a case can cost (NB-253).
    """
    state = draft.file.state
    ceiling = state.claim + state.enforcement_fee if state.claim > 0 else NO_AMOUNT_RANGE[1]
    return GeneralRuling(head=draft.head(), ceiling=ceiling, bench=draft.bench())


def deduction_ruling(draft: Draft) -> DeductionRuling:
    """扣划裁定书 (民诉法第253条, NB-39): `subject` is a sum whose deduction was ordered."""
    money = money_item(draft)
    if money.deduction_ordered is None:
        raise Refusal(Code.WRONG_STATE, f"资金 {money.id} 尚未决定扣划")
    deduction = Deduction(
        respondent=money_holder(draft, money),
        institution=keeper(money.kind),
        account_number=money.ref or money.id,
        amount=money.deduction_ordered,
    )
    return DeductionRuling(
        head=draft.head(), deductions=(deduction,), account=draft.account(), bench=draft.bench()
    )


def auction_ruling(draft: Draft) -> AuctionRuling:
    """拍卖裁定书 (民诉法第255条、第258条): `subject` is the thing.

    The panel that decided about it signs; details `panel` names further judges in its place.
    """
    asset = asset_item(draft)
    return AuctionRuling(head=draft.head(), assets=(asset_text(draft, asset),), bench=_bench(draft, asset.id))


def sale_ruling(draft: Draft) -> SaleRuling:
    """成交裁定书 (NB-200, NB-201): `subject` is the thing sold.

    The buyer is the one in details `buyer_name`, `buyer_id_number`, `buyer_address` and
    `buyer_organisation` (“是” for one that is no human being); else the number under which the
    platform's result names the winner (竞买号). Refused where neither is known.
    """
    asset = asset_item(draft)
    if asset.result != "sold":
        raise Refusal(Code.WRONG_STATE, f"财产 {asset.id} 没有成交，不能制作成交裁定书")
    ended = draft.file.latest(EventKind.AUCTION_ENDED, asset.id)
    return SaleRuling(
        head=draft.head(),
        asset=asset_text(draft, asset),
        round=AuctionRound(asset.ended_round),
        platform=draft.file.profile.auction_platform,
        sold_on=(ended.occurred_at if ended else draft.at).date(),
        buyer=_buyer(draft, asset),
        price=amount_given(asset, asset.sold_price, "成交价"),
        bench=_bench(draft, asset.id),
    )


def debt_asset_ruling(draft: Draft) -> DebtAssetRuling:
    """以物抵债裁定书 (NB-212): `subject` is the thing an applicant takes at the failed round's reserve."""
    asset, state = asset_item(draft), draft.file.state
    answer = draft.file.stated(EventKind.DEBT_OFFER_ANSWERED, asset.id)
    if asset.debt_offer != "taken":
        raise Refusal(Code.WRONG_STATE, f"财产 {asset.id} 没有申请执行人同意抵债")
    failed = draft.file.latest(EventKind.AUCTION_ENDED, asset.id)
    price = amount_given(asset, asset.start_price, "保留价")
    offset = min(price, _owed_before(draft, asset))
    return DebtAssetRuling(
        head=draft.head(),
        asset=asset_text(draft, asset),
        round=AuctionRound(asset.ended_round),
        failed_on=(failed.occurred_at if failed else draft.at).date(),
        taker=draft.party(str(answer.get("applicant") or state.applicants[0].id)),
        price=price,
        offset=offset,
        surplus=price - offset,
        bench=_bench(draft, asset.id),
    )


def termination_ruling(draft: Draft) -> TerminationRuling:
    """终结本次执行程序裁定书 (NB-292, NB-293).

    Details, or the proposal to close, say whether the applicant agreed (`applicant_agrees`: “是”).
    Without his agreement a panel decides and the president approves (民诉法解释第517条, NB-112): the
    judges in `panel`, else the panel that sat on it, else the nearest on duty; refused where there are
    fewer than three.
    """
    state = draft.file.state
    agrees = _said(draft, "applicant_agrees") in ("是", "true", "True")
    if agrees:
        bench = draft.bench(_panel(draft))
    else:
        method = state.closing.method if state.closing else ""
        bench = _bench(draft, method, otherwise=_nearest_judges(draft))
    if not agrees and len(bench.judges) < PANEL:
        raise Refusal(
            Code.MISSING_EVIDENCE,
            "申请执行人未签字同意终本的，须由合议庭评议，合议庭成员不足三人（民诉法解释第517条）",
        )
    return TerminationRuling(
        head=draft.head(),
        steps=steps(draft),
        assets=left_over(draft),
        recovered=state.recovered,
        outstanding=state.outstanding,
        applicant_agrees=agrees,
        bench=bench,
    )


def _owed_before(draft: Draft, asset: Asset) -> Decimal:
    """What was still owed before this thing was taken for the debt, yuan."""
    state = draft.file.state
    not_taken = asset.model_copy(update={"disposal_outcome": ""})
    return state.model_copy(update={"assets": {**state.assets, asset.id: not_taken}}).outstanding


def _said(draft: Draft, name: str) -> str:
    """What the details say of this, else the proposal to close the case."""
    stated = draft.file.stated(EventKind.CLOSING_PROPOSED).get(name, "")
    return draft.details.get(name) or str(stated)


def _bench(draft: Draft, about: str, otherwise: tuple[str, ...] = ()) -> Bench:
    """The judges in details `panel`, else those who sat and granted what was asked of it (合议庭, RY-55).

    Who presided then presides in the ruling. Where nobody has sat: the judge who signs, and `otherwise`.
    """
    named = _panel(draft)
    if named:
        return draft.bench(named)
    held = (entry for entry in reversed(draft.file.entries) if entry.kind is EventKind.PANEL_HELD)
    for entry in held:
        if about and entry.facts.get("target") == about and entry.facts.get("granted"):
            return draft.bench_of((str(entry.facts["presiding"]), *entry.facts["members"]))
    return draft.bench(otherwise)


def _panel(draft: Draft) -> tuple[str, ...]:
    """The other members of the panel, by staff number, as the details name them."""
    named = _said(draft, "panel").replace("、", ",").replace("，", ",")
    return tuple(number.strip() for number in named.split(",") if number.strip())


def _nearest_judges(draft: Draft) -> tuple[str, ...]:
    """Two judges beside the one who signs, the nearest on duty."""
    signer = draft.judge()
    return tuple(number for number in draft.on_duty(Role.JUDGE) if number != signer)[: PANEL - 1]


def _buyer(draft: Draft, asset: Asset) -> FormParty:
    """Who bought it. Raises Refusal(MISSING_EVIDENCE) where nobody says."""
    details = draft.details
    number = draft.file.stated(EventKind.AUCTION_ENDED, asset.id).get("buyer")
    name = details.get("buyer_name") or (f"竞买号{number}的竞买人" if number else "")
    if not name:
        raise Refusal(Code.MISSING_EVIDENCE, f"成交裁定书：财产 {asset.id} 的成交确认没有载明买受人")
    return FormParty(
        name=name,
        natural=details.get("buyer_organisation") != "是",
        id_number=details.get("buyer_id_number", ""),
        address=details.get("buyer_address", ""),
    )
