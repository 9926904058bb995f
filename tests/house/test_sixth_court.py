"""The worked example of docs/adapting.md: a sixth court is a folder of data, and no code knows it."""

import json
import re
import shlex
from datetime import date
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

import desk
from models.course import course
from models.facts.case_facts import parse_facts
from models.lint.edition import open_edition
from models.lint.findings import FindingCode
from models.lint.linting import lint
from models.organisation import Approval
from models.rehearsal.rehearsing import editions, rehearse
from models.roster import Roster
from models.rulebook import Rulebook
from models.shelf.files import known_courts, load_all
from models.shelf.shelf import book_of, library_of
from simulation.docket import read_docket
from tests.house.sources import ROOT, files, strings
from tests.house.test_no_rulebook_strings import keys_of
from tests.rules.cases import all_cases, duty_cases, limit_cases, triage_cases
from tests.rules.checks import differences
from tests.rules.editions import Trial, of_edition, trials
from tests.rules.editions import book_of as tried_on
from tests.rules.mutation.__main__ import main as mutate

EXAMPLE = ROOT / "docs" / "examples" / "sixth-court"
FOLDER = EXAMPLE / "shili"
PAGE = (ROOT / "docs" / "adapting.md").read_text(encoding="utf-8")
FIRST, REFORM = date(2025, 9, 1), date(2026, 7, 1)

SHEETS = EXAMPLE / "rules"


def first() -> Rulebook:
    """Its first edition."""
    return book_of(str(FOLDER), FIRST)


@pytest.mark.parametrize(
    "trial", trials(all_cases(SHEETS), library_of(str(FOLDER))), ids=lambda each: each.name
)
def test_case(trial: Trial) -> None:
    """Every worked case of the example holds in the editions it is for."""
    assert differences(tried_on(trial, library_of(str(FOLDER))), trial.case) == []


def test_every_rule_and_limit_has_a_hit_and_a_near_miss() -> None:
    """What the handbook asks of every row, its own example does."""
    book = first()
    own = {limit.id for limit in book.limits if limit.id.startswith("SL-")}
    rules = {rule.id for rule in book.triage.rules}
    triaged = of_edition(triage_cases(SHEETS), FIRST)
    timed = of_edition(limit_cases(SHEETS), FIRST)
    assert rules - {rule for case in triaged for rule in case.hits} == set()
    assert rules - {rule for case in triaged for rule in case.misses} == set()
    assert own - {case.data["limit"] for case in timed if case.starts} == set()
    assert own - {case.data["limit"] for case in timed if not case.starts} == set()
    assert {duty.id for duty in book.duties} == {case.data["id"] for case in duty_cases(SHEETS)}


@pytest.mark.parametrize("edition", [FIRST, REFORM])
def test_no_wrong_rule_goes_unnoticed(edition: date, capsys: pytest.CaptureFixture[str]) -> None:
    """The mutation run over the draft: whatever is changed in either edition, some worked case fails."""
    assert mutate([str(FOLDER), "--on", edition.isoformat()]) == 0
    assert re.search(r"shili +caught (\d+) of \1; 1 more can make no difference", capsys.readouterr().out)


def test_the_mutation_run_misses_what_no_case_shows(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A sheet without a case for the amount: the run names what nobody would notice."""
    for path in SHEETS.iterdir():
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if "{id: T1-" not in line]
        (tmp_path / path.name).write_text("".join(kept), encoding="utf-8")
    assert mutate([str(FOLDER), "--on", FIRST.isoformat(), "--sheets", str(tmp_path)]) == 1
    assert "survived: shili  small_claim_max (read by SL-T1)" in capsys.readouterr().out
    with pytest.raises(SystemExit) as refused:
        mutate(["shil"])
    assert (refused.value.code, "未知法院“shil”" in capsys.readouterr().err) == (2, True)


def test_lint_finds_what_the_reading_table_knows() -> None:
    """Each finding is a doubt the jurist has settled, and there is no other."""
    assert [finding.code for finding in lint(open_edition(str(FOLDER)))] == [
        FindingCode.WAITING_TIME_WAIVED,
        FindingCode.STEPS_EXCEED_LIMIT,
        FindingCode.BODY_NOT_SET_UP,
    ]
    doubts = (EXAMPLE / "reading.md").read_text(encoding="utf-8")
    texts = [path.read_text(encoding="utf-8") for path in (*FOLDER.iterdir(), EXAMPLE / "reading.md")]
    named = {word for text in texts for word in text.replace("、", " ").replace("（", " ").split()}
    used = {word for word in named if word.startswith("SL-A") and word[4:].isdigit()}
    assert {doubt for doubt in used if f"| {doubt} |" not in doubts} == set()


def test_a_case_walks_the_way_of_the_document() -> None:
    """Articles 5 to 8 and 22: the legs of an ordinary case, without anything to sell."""
    ordinary = next(case.ordinary for case in triage_cases(SHEETS))
    facts = parse_facts({**ordinary, "claim_amount": 30000}, "例题")
    way = course(first(), facts)
    assert [step.leg for step in way.steps if step.certainty == "sure"] == [
        "intake",
        "preparation",
        "reception",
        "triage",
        "implementation",
        "closing",
    ]
    assert way.facts.group == "fast_team"


def test_the_reform_changes_two_things() -> None:
    """The worked cases of the first edition that fail under the next are marked so; no other does."""
    book = book_of(str(FOLDER), REFORM)
    old = of_edition(all_cases(SHEETS), FIRST)
    ended = [case.name for case in old if not case.holds_in(REFORM)]
    assert [case.name for case in old if differences(book, case)] == ended
    assert ended == ["shili-T1-多一分", "shili-D18-五个工作日", "shili-D18-春节不计"]
    found = rehearse(*editions(str(FOLDER), REFORM.isoformat()))
    assert [row.row for row in found.rows] == ["derived.small_claim_max"]
    assert [limit.id for limit in found.limits] == ["SL-D18"]
    assert book.digest != first().digest == book_of(str(FOLDER), date(2026, 6, 30)).digest


@pytest.mark.parametrize(("edition", "day"), [("", "09"), ("2026-07-01", "07"), ("2026-06-30", "09")])
def test_nodes_take_the_edition_of_filing_or_the_one_named(edition: str, day: str) -> None:
    """Filed before the reform, paid after it: five working days, under the next edition three."""
    at = ["--at", "2026-07-03T10:00:00+08:00", *(["--on", edition] if edition else [])]
    words = ["nodes", "--court", str(FOLDER), "--events", str(EXAMPLE / "payout.json"), *at]
    rows = json.loads(CliRunner().invoke(desk.app, words).output)
    assert [row["due_at"][8:10] for row in rows if row["id"] == "SL-D18"] == [day]


def test_everybody_the_rules_call_for_is_on_the_roster() -> None:
    """Units, owners of every pool, deciders of every matter, and who answers for each limit."""
    book = first()
    roster = Roster.model_validate(yaml.safe_load((EXAMPLE / "roster.yaml").read_text(encoding="utf-8")))
    held = {(each.unit, each.role) for person in roster.staff for each in person.memberships}
    units, roles = {unit for unit, _ in held}, {role for _, role in held}
    assert units == {unit.key for unit in book.units}
    assert {(unit, pool.owner) for pool in book.triage.pools for unit in pool.units} <= held
    assert [row.matter for row in book.approvals if not deciders(row, held)] == []
    responsible = {limit.responsible for limit in book.limits} - {
        "owner_unit",
        "approver",
        "receiver",
        "reviewer",
    }
    assert responsible <= units | roles


def deciders(approval: Approval, held: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Who on the roster may decide a matter."""
    return {post for post in held if post[1] in approval.approver and approval.unit in ("", post[0])}


def test_nothing_in_code_names_it() -> None:
    """A further court is data: no key of its book stands in the product or the machine."""
    others = [book for court, book in load_all().items() if court != FOLDER.name]
    own = keys_of(first()) - {key for book in others for key in keys_of(book)}
    assert {"shili", "tough_team_1", "oversight_group", "SL-T14", "SL-D18"} <= own
    found = [
        f"{path.relative_to(ROOT)}:{line} {text}"
        for path in files("models", "workflows", "activities", "terminal", "local")
        for line, text in strings(path)
        if text in own
    ]
    assert found == []


def shown() -> list[tuple[str, list[str]]]:
    """Every command of the handbook that shows what it prints, with the lines shown."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line.removeprefix("$ python3 -m local desk "), []))
            elif line != "…":
                found[-1][1].append(line)
    return found


@pytest.mark.parametrize(("command", "lines"), shown(), ids=[command for command, _ in shown()])
def test_the_handbook_shows_what_is_printed(
    command: str, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each line shown is printed, in that order."""
    if "--with" in command and FOLDER.name in known_courts():
        pytest.skip("the example is shipped here: it would stand beside itself")
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(desk.app, shlex.split(command))
    assert (result.exit_code, bool(lines)) == (0, True), result.output
    printed = iter(result.output.splitlines())
    assert [line for line in lines if line not in printed] == []


def test_the_skeleton_of_the_handbook_loads(tmp_path: Path) -> None:
    """The smallest book, as the page has it."""
    skeleton = next(block for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL) if "court:" in block)
    (tmp_path / "shili").mkdir()
    (tmp_path / "shili" / "2025-09-01.yaml").write_text(skeleton, encoding="utf-8")
    assert book_of(str(tmp_path / "shili")).court == "shili"


def test_the_rows_of_the_handbook_are_those_of_the_example() -> None:
    """What the page quotes stands in the example's files, row by row."""
    files_of = [*FOLDER.iterdir(), *(EXAMPLE / "rules").iterdir()]
    written = "\n".join(path.read_text(encoding="utf-8") for path in files_of)
    quoted = [
        line.strip()
        for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
        for line in block.splitlines()
        if re.match(r" +- \{(id|matter|act|event|key): ", line) and "intake, run: [intake]" not in line
    ]
    skeleton = {"- {key: query_group, name: 查控组, kind: group, leader: group_leader, source: 第2条}"}
    assert quoted and [line for line in quoted if line not in written and line not in skeleton] == []


def test_the_docket_of_the_example_can_be_read() -> None:
    """Three rows of this court, each with how it ends."""
    rows = read_docket(EXAMPLE / "docket.jsonl")
    assert {row.court for row in rows} == {"shili"}
    assert {row.expect.method for row in rows} == {"fully_executed", "termination"}
