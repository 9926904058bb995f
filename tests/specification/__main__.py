"""`python -m tests.specification`: how many requirements are shown by a test, and which are not.

Exit code 1 if a triage rule or a deadline of any court is not covered, or if a citation names nothing.
"""

import sys
from collections.abc import Iterator, Sequence

from tests.rules.cases import all_cases
from tests.specification.books import load_books, with_books
from tests.specification.catalogue import Catalogue, Series, read_catalogue
from tests.specification.citations import citations
from tests.specification.coverage import RULED, Shown, shown

_COLUMNS = ((Series.PROSE, "[S]"), (Series.TRIAGE, "-T"), (Series.DEADLINE, "-D"))


def main() -> int:
    """Prints the report over the whole tree."""
    books, refused = load_books()
    catalogue = with_books(read_catalogue(), books)
    good, faults = citations(catalogue)
    by_prefix = {court.prefix: books[court.key] for court in catalogue.courts if court.key in books}
    found = shown(catalogue.rows.values(), good, by_prefix, all_cases())
    print(*report(catalogue, found), sep="\n")
    for line in (*refused, *map(str, faults)):
        print(f"wrong: {line}")
    missing = any(not each.covered for each in found if each.row.series in RULED)
    return 1 if missing or faults or refused else 0


def report(catalogue: Catalogue, found: Sequence[Shown]) -> Iterator[str]:
    """The figures of each court and in sum, then every row that lacks something."""
    for court in catalogue.courts:
        yield f"{court.prefix}   " + _figures([each for each in found if each.row.prefix == court.prefix])
    yield "all  " + _figures(found)
    for series, tag in _COLUMNS:
        rows = [each for each in found if each.row.series is series and not each.covered]
        if rows:
            yield f"\nnot covered, {tag}:"
        for each in rows:
            yield f"  {each.row.id:<7} lacks {' and '.join(each.lacks)}: {_short(each.row.text)}"
    elsewhere = [e.row.id for e in found if e.row.series in RULED and e.covered and not e.in_book]
    yield f"\nshown by tests alone, being neither triage rule nor limit of the book: {', '.join(elsewhere)}"


def _figures(found: Sequence[Shown]) -> str:
    return "   ".join(
        f"{tag} covered {sum(each.covered for each in rows):>3} of {len(rows):>3}"
        for series, tag in _COLUMNS
        for rows in [[each for each in found if each.row.series is series]]
    )


def _short(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:89]}…"


if __name__ == "__main__":
    sys.exit(main())
