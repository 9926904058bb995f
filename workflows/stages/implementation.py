"""Implementation (执行实施): the team's investigation, measures and deductions, until disposal or closing."""

from workflows import steps
from workflows.run import CaseRun
from workflows.stages.network_query import uncontrolled


async def implementation(run: CaseRun) -> None:
    """Carry out what the holder orders; leave when something is to be sold, the case is reported closed,
    or the holder asks to send it on.
    """
    while not _leaving(run):
        await run.until(lambda: _leaving(run) or uncontrolled(run))
        if uncontrolled(run):
            await steps.control_found(run)


def _leaving(run: CaseRun) -> bool:
    state = run.state
    reported = state.closing is not None and state.closing.state in ("proposed", "approved")
    sent_on = state.transfer_requested or (bool(state.goes_to) and not state.changes_team)
    return reported or sent_on or any(asset.in_disposal for asset in state.assets.values())
