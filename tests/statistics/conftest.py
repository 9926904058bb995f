"""One generated register for all tests of this folder, which only read it; and a small one to write."""

from collections.abc import Iterator

import pytest

from local import postgres
from tests.activities.clerk import Clerk
from tests.statistics.many_cases import ManyCases

CASES = 200


@pytest.fixture(scope="package")
def register(postgres_server: postgres.Server) -> Iterator[ManyCases]:
    """Two hundred cases in five courts."""
    urls = postgres_server.create_database("statistics", template="court")
    made = ManyCases(urls.worker)
    made.fill(CASES)
    yield made
    made.engine.dispose()
    postgres_server.drop_database("statistics")


@pytest.fixture
def clerk(database_url: str) -> Iterator[Clerk]:
    """A register with two courts' rosters and no case."""
    made = Clerk(database_url)
    made.load_rosters()
    yield made
    made.engine.dispose()
