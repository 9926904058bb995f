"""A reform rehearsed (规则预演): which cases, limits and due dates another edition of the rules moves.

Pure: two books and given facts or events in, what differs out. Nothing is decided here for any case: a
case keeps the rules it was filed under.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from models.errors import Code, Refusal
from models.events import Entry
from models.facts.case_facts import CaseFacts
from models.rehearsal.dates import DateMoved, dates_moved
from models.rehearsal.editions import LimitChange, RowChange, changed_limits, changed_rows
from models.rehearsal.way import Difference, differences
from models.rulebook import Rulebook
from models.shelf.files import Library
from models.shelf.shelf import court_of, drafted_library, library_of
from models.values import Value


class Moved(Value):
    """A case for which the editions differ, by the name it was given in with."""

    case: str
    differences: tuple[Difference, ...]


class Side(Value):
    """One of the two editions: its document, its first day, and what a case pins of it."""

    court: str
    name: str
    document: str
    since: str
    digest: str


class Rehearsal(Value):
    """Everything in which two editions differ, and what that does to the cases given."""

    before: Side
    after: Side
    rows: tuple[RowChange, ...]
    limits: tuple[LimitChange, ...]
    cases: int = 0
    moved: tuple[Moved, ...] = ()
    dates: tuple[DateMoved, ...] = ()


class DatedBook(NamedTuple):
    """A book with the first day on which it reads so."""

    book: Rulebook
    since: str

    @property
    def side(self) -> Side:
        """What a report says of it."""
        book = self.book
        return Side(
            court=book.court, name=book.name, document=book.document, since=self.since, digest=book.digest
        )


def editions(named: str, to: str, since: date | None = None) -> tuple[DatedBook, DatedBook]:
    """The two editions of a court, or of a draft's folder, that are to be compared.

    `to` is a day, or the folder of a draft of this court or of what it inherits; `since` the day of the
    edition it is compared with, without it the one just before. Raises Refusal: RULEBOOK_MISSING where one
    of them is not there, BAD_DATA for a `to` that is neither.
    """
    court, released = court_of(named), library_of(named)
    day = _day(to)
    if day is None and not Path(to).is_dir():
        raise Refusal(Code.BAD_DATA, f"--to：应为日期（如 2026-07-01）或者草案所在的文件夹，所填为“{to}”")
    changed = released if day else drafted_library(court, to)
    after = _edition(changed, court, day)
    if since is not None:
        return _edition(released, court, since), after
    begins, days = changed.since(court, day), released.changes(court)
    earlier = [each for each in days if each < begins]
    if not earlier and day is None and begins in days:  # The draft writes that edition itself anew.
        earlier = [begins]
    if not earlier:
        message = f"法院“{court}”在 {begins} 之前没有可以比较的版本，请用 --from 写明基准日"
        raise Refusal(Code.RULEBOOK_MISSING, message)
    return _edition(released, court, max(earlier)), after


def _day(to: str) -> date | None:
    try:
        return date.fromisoformat(to)
    except ValueError:
        return None


def _edition(library: Library, court: str, on: date | None) -> DatedBook:
    return DatedBook(library.load(court, on), library.since(court, on).isoformat())


def rehearse(
    before: DatedBook,
    after: DatedBook,
    cases: Iterable[tuple[str, CaseFacts]] = (),
    courses: Mapping[str, Sequence[Entry]] | None = None,
) -> Rehearsal:
    """What another edition changes: in the book, in cases with given facts, in given courses of events."""
    asked = [(name, differences(before.book, after.book, facts)) for name, facts in cases]
    told = (courses or {}).items()
    dates = [each for name, run in told for each in dates_moved(name, before.book, after.book, run)]
    return compared(before, after, asked, dates)


def compared(
    before: DatedBook,
    after: DatedBook,
    asked: Sequence[tuple[str, tuple[Difference, ...]]],
    dates: Iterable[DateMoved],
) -> Rehearsal:
    """The report on two editions, and on the cases that were asked what differs for them."""
    return Rehearsal(
        before=before.side,
        after=after.side,
        rows=changed_rows(before.book, after.book),
        limits=changed_limits(before.book, after.book),
        cases=len(asked),
        moved=tuple(Moved(case=name, differences=found) for name, found in asked if found),
        dates=tuple(dates),
    )
