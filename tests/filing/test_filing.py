"""A filing: what it must satisfy, and what it states of the case."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Refusal
from models.facts.case_facts import CaseFacts
from models.filing.filing import FACT_FIELDS, Filing, FilingFault, check_filing, parse_filing
from models.filing.party import (
    FilingParty,
    IdKind,
    PartyKind,
    credit_code_problem,
    resident_id_problem,
)
from models.filing.terms import TERMS
from models.parties import Party
from models.values import COURT_ZONE
from tests.filing.samples import COURTS, credit_code, good, party, resident_id


def refused(data: object) -> str:
    """The sentence a filing is refused with."""
    with pytest.raises(Refusal) as found:
        parse_filing(data, COURTS)
    assert found.value.code == FilingFault.INVALID
    return found.value.message


def test_a_good_filing_is_canonical() -> None:
    filing = parse_filing(good(1, case_no=" (2026)豫0326执 １ 号"), COURTS)
    assert filing.case_no == "（2026）豫0326执1号"
    assert filing.claim_amount == Decimal("800000.50")
    assert filing.filed_at == datetime(2026, 5, 6, 9, tzinfo=COURT_ZONE)
    assert filing.parties[0].payee_account is not None
    assert filing.parties[0].payee_account.number == "6000000000000001"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-05-06", datetime(2026, 5, 6, tzinfo=COURT_ZONE)),
        ("2026-05-06T10:00:00", datetime(2026, 5, 6, 10, tzinfo=COURT_ZONE)),
        ("2026-05-06T02:00:00Z", datetime(2026, 5, 6, 10, tzinfo=COURT_ZONE)),
    ],
)
def test_a_time_without_a_zone_is_the_courts(written: str, meant: datetime) -> None:
    filed_at = parse_filing(good(filed_at=written), COURTS).filed_at
    assert filed_at == meant
    assert filed_at.date() == meant.date()


def test_the_facts_are_those_of_the_case_and_only_what_was_stated() -> None:
    filing = parse_filing(good(foreign_related=False, campaign_code=None, self_enforced=None), COURTS)
    facts = filing.case_facts()
    assert set(FACT_FIELDS) <= set(CaseFacts.model_fields)
    known = CaseFacts.model_validate(facts)
    assert known.claim_amount == Decimal("800000.50")
    assert known.foreign_related is False
    assert known.filed_at == filing.filed_at
    assert "campaign_code" not in facts and "self_enforced" not in facts
    assert json.loads(json.dumps(facts)) == facts


def test_null_says_none_and_a_null_flag_says_nothing() -> None:
    data = {
        **good(),
        "campaign_code": None,
        "related_cases": [],
        "prior_termination": None,
        "foreign_related": None,
    }
    facts = parse_filing(data, COURTS).case_facts()
    assert (
        facts["campaign_code"] is None and facts["related_cases"] == [] and facts["prior_termination"] is None
    )
    assert "foreign_related" not in facts


def test_every_sides_order_is_the_same() -> None:
    filing = parse_filing(good(party_gov_sides=["respondent", "applicant", "other"]), COURTS)
    assert filing.case_facts()["party_gov_sides"] == ["applicant", "other", "respondent"]


def test_parties_get_ids_that_name_nobody() -> None:
    third = {"role": "respondent", "kind": "natural_person", "name": "丁某"}
    rows = parse_filing(good(parties=[*good()["parties"], third]), COURTS).party_rows()
    assert [row["id"] for row in rows] == ["applicant-1", "respondent-1", "respondent-2"]
    assert rows[0]["payee_account"] == "户名：甲某某；开户银行：某银行某县支行；账号：6000000000000001"
    for row in rows:
        Party.model_validate({name: value for name, value in row.items() if name in Party.model_fields})


def test_all_that_is_wrong_is_said_at_once() -> None:
    message = refused(good(court=None, claim_amount="x", parties=party(1, 1, name=None)))
    assert "法院（court）：缺少该项" in message
    assert "申请执行标的额（claim_amount）" in message
    assert "姓名或名称（parties[2].name）：缺少该项" in message


def test_no_personal_value_is_repeated() -> None:
    secret = "机密某某"
    parties = [
        {
            "role": "applicant",
            "kind": "natural_person",
            "name": [secret],
            "phone": secret,
            "address": {"a": secret},
        },
        {"role": secret, "kind": "company", "name": secret, "id_number": secret, "agent": secret},
    ]
    assert secret not in refused(good(parties=parties, note=[secret], foreign_related=secret))


@pytest.mark.parametrize("data", [None, 1, "text", [], {}, {"parties": None}, {"parties": [None]}])
def test_any_shape_is_refused_in_chinese(data: object) -> None:
    assert any("一" <= sign <= "鿿" for sign in refused(data))


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(Filing.model_fields)), JSON_VALUES)
def test_no_value_of_any_field_does_anything_but_fit_or_be_refused(name: str, value: Any) -> None:
    checked = check_filing({**good(), name: value}, COURTS)
    if not isinstance(checked, Filing):
        assert checked and all(problem.message for problem in checked)


@pytest.mark.parametrize("kind", ["preservation", "objection", "enforcement_review", "entrusted_matter"])
def test_a_case_without_a_claim_needs_no_amount(kind: str) -> None:
    parse_filing(good(case_kind=kind, claim_amount=None, obligations=None), COURTS)


def test_the_same_number_cannot_be_on_both_sides_nor_a_party_be_there_twice() -> None:
    parties = good()["parties"]
    opposed = {**parties[0], "role": "respondent", "payee_account": None}
    assert "同一证件号码" in refused(good(parties=[parties[0], opposed]))
    assert "重复填写" in refused(good(parties=[*parties, parties[1]]))


def test_only_an_applicant_is_paid() -> None:
    account = {"holder": "某", "bank": "某", "number": "6001"}
    assert "只有申请执行人" in refused(good(parties=party(1, 1, payee_account=account)))


def test_numbers_of_the_standards_pass() -> None:
    """The examples printed in GB 11643 and GB 32100."""
    assert resident_id_problem("11010519491231002X") == ""
    assert credit_code_problem("91350100M000100Y43") == ""


@given(st.integers(0, 999), st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_of_a_resident_number_is_noticed(number: int, place: int, digit: str) -> None:
    right = resident_id(number)
    wrong = right[:place] + digit + right[place + 1 :]
    assert (resident_id_problem(wrong) == "") == (wrong == right)


@given(st.integers(0, 9_999_999), st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_sign_of_a_credit_code_is_noticed(number: int, place: int, sign: str) -> None:
    right = credit_code(number)
    wrong = right[:place] + sign + right[place + 1 :]
    assert (credit_code_problem(wrong) == "") == (wrong == right)


@pytest.mark.parametrize(
    ("kind", "id_kind", "number", "lawful"),
    [
        ("natural_person", None, resident_id(1), True),
        ("natural_person", None, resident_id(1).lower().replace("4", "４"), True),
        ("natural_person", None, credit_code(1), False),
        ("natural_person", "passport", "E12345678", True),
        ("natural_person", "credit_code", credit_code(1), False),
        ("company", None, credit_code(1), True),
        ("company", None, "123456", False),
        ("company", "other", "123456", True),
        ("company", "passport", "E12345678", False),
    ],
)
def test_a_number_fits_who_bears_it(kind: str, id_kind: str | None, number: str, lawful: bool) -> None:
    data = {"role": "respondent", "kind": kind, "name": "某", "id_kind": id_kind, "id_number": number}
    if lawful:
        FilingParty.model_validate(data)
    else:
        with pytest.raises(ValueError, match=r"公民身份号码|统一社会信用代码"):
            FilingParty.model_validate(data)


def test_every_choice_has_its_own_chinese_word() -> None:
    assert {PartyKind, IdKind} <= set(TERMS)
    for kind, words in TERMS.items():
        assert set(words) == set(kind)
        assert len(set(words.values())) == len(words)
