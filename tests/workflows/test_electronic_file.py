"""A running case: papers come into its file as acts do, and an inquiry on the spot leaves its record."""

from pathlib import Path
from typing import Any

import pytest

from activities.electronic_file.store import FileStore
from models.errors import Code, Refusal
from models.events import EventKind
from models.shelf.files import load
from tests import roads
from tests.activities.file_room import mp4, pdf
from tests.activities.paper_samples import text
from tests.courthouse import CourtHouse

INQUIRY: dict[str, Any] = {
    "place": "某县房产交易中心二楼",
    "asked": "卯某",
    "post": "窗口工作人员",
    "investigators": ["RY010", "RY011"],
    "answers": {"有无其他登记？": "没有。"},
}
HOUSE = {"kind": "house", "place": "某县某小区3号"}


async def opened(house: CourtHouse) -> str:
    """A case in its preparation."""
    key = await house.file(roads.filing(), roads.respondent())
    await house.act(key, "register_case", roads.REGISTRAR)
    return key


@pytest.mark.requirement("RY-59", "SQ-38", "SH-70")
async def test_papers_come_into_a_running_case_and_survive_its_run(house: CourtHouse, tmp_path: Path) -> None:
    """One event of the case each, whatever the case is at; the next run has them, and counts on from them."""
    key = await opened(house)
    scan, film = tmp_path / "scan.pdf", tmp_path / "film.mp4"
    scan.write_bytes(pdf())
    film.write_bytes(mp4())
    before = len(house.desk.file_index.lines(key))
    done = await house.desk.papers.add(key, scan, "identity_proof", "身份证明", roads.QUERY)
    assert done.seq is not None
    status = await house.settle(key)
    assert status.seq == roads.state(house, key).seq
    await house.lose(key)
    await house.settle(key)
    with pytest.raises(Refusal) as refusal:
        await house.desk.papers.add(key, scan, "letter", "同一文件", roads.QUERY)
    assert refusal.value.code == Code.ALREADY_DONE
    await house.desk.papers.add(key, film, "recording", "谈话录像", roads.QUERY)
    await house.settle(key)
    lines = house.desk.file_index.lines(key)
    assert [line.id for line in lines if line.source == "scanned"] == ["added/1", "added/2"]
    assert [line.number for line in lines] == list(range(1, before + 3))
    assert house.kinds(key).count(EventKind.PAPER_ADDED) == 2
    target = tmp_path / "out.mp4"
    number = str(lines[-1].number)
    read = await house.desk.reading.read(key, number, roads.QUERY, target)
    assert target.read_bytes() == film.read_bytes() and read.ground == "节点经办人"


@pytest.mark.requirement("JL-8", "JL-9")
async def test_an_inquiry_on_the_spot_leaves_its_record_in_the_file(house: CourtHouse) -> None:
    """Made once as the finding is reported, and listed; a finding without an inquiry leaves none."""
    key = await opened(house)
    first, second = (one.key for one in load("ruyang").offline.institutions[:2])
    await house.act(key, "report_finding", roads.QUERY, {"institution": first})
    found = {"institution": second, "assets": [HOUSE], "inquiry": INQUIRY}
    await house.act(key, "report_finding", roads.QUERY, found)
    await house.settle(key)
    await house.lose(key)
    await house.settle(key)
    (line,) = [line for line in house.desk.file_index.lines(key) if line.kind == "inquiry_record"]
    assert (line.kind_name, line.source, line.id) == ("调查笔录", "made", f"inquiry_record/{second}")
    said = text(FileStore(house.settings.files).get(line.sha256))
    for words in ("卯某（窗口工作人员）", "某县房产交易中心二楼", "没有。", "位于某县某小区3号的房屋"):
        assert words in said
    assert roads.state(house, key).papers[line.id].addressees == ()
