"""Closing review (结案审查): a second person approves or returns; nothing unpaid is left behind."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.control_orders import releases_due, renewals_due
    from models.events import EventKind
    from models.serving import unserved, unstamped

from workflows import steps
from workflows.run import CaseRun


async def closing_review(run: CaseRun) -> None:
    """Wait for the reviewer; after approval make the papers, lift what must be lifted, serve, close."""
    await run.until(lambda: _reviewed(run))
    closing = run.state.closing
    if closing is None or closing.state != "approved":
        return
    await run.until(lambda: not _ordered(run) and not unstamped(run.state))
    await steps.make_closing_papers(run)
    if workflow.patched("2026-11-21 closing papers served"):
        await steps.send_last_papers(run)
    await run.until(lambda: _settled(run))
    await steps.close_case(run)


def _ordered(run: CaseRun) -> bool:
    """Whether money is on its way out, or something is being released or renewed: nothing is done twice."""
    paying = run.pending(EventKind.PAYOUT_ORDERED, EventKind.PAID_OUT)
    return bool(paying or releases_due(run.state) or renewals_due(run.state))


def _reviewed(run: CaseRun) -> bool:
    return run.state.closing is not None and run.state.closing.state != "proposed"


def _settled(run: CaseRun) -> bool:
    """Whether nothing is waited for: the service the case closes after, and money come in by then."""
    closing, state = run.state.closing, run.state
    if closing is None or not closing.served_on:
        return True
    return not (any(unserved(state, party) for party in closing.served_on) or state.unpaid)
