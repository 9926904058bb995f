"""Loads rulebooks: one folder per court, dated files in it, each edition laid over what it inherits.

`ruyang/2022-06-06.yaml` is an edition; `2022-06-06.limits.yaml` beside it is a further part of the
same one. A released file is never edited: a later date is added, whole or with `amends:` naming the
date it changes. `base: true` marks a book that no court uses by itself.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from models.conditions import derived_types
from models.errors import Code, Refusal
from models.rulebook import Rulebook
from models.shelf.checks import problems
from models.shelf.located_yaml import Located, invalid, read_yaml
from models.shelf.merging import ROW_KEYS, joined, merge
from models.validation import first_problem, unknown_name

FOLDER = Path(__file__).parent.parent / "rulebooks"

UNIT_OF = {
    "intake": ("intake", "unit"),
    "identity": ("identity", "unit"),
    "reception": ("reception", "unit"),
    "network_query": ("network", "unit"),
    "documents": ("documents", "unit"),
    "offline_query": ("offline", "unit"),
    "triage": ("triage", "unit"),
    "auction": ("auction", "desk", "unit"),
    "closing_review": ("closing", "review", "unit"),
    "funds": ("funds", "watcher"),
    "payer": ("funds", "payer"),
}
"""`unit_of.network_query` in a national row stands for the unit the court names in that place."""

_FILE_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})(\.[a-z_]+)?\.yaml")
_OWN_KEYS = ("inherits", "amends", "base")


class Library:
    """The rulebooks of one folder."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._files: Callable[[str], dict[date, list[Path]]] = cache(self._list_files)
        self._edition: Callable[[str, date], Located] = cache(self._read_edition)
        self._days: Callable[[str], tuple[date, ...]] = cache(self._list_changes)
        self._book: Callable[[str, date], Rulebook] = cache(self._build)

    def known_courts(self) -> tuple[str, ...]:
        """The courts that have a rulebook, by key."""
        return tuple(name for name in self._names if not self._is_base(name))

    def editions(self, court: str) -> tuple[date, ...]:
        """The days on which this court's editions came into force, in order."""
        return tuple(sorted(self._files(court)))

    def changes(self, court: str) -> tuple[date, ...]:
        """The days from which this court's book is another: its editions, and those of what it inherits."""
        self._in_force(court, None)
        return self._days(court)

    def since(self, court: str, on: date | None = None) -> date:
        """The first day of the book in force on a court-local day; without one, of the latest.

        Raises Refusal(RULEBOOK_MISSING) for a court or a day nobody has a book for.
        """
        self._in_force(court, on)
        return max(day for day in self._days(court) if on is None or day <= on)

    def load(self, court: str, on: date | None = None) -> Rulebook:
        """The book in force on a court-local day over what it inherits that day; without one, the latest.

        Raises Refusal: RULEBOOK_MISSING for a court or a day nobody has a book for,
        RULEBOOK_INVALID with file, line and key for a book that does not fit.
        """
        return self._book(court, self.since(court, on))

    def load_all(self) -> dict[str, Rulebook]:
        """The latest book of every court."""
        return {court: self.load(court) for court in self.known_courts()}

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(sorted(path.name for path in self._folder.iterdir() if path.is_dir()))

    def _list_changes(self, court: str) -> tuple[date, ...]:
        own = self._files(court)
        heads = [self._edition(court, day).keys for day in own]
        bases = {str(head["inherits"].value) for head in heads if "inherits" in head}
        inherited = {day for base in bases for day in self.changes(base) if day > min(own)}
        return tuple(sorted({*own, *inherited}))

    def _list_files(self, court: str) -> dict[date, list[Path]]:
        folder = self._folder / court
        if not court or not folder.is_dir():
            raise Refusal(Code.RULEBOOK_MISSING, unknown_name("法院", court, self._names))
        found: dict[date, list[Path]] = {}
        for path in sorted(folder.iterdir()):
            name = _FILE_NAME.fullmatch(path.name)
            if name is None:
                raise Refusal(Code.RULEBOOK_INVALID, f"{court}/{path.name}：文件名应为 年-月-日[.部分].yaml")
            found.setdefault(date.fromisoformat(name[1]), []).append(path)
        return found

    def _in_force(self, court: str, on: date | None) -> date:
        editions = [day for day in self._files(court) if on is None or day <= on]
        if not editions:
            day = on.isoformat() if on else "任何日期"
            raise Refusal(Code.RULEBOOK_MISSING, f"法院“{court}”在 {day} 没有已施行的办案规则")
        return max(editions)

    def _is_base(self, court: str) -> bool:
        editions = self._files(court)
        return not editions or self._edition(court, max(editions)).at(("base",)).value is True

    def _read_edition(self, court: str, day: date) -> Located:
        """The files of one date as one; what they amend or inherit is not in it."""
        parts = [read_yaml(path, f"{court}/{path.name}") for path in self._files(court)[day]]
        for part in parts:
            if not part.keys:
                raise invalid(part, "应为键值表")
        whole = parts[0]
        for part in parts[1:]:
            whole = joined(whole, part)
        # What is missing is looked for in the main file, whatever part comes first by name.
        main = min(parts, key=lambda part: len(part.file))
        whole = Located(whole.value, main.file, main.line)
        self._check_head(court, day, whole)
        return whole

    def _check_head(self, court: str, day: date, whole: Located) -> None:
        for key, wanted in (("court", court), ("in_force", day.isoformat())):
            if key not in whole.keys:
                raise invalid(whole, "缺少该项", key)
            if whole.keys[key].value != wanted:
                raise invalid(whole.keys[key], f"应与文件夹、文件名一致，为“{wanted}”", key)

    def _amended(self, court: str, day: date, amends: Located) -> date:
        """The day of the edition that is amended."""
        try:
            earlier = date.fromisoformat(str(amends.value))
        except ValueError:
            raise invalid(amends, "应为日期，如 2022-06-06", "amends") from None
        if earlier >= day or earlier not in self._files(court):
            raise invalid(amends, "没有这一日期在先的版本", "amends")
        return earlier

    def _resolved(self, court: str, day: date, on: date) -> Located:
        """An edition laid over the one it amends, or over the book it inherits as in force `on` a day."""
        own = self._edition(court, day)
        below = Located({}, own.file, own.line)
        if "amends" in own.keys:
            below = self._resolved(court, self._amended(court, day, own.keys["amends"]), on)
        elif "inherits" in own.keys:
            base = str(own.keys["inherits"].value)
            below = self._resolved(base, self._in_force(base, on), on)
        whole = merge(below, own)
        return Located({k: v for k, v in whole.keys.items() if k not in _OWN_KEYS}, own.file, own.line)

    def _build(self, court: str, on: date) -> Rulebook:
        return _validated(_units_named(self._resolved(court, self._in_force(court, on), on)))


def _units_named(tree: Located) -> Located:
    """The tree with every `unit_of.…` replaced by the unit the court names in that place.

    Raises Refusal naming every place the court has not filled in, at once.
    """
    lacking: dict[str, None] = {}

    def named(here: Located) -> Located:
        if isinstance(here.value, list):
            return Located([named(row) for row in here.value], here.file, here.line)
        if isinstance(here.value, dict):
            return Located({key: named(one) for key, one in here.value.items()}, here.file, here.line)
        if not isinstance(here.value, str) or not here.value.startswith("unit_of."):
            return here
        place = here.value.removeprefix("unit_of.")
        if place not in UNIT_OF:
            raise invalid(here, unknown_name("环节", place, UNIT_OF))
        found = _at(tree, UNIT_OF[place])
        if found is None:
            lacking[".".join(UNIT_OF[place])] = None
            return here
        return Located(found, here.file, here.line)

    whole = named(tree)
    if lacking:
        places = "、".join(lacking)
        raise invalid(tree, f"没有写明各环节的单位：{places}（上级规则的行为和期限要用到）")
    return whole


def _at(tree: Located, path: tuple[str, ...]) -> str | None:
    """The word at a path of the tree; none where the path leads nowhere."""
    here = tree
    for key in path:
        if key not in here.keys:
            return None
        here = here.keys[key]
    return here.value if isinstance(here.value, str) else None


def _validated(tree: Located) -> Rulebook:
    data = tree.plain()
    raw: Any = data.get("derived")
    context = {"derived": derived_types(raw if isinstance(raw, dict) else {})}
    try:
        book = Rulebook.model_validate(data, context=context)
    except ValidationError as error:
        found = first_problem(error, Rulebook)
        raise invalid(tree.at(found.path), found.message, _named(tree, found.path)) from error
    for problem in problems(book):
        raise invalid(tree.at(problem.path), problem.message, _named(tree, problem.path))
    return book


def _named(tree: Located, path: tuple[str | int, ...]) -> str:
    """A path as a reader finds it: rows by their own key where they have one."""
    shown: list[str] = []
    for number, part in enumerate(path):
        if isinstance(part, str):
            shown.append(part)
            continue
        row = tree.at(path[: number + 1])
        above = tuple(str(one) for one in path[:number] if isinstance(one, str))
        key = row.keys.get(ROW_KEYS.get(above, "id")) or row.keys.get("key") or row.keys.get("kind")
        shown.append(str(key.value) if key is not None else f"第{part + 1}项")
    return ".".join(shown)


_LIBRARY = Library()


def released_library() -> Library:
    """The books that are shipped."""
    return _LIBRARY


def load(court: str, on: date | None = None) -> Rulebook:
    """The book of a court in force on a court-local day; see `Library.load`."""
    return _LIBRARY.load(court, on)


def load_all() -> dict[str, Rulebook]:
    """The latest book of every court."""
    return _LIBRARY.load_all()


def known_courts() -> tuple[str, ...]:
    """The courts that have a rulebook, by key."""
    return _LIBRARY.known_courts()
