"""Which editions of a court's book a worked case is tried on (例题适用的版本)."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, TypeVar

from models.rulebook import Rulebook
from models.shelf.files import Library, released_library
from tests.rules.cases import Case

C = TypeVar("C", bound=Case)


class Trial(NamedTuple):
    """A worked case with the first day of an edition it must hold in; no day where there is none."""

    case: Case
    day: date | None
    name: str


def trials(cases: Iterable[Case], library: Library | None = None) -> list[Trial]:
    """Every case in every edition it is for; its name says which, where the court has several."""
    books = library or released_library()
    found: list[Trial] = []
    for case in cases:
        days = books.changes(case.court)
        held = [day for day in days if case.holds_in(day)]
        named = [(day, f"{case.name}@{day}" if len(days) > 1 else case.name) for day in held]
        found += [Trial(case, day, name) for day, name in named] or [Trial(case, None, f"{case.name}@none")]
    return found


def book_of(trial: Trial, library: Library | None = None) -> Rulebook:
    """The book a case is tried on. Raises ValueError for a case that is of no edition."""
    if trial.day is None:
        raise ValueError(f"{trial.name}: no edition of the court begins in its time (from, until)")
    return (library or released_library()).load(trial.case.court, trial.day)


def of_edition(cases: Iterable[C], edition: date) -> list[C]:
    """The cases that are for the edition which begins on this day."""
    return [case for case in cases if case.holds_in(edition)]
