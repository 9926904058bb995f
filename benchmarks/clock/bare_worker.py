"""The worker of the bare workflows, with the settings of the product's own: `python -m ...bare_worker`."""

import asyncio
import signal
import sys

import structlog

import worker
from activities.connection import connect as connect_temporal
from activities.database import Database
from activities.database import connect as connect_database
from activities.logs import configure_logs
from benchmarks.clock.bare import TASK_QUEUE, BareTimer
from benchmarks.clock.bare_row import Rows
from models.settings import read_settings


async def main() -> None:
    """Run until SIGTERM."""
    configure_logs()
    settings = read_settings()
    engine = connect_database(settings, pool_size=worker.CONNECTIONS)
    client = await connect_temporal(settings)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    rows = Rows(Database(engine))
    async with worker.on_queue(client, TASK_QUEUE, [BareTimer], [rows.write_row]):
        structlog.get_logger("worker").info("worker ready", queue=TASK_QUEUE)
        await stop.wait()
    engine.dispose()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
