"""Case money (案款): wherever the case stands, what is ordered out is paid, once."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.events import EventKind

from workflows import steps
from workflows.run import CaseRun


async def watch(run: CaseRun) -> None:
    """For as long as the case runs: pay every ordered payout that the bank has not yet confirmed."""
    while True:
        await run.until(lambda: bool(run.pending(EventKind.PAYOUT_ORDERED, EventKind.PAID_OUT)))
        for payout in run.pending(EventKind.PAYOUT_ORDERED, EventKind.PAID_OUT):
            await steps.pay_out(run, payout)
