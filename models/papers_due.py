"""Papers that something recorded calls for (应制作的文书): which ones are still to be made."""

from models.case import CaseState
from models.distribution_plan import paper_of
from models.events import EventKind
from models.serving import made_again
from models.values import Value


class PaperDue(Value):
    """A paper to be made: what it is about (`about`, as its composer wants it), and whose copy it is."""

    kind: str
    id: str
    about: str
    recipient: str = ""


def papers_due(state: CaseState) -> tuple[PaperDue, ...]:
    """The papers that are called for and not made yet."""
    called = (
        *(*_evictions(state), *_plans(state), *_second_assignment(state), *_inquiries(state)),
        *_corrected(state),
    )
    return tuple(paper for paper in called if paper.id not in state.papers)


def _evictions(state: CaseState) -> tuple[PaperDue, ...]:
    """The notice of every eviction that is under way (腾房公告, 民诉法第261条, NB-150)."""
    return tuple(
        PaperDue(
            kind="eviction_notice",
            id=f"eviction_notice/{asset.id}/{asset.eviction_notice_until}",
            about=asset.id,
        )
        for asset in state.assets.values()
        if asset.eviction_notice_until is not None and asset.eviction_done_at is None and asset.held
    )


def _plans(state: CaseState) -> tuple[PaperDue, ...]:
    """Every plan of distribution (分配方案, SH-65)."""
    return tuple(
        PaperDue(kind="distribution_plan", id=paper_of(plan), about=plan)
        for plan in state.subjects.get(EventKind.DISTRIBUTION_PLANNED, ())
    )


def _inquiries(state: CaseState) -> tuple[PaperDue, ...]:
    """The record of every inquiry on the spot (调查笔录, JL-8)."""
    return tuple(
        PaperDue(kind="inquiry_record", id=f"inquiry_record/{body}", about=body)
        for body in state.subjects.get(EventKind.INQUIRY_HELD, ())
    )


def _corrected(state: CaseState) -> tuple[PaperDue, ...]:
    """What takes the place of a document the check found wrong, made from the case as it stands (SH-19)."""
    return tuple(
        PaperDue(kind=paper.kind, id=made_again(paper.id), about=paper.about, recipient=paper.recipient)
        for paper in state.papers.values()
        if paper.fault
    )


def _second_assignment(state: CaseState) -> tuple[PaperDue, ...]:
    """What every party is told in writing of a second assignment, once the new team says so (GS-28)."""
    decided = state.last(EventKind.SECOND_ASSIGNMENT)
    drawn = decided and state.last(EventKind.ASSIGNED) > decided
    if not (drawn and state.last(EventKind.FEEDBACK_GIVEN) > decided):
        return ()
    approval = state.subjects[EventKind.SECOND_ASSIGNMENT][-1]
    return tuple(
        PaperDue(
            kind="second_assignment_feedback",
            id=f"second_assignment_feedback/{approval}/{party.id}",
            about=approval,
            recipient=party.id,
        )
        for party in state.parties
        if party.role in ("applicant", "respondent")
    )
