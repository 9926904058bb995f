"""The facts rules read (requirements 8.1-8.4), out of a case's folded state."""

from typing import Any

from models.case import CaseState
from models.events import EventKind
from models.facts.case_facts import CaseFacts, Progress
from models.facts.shapes import AssetItem
from models.facts.values import AuctionOutcome, Sanction
from models.filing.party import PartyKind
from models.property import Asset, FoundMoney

ASSET_FACTS = frozenset(AssetItem.model_fields)


def facts_of(state: CaseState) -> CaseFacts:
    """What is known of the case now: what was stated, and what the journal itself tells."""
    stated: dict[str, Any] = dict(state.facts)
    if state.filed_at is not None:
        stated["filed_at"] = state.filed_at
    if stated.get("claim_amount") is not None:
        stated["outstanding_amount"] = state.outstanding
    if state.seen(EventKind.QUERY_RETURNED) or state.money:
        stated["money_found"] = [_money(money) for money in state.money.values() if money.released_at is None]
    if state.seen(EventKind.QUERY_RETURNED) or state.assets:
        stated["assets_found"] = [_asset(asset) for asset in state.assets.values() if _still_there(asset)]
    if state.queries:
        stated["query_runs"] = _query_runs(state)
    if state.seen(EventKind.TRADITIONAL_QUERY_ENDED):
        stated["offline_done"] = {
            "started_at": state.last_at.get(EventKind.TRADITIONAL_QUERY_STARTED),
            "registered_at": state.last_at[EventKind.TRADITIONAL_QUERY_ENDED],
        }
    stated["track"] = state.track or stated.get("track") or None
    for name in ("team", "group"):
        stated[name] = state.unit or stated.get(name)
    _sanctions(state, stated)
    standing = _auction(state)
    if standing:
        stated["auction_result"] = standing
    return CaseFacts.model_validate(stated)


def _auction(state: CaseState) -> dict[str, Any]:
    """How the disposal stands (拍卖结果): running, or as the last thing ended; empty where there was none."""
    if any(asset.in_disposal for asset in state.assets.values()):
        return {"state": AuctionOutcome.RUNNING}
    ended = [asset for asset in state.assets.values() if asset.disposal_ended_at is not None]
    last = max(ended, key=lambda asset: (asset.disposal_ended_at, asset.id), default=None)
    if last is None:
        return {}
    sold = last.disposal_outcome == AuctionOutcome.SOLD
    outcome = AuctionOutcome.SOLD if sold else AuctionOutcome.FAILED
    return {"state": outcome, "ended_at": last.disposal_ended_at}


def _sanctions(state: CaseState, stated: dict[str, Any]) -> None:
    """Detention and fine as they were carried out, beside what was stated of them."""
    for measure in state.measures.values():
        if measure.taken_at is None:
            continue
        if measure.kind == Sanction.DETENTION:
            days = measure.facts.get("days")
            known = {"started_at": measure.taken_at, **({"days": days} if days else {})}
            stated["detention"] = {**(stated.get("detention") or {}), **known}
        elif measure.kind == Sanction.FINE:
            amount = measure.facts.get("amount")
            stated["fine"] = {"at": measure.taken_at, **({"amount": amount} if amount else {})}


def progress_of(state: CaseState) -> Progress:
    """How far the handling is, for conditions of the way and of closing."""
    return Progress(
        disposal_pending=any(asset.in_disposal for asset in state.assets.values()),
        transfer_requested=state.transfer_requested,
        closing_proposed=state.closing is not None and state.closing.state == "proposed",
        closing_returned=state.closing is not None and state.closing.state == "returned",
        likely_refused_confirmed=state.closing is not None and state.closing.method == "dismissed",
        money_unpaid=state.unpaid > 0,
        measures_in_force=any(
            measure.taken_at is not None and measure.lifted_at is None for measure in state.measures.values()
        ),
        pool=state.pool or None,
        **_known_later(state),
    )


def _known_later(state: CaseState) -> dict[str, bool]:
    """What is unknown until the register can tell: what respondents are (JL-9), how a resumption ended."""
    known: dict[str, bool] = {}
    if kinds := {party.kind for party in state.respondents}:
        known["organisation_respondent"] = bool(kinds - {PartyKind.NATURAL_PERSON})
    if state.resumption:
        known["resumption_refused"] = state.resumption == "refused"
    return known


def _money(money: FoundMoney) -> dict[str, Any]:
    return {
        "kind": money.kind,
        "amount": money.amount,
        "source": money.source,
        "found_at": money.found_at,
        "frozen_at": money.frozen_at,
    }


def _still_there(asset: Asset) -> bool:
    return asset.disposal_ended_at is None and asset.released_at is None


def _asset(asset: Asset) -> dict[str, Any]:
    known = {name: value for name, value in asset.facts.items() if name in ASSET_FACTS}
    moments = {
        "found_at": asset.found_at,
        "controlled_at": asset.controlled_at,
        "seized_at": asset.controlled_at,
    }
    return {
        "kind": asset.kind,
        "source": asset.source,
        **known,
        **{name: moment for name, moment in moments.items() if moment is not None},
    }


def _query_runs(state: CaseState) -> list[dict[str, Any]]:
    """One run per launched system; processed when its answer is in the journal."""
    runs: list[dict[str, Any]] = []
    for system, asked in state.queries.items():
        run: dict[str, Any] = {"system": system, "launched_at": asked.launched_at}
        if asked.returned_at is not None:
            run |= {"returned_at": asked.returned_at, "processed_at": asked.returned_at}
        runs.append(run)
    return runs
