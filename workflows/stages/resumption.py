"""Examination of a resumption (恢复执行审查): before anything else is done for the case (RY-41)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.events import Event, EventKind
    from models.values import court_local

from workflows import steps
from workflows.run import CaseRun


async def resumption(run: CaseRun) -> None:
    """The materials came in with the filing; the unit the rulebook names decides on them.

    A case whose refusal the reviewer sent back is decided anew.
    """
    if not run.seen(EventKind.RESUMPTION_MATERIALS):
        at = run.state.filed_at or court_local(workflow.now())
        came = Event(kind=EventKind.RESUMPTION_MATERIALS, occurred_at=at)
        await steps.append_events(run, "resumption_materials", [came], "收到恢复执行材料")
    await run.until(lambda: run.state.last(EventKind.RESUMPTION_DECIDED) > run.state.leg_seq)
