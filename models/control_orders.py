"""Orders about property under control (解除、续行控制): what they may be about, what is still to be done."""

from datetime import date

from models.case import CaseState
from models.control_plan import IMMOVABLE, last_day
from models.errors import Code, Refusal
from models.procedure import ControlTerms
from models.property import Asset, FoundMoney

Item = FoundMoney | Asset


def item_of(state: CaseState, item_id: str) -> Item:
    """The money or thing with this id. Raises Refusal(UNKNOWN_SUBJECT)."""
    item = state.money.get(item_id) or state.assets.get(item_id)
    if item is None:
        raise Refusal(Code.UNKNOWN_SUBJECT, f"财产 {item_id or '（未填）'} 不存在")
    return item


def held_item(state: CaseState, item_id: str) -> Item:
    """The money or thing, under control and to be kept so. Raises Refusal for any other."""
    item = item_of(state, item_id)
    if item.release_order:
        raise Refusal(Code.ALREADY_DONE, f"财产 {item_id} 已决定解除控制")
    if not item.held:
        raise Refusal(Code.WRONG_STATE, f"财产 {item_id} 不在本案控制之下")
    return item


def check_release(state: CaseState, item_id: str) -> Item:
    """The item that may be released on request (依申请解除, SH-51, NB-42).

    Raises Refusal for what is not under control, what was ordered to be deducted, what is on sale or
    sold, and after a closing was approved.
    """
    if state.closing is not None and state.closing.state == "approved":
        raise Refusal(Code.WRONG_STATE, "本案结案审查已通过，不再单独解除控制")
    item = held_item(state, item_id)
    if isinstance(item, FoundMoney) and item.deduction_ordered is not None:
        raise Refusal(Code.WRONG_STATE, f"资金 {item_id} 已决定扣划，不得解除冻结")
    if isinstance(item, Asset) and (item.on_sale or item.disposal_outcome in ("sold", "taken_for_debt")):
        raise Refusal(Code.WRONG_STATE, f"财产 {item_id} 正在拍卖、变卖或者已经成交，不得解除查封")
    return item


def longest_until(item: Item, terms: ControlTerms, today: date) -> date:
    """The last day a renewal made today may reach (续行期限, NB-33 to NB-36)."""
    if isinstance(item, FoundMoney):
        return last_day(today, terms.money)
    return last_day(today, terms.immovable if item.kind in IMMOVABLE else terms.movable)


# --- papers, by which an order is known to have been carried out ------------------------------------


def release_paper(item: Item) -> str:
    """The id of the ruling that releases it (解除裁定)."""
    return f"release_ruling/{item.id}/{item.release_order}"


def renewal_paper(item: Item) -> str:
    """The id of the ruling that renews its control (续行裁定)."""
    return f"renewal_ruling/{item.id}/{item.renew_until}"


def releases_due(state: CaseState) -> tuple[Item, ...]:
    """What was ordered to be released and has no ruling yet."""
    return tuple(
        item for item in _items(state) if item.release_order and release_paper(item) not in state.papers
    )


def renewals_due(state: CaseState) -> tuple[Item, ...]:
    """What was ordered to be renewed and has no ruling yet; nothing that is to be let go."""
    return tuple(
        item
        for item in _items(state)
        if item.held and item.renew_until is not None and renewal_paper(item) not in state.papers
    )


def _items(state: CaseState) -> tuple[Item, ...]:
    return (*state.money.values(), *state.assets.values())
