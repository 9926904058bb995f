"""Documents (文书制作与送达): the court's set made, sent, and served on everybody."""

from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.case import Delivery
    from models.events import Event, EventKind
    from models.serving import unstamped
    from models.values import court_local

from workflows import steps
from workflows.run import CaseRun


async def documents(run: CaseRun) -> None:
    """Make the set, then go down each recipient's ladder until all are served."""
    await _make_set(run)
    await service(run)


async def making(run: CaseRun) -> None:
    """Make the set and send it a first time; another unit may serve what does not arrive (JL-7, SH-A18)."""
    await _make_set(run)
    if not run.state.deliveries and _unserved(run):
        await steps.send_documents(run)


async def service(run: CaseRun) -> None:
    """Go down each recipient's ladder until all are served (送达).

    A case that is sent on to another leg takes its service along (SH-A18).
    """
    while (unserved := _unserved(run)) and not _sent_on(run):
        if _somebody_needs_sending(run, unserved):
            sent = len(run.state.deliveries)
            await steps.send_documents(run)
            if len(run.state.deliveries) > sent:
                continue
        await _something_moves(run, unserved)
    if not _unserved(run) and not run.seen(EventKind.DOCUMENTS_SERVED):
        served = Event(kind=EventKind.DOCUMENTS_SERVED, occurred_at=_last_service(run))
        await steps.append_events(run, "documents_served", [served], "全套文书送达完毕")


async def _make_set(run: CaseRun) -> None:
    """Make the set, and wait until it is checked and stamped where the court does so (SH-19)."""
    if not set_made(run):
        await steps.make_documents(run)
    # Even a wait for what is true already lets other tasks go first: older histories know no such turn.
    if unstamped(run.state):
        await run.until(lambda: not unstamped(run.state))


def set_made(run: CaseRun) -> bool:
    """Whether the court's set was made; papers of an earlier handover are not of the set."""
    return any(paper.partition("/")[0] in run.rules.documents for paper in run.state.papers)


def _recipients(run: CaseRun) -> tuple[str, ...]:
    return tuple(sorted({paper.recipient for paper in run.state.papers.values() if paper.recipient}))


def _deliveries(run: CaseRun, recipient: str) -> tuple[Delivery, ...]:
    return tuple(d for d in run.state.deliveries.values() if d.recipient == recipient)


def _unserved(run: CaseRun) -> tuple[str, ...]:
    """Recipients on whom nothing is served yet."""
    return tuple(
        recipient
        for recipient in _recipients(run)
        if not any(d.served_at for d in _deliveries(run, recipient))
    )


def _somebody_needs_sending(run: CaseRun, unserved: tuple[str, ...]) -> bool:
    """Whether somebody has nothing on its way."""
    return any(not any(d.open for d in _deliveries(run, recipient)) for recipient in unserved)


async def _something_moves(run: CaseRun, unserved: tuple[str, ...]) -> None:
    """Wait until something came back or was served."""
    before = run.state.seq

    def moved() -> bool:
        last = run.state.last
        return max(last(EventKind.DOCUMENT_RETURNED), last(EventKind.DOCUMENT_SERVED)) > before

    await run.until(lambda: _unserved(run) != unserved or moved() or _sent_on(run))


def _sent_on(run: CaseRun) -> bool:
    return bool(run.state.goes_to) and not run.state.changes_team


def _last_service(run: CaseRun) -> datetime:
    """When the last recipient was served; now, where nothing had to be served on anybody."""
    served = [d.served_at for d in run.state.deliveries.values() if d.served_at]
    return max(served) if served else court_local(workflow.now())
