"""Opening an audit on this installation's register and server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from activities.auditing.audit import Audit, Report
from activities.auditing.metrics import Gauges
from activities.auditing.seals import CourtRecords
from activities.auditing.server import ServerAudit
from activities.auditing.standing import open_cases
from activities.books import Books
from activities.connection import connect as connect_temporal
from activities.database import Database
from activities.database import connect as connect_database
from activities.signing.key_files import KeyFolder
from models.settings import Settings, read_settings


@asynccontextmanager
async def open_audit(settings: Settings) -> AsyncIterator[tuple[Audit, Database, Gauges]]:
    """An audit by the settings, its register and its gauges; a server that is away is a finding, no error."""
    engine = connect_database(settings, pool_size=2)
    database = Database(engine)

    def started() -> list[str]:
        with database.transaction() as session:
            return open_cases(session)

    client = await connect_temporal(settings, lazy=True)
    server = ServerAudit(client, settings.task_queue, started)
    tolerance = timedelta(seconds=settings.audit_tolerance_seconds)
    try:
        keys = KeyFolder(settings.signing_keys) if settings.signing_keys else None
        courts = CourtRecords(keys, settings.seal_export)
        yield Audit(database, Books(), server, tolerance, courts), database, Gauges(client)
    finally:
        engine.dispose()


async def audit_once() -> Report:
    """One audit of this installation, as of now."""
    async with open_audit(read_settings()) as (audit, _, _):
        return await audit.run(datetime.now(UTC))
