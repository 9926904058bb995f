"""The rulebooks under test: the catalogue's courts and whichever others are shipped, dropped in as a folder.

A book that does not load keeps nobody from looking at the others.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping

from models.errors import Refusal
from models.rulebook import Rulebook
from models.shelf.files import known_courts, load
from tests.specification.catalogue import ID, Catalogue, Court, Row, Series, read_catalogue


def load_books() -> tuple[dict[str, Rulebook], list[str]]:
    """The latest book of every court by its key, and why any is missing."""
    books: dict[str, Rulebook] = {}
    missing: list[str] = []
    for court in dict.fromkeys((*(court.key for court in read_catalogue().courts), *known_courts())):
        try:
            books[court] = load(court)
        except Refusal as refusal:
            missing.append(f"{court}: {refusal}")
    return books, missing


def with_books(catalogue: Catalogue, books: Mapping[str, Rulebook]) -> Catalogue:
    """The catalogue with the rows of the courts it does not know: the ids their own books have.

    The two letters of such a court are those of its triage rules.
    """
    named = {court.key for court in catalogue.courts}
    courts, rows = list(catalogue.courts), dict(catalogue.rows)
    for key in sorted(books.keys() - named):
        prefix = _prefix(books[key])
        courts.append(Court(prefix, key, books[key].name))
        rows = {row.id: row for row in _rows(books[key], prefix)} | rows
    return Catalogue(tuple(courts), rows, catalogue.claimed)


def _prefix(book: Rulebook) -> str:
    counted = Counter(rule.id[:2] for rule in book.triage.rules)
    return counted.most_common(1)[0][0]


def _rows(book: Rulebook, prefix: str) -> Iterator[Row]:
    """A row of every rule and limit of its own; what else bears its letters may be cited, as a doubt may."""
    text = json.dumps(book.model_dump(mode="json"), ensure_ascii=False)
    for cited in sorted({found for found in ID.findall(text) if found.startswith(f"{prefix}-")}):
        yield Row(cited, Series.AMBIGUITY, "", "", 0)
    for rule in book.triage.rules:
        yield Row(rule.id, Series.TRIAGE, "", rule.text, 0)
    clocks = {row.id: row.name for row in book.limits} | {row.id: row.name for row in book.duties}
    for clock, name in clocks.items():
        if clock.startswith(f"{prefix}-"):
            yield Row(clock, Series.DEADLINE, "", name, 0)
