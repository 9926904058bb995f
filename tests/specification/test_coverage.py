"""What counts as showing a requirement, and that every rule and deadline of every court is shown."""

from functools import cache
from typing import Any

import pytest

from models.shelf.files import load
from tests.rules.cases import Case, DutyCase, LimitCase, TriageCase, all_cases
from tests.specification.books import load_books, with_books
from tests.specification.catalogue import read_catalogue
from tests.specification.citations import Citation, Kind, citations
from tests.specification.coverage import RULED, Shown, shown

BOOKS, MISSING = load_books()
CATALOGUE = with_books(read_catalogue(), BOOKS)
AT = "2026-03-02T09:00:00+08:00"


def triage_case(**data: Any) -> TriageCase:
    return TriageCase("gushi", {"id": "x", "cites": ["GS-T1"], "by": "GS-T12", **data}, {})


def limit_case(**data: Any) -> LimitCase:
    return LimitCase("gushi", {"id": "x", "cites": ["GS-D7"], "limit": "GS-D7", "at": AT, **data})


def row_shown(row: str, *cases: Case, tests: int = 0) -> Shown:
    cited = [Citation(name, Kind.CASE, "x.yaml", 1) for case in cases for name in case.cites]
    cited += [Citation(row, Kind.TEST, "x.py", 1)] * tests
    (found,) = shown([CATALOGUE.rows[row]], cited, {"GS": load("gushi")}, cases)
    return found


@pytest.mark.parametrize(
    ("cases", "lacks"),
    [
        ([], ("a citation",)),
        ([triage_case(fired=["GS-T1"])], ("a near miss",)),
        ([triage_case(by="GS-T1")], ("a near miss",)),
        ([triage_case(silent=["GS-T1"])], ("a hit",)),
        ([triage_case(open={"GS-T1": ["money_found"]})], ("a hit",)),
        ([triage_case()], ("a hit",)),
        ([triage_case(fired=["GS-T1"]), triage_case()], ()),
    ],
)
def test_a_triage_rule_needs_a_hit_and_a_near_miss(cases: list[Case], lacks: tuple[str, ...]) -> None:
    assert row_shown("GS-T1", *cases).lacks == lacks


@pytest.mark.parametrize(
    ("cases", "lacks"),
    [
        ([limit_case(due="2026-03-05")], ("a near miss",)),
        ([limit_case(due=None)], ("a near miss",)),
        ([limit_case(starts=False)], ("a hit",)),
        ([limit_case(waits=True)], ("a hit",)),
        ([limit_case(limit="NB-79", due="2026-03-05")], ("a hit",)),
        ([limit_case(due="2026-03-05"), limit_case(starts=False)], ()),
        ([limit_case(due="2026-03-05"), limit_case(due="2026-03-05", state="waived")], ()),
    ],
)
def test_a_limit_needs_a_hit_and_a_near_miss(cases: list[Case], lacks: tuple[str, ...]) -> None:
    assert row_shown("GS-D7", *cases).lacks == lacks


def test_what_is_no_rule_of_the_book_needs_a_test_and_a_duty_its_row() -> None:
    cited = triage_case(cites=["GS-D9"])
    assert row_shown("GS-D9", cited).lacks == ("a test: the book has no such rule or limit",)
    assert row_shown("GS-D9", cited, tests=1).covered
    assert row_shown("GS-D9", DutyCase("gushi", {"id": "GS-D9", "cites": ["GS-D9"]})).covered


def test_prose_is_shown_by_any_citation() -> None:
    assert row_shown("GS-13").lacks == ("a citation",)
    assert row_shown("GS-13", tests=1).covered


@cache
def shown_by_all_tests() -> list[Shown]:
    """Every row of the catalogue as the tests and sheets of the whole tree show it."""
    good, _ = citations(CATALOGUE)
    assert MISSING == []
    by_prefix = {court.prefix: BOOKS[court.key] for court in CATALOGUE.courts}
    return shown(CATALOGUE.rows.values(), good, by_prefix, all_cases())


@pytest.mark.parametrize("prefix", [court.prefix for court in CATALOGUE.courts])
def test_every_rule_and_deadline_is_shown(prefix: str) -> None:
    ruled = [e for e in shown_by_all_tests() if e.row.prefix == prefix and e.row.series in RULED]
    assert [f"{each.row.id} lacks {' and '.join(each.lacks)}" for each in ruled if not each.covered] == []
