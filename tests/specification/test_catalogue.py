"""The catalogue of requirements is read whole, and is what it says it is."""

from collections import Counter
from pathlib import Path

import pytest

from tests.specification.catalogue import CATALOGUE, Series, read_catalogue


def test_every_court_has_as_many_entries_as_the_catalogue_claims() -> None:
    catalogue = read_catalogue()
    counted = Counter((row.prefix, row.series) for row in catalogue.rows.values())
    assert len(catalogue.claimed) == 4 * len(catalogue.courts) == 20
    assert {key: counted[key] for key in catalogue.claimed} == catalogue.claimed


def test_a_row_knows_its_line_and_tag() -> None:
    rows = read_catalogue().rows
    lines = CATALOGUE.read_text(encoding="utf-8").splitlines()
    assert all(row.id in lines[row.line - 1] for row in rows.values())
    assert (rows["GS-13"].tag, rows["GS-25"].tag, rows["GS-T13"].series) == ("S", "N", Series.TRIAGE)
    assert [rows[name].must_be_shown for name in ("GS-13", "GS-25", "GS-D1", "GS-A1", "CV-1")] == [
        True, False, True, False, False,
    ]  # fmt: skip


def test_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "requirements.md"
    page.write_text(
        "| XX-T1 | 第1条 | a | b |\n\n- **XX-1** [S] c\n| XX-T1 | 第2条 | d | e |\n", encoding="utf-8"
    )
    with pytest.raises(ValueError, match=r"requirements\.md:4: XX-T1 stands on line 1 already"):
        read_catalogue(page)
