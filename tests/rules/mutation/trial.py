"""Tries every wrong version of every book against the worked cases; nothing is written, no pytest runs."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from models.limits import Limit
from models.rulebook import Rulebook
from tests.rules.cases import RULES, Case, DutyCase, LimitCase, TriageCase
from tests.rules.checks import differences, replaced
from tests.rules.mutation.conditions import names_of
from tests.rules.mutation.limits import of_duty, of_limit
from tests.rules.mutation.triage import Mutant, of_triage

Key = tuple[str, str, str]
"""Court, row and change: what names a mutant in every run."""
EQUIVALENTS = "equivalents*.yaml"
SHARED = "national"
"""Where a limit is counted whose clock several courts share: a case of any of them may show it."""
CLOCK = ("id", "starts", "when", "unit", "limit", "per", "ends_on", "pauses")
"""The fields of a limit that decide its dates."""


@dataclass(frozen=True)
class Outcome:
    """What became of one mutant: the case that noticed it, or the reason why none can."""

    court: str
    where: str
    what: str
    serves: tuple[str, ...]
    noticed_by: str
    equivalent: str

    @property
    def key(self) -> Key:
        """What names it in every run."""
        return self.court, self.where, self.what


def failing(books: Mapping[str, Rulebook], wanted: Collection[str], cases: Iterable[Case]) -> Iterator[str]:
    """Cases that the true books do not pass: against them no mutant can be judged."""
    for case in (each for each in cases if each.court in wanted):
        for difference in differences(books[case.court], case):
            yield f"{case.name}: {difference}"


def equivalents(*folders: Path) -> dict[Key, str]:
    """The mutants that change nothing a case could show, each with the reason.

    Those of this folder, of a court's own file beside its sheets, and of the sheets in other folders.
    """
    places = (Path(__file__).parent, RULES, *folders)
    paths = [path for place in places for path in sorted(place.glob(EQUIVALENTS))]
    rows = [row for path in paths for row in yaml.safe_load(path.read_text(encoding="utf-8")) or ()]
    return {
        (court, row["where"], what): row["reason"]
        for row in rows
        for court in row["courts"]
        for what in row["what"]
    }


def tried(
    books: Mapping[str, Rulebook],
    wanted: Collection[str],
    argued: Mapping[Key, str],
    cases: Collection[Case],
) -> Iterator[Outcome]:
    """Every mutant of the books of the courts wanted and what became of it; shared limits come last.

    `books` are all there are: they tell which limits are shared. `cases` are those of these editions.
    """
    for court in wanted:
        own = [case for case in cases if case.court == court]
        yield from _triage_tried(court, books[court], argued, own)
        yield from _duties_tried(court, books[court], argued, own)
    limits = [case for case in cases if isinstance(case, LimitCase)]
    for bucket, holders, limit_id in _distinct_limits(books):
        if set(holders).isdisjoint(wanted):
            continue
        shown = [case for case in limits if case.court in holders and case.data["limit"] == limit_id]
        versions = [of_limit(books[court].limit(limit_id), names_of(books[court])) for court in holders]
        for same in zip(*versions, strict=True):
            wrong = {
                court: _with_limit(books[court], limit_id, changed)
                for court, (_, changed) in zip(holders, same, strict=True)
            }
            mutant = Mutant(limit_id, same[0][0], wrong[holders[0]], (limit_id,))
            yield _outcome(bucket, mutant, [(wrong[case.court], case) for case in shown], argued)


def _triage_tried(
    court: str, book: Rulebook, argued: Mapping[Key, str], cases: Collection[Case]
) -> Iterator[Outcome]:
    own = [case for case in cases if isinstance(case, TriageCase)]
    clocks = [case for case in cases if isinstance(case, LimitCase)]
    for mutant in of_triage(book):
        read = [case for case in clocks if case.data["limit"] in mutant.serves]
        shown: list[Case] = [*_nearest_first(own, mutant), *read]
        yield _outcome(court, mutant, [(mutant.book, case) for case in shown], argued)


def _duties_tried(
    court: str, book: Rulebook, argued: Mapping[Key, str], cases: Collection[Case]
) -> Iterator[Outcome]:
    duties = [case for case in cases if isinstance(case, DutyCase)]
    for duty in book.duties:
        for what, changed in of_duty(duty):
            rows = tuple(changed if row is duty else row for row in book.duties if row is not duty or changed)
            mutant = Mutant(duty.id, what, replaced(book, duties=rows), (duty.id,))
            yield _outcome(court, mutant, [(mutant.book, case) for case in duties], argued)


def _outcome(
    court: str,
    mutant: Mutant,
    trials: Sequence[tuple[Rulebook, Case]],
    argued: Mapping[Key, str],
) -> Outcome:
    noticed = next((case.name for book, case in trials if differences(book, case)), "")
    reason = argued.get((court, mutant.where, mutant.what), "")
    return Outcome(court, mutant.where, mutant.what, mutant.serves, noticed, reason)


def _nearest_first(cases: Sequence[TriageCase], mutant: Mutant) -> list[TriageCase]:
    """Cases about the mutant's rules before the others: most mutants are noticed by the first one."""
    about = set(mutant.serves)
    return sorted(cases, key=lambda case: about.isdisjoint(case.hits | case.misses))


def _with_limit(book: Rulebook, limit_id: str, changed: Limit | None) -> Rulebook:
    """The book with this limit as changed, or without it."""
    rows = (changed if limit.id == limit_id else limit for limit in book.limits)
    return replaced(book, limits=tuple(row for row in rows if row is not None))


def _distinct_limits(books: Mapping[str, Rulebook]) -> list[tuple[str, list[str], str]]:
    """The id of every limit once for each clock it has, with the courts that have it so."""
    found: dict[str, list[str]] = {}
    ids: dict[str, str] = {}
    for court, book in books.items():
        for limit in book.limits:
            clock = repr([getattr(limit, name) for name in CLOCK])
            found.setdefault(clock, []).append(court)
            ids[clock] = limit.id
    rows = [(SHARED if len(courts) > 1 else courts[0], courts, ids[clock]) for clock, courts in found.items()]
    order = [*books, SHARED]
    return sorted(rows, key=lambda row: order.index(row[0]))
