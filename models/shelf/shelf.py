"""A rulebook wherever it lies (规则草案): a shipped court by its key, a draft by the folder of its files."""

from datetime import date
from functools import cache, cached_property
from pathlib import Path

from models.errors import Code, Refusal
from models.rulebook import Rulebook
from models.shelf.files import FOLDER, Library, known_courts, released_library
from models.validation import unknown_name


class Shelf(Library):
    """One court's folder, wherever it lies; what it inherits lies beside it or is shipped.

    A draft of a court or a base that is shipped may hold nothing but its next edition: the earlier ones
    are the shipped ones.
    """

    def __init__(self, folder: Path, court: str) -> None:
        super().__init__(folder)
        self._court = court

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(sorted({self._court, *shipped()}))

    def _list_files(self, court: str) -> dict[date, list[Path]]:
        drafted = (self._folder / court).is_dir()
        own = Library._list_files(self, court) if drafted else {}
        if drafted and not own:
            message = f"{court}：文件夹里没有规则文件，应有 年-月-日.yaml"
            raise Refusal(Code.RULEBOOK_MISSING, message)
        released = Library(FOLDER)._list_files(court) if court in shipped() or not drafted else {}
        return {**released, **own}


def shipped() -> tuple[str, ...]:
    """The names of the books that are shipped, bases included."""
    return tuple(sorted(path.name for path in FOLDER.iterdir() if path.is_dir()))


def bases() -> tuple[str, ...]:
    """The names of the shipped books that no court uses by itself (上级规则)."""
    return tuple(name for name in shipped() if name not in known_courts())


def folder_of(named: str) -> Path:
    """The folder of a draft. Raises Refusal(RULEBOOK_MISSING) for what is neither a court nor a folder."""
    folder = Path(named).resolve()
    if not folder.is_dir():
        unknown = unknown_name("法院", named, shipped())
        raise Refusal(Code.RULEBOOK_MISSING, f"{unknown}；也可以写一部规则所在的文件夹")
    return folder


def court_of(named: str) -> str:
    """The court a key or a folder means. Raises Refusal(RULEBOOK_MISSING) if it is neither."""
    return named if named in shipped() else folder_of(named).name


def library_of(named: str) -> Library:
    """The books of a court's key, or of a folder. Raises Refusal(RULEBOOK_MISSING) if it is neither."""
    if named in shipped():
        return released_library()
    folder = folder_of(named)
    return _shelf(folder.parent, folder.name)


def drafted_library(court: str, draft: str) -> Library:
    """A court's books as a folder would change them: a draft of its own, or of what it inherits.

    Raises Refusal(RULEBOOK_MISSING) for a folder that is a draft of neither.
    """
    folder = folder_of(draft)
    if folder.name not in (court, *bases()):
        wanted = "、".join((court, *bases()))
        raise Refusal(Code.RULEBOOK_MISSING, f"{draft}：草案文件夹的名称应为 {wanted}")
    return _shelf(folder.parent, court)


def book_of(named: str, on: date | None = None) -> Rulebook:
    """The book of a court's key, or of a folder, in force on a court-local day; without one, the latest.

    Raises Refusal: RULEBOOK_MISSING if it is neither, RULEBOOK_INVALID for a book that does not load.
    """
    return library_of(named).load(court_of(named), on)


@cache
def _shelf(folder: Path, court: str) -> Shelf:
    return Shelf(folder, court)
