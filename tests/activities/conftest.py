"""A register with rosters, and nothing else of the house."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from tests.activities.clerk import Clerk
from tests.activities.notary import Notary


@pytest.fixture
def clerk(database_url: str) -> Iterator[Clerk]:
    """A register with both courts' rosters."""
    made = Clerk(database_url)
    made.load_rosters()
    yield made
    made.engine.dispose()


@pytest.fixture
def owner(owner_url: str) -> Iterator[Engine]:
    """The same database as the owner of its tables sees it."""
    engine = create_engine(owner_url)
    yield engine
    engine.dispose()


@pytest.fixture
def notary(database_url: str, tmp_path: Path) -> Notary:
    """A court whose people all sign."""
    made = Notary(database_url, folder=tmp_path / "keys")
    made.load_rosters()
    made.give_keys()
    return made
