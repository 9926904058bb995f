"""Ordered deductions and decided measures (扣划、执行措施): carried out wherever the case stands."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.case import ApprovalState, FoundMoney, MeasureTaken

from workflows import steps
from workflows.run import CaseRun


async def watch(run: CaseRun) -> None:
    """For as long as the case runs: send every ordered deduction, carry out every measure due."""
    while True:
        await run.until(lambda: bool(_to_deduct(run) or due_measures(run)))
        for money in _to_deduct(run):
            await steps.deduct(run, money.id, money.deduction_orders)
        for measure in due_measures(run):
            await steps.take_measure(run, measure.id)


def _to_deduct(run: CaseRun) -> tuple[FoundMoney, ...]:
    return tuple(money for money in run.state.money.values() if money.deduction_due)


def due_measures(run: CaseRun) -> tuple[MeasureTaken, ...]:
    """Measures decided, approved where that is needed, and not carried out yet."""
    state = run.state

    def approved(measure: MeasureTaken) -> bool:
        request = state.approvals.get(measure.approval)
        return not measure.approval or (request is not None and request.state is ApprovalState.GRANTED)

    return tuple(m for m in state.measures.values() if m.taken_at is None and approved(m))
