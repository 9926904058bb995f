"""What the court has done in a case so far, as rulings, interviews and feedback recount it (办案经过)."""

from collections.abc import Iterator

from activities.forms import day, yuan
from activities.papers.draft import Draft
from activities.papers.findings import asset_text, control_word, money_text
from models.events import EventKind
from models.forms.head import AuctionRound
from models.offline_query import asked

ORDERS = frozenset({"enforcement_notice", "combined_notice", "property_report_order"})
"""Papers that tell the respondent what he must do."""


def steps(draft: Draft) -> tuple[str, ...]:
    """Every step taken, in the order of the procedure; never empty, for the case was filed."""
    parts = (_orders, _queries, _control, _disposal, _measures, _payments)
    taken = tuple(step for part in parts for step in part(draft))
    if taken:
        return taken
    return (f"于{day(draft.head().filed_on)}立案执行",)


def _orders(draft: Draft) -> Iterator[str]:
    """Orders that were served, or at least sent, to the respondents."""
    state = draft.file.state
    respondents = {party.id for party in state.respondents}
    sent: dict[str, bool] = {}
    for delivery in state.deliveries.values():
        for paper_id in delivery.documents:
            paper = state.papers.get(paper_id)
            if paper is not None and paper.kind in ORDERS and delivery.recipient in respondents:
                sent[paper.name] = sent.get(paper.name, False) or delivery.served_at is not None
    served = [name for name, reached in sent.items() if reached]
    on_the_way = [name for name, reached in sent.items() if not reached]
    if served:
        yield f"向被执行人送达{'、'.join(served)}"
    if on_the_way:
        yield f"向被执行人发出{'、'.join(on_the_way)}"


def _queries(draft: Draft) -> Iterator[str]:
    """Queries that were answered or ended, and the team's own investigation."""
    book, state = draft.file.book, draft.file.state
    for system in book.network.systems:
        if state.seen(EventKind.QUERY_RETURNED, system.key):
            yield f"通过{system.name}网络执行查控系统查询被执行人的{'、'.join(system.asks)}"
    if state.seen(EventKind.TRADITIONAL_QUERY_ENDED):
        yield f"向{'、'.join(one.name for one in asked(book, state))}查询被执行人的财产"
    if state.seen(EventKind.ROUND_ONE_ENDED):
        yield "开展首轮传统查控，调查被执行人的下落和财产"


def _control(draft: Draft) -> Iterator[str]:
    """Property brought under control, money deducted."""
    state = draft.file.state
    for money in state.money.values():
        if money.frozen_at is not None:
            yield f"冻结{money_text(draft, money, money.frozen_amount)}"
        if money.deduction_sent:
            yield f"扣划{money_text(draft, money, money.deduction_ordered)}"
    for asset in state.assets.values():
        if asset.controlled_at is not None:
            yield f"{control_word(asset.kind)}{asset_text(draft, asset)}"


def _payments(draft: Draft) -> Iterator[str]:
    """What the respondents paid straight to the applicants."""
    if draft.file.state.paid_directly > 0:
        yield f"被执行人直接向申请执行人履行{yuan(draft.file.state.paid_directly)}"


def _disposal(draft: Draft) -> Iterator[str]:
    """Rounds of disposal that ended."""
    for entry in draft.file.entries:
        asset = draft.file.state.assets.get(entry.subject)
        if entry.kind is EventKind.AUCTION_ENDED and asset is not None:
            result = "成交" if entry.facts["result"] == "sold" else "流拍"
            yield f"对{asset_text(draft, asset)}进行{AuctionRound(entry.facts['round']).words}，{result}"


def _measures(draft: Draft) -> Iterator[str]:
    """Coercive measures that were carried out."""
    names = {rule.kind: rule.name for rule in draft.file.book.measures}
    for measure in draft.file.state.measures.values():
        if measure.taken_at is not None:
            whom = draft.party(measure.respondent).name
            yield f"对{whom}采取{names.get(measure.kind, measure.kind)}措施"
