"""One generated register for all tests of this folder: they only read it."""

from collections.abc import Iterator

import pytest

from local import postgres
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
