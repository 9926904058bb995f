"""Folds of the respondent's claims against third parties (到期债权)."""

from models.case import CaseState
from models.events import Entry, EventKind
from models.folds.changing import Fold, amount, changed, with_new, with_thing
from models.third_parties import ClaimFinding, ThirdPartyAnswer, ThirdPartyClaim

SHELF = "third_parties"


def _named(state: CaseState, entry: Entry) -> CaseState:
    claim = ThirdPartyClaim(id=entry.subject, amount=amount(entry, "amount"))
    return with_new(state, SHELF, entry.subject, claim)


def _verified(state: CaseState, entry: Entry) -> CaseState:
    changes: dict[str, object] = {
        "finding": ClaimFinding(entry.facts["result"]),
        "by_instrument": bool(entry.facts.get("by_instrument")),
    }
    if entry.facts.get("amount") is not None:
        changes["amount"] = amount(entry, "amount")
    return with_thing(state, SHELF, entry.subject, **changes)


def _served(state: CaseState, entry: Entry) -> CaseState:
    return with_thing(state, SHELF, entry.subject, served_at=entry.occurred_at)


def _answered(state: CaseState, entry: Entry) -> CaseState:
    claim, answer = state.third_parties.get(entry.subject), entry.facts["result"]
    if claim is None:
        return state
    if answer == ThirdPartyAnswer.PERFORMED:
        paid = amount(entry, "amount")
        state = changed(state, paid_directly=state.paid_directly + paid)
        return with_thing(state, SHELF, entry.subject, paid=claim.paid + paid)
    if answer == ThirdPartyAnswer.OBJECTED and entry.facts.get("in_time"):
        admitted = amount(entry, "admitted")
        return with_thing(state, SHELF, entry.subject, objected_at=entry.occurred_at, admitted=admitted)
    return state


def _period_ended(state: CaseState, entry: Entry) -> CaseState:
    return with_thing(state, SHELF, entry.subject, period_ended_at=entry.occurred_at)


def _enforced(state: CaseState, entry: Entry) -> CaseState:
    return with_thing(state, SHELF, entry.subject, enforced=amount(entry, "amount"))


FOLDS: dict[EventKind, Fold] = {
    EventKind.THIRD_PARTY_CLAIM_NAMED: _named,
    EventKind.THIRD_PARTY_CLAIM_VERIFIED: _verified,
    EventKind.THIRD_PARTY_NOTICE_SERVED: _served,
    EventKind.THIRD_PARTY_ANSWERED: _answered,
    EventKind.THIRD_PARTY_PERIOD_ENDED: _period_ended,
    EventKind.THIRD_PARTY_ENFORCED: _enforced,
}
