"""Sorting simple from complex: the cases of tests/rules/triage_*.yaml, and what holds for every court."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import Code, Refusal
from models.facts.case_facts import parse_facts
from models.rulebook import Rulebook
from models.shelf.files import known_courts, load
from models.triage import TriageAnswer, triage
from tests.rules.cases import triage_cases
from tests.rules.checks import differences
from tests.rules.editions import Trial, book_of, trials

RULES = Path(__file__).parents[1] / "rules"


@pytest.mark.parametrize(
    "trial",
    [
        pytest.param(trial, id=trial.name, marks=pytest.mark.requirement(*trial.case.cites))
        for trial in trials(triage_cases())
    ],
)
def test_case(trial: Trial) -> None:
    assert differences(book_of(trial), trial.case) == []


@pytest.mark.requirement("CV-8")
@pytest.mark.parametrize("court", known_courts())
def test_every_rule_has_a_hit_and_a_near_miss(court: str) -> None:
    """A rule nobody ever saw fire, or fail to fire, is a rule nobody tested."""
    cases = [case for case in triage_cases() if case.court == court]
    hit = {rule for case in cases for rule in case.hits}
    missed = {rule for case in cases for rule in case.misses}
    rules = {rule.id for rule in load(court).triage.rules}
    assert rules - hit == set()
    assert rules - missed == set()


@pytest.mark.requirement("CV-8")
def test_the_answer_says_what_was_read() -> None:
    answer = triage(load("gushi"), parse_facts({"settlement_likely": True}, "案卷"))
    assert answer.facts_read == ("chosen_class", "settlement_likely")
    assert {rule.rule: rule.article for rule in answer.fired} == {"GS-T3": "第11条(1)", "GS-T16": "第7条"}


@pytest.mark.requirement("GS-T16", "RY-T11")
@pytest.mark.parametrize("court", ["gushi", "ruyang"])
def test_nothing_is_drawn_by_lot(court: str) -> None:
    facts = parse_facts({}, "案卷")
    assert {triage(load(court), facts) for _ in range(20)} == {triage(load(court), facts)}


@pytest.mark.requirement("CV-5", "GS-T1")
def test_a_person_may_replace_a_derived_value_with_a_reason() -> None:
    stated = {"overridden": {"money_covers": {"value": True, "reason": "另有现金在院", "by": "S-101"}}}
    assert triage(load("gushi"), parse_facts(stated, "案卷")).track == "simple"
    unknown = {"overridden": {"money_cover": {"value": True, "reason": "另有现金在院", "by": "S-101"}}}
    answer = triage(load("gushi"), parse_facts(unknown, "案卷"))
    assert answer.track == "ordinary"
    assert any("money_cover" in warning for warning in answer.warnings)
    with pytest.raises(Refusal) as refused:
        parse_facts({"overridden": {"money_covers": {"value": True, "by": "S-101"}}}, "案卷")
    assert refused.value.code == Code.FACTS_INVALID


@st.composite
def _stated(draw: st.DrawFn) -> dict[str, Any]:
    flags = ["settlement_likely", "likely_refused", "collective_petition_risk", "opposition_severe"]
    stated: dict[str, Any] = {name: draw(st.booleans()) for name in draw(st.sets(st.sampled_from(flags)))}
    if draw(st.booleans()):
        stated["money_found"] = [
            {"kind": kind, "amount": amount}
            for kind, amount in draw(
                st.lists(
                    st.tuples(
                        st.sampled_from(["bank_deposit", "network_account", "insurance_wealth"]),
                        st.integers(0, 200_000),
                    ),
                    max_size=3,
                )
            )
        ]
    if draw(st.booleans()):
        stated["claim_amount"] = draw(st.integers(0, 200_000))
    if draw(st.booleans()):
        stated["basis_kind"] = draw(st.sampled_from(["civil_judgment", "criminal_property"]))
    if draw(st.booleans()):
        kinds = st.sampled_from(["house", "vehicle", "housing_fund"])
        stated["assets_found"] = [
            {"kind": kind, **({} if state is None else {"disposable_now": state})}
            for kind, state in draw(
                st.lists(st.tuples(kinds, st.sampled_from([True, False, None])), max_size=2)
            )
        ]
    return stated


@pytest.mark.requirement("CV-5")
@pytest.mark.parametrize("court", ["gushi", "ruyang"])
@settings(max_examples=150, deadline=None)
@given(stated=_stated(), extra=_stated())
def test_more_facts_never_take_back_a_fired_class(
    court: str, stated: dict[str, Any], extra: dict[str, Any]
) -> None:
    """What is known true stays true when unknown facts become known: only open rules change."""
    book = load(court)
    before = triage(book, parse_facts(stated, "案卷"))
    after = triage(book, parse_facts({**extra, **stated}, "案卷"))
    assert _classes(book, before) <= _classes(book, after)
    assert {rule.rule for rule in after.open} <= {rule.rule for rule in before.open}


def _classes(book: Rulebook, answer: TriageAnswer) -> set[str]:
    by_condition = {r.id for r in book.triage.rules if r.effect == "track" and r.when is not None}
    return {rule.rule for rule in answer.fired} & by_condition
