"""The benchmarks measure what they say: the same random cases each time, and a reform that moves some."""

from benchmarks.rules import fact_files, report
from models.facts.case_facts import CaseFacts
from models.random_facts import NAMES, FactMaker
from models.shelf.files import load

BOOKS = {court: load(court) for court in ("gushi", "ruyang")}


def test_random_cases_are_the_same_for_the_same_seed_and_of_every_court() -> None:
    files = fact_files(BOOKS, 40)
    assert files == fact_files(BOOKS, 40)
    assert {court for court, _ in files} == set(BOOKS)
    assert len(set(files)) == 40


def test_random_cases_state_every_fact_there_is() -> None:
    assert set(NAMES) == set(CaseFacts.model_fields) - {"overridden"}
    text = "".join(text for _, text in fact_files(BOOKS, 200))
    assert [name for name in NAMES if f'"{name}"' not in text] == []


def test_random_days_lie_where_the_book_is_in_force() -> None:
    later = BOOKS["gushi"].model_copy(update={"in_force": "2031-05-01"})
    maker = FactMaker(later, 1)
    days = [
        str(facts["filed_at"])[:10] for facts in (maker.case() for _ in range(50)) if facts.get("filed_at")
    ]
    assert days and min(days) >= "2031-05-01"


def test_the_report_names_the_rules_that_move_cases() -> None:
    lines = list(report(400))
    assert any(line.startswith("triage tool: 400 cases") for line in lines)
    assert any("→ GS-T10" in line for line in lines)
