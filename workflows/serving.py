"""Papers made after the court's set (后续文书): served on their recipients wherever the case stands."""

from datetime import datetime
from functools import partial

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.case import PartyRef
    from models.events import Event, EventKind
    from models.flow import Part
    from models.serving import deliveries_to, unserved, waiting

from workflows import steps
from workflows.run import CaseRun
from workflows.stages.documents import set_made

PATCH = "2026-11-21 later papers served"
"""Cases that met such a paper under an older build go on without this watch."""

OWN_STAGE = frozenset({Part.DOCUMENTS, Part.MAKING, Part.SERVICE})
"""Parts that serve by themselves whoever has nothing yet."""

Asked = tuple[str, tuple[str, ...], int]
"""Whose papers, which, and after how many sendings: asked once, for only a new fact changes the answer."""


async def watch(run: CaseRun) -> None:
    """For as long as the case runs: what waits is sent, down each ladder; all served is written down."""
    asked: set[Asked] = set()
    due = partial(_newly_due, run, asked)
    await run.until(due)
    if not workflow.patched(PATCH):
        await run.until(lambda: False)
    while True:
        await run.until(due)
        if _newly_served(run):
            key = f"documents_served/{_last_moved(run)}"
            served = Event(kind=EventKind.DOCUMENTS_SERVED, occurred_at=_settled_at(run))
            await steps.append_events(run, key, [served], "全部文书送达完毕")
        else:
            asked |= _due(run)
            await steps.send_documents(run)


def _newly_due(run: CaseRun, asked: set[Asked]) -> bool:
    """Whether papers wait that were not asked about as things stand, or all were served just now."""
    return not _due(run) <= asked or _newly_served(run)


def _due(run: CaseRun) -> set[Asked]:
    """Whose papers wait: nobody's before the court's set went out or a team has the case.

    An approved closing sends the rest itself, and what comes back after that is seen to again.
    """
    state = run.state
    closes = state.closing is not None and state.closing.state == "approved"
    closes = closes and state.last(EventKind.CLOSING_APPROVED) > state.last(EventKind.DOCUMENT_SENT)
    if closes or not (state.deliveries or state.unit):
        return set()
    return {
        (party.id, tuple(paper.id for paper in papers), len(deliveries_to(state, party.id)))
        for party in state.parties
        if not _of_the_stage(run, party) and (papers := waiting(state, party.id))
    }


def _of_the_stage(run: CaseRun, party: PartyRef) -> bool:
    """Whether the stage of documents is at it and has not reached the party yet."""
    if not OWN_STAGE & set(run.state.open_parts):
        return False
    return not any(delivery.served_at for delivery in deliveries_to(run.state, party.id))


def _newly_served(run: CaseRun) -> bool:
    """Whether everybody has everything, and it is not written down since the last sending or return.

    The first time that is for the stage of documents to say, where the case has a set of them.
    """
    state = run.state
    said = state.last(EventKind.DOCUMENTS_SERVED)
    if not (said or not set_made(run)) or not state.deliveries:
        return False
    return _last_moved(run) > said and not any(unserved(state, party.id) for party in state.parties)


def _last_moved(run: CaseRun) -> int:
    """The seq of the last sending or return."""
    return max(run.state.last(EventKind.DOCUMENT_SENT), run.state.last(EventKind.DOCUMENT_RETURNED))


def _settled_at(run: CaseRun) -> datetime:
    """When the last sending ended, served or come back."""
    ends = (end for d in run.state.deliveries.values() for end in (d.served_at, d.returned_at) if end)
    return max(ends)
