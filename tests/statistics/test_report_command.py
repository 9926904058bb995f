"""`desk.py report` as a supervisor types it: the files it writes, what it prints, what it refuses."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

import terminal.answering
from activities.statistics.making import Statistics
from terminal.reports import commands
from tests.statistics.many_cases import ManyCases

Run = Callable[..., Result]


@pytest.fixture
def run(register: ManyCases, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command on the generated register; no server is asked."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[SimpleNamespace]:
        yield SimpleNamespace(statistics=Statistics(register.database))

    monkeypatch.setattr(terminal.answering, "opened", opened)

    def command(*words: str) -> Result:
        return CliRunner().invoke(commands, list(words))

    return command


@pytest.mark.requirement("JL-38", "JL-D15", "JL-D16")
def test_a_court_gets_all_its_reports(run: Run, tmp_path: Path) -> None:
    """A workbook and a picture for each report the rulebook names, and a line that says where."""
    done = run("--month", "2026-05", "--court", "jianli", "--out", str(tmp_path / "reports"))
    assert done.exit_code == 0, done.output
    names = sorted(path.name for path in (tmp_path / "reports").iterdir())
    wanted = ("各组交付案件情况表", "各组节点超期情况表", "线索查控员月度绩效通报")
    assert names == sorted(f"监利-{name}-2026-05.{kind}" for name in wanted for kind in ("svg", "xlsx"))
    assert len(done.output.splitlines()) == 3 and "2026年5月" in done.output


def test_without_a_court_every_court_reports(run: Run, tmp_path: Path) -> None:
    """One run for the whole installation; a week as well as a month."""
    done = run("--week", "2026-W20", "--report", "overdue_nodes", "--out", str(tmp_path))
    assert done.exit_code == 0, done.output
    assert len(list(tmp_path.glob("*-2026-W20.xlsx"))) == len(list(tmp_path.glob("*.svg"))) == 5


def test_json_writes_no_files(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same tables as UTF-8 JSON, and nothing in the folder."""
    monkeypatch.chdir(tmp_path)
    done = run("--month", "2026-05", "--court", "ruyang", "--report", "quality_ranking", "--json")
    (one,) = json.loads(done.output)
    assert one["name"] == "质效排名" and one["tables"][0]["rows"] and "单位排名" in done.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "须写明 --month 或者 --week"),
        (("--month", "2026-05", "--week", "2026-W20"), "须写明 --month 或者 --week"),
        (("--month", "2026-5"), "如 2026-05"),
        (("--month", "2026-05", "--court", "nowhere"), "nowhere"),
        (("--month", "2019-05", "--court", "ruyang"), "没有已施行的办案规则"),
        (("--month", "2026-05", "--court", "ruyang", "--report", "group_flow"), "没有2026年5月的报表"),
        (("--week", "2026-W20", "--court", "jianli", "--report", "group_flow"), "的报表 group_flow"),
        (("--month", "2026-05", "--report", "no_such"), "no_such"),
    ],
)
def test_what_is_refused(run: Run, words: tuple[str, ...], said: str) -> None:
    """One line on standard error and exit code 2."""
    done = run(*words)
    assert done.exit_code == 2
    assert said in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_year_is_reported_by_those_who_report_years(run: Run, tmp_path: Path) -> None:
    """Courts without a yearly report do not stop the others; asked for alone, they say what they make."""
    done = run("--year", "2026", "--out", str(tmp_path))
    assert done.exit_code == 0, done.output
    assert {path.name.split("-")[0] for path in tmp_path.iterdir()} == {"汝阳", "浉河"}
    alone = run("--year", "2026", "--court", "gushi", "--out", str(tmp_path))
    assert alone.exit_code == 2
    offered = "没有2026年的报表，可用：overdue_nodes（流程节点超期统计表，每月、每周）"
    assert alone.stderr.strip().endswith(offered)


def test_a_month_that_has_not_begun(run: Run, tmp_path: Path) -> None:
    """Nothing is counted as nothing: the month is refused, and no file is there."""
    done = run("--month", "2098-01", "--court", "ruyang", "--out", str(tmp_path / "reports"))
    assert done.exit_code == 2 and done.stderr.strip() == "2098年1月尚未开始，没有可以统计的内容"
    assert not (tmp_path / "reports").exists()
