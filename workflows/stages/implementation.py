"""Implementation (执行实施): the team's investigation, measures and deductions, until disposal or closing."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.events import EventKind

from workflows import steps
from workflows.run import CaseRun
from workflows.stages.network_query import uncontrolled
from workflows.stages.triage import hand_over


async def implementation(run: CaseRun) -> None:
    """Carry out what the holder orders; leave when something is to be sold, the case is reported closed,
    or the holder asks to send it on.
    """
    while not _leaving(run):
        await run.until(lambda: _leaving(run) or _to_do(run))
        if uncontrolled(run):
            await steps.control_found(run)
        if moves_on(run):
            await hand_over(run, run.state.last(EventKind.SECOND_ASSIGNMENT))


def _leaving(run: CaseRun) -> bool:
    state = run.state
    reported = state.closing is not None and state.closing.state in ("proposed", "approved")
    sent_on = state.transfer_requested or (bool(state.goes_to) and not moves_on(run))
    return reported or sent_on or any(asset.in_disposal for asset in state.assets.values())


def _to_do(run: CaseRun) -> bool:
    return uncontrolled(run) or moves_on(run)


def moves_on(run: CaseRun) -> bool:
    """Whether a second assignment was decided and no new team holds the case yet (GS-27)."""
    return run.state.last(EventKind.SECOND_ASSIGNMENT) > run.state.last(EventKind.GROUP_ENTERED)
