"""The book under lint: a court's key or the folder of a draft, and the book it is laid over."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from models.errors import Code, Refusal
from models.limits import Limit
from models.rulebook import Rulebook
from models.rulebook_files import FOLDER, Library
from models.rulebook_merging import merge
from models.rulebook_yaml import Located, read_yaml
from models.validation import unknown_name

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


class Shelf(Library):
    """One court's folder, wherever it lies; what it inherits lies beside it or is shipped."""

    def __init__(self, folder: Path, court: str) -> None:
        super().__init__(folder)
        self._court = court

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(sorted({self._court, *shipped()}))

    def _list_files(self, court: str) -> dict[date, list[Path]]:
        library = self if (self._folder / court).is_dir() else Library(FOLDER)
        return Library._list_files(library, court)

    def _resolved(self, court: str, day: date, on: date) -> Located:
        whole = super()._resolved(court, day, on)
        if court == self._court and self._is_base(court):
            return merge(read_yaml(BARE_COURT, BARE_COURT.name), whole)
        return whole

    def edition(self) -> Edition:
        """The court's latest book over what it inherits. Raises Refusal for a book that does not load."""
        base = self._inherits()
        return Edition(self.load(self._court), Shelf(self._folder, base).edition() if base else None)

    def _inherits(self) -> str:
        day = max(self._files(self._court))
        own = self._edition(self._court, day)
        while "amends" in own.keys:
            day = self._amended(self._court, day, own.keys["amends"])
            own = self._edition(self._court, day)
        return str(own.keys["inherits"].value) if "inherits" in own.keys else ""


def shipped() -> tuple[str, ...]:
    """The names of the books that are shipped, bases included."""
    return tuple(sorted(path.name for path in FOLDER.iterdir() if path.is_dir()))


def open_edition(named: str) -> Edition:
    """The book of a court's key, or of a folder with the files of one.

    Raises Refusal: RULEBOOK_MISSING if it is neither, RULEBOOK_INVALID for a book that does not load.
    """
    if named in shipped():
        return Shelf(FOLDER, named).edition()
    folder = Path(named).resolve()
    if not folder.is_dir():
        unknown = unknown_name("法院", named, shipped())
        raise Refusal(Code.RULEBOOK_MISSING, f"{unknown}；也可以写一部规则所在的文件夹")
    return Shelf(folder.parent, folder.name).edition()
