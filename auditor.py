"""The auditor (稽核): looks again and again whether any limit was missed; needs neither worker nor server."""

import asyncio
import signal
import sys
from contextlib import suppress
from datetime import UTC, datetime

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from activities.auditing.audit import Audit, Report, StoppedError
from activities.auditing.keeping import Kept, keep
from activities.auditing.metrics import Gauges
from activities.auditing.opening import open_audit
from activities.database import Database
from activities.logs import configure_logs
from models.errors import Refusal
from models.settings import read_settings

PAUSE_SECONDS = 1.0
"""Pause after the database was away."""

log = structlog.get_logger("auditor")


class Auditor:
    """Looks once an interval; what starts together with the machine is given the first one."""

    def __init__(self, audit: Audit, database: Database, gauges: Gauges, seconds: float) -> None:
        self._audit = audit
        self._database = database
        self._gauges = gauges
        self._seconds = seconds
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """End after the batch of cases that is being recounted."""
        self._stop.set()
        self._audit.stop()

    async def run(self) -> None:
        """Run until stopped; an outage of the database is logged once a second and outlived."""
        log.info("auditor ready", seconds=self._seconds)
        pause = self._seconds
        while not await self._stopped_within(pause):
            pause = self._seconds
            try:
                await self.look()
            except StoppedError:
                break
            except (OperationalError, InterfaceError) as error:
                log.warning("away", what=type(error).__name__)
                pause = PAUSE_SECONDS
        log.info("auditor done")

    async def look(self) -> Report:
        """One audit; what is new in it is logged and kept, and monitoring sees what stands."""
        report = await self._audit.run(datetime.now(UTC))
        self._gauges.show(report)
        kept = await asyncio.to_thread(self._keep, report)
        for finding in kept.new:
            # The log is English: the obligation goes by its id, its name stays in the court's journal.
            log.error("found", **finding.model_dump(mode="json", exclude_defaults=True, exclude={"name"}))
        for finding_id in kept.over:
            log.info("over", id=finding_id)
        log.info("audited", cases=report.cases, entries=report.entries, findings=len(report.findings))
        return report

    def _keep(self, report: Report) -> Kept:
        with self._database.transaction() as session:
            return keep(session, report)

    async def _stopped_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), seconds)
        return self._stop.is_set()


async def main() -> int:
    """Run until SIGTERM or SIGINT; answers the exit code."""
    configure_logs()
    try:
        settings = read_settings()
    except Refusal as refusal:
        log.error("settings are not usable", code=refusal.code)
        return 1
    async with open_audit(settings) as (audit, database, gauges):
        auditor = Auditor(audit, database, gauges, settings.audit_seconds)
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, auditor.stop)
        await auditor.run()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
