"""What was found, in the words of a paper: money and things, whose they are, how they stand (财产情况)."""

from datetime import date
from decimal import Decimal

from activities.forms import yuan
from activities.papers.draft import Draft
from models.control_plan import IMMOVABLE, last_day
from models.errors import Code, Refusal
from models.events import EventKind
from models.forms.head import AuctionRound
from models.property import Asset, FoundMoney

FROZEN_KINDS = frozenset({"listed_stock", "equity", "securities", "housing_fund"})
"""Rights are frozen (冻结); things are seized (查封)."""

KEEPERS: dict[str, str] = {
    "bank_deposit": "开户银行",
    "network_account": "网络支付机构",
    "insurance_wealth": "保险、理财机构",
    "housing_fund_balance": "住房公积金管理中心",
    "housing_fund": "住房公积金管理中心",
    "house": "不动产登记机构",
    "shop": "不动产登记机构",
    "land": "不动产登记机构",
    "vehicle": "机动车登记机关",
    "listed_stock": "证券登记结算机构",
    "securities": "证券登记结算机构",
    "equity": "市场主体登记机关",
}
"""Who keeps or registers property of each kind; others are asked as the unit concerned (有关单位)."""

SOURCES: dict[str, str] = {
    "query": "网络查控",
    "network": "网络查控",
    "offline": "传统查控",
    "preservation": "保全",
    "investigation": "团队调查",
    "lead": "当事人提供线索",
    "report": "财产报告",
}
"""Where a finding came from."""

OUTCOMES: dict[str, str] = {
    "sold": "已成交",
    "taken_for_debt": "已以物抵债",
    "unsold": "流拍，未能处置",
    "released": "已准予解除控制",
}
"""How the disposal of a thing ended."""


def money_item(draft: Draft) -> FoundMoney:
    """The money the paper is about. Raises Refusal(UNKNOWN_SUBJECT)."""
    money = draft.file.state.money.get(draft.subject)
    if money is None:
        raise Refusal(Code.UNKNOWN_SUBJECT, f"资金 {draft.subject or '（未填）'} 不存在")
    return money


def asset_item(draft: Draft) -> Asset:
    """The thing the paper is about. Raises Refusal(UNKNOWN_SUBJECT)."""
    asset = draft.file.state.assets.get(draft.subject)
    if asset is None:
        raise Refusal(Code.UNKNOWN_SUBJECT, f"财产 {draft.subject or '（未填）'} 不存在")
    return asset


def money_holder(draft: Draft, money: FoundMoney) -> str:
    """Whose money it is, as the system that found it says."""
    return draft.holder_names(draft.file.stated(EventKind.MONEY_FOUND, money.id).get("holder"))


def asset_holder(draft: Draft, asset: Asset) -> str:
    """Whose the thing is."""
    return draft.holder_names(asset.facts.get("holder"))


def asset_text(draft: Draft, asset: Asset) -> str:
    """A thing with its holder and its place, e.g. 丁某名下位于某县某小区的房屋."""
    return f"{asset_holder(draft, asset)}名下{thing_text(draft, asset)}"


def thing_text(draft: Draft, asset: Asset) -> str:
    """A thing with its place, without its holder."""
    place = str(asset.facts.get("place") or "")
    return (f"位于{place}的" if place else "") + draft.word(asset.kind)


def money_text(draft: Draft, money: FoundMoney, amount: Decimal | None = None) -> str:
    """A sum, or `amount` of it, with its holder, e.g. 丁某的银行存款5,000.00元."""
    shown = money.amount if amount is None else amount
    return f"{money_holder(draft, money)}的{draft.word(money.kind)}{yuan(shown)}"


def keeper(kind: str) -> str:
    """The unit that keeps or registers property of this kind."""
    return KEEPERS.get(kind, "有关单位")


def control_word(kind: str) -> str:
    """How property of this kind is brought under control."""
    return "冻结" if kind in FROZEN_KINDS else "查封"


def control_until(draft: Draft, item: FoundMoney | Asset) -> date:
    """The last day of control: as the register has it, else the law's longest term (NB-33 to NB-35)."""
    if item.control_expires_on is not None:
        return item.control_expires_on
    terms = draft.file.book.control_terms
    if isinstance(item, FoundMoney):
        return last_day(draft.day, terms.money)
    return last_day(draft.day, terms.immovable if item.kind in IMMOVABLE else terms.movable)


def findings(draft: Draft) -> tuple[str, ...]:
    """Everything found and how it stands, one line each."""
    state = draft.file.state
    money = (f"{money_text(draft, item)}，{money_state(draft, item)}" for item in state.money.values())
    things = (f"{asset_text(draft, item)}，{asset_state(item)}" for item in state.assets.values())
    return (*money, *things)


def left_over(draft: Draft) -> tuple[str, ...]:
    """Things found that are neither sold nor taken for debt nor released, each with why (尚未处置的财产)."""
    return tuple(
        f"{asset_text(draft, asset)}，{_why_left(asset)}"
        for asset in draft.file.state.assets.values()
        if asset.disposal_outcome not in ("sold", "taken_for_debt") and asset.released_at is None
    )


def _why_left(asset: Asset) -> str:
    """The last failed round of a thing, else how it is controlled."""
    if asset.result == "failed":
        return f"已经{AuctionRound(asset.ended_round).words}流拍"
    verb = control_word(asset.kind)
    return f"已{verb}" if asset.controlled_at is not None else f"未能{verb}"


def money_state(draft: Draft, money: FoundMoney) -> str:
    """How a sum stands."""
    if any(arrival.item == money.id for arrival in draft.file.state.arrivals.values()):
        return "已扣划到账"
    if money.released_at is not None:
        return "已解除冻结"
    if money.deduction_ordered is not None:
        return f"已决定扣划{yuan(money.deduction_ordered)}"
    if money.frozen_at is not None:
        return f"已冻结{yuan(money.frozen_amount)}"
    return "未能冻结" if money.control_refused else "尚未冻结"


def asset_state(asset: Asset) -> str:
    """How a thing stands."""
    if asset.disposal_outcome:
        return OUTCOMES.get(asset.disposal_outcome, "处置结束")
    if asset.released_at is not None:
        return "已解除控制"
    if asset.in_disposal:
        return "处置中"
    if asset.controlled_at is not None:
        return f"已{control_word(asset.kind)}"
    return f"未能{control_word(asset.kind)}" if asset.control_refused else f"尚未{control_word(asset.kind)}"


def amount_given(asset: Asset, amount: Decimal | None, name: str) -> Decimal:
    """A price the paper cannot do without. Raises Refusal(WRONG_STATE)."""
    if amount is None:
        raise Refusal(Code.WRONG_STATE, f"财产 {asset.id} 尚未确定{name}")
    return amount
