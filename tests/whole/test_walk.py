"""The case by hand of the README works as written, line by line."""

import asyncio
import json
import re
import shlex
import subprocess
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from models.events import EventKind
from models.filing.filing import parse_filing
from models.shelf.files import known_courts
from tests import courthouse
from tests.conftest import ROOT
from tests.courthouse import CourtHouse, OutsideThread

WALKS = {
    "README.md": ("## A case by hand", "### And if nobody acts?"),
    "README.zh-CN.md": ("## 亲手办一件案件", "### 没有人办理会怎样"),
}
"""Where the walk begins in each page, and what comes after it."""

LOCAL = "python3 -m local "


def commands(page: str) -> list[str]:
    """The command lines of the walk in a page."""
    begins, ends = WALKS[page]
    text = (ROOT / page).read_text(encoding="utf-8")
    walk = text[text.index(begins) : text.index(ends)]
    return [line for block in re.findall(r"```sh\n(.*?)```", walk, re.DOTALL) for line in block.splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that looks like the clone the reader stands in."""
    place = tmp_path / "clone"
    place.mkdir()
    (place / ".data").mkdir()
    for name in ("docs", "simulation"):
        (place / name).symlink_to(ROOT / name)
    return place


@pytest.fixture
async def empty_house(
    database_url: str,
    temporal_address: str,
    outside: OutsideThread,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[CourtHouse]:
    """A court at work for which only the walk's own roster is loaded."""
    rosters = tmp_path / "rosters"
    rosters.mkdir()
    walk = next(line for line in commands("README.md") if "starter roster" in line)
    (rosters / "walk.yaml").symlink_to(ROOT / walk.split()[-1])
    monkeypatch.setattr(courthouse, "ROSTERS", rosters)
    async with CourtHouse.opened(database_url, temporal_address, outside, tmp_path) as house:
        yield house


class Reader:
    """Somebody who does what the page says."""

    def __init__(self, house: CourtHouse, folder: Path) -> None:
        self.house = house
        self.folder = folder
        self.key = ""
        self.acts = 0

    async def do(self, line: str) -> None:
        """One command line."""
        words = shlex.split(line.removeprefix(LOCAL))
        match words:
            case ["make", "up"] | ["starter", "roster", _] | [_]:
                return  # the fixture has done it; and the case number is kept by the shell
            case ["curl", *_]:
                self.house.outside.post("/truth", self.json(re.findall(r"--data @(\S+)", line)[0]))
            case ["sed", *_]:
                self.shell(line)
            case ["starter", "file", path]:
                await self.file(path)
            case ["forward", "$CASE", unit, number]:
                await self.house.forward(self.key, **{unit.removeprefix("--"): float(number)})
            case ["desk", "act", "$CASE", kind, "--as", staff, *data]:
                self.acts += 1
                await self.house.act(self.key, kind, staff, self.json(data[1]) if data else {})
            case ["desk", "inbox", "--unit", unit]:
                assert self.house.desk.casework.inbox(unit), f"nothing to do for {unit}"
            case ["desk", "show" | "nodes", "$CASE"]:
                assert await self.house.desk.node_table(self.key)
            case ["desk", "rebuild", "$CASE", "--check"]:
                assert self.house.desk.casework.rebuild(self.key, write=False) == ()
            case _:
                raise AssertionError(f"the walk has a line this test does not know: {line}")

    def shell(self, line: str) -> None:
        """A line that is the shell's own business."""
        subprocess.run(["bash", "-c", line], cwd=self.folder, check=True)

    def json(self, path: str) -> dict[str, object]:
        """A file the page names."""
        return dict(json.loads((self.folder / path).read_text(encoding="utf-8")))

    async def file(self, path: str) -> None:
        """File what the page files, today."""
        outcome = self.house.filing.file(
            parse_filing(self.json(path), known_courts()), "walk", datetime.now(UTC)
        )
        assert outcome.state == "accepted"
        self.key = outcome.case_key
        await self.house.dispatcher.cases.start()
        await self.house.settle(self.key)


@pytest.mark.requirement("RY-17", "RY-24", "RY-40")
async def test_the_walk_leads_to_a_closed_case(empty_house: CourtHouse, folder: Path) -> None:
    """Every act is accepted, no limit passes, and the case ends as fully executed."""
    reader = Reader(empty_house, folder)
    for line in commands("README.md"):
        await reader.do(line)
        await asyncio.to_thread(empty_house.dispatcher.notices.send)
    state = empty_house.desk.casework.view(reader.key).state
    assert reader.acts > 20
    assert state.closed_at is not None
    assert state.closing is not None and state.closing.method == "fully_executed"
    assert (state.claim, state.recovered, state.unpaid) == (Decimal(80000), Decimal(80000), Decimal(0))
    assert state.subjects.get(EventKind.NODE_OVERDUE, ()) == ()
    assert state.seen(EventKind.AUCTION_ENDED) and state.seen(EventKind.CLOSING_APPROVED)


def test_both_pages_walk_the_same_way() -> None:
    """The Chinese page has the same commands in the same order."""
    assert commands("README.zh-CN.md") == commands("README.md")
