"""Folding the journal into a case's state: one small function per kind of event, and no clock."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from models.case import (
    ApprovalRequest,
    ApprovalState,
    Arrival,
    Asset,
    AssignmentMade,
    CaseState,
    Closing,
    Delivery,
    FoundMoney,
    Handover,
    MeasureTaken,
    PaperMade,
    PartyRef,
    Payout,
)
from models.events import Entry, EventKind
from models.facts import CaseFacts

FACT_NAMES = frozenset(CaseFacts.model_fields)
"""Facts of an event that carry one of these names become the case's facts."""

Fold = Callable[[CaseState, Entry], CaseState]


def fold(state: CaseState, entry: Entry, head: str) -> CaseState:
    """The state after one more entry; `head` is the chain hash the register gave it."""
    stated = {name: value for name, value in entry.facts.items() if name in FACT_NAMES}
    subjects = state.subjects
    if entry.subject and entry.subject not in subjects.get(entry.kind, ()):
        subjects = {**subjects, entry.kind: (*subjects.get(entry.kind, ()), entry.subject)}
    state = state.model_copy(
        update={
            "seq": entry.seq,
            "head": head,
            "facts": {**state.facts, **stated} if stated else state.facts,
            "last_at": {**state.last_at, entry.kind: entry.occurred_at},
            "last_seq": {**state.last_seq, entry.kind: entry.seq},
            "subjects": subjects,
        }
    )
    by_kind = _FOLDS.get(entry.kind)
    return by_kind(state, entry) if by_kind else state


def fold_all(state: CaseState, entries: Iterable[tuple[Entry, str]]) -> CaseState:
    """The state after a run of entries, each with its chain hash."""
    for entry, head in entries:
        state = fold(state, entry, head)
    return state


def _set(state: CaseState, /, **changes: Any) -> CaseState:
    return state.model_copy(update=changes)


def _changed(state: CaseState, shelf: str, key: str, /, **changes: Any) -> CaseState:
    """The state with one thing on one shelf changed; unknown ids change nothing."""
    items = getattr(state, shelf)
    if key not in items:
        return state
    return _set(state, **{shelf: {**items, key: items[key].model_copy(update=changes)}})


def _added(state: CaseState, shelf: str, key: str, value: Any) -> CaseState:
    return _set(state, **{shelf: {**getattr(state, shelf), key: value}})


def _money(entry: Entry, name: str) -> Decimal:
    return Decimal(str(entry.facts[name]))


def _day(entry: Entry, name: str) -> date | None:
    value = entry.facts.get(name)
    return date.fromisoformat(str(value)) if value else None


def _parties(entry: Entry) -> tuple[PartyRef, ...]:
    return tuple(
        PartyRef(id=party["id"], role=party["role"], kind=party["kind"])
        for party in entry.facts.get("parties", ())
    )


def _filed(state: CaseState, entry: Entry) -> CaseState:
    return _set(
        state,
        court=entry.facts["court"],
        case_no=entry.facts["case_no"],
        rulebook=entry.facts["rulebook"],
        filed_at=entry.occurred_at,
        parties=_parties(entry),
    )


def _filing_corrected(state: CaseState, entry: Entry) -> CaseState:
    return _set(state, parties=_parties(entry) or state.parties)


def _stage_entered(state: CaseState, entry: Entry) -> CaseState:
    return _set(
        state,
        leg=entry.facts["leg"],
        visit=entry.facts["visit"],
        open_parts=(*state.open_parts, entry.subject),
    )


def _stage_left(state: CaseState, entry: Entry) -> CaseState:
    left = state.left_parts if entry.subject in state.left_parts else (*state.left_parts, entry.subject)
    return _set(
        state,
        open_parts=tuple(part for part in state.open_parts if part != entry.subject),
        left_parts=left,
    )


def _money_found(state: CaseState, entry: Entry) -> CaseState:
    found = FoundMoney(
        id=entry.subject,
        kind=entry.facts["kind"],
        source=entry.facts["source"],
        ref=entry.facts.get("item_ref", ""),
        amount=_money(entry, "amount"),
        found_at=entry.occurred_at,
    )
    return _added(state, "money", entry.subject, found)


def _property_found(state: CaseState, entry: Entry) -> CaseState:
    found = Asset(
        id=entry.subject,
        kind=entry.facts["kind"],
        source=entry.facts["source"],
        found_at=entry.occurred_at,
        facts={k: v for k, v in entry.facts.items() if k not in ("kind", "source")},
    )
    return _added(state, "assets", entry.subject, found)


def _controlled(state: CaseState, entry: Entry) -> CaseState:
    until = _day(entry, "expires_on")
    if entry.subject in state.money:
        return _changed(
            state,
            "money",
            entry.subject,
            frozen_at=entry.occurred_at,
            frozen_amount=_money(entry, "amount"),
            control_expires_on=until,
        )
    return _changed(state, "assets", entry.subject, controlled_at=entry.occurred_at, control_expires_on=until)


def _control_refused(state: CaseState, entry: Entry) -> CaseState:
    shelf = "money" if entry.subject in state.money else "assets"
    return _changed(state, shelf, entry.subject, control_refused=True)


def _control_released(state: CaseState, entry: Entry) -> CaseState:
    shelf = "money" if entry.subject in state.money else "assets"
    return _changed(state, shelf, entry.subject, released_at=entry.occurred_at)


def _document_made(state: CaseState, entry: Entry) -> CaseState:
    paper = PaperMade(
        id=entry.subject,
        kind=entry.facts["kind"],
        name=entry.facts["name"],
        sha256=entry.facts["sha256"],
        made_at=entry.occurred_at,
        recipient=entry.facts.get("recipient", ""),
    )
    return _added(state, "papers", entry.subject, paper)


def _document_sent(state: CaseState, entry: Entry) -> CaseState:
    delivery = Delivery(
        id=entry.subject,
        recipient=entry.facts["recipient"],
        channel=entry.facts["channel"],
        address_kind=entry.facts.get("address_kind", ""),
        documents=tuple(entry.facts["documents"]),
        attempt=entry.facts["attempt"],
        sent_at=entry.occurred_at,
    )
    return _added(state, "deliveries", entry.subject, delivery)


def _document_served(state: CaseState, entry: Entry) -> CaseState:
    return _changed(state, "deliveries", entry.subject, served_at=entry.occurred_at)


def _document_returned(state: CaseState, entry: Entry) -> CaseState:
    return _changed(state, "deliveries", entry.subject, returned_at=entry.occurred_at)


def _return_papers_handed(state: CaseState, entry: Entry) -> CaseState:
    return _changed(state, "deliveries", entry.subject, return_papers_handed=True)


def _triaged(state: CaseState, entry: Entry) -> CaseState:
    return _set(
        state,
        track=entry.facts["track"],
        pool=entry.facts["pool"],
        rule=entry.facts["rule"],
        proposed_track=entry.facts["track"],
    )


def _retriage_proposed(state: CaseState, entry: Entry) -> CaseState:
    return _set(state, proposed_track=entry.facts["track"])


def _approval_requested(state: CaseState, entry: Entry) -> CaseState:
    request = ApprovalRequest(
        id=entry.subject,
        matter=entry.facts["matter"],
        target=entry.facts.get("target", ""),
        requested_at=entry.occurred_at,
        requested_by=entry.actor,
    )
    return _added(state, "approvals", entry.subject, request)


def _approval_decided(state: CaseState, entry: Entry) -> CaseState:
    granted = bool(entry.facts["granted"])
    return _changed(
        state,
        "approvals",
        entry.subject,
        state=ApprovalState.GRANTED if granted else ApprovalState.REFUSED,
        decided_by=entry.actor,
        reason=entry.facts.get("reason", ""),
    )


def _converted(state: CaseState, entry: Entry) -> CaseState:
    track = entry.facts["track"]
    return _set(
        state,
        track=track,
        proposed_track=track,
        pool=entry.facts.get("pool") or state.pool,
        conversion=entry.facts["conversion"],
    )


def _assigned(state: CaseState, entry: Entry) -> CaseState:
    made = AssignmentMade(
        seq=entry.seq,
        unit=entry.facts["unit"],
        owner=entry.facts["owner"],
        unit_draw=entry.facts["unit_draw"],
        owner_draw=entry.facts["owner_draw"],
    )
    return _set(
        state,
        assigned_unit=made.unit,
        assigned_owner=made.owner,
        assignments=(*state.assignments, made),
    )


def _handover_offered(state: CaseState, entry: Entry) -> CaseState:
    offer = Handover(id=entry.subject, to_unit=entry.facts["unit"], offered_at=entry.occurred_at)
    return _added(state, "handovers", entry.subject, offer)


def _handover_accepted(state: CaseState, entry: Entry) -> CaseState:
    return _changed(state, "handovers", entry.subject, state="accepted")


def _handover_returned(state: CaseState, entry: Entry) -> CaseState:
    return _changed(state, "handovers", entry.subject, state="returned")


def _group_entered(state: CaseState, entry: Entry) -> CaseState:
    return _set(
        state,
        unit=entry.facts["unit"],
        unit_kind=entry.facts["unit_kind"],
        owner=entry.facts["owner"],
    )


def _measure_decided(state: CaseState, entry: Entry) -> CaseState:
    measure = MeasureTaken(
        id=entry.subject,
        kind=entry.facts["kind"],
        respondent=entry.facts["respondent"],
        approval=entry.facts.get("approval", ""),
        decided_at=entry.occurred_at,
        facts={k: v for k, v in entry.facts.items() if k not in ("kind", "respondent", "approval")},
    )
    return _added(state, "measures", entry.subject, measure)


def _measure_taken(state: CaseState, entry: Entry) -> CaseState:
    reference = entry.facts.get("reference", "")
    return _changed(state, "measures", entry.subject, taken_at=entry.occurred_at, reference=reference)


def _measure_lifted(state: CaseState, entry: Entry) -> CaseState:
    return _changed(state, "measures", entry.subject, lifted_at=entry.occurred_at)


def _deduction_ordered(state: CaseState, entry: Entry) -> CaseState:
    return _changed(state, "money", entry.subject, deduction_ordered=_money(entry, "amount"))


def _deduction_sent(state: CaseState, entry: Entry) -> CaseState:
    return _changed(state, "money", entry.subject, deduction_sent=True)


def _money_arrived(state: CaseState, entry: Entry) -> CaseState:
    arrival = Arrival(
        id=entry.subject,
        amount=_money(entry, "amount"),
        arrived_at=entry.occurred_at,
        origin=entry.facts["origin"],
        item=entry.facts.get("item", ""),
    )
    return _added(state, "arrivals", entry.subject, arrival)


def _direct_payment(state: CaseState, entry: Entry) -> CaseState:
    return _set(state, paid_directly=state.paid_directly + _money(entry, "amount"))


def _payout_ordered(state: CaseState, entry: Entry) -> CaseState:
    arrival_id = entry.facts["arrival"]
    payout = Payout(
        id=entry.subject,
        arrival=arrival_id,
        payee=entry.facts["payee"],
        purpose=entry.facts["purpose"],
        amount=_money(entry, "amount"),
        ordered_at=entry.occurred_at,
    )
    state = _added(state, "payouts", entry.subject, payout)
    ordered = state.arrivals[arrival_id].ordered_out + payout.amount
    return _changed(state, "arrivals", arrival_id, ordered_out=ordered)


def _paid_out(state: CaseState, entry: Entry) -> CaseState:
    payout = state.payouts[entry.subject]
    state = _changed(state, "payouts", payout.id, paid_at=entry.occurred_at)
    paid = state.arrivals[payout.arrival].paid_out + payout.amount
    return _changed(state, "arrivals", payout.arrival, paid_out=paid)


def _money_cleared(state: CaseState, entry: Entry) -> CaseState:
    return _changed(state, "arrivals", entry.subject, cleared_at=entry.occurred_at)


def _asset_at(field: str) -> Fold:
    """A fold that notes on the asset when the event happened."""

    def note(state: CaseState, entry: Entry) -> CaseState:
        return _changed(state, "assets", entry.subject, **{field: entry.occurred_at})

    return note


def _eviction_notice_issued(state: CaseState, entry: Entry) -> CaseState:
    return _changed(state, "assets", entry.subject, eviction_notice_until=_day(entry, "until"))


def _pricing_started(state: CaseState, entry: Entry) -> CaseState:
    return _changed(state, "assets", entry.subject, pricing_method=entry.facts["method"])


def _price_inquired(state: CaseState, entry: Entry) -> CaseState:
    return _changed(state, "assets", entry.subject, price_inquired=True)


def _reference_price(state: CaseState, entry: Entry) -> CaseState:
    return _changed(state, "assets", entry.subject, reference_price=_money(entry, "amount"))


def _auction_planned(state: CaseState, entry: Entry) -> CaseState:
    return _changed(
        state,
        "assets",
        entry.subject,
        planned_round=entry.facts["round"],
        start_price=_money(entry, "start_price"),
        deposit=_money(entry, "deposit"),
        opens_at=entry.facts["opens_at"],
        result="",
    )


def _auction_published(state: CaseState, entry: Entry) -> CaseState:
    return _changed(state, "assets", entry.subject, published_round=entry.facts["round"])


def _auction_ended(state: CaseState, entry: Entry) -> CaseState:
    price = entry.facts.get("price")
    return _changed(
        state,
        "assets",
        entry.subject,
        ended_round=entry.facts["round"],
        result=entry.facts["result"],
        sold_price=Decimal(str(price)) if price is not None else None,
    )


def _debt_offer_answered(state: CaseState, entry: Entry) -> CaseState:
    taken = bool(entry.facts["taken"])
    return _changed(state, "assets", entry.subject, debt_offer="taken" if taken else "refused")


def _disposal_ended(state: CaseState, entry: Entry) -> CaseState:
    return _changed(
        state,
        "assets",
        entry.subject,
        disposal_ended_at=entry.occurred_at,
        disposal_outcome=entry.facts["outcome"],
    )


def _closing_proposed(state: CaseState, entry: Entry) -> CaseState:
    closing = Closing(
        method=entry.facts["method"],
        ground=entry.facts.get("ground", ""),
        proposed_by=entry.actor,
        proposed_at=entry.occurred_at,
        missing=tuple(entry.facts.get("missing", ())),
    )
    return _set(state, closing=closing)


def _closing_is(word: str) -> Fold:
    def note(state: CaseState, entry: Entry) -> CaseState:
        if state.closing is None:
            return state
        return _set(state, closing=state.closing.model_copy(update={"state": word}))

    return note


def _closed(state: CaseState, entry: Entry) -> CaseState:
    return _set(state, closed_at=entry.occurred_at)


_FOLDS: dict[EventKind, Fold] = {
    EventKind.FILED: _filed,
    EventKind.FILING_CORRECTED: _filing_corrected,
    EventKind.STAGE_ENTERED: _stage_entered,
    EventKind.STAGE_LEFT: _stage_left,
    EventKind.MONEY_FOUND: _money_found,
    EventKind.PROPERTY_FOUND: _property_found,
    EventKind.CONTROLLED: _controlled,
    EventKind.CONTROL_REFUSED: _control_refused,
    EventKind.CONTROL_RELEASED: _control_released,
    EventKind.DOCUMENT_MADE: _document_made,
    EventKind.DOCUMENT_SENT: _document_sent,
    EventKind.DOCUMENT_SERVED: _document_served,
    EventKind.DOCUMENT_RETURNED: _document_returned,
    EventKind.RETURN_PAPERS_HANDED: _return_papers_handed,
    EventKind.TRIAGED: _triaged,
    EventKind.RETRIAGE_PROPOSED: _retriage_proposed,
    EventKind.APPROVAL_REQUESTED: _approval_requested,
    EventKind.APPROVAL_DECIDED: _approval_decided,
    EventKind.CONVERSION_APPROVED: _converted,
    EventKind.SECOND_ASSIGNMENT: _converted,
    EventKind.ASSIGNED: _assigned,
    EventKind.HANDOVER_OFFERED: _handover_offered,
    EventKind.HANDOVER_ACCEPTED: _handover_accepted,
    EventKind.HANDOVER_RETURNED: _handover_returned,
    EventKind.GROUP_ENTERED: _group_entered,
    EventKind.MEASURE_DECIDED: _measure_decided,
    EventKind.MEASURE_TAKEN: _measure_taken,
    EventKind.MEASURE_LIFTED: _measure_lifted,
    EventKind.DEDUCTION_ORDERED: _deduction_ordered,
    EventKind.DEDUCTION_SENT: _deduction_sent,
    EventKind.MONEY_ARRIVED: _money_arrived,
    EventKind.DIRECT_PAYMENT: _direct_payment,
    EventKind.PAYOUT_ORDERED: _payout_ordered,
    EventKind.PAID_OUT: _paid_out,
    EventKind.MONEY_CLEARED: _money_cleared,
    EventKind.DISPOSAL_CONDITIONS_MET: _asset_at("conditions_met_at"),
    EventKind.DISPOSAL_ENTERED: _asset_at("disposal_entered_at"),
    EventKind.EVICTION_NOTICE_ISSUED: _eviction_notice_issued,
    EventKind.EVICTION_COMPLETED: _asset_at("eviction_done_at"),
    EventKind.PRICING_STARTED: _pricing_started,
    EventKind.PRICE_INQUIRED: _price_inquired,
    EventKind.REFERENCE_PRICE: _reference_price,
    EventKind.DISPOSAL_PAPERS_HANDED: _asset_at("papers_handed_at"),
    EventKind.AUCTION_PLANNED: _auction_planned,
    EventKind.AUCTION_PUBLISHED: _auction_published,
    EventKind.AUCTION_ENDED: _auction_ended,
    EventKind.PRICE_PAID_IN_FULL: _asset_at("price_paid_at"),
    EventKind.SALE_RULING_SERVED: _asset_at("ruling_served_at"),
    EventKind.ASSET_DELIVERED: _asset_at("delivered_at"),
    EventKind.DEBT_OFFER_ANSWERED: _debt_offer_answered,
    EventKind.DISPOSAL_ENDED: _disposal_ended,
    EventKind.CLOSING_PROPOSED: _closing_proposed,
    EventKind.CLOSING_RETURNED: _closing_is("returned"),
    EventKind.CLOSING_APPROVED: _closing_is("approved"),
    EventKind.CLOSED: _closed,
}
