"""`desk.py board` as a supervisor types it: each level by its options, as a table and as JSON."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from io import StringIO
from types import SimpleNamespace

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

import terminal.answering
from activities.auditing.audit import Report
from activities.auditing.findings import Finding, FindingKind
from activities.auditing.keeping import keep
from activities.board import Board
from activities.screens import board_page
from models.values import COURT_ZONE
from terminal.supervision import commands
from tests.statistics.many_cases import ManyCases

Run = Callable[..., Result]


@pytest.fixture
def run(register: ManyCases, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command on the generated register; no server is asked."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[SimpleNamespace]:
        yield SimpleNamespace(board=Board(register.database))

    monkeypatch.setattr(terminal.answering, "opened", opened)

    def command(*words: str) -> Result:
        return CliRunner().invoke(commands, ["board", *words])

    return command


@pytest.mark.requirement("RY-49", "JL-40")
def test_from_the_courts_down_to_a_persons_nodes(run: Run) -> None:
    """Each level names what opens the next one."""
    courts = json.loads(run("--json").output)["lines"]
    assert "ruyang" in [line["court"] for line in courts]
    units = json.loads(run("--court", "ruyang", "--json").output)["lines"]
    busy = next(line["unit"] for line in units if line["unit"] and line["cases"] and line["nodes"])
    people = json.loads(run("--court", "ruyang", "--unit", busy, "--json").output)["lines"]
    owner = next(line["person"] for line in people if line["person"] and line["nodes"])
    nodes = json.loads(run("--person", owner, "--json").output)["nodes"]
    assert nodes and {node["unit"] for node in nodes} >= {busy}


def test_a_person_reads_tables(run: Run) -> None:
    """The same levels in Chinese, on a page wide enough."""
    assert "汝阳县人民法院" in run().output and "在办案件" in run().output
    assert "财产查控组" in run("--court", "ruyang").output
    assert "承办案件的节点" in run("--person", "RY062").output


@pytest.mark.requirement("GS-31")
def test_what_the_auditor_found_is_in_red(run: Run, register: ManyCases) -> None:
    """A line for the court where something stands, with its kinds; nothing where nothing does any more."""
    at = datetime.now(COURT_ZONE)
    found = (
        Finding(kind=FindingKind.SEAL_MISSING, court="ruyang", subject="2026-05-06"),
        Finding(kind=FindingKind.ACT_NOT_DELIVERED, court="ruyang", subject="a"),
        Finding(kind=FindingKind.ACT_NOT_DELIVERED, court="ruyang", subject="b"),
    )

    def audited(*findings: Finding) -> None:
        with register.database.transaction() as session:
            kinds = frozenset(FindingKind)
            keep(session, Report(at=at, cases=0, entries=0, delays=(), examined=kinds, findings=findings))

    assert all("稽核发现" not in run(*words).output for words in ((), ("--court", "ruyang")))
    audited(*found)
    try:
        said = "稽核发现　汝阳县人民法院：3 项（行为未送达 2，日封缺失 1），详见 desk.py audit"
        for words in ((), ("--court", "ruyang"), ("--person", "RY062")):
            assert run(*words).output.count("稽核发现") == 1 and said in run(*words).output
        (shown,) = json.loads(run("--json").output)["findings"]
        assert (shown["court"], shown["count"]) == ("ruyang", 3)
        assert "稽核发现" not in run("--court", "jianli").output
        page = Console(force_terminal=True, width=150, file=StringIO())
        with page.capture() as colours:
            page.print(board_page(Board(register.database).view(at)))
        assert "\x1b[31m稽核发现" in colours.get()
    finally:
        audited()
    assert "稽核发现" not in run().output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--unit", "fast_team"), "--court"),
        (("--court", "nowhere"), "nowhere"),
        (("--person", "RY999"), "RY999"),
    ],
)
def test_what_is_refused(run: Run, words: tuple[str, ...], said: str) -> None:
    """One line on standard error and exit code 2."""
    done = run(*words)
    assert done.exit_code == 2 and said in done.stderr and len(done.stderr.splitlines()) == 1
