"""The rows of docs/requirements.md: prose requirements, triage rules, deadlines, ambiguities, conventions."""

import re
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "docs" / "requirements.md"

ID = re.compile(r"[A-Z]{2}-[A-Z]?\d+")
_PROSE = re.compile(r"- \*\*([A-Z]{2}-\d+)\*\* \[([SCN])\] (.+)")
_TABLE = re.compile(r"\| ([A-Z]{2}-[TDA]?\d+) \| (.+) \|")
_COURT = re.compile(r"\| ([A-Z]{2}) \| (\w+) [^|]*\(([\u4e00-\u9fff]+)\) \| `")
_COUNTS = re.compile(r"\| ([A-Z]{2}) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|")


class Series(StrEnum):
    """The series of ids a court has; the word is the one the report uses."""

    PROSE = "prose"
    TRIAGE = "-T"
    DEADLINE = "-D"
    AMBIGUITY = "-A"
    CONVENTION = "CV"


class Row(NamedTuple):
    """One entry: its id, the series and tag it has, its first words, and the line it stands on."""

    id: str
    series: Series
    tag: str
    text: str
    line: int

    @property
    def prefix(self) -> str:
        """The two letters of its court."""
        return self.id[:2]

    @property
    def must_be_shown(self) -> bool:
        """Whether a test has to show it: what the software must do, and every rule and deadline."""
        return self.tag == "S" or self.series in (Series.TRIAGE, Series.DEADLINE)


class Court(NamedTuple):
    """A court of the catalogue: the prefix of its ids, the key of its rulebook, its Chinese name."""

    prefix: str
    key: str
    name: str


class Catalogue(NamedTuple):
    """What the catalogue says: courts, rows by id, and how many entries of each series it claims to have."""

    courts: tuple[Court, ...]
    rows: dict[str, Row]
    claimed: dict[tuple[str, Series], int]


def read_catalogue(path: Path = CATALOGUE) -> Catalogue:
    """The catalogue as written. Raises ValueError naming the line of an id that appears twice."""
    courts: list[Court] = []
    rows: dict[str, Row] = {}
    claimed: dict[tuple[str, Series], int] = {}
    kinds = (Series.PROSE, Series.TRIAGE, Series.DEADLINE, Series.AMBIGUITY)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if found := _COURT.match(line):
            courts.append(Court(found[1], found[2].lower(), found[3]))
        elif found := _COUNTS.match(line):
            claimed |= {(found[1], kind): int(found[place]) for place, kind in enumerate(kinds, start=2)}
        elif row := _row(line, number):
            if row.id in rows:
                raise ValueError(f"{path.name}:{number}: {row.id} stands on line {rows[row.id].line} already")
            rows[row.id] = row
    return Catalogue(tuple(courts), rows, claimed)


def _row(line: str, number: int) -> Row | None:
    if found := _PROSE.match(line):
        return Row(found[1], Series.PROSE, found[2], found[3], number)
    if found := _TABLE.match(line):
        cells = found[2].split(" | ")
        return Row(found[1], _series(found[1]), "", cells[min(1, len(cells) - 1)], number)
    return None


def _series(row_id: str) -> Series:
    if row_id.startswith("CV-"):
        return Series.CONVENTION
    return {"T": Series.TRIAGE, "D": Series.DEADLINE, "A": Series.AMBIGUITY}[row_id[3]]
