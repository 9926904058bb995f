"""Intake (立案核对、初次接待)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.events import EventKind

from workflows import steps
from workflows.run import CaseRun


async def intake(run: CaseRun) -> None:
    """Filing data complete, case received, parties identified, trial file open, related cases known."""
    await _filing_in_order(run)
    await run.until(lambda: run.seen(EventKind.RECEIVED))
    if run.rules.key_holder_only:
        await run.until(lambda: run.seen(EventKind.IDENTITY_CHECK_ORDERED))
    if not run.seen(EventKind.IDENTITY_CHECKED):
        await steps.verify_identity(run)
    if not run.seen(EventKind.TRIAL_FILE_OPENED):
        await steps.open_trial_file(run)
    if not run.seen(EventKind.RELATED_SEARCHED):
        await steps.search_related(run)


async def _filing_in_order(run: CaseRun) -> None:
    """Wrong data goes back to the filing office and waits until it is corrected."""
    while not run.seen(EventKind.ENTERED_IN_SYSTEM):
        if run.state.last(EventKind.FILING_ERROR_FOUND) > run.state.last(EventKind.FILING_CORRECTED):
            await run.until(
                lambda: (
                    run.state.last(EventKind.FILING_CORRECTED) > run.state.last(EventKind.FILING_ERROR_FOUND)
                )
            )
        await steps.check_filing(run)


async def reception(run: CaseRun) -> None:
    """The first reception, where the court's way has it: before the queries or after them (GS-13, RY-21).

    Where the court allows it a note why none was held takes its place (SH-15).
    """
    await run.until(lambda: run.seen(EventKind.RECEPTION_ENDED) or run.seen(EventKind.RECEPTION_EXCUSED))
