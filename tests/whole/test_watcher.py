"""The watcher: a filing starts its case by itself, at once, and not by the next sweep."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

import starter
from models.tables import Filing
from tests import roads
from tests.courthouse import PATIENCE, CourtHouse

NEVER = 3600.0
"""Seconds between two sweeps: longer than any test."""


@pytest.fixture
async def watcher(
    house: CourtHouse, temporal_address: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[starter.Watcher]:
    """A watcher that has swept once and listens; from now on it is only woken."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_address)
    monkeypatch.setattr(starter, "SWEEP_SECONDS", NEVER)
    watching = starter.Watcher(starter.Service(house.settings))
    running = asyncio.create_task(watching.run())
    async with asyncio.timeout(PATIENCE):
        while not await asyncio.to_thread(listens, house):
            assert not running.done(), running
            await asyncio.sleep(0.05)
    yield watching
    watching.stop()
    await running


def listens(house: CourtHouse) -> bool:
    """Whether somebody listens for the last of the channels in this database."""
    with house.database.transaction() as session:
        found = session.execute(
            text("select 1 from pg_stat_activity where datname = current_database() and query = :listen"),
            {"listen": f"listen {starter.CHANNELS[-1]}"},
        )
        return found.first() is not None


def insert(house: CourtHouse) -> str:
    """What a court's own system inserts; the key of the case that is to be."""
    filing = roads.filing()
    head = {name: filing.pop(name) for name in ("court", "case_no", "filed_at")}
    with house.database.transaction() as session:
        session.add(Filing(**head, data=filing, source="court-system"))
    return f"{head['court']}:{head['case_no']}"


@pytest.mark.usefixtures("watcher")
async def test_a_row_in_the_table_is_a_running_case_without_a_sweep(house: CourtHouse) -> None:
    """Nobody pressed a button; the second row comes when the first sweep is certainly over."""
    for _ in range(2):
        status = await house.eventually(insert(house), lambda status: "intake" in status.stages)
        assert status.seq >= 2
