"""`desk.py rehearse`: what it reads, what it prints, what it refuses."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import desk
from models.rehearsal.rehearsing import Rehearsal
from tests.models.test_rehearsal import EVENTS, REFORM, SHILI


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(desk.app, ["rehearse", *words])
    return result.exit_code, result.output


def test_the_command_reads_lines_lists_and_events(tmp_path: Path) -> None:
    facts, events = tmp_path / "cases.jsonl", tmp_path / "events.json"
    facts.write_text('{"claim_amount": 40000}\n\n{"claim_amount": 60000}\n', encoding="utf-8")
    events.write_text(json.dumps(EVENTS), encoding="utf-8")
    code, output = run(SHILI, "--to", REFORM, "--facts", str(facts), "--events", str(events), "--json")
    assert code == 0
    found = Rehearsal.model_validate_json(output)
    assert (found.cases, [each.case for each in found.moved]) == (2, ["cases.jsonl 第 1 行"])
    assert [(each.case, each.limit) for each in found.dates] == [("events.json", "SL-D18")]
    single = tmp_path / "single.json"
    single.write_text('[{"claim_amount": 40000}, {"claim_amount": 45000}]', encoding="utf-8")
    assert "single.json 第 1 件、single.json 第 2 件" in run(SHILI, "--to", REFORM, "--facts", str(single))[1]


def test_invented_cases_are_the_same_every_time() -> None:
    first, second = (run(SHILI, "--to", REFORM, "--random", "200")[1] for _ in range(2))
    assert first == second
    assert re.search(r"【案件】200 件中 [1-9]\d* 件不同", first)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "cases.jsonl 第 2 行：不是合格的 JSON"),
        ('{"claim_amuont": 1}', "cases.jsonl 第 2 行：字段 claim_amuont"),
        ("[]", "cases.jsonl 第 2 行：案件事实应为键值表"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, says: str) -> None:
    facts = tmp_path / "cases.jsonl"
    facts.write_text(f"{{}}\n{line}\n", encoding="utf-8")
    code, output = run(SHILI, "--to", REFORM, "--facts", str(facts))
    assert (code, says in output, "\n" in output.strip()) == (2, True, False)


def test_open_cases_stand_alone(tmp_path: Path) -> None:
    code, output = run("ruyang", "--to", "2026-01-01", "--from", "2026-01-01", "--open", "--random", "3")
    assert (code, "不能与 --facts、--random、--events 同用" in output) == (2, True)
