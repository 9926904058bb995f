"""The auditor as court staff and machines meet it: `desk.py audit`, and a process of its own."""

import asyncio
import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import httpx
import pytest

from local import postgres
from models.events import EventKind
from models.nodes import Passing
from models.tables import CourtJournal
from tests import roads
from tests.activities.clerk import Clerk
from tests.activities.test_auditing_recount import DUE, NODE, received
from tests.conftest import ROOT, free_port
from tests.courthouse import CourtHouse
from tests.workflows.test_trouble import shut

PATIENCE = 60.0
"""Seconds a test waits for a process to say something."""


def environment(database_url: str, **more: str) -> dict[str, str]:
    """The surroundings of a process on this register; nobody listens where it looks for Temporal."""
    own = {
        "DATABASE_URL": database_url,
        "TEMPORAL_ADDRESS": f"127.0.0.1:{free_port()}",
        "TEMPORAL_CONFIG_FILE": os.devnull,
    }
    return {**os.environ, **own, **more}


def desk(environ: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """The terminal, as somebody at a keyboard would run it."""
    return subprocess.run(
        [sys.executable, "desk.py", *words],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def hidden_miss(clerk: Clerk) -> str:
    """A closed case one of whose limits passed without a word."""
    clock, key = received(clerk, ("RY-D3", Passing.LIMIT))
    clock.until(key, DUE + timedelta(hours=1))
    clerk.append(key, EventKind.CLOSED, method="ended")
    return key


# --- the command ---------------------------------------------------------------------------------


@pytest.mark.requirement("RY-49")
def test_the_command_names_a_miss(clerk: Clerk) -> None:
    """JSON for programs, a table for people, exit code 1; without worker and without a Temporal server."""
    key, environ = hidden_miss(clerk), environment(clerk.url)
    told = desk(environ, "audit", "--json")
    assert told.returncode == 1, told.stderr
    answer = json.loads(told.stdout)
    missed = [f for f in answer["findings"] if f["kind"] == "missed"]
    assert [(f["case_key"], f["subject"], f["limit"], f["passing"], f["at"]) for f in missed] == [
        (key, NODE, "RY-D3", "limit", DUE.isoformat())
    ]
    assert "server_away" in [f["kind"] for f in answer["findings"]]
    assert (answer["cases"], answer["entries"]) == (1, clerk.state(key).seq)
    assert {each["passing"] for each in answer["delays"]} == {"warning", "limit", "escalation"}
    shown = desk(environ, "audit")
    assert shown.returncode == 1, shown.stderr
    for words in ("漏报", "制作并送达执行文书", "2026-05-09 23:59:59", "流程服务器无应答", "检出时延"):
        assert words in shown.stdout


def test_the_command_without_a_register(clerk: Clerk) -> None:
    """No register, no audit: one line says so, and it is not taken for a clean record."""
    nowhere = re.sub(r":\d+/", f":{free_port()}/", clerk.url)
    told = desk(environment(nowhere), "audit")
    assert (told.returncode, told.stdout) == (1, "")
    assert len(told.stderr.splitlines()) == 1


async def test_the_command_finds_nothing(house: CourtHouse, database_url: str, temporal_address: str) -> None:
    """A case at work: exit code 0, and a sentence that says so."""
    key = await house.file(roads.filing(), roads.respondent())
    await house.act(key, "register_case", roads.REGISTRAR)
    address = {"TEMPORAL_ADDRESS": temporal_address, "COURT_TASK_QUEUE": house.settings.task_queue}
    told = await asyncio.to_thread(desk, environment(database_url, **address), "audit")
    assert told.returncode == 0, told.stdout + told.stderr
    assert "未发现" in told.stdout


# --- the service ---------------------------------------------------------------------------------


class Service:
    """A running `auditor.py`, with what it logs."""

    def __init__(self, environ: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "auditor.py"], cwd=ROOT, env=environ, stderr=subprocess.PIPE, text=True
        )
        self._lines: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()

    def _read(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._lines.put(json.loads(line))

    def until(self, event: str) -> list[dict[str, Any]]:
        """What it logs up to and with that event."""
        heard: list[dict[str, Any]] = []
        while not heard or heard[-1]["event"] != event:
            heard.append(self._lines.get(timeout=PATIENCE))
        return heard

    def end(self) -> int:
        """Its exit code when asked to end."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(PATIENCE)


@pytest.fixture
def quick(clerk: Clerk) -> Iterator[dict[str, str]]:
    """The surroundings of an auditor that looks five times a second."""
    yield environment(clerk.url, COURT_AUDIT_SECONDS="0.2")


def found(clerk: Clerk) -> list[tuple[str, str]]:
    """What the court's journal says of audits."""
    with clerk.database.transaction() as session:
        rows = session.query(CourtJournal).filter(CourtJournal.kind.like("audit%"))
        return [(row.kind, row.facts["kind"]) for row in rows.order_by(CourtJournal.seq)]


@pytest.mark.requirement("RY-49")
def test_the_service_names_a_miss_once(clerk: Clerk, quick: dict[str, str]) -> None:
    """Logged and kept at the first look, not again at the next, nor after a restart; SIGTERM ends it."""
    key = hidden_miss(clerk)
    with Service(quick) as service:
        first = service.until("audited")
        (told,) = [line for line in first if line["event"] == "found" and line["kind"] == "missed"]
        assert (told["case_key"], told["subject"], told["at"]) == (key, NODE, DUE.isoformat())
        assert "found" not in [line["event"] for line in service.until("audited")]
        assert service.end() == 0
        assert service.until("auditor done")[-1]["event"] == "auditor done"
    kept = found(clerk)
    assert kept.count(("audit_found", "missed")) == kept.count(("audit_found", "server_away")) == 1
    with Service(quick) as service:
        assert "found" not in [line["event"] for line in service.until("audited")]
        assert service.end() == 0
    assert found(clerk) == kept


@pytest.mark.requirement("RY-49")
def test_monitoring_sees_what_stands(clerk: Clerk, quick: dict[str, str]) -> None:
    """A gauge by kind on the metrics page, zero where nothing is found, and when was last looked."""
    hidden_miss(clerk)
    address = f"127.0.0.1:{free_port()}"
    with Service({**quick, "COURT_METRICS_ADDRESS": address}) as service:
        service.until("audited")
        page = httpx.get(f"http://{address}/metrics").text
        values = {
            line.rpartition(" ")[0]: float(line.rpartition(" ")[2])
            for line in page.splitlines()
            if line.startswith("court_audit")
        }
        found = {name: value for name, value in values.items() if "court_audit_findings" in name}
        assert {value for name, value in found.items() if '"missed"' in name} == {1.0}
        assert {value for name, value in found.items() if '"chain_broken"' in name} == {0.0}
        (at,) = [value for name, value in values.items() if "court_audit_at_seconds" in name]
        assert abs(at - datetime.now(UTC).timestamp()) < PATIENCE
        assert service.end() == 0


def test_the_service_outlives_its_register(
    clerk: Clerk, quick: dict[str, str], postgres_server: postgres.Server
) -> None:
    """The database is away for a while: it says so, and goes on looking afterwards."""
    name = clerk.database.engine.url.database
    assert name is not None
    with Service(quick) as service:
        service.until("audited")
        with shut(postgres_server, name):
            service.until("away")
        service.until("audited")
        assert service.end() == 0


def test_the_service_without_settings() -> None:
    """It ends at once and says which variable is missing."""
    environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    with Service(environ) as service:
        (line,) = service.until("settings are not usable")
        assert line["code"] == "settings_invalid"
