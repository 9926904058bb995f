"""Reading facts: the names and shapes of requirements 8.1-8.4, and one clear sentence for bad input."""

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from models.errors import Code, Refusal
from models.facts.case_facts import CaseFacts, parse_facts
from models.values import COURT_ZONE

REQUIREMENTS = Path(__file__).parents[2] / "docs" / "requirements.md"


def test_every_field_of_the_catalogue_is_known_by_its_name() -> None:
    text = REQUIREMENTS.read_text(encoding="utf-8")
    section = text[text.index("### 8.1 ") : text.index("### 8.5 ")]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    names = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert len(names) > 45
    assert names <= set(CaseFacts.model_fields)


@pytest.mark.requirement("CV-5")
def test_missing_is_unknown_and_null_is_known() -> None:
    facts = parse_facts({"campaign_code": None, "performance_state": "unknown"}, "f.json")
    assert facts.known == {"campaign_code": None}


def test_amounts_are_exact_and_times_are_the_courts() -> None:
    facts = parse_facts(
        {
            "claim_amount": 0.1,
            "filed_at": "2026-03-01T17:30:00Z",
            "prior_termination": {"closed_on": "2025-10-08"},
            "query_runs": [{"system": "总对总", "launched_at": "2026-03-02"}],
        },
        "f.json",
    )
    assert facts.claim_amount == Decimal("0.1")
    assert facts.filed_at is not None
    assert facts.filed_at.date() == date(2026, 3, 2)
    assert facts.prior_termination is not None
    assert facts.prior_termination.closed_on == date(2025, 10, 8)
    assert facts.query_runs is not None
    assert facts.query_runs[0].system == "national"
    assert facts.query_runs[0].launched_at == datetime(2026, 3, 2, tzinfo=COURT_ZONE)


def test_evidence_and_results_may_be_written_short() -> None:
    facts = parse_facts(
        {
            "termination_evidence": {
                "inquiry_papers": "present",
                "field_inquiry": {"state": "not_applicable", "reason": "网络可查"},
            },
            "auction_result": "failed",
            "probably_no_assets": True,
        },
        "f.json",
    )
    assert facts.termination_evidence is not None
    assert facts.termination_evidence["inquiry_papers"].state == "present"
    assert facts.auction_result is not None
    assert facts.auction_result.state == "failed"
    assert facts.probably_no_assets is not None
    assert facts.probably_no_assets.value is True


def test_what_the_facts_say_survives_being_written_down() -> None:
    facts = parse_facts(
        {"assets_found": [{"kind": "house"}], "objection": None, "claim_amount": "5.50"}, "f.json"
    )
    again = parse_facts(facts.model_dump(mode="json", exclude_unset=True), "again")
    assert (again, again.known.keys()) == (facts, facts.known.keys())


BAD = [
    ({"claim_amout": 1}, "字段 claim_amout：未知字段“claim_amout”，是否为“claim_amount”"),
    ({"claim_amount": True}, "字段 claim_amount：应为数字（元）"),
    ({"claim_amount": "十万"}, "字段 claim_amount：应为数字（元）"),
    ({"claim_amount": "12.345"}, "字段 claim_amount：至多两位小数（元）"),
    ({"claim_amount": -1}, "字段 claim_amount：不得小于 0"),
    ({"settlement_likely": "yes"}, "字段 settlement_likely：应为 true 或 false"),
    ({"settlement_likely": 1}, "字段 settlement_likely：应为 true 或 false"),
    ({"case_kind": "first"}, "字段 case_kind：“first”不在可选值之内：first_enforcement、resumed"),
    (
        {"assets_found": [{"kind": "house"}, {"kind": "hose"}]},
        "字段 assets_found.第2项.kind：“hose”不在可选值之内",
    ),
    ({"assets_found": [{"kin": "house"}]}, "字段 assets_found.第1项.kin：未知字段“kin”，是否为“kind”"),
    ({"assets_found": {"kind": "house"}}, "字段 assets_found：应为列表"),
    ({"prior_termination": {"closed_on": "2026-13-01"}}, "字段 prior_termination.closed_on：应为日期或时间"),
    ({"filed_at": "昨天"}, "字段 filed_at：应为日期或时间"),
    ({"filed_at": 20260301}, "字段 filed_at：应为日期或时间"),
    ({"detention": {"days": 16}}, "字段 detention.days：不得大于 15"),
    (
        {"termination_evidence": {"x": {"state": "not_applicable"}}},
        "字段 termination_evidence.x：“不适用”须写明理由",
    ),
    ({"termination_evidence": {"x": "there"}}, "字段 termination_evidence.x.state：“there”不在可选值之内"),
    ({"party_gov_sides": ["respondant"]}, "字段 party_gov_sides.第1项：“respondant”不在可选值之内"),
    ([], "案件事实应为键值表"),
]


@pytest.mark.parametrize(("data", "message"), BAD)
def test_bad_facts_are_refused_in_one_sentence(data: Any, message: str) -> None:
    with pytest.raises(Refusal) as refusal:
        parse_facts(data, "f.json")
    assert refusal.value.code == Code.FACTS_INVALID
    assert refusal.value.message.startswith(f"f.json：{message}")
    assert "\n" not in refusal.value.message
