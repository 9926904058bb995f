"""`desk.py board` as a supervisor types it: each level by its options, as a table and as JSON."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

import terminal.answering
from activities.board import Board
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
