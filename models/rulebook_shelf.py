"""A rulebook wherever it lies (规则草案): a shipped court by its key, a draft by the folder of its files."""

from datetime import date
from functools import cache, cached_property
from pathlib import Path

from models.errors import Code, Refusal
from models.rulebook import Rulebook
from models.rulebook_files import FOLDER, Library, load
from models.validation import unknown_name


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
        found = Library._list_files(library, court)
        if not found:
            message = f"{court}：文件夹里没有规则文件，应有 年-月-日.yaml"
            raise Refusal(Code.RULEBOOK_MISSING, message)
        return found


def shipped() -> tuple[str, ...]:
    """The names of the books that are shipped, bases included."""
    return tuple(sorted(path.name for path in FOLDER.iterdir() if path.is_dir()))


def folder_of(named: str) -> Path:
    """The folder of a draft. Raises Refusal(RULEBOOK_MISSING) for what is neither a court nor a folder."""
    folder = Path(named).resolve()
    if not folder.is_dir():
        unknown = unknown_name("法院", named, shipped())
        raise Refusal(Code.RULEBOOK_MISSING, f"{unknown}；也可以写一部规则所在的文件夹")
    return folder


def book_of(named: str, on: date | None = None) -> Rulebook:
    """The book of a court's key, or of a folder, in force on a court-local day; without one, the latest.

    Raises Refusal: RULEBOOK_MISSING if it is neither, RULEBOOK_INVALID for a book that does not load.
    """
    if named in shipped():
        return load(named, on)
    folder = folder_of(named)
    return _shelf(folder).load(folder.name, on)


@cache
def _shelf(folder: Path) -> Shelf:
    return Shelf(folder.parent, folder.name)
