"""Folding the journal into a case's state: one small function per kind of event, and no clock."""

from models.case import CaseState
from models.events import Entry, EventKind
from models.facts.case_facts import CaseFacts
from models.folds import closing, deciding, disposal, distribution, money, property, querying, third_parties
from models.folds.changing import Fold

FACT_NAMES = frozenset(CaseFacts.model_fields)
"""Facts of an event that carry one of these names become the case's facts."""


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


_FOLDS: dict[EventKind, Fold] = {
    **deciding.FOLDS,
    **querying.FOLDS,
    **property.FOLDS,
    **money.FOLDS,
    **disposal.FOLDS,
    **third_parties.FOLDS,
    **distribution.FOLDS,
    **closing.FOLDS,
}
