"""Servers for the tests: one PostgreSQL and one Temporal server a test process, a fresh database a test."""

import itertools
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from local import postgres, temporal
from local.roles import Urls
from tests.courthouse import CourtHouse, OutsideThread

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Server]:
    """A PostgreSQL whose database `court` is migrated and serves as the template."""
    server = postgres.start(tmp_path_factory.mktemp("pg"), free_port())
    try:
        migrate(server.url_owner)
        yield server
    finally:
        server.stop()


def migrate(url: str, revision: str = "head") -> None:
    """Bring a database to a revision."""
    config = Config(toml_file=ROOT / "pyproject.toml")
    engine = create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


@pytest.fixture(scope="session")
def temporal_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Temporal dev server that can skip time."""
    server = temporal.start(tmp_path_factory.mktemp("temporal"), free_port(), synchronous="NORMAL")
    try:
        yield server.address
    finally:
        server.stop()


_numbers = itertools.count(1)


@pytest.fixture
def database(postgres_server: postgres.Server) -> Iterator[Urls]:
    """A fresh migrated database with the URLs of its two roles."""
    name = f"t{next(_numbers)}"
    urls = postgres_server.create_database(name, template="court")
    try:
        yield urls
    finally:
        postgres_server.drop_database(name)


@pytest.fixture
def database_url(database: Urls) -> str:
    """The database as the product's own role may use it."""
    return database.worker


@pytest.fixture
def owner_url(database: Urls) -> str:
    """The database as the role may use it that owns the tables."""
    return database.owner


@pytest.fixture
def outside() -> Iterator[OutsideThread]:
    """The simulated outside over real HTTP, empty."""
    with OutsideThread(free_port()) as running:
        yield running


@pytest.fixture
async def house(
    database_url: str, temporal_address: str, outside: OutsideThread, tmp_path: Path
) -> AsyncIterator[CourtHouse]:
    """A court at work: register, worker, dispatcher, desk, outside; time is skipped by the test."""
    async with CourtHouse.opened(database_url, temporal_address, outside, tmp_path) as running:
        yield running
