"""Released rule files are never edited: open cases and old journals rest on them (docs/adapting.md)."""

from pathlib import Path

from tests.house.released import broken, current, extended, read


def test_no_released_rule_file_was_touched() -> None:
    """What the ledger names is there, byte by byte."""
    assert broken(read(), current()) == []


def test_an_edited_and_a_missing_file_are_named(tmp_path: Path) -> None:
    """One byte is enough; a file that is new, or was never released, is nobody's fault."""
    court = tmp_path / "shili"
    court.mkdir()
    first, second, draft = (
        court / name for name in ("2025-09-01.yaml", "2026-07-01.yaml", "2027-01-01.yaml")
    )
    for path in (first, second):
        path.write_text("court: shili\n", encoding="utf-8")
    kept = extended({}, current(tmp_path))
    assert set(kept) == {"shili/2025-09-01.yaml", "shili/2026-07-01.yaml"}
    draft.write_text("court: shili\n", encoding="utf-8")
    assert broken(kept, current(tmp_path)) == []
    draft.write_text("court: shili\n\n", encoding="utf-8")
    assert broken(kept, current(tmp_path)) == []
    first.write_text("court: shili\n\n", encoding="utf-8")
    second.unlink()
    assert broken(kept, current(tmp_path)) == [
        "shili/2026-07-01.yaml is released and gone",
        "shili/2025-09-01.yaml is released and was edited: add a dated file",
    ]


def test_a_release_only_adds(tmp_path: Path) -> None:
    """What the ledger holds it keeps, even where the file is another one by now."""
    path = tmp_path / "2025-09-01.yaml"
    path.write_text("a: 1\n", encoding="utf-8")
    kept = current(tmp_path)
    path.write_text("a: 2\n", encoding="utf-8")
    (tmp_path / "2026-01-01.yaml").write_text("a: 3\n", encoding="utf-8")
    after = extended(kept, current(tmp_path))
    assert after["2025-09-01.yaml"] == kept["2025-09-01.yaml"] and len(after) == 2
