"""How a frozen case state is changed: one field, or one thing on one shelf."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from models.case import CaseState
from models.events import Entry

Fold = Callable[[CaseState, Entry], CaseState]


def changed(state: CaseState, /, **changes: Any) -> CaseState:
    """The state with some fields changed."""
    return state.model_copy(update=changes)


def with_thing(state: CaseState, shelf: str, key: str, /, **changes: Any) -> CaseState:
    """The state with one thing on one shelf changed; unknown ids change nothing."""
    items = getattr(state, shelf)
    if key not in items:
        return state
    return changed(state, **{shelf: {**items, key: items[key].model_copy(update=changes)}})


def with_new(state: CaseState, shelf: str, key: str, value: Any) -> CaseState:
    """The state with a new thing on one shelf."""
    return changed(state, **{shelf: {**getattr(state, shelf), key: value}})


def amount(entry: Entry, name: str) -> Decimal:
    """An amount of an entry, yuan."""
    return Decimal(str(entry.facts[name]))


def day(entry: Entry, name: str) -> date | None:
    """A day of an entry, if it states one."""
    value = entry.facts.get(name)
    return date.fromisoformat(str(value)) if value else None
