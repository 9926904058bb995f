"""A worker killed between an effect and its answer: what was done stays done once, and the case goes on."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from local import temporal
from models.events import EventKind
from models.messages import Appended
from models.tables import Journal
from tests import courthouse, roads
from tests.conftest import free_port
from tests.courthouse import CourtHouse, OutsideThread
from tests.whole.killing import Line, WorkerProcess

pytestmark = [pytest.mark.kill, pytest.mark.timeout(900)]

LONG = 240.0
"""Seconds to wait for what a killed worker held: its tries run out first, and the pauses between them."""

WHOLE_SILENCE = 100
"""How often an effect's answer is withheld: whoever is not answered asks again within seconds."""


@pytest.fixture
def server_address(tmp_path: Path) -> Iterator[str]:
    """A Temporal server with no other test's cases, which every new worker would replay."""
    folder = tmp_path / "temporal"
    folder.mkdir()
    server = temporal.start(folder, free_port(), synchronous="NORMAL")
    try:
        yield server.address
    finally:
        server.stop()


@pytest.fixture
async def house(
    database_url: str,
    server_address: str,
    outside: OutsideThread,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[CourtHouse]:
    """A court whose worker is not in this process, and that waits as long as a lost worker takes."""
    monkeypatch.setattr(courthouse, "PATIENCE", LONG)

    def nobody(*_: object) -> Any:
        return contextlib.nullcontext()

    async with CourtHouse.opened(database_url, server_address, outside, tmp_path, build=nobody) as running:
        yield running


@pytest.fixture
async def line(server_address: str) -> AsyncIterator[Line]:
    """The worker's line to the server."""
    laid = Line(server_address)
    yield laid
    laid.close()


@pytest.fixture
async def staffed(house: CourtHouse, line: Line, tmp_path: Path) -> AsyncIterator[WorkerProcess]:
    """The worker, running."""
    process = WorkerProcess(house, await line.lay(), tmp_path / "worker.log")
    process.start()
    try:
        yield process
    finally:
        process.kill()


def held(house: CourtHouse) -> dict[str, str]:
    """The key held of each effect."""
    return {row["operation"]: row["key"] for row in house.outside.get("/held")["held"]}


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that may take a step's whole timeout, and then some."""
    async with asyncio.timeout(LONG):
        while True:
            if await asyncio.to_thread(condition):
                return
            await asyncio.sleep(0.02)


async def let_freeze(house: CourtHouse, key: str) -> None:
    """Let answers come until the case freezes what they found, and the bank keeps its answer to itself."""
    async with asyncio.timeout(LONG):
        while "control" not in held(house):
            if await idle(house, key):
                await next_answer(house, key)
            await asyncio.sleep(0.05)


async def idle(house: CourtHouse, key: str) -> bool:
    """Whether a case has done all it has heard of: its clock can only be moved then."""
    status, view = await house.desk.status(key), house.desk.casework.view(key)
    return status is not None and status.seq == view.state.seq and not (status.busy or view.pending_answers)


async def next_answer(house: CourtHouse, key: str) -> None:
    """Let a case's time come to the outside's next answer, and deliver that; nobody waits for the case."""
    court, case_no = key.split(":", 1)
    upcoming = house.outside.get("/next", court=court, case_no=case_no)["next"]
    if upcoming is not None:
        now = await house.clocks.walk(key, datetime.fromisoformat(upcoming))
        house.outside.post("/clock", {"court": court, "case_no": case_no, "now": now.isoformat()})
    await asyncio.to_thread(house.dispatcher.answers.fetch)
    await house.dispatcher.answers.signal()


def ledger(house: CourtHouse, key: str) -> dict[str, Any]:
    """What the outside counted for a case."""
    court, case_no = key.split(":", 1)
    return house.outside.get("/ledger", court=court, case_no=case_no)


def written(house: CourtHouse, key: str, kind: EventKind) -> int:
    """How often the journal has an event of this kind."""
    with house.database.transaction() as session:
        found = session.execute(select(Journal.seq).where(Journal.case_key == key, Journal.kind == kind))
        return len(found.all())


def told(house: CourtHouse, key: str, kind: EventKind) -> bool:
    """Whether the journal has an event of this kind."""
    return written(house, key, kind) > 0


def attempts(house: CourtHouse, key: str, request: str) -> tuple[int, int]:
    """How often the outside was asked under a key, and how often it answered out of its store."""
    return next((c["attempts"], c["repeats"]) for c in ledger(house, key)["calls"] if c["key"] == request)


async def with_money_ordered_out(house: CourtHouse) -> tuple[str, str]:
    """A case with money on its account, and the judge who may pay it out."""
    truth = {**roads.respondent(), "other_arrivals": [{"amount": "5000.00", "business_days": 0}]}
    key = await house.file(roads.filing(), truth)
    judge = await roads.ruyang_to_team(house, key)
    return key, judge


async def test_a_payment_and_a_freeze_survive_the_worker_that_made_them(
    house: CourtHouse, staffed: WorkerProcess
) -> None:
    paying, judge = await with_money_ordered_out(house)
    freezing = await house.file(roads.filing(), roads.respondent(holdings=[roads.deposit("900.00")]))
    await house.act(freezing, "register_case", roads.REGISTRAR)
    for effect in ("payout", "control"):
        house.outside.post("/hold", {"operation": effect, "times": WHOLE_SILENCE})

    await let_freeze(house, freezing)
    (arrival,) = roads.state(house, paying).arrivals.values()
    order = {"arrival": arrival.id, "payee": "applicant-1", "amount": "5000.00"}
    await house.desk.act(paying, "order_payout", judge, order)
    await until(lambda: set(held(house)) == {"payout", "control"})
    keys = held(house)
    staffed.kill()
    assert ledger(house, paying)["effects_by_operation"]["payout"] == 1
    assert ledger(house, freezing)["effects_by_operation"]["control"] == 1
    assert written(house, paying, EventKind.PAID_OUT) == written(house, freezing, EventKind.CONTROLLED) == 0

    house.outside.post("/release", {})
    staffed.start()
    for case, kind, effect in (
        (paying, EventKind.PAID_OUT, "payout"),
        (freezing, EventKind.CONTROLLED, "control"),
    ):
        await until(partial(told, house, case, kind))
        await house.settle(case)
        assert written(house, case, kind) == 1
        assert ledger(house, case)["effects_by_operation"][effect] == 1
        asked, repeated = attempts(house, case, keys[effect])
        assert repeated == asked - 1 >= 1
        assert house.desk.casework.rebuild(case, write=False) == ()
    assert [line["amount"] for line in ledger(house, paying)["payouts"]] == ["5000.00"]


async def known_to_the_run(house: CourtHouse, key: str) -> int:
    """The last seq any answer in the case's history names."""
    seqs = [0]
    async for event in house.handle(key).fetch_history_events():
        if event.HasField("marker_recorded_event_attributes"):
            payloads = list(event.marker_recorded_event_attributes.details["result"].payloads)
            (answer,) = await house.client.data_converter.decode(payloads, [dict])
            seqs.append(Appended.model_validate(answer).seq if "entries" in answer else 0)
    return max(seqs)


async def test_a_commit_survives_the_worker_that_made_it(
    house: CourtHouse, line: Line, staffed: WorkerProcess
) -> None:
    key = await house.file(roads.filing(), roads.respondent())
    await house.act(key, "register_case", roads.REGISTRAR)
    before = roads.state(house, key).seq
    assert await known_to_the_run(house, key) == before
    found = {"institution": "house_registry"}

    line.silence()
    act = asyncio.create_task(house.desk.act(key, "report_finding", roads.QUERY, found))
    await until(lambda: roads.state(house, key).seq > before)
    staffed.kill()
    assert await known_to_the_run(house, key) == before
    assert not act.done()

    line.restore()
    staffed.start()
    await act
    await house.settle(key)
    state = roads.state(house, key)
    assert state.seq == before + 1 == await known_to_the_run(house, key)
    assert written(house, key, EventKind.OFFLINE_FINDING) == 1
    assert house.desk.casework.rebuild(key, write=False) == ()
