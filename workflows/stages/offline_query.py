"""Offline query (线下查控): one task per institution, findings by act."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.events import Event, EventKind
    from models.values import court_local

from workflows import steps
from workflows.run import CaseRun


async def offline_query(run: CaseRun) -> None:
    """Papers for the counters, a finding from each, then the end of the query (RY-20).

    Where implementation runs beside it, a case reported for closing waits for no counter (SQ-A5).
    """
    if not any(run.seen(EventKind.TRADITIONAL_QUERY_STARTED, key) for key in run.rules.institutions):
        await steps.issue_assistance_notices(run)
    await run.until(lambda: _answered(run) or _reported(run))
    if _answered(run) and not run.seen(EventKind.TRADITIONAL_QUERY_ENDED):
        at = run.state.last_at.get(EventKind.OFFLINE_FINDING, court_local(workflow.now()))
        ended = Event(kind=EventKind.TRADITIONAL_QUERY_ENDED, occurred_at=at)
        await steps.append_events(run, "offline_ended", [ended], "线下查询完成")


def _answered(run: CaseRun) -> bool:
    return all(run.seen(EventKind.OFFLINE_FINDING, key) for key in _asked(run))


def _asked(run: CaseRun) -> tuple[str, ...]:
    """The institutions a finding is waited for: one with a condition only if its task was opened (JL-9)."""
    rules = run.rules
    opened = run.state.subjects.get(EventKind.TRADITIONAL_QUERY_STARTED, ())
    return tuple(key for key in rules.institutions if key not in rules.asked_if or key in opened)


def _reported(run: CaseRun) -> bool:
    closing = run.state.closing
    return closing is not None and closing.state in ("proposed", "approved")
