"""The worked example of docs/adapting.md: a sixth court is a folder of data, and no code knows it."""

import re
import shlex
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

import desk
from models.course import course
from models.facts import parse_facts
from models.lint.edition import open_edition
from models.lint.findings import FindingCode
from models.lint.linting import lint
from models.organisation import Approval
from models.roster import Roster
from models.rulebook import Rulebook
from models.rulebook_files import load_all
from models.rulebook_shelf import book_of
from simulation.docket import read_docket
from tests.house.sources import ROOT, files, strings
from tests.house.test_no_rulebook_strings import keys_of
from tests.rules.cases import Case, DutyCase, LimitCase, TriageCase
from tests.rules.checks import differences, replaced
from tests.rules.mutation.conditions import names_of
from tests.rules.mutation.limits import of_duty, of_limit
from tests.rules.mutation.triage import of_triage

EXAMPLE = ROOT / "docs" / "examples" / "sixth-court"
FOLDER = EXAMPLE / "shili"
PAGE = (ROOT / "docs" / "adapting.md").read_text(encoding="utf-8")
FIRST, REFORM = date(2025, 9, 1), date(2026, 7, 1)

EQUIVALENT = {("SL-D1", "working_days → calendar_days")}
"""One day either way ends on the next working day: a last day of rest moves on."""


def sheet(name: str) -> dict[str, Any]:
    """One of the example's rule sheets."""
    content: dict[str, Any] = yaml.safe_load((EXAMPLE / "rules" / name).read_text(encoding="utf-8"))
    return content


def triage_cases() -> list[TriageCase]:
    """The worked cases of its triage."""
    content = sheet("triage_shili.yaml")
    return [TriageCase(content["court"], row, content["ordinary_case"]) for row in content["cases"]]


def limit_cases() -> list[LimitCase]:
    """The worked cases of its limits."""
    content = sheet("limits_shili.yaml")
    return [LimitCase(content["court"], row) for row in content["cases"]]


def duty_cases() -> list[DutyCase]:
    """Its recurring duties."""
    content = sheet("limits_shili.yaml")
    return [DutyCase(content["court"], row) for row in content["duties"]]


def first() -> Rulebook:
    """Its first edition."""
    return book_of(str(FOLDER), FIRST)


@pytest.mark.parametrize("case", [*triage_cases(), *limit_cases(), *duty_cases()], ids=lambda case: case.name)
def test_case(case: Case) -> None:
    """Every worked case of the example holds."""
    assert differences(first(), case) == []


def test_every_rule_and_limit_has_a_hit_and_a_near_miss() -> None:
    """What the handbook asks of every row, its own example does."""
    book = first()
    own = {limit.id for limit in book.limits if limit.id.startswith("SL-")}
    rules = {rule.id for rule in book.triage.rules}
    triaged, timed = triage_cases(), limit_cases()
    assert rules - {rule for case in triaged for rule in case.hits} == set()
    assert rules - {rule for case in triaged for rule in case.misses} == set()
    assert own - {case.data["limit"] for case in timed if case.starts} == set()
    assert own - {case.data["limit"] for case in timed if not case.starts} == set()
    assert {duty.id for duty in book.duties} == {case.data["id"] for case in duty_cases()}


def wrong_triage(book: Rulebook) -> list[str]:
    """Wrong rules of triage that no worked case would notice."""
    cases: list[Case] = [*triage_cases(), *limit_cases()]
    return [
        f"{mutant.where}: {mutant.what}"
        for mutant in of_triage(book)
        if not any(differences(mutant.book, case) for case in cases)
    ]


def wrong_limits(book: Rulebook) -> list[tuple[str, str]]:
    """Wrong versions of its own limits and duties that no worked case would notice."""
    cases, names = limit_cases(), names_of(book)
    shown = {case.data["limit"] for case in cases}
    missed = []
    for limit in (limit for limit in book.limits if limit.id in shown):
        about = [case for case in cases if case.data["limit"] == limit.id]
        for what, wrong in of_limit(limit, names):
            rows = tuple(row for row in (wrong if each is limit else each for each in book.limits) if row)
            if not any(differences(replaced(book, limits=rows), case) for case in about):
                missed.append((limit.id, what))
    for duty in book.duties:
        for what, other in of_duty(duty):
            duties = tuple(row for row in (other if each is duty else each for each in book.duties) if row)
            if not any(differences(replaced(book, duties=duties), case) for case in duty_cases()):
                missed.append((duty.id, what))
    return missed


def test_no_wrong_rule_goes_unnoticed() -> None:
    """The mutation run over the example: whatever is changed, some worked case fails."""
    assert wrong_triage(first()) == []
    assert set(wrong_limits(first())) == EQUIVALENT


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
    facts = parse_facts({**sheet("triage_shili.yaml")["ordinary_case"], "claim_amount": 30000}, "例题")
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
    """The dated file is rehearsed with the old worked cases: those that fail are what it changes."""
    book = book_of(str(FOLDER), REFORM)
    cases: list[Case] = [*triage_cases(), *limit_cases(), *duty_cases()]
    assert [case.name for case in cases if differences(book, case)] == [
        "shili-T1-多一分",
        "shili-D18-五个工作日",
        "shili-D18-春节不计",
    ]
    assert book.digest != first().digest == book_of(str(FOLDER), date(2026, 6, 30)).digest


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
    own = keys_of(first()) - {key for book in load_all().values() for key in keys_of(book)}
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
