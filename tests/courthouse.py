"""A court at work for tests: everything real but the clock, which the test moves."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import httpx
import uvicorn
from pydantic import SecretStr
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import Worker

import worker
from activities.books import Books
from activities.connection import data_converter
from activities.database import Database
from activities.database import connect as connect_database
from activities.delivery.dispatcher import Dispatcher
from activities.desk_service import DeskService, Submission
from activities.electronic_file.store import FileStore
from activities.filing.desk import FilingDesk
from activities.gateways.http import HttpGateways
from activities.rosters import load_roster
from activities.signing.key_files import KeyFolder
from models.filing.filing import parse_filing
from models.messages import Status
from models.nodes import Node
from models.settings import Settings
from models.shelf.files import known_courts
from models.tables import Journal, NodeRow, Outbox
from simulation.outside.app import application
from simulation.outside.settings import Behaviour
from simulation.outside.store import Store
from simulation.outside.world import World
from simulation.skipping import CaseClocks

ROSTERS = Path(__file__).parent / "rosters"
PATIENCE = 40.0
"""Seconds a test waits for a condition before it fails."""
QUIET = 2
"""How often in a row nothing may move before a case counts as waiting: an answer may come in between."""

SEED = "tests"
"""Whatever a test leaves out of the truth is drawn alike for every case: whoever files is who it says,
and what comes of a test does not depend on the number its case happened to get."""


class OutsideThread:
    """The simulated outside on loopback, in a thread of its own."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        app = application(World(Store(None), Behaviour()))
        self._server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", access_log=False))
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        for _ in range(400):
            if self._server.started:
                return self
            threading.Event().wait(0.02)
        raise RuntimeError("the simulated outside did not start")

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Tell the outside something only the simulation may."""
        answer = httpx.post(self.url + path, json=body)
        answer.raise_for_status()
        return dict(answer.json())

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """Ask the outside something."""
        answer = httpx.get(self.url + path, params=query)
        answer.raise_for_status()
        return dict(answer.json())


@dataclass
class CourtHouse:
    """The product with its collaborators, and a hand on the clock."""

    settings: Settings
    client: Client
    database: Database
    filing: FilingDesk
    dispatcher: Dispatcher
    desk: DeskService
    outside: OutsideThread
    clocks: CaseClocks

    @classmethod
    @asynccontextmanager
    async def opened(
        cls,
        database_url: str,
        temporal_address: str,
        outside: OutsideThread,
        folder: Path,
        build: Callable[[Client, Settings, Database], Worker] = worker.build_sandboxed,
    ) -> AsyncIterator["CourtHouse"]:
        """Open the house: rosters loaded, worker running."""
        settings = Settings(
            DATABASE_URL=SecretStr(database_url),
            files=folder / "files",
            outside_url=outside.url,
            task_queue=f"test-{uuid4()}",
            skip_time=True,
        )
        client = await Client.connect(temporal_address, data_converter=data_converter(settings))
        engine = connect_database(settings)
        database, books = Database(engine), Books()
        for roster in sorted(ROSTERS.glob("*.yaml")):
            load_roster(database, books, roster)
        with HttpGateways(outside.url) as gateways:
            dispatcher = Dispatcher(client, database, gateways, settings.task_queue)
            house = cls(
                settings=settings,
                client=client,
                database=database,
                filing=FilingDesk(database, books, settings.history_limit),
                dispatcher=dispatcher,
                desk=DeskService(
                    client,
                    database,
                    books,
                    dispatcher,
                    skip_time=True,
                    keys=KeyFolder(folder / "keys"),
                    store=FileStore(settings.files),
                ),
                outside=outside,
                clocks=CaseClocks(client),
            )
            async with build(client, settings, database):
                yield house
        engine.dispose()

    # --- filing and moving -------------------------------------------------------------------

    async def file(self, filing: dict[str, Any], truth: dict[str, Any] | None = None) -> str:
        """File a case with its hidden truth and bring it to where it waits for somebody."""
        parsed = parse_filing(filing, known_courts())
        body = {
            "court": parsed.court,
            "case_no": parsed.case_no,
            "filed_at": parsed.filed_at.isoformat(),
            "seed": SEED,
            "truth": truth or {},
        }
        self.outside.post("/truth", body)
        outcome = self.filing.file(parsed, "test", datetime.now(UTC))
        assert outcome.state == "accepted", outcome
        await self.dispatcher.cases.start()
        await self.settle(outcome.case_key)
        return outcome.case_key

    def handle(self, key: str) -> WorkflowHandle[Any, Any]:
        """The running case."""
        return self.client.get_workflow_handle(key)

    async def settle(self, key: str) -> Status:
        """Deliver what lies about until the case waits for somebody and nothing is on its way."""
        deadline, quiet = asyncio.get_running_loop().time() + PATIENCE, 0
        while asyncio.get_running_loop().time() < deadline:
            moved = await asyncio.to_thread(self.dispatcher.answers.fetch)
            moved += await self.dispatcher.answers.signal()
            status = await self.desk.status(key)
            view = self.desk.casework.view(key)
            waits = status is not None and not status.busy and status.seq == view.state.seq
            quiet = quiet + 1 if waits and not (moved or view.pending_answers or view.pending_acts) else 0
            if status is not None and quiet == QUIET:
                return status
            await asyncio.sleep(0.02)
        raise AssertionError(f"{key} did not settle: {await self.desk.status(key)}")

    async def eventually(self, key: str, condition: Callable[[Status], bool]) -> Status:
        """Wait until the case answers as wanted."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        status: Status | None = None
        while asyncio.get_running_loop().time() < deadline:
            status = await self.desk.status(key)
            if status is not None and condition(status):
                return status
            await asyncio.sleep(0.05)
        raise AssertionError(f"{key} never came to it: {status}")

    async def until(self, key: str, moment: datetime) -> Status:
        """Let the case's time come to `moment`, stopping for every answer of the outside on the way.

        Where one of the case's timers lies shortly before `moment`, it comes to some seconds behind that.
        """
        while True:
            now = await self.desk.clock(key)
            court, case_no = key.split(":", 1)
            upcoming = self.outside.get("/next", court=court, case_no=case_no)["next"]
            target = moment
            if upcoming is not None:
                target = min(moment, max(datetime.fromisoformat(upcoming), now))
            now = await self.clocks.walk(key, target)
            self.outside.post("/clock", {"court": court, "case_no": case_no, "now": now.isoformat()})
            status = await self.settle(key)
            if now >= moment:
                return status

    async def forward(self, key: str, **delta: float) -> Status:
        """Let time pass for a case."""
        return await self.until(key, await self.desk.clock(key) + timedelta(**delta))

    # --- acting and looking ------------------------------------------------------------------

    async def act(
        self, key: str, kind: str, staff: str, data: dict[str, Any] | None = None, **more: Any
    ) -> Submission:
        """An act by a person, then everything that follows at once."""
        done = await self.desk.act(key, kind, staff, data or {}, **more)
        await self.settle(key)
        return done

    def node(self, key: str, limit: str, subject: str = "") -> Node:
        """The latest node of a limit."""
        with self.database.transaction() as session:
            found = [
                Node.model_validate(row.node)
                for row in session.query(NodeRow).filter_by(case_key=key, limit_id=limit)
                if not subject or row.subject == subject
            ]
        assert found, f"{key} has no node {limit}"
        return max(found, key=lambda node: node.opened_seq)

    def kinds(self, key: str) -> list[str]:
        """The kinds of event in the journal, in order."""
        with self.database.transaction() as session:
            rows = session.query(Journal.kind).filter_by(case_key=key).order_by(Journal.seq)
            return [kind for (kind,) in rows]

    def ledger(self, key: str) -> dict[str, Any]:
        """What really happened outside in a case, counted apart from how often it was asked for."""
        court, case_no = key.split(":", 1)
        return self.outside.get("/ledger", court=court, case_no=case_no)

    async def lose(self, key: str) -> None:
        """The run of a case is lost, and the watcher's sweep finds that out."""
        await self.handle(key).terminate("lost by the test")
        with self.database.transaction() as session:
            long_ago = datetime.now(UTC) - timedelta(hours=1)
            session.query(Outbox).filter_by(case_key=key, kind="start_case").update({"done_at": long_ago})
        async with asyncio.timeout(PATIENCE):
            while not await self.dispatcher.cases.restart():  # noqa: ASYNC110 - the list lags
                await asyncio.sleep(0.05)
