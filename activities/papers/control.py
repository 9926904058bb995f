"""Rulings on property under control (解除、续行): `subject` is the money or thing."""

from datetime import date

from activities.papers.draft import Draft, sentence
from activities.papers.findings import asset_text, control_word, money_text
from models.control_orders import Item, item_of
from models.errors import Code, Refusal
from models.events import EventKind
from models.forms.control import ReleaseRuling, RenewalRuling
from models.property import FoundMoney


def release_ruling(draft: Draft) -> ReleaseRuling:
    """解除查封、冻结裁定书 (查扣冻规定第28条, NB-42, SH-51); refused where nobody granted the release."""
    item = item_of(draft.file.state, draft.subject)
    if not item.release_order:
        raise Refusal(Code.WRONG_STATE, f"财产 {item.id} 没有准予解除的审批")
    asked = draft.file.stated(EventKind.APPROVAL_REQUESTED, item.release_order)
    return ReleaseRuling(
        head=draft.head(),
        item=item_text(draft, item),
        measure=measure_of(item),
        since=_since(draft, item),
        ground=sentence(asked.get("reason")),
        bench=draft.bench(),
    )


def renewal_ruling(draft: Draft) -> RenewalRuling:
    """续行查封、冻结裁定书 (民诉法解释第485条, NB-36, SH-49); refused where no renewal was ordered."""
    item = item_of(draft.file.state, draft.subject)
    if item.renew_until is None:
        raise Refusal(Code.WRONG_STATE, f"财产 {item.id} 没有决定续行控制")
    return RenewalRuling(
        head=draft.head(),
        item=item_text(draft, item),
        measure=measure_of(item),
        ends=item.control_expires_on,
        until=item.renew_until,
        bench=draft.bench(),
    )


def item_text(draft: Draft, item: Item) -> str:
    """The money or thing, with its holder."""
    if isinstance(item, FoundMoney):
        return money_text(draft, item, item.frozen_amount)
    return asset_text(draft, item)


def measure_of(item: Item) -> str:
    """How it is under control: frozen or seized."""
    return "冻结" if isinstance(item, FoundMoney) else control_word(item.kind)


def _since(draft: Draft, item: Item) -> date:
    """The day it came under control."""
    return (item.since or draft.at).date()
