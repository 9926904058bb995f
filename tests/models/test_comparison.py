"""One case under every court's rulebook: the way, what differs and by which article."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from models.comparison import Comparison, Point, compare_tool, lines
from models.course import Certainty, course
from models.errors import Code, Refusal
from models.facts.case_facts import parse_facts
from models.lint.lengths import length_words
from models.provisions import Section
from models.shelf.files import known_courts, load

PAID = {
    "filed_at": "2026-03-02T09:00:00+08:00",
    "case_kind": "first_enforcement",
    "basis_kind": "civil_judgment",
    "self_enforced": True,
    "claim_amount": 80000,
    "one_go_possible": True,
    "money_found": [{"kind": "bank_deposit", "amount": 90000, "frozen_at": "2026-03-03T10:00:00+08:00"}],
}
"""A case whose claim is covered by a frozen deposit."""


@cache
def compared() -> Comparison:
    return compare_tool(PAID)


def point(section: Section, key: str) -> Point:
    (found,) = [each for each in compared().points if (each.section, each.key) == (section, key)]
    return found


def legs(court: str, **facts: Any) -> list[str]:
    return [step.leg for step in course(load(court), parse_facts({**PAID, **facts}, "案卷")).steps]


# --- the way -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("court", known_courts())
def test_a_paid_case_goes_straight_to_its_closing(court: str) -> None:
    way = course(load(court), parse_facts(PAID, "案卷"))
    assert way.whole
    assert way.steps[-1].leg == "closing"
    assert all(step.article for step in way.steps)


@pytest.mark.requirement("JL-T1", "JL-T4", "JL-T6", "JL-29")
def test_jianli_goes_from_group_to_group_until_an_exit_holds() -> None:
    paid = legs("jianli")
    assert "offline_query" not in paid
    assert paid.index("online_query") < paid.index("closing_work") < paid.index("closing")
    poor = legs("jianli", money_found=[], crime_evidence={"exists": False})
    groups = ["online_query", "offline_query", "leads", "crackdown", "termination"]
    assert [leg for leg in poor if leg in groups] == groups


def test_a_leg_that_hangs_on_the_handling_may_come() -> None:
    steps = {step.leg: step for step in course(load("ruyang"), parse_facts(PAID, "案卷")).steps}
    assert steps["auction"].certainty is Certainty.PERHAPS
    assert steps["triage"].certainty is Certainty.SURE
    assert steps["triage"].decision is not None


@pytest.mark.requirement("SH-T18", "SH-T19", "CV-5")
def test_a_way_that_hangs_on_unknown_facts_ends_there() -> None:
    poor = {"claim_amount": 90000, "money_found": [], "one_go_possible": None}
    way = course(load("shihe"), parse_facts({**PAID, **poor}, "案卷"))
    assert not way.whole
    registered = {"offline_done": {"registered_at": "2026-04-01T10:00:00+08:00"}, "assets_found": []}
    runs = [{"system": name, "processed_at": "2026-03-04T10:00:00+08:00"} for name in ("national", "local")]
    known = course(load("shihe"), parse_facts({**PAID, **poor, **registered, "query_runs": runs}, "案卷"))
    assert "terminated" in [step.leg for step in known.steps]
    assert known.whole


def test_the_unit_that_holds_the_case_may_be_given() -> None:
    way = course(load("jianli"), parse_facts({**PAID, "group": "G3", "can_be_closed": True}, "案卷"))
    assert way.last is not None
    assert way.last.decided_by == "JL-T8"
    elsewhere = course(load("gushi"), parse_facts({**PAID, "group": "G3"}, "案卷"))
    assert elsewhere.steps[0].facts.group is None


# --- the comparison ----------------------------------------------------------------------------------


def test_every_court_is_there_with_what_becomes_of_the_case() -> None:
    courts = compared().courts
    assert set(courts) == set(known_courts())
    assert courts["ruyang"].decided_by == "RY-T3"
    assert courts["ruyang"].unit == "fast_team"
    assert courts["jianli"].exit == "fully_executed"
    assert courts["shangqiu"].approver == "centre_head"


@pytest.mark.requirement("RY-D5", "SH-D14", "SH-D15", "NB-228")
def test_payout_limits_side_by_side() -> None:
    payout = point(Section.LIMITS, "money_cleared")
    numbers = {
        court: {item.id: (item.number, item.unit, item.starts) for item in items}
        for court, items in payout.said.items()
    }
    assert numbers["ruyang"] == {"RY-D5": (7, "calendar_days", ("money_arrived",))}
    assert numbers["gushi"] == {"NB-228": (30, "calendar_days", ("money_arrived",))}
    assert numbers["shihe"]["SH-D15"] == (3, "calendar_days", ("finance_notice",))
    assert payout.differs
    assert all(item.article for items in payout.said.values() for item in items)


def test_what_is_the_same_everywhere_does_not_differ() -> None:
    second = [each for each in compared().points if each.name == "一拍流拍后进行二拍"]
    assert [each.differs for each in second] == [False]
    assert set(second[0].said) == set(known_courts())


@pytest.mark.requirement("RY-D18", "SQ-D9")
def test_only_limits_for_the_facts_of_the_case_are_compared() -> None:
    """The simple track has its own limit to close; an ordinary case has not."""
    simple = {item.id for items in point(Section.LIMITS, "closed").said.values() for item in items}
    assert {"RY-D18", "SQ-D9"} <= simple
    poor = {**PAID, "money_found": [], "one_go_possible": False}
    closing = next(each for each in compare_tool(poor).points if each.key == "closed")
    assert not {"RY-D18", "SQ-D9"} & {item.id for items in closing.said.values() for item in items}


@pytest.mark.requirement("JL-D14", "SH-D13", "JL-33")
def test_what_a_termination_needs_side_by_side() -> None:
    evidence = point(Section.CLOSING, "termination").said
    assert {"field_inquiry", "crackdown_findings"} <= {item.id for item in evidence["jianli"]}
    since = {court: items[0].text for court, items in point(Section.CLOSING, "since").said.items()}
    assert since["jianli"] == "不受限制"
    assert since["ruyang"] == "立案之日起超过3个月"


def test_approvals_side_by_side() -> None:
    said = point(Section.APPROVALS, "matters").said
    assert [item.id for item in said["shangqiu"]] == ["triage_decision"]
    assert "ruyang" not in said


def test_the_text_shows_the_differences_with_their_articles() -> None:
    text = list(lines(compared()))
    assert "【期限】" in text
    assert any("RY-D5" in line and "7日" in line and "二(一)5" in line for line in text)
    assert any(line.startswith("    固始、") for line in text)
    assert text[-1].startswith("各院相同的 ")
    assert "一拍流拍后进行二拍" in text[-1]


def test_the_comparison_survives_as_json() -> None:
    data = json.loads(compared().model_dump_json())
    assert Comparison.model_validate(data) == compared()


def test_a_rulebook_not_yet_in_force_on_the_day_of_filing_is_shown_all_the_same() -> None:
    early = compare_tool({**PAID, "filed_at": "2022-01-10T09:00:00+08:00"})
    assert set(early.courts) == set(known_courts())
    warned = {court for court, outcome in early.courts.items() if outcome.warnings}
    assert warned == set(known_courts()) - {"gushi"}
    assert any(line.startswith("！汝阳") for line in lines(early))


SIXTH = Path(__file__).parents[2] / "docs" / "examples" / "sixth-court" / "shili"


def test_a_draft_stands_beside_the_courts(tmp_path: Path) -> None:
    """A new court by its own key; a shipped court's next edition beside the one that is in force."""
    (tmp_path / "sixth").mkdir()
    for path in SIXTH.iterdir():
        written = path.read_text(encoding="utf-8").replace("court: shili", "court: sixth")
        (tmp_path / "sixth" / path.name).write_text(written, encoding="utf-8")
    (tmp_path / "ruyang").mkdir()
    (tmp_path / "ruyang" / "2099-01-01.yaml").write_text(
        'court: ruyang\nin_force: "2099-01-01"\namends: "2022-06-06"\nsource: 汝法〔2026〕99号\n'
        "limits:\n  - {id: RY-D5, drop: true, source: 汝法〔2026〕99号}\n",
        encoding="utf-8",
    )
    found = compare_tool(PAID, drafts=(str(tmp_path / "sixth"), str(tmp_path / "ruyang")))
    assert set(found.courts) == {*known_courts(), "sixth", "ruyang（草案）"}
    assert found.courts["sixth"].decided_by.startswith("SL-T")
    payout = next(each for each in found.points if each.key == "money_cleared")
    assert ("ruyang" in payout.said, "ruyang（草案）" in payout.said) == (True, False)
    assert any("汝阳（草案）" in line for line in lines(found))
    with pytest.raises(Refusal, match="未知法院“nowhere”"):
        compare_tool(PAID, drafts=("nowhere",))


def test_facts_nobody_can_read_are_refused() -> None:
    with pytest.raises(Refusal) as refused:
        compare_tool({"claim_amount": "many"}, "facts.json")
    assert refused.value.code == Code.FACTS_INVALID
    assert "facts.json" in refused.value.message


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("SH-D1", "24小时"),
        ("SH-D2", "1个工作日"),
        ("SH-D19", "当日"),
        ("SH-D17", "1个月"),
        ("SH-D5", "没有数字"),
    ],
)
def test_lengths_as_a_court_reads_them(limit: str, words: str) -> None:
    assert length_words(load("shihe").limit(limit)) == words
