"""The book under lint: a court's key or the folder of a draft, and the book it is laid over."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from models.limits import Limit
from models.rulebook import Rulebook
from models.shelf.files import FOLDER
from models.shelf.located_yaml import Located, read_yaml
from models.shelf.merging import merge
from models.shelf.shelf import Shelf, folder_of, shipped

BARE_COURT = Path(__file__).parent / "bare_court.yaml"
"""What a base needs to stand by itself: one unit that does everything."""


@dataclass(frozen=True)
class Edition:
    """A resolved rulebook, and the one it inherits from (上级规则); a base inherits nothing."""

    book: Rulebook
    base: "Edition | None" = None

    @property
    def law(self) -> tuple[Limit, ...]:
        """The limits the court's own are laid over."""
        return self.base.book.limits if self.base is not None else ()

    @cached_property
    def own_limits(self) -> tuple[Limit, ...]:
        """The limits the court wrote or rewrote itself."""
        below = {limit.id: limit for limit in self.law}
        return tuple(limit for limit in self.book.limits if not _same(limit, below.get(limit.id)))


def _same(limit: Limit, below: Limit | None) -> bool:
    """Whether a row was inherited as it is; who is responsible, only the court can say."""
    return below is not None and below.model_copy(update={"responsible": limit.responsible}) == limit


class LintShelf(Shelf):
    """A shelf on which a base stands by itself too."""

    def _resolved(self, court: str, day: date, on: date) -> Located:
        whole = super()._resolved(court, day, on)
        if court == self._court and self._is_base(court):
            return merge(read_yaml(BARE_COURT, BARE_COURT.name), whole)
        return whole

    def edition(self, on: date | None = None) -> Edition:
        """The court's book in force on a day over what it inherits then; without one, the latest.

        Raises Refusal: RULEBOOK_MISSING for a day without a book, RULEBOOK_INVALID for a faulty one.
        """
        book, base = self.load(self._court, on), self._inherits(on)
        return Edition(book, LintShelf(self._folder, base).edition(on) if base else None)

    def _inherits(self, on: date | None) -> str:
        day = self._in_force(self._court, on)
        own = self._edition(self._court, day)
        while "amends" in own.keys:
            day = self._amended(self._court, day, own.keys["amends"])
            own = self._edition(self._court, day)
        return str(own.keys["inherits"].value) if "inherits" in own.keys else ""


def open_edition(named: str, on: date | None = None) -> Edition:
    """The book of a court's key, or of a folder with the files of one, in force on a day; else the latest.

    Raises Refusal: RULEBOOK_MISSING if it is neither, RULEBOOK_INVALID for a book that does not load.
    """
    if named in shipped():
        return LintShelf(FOLDER, named).edition(on)
    folder = folder_of(named)
    return LintShelf(folder.parent, folder.name).edition(on)
