"""Folds of closing (结案)."""

from models.case import CaseState, Closing
from models.events import Entry, EventKind
from models.folds.changing import Fold, changed


def _closing_proposed(state: CaseState, entry: Entry) -> CaseState:
    closing = Closing(
        method=entry.facts["method"],
        ground=entry.facts.get("ground", ""),
        proposed_by=entry.actor,
        proposed_for=entry.on_behalf_of,
        proposed_at=entry.occurred_at,
        missing=tuple(entry.facts.get("missing", ())),
    )
    return changed(state, closing=closing)


def _closing_returned(state: CaseState, entry: Entry) -> CaseState:
    return _closing_is(state, "returned")


def _closing_approved(state: CaseState, entry: Entry) -> CaseState:
    return _closing_is(state, "approved", served_on=tuple(entry.facts.get("served_on", ())))


def _closing_is(state: CaseState, word: str, **more: object) -> CaseState:
    if state.closing is None:
        return state
    return changed(state, closing=state.closing.model_copy(update={"state": word, **more}))


def _closed(state: CaseState, entry: Entry) -> CaseState:
    return changed(state, closed_at=entry.occurred_at)


def _resumption_decided(state: CaseState, entry: Entry) -> CaseState:
    return changed(state, resumption="granted" if entry.facts.get("granted") else "refused")


FOLDS: dict[EventKind, Fold] = {
    EventKind.CLOSING_PROPOSED: _closing_proposed,
    EventKind.CLOSING_RETURNED: _closing_returned,
    EventKind.CLOSING_APPROVED: _closing_approved,
    EventKind.CLOSED: _closed,
    EventKind.RESUMPTION_DECIDED: _resumption_decided,
}
