"""Triage (繁简分流、分案): rules, approval where the court wants one, recorded draw, handover."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.case import ApprovalRequest, ApprovalState
    from models.events import EventKind
    from models.flow import Need

from workflows import steps
from workflows.run import CaseRun


async def triage(run: CaseRun) -> None:
    """Decide where the case goes, have it approved where needed, draw the team, hand the file over.

    A decision sent back is made good by the sender and taken anew (退回整改, JL-36).
    """
    await run.until(lambda: all(_met(run, need) for need in run.rules.needs.get(run.state.leg, ())))
    while not _decided(run) or not _agreed(run):
        if not _decided(run):
            await steps.triage_case(run)
        await run.until(lambda: _agreed(run) or not _decided(run))
    if run.state.moves:
        await hand_over(run, run.state.last(EventKind.TRIAGED))


async def hand_over(run: CaseRun, decided: int) -> None:
    """Draw and offer once after the decision of that seq, then wait until a team has accepted.

    A returned offer is made good and offered again by the sender's own act (CV-13).
    """
    if run.state.last(EventKind.HANDOVER_OFFERED) < decided:
        await steps.bind_file(run)
        await steps.assign_case(run)
    await run.until(lambda: run.state.last(EventKind.GROUP_ENTERED) > decided)


def _met(run: CaseRun, need: Need) -> bool:
    return run.seen(need.event, need.subject or None)


def _decided(run: CaseRun) -> bool:
    """Whether it was decided on this visit, and not sent back since."""
    state = run.state
    return state.last(EventKind.TRIAGED) > max(state.leg_seq, state.last(EventKind.CORRECTION_MADE))


def _agreed(run: CaseRun) -> bool:
    """Whether every matter the decision waits for is settled; a refusal that does not correct settles all."""
    latest = {matter.matter: _latest(run, matter.matter) for matter in run.state.awaits}
    for matter in run.state.awaits:
        request = latest[matter.matter]
        refused = request is not None and request.state is ApprovalState.REFUSED
        if refused and not matter.corrects:
            return True
    return all(request is not None and request.state is ApprovalState.GRANTED for request in latest.values())


def _latest(run: CaseRun, matter: str) -> ApprovalRequest | None:
    """The last request of a matter since the decision."""
    decided = run.state.last(EventKind.TRIAGED)
    made = [each for each in run.state.approvals.values() if each.matter == matter and each.seq > decided]
    return made[-1] if made else None
