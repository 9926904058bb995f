"""Folds of measures and case money (措施、案款)."""

from models.case import CaseState, MeasureTaken
from models.case_money import Arrival, DirectPayment, Payout
from models.distribution_plan import added
from models.events import Entry, EventKind
from models.folds.changing import Fold, amount, changed, with_new, with_thing


def _deduction_ordered(state: CaseState, entry: Entry) -> CaseState:
    money = state.money[entry.subject]
    return with_thing(
        state,
        "money",
        money.id,
        deduction_ordered=amount(entry, "amount"),
        deduction_sent=False,
        deduction_orders=money.deduction_orders + 1,
    )


def _deduction_sent(state: CaseState, entry: Entry) -> CaseState:
    return with_thing(state, "money", entry.subject, deduction_sent=True)


def _deduction_failed(state: CaseState, entry: Entry) -> CaseState:
    """The sum may be ordered anew."""
    return with_thing(state, "money", entry.subject, deduction_ordered=None, deduction_sent=False)


def _money_arrived(state: CaseState, entry: Entry) -> CaseState:
    arrival = Arrival(
        id=entry.subject,
        amount=amount(entry, "amount"),
        arrived_at=entry.occurred_at,
        origin=entry.facts["origin"],
        item=entry.facts.get("item", ""),
    )
    return with_new(state, "arrivals", entry.subject, arrival)


def _direct_payment(state: CaseState, entry: Entry) -> CaseState:
    paid = DirectPayment(
        id=entry.subject or f"Z{entry.seq}",
        payer=entry.facts.get("payer", ""),
        payee=entry.facts.get("payee", ""),
        amount=amount(entry, "amount"),
        paid_at=entry.occurred_at,
        proof=entry.facts.get("proof", ""),
    )
    state = with_new(state, "direct_payments", paid.id, paid)
    return changed(state, paid_directly=state.paid_directly + paid.amount)


def _payout_ordered(state: CaseState, entry: Entry) -> CaseState:
    arrival_id = entry.facts["arrival"]
    payout = Payout(
        id=entry.subject,
        arrival=arrival_id,
        payee=entry.facts["payee"],
        purpose=entry.facts["purpose"],
        amount=amount(entry, "amount"),
        ordered_at=entry.occurred_at,
        plan=entry.facts.get("plan") or "",
        creditor=entry.facts.get("creditor") or "",
    )
    state = _under_plan(with_new(state, "payouts", entry.subject, payout), payout)
    ordered = state.arrivals[arrival_id].ordered_out + payout.amount
    return with_thing(state, "arrivals", arrival_id, ordered_out=ordered)


def _under_plan(state: CaseState, payout: Payout) -> CaseState:
    """What is ordered out under a plan of distribution is no longer to be paid under it."""
    plan = state.plans.get(payout.plan)
    if plan is None:
        return state
    return with_thing(
        state,
        "plans",
        plan.id,
        ordered=added(plan.ordered, payout.creditor, payout.amount),
        ordered_from=added(plan.ordered_from, payout.arrival, payout.amount),
    )


def _paid_out(state: CaseState, entry: Entry) -> CaseState:
    payout = state.payouts[entry.subject]
    state = with_thing(state, "payouts", payout.id, paid_at=entry.occurred_at)
    paid = state.arrivals[payout.arrival].paid_out + payout.amount
    return with_thing(state, "arrivals", payout.arrival, paid_out=paid)


def _money_cleared(state: CaseState, entry: Entry) -> CaseState:
    return with_thing(state, "arrivals", entry.subject, cleared_at=entry.occurred_at)


def _measure_decided(state: CaseState, entry: Entry) -> CaseState:
    measure = MeasureTaken(
        id=entry.subject,
        kind=entry.facts["kind"],
        respondent=entry.facts["respondent"],
        approval=entry.facts.get("approval", ""),
        decided_at=entry.occurred_at,
        facts={k: v for k, v in entry.facts.items() if k not in ("kind", "respondent", "approval")},
    )
    return with_new(state, "measures", entry.subject, measure)


def _measure_taken(state: CaseState, entry: Entry) -> CaseState:
    reference = entry.facts.get("reference", "")
    return with_thing(state, "measures", entry.subject, taken_at=entry.occurred_at, reference=reference)


def _measure_lifted(state: CaseState, entry: Entry) -> CaseState:
    return with_thing(state, "measures", entry.subject, lifted_at=entry.occurred_at)


FOLDS: dict[EventKind, Fold] = {
    EventKind.MEASURE_DECIDED: _measure_decided,
    EventKind.MEASURE_TAKEN: _measure_taken,
    EventKind.MEASURE_LIFTED: _measure_lifted,
    EventKind.DEDUCTION_ORDERED: _deduction_ordered,
    EventKind.DEDUCTION_SENT: _deduction_sent,
    EventKind.DEDUCTION_FAILED: _deduction_failed,
    EventKind.MONEY_ARRIVED: _money_arrived,
    EventKind.DIRECT_PAYMENT: _direct_payment,
    EventKind.PAYOUT_ORDERED: _payout_ordered,
    EventKind.PAID_OUT: _paid_out,
    EventKind.MONEY_CLEARED: _money_cleared,
}
