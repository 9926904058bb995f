"""Opening a desk on this installation's register and server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from activities.books import Books
from activities.connection import connect as connect_temporal
from activities.database import Database
from activities.database import connect as connect_database
from activities.delivery.dispatcher import Dispatcher
from activities.desk_service import DeskService
from activities.electronic_file.store import FileStore
from activities.gateways.http import HttpGateways
from activities.signing.key_files import KeyFolder
from models.settings import read_settings


@asynccontextmanager
async def open_desk() -> AsyncIterator[DeskService]:
    """A desk by the settings; a Temporal server that is away is noticed only when it is needed."""
    settings = read_settings()
    engine = connect_database(settings, pool_size=4)
    database, books = Database(engine), Books()
    client = await connect_temporal(settings, lazy=True)
    with HttpGateways(settings.outside_url) as gateways:
        dispatcher = Dispatcher(client, database, gateways, settings.task_queue)
        keys = KeyFolder(settings.signing_keys) if settings.signing_keys else None
        yield DeskService(
            client,
            database,
            books,
            dispatcher,
            settings.skip_time,
            keys,
            store=FileStore(settings.files),
            paper_megabytes=settings.paper_megabytes,
        )
    engine.dispose()
