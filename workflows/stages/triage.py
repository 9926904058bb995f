"""Triage (繁简分流、分案): rules, approval where the court wants one, recorded draw, handover."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.case import ApprovalState
    from models.events import EventKind

from workflows import steps
from workflows.run import CaseRun


async def triage(run: CaseRun) -> None:
    """Decide the track, have it approved where needed, draw the team, hand the file over."""
    if not run.seen(EventKind.TRIAGED):
        await steps.triage_case(run)
    await run.until(lambda: not _open_approvals(run))
    await hand_over(run, run.state.last(EventKind.TRIAGED))


async def hand_over(run: CaseRun, decided: int) -> None:
    """Draw and offer once after the decision of that seq, then wait until a team has accepted.

    A returned offer is made good and offered again by the sender's own act (CV-13).
    """
    if run.state.last(EventKind.HANDOVER_OFFERED) < decided:
        await steps.bind_file(run)
        await steps.assign_case(run)
    await run.until(lambda: run.state.last(EventKind.GROUP_ENTERED) > decided)


def _open_approvals(run: CaseRun) -> bool:
    return any(approval.state is ApprovalState.OPEN for approval in run.state.approvals.values())
