"""Folds of filing, the way, triage, approvals and handovers (立案、流转、分案)."""

from models.case import (
    ApprovalRequest,
    ApprovalState,
    AssignmentMade,
    Awaited,
    CaseState,
    Handover,
    PartyRef,
)
from models.events import Entry, EventKind
from models.folds.changing import Fold, changed, with_new, with_thing

ASKED = ("limit", "until", "limits", "since", "ground")
"""What a request may ask for beside its matter."""


def _parties(entry: Entry) -> tuple[PartyRef, ...]:
    return tuple(
        PartyRef(id=party["id"], role=party["role"], kind=party["kind"])
        for party in entry.facts.get("parties", ())
    )


def _filed(state: CaseState, entry: Entry) -> CaseState:
    return changed(
        state,
        court=entry.facts["court"],
        case_no=entry.facts["case_no"],
        rulebook=entry.facts["rulebook"],
        calendar=entry.facts.get("calendar", ""),
        filed_at=entry.occurred_at,
        parties=_parties(entry),
    )


def _filing_corrected(state: CaseState, entry: Entry) -> CaseState:
    stated = {party.id: party for party in _parties(entry)}
    return changed(state, parties=tuple(stated.get(party.id, party) for party in state.parties))


def _calendar_changed(state: CaseState, entry: Entry) -> CaseState:
    return changed(state, calendar=entry.facts["calendar"])


def _stage_entered(state: CaseState, entry: Entry) -> CaseState:
    return changed(
        state,
        leg=entry.facts["leg"],
        leg_seq=state.leg_seq if entry.facts["visit"] == state.visit else entry.seq,
        visit=entry.facts["visit"],
        goes_to="" if entry.facts["leg"] == state.goes_to else state.goes_to,
        open_parts=(*state.open_parts, entry.subject),
    )


def _stage_left(state: CaseState, entry: Entry) -> CaseState:
    left = state.left_parts if entry.subject in state.left_parts else (*state.left_parts, entry.subject)
    return changed(
        state,
        open_parts=tuple(part for part in state.open_parts if part != entry.subject),
        left_parts=left,
    )


def _triaged(state: CaseState, entry: Entry) -> CaseState:
    return changed(
        state,
        track=entry.facts["track"],
        pool=entry.facts["pool"],
        rule=entry.facts["rule"],
        proposed_track=entry.facts["track"],
        exit=entry.facts.get("exit", ""),
        goes_to=entry.facts.get("leg", ""),
        moves=entry.facts.get("moves", True),
        awaits=tuple(Awaited(**each) for each in entry.facts.get("awaits", ())),
    )


def _retriage_proposed(state: CaseState, entry: Entry) -> CaseState:
    return changed(state, proposed_track=entry.facts["proposed_track"])


def _approval_requested(state: CaseState, entry: Entry) -> CaseState:
    request = ApprovalRequest(
        id=entry.subject,
        matter=entry.facts["matter"],
        target=entry.facts.get("target", ""),
        seq=entry.seq,
        requested_at=entry.occurred_at,
        requested_by=entry.actor,
        requested_for=entry.on_behalf_of,
        asked={name: entry.facts[name] for name in ASKED if name in entry.facts},
    )
    return with_new(state, "approvals", entry.subject, request)


def _approval_decided(state: CaseState, entry: Entry) -> CaseState:
    granted = bool(entry.facts["granted"])
    if entry.facts.get("leg"):
        state = changed(state, goes_to=entry.facts["leg"], moves=False)
    return with_thing(
        state,
        "approvals",
        entry.subject,
        state=ApprovalState.GRANTED if granted else ApprovalState.REFUSED,
        decided_by=entry.actor,
        reason=entry.facts.get("reason", ""),
    )


def _converted(state: CaseState, entry: Entry) -> CaseState:
    track = entry.facts["track"]
    return changed(
        state,
        track=track,
        proposed_track=track,
        pool=entry.facts.get("pool") or state.pool,
        conversion=entry.facts["conversion"],
        goes_to=entry.facts.get("leg") or state.goes_to,
        moves_since=entry.seq if entry.facts.get("team_changes", True) else state.moves_since,
    )


def _assigned(state: CaseState, entry: Entry) -> CaseState:
    made = AssignmentMade(
        seq=entry.seq,
        unit=entry.facts["unit"],
        owner=entry.facts["owner"],
        unit_draw=entry.facts["unit_draw"],
        owner_draw=entry.facts["owner_draw"],
    )
    return changed(
        state,
        assigned_unit=made.unit,
        assigned_owner=made.owner,
        assignments=(*state.assignments, made),
    )


def _owner_changed(state: CaseState, entry: Entry) -> CaseState:
    """The owner, the one a handover is offered to, or both; the unit stays."""
    facts = entry.facts
    made = AssignmentMade(
        seq=entry.seq,
        unit=facts["unit_draw"]["chosen"],
        owner=facts["owner_draw"]["chosen"],
        unit_draw=facts["unit_draw"],
        owner_draw=facts["owner_draw"],
    )
    return changed(
        state,
        owner=facts.get("owner", state.owner),
        assigned_owner=facts.get("assigned_owner", state.assigned_owner),
        assignments=(*state.assignments, made),
    )


def _handover_offered(state: CaseState, entry: Entry) -> CaseState:
    offer = Handover(id=entry.subject, to_unit=entry.facts["unit"], offered_at=entry.occurred_at)
    return with_new(state, "handovers", entry.subject, offer)


def _handover_accepted(state: CaseState, entry: Entry) -> CaseState:
    return with_thing(state, "handovers", entry.subject, state="accepted")


def _handover_returned(state: CaseState, entry: Entry) -> CaseState:
    return with_thing(state, "handovers", entry.subject, state="returned")


def _group_entered(state: CaseState, entry: Entry) -> CaseState:
    return changed(
        state,
        unit=entry.facts["unit"],
        unit_kind=entry.facts["unit_kind"],
        owner=entry.facts["owner"],
    )


FOLDS: dict[EventKind, Fold] = {
    EventKind.FILED: _filed,
    EventKind.FILING_CORRECTED: _filing_corrected,
    EventKind.CALENDAR_CHANGED: _calendar_changed,
    EventKind.STAGE_ENTERED: _stage_entered,
    EventKind.STAGE_LEFT: _stage_left,
    EventKind.TRIAGED: _triaged,
    EventKind.RETRIAGE_PROPOSED: _retriage_proposed,
    EventKind.APPROVAL_REQUESTED: _approval_requested,
    EventKind.APPROVAL_DECIDED: _approval_decided,
    EventKind.CONVERSION_APPROVED: _converted,
    EventKind.SECOND_ASSIGNMENT: _converted,
    EventKind.ASSIGNED: _assigned,
    EventKind.OWNER_CHANGED: _owner_changed,
    EventKind.HANDOVER_OFFERED: _handover_offered,
    EventKind.HANDOVER_ACCEPTED: _handover_accepted,
    EventKind.HANDOVER_RETURNED: _handover_returned,
    EventKind.GROUP_ENTERED: _group_entered,
}
