"""What was ordered (扣划、执行措施、再次查询、解除和续行控制): carried out wherever the case stands."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.case import ApprovalState, MeasureTaken
    from models.control_orders import releases_due, renewals_due
    from models.property import FoundMoney

from workflows import steps
from workflows.run import CaseRun


async def watch(run: CaseRun) -> None:
    """For as long as the case runs: deductions sent, measures carried out, systems asked again, control ended
    or renewed. Orders about control are younger than the rest: a case without one does as it always did.
    """
    while True:
        await run.until(lambda: _anything_due(run))
        for system in _to_ask_again(run):
            await steps.launch_query(run, system, run.state.queries[system].launches)
        for money in _to_deduct(run):
            await steps.deduct(run, money.id, money.deduction_orders)
        for measure in due_measures(run):
            await steps.take_measure(run, measure.id)
        for item in releases_due(run.state):
            await steps.release(run, item.id, item.release_order)
        for item in renewals_due(run.state):
            if item.renew_until is not None:
                await steps.renew(run, item.id, item.renew_until)


def _anything_due(run: CaseRun) -> bool:
    state = run.state
    about_control = releases_due(state) or renewals_due(state)
    return bool(_to_deduct(run) or due_measures(run) or _to_ask_again(run) or about_control)


def _to_ask_again(run: CaseRun) -> tuple[str, ...]:
    return tuple(system for system, asked in run.state.queries.items() if asked.due)


def _to_deduct(run: CaseRun) -> tuple[FoundMoney, ...]:
    return tuple(money for money in run.state.money.values() if money.deduction_due)


def due_measures(run: CaseRun) -> tuple[MeasureTaken, ...]:
    """Measures decided, approved where that is needed, and not carried out yet."""
    state = run.state

    def approved(measure: MeasureTaken) -> bool:
        request = state.approvals.get(measure.approval)
        return not measure.approval or (request is not None and request.state is ApprovalState.GRANTED)

    return tuple(m for m in state.measures.values() if m.taken_at is None and approved(m))
