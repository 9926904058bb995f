"""Wrong input to the desk's commands: one Chinese line, exit code 2, nothing written, nobody asked."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import desk
import terminal.answering
import terminal.cases
from models.errors import Refusal


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither register nor server: what is wrong is said before either is asked."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Any]:
        raise AssertionError("the register was asked")
        yield

    monkeypatch.setattr(terminal.answering, "opened", opened)


def typed(*words: object) -> Result:
    """The desk's answer."""
    return CliRunner().invoke(desk.app, [str(word) for word in words])


def refusal(*words: object) -> str:
    """The one line it says."""
    done = typed(*words)
    assert done.exit_code == 2, (done.output, done.exception)
    (told,) = done.stderr.splitlines()
    return told


@pytest.mark.parametrize(
    "line",
    [
        "inbox --court nowhere",
        "absences --court nowhere",
        "duties --court nowhere",
        "duty open nowhere RY-7.1 --as RY012",
        "duty done nowhere RY-D20 --as RY012",
        "panel list --court nowhere",
        "paper archives --court nowhere",
        "report --month 2026-05 --court national",
    ],
)
def test_a_court_nobody_has(line: str) -> None:
    """Refused with the courts there are; an empty table would look as if nothing were to be done."""
    told = refusal(*line.split())
    assert "没有法院" in told and "ruyang" in told and "national，" not in told.split("可用")[1]


@pytest.mark.parametrize("line", ["inbox", "inbox --court ruyang", "duties --court ruyang", "panel list"])
def test_a_unit_nobody_has(line: str) -> None:
    """The same for a unit; units of another court do not count where a court is named."""
    assert "没有单位或职务 nope" in refusal(*line.split(), "--unit", "nope")
    if "ruyang" in line:
        assert "没有单位或职务 G3" in refusal(*line.split(), "--unit", "G3")


def test_files_that_are_none(tmp_path: Path) -> None:
    """A missing file, a folder, bytes that are no text, JSON of another shape."""
    binary, row = tmp_path / "binary", tmp_path / "row.json"
    binary.write_bytes(b"\xff\xb9\x00")
    row.write_text("[1]", encoding="utf-8")
    for path in (tmp_path / "none", tmp_path):
        assert refusal("calendar", "load", path) == f"{path}：无法读取文件"
        assert refusal("act", "case", "make_plan", "--as", "RY052", "--data", path) == f"{path}：无法读取文件"
    assert "不是 UTF-8 编码" in refusal("calendar", "load", binary)
    assert "应为 JSON 对象" in refusal("act", "case", "make_plan", "--as", "RY052", "--data", row)
    assert "不是签名节点表" in refusal("verify", row)
    assert "不是公钥文件" in refusal("key", "RY052", "--register", row)


def test_which_node_table() -> None:
    """A case or a file of events, never both or neither; a court with the file, no export of it."""
    for line in ("nodes", "nodes case --events f.json"):
        assert "二者写一项" in refusal(*line.split())
    assert "须写明 --court" in refusal("nodes", "--events", "f.json")
    line = "nodes --events f.json --court ruyang --export t.json"
    assert "--export 只用于案号" in refusal(*line.split())


def test_an_export_overwrites_nothing(tmp_path: Path) -> None:
    """A folder, a missing one, a wrong ending, and a file or printed form that is there already."""
    there = tmp_path / "old.json"
    form = there.with_suffix(".docx")
    form.write_bytes(b"kept")
    for path, said in (
        (tmp_path, "应以 .json 结尾"),
        (tmp_path / "table.docx", "应以 .json 结尾"),
        (tmp_path / "none" / "table.json", "所在的文件夹不存在"),
        (there, f"{form}：已存在"),
    ):
        assert said in refusal("nodes", "case", "--export", path)
    there.write_text("kept", encoding="utf-8")
    assert f"{there}：已存在" in refusal("nodes", "case", "--export", there)
    assert form.read_bytes() == b"kept" and there.read_text(encoding="utf-8") == "kept"


def test_an_export_is_whole_or_not_there(tmp_path: Path) -> None:
    """Where the second file cannot be written, the first is not left behind."""
    first, second = tmp_path / "table.json", tmp_path / "none" / "table.docx"
    with pytest.raises(Refusal, match="无法写入"):
        terminal.cases._write_both({first: b"a", second: b"b"})
    assert not list(tmp_path.iterdir())


def test_seals_go_into_a_folder(tmp_path: Path) -> None:
    """Nothing is sealed that could not be exported."""
    file = tmp_path / "file"
    file.touch()
    for path in (file, file / "kept"):
        assert refusal("seal", "--court", "ruyang", "--export", path) == f"{path}：不是文件夹"


def test_a_limit_the_case_does_not_have(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing to explain is no answer: the case's own limits are named."""

    async def explain(key: str, limit: str) -> tuple[Any, ...]:
        return ()

    async def node_table(key: str) -> list[SimpleNamespace]:
        return [SimpleNamespace(id="RY-D1"), SimpleNamespace(id="NB-12"), SimpleNamespace(id="RY-D1")]

    casework = SimpleNamespace(find=lambda case: case)
    found = SimpleNamespace(casework=casework, explain=explain, node_table=node_table)

    @asynccontextmanager
    async def opened() -> AsyncIterator[Any]:
        yield found

    monkeypatch.setattr(terminal.answering, "opened", opened)
    assert refusal("explain", "case", "--limit", "XX-1").endswith("可用：RY-D1、NB-12")
    assert json.loads(typed("explain", "case", "--json").stdout) == []
