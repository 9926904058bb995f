"""Network query (网络查控): national and local systems, control at once, feedback into the file."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.events import EventKind

from workflows import steps
from workflows.run import CaseRun


async def network_query(run: CaseRun) -> None:
    """Launch every system; as answers come, in whatever order, control what was found and file the sheet."""
    for system in run.rules.systems:
        if not run.seen(EventKind.QUERY_LAUNCHED, system):
            await steps.launch_query(run, system)
    while waiting := run.pending(EventKind.QUERY_LAUNCHED, EventKind.FEEDBACK_FILED):
        await run.until(lambda: any(run.seen(EventKind.QUERY_RETURNED, system) for system in waiting))
        if run.rules.freeze_at_once and uncontrolled(run):
            await steps.control_found(run)
        for system in waiting:
            if run.seen(EventKind.QUERY_RETURNED, system):
                await steps.file_feedback(run, system)


def uncontrolled(run: CaseRun) -> bool:
    """Whether something was found and neither controlled nor refused."""
    state = run.state
    return any(m.frozen_at is None and not m.control_refused for m in state.money.values()) or any(
        a.controlled_at is None and not a.control_refused for a in state.assets.values()
    )
