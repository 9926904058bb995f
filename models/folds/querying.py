"""Folds of the network query (网络查控): how each system was asked, and when it answered."""

from models.case import CaseState, QueryRun
from models.events import Entry, EventKind
from models.folds.changing import Fold, changed


def _run(state: CaseState, entry: Entry, **fields: object) -> CaseState:
    run = state.queries.get(entry.subject, QueryRun())
    return changed(state, queries={**state.queries, entry.subject: run.model_copy(update=fields)})


def _launched(state: CaseState, entry: Entry) -> CaseState:
    before = state.queries.get(entry.subject, QueryRun())
    return _run(state, entry, launched_at=entry.occurred_at, launches=before.launches + 1)


def _returned(state: CaseState, entry: Entry) -> CaseState:
    return _run(state, entry, returned_at=entry.occurred_at)


def _ordered_again(state: CaseState, entry: Entry) -> CaseState:
    before = state.queries.get(entry.subject, QueryRun())
    return _run(state, entry, ordered_again=before.ordered_again + 1)


FOLDS: dict[EventKind, Fold] = {
    EventKind.QUERY_LAUNCHED: _launched,
    EventKind.QUERY_RETURNED: _returned,
    EventKind.REQUERY_ORDERED: _ordered_again,
}
