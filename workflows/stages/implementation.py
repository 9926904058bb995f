"""Implementation (执行实施): the team's investigation, measures and deductions, until disposal or closing."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.case import ApprovalState, FoundMoney, MeasureTaken
    from models.events import EventKind

from workflows import steps
from workflows.run import CaseRun
from workflows.stages.network_query import uncontrolled
from workflows.stages.triage import hand_over


async def implementation(run: CaseRun) -> None:
    """Carry out what the judge orders; leave when something is to be sold or the case is reported closed."""
    while not _leaving(run):
        await run.until(lambda: _leaving(run) or _to_do(run))
        for money in _to_deduct(run):
            await steps.deduct(run, money.id, money.deduction_orders)
        for measure in due_measures(run):
            await steps.take_measure(run, measure.id)
        if uncontrolled(run):
            await steps.control_found(run)
        if moves_on(run):
            await hand_over(run, run.state.last(EventKind.SECOND_ASSIGNMENT))


def _leaving(run: CaseRun) -> bool:
    state = run.state
    reported = state.closing is not None and state.closing.state in ("proposed", "approved")
    return reported or any(asset.in_disposal for asset in state.assets.values())


def _to_do(run: CaseRun) -> bool:
    return bool(_to_deduct(run) or due_measures(run) or uncontrolled(run) or moves_on(run))


def _to_deduct(run: CaseRun) -> tuple[FoundMoney, ...]:
    return tuple(money for money in run.state.money.values() if money.deduction_due)


def due_measures(run: CaseRun) -> tuple[MeasureTaken, ...]:
    """Measures decided, approved where that is needed, and not carried out yet."""
    state = run.state

    def approved(measure: MeasureTaken) -> bool:
        request = state.approvals.get(measure.approval)
        return not measure.approval or (request is not None and request.state is ApprovalState.GRANTED)

    return tuple(m for m in state.measures.values() if m.taken_at is None and approved(m))


def moves_on(run: CaseRun) -> bool:
    """Whether a second assignment was decided and no new team holds the case yet (GS-27)."""
    return run.state.last(EventKind.SECOND_ASSIGNMENT) > run.state.last(EventKind.GROUP_ENTERED)
