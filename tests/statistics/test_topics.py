"""Topics of cases (专题): stated, corrected, listed, refused where the rulebook does not have them (RY-4)."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

import terminal.answering
from activities.topics import TaggedCases
from models.conditions import Condition, evaluate
from models.errors import Refusal
from models.facts.case_facts import parse_facts
from models.filing.filing import parse_filing
from models.rule_tools import triage_tool
from models.shelf.files import Library, known_courts, load
from terminal.supervision import commands
from tests.activities.clerk import Clerk
from tests.filing.samples import good
from tests.house.sources import ROOT

pytestmark = pytest.mark.requirement("RY-4")


def tags(clerk: Clerk, key: str) -> Any:
    """The topics of a case as its state has them."""
    return clerk.state(key).facts.get("case_topics", "unknown")


def test_filed_recorded_corrected(clerk: Clerk) -> None:
    """A topic of the filing, more of them later, one corrected by a second person; the campaign untouched."""
    key = clerk.file(1, case_topics=["民生"], campaign_code="2026-豫剑")
    assert tags(clerk, key) == ["民生"]
    first = clerk.act(
        key, "record_facts", "RY010", "judge_assistant", {"facts": {"case_topics": ["问题楼盘"]}}
    )
    assert first.refused is None and tags(clerk, key) == ["问题楼盘"]
    correction = {"corrects": first.seq, "facts": {"case_topics": ["问题楼盘", "民生"]}, "reason": "漏注民生"}
    second = clerk.act(key, "correct_fact", "RY011", "clerk", correction)
    assert second.refused is None and sorted(tags(clerk, key)) == ["民生", "问题楼盘"]
    assert clerk.state(key).facts["campaign_code"] == "2026-豫剑"


@pytest.mark.parametrize("kind", ["filing", "act"])
def test_a_word_the_rulebook_does_not_have(clerk: Clerk, kind: str) -> None:
    """Refused with the nearest one, before anything is written; at another court all words are."""
    if kind == "filing":
        with pytest.raises(Refusal, match=r"case_topics.*“问题楼”.*是否为“问题楼盘”"):
            clerk.file(1, case_topics=["问题楼"])
        with pytest.raises(Refusal, match="固始县人民法院的办案规则没有专题"):
            clerk.file(1, court="gushi", case_no="（2026）豫1525执1号", case_topics=["民生"])
        return
    key = clerk.file(1)
    before = clerk.state(key).seq
    answer = clerk.act(
        key, "record_facts", "RY010", "judge_assistant", {"facts": {"case_topics": ["问题楼"]}}
    )
    assert answer.refused is not None and "是否为“问题楼盘”" in answer.refused.reason
    assert clerk.state(key).seq == before and tags(clerk, key) == "unknown"


def test_three_valued_in_conditions() -> None:
    """Left out is unknown and open; an empty list and none are known not to contain it."""
    asked = Condition.model_validate({"case_topics": {"contains": "问题楼盘"}})
    told: dict[str, dict[str, Any]] = {
        "unknown": {},
        "none": {"case_topics": None},
        "empty": {"case_topics": []},
        "other": {"case_topics": ["民生"]},
        "has": {"case_topics": ["民生", "问题楼盘"]},
    }
    values = {name: evaluate(asked, parse_facts(facts, "f"), {}).value for name, facts in told.items()}
    assert values == {"unknown": None, "none": False, "empty": False, "other": False, "has": True}


def test_topics_route_nothing_and_campaigns_do() -> None:
    """The same case with a topic goes where it went; with a campaign code it goes to team 3 (RY-T2)."""
    facts = {"basis_kind": "civil_judgment", "claim_amount": 100000, "campaign_code": None}
    plain = triage_tool("ruyang", facts)
    assert triage_tool("ruyang", {**facts, "case_topics": ["金融清收"]}) == plain
    assert triage_tool("ruyang", {**facts, "campaign_code": "金融清收"})["unit"] == "ordinary_team_3"
    with pytest.raises(Refusal, match="没有专题"):
        triage_tool("gushi", {**facts, "case_topics": ["金融清收"]})


def test_a_rule_may_ask_for_a_topic(tmp_path: Path) -> None:
    """A condition on a topic loads and fires; one on a mistyped topic is refused when the book is loaded."""
    places = ("national", "ruyang")
    for place in places:
        (tmp_path / place).mkdir()
        for path in (ROOT / "models" / "rulebooks" / place).glob("*.yaml"):
            (tmp_path / place / path.name).write_text(path.read_text("utf-8"), "utf-8")
    own = tmp_path / "ruyang" / "2022-06-06.triage.yaml"
    text = own.read_text("utf-8")
    for word in ("问题楼盘", "问题楼"):
        book = yaml.safe_load(text)
        rule = next(rule for rule in book["triage"]["rules"] if rule["id"] == "RY-T2")
        rule["when"] = {"any": [rule["when"], {"case_topics": {"contains": word}}]}
        own.write_text(yaml.safe_dump(book, allow_unicode=True), "utf-8")
        library = Library(tmp_path)
        if word == "问题楼盘":
            when = next(r.when for r in library.load("ruyang").triage.rules if r.id == "RY-T2")
            derived = library.load("ruyang").derived
            tagged = parse_facts({"campaign_code": None, "case_topics": ["问题楼盘"]}, "f")
            assert evaluate(when, tagged, derived).value is True
        else:
            with pytest.raises(Refusal, match="是否为“问题楼盘”"):
                library.load("ruyang")


def test_the_list(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """By topic, by campaign, open ones; the words of the list are those of the rulebook."""
    clerk.file(1, case_topics=["民生", "问题楼盘"])
    clerk.file(2, case_topics=[], campaign_code="2026-清收")
    clerk.file(3)

    @asynccontextmanager
    async def opened() -> AsyncIterator[SimpleNamespace]:
        yield SimpleNamespace(tagged=TaggedCases(clerk.database), casework=clerk.casework)

    monkeypatch.setattr(terminal.answering, "opened", opened)

    def listed(*words: str) -> list[Any]:
        done = CliRunner().invoke(commands, ["cases", *words, "--json"])
        assert done.exit_code == 0, done.output
        return [each["case_no"][-2:-1] for each in json.loads(done.output)]

    assert listed() == ["1", "2", "3"]
    assert listed("--topic", "民生") == listed("--topic", "问题楼盘") == ["1"]
    assert listed("--topic", "金融清收") == [] == listed("--court", "gushi")
    assert listed("--campaign", "2026-清收", "--open") == ["2"]
    shown = CliRunner().invoke(commands, ["cases"]).output
    assert all(word in shown for word in ("民生、问题楼盘", "无；2026-清收", "未注明", "案件一览（3 件）"))
    assert "下一期限" in shown and "环节" in shown, "the topics are a column of the list, no other list"
    refused = CliRunner().invoke(commands, ["cases", "--topic", "民升"])
    assert refused.exit_code == 2 and "民生" in refused.stderr
    assert CliRunner().invoke(commands, ["cases", "--court", "gushi", "--topic", "民生"]).exit_code == 2


def test_every_court_says_which_topics_it_has() -> None:
    """The report by topic is made where the rulebook has topics, and only there."""
    for court in known_courts():
        book = load(court)
        assert bool(book.case_topics) == any(report.kind == "topics" for report in book.reports)


def test_unknown_is_not_none() -> None:
    """A filing without the field says nothing; an empty list says that there is none."""
    courts = known_courts()
    assert "case_topics" not in parse_filing(good(), courts).case_facts()
    assert parse_filing(good(case_topics=[]), courts).case_facts()["case_topics"] == []
