"""Citations are found wherever they stand, and one that names nothing is reported with file and line."""

from pathlib import Path

from models.shelf.files import load
from models.shelf.shelf import book_of
from tests.specification.books import load_books, with_books
from tests.specification.catalogue import ROOT, Series, read_catalogue
from tests.specification.citations import Citation, Fault, Kind, citations, of_sheet, of_source

SIXTH = ROOT / "docs" / "examples" / "sixth-court" / "shili"

SOURCE = """
import pytest

pytestmark = pytest.mark.requirement("GS-1")


@pytest.mark.requirement(
    "GS-13",
    "NB-79",
)
@pytest.mark.parametrize("case", [pytest.param(1, marks=pytest.mark.requirement("GS-T1"))])
def test_something(case):
    pytest.mark.requirement(*case["cites"])
    pytest.mark.requirement(*("GS-16", "GS-17"))
    pytest.mark.requirement(name)
    pytest.mark.requirement("GS 14")
    other.requirement("GS-15")
"""

SHEET = """
periods:
  - {id: P1, cites: 民诉法第85条; NB-350, due: 2026-05-06}
cases:
  - {id: a, cites: [GS-T1, CV-4], facts: {}}
  - id: b
    cites: [GS-T1,
            汝阳]
"""


def test_marks_of_a_source_are_read_without_running_it() -> None:
    found = sorted(of_source(SOURCE, "tests/x.py"), key=lambda one: one.line)
    assert [(one.line, one.id) for one in found if isinstance(one, Citation)] == [
        (4, "GS-1"),
        (8, "GS-13"),
        (9, "NB-79"),
        (11, "GS-T1"),
        (14, "GS-16"),
        (14, "GS-17"),
    ]
    assert [str(one) for one in found if isinstance(one, Fault)] == [
        "tests/x.py:15 the id of a requirement must stand there as text",
        "tests/x.py:16 cites 'GS 14', which is no id",
    ]


def test_cites_of_a_sheet_are_read_with_their_lines() -> None:
    found = list(of_sheet(SHEET, "tests/rules/x.yaml"))
    assert [one for one in found if isinstance(one, Citation)] == [
        Citation("NB-350", Kind.CASE, "tests/rules/x.yaml", 3),
        Citation("GS-T1", Kind.CASE, "tests/rules/x.yaml", 5),
        Citation("CV-4", Kind.CASE, "tests/rules/x.yaml", 5),
        Citation("GS-T1", Kind.CASE, "tests/rules/x.yaml", 7),
    ]
    assert [one for one in found if isinstance(one, Fault)] == [
        Fault("tests/rules/x.yaml", 8, "cites '汝阳', which is no id")
    ]


def test_an_id_no_requirement_has_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "tests" / "rules").mkdir(parents=True)
    sheet = tmp_path / "tests" / "rules" / "x.yaml"
    sheet.write_text("cases:\n  - {id: a, cites: [GS-T1, GS-T99, NB-1, ZZ-1]}\n", encoding="utf-8")
    good, faults = citations(read_catalogue(), tmp_path)
    assert [citation.id for citation in good] == ["GS-T1", "NB-1"]
    assert [str(fault) for fault in faults] == [
        "tests/rules/x.yaml:2 cites GS-T99, which no requirement has",
        "tests/rules/x.yaml:2 cites ZZ-1, which no requirement has",
    ]


def test_every_citation_of_the_tests_names_something() -> None:
    books, _ = load_books()
    _, faults = citations(with_books(read_catalogue(), books))
    assert [str(fault) for fault in faults] == []


def test_a_court_of_its_own_brings_its_ids_along(tmp_path: Path) -> None:
    """What its own book has may be cited, a rule nobody wrote may not; the catalogue's rows stay theirs."""
    known = read_catalogue()
    sixth = with_books(known, {"gushi": load("gushi"), "shili": book_of(str(SIXTH))})
    assert [court.prefix for court in sixth.courts][-1] == "SL"
    assert {row.id: row for row in sixth.rows.values() if row.id in known.rows} == known.rows
    assert (sixth.rows["SL-T14"].series, sixth.rows["SL-D18"].series) == (Series.TRIAGE, Series.DEADLINE)
    assert not sixth.rows["SL-A5"].must_be_shown
    (tmp_path / "tests" / "rules").mkdir(parents=True)
    sheet = tmp_path / "tests" / "rules" / "x.yaml"
    sheet.write_text("cases:\n  - {id: a, cites: [SL-T14, SL-A5, SL-D99]}\n", encoding="utf-8")
    _, faults = citations(sixth, tmp_path)
    assert [fault.reason for fault in faults] == ["cites SL-D99, which no requirement has"]
    assert len(citations(known, tmp_path)[1]) == 3
