"""Periods the court itself set on paper (公告期): their expiry is an event others count from."""

from datetime import date, datetime, time, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.events import Event, EventKind
    from models.values import COURT_ZONE

from workflows import steps
from workflows.run import CaseRun

LAST_SECOND = time(23, 59, 59)


async def watch(run: CaseRun) -> None:
    """For as long as the case runs: note the end of every eviction notice's period (腾房公告届满, RY-D13)."""
    while True:
        nearest = _nearest(run)
        if nearest is None:
            await run.until(lambda: _nearest(run) is not None)
            continue
        until, asset = nearest
        at = datetime.combine(until, LAST_SECOND, COURT_ZONE)
        wait = at - workflow.now() + timedelta(seconds=1)
        if wait > timedelta(0) and not await _came(run, nearest, wait):
            continue
        expired = Event(kind=EventKind.EVICTION_NOTICE_EXPIRES, occurred_at=at, subject=asset)
        key = f"eviction_notice_expires/{asset}/{until}"
        await steps.append_events(run, key, [expired], "腾房公告届满")


def _nearest(run: CaseRun) -> tuple[date, str] | None:
    """The notice whose period ends first and has not been noted."""
    waiting = [
        (asset.eviction_notice_until, asset.id)
        for asset in run.state.assets.values()
        if asset.eviction_notice_until is not None
        and asset.eviction_done_at is None
        and not run.seen(EventKind.EVICTION_NOTICE_EXPIRES, asset.id)
    ]
    return min(waiting, default=None)


async def _came(run: CaseRun, nearest: tuple[date, str], wait: timedelta) -> bool:
    """Whether the period ended before anything about it changed."""
    try:
        await workflow.wait_condition(
            lambda: _nearest(run) != nearest,
            timeout=wait,
            timeout_summary=f"腾房公告届满 {nearest[0]}（民诉法第261条）",
        )
    except TimeoutError:
        return True
    return False
