"""Which requirements are shown, and by what.

A row is *cited* by a `requirement` mark of a test or by `cites` of a worked case.

A triage row (-T) that the court's book holds as a triage rule needs a worked case of each sort:
- a hit: the case demands that the rule fires (`fired`), or that it decides (`by`, also with an `exit`);
- a near miss: the case demands that it does not fire (`silent`), that it stays open (`open`), or it cites
  the row and neither `fired` nor `by` names it.

A deadline row (-D) that the book holds as a limit needs:
- a hit: the case puts the limit's start event and demands a date, or `due: null` for a soft one;
- a near miss: the case puts an event that must not start the clock (`starts: false`), or not yet (`waits`),
  or demands that the node ends otherwise (a `state` that is not open), or it cites the row while another
  limit sets the date.

A -D row that the book holds as a recurring duty has no event and so no near miss: a row under `duties` of a
limit sheet, or the mark of a test, must cite it. A -T or -D row held in another form (a level of approval,
a gate) must be cited by the mark of a test. [S] prose is shown by any citation.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from models.nodes import NodeState
from models.rulebook import Rulebook
from tests.rules.cases import Case, DutyCase, LimitCase, TriageCase
from tests.specification.catalogue import Row, Series
from tests.specification.citations import Citation, Kind

RULED = (Series.TRIAGE, Series.DEADLINE)


class Shown(NamedTuple):
    """What shows one row."""

    row: Row
    tests: int
    cases: int
    in_book: bool
    duty: bool
    hit: bool
    near_miss: bool

    @property
    def lacks(self) -> tuple[str, ...]:
        """What is missing before the row counts as covered; empty if nothing."""
        if not self.tests + self.cases:
            return ("a citation",)
        if self.row.series not in RULED:
            return ()
        if not self.in_book:
            return () if self.tests or self.duty else ("a test: the book has no such rule or limit",)
        found = (("a hit", self.hit), ("a near miss", self.near_miss))
        return tuple(name for name, there in found if not there)

    @property
    def covered(self) -> bool:
        """Whether nothing is missing."""
        return not self.lacks


def shown(
    rows: Iterable[Row], cited: Iterable[Citation], books: Mapping[str, Rulebook], cases: Iterable[Case]
) -> list[Shown]:
    """What shows each row that must be shown. `books` are by the prefix of their rows."""
    count: dict[tuple[str, Kind], int] = {}
    for citation in cited:
        count[citation.id, citation.kind] = count.get((citation.id, citation.kind), 0) + 1
    tried = list(cases)
    hits, misses = _cases_by_row(tried)
    duties = {case.data["id"] for case in tried if isinstance(case, DutyCase)}
    return [
        Shown(
            row,
            count.get((row.id, Kind.TEST), 0),
            count.get((row.id, Kind.CASE), 0),
            row.prefix in books and row.id in rules_of(books[row.prefix]),
            row.id in duties,
            row.id in hits,
            row.id in misses,
        )
        for row in rows
        if row.must_be_shown
    ]


def rules_of(book: Rulebook) -> frozenset[str]:
    """The ids a worked case can try: triage rules and limits."""
    return frozenset({rule.id for rule in book.triage.rules} | {limit.id for limit in book.limits})


def _cases_by_row(cases: Iterable[Case]) -> tuple[frozenset[str], frozenset[str]]:
    hits: set[str] = set()
    misses: set[str] = set()
    for case in cases:
        if isinstance(case, TriageCase):
            hits |= case.hits
            misses |= case.misses
        elif isinstance(case, LimitCase):
            hits |= _hit_by(case)
            misses |= _missed_by(case)
    return frozenset(hits), frozenset(misses)


def _hit_by(case: LimitCase) -> set[str]:
    return {case.data["limit"]} if case.starts and not case.data.get("waits") else set()


def _missed_by(case: LimitCase) -> set[str]:
    limit = case.data["limit"]
    otherwise = (
        not case.starts or case.data.get("waits") or case.data.get("state", NodeState.OPEN) != NodeState.OPEN
    )
    return {cited for cited in case.cites if cited != limit} | ({limit} if otherwise else set())
