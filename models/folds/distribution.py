"""Folds of plans of distribution (分配方案): receipts, times that ran out, objections and their end."""

from decimal import Decimal
from typing import Any

from models.case import CaseState
from models.distribution import Share
from models.distribution_plan import (
    COURT,
    DistributionObjection,
    DistributionPlan,
    Outcome,
    Term,
    creditors_of,
)
from models.events import Entry, EventKind
from models.folds.changing import Fold, amount, with_new, with_thing

SHELF = "plans"


def _planned(state: CaseState, entry: Entry) -> CaseState:
    """A plan of an older journal names no sources: nothing is reserved for it, and it holds nothing."""
    facts = entry.facts
    shares = tuple(Share.model_validate(each) for each in facts["shares"])
    creditors = creditors_of(shares, tuple(party.id for party in state.applicants))
    concerned = (party.id for party in (*state.applicants, *state.respondents))
    recipients = dict.fromkeys((*concerned, *(who for who in creditors if who != COURT)))
    plan = DistributionPlan(
        id=entry.subject,
        amount=amount(entry, "amount"),
        shares=shares,
        creditors=creditors,
        sources={key: Decimal(str(value)) for key, value in (facts.get("sources") or {}).items()},
        terms={who: Term() for who in recipients},
        waits=bool(facts.get("waits")),
    )
    if facts.get("replaces"):
        state = with_thing(state, SHELF, facts["replaces"], replaced=True)
    return with_new(state, SHELF, entry.subject, plan)


def _received(state: CaseState, entry: Entry) -> CaseState:
    return _with_term(state, entry, received_at=entry.occurred_at)


def _over(state: CaseState, entry: Entry) -> CaseState:
    return _with_term(state, entry, over_at=entry.occurred_at)


def _with_term(state: CaseState, entry: Entry, **changes: Any) -> CaseState:
    """Somebody's time to object changed: the event's subject is the plan and who."""
    plan_id, _, who = entry.subject.partition("/")
    plan = state.plans.get(plan_id)
    if plan is None or who not in plan.terms:
        return state
    return _with_plan(state, plan, terms=_changed_term(plan.terms, who, changes))


def _objected(state: CaseState, entry: Entry) -> CaseState:
    """An objection in time; one that was late, or registered without its sums, holds nothing back."""
    plan = state.plans.get(str(entry.facts.get("plan") or ""))
    if plan is None or not entry.facts.get("in_time"):
        return state
    by = str(entry.facts["objector"])
    objection = DistributionObjection(
        id=entry.subject,
        by=by,
        disputed={who: Decimal(str(value)) for who, value in entry.facts["disputed"].items()},
        others={who: Term() for who in plan.terms if who != by},
    )
    return _with_plan(state, plan, objections={**plan.objections, entry.subject: objection})


def _objection_received(state: CaseState, entry: Entry) -> CaseState:
    return _with_others_term(state, entry, received_at=entry.occurred_at)


def _opposition_over(state: CaseState, entry: Entry) -> CaseState:
    return _with_others_term(state, entry, over_at=entry.occurred_at)


def _with_others_term(state: CaseState, entry: Entry, **changes: Any) -> CaseState:
    """Somebody's time to oppose changed: the event's subject is the objection and who."""
    objection_id, _, who = entry.subject.rpartition("/")
    objection = _objection(state, objection_id)
    if objection is None or who not in objection.others:
        return state
    return _with_objection(state, objection, others=_changed_term(objection.others, who, changes))


def _opposed(state: CaseState, entry: Entry) -> CaseState:
    objection = _objection(state, entry.subject)
    if objection is None:
        return state
    return _with_objection(state, objection, opposed_by=(*objection.opposed_by, entry.facts["recipient"]))


def _opposition_told(state: CaseState, entry: Entry) -> CaseState:
    return _with_objection(state, _objection(state, entry.subject), opposition_told_at=entry.occurred_at)


def _sued(state: CaseState, entry: Entry) -> CaseState:
    """A suit brought in time and entered afterwards opens the dispute again."""
    objection = _objection(state, entry.subject)
    return _with_objection(state, objection, sued_at=entry.occurred_at, outcome=None)


def _suit_period_ended(state: CaseState, entry: Entry) -> CaseState:
    ended = {"outcome": Outcome.LAPSED, "suit_over_at": entry.occurred_at}
    return _with_objection(state, _objection(state, entry.subject), **ended)


def _settled(state: CaseState, entry: Entry) -> CaseState:
    objection = _objection(state, entry.subject)
    state = _with_objection(state, objection, outcome=Outcome(entry.facts["outcome"]))
    plan = state.plans.get(entry.subject.partition("/")[0])
    shares = entry.facts.get("shares")
    if plan is None or not shares:
        return state
    return _with_plan(state, plan, shares=tuple(Share.model_validate(each) for each in shares))


def _objection(state: CaseState, key: str) -> DistributionObjection | None:
    plan = state.plans.get(key.partition("/")[0])
    return plan.objections.get(key) if plan else None


def _with_objection(state: CaseState, objection: DistributionObjection | None, **changes: Any) -> CaseState:
    if objection is None:
        return state
    plan = state.plans[objection.id.partition("/")[0]]
    return _with_plan(
        state,
        plan,
        objections={**plan.objections, objection.id: objection.model_copy(update=changes)},
    )


def _with_plan(state: CaseState, plan: DistributionPlan, **changes: Any) -> CaseState:
    return with_thing(state, SHELF, plan.id, **changes)


def _changed_term(terms: dict[str, Term], who: str, changes: dict[str, Any]) -> dict[str, Term]:
    return {**terms, who: terms[who].model_copy(update=changes)}


FOLDS: dict[EventKind, Fold] = {
    EventKind.DISTRIBUTION_PLANNED: _planned,
    EventKind.DISTRIBUTION_RECEIVED: _received,
    EventKind.DISTRIBUTION_AGREED: _over,
    EventKind.DISTRIBUTION_PERIOD_ENDED: _over,
    EventKind.DISTRIBUTION_OBJECTED: _objected,
    EventKind.DISTRIBUTION_OBJECTION_RECEIVED: _objection_received,
    EventKind.DISTRIBUTION_OBJECTION_AGREED: _opposition_over,
    EventKind.DISTRIBUTION_OPPOSITION_ENDED: _opposition_over,
    EventKind.DISTRIBUTION_OPPOSED: _opposed,
    EventKind.DISTRIBUTION_OPPOSITION_TOLD: _opposition_told,
    EventKind.DISTRIBUTION_SUED: _sued,
    EventKind.DISTRIBUTION_SUIT_PERIOD_ENDED: _suit_period_ended,
    EventKind.DISTRIBUTION_SETTLED: _settled,
}
