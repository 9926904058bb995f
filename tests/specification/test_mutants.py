"""The mutation program makes wrong rules that differ, and the checks see each kind of difference."""

from typing import Any

import pytest

from models.calendar import Unit
from models.shelf.files import load, released_library
from tests.rules.cases import LimitCase, TriageCase, all_cases, triage_cases
from tests.rules.checks import differences, replaced
from tests.rules.editions import of_edition
from tests.rules.mutation.conditions import names_of, of_condition
from tests.rules.mutation.limits import of_limit
from tests.rules.mutation.rivals import beyond_neighbours, compete
from tests.rules.mutation.triage import of_triage
from tests.rules.mutation.trial import equivalents, failing, tried

GUSHI = load("gushi")
NAMES = names_of(GUSHI)
ORDINARY = next(case.ordinary for case in triage_cases() if case.court == "gushi")


@pytest.mark.parametrize(
    ("condition", "wrong"),
    [
        ({"likely_refused": True}, [{"likely_refused": {"eq": False}}]),
        ({"track": "simple"}, [{"track": {"ne": "simple"}}]),
        (
            {"claim_amount": {"ge": 50000}},
            [
                {"claim_amount": {"gt": 50000}},
                {"claim_amount": {"ge": 50000.01}},
                {"claim_amount": {"ge": 49999.99}},
            ],
        ),
        (
            {"cause_group": {"in": ["family", "labour", "neighbour"]}},
            [
                {"cause_group": {"in": ["labour", "neighbour"]}},
                {"cause_group": {"in": ["family", "neighbour"]}},
                {"cause_group": {"in": ["family", "labour"]}},
                {"cause_group": {"in": ["family", "labour", "neighbour", "other"]}},
            ],
        ),
        ({"objection": {"present": True}}, [{"objection": {"present": False}}]),
        (
            {"not": {"money_covers": True}},
            [{"money_covers": True}, {"not": {"money_covers": {"eq": False}}}],
        ),
        (
            {"party_gov_sides": {"contains": "respondent"}},
            [{"party_gov_sides": {"contains": "applicant"}}, {"party_gov_sides": {"contains": "other"}}],
        ),
        (
            {"assets_found": {"any": {"disposable_now": True}}},
            [
                {"assets_found": {"every": {"disposable_now": True}}},
                {"assets_found": {"any": {"disposable_now": {"eq": False}}}},
            ],
        ),
        (
            {"filed_at": {"within_months": {"of": "prior_termination.closed_on", "months": 6}}},
            [
                {"filed_at": {"within_months": {"of": "prior_termination.closed_on", "months": 7}}},
                {"filed_at": {"within_months": {"of": "prior_termination.closed_on", "months": 5}}},
            ],
        ),
    ],
)
def test_a_condition_has_these_wrong_versions(condition: dict[str, Any], wrong: list[dict[str, Any]]) -> None:
    assert [mutation.data for mutation in of_condition(condition, NAMES)] == wrong


def test_lines_and_members_are_left_out_and_groups_turned() -> None:
    both = {"likely_refused": True, "restitution_needed": False}
    assert {"likely_refused": True} in [mutation.data for mutation in of_condition(both, NAMES)]
    group = {"all": [{"likely_refused": True}, {"restitution_needed": False}]}
    made = [mutation.data for mutation in of_condition(group, NAMES)]
    assert {"any": group["all"]} in made
    assert {"all": [{"likely_refused": True}]} in made


def test_every_wrong_book_differs_from_the_true_one_and_has_its_own_name() -> None:
    mutants = list(of_triage(GUSHI))
    names = [(mutant.where, mutant.what) for mutant in mutants]
    assert len(names) == len(set(names)) > 200
    assert [name for name, mutant in zip(names, mutants, strict=True) if mutant.book == GUSHI] == []


def test_rules_that_can_never_hold_together_are_no_rivals() -> None:
    book = load("shangqiu")
    rules = {(rule.id, rule.branch): rule for rule in book.triage.rules}
    arbitration, fee, entrusted = rules["SQ-T1", ""], rules["SQ-T2", ""], rules["SQ-T3", ""]
    assert not compete(arbitration, fee, book)  # one basis cannot be both
    assert compete(arbitration, entrusted, book)
    assert [what for what, _ in beyond_neighbours(entrusted, book)] == [
        "precedence past the one before",
        "precedence past the one after",
    ]


def test_a_limit_has_these_wrong_versions() -> None:
    whats = [what for what, _ in of_limit(GUSHI.limit("GS-D7"), NAMES)]
    assert whats == [
        "deleted",
        "3 → 4",
        "3 → 2",
        "calendar_days → working_days",
        "starts[0] event second_assignment → filed",
    ]


def triage_case(**data: Any) -> TriageCase:
    return TriageCase(
        "gushi", {"id": "x", "cites": ["GS-T12"], "facts": {}, "by": "GS-T12", **data}, ORDINARY
    )


def limit_case(**data: Any) -> LimitCase:
    case = {"id": "x", "cites": ["GS-D7"], "limit": "GS-D7", "event": "second_assignment", **data}
    return LimitCase("gushi", {"at": "2026-03-02T09:00:00+08:00", **case})


@pytest.mark.parametrize(
    "case",
    [
        triage_case(track="simple"),
        triage_case(by="GS-T1"),
        triage_case(unit="fast_team"),
        triage_case(units=["ordinary_team_1"]),
        triage_case(fired=["GS-T1"]),
        triage_case(silent=["GS-T12"]),
        triage_case(open={"GS-T1": ["money_found"]}),
        triage_case(only={}, not_open=["GS-T1"]),
        triage_case(approvals=["related_case"]),
        triage_case(approver="judge"),
        triage_case(exit="closing_review"),
        triage_case(warns="没有这样的提示"),
        triage_case(slient=["GS-T1"]),
        limit_case(due=None),
        limit_case(starts=False),
        limit_case(waits=True),
        limit_case(limit="GS-D99", due=None),
        limit_case(event="assigned", due=None),
    ],
)
def test_a_wrong_demand_is_seen(case: TriageCase | LimitCase) -> None:
    assert differences(GUSHI, case) != []


def test_the_worked_cases_hold_on_the_true_books() -> None:
    for court in ("gushi", "ruyang"):
        for edition in released_library().changes(court):
            books = {court: load(court, edition)}
            assert list(failing(books, books, of_edition(all_cases(), edition))) == []


def test_a_wrong_limit_is_caught_and_an_argued_one_is_marked() -> None:
    edition = released_library().changes("ruyang")[0]
    books = {"ruyang": load("ruyang", edition)}
    argued = equivalents()
    outcomes = {
        outcome.key: outcome for outcome in tried(books, books, argued, of_edition(all_cases(), edition))
    }
    assert outcomes["ruyang", "RY-D4", "7 → 6"].noticed_by.startswith("ruyang-D4")
    assert outcomes["ruyang", "RY-T8", "deleted"].noticed_by
    assert outcomes["ruyang", "RY-T11", "track left out"].equivalent


def test_every_argued_mutant_has_a_reason() -> None:
    assert all(len(reason) > 10 for reason in equivalents().values())


def test_replacing_keeps_nothing_worked_out_before() -> None:
    assert GUSHI.limit("GS-D7").unit is Unit.CALENDAR_DAYS
    assert "settlement_likely" in GUSHI.triage_facts
    assert replaced(GUSHI, triage=replaced(GUSHI.triage, rules=())).triage_facts == ("chosen_class",)
