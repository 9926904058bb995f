"""Conditions as data: three-valued, and refused when they could never mean what they say."""

from itertools import product
from typing import Any

import pytest
from pydantic import ValidationError

from models.conditions import Condition, Derived, Verdict, derived_types, evaluate
from models.facts.case_facts import CaseFacts, Progress, parse_facts
from models.facts.schema import FACT_TYPES
from models.operators import ALLOWED

TRUE, FALSE, UNKNOWN = {"settlement_likely": True}, {"settlement_likely": False}, {"restitution_needed": True}
"""Three conditions whose truth over `KNOWN` is true, false and unknown."""
KNOWN = {"settlement_likely": True}


def verdict(tree: dict[str, Any], facts: dict[str, Any], derived: dict[str, Any] | None = None) -> Verdict:
    rows = {
        name: Derived.model_validate({"name": name, "source": "X", **row})
        for name, row in (derived or {}).items()
    }
    context = {"derived": derived_types(derived or {})}
    condition = Condition.model_validate(tree, context=context)
    return evaluate(condition, parse_facts(facts, "例题"), rows)


def value(tree: dict[str, Any], **facts: Any) -> bool | None:
    return verdict(tree, facts).value


# --- truth -------------------------------------------------------------------------------------


@pytest.mark.requirement("CV-5")
@pytest.mark.parametrize(("one", "two"), list(product([True, False, None], repeat=2)))
def test_kleene(one: bool | None, two: bool | None) -> None:
    trees = {True: TRUE, False: FALSE, None: UNKNOWN}
    both = [trees[one], trees[two]]
    if False in (one, two):
        together: bool | None = False
    else:
        together = None if None in (one, two) else True
    if True in (one, two):
        either: bool | None = True
    else:
        either = None if None in (one, two) else False
    assert verdict({"all": both}, KNOWN).value is together
    assert verdict({"any": both}, KNOWN).value is either
    assert verdict({"not": trees[one]}, KNOWN).value is (None if one is None else not one)


@pytest.mark.requirement("CV-5")
def test_only_the_unknown_facts_that_matter_are_named() -> None:
    tree = {
        "any": [{"restitution_needed": True}, {"all": [{"likely_refused": True}, {"can_be_closed": True}]}]
    }
    assert verdict(tree, {}).missing == ("restitution_needed", "likely_refused", "can_be_closed")
    assert verdict(tree, {"likely_refused": False}).missing == ("restitution_needed",)
    assert verdict(tree, {"restitution_needed": True}) == Verdict(
        True, (), ("can_be_closed", "likely_refused", "restitution_needed")
    )


@pytest.mark.requirement("CV-5")
def test_no_condition_always_holds() -> None:
    assert evaluate(None, CaseFacts(), {}) == Verdict(True, (), ())


@pytest.mark.requirement("CV-5")
def test_null_is_known_to_be_none() -> None:
    present = {"campaign_code": {"present": True}}
    assert value(present) is None
    assert value(present, campaign_code=None) is False
    assert value(present, campaign_code="金融清收") is True
    assert value({"campaign_code": {"present": False}}, campaign_code=None) is True
    assert value({"objection.raised_by": "party"}, objection=None) is False
    assert value({"claim_amount": {"le": 5}}, claim_amount=None) is False
    assert value({"assets_found": {"empty": True}}, assets_found=None) is True
    assert value({"assets_found": {"any": {"kind": "house"}}}, assets_found=None) is False


@pytest.mark.requirement("CV-5")
def test_a_part_nobody_stated_is_named_with_its_whole() -> None:
    tree = {"criminal_clause_state.unclear": True}
    assert verdict(tree, {}).missing == ("criminal_clause_state",)
    assert verdict(tree, {"criminal_clause_state": {"complex": True}}).missing == (
        "criminal_clause_state.unclear",
    )


@pytest.mark.requirement("CV-7")
def test_nobody_chose_is_no_secret() -> None:
    assert value({"chosen_class.rule_id": "GS-T5"}) is False


# --- operators ---------------------------------------------------------------------------------


@pytest.mark.requirement("CV-4")
@pytest.mark.parametrize(
    ("op", "below", "at", "above"),
    [
        ("lt", True, False, False),
        ("le", True, True, False),
        ("gt", False, False, True),
        ("ge", False, True, True),
        ("eq", False, True, False),
        ("ne", True, False, True),
    ],
)
def test_thresholds(op: str, below: bool, at: bool, above: bool) -> None:
    """以上、以下、以内 include the number, 超过 does not."""
    answers = [
        value({"claim_amount": {op: 50000}}, claim_amount=n) for n in ("49999.99", "50000", "50000.01")
    ]
    assert answers == [below, at, above]


@pytest.mark.requirement("CV-4")
def test_between_has_both_ends() -> None:
    tree = {"claim_amount": {"between": [10, 20]}}
    assert [value(tree, claim_amount=n) for n in (9, 10, 20, 21)] == [False, True, True, False]


def test_one_fact_against_another() -> None:
    tree = {"outstanding_amount": {"lt": {"fact": "claim_amount"}}}
    assert value(tree, outstanding_amount=5, claim_amount=6) is True
    assert value(tree, outstanding_amount=6, claim_amount=6) is False
    assert verdict(tree, {"claim_amount": 6}).missing == ("outstanding_amount",)
    assert verdict(tree, {}).missing == ("outstanding_amount", "claim_amount")


def test_choices_and_sets() -> None:
    assert value({"cause_group": {"in": ["family", "labour"]}}, cause_group="labour") is True
    assert value({"cause_group": {"in": ["family", "labour"]}}, cause_group="other") is False
    assert value({"party_gov_sides": {"contains": "respondent"}}, party_gov_sides=["applicant"]) is False
    assert value({"party_gov_sides": {"contains": "respondent"}}, party_gov_sides=["respondent"]) is True
    assert value({"party_gov_sides": {"contains": "respondent"}}) is None


@pytest.mark.requirement("RY-T8")
@pytest.mark.parametrize(
    ("filed", "closed", "wanted"),
    [
        ("2026-03-02", "2025-09-02", True),
        ("2026-03-02", "2025-09-01", False),
        ("2026-03-02T00:30:00+08:00", "2026-03-02", True),
        ("2026-03-01T17:00:00+00:00", "2026-03-02", True),
        ("2026-03-02", "2026-03-03", False),
        ("2026-02-28", "2025-08-31", True),
        ("2026-03-01", "2025-08-31", False),
    ],
)
def test_within_months_of_a_day(filed: str, closed: str, wanted: bool) -> None:
    """An instant counts as its day in court; six months after 31 August end on the last of February."""
    tree = {"filed_at": {"within_months": {"of": "prior_termination.closed_on", "months": 6}}}
    assert value(tree, filed_at=filed, prior_termination={"closed_on": closed}) is wanted


def test_lists() -> None:
    some = {"assets_found": {"any": {"kind": "house", "disposable_now": True}}}
    every = {"assets_found": {"every": {"disposable_now": False}}}
    house, car = {"kind": "house", "disposable_now": True}, {"kind": "vehicle", "disposable_now": False}
    assert value(some, assets_found=[car, house]) is True
    assert value(some, assets_found=[car]) is False
    assert verdict(some, {"assets_found": [{"kind": "house"}]}).missing == ("assets_found.disposable_now",)
    assert value(some, assets_found=[{"kind": "house"}, house]) is True
    assert value(every, assets_found=[car, {"disposable_now": False}]) is True
    assert value(every, assets_found=[car, house]) is False
    assert value(every, assets_found=[]) is True
    assert value(every, assets_found=[car, {"kind": "land"}]) is None
    assert value(every, assets_found=[house, {"kind": "land"}]) is False


def test_a_day_written_in_a_rulebook() -> None:
    tree = {"filed_at": {"ge": "2026-03-02"}}
    assert value(tree, filed_at="2026-03-02T08:00:00+08:00") is True
    assert value(tree, filed_at="2026-03-01T23:59:59+08:00") is False


# --- derived values ----------------------------------------------------------------------------

MONEY = {
    "kinds": {"value": ["bank_deposit"]},
    "total": {"sum": {"of": "money_found", "field": "amount", "where": {"kind": {"in": {"fact": "kinds"}}}}},
    "deposits": {"count": {"of": "money_found", "where": {"kind": "bank_deposit"}}},
    "owed": {"first_known": ["outstanding_amount", "claim_amount"]},
    "covered": {"when": {"total": {"ge": {"fact": "owed"}}}},
}


@pytest.mark.requirement("CV-11")
def test_the_amount_to_cover_falls_back_to_the_claim() -> None:
    money = [{"kind": "bank_deposit", "amount": "70.10"}, {"kind": "bank_deposit", "amount": "29.90"}]
    assert verdict({"covered": True}, {"claim_amount": 100, "money_found": money}, MONEY).value is True
    stated = {"claim_amount": 100, "outstanding_amount": "100.01", "money_found": money}
    assert verdict({"covered": True}, stated, MONEY).value is False
    unknown = verdict({"covered": True}, {"money_found": money}, MONEY)
    assert unknown == Verdict(
        None,
        ("outstanding_amount", "claim_amount"),
        ("claim_amount", "money_found", "outstanding_amount"),
    )


def test_sums_count_only_what_the_filter_lets_in() -> None:
    other = {"kind": "other_money"}
    assert verdict({"total": 0, "deposits": 0}, {"money_found": [other]}, MONEY).value is True
    unknown = verdict({"total": 0}, {"money_found": [{"kind": "bank_deposit"}, {"amount": 5}]}, MONEY)
    assert unknown.missing == ("money_found.amount", "money_found.kind")
    assert verdict({"deposits": {"ge": 1}}, {"money_found": [{"kind": "bank_deposit"}]}, MONEY).value is True


def test_progress_of_the_handling_is_a_fact_too() -> None:
    condition = Condition.model_validate({"disposal_pending": True})
    assert evaluate(condition, CaseFacts(), {}, Progress(disposal_pending=True)).value is True
    assert evaluate(condition, CaseFacts(), {}).missing == ("disposal_pending",)


# --- refusals ----------------------------------------------------------------------------------

MEANINGLESS = [
    ({}, "条件应为键值表"),
    ({"claim_amout": 1}, "未知事实“claim_amout”，是否为“claim_amount”"),
    ({"covred": True}, "未知事实“covred”，是否为“covered”"),
    ({"detention.lawfull": True}, "未知事实“lawfull”，是否为“lawful”"),
    ({"claim_amount.kind": 1}, "没有“kind”这一项"),
    ({"covered.kind": 1}, "未知事实“covered”"),
    ({"settlement_likely": {"gt": 1}}, "是是非，不能用运算“gt”，可用：eq、ne、present"),
    ({"cause_group": {"gt": "family"}}, "是选项，不能用运算“gt”，可用：eq、ne、in、present"),
    ({"claim_amount": {"gte": 1}}, "未知运算“gte”，可用：eq、ne、lt、le、gt、ge、between、in、present"),
    ({"claim_amount": {}}, "缺少运算"),
    ({"claim_amount": "many"}, "是数字，不能与“many”比较"),
    ({"claim_amount": True}, "是数字，不能与“True”比较"),
    ({"settlement_likely": 1}, "是是非，不能与“1”比较"),
    ({"cause_group": "famly"}, "未知选项“famly”，是否为“family”"),
    ({"cause_group": {"in": ["family", "labor"]}}, "未知选项“labor”，是否为“labour”"),
    ({"cause_group": {"in": []}}, "in 后应为非空列表"),
    ({"cause_group": ["family"]}, "多个值请用 in"),
    ({"party_gov_sides": {"contains": "respondant"}}, "是否为“respondent”"),
    ({"filed_at": {"gt": "soon"}}, "应与日期比较"),
    ({"filed_at": {"gt": {"fact": "claim_amount"}}}, "不能比较时间与数字"),
    ({"claim_amount": {"gt": {"fact": "settlement_likely"}}}, "不能比较数字与是非"),
    ({"claim_amount": {"gt": {"facts": "x"}}}, "比较的对象应为一个值"),
    ({"claim_amount": {"between": [1]}}, "between 后应为两个值"),
    ({"filed_at": {"within_months": {"since": "x"}}}, "within_months 后应为 of"),
    ({"campaign_code": {"present": "yes"}}, "后应为 true 或 false"),
    ({"assets_found": {"any": {"kindd": "house"}}}, "未知事实“kindd”，是否为“kind”"),
    (
        {"assets_found": {"contains": "house"}},
        "是列表，不能用运算“contains”，可用：any、every、empty、present",
    ),
    ({"all": {"settlement_likely": True}}, "后应为条件的列表"),
    ({"any": []}, "后应为条件的列表"),
    ({"money_found": {"any": {"kind": {"in": {"fact": "wrong_kinds"}}}}}, "未知选项“deposit”"),
]


@pytest.mark.parametrize(("tree", "message"), MEANINGLESS)
def test_a_condition_without_meaning_is_refused(tree: dict[str, Any], message: str) -> None:
    names = derived_types({**MONEY, "wrong_kinds": {"value": ["deposit"]}})
    with pytest.raises(ValidationError) as refusal:
        Condition.model_validate(tree, context={"derived": names})
    assert message in str(refusal.value)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({}, "须写明且只写一种取得方法"),
        ({"value": 1, "when": TRUE}, "须写明且只写一种取得方法"),
        ({"sum": {"of": "claim_amount", "field": "amount"}}, "不是列表"),
        ({"sum": {"of": "money_found", "field": "kind"}}, "不是数字，不能求和"),
        ({"sum": {"of": "money_found", "field": "amont"}}, "是否为“amount”"),
        ({"first_known": ["claim_amout"]}, "是否为“claim_amount”"),
    ],
)
def test_a_derived_value_without_meaning_is_refused(row: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Derived.model_validate({"name": "某项", "source": "X", **row}, context={"derived": {}})
    assert message in str(refusal.value)


def test_every_kind_of_fact_has_its_operators() -> None:
    assert {kind.kind for kind in FACT_TYPES.values()} <= set(ALLOWED)
