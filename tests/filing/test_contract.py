"""The contract for a court's own system says what the model says, and its examples do what it says."""

import json
import re
from pathlib import Path

import pytest

from activities.filing.files import read
from models.facts import shapes
from models.filing.filing import parse_filing
from models.tables import Filing as FilingRow
from tests.filing.field_table import choice_tables, field_tables
from tests.filing.samples import COURTS, JSON_LINES, TABLE_ROWS
from tests.filing.test_filing_files import compare

DOCS = Path(__file__).parents[2] / "docs"
CONTRACT = (DOCS / "filing-contract.md").read_text("utf-8")


def between(mark: str) -> str:
    """The part of the contract between two marks."""
    return CONTRACT.split(f"<!-- {mark} -->\n")[1].split(f"\n<!-- /{mark} -->")[0]


def test_the_field_tables_are_the_models() -> None:
    assert between("fields") == field_tables()
    assert between("choices") == choice_tables()


def test_the_columns_are_the_tables() -> None:
    listed = re.findall(r"^\| `(\w+)` \| (?:uuid|text|timestamptz|jsonb) \|", CONTRACT, re.MULTILINE)
    assert listed == [column.name for column in FilingRow.__table__.columns]


@pytest.mark.parametrize("name", ["Obligation", "CriminalClause", "RelatedCase", "PriorTermination"])
def test_the_parts_of_a_fact_are_named(name: str) -> None:
    row = next(line for line in CONTRACT.splitlines() if line.startswith(f"| `{name}` |"))
    assert set(re.findall(r"`(\w+)`", row)) == {name, *getattr(shapes, name).model_fields}


def test_the_example_is_accepted() -> None:
    data = json.loads(CONTRACT.split("$filing$")[1])
    columns = {"court": "ruyang", "case_no": "(2026)豫0326执123号", "filed_at": "2026-05-06T09:00:00+08:00"}
    assert parse_filing({**data, **columns}, COURTS).case_no == "（2026）豫0326执123号"


def test_the_bad_examples_are_rejected_as_they_should_be() -> None:
    lines = read(DOCS / "examples" / "bad-filings.jsonl", COURTS)
    compare(lines, [expected for _, expected in JSON_LINES], offset=1)
    rows = read(DOCS / "examples" / "bad-filings.xlsx", COURTS)
    compare(rows, [expected for _, expected in TABLE_ROWS], offset=2)
