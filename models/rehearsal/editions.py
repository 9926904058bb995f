"""What two editions of a rulebook say otherwise (版本差异): row by row, and limit by limit in words.

A row whose citation alone changed says the same as before and is not listed.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from models.limits import Limit
from models.lint.lengths import length_words
from models.lint.occasions import words
from models.rulebook import Rulebook
from models.values import Value

CITATIONS = frozenset({"source", "proposed", "article"})
"""Fields that say where a row comes from, not what it says."""

HEAD = frozenset({"in_force", "document", *CITATIONS})
"""Fields of a book that every edition has anew."""

_KEYS = ("id", "key", "matter", "act", "event", "kind", "method", "item", "channel", "pool", "to", "role")
"""What a row of a list is known by: the first of these that each row has, and has alone."""

ABSENT = "—"
"""Stands where one of the editions has no such row."""


class FieldChange(Value):
    """One field of a row before and after, as JSON."""

    field: str
    before: Any = None
    after: Any = None


class RowChange(Value):
    """A row that is other, new or gone, with the articles of both sides; the head of the book has no path."""

    row: str
    change: Literal["changed", "new", "gone"]
    name: str
    before_article: str
    after_article: str
    fields: tuple[FieldChange, ...]


class LimitSaid(Value):
    """What an edition says of a limit, as a court reads it."""

    article: str
    length: str
    starts: str
    responsible: str
    responsible_name: str


class LimitChange(Value):
    """A limit that is other, new or gone; `changed` are the fields in which it is other."""

    id: str
    name: str
    before: LimitSaid | None
    after: LimitSaid | None
    changed: tuple[str, ...] = ()


def changed_limits(before: Rulebook, after: Rulebook) -> tuple[LimitChange, ...]:
    """Every limit that is other in length, unit, start, responsible or any other field."""
    old, new = ({limit.id: limit for limit in book.limits} for book in (before, after))
    found: list[LimitChange] = []
    for limit_id in dict.fromkeys((*old, *new)):
        one, other = old.get(limit_id), new.get(limit_id)
        changed = _fields_changed(one, other) if one is not None and other is not None else ()
        if changed or one is None or other is None:
            name = next(limit.name for limit in (other, one) if limit is not None)
            cited = both_articles(one, other)
            said = _said(before, one, cited[0]), _said(after, other, cited[1])
            found.append(LimitChange(id=limit_id, name=name, before=said[0], after=said[1], changed=changed))
    return tuple(found)


def _fields_changed(one: Limit, other: Limit) -> tuple[str, ...]:
    """The fields in which two versions of a limit differ, citations apart."""
    names = (name for name in Limit.model_fields if name not in CITATIONS)
    return tuple(name for name in names if getattr(one, name) != getattr(other, name))


def both_articles(before: Limit | None, after: Limit | None) -> tuple[str, str]:
    """The article of a limit on each side; where both name the same, what the rows themselves cite."""
    sides = [limit for limit in (before, after) if limit is not None]
    same = len({limit.article for limit in sides}) == 1 and len(sides) > 1
    one, other = ((limit.citation if same else limit.article) if limit else "" for limit in (before, after))
    return one, other


def _said(book: Rulebook, limit: Limit | None, article: str) -> LimitSaid | None:
    if limit is None:
        return None
    return LimitSaid(
        article=article,
        length=length_words(limit),
        starts=words(limit.starts),
        responsible=limit.responsible,
        responsible_name=book.names.get(limit.responsible, limit.responsible),
    )


class _Row(NamedTuple):
    """A sourced row on the way down: its path, and how it reads on both sides."""

    path: str
    before: Any
    after: Any


class _Leaf(NamedTuple):
    """A field that differs, with the row it stands in."""

    row: _Row
    change: FieldChange


def changed_rows(before: Rulebook, after: Rulebook) -> tuple[RowChange, ...]:
    """Every row of the book that is other, new or gone, limits apart."""
    old, new = (book.model_dump(mode="json", exclude=set(HEAD | {"limits"})) for book in (before, after))
    leaves: dict[str, list[_Leaf]] = {}
    for leaf in _differences(_Row("", old, new), "", old, new):
        leaves.setdefault(leaf.row.path, []).append(leaf)
    return tuple(_row_change(found[0].row, found) for found in leaves.values())


def _row_change(row: _Row, leaves: list[_Leaf]) -> RowChange:
    return RowChange(
        row=row.path,
        change="new" if row.before is None else "gone" if row.after is None else "changed",
        name=(_name(row.after) or _name(row.before)) if row.path else "",
        before_article=_article(row.before),
        after_article=_article(row.after),
        fields=tuple(leaf.change for leaf in leaves),
    )


def _differences(row: _Row, field: str, old: Any, new: Any) -> Iterator[_Leaf]:
    """The values that differ below a place, each with its row and its path in the row."""
    if old == new:
        return
    parts = _parts(old, new)
    if parts is None:
        yield _Leaf(row, FieldChange(field=field, before=_plain(old), after=_plain(new)))
        return
    one, other = parts
    for name in dict.fromkeys((*one, *other)):
        if field or name not in CITATIONS:
            yield from _below(row, f"{field}.{name}" if field else name, one.get(name), other.get(name))
    if isinstance(old, list) and set(one) == set(other) and list(one) != list(other):
        yield _Leaf(row, FieldChange(field=field, before=list(one), after=list(other)))


def _below(row: _Row, field: str, old: Any, new: Any) -> Iterator[_Leaf]:
    """Differences of a part: one with a source of its own is a row of its own."""
    if not any(isinstance(side, Mapping) and {"source", "proposed"} <= side.keys() for side in (old, new)):
        yield from _differences(row, field, old, new)
        return
    inner = _Row(f"{row.path}.{field}" if row.path else field, old, new)
    yield from _differences(inner, "", old, new)


def _parts(old: Any, new: Any) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    """The parts of two values by name, of lists by what their rows are known by; None without such."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return old, new
    if not (isinstance(old, list) and isinstance(new, list)):
        return None
    if not all(isinstance(one, Mapping) for one in (*old, *new)):
        return None
    for name in _KEYS:
        one, other = _by_key(old, name), _by_key(new, name)
        if len(one) == len(old) and len(other) == len(new):
            return one, other
    return None


def _by_key(rows: list[Any], name: str) -> dict[str, Any]:
    """Rows by the value of a field; a row of several cases by its branch too."""
    keyed = [
        (f"{row[name]}/{row['branch']}" if row.get("branch") else f"{row[name]}", row)
        for row in rows
        if name in row
    ]
    return dict(keyed)


def _plain(side: Any) -> Any:
    """A row without what is left empty, as a reader wants to see it."""
    if not isinstance(side, Mapping):
        return side
    return {name: value for name, value in side.items() if value not in (None, "", [], {})}


def _name(row: Any) -> str:
    """What a row is called: its name, else the text of a rule."""
    return str(row.get("name") or row.get("text") or "") if isinstance(row, Mapping) else ""


def _article(row: Any) -> str:
    """Where a row comes from; empty where there is none."""
    if not isinstance(row, Mapping):
        return ""
    return str(row.get("article") or row.get("source") or row.get("proposed") or "")
