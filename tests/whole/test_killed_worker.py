"""A worker killed between an effect and its answer: what was done stays done once, and the case goes on."""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import worker
from local import temporal
from models.events import EventKind
from models.messages import Appended
from models.tables import Journal
from tests import roads
from tests.conftest import free_port
from tests.courthouse import CourtHouse, OutsideThread

ROOT = Path(__file__).parents[2]


class WorkerProcess:
    """A real worker in a process of its own, on the house's servers."""

    def __init__(self, house: CourtHouse, address: str, log: Path) -> None:
        settings = house.settings
        self._environment = {
            **os.environ,
            "DATABASE_URL": settings.database_url.get_secret_value(),
            "TEMPORAL_ADDRESS": address,
            "TEMPORAL_CONFIG_FILE": os.devnull,
            "COURT_FILES": str(settings.files),
            "COURT_OUTSIDE_URL": settings.outside_url,
            "COURT_TASK_QUEUE": settings.task_queue,
        }
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, or start it again."""
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "worker.py"],
                cwd=ROOT,
                env=self._environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def kill(self) -> None:
        """Kill it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


class Line:
    """A telephone line to the server that can fall silent: nothing said into it arrives any more."""

    def __init__(self, address: str) -> None:
        self._host, self._port = address.split(":")
        self._open = asyncio.Event()
        self._open.set()
        self._server: asyncio.Server | None = None

    async def lay(self) -> str:
        """Lay the line; answers its near end."""
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        return f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def silence(self) -> None:
        """From now on what is said into it is kept, and lost when the speaker is gone."""
        self._open.clear()

    def restore(self) -> None:
        """Let it carry words again."""
        self._open.set()

    def close(self) -> None:
        """Take the line down."""
        if self._server is not None:
            self._server.close()

    async def _connect(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, away = await asyncio.open_connection(self._host, self._port)
        await asyncio.wait(
            [asyncio.create_task(self._carry(near, away)), asyncio.create_task(self._hear(far, back))],
            return_when=asyncio.FIRST_COMPLETED,
        )
        away.close()
        back.close()

    async def _carry(self, near: asyncio.StreamReader, away: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while words := await near.read(65536):
                if not self._open.is_set() and await self._speaker_gone(near):
                    return
                away.write(words)

    async def _speaker_gone(self, near: asyncio.StreamReader) -> bool:
        """Wait for the end of the silence or of the speaker; whether it was the speaker's."""
        silent = asyncio.create_task(self._open.wait())
        gone = asyncio.create_task(near.read(-1))
        done, left = await asyncio.wait([silent, gone], return_when=asyncio.FIRST_COMPLETED)
        for task in left:
            task.cancel()
        return gone in done

    async def _hear(self, far: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while words := await far.read(65536):
                back.write(words)


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
    """A court whose worker is not in this process."""
    monkeypatch.setattr(worker, "build", lambda *_: contextlib.nullcontext())
    async with CourtHouse.opened(database_url, server_address, outside, tmp_path) as running:
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


async def held(house: CourtHouse, *wanted: str) -> dict[str, str]:
    """The key held of each effect, once all are."""
    async with asyncio.timeout(30):
        while True:
            found = {row["operation"]: row["key"] for row in house.outside.get("/held")["held"]}
            if set(found) == set(wanted):
                return found
            await asyncio.sleep(0.02)


def ledger(house: CourtHouse, key: str) -> dict[str, Any]:
    """What the outside counted for a case."""
    court, case_no = key.split(":", 1)
    return house.outside.get("/ledger", court=court, case_no=case_no)


def written(house: CourtHouse, key: str, kind: EventKind) -> int:
    """How often the journal has an event of this kind."""
    with house.database.transaction() as session:
        found = session.execute(select(Journal.seq).where(Journal.case_key == key, Journal.kind == kind))
        return len(found.all())


def attempts(house: CourtHouse, key: str, request: str) -> tuple[int, int]:
    """How often the outside was asked under a key, and how often it answered out of its store."""
    return next((c["attempts"], c["repeats"]) for c in ledger(house, key)["calls"] if c["key"] == request)


async def with_money_ordered_out(house: CourtHouse) -> tuple[str, str]:
    """A case with money on its account, and the judge who may pay it out."""
    truth = {**roads.respondent(), "other_arrivals": [{"amount": "5000.00", "business_days": 0}]}
    key = await house.file(roads.filing(), truth)
    judge = await roads.ruyang_to_team(house, key)
    return key, judge


@pytest.mark.timeout(150)
async def test_a_payment_and_a_freeze_survive_the_worker_that_made_them(
    house: CourtHouse, staffed: WorkerProcess
) -> None:
    paying, judge = await with_money_ordered_out(house)
    freezing = await house.file(roads.filing(), roads.respondent(holdings=[roads.deposit("900.00")]))
    await house.act(freezing, "register_case", roads.REGISTRAR)
    for effect in ("payout", "control"):
        house.outside.post("/hold", {"operation": effect})

    query = asyncio.create_task(house.forward(freezing, days=3))
    (arrival,) = roads.state(house, paying).arrivals.values()
    order = {"arrival": arrival.id, "payee": "applicant-1", "amount": "5000.00"}
    await house.desk.act(paying, "order_payout", judge, order)
    keys = await held(house, "payout", "control")
    staffed.kill()
    assert ledger(house, paying)["effects_by_operation"]["payout"] == 1
    assert ledger(house, freezing)["effects_by_operation"]["control"] == 1
    assert written(house, paying, EventKind.PAID_OUT) == written(house, freezing, EventKind.CONTROLLED) == 0

    house.outside.post("/release", {})
    staffed.start()
    await asyncio.gather(house.settle(paying), query)
    for case, kind, effect in (
        (paying, EventKind.PAID_OUT, "payout"),
        (freezing, EventKind.CONTROLLED, "control"),
    ):
        assert written(house, case, kind) == 1
        assert ledger(house, case)["effects_by_operation"][effect] == 1
        assert attempts(house, case, keys[effect]) == (2, 1)
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


async def committed(house: CourtHouse, key: str, before: int) -> None:
    """Wait until the register has more entries than before."""
    async with asyncio.timeout(20):
        while True:
            if roads.state(house, key).seq > before:
                return
            await asyncio.sleep(0.01)


@pytest.mark.timeout(150)
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
    await committed(house, key, before)
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
