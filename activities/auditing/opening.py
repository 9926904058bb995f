"""Opening an audit on this installation's register and server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from activities.auditing.audit import Audit, Report
from activities.auditing.server import ServerAudit
from activities.auditing.standing import open_cases
from activities.books import Books
from activities.connection import connect as connect_temporal
from activities.database import Database
from activities.database import connect as connect_database
from models.settings import Settings, read_settings


@asynccontextmanager
async def open_audit(settings: Settings) -> AsyncIterator[tuple[Audit, Database]]:
    """An audit by the settings, and its register; a Temporal server that is away is a finding, no error."""
    engine = connect_database(settings, pool_size=2)
    database = Database(engine)

    def started() -> list[str]:
        with database.transaction() as session:
            return open_cases(session)

    client = await connect_temporal(settings, lazy=True)
    server = ServerAudit(client, settings.task_queue, started)
    tolerance = timedelta(seconds=settings.audit_tolerance_seconds)
    try:
        yield Audit(database, Books(), server, tolerance), database
    finally:
        engine.dispose()


async def audit_once() -> Report:
    """One audit of this installation, as of now."""
    async with open_audit(read_settings()) as (audit, _):
        return await audit.run(datetime.now(UTC))
