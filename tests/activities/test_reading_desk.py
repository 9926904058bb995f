"""Papers out of the file, what comes after the closing, and the archive."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from typer.testing import Result

from activities.court_journal import broken
from activities.electronic_file.store import FileStore
from models.tables import CourtJournal, PaperReading
from models.values import court_local
from tests.activities.clerk import Clerk
from tests.activities.file_room import (
    ASSISTANT,
    DIRECTOR,
    FAST_CLERK,
    FILE_KEEPER,
    JUDGE,
    OTHER_CLERK,
    OTHER_JUDGE,
    PRESIDENT,
    QUALITY,
    QUERY_CLERK,
    Run,
    closed,
    desk,
    index,
    kept,
    key,
    mp4,
    png,
    put,
    run,
    said,
    scan,
)

__all__ = ["desk", "key", "run", "scan"]


# --- out ---------------------------------------------------------------------------------------


def read(run: Run, key: str, staff: str, to: Path, *more: str, paper: str = "1") -> Result:
    """Read a paper."""
    return run("paper", "read", key, paper, "--as", staff, "--to", to, *more)


def readings(clerk: Clerk, key: str) -> list[tuple[str, str, str, str]]:
    """Who read what: person, outcome, ground, code."""
    with clerk.database.transaction() as session:
        rows = session.execute(
            select(PaperReading).where(PaperReading.case_key == key).order_by(PaperReading.entered_at)
        ).scalars()
        return [(row.staff, row.outcome, row.ground, row.code) for row in rows]


@pytest.mark.requirement("SQ-35", "RY-59")
def test_the_file_is_read_by_whom_the_rules_let_and_each_reading_is_kept(
    run: Run, key: str, scan: Path, clerk: Clerk, tmp_path: Path
) -> None:
    """Owner, holding unit, director, quality control, file centre; another team and others are refused."""
    assert put(run, key, scan).exit_code == 0
    grounds = {
        JUDGE: "owner",
        ASSISTANT: "holding_unit",
        FAST_CLERK: "holding_unit",
        DIRECTOR: "bureau_leader",
        QUALITY: "quality",
        FILE_KEEPER: "file_keeper",
        QUERY_CLERK: "node_handler",
    }
    for staff in grounds:
        target = tmp_path / f"{staff}.pdf"
        result = read(run, key, staff, target)
        assert result.exit_code == 0, result.output
        assert target.read_bytes() == scan.read_bytes()
    for staff in (OTHER_JUDGE, OTHER_CLERK, PRESIDENT, "RY777"):
        target = tmp_path / f"{staff}.pdf"
        line = said(read(run, key, staff, target))
        assert line.startswith(f"人员 {staff} 当日无权查阅本案卷宗，可以查阅的：承办人、")
        assert not target.exists()
    kept_rows = readings(clerk, key)
    assert [(staff, ground) for staff, outcome, ground, _ in kept_rows if outcome == "read"] == list(
        grounds.items()
    )
    assert [row for row in kept_rows if row[1] == "refused"] == [
        (staff, "refused", "", "act_not_allowed") for staff in (OTHER_JUDGE, OTHER_CLERK, PRESIDENT, "RY777")
    ]
    shown = run("paper", "readings", key).stdout
    assert "无权查阅" in shown and "承办人" in shown and "邮寄送达回证" in shown


@pytest.mark.requirement("SQ-35")
def test_whoever_did_a_step_of_the_case_may_read_it(run: Run, key: str, scan: Path, tmp_path: Path) -> None:
    """The clerk of another team is a stranger until he has handled something."""
    assert put(run, key, scan).exit_code == 0
    assert "无权查阅" in said(read(run, key, OTHER_CLERK, tmp_path / "before.pdf"))
    film = tmp_path / "other.mp4"
    film.write_bytes(mp4())
    assert put(run, key, film, kind="recording", staff=OTHER_CLERK).exit_code == 0
    assert read(run, key, OTHER_CLERK, tmp_path / "after.pdf").exit_code == 0


@pytest.mark.requirement("SQ-35", "CV-12")
def test_a_substitute_reads_for_the_owner_who_is_away(
    run: Run, key: str, scan: Path, tmp_path: Path, clerk: Clerk
) -> None:
    """In their own name, while the owner is away and in no other way."""
    assert put(run, key, scan).exit_code == 0
    assert "没有缺勤" in said(read(run, key, OTHER_JUDGE, tmp_path / "1.pdf", "--for", JUDGE))
    today = court_local(datetime.now(UTC)).date().isoformat()
    away = run(
        "absence", JUDGE, "--since", today, "--until", today, "--substitute", OTHER_JUDGE, "--as", DIRECTOR
    )
    assert away.exit_code == 0, away.output
    assert "不是 RY020 的代理人" in said(read(run, key, "RY040", tmp_path / "2.pdf", "--for", JUDGE))
    assert read(run, key, OTHER_JUDGE, tmp_path / "3.pdf", "--for", JUDGE).exit_code == 0
    assert [row[:2] for row in readings(clerk, key)] == [
        (OTHER_JUDGE, "refused"),
        ("RY040", "refused"),
        (OTHER_JUDGE, "read"),
    ]


def test_a_damaged_and_a_missing_file_are_said_to_be_so(
    run: Run, key: str, scan: Path, tmp_path: Path, clerk: Clerk
) -> None:
    """Nothing is handed out that is not what was put in; the attempt is on record."""
    assert put(run, key, scan).exit_code == 0
    (stored,) = (tmp_path / "store").rglob(FileStore.address(scan.read_bytes()))
    stored.chmod(0o644)
    stored.write_bytes(scan.read_bytes().replace(b"proof", b"prawn"))
    target = tmp_path / "out.pdf"
    assert said(read(run, key, JUDGE, target)) == "目录第 1 号“邮寄送达回证”：文件已损坏，请报告系统管理员"
    stored.unlink()
    assert said(read(run, key, JUDGE, target)) == "目录第 1 号“邮寄送达回证”：文件不存在，请报告系统管理员"
    assert not target.exists()
    assert [row[1] for row in readings(clerk, key)] == ["damaged", "missing"]


def test_a_paper_or_place_that_cannot_be_is_said_before_anything_is_kept(
    run: Run, key: str, scan: Path, tmp_path: Path, clerk: Clerk
) -> None:
    """No such number, a file that is there already, a folder that is not."""
    assert put(run, key, scan).exit_code == 0
    assert said(read(run, key, JUDGE, tmp_path / "out.pdf", paper="7")) == "卷内没有第 7 号材料，目录共 1 件"
    assert "已存在" in said(read(run, key, JUDGE, scan))
    assert "人员编号应为" in said(read(run, key, "丁某", tmp_path / "out.pdf"))
    assert "人员编号应为" in said(read(run, key, JUDGE, tmp_path / "out.pdf", "--for", "丁某"))
    assert "所在的文件夹不存在" in said(read(run, key, JUDGE, tmp_path / "nowhere" / "out.pdf"))
    assert readings(clerk, key) == []


@pytest.mark.requirement("SQ-35")
def test_readings_only_grow(
    run: Run, key: str, scan: Path, tmp_path: Path, clerk: Clerk, owner: Engine
) -> None:
    """Neither the product's role nor the owner of the tables changes or removes one."""
    assert put(run, key, scan).exit_code == 0
    assert read(run, key, JUDGE, tmp_path / "out.pdf").exit_code == 0
    for statement in ("update paper_reading set staff = 'RY001'", "delete from paper_reading"):
        for engine in (clerk.engine, owner):
            with pytest.raises(DBAPIError), engine.begin() as connection:
                connection.execute(text(statement))
    assert len(readings(clerk, key)) == 1


# --- the archive ---------------------------------------------------------------------------------


def archives(run: Run, later: int = 0) -> list[dict[str, object]]:
    """The closed cases of the court, as of today or some days later."""
    day = court_local(datetime.now(UTC)).date() + timedelta(days=later)
    return list(json.loads(run("paper", "archives", "--court", "ruyang", "--on", day, "--json").stdout))


@pytest.mark.requirement("RY-45", "RY-59", "SQ-38", "NB-312")
def test_a_closed_file_is_archived_whole_and_once(
    run: Run, key: str, scan: Path, tmp_path: Path, clerk: Clerk
) -> None:
    """By the team or the file centre, after the closing; the court's journal has the digest of the index."""
    assert put(run, key, scan).exit_code == 0
    assert said(run("paper", "archive", key, "--as", JUDGE)) == "案件尚未结案，卷宗不能归档"
    closed(clerk, key)
    (line,) = archives(run)
    assert (line["archived_on"], line["late"], line["unit"]) == (None, False, "fast_team")
    assert archives(run, later=93)[0]["late"] is True
    assert "无权归档本案卷宗，可以归档的：承办人、" in said(run("paper", "archive", key, "--as", QUALITY))
    (stored,) = (tmp_path / "store").rglob(FileStore.address(scan.read_bytes()))
    stored.rename(tmp_path / "aside")
    gap = said(run("paper", "archive", key, "--as", FILE_KEEPER))
    assert gap == "卷宗不完整，不能归档：第 1 号“邮寄送达回证”的文件不存在或者已损坏"
    (tmp_path / "aside").rename(stored)
    done = run("paper", "archive", key, "--as", FILE_KEEPER)
    assert done.exit_code == 0 and "已归档 1 件" in done.stdout
    with clerk.database.transaction() as session:
        entry = session.query(CourtJournal).filter_by(kind="file_archived").one()
        assert (entry.actor, entry.facts["case"], entry.facts["papers"]) == (FILE_KEEPER, key, 1)
        assert entry.facts["head"] == clerk.state(key).head
        assert broken(session, "ruyang") is None
    assert "已于" in said(run("paper", "archive", key, "--as", JUDGE))
    (line,) = archives(run, later=93)
    assert (line["archived_by"], line["late"]) == (FILE_KEEPER, False)
    assert "未归档" not in run("paper", "archives", "--court", "ruyang").stdout
    assert read(run, key, JUDGE, tmp_path / "out.pdf").exit_code == 0


@pytest.mark.requirement("JL-27", "RY-59")
def test_what_comes_after_the_closing_is_in_the_file_until_it_is_archived(
    run: Run, key: str, scan: Path, tmp_path: Path, clerk: Clerk
) -> None:
    """A proof of service: listed last, read like any other, archived with the rest; then no more comes."""
    assert put(run, key, scan).exit_code == 0

    def late(file: Path, *more: str, staff: str = FAST_CLERK) -> Result:
        return run("paper", "late", key, file, "--kind", "service_proof", "--as", staff, *more)

    proof = tmp_path / "proof.png"
    proof.write_bytes(png())
    assert said(late(proof)) == "案件尚未结案，材料请用 paper add 入卷"
    closed(clerk, key)
    head = clerk.state(key).head
    assert said(late(scan)) == "该文件已在卷内，为目录第 1 号"
    assert "当日没有" in said(late(proof, staff="RY777"))
    assert "没有缺勤" in said(late(proof, "--for", JUDGE))
    assert FileStore.address(png()) not in kept(tmp_path)
    done = late(proof)
    assert done.exit_code == 0 and "目录第 2 号" in done.stdout, done.output
    assert said(late(proof)) == "该文件已在卷内，为目录第 2 号"
    _, line = index(run, key)
    stated = {name: line[name] for name in ("number", "id", "name", "by", "media", "pages", "source")}
    assert stated == {
        "number": 2,
        "id": "late/1",
        "name": "送达回证",
        "by": FAST_CLERK,
        "media": "png",
        "pages": 1,
        "source": "scanned",
    }
    assert clerk.state(key).head == head and clerk.casework.rebuild(key, write=False) == ()
    assert read(run, key, JUDGE, tmp_path / "out.png", paper="2").exit_code == 0
    assert (tmp_path / "out.png").read_bytes() == png()
    assert "送达回证" in run("paper", "readings", key).stdout
    archived = run("paper", "archive", key, "--as", FILE_KEEPER)
    assert archived.exit_code == 0 and "已归档 2 件" in archived.stdout
    film = tmp_path / "film.mp4"
    film.write_bytes(mp4())
    assert "归档" in said(late(film)) and FileStore.address(mp4()) not in kept(tmp_path)
