"""What is listed in two places is the same list, and what is data stands in no code."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

import worker
from activities.database import Database
from activities.database import connect as connect_database
from local.temporal import SEARCH_ATTRIBUTES
from models.acts import registry
from models.acts.envelope import ActData, ActKind
from models.event_names import EVENT_NAMES
from models.events import EventKind
from models.roles import Role
from models.rulebook import Rulebook
from models.search_attributes import ATTRIBUTE_TYPES, Attribute
from models.settings import Settings
from models.shelf.files import known_courts, load_all
from tests.house.sources import ROOT, files, module, strings, tree

BOOKS = load_all()


def shapes() -> dict[ActKind, type[ActData]]:
    """The shape of each kind of act that the act modules define."""
    return {
        value.kind: value
        for acts in registry.MODULES
        for value in vars(acts).values()
        if isinstance(value, type) and issubclass(value, ActData) and hasattr(value, "kind")
    }


def test_every_kind_of_event_has_a_name() -> None:
    """What a court reads is Chinese for every kind of event, each name its own."""
    assert set(EVENT_NAMES) == set(EventKind)
    assert len(set(EVENT_NAMES.values())) == len(EVENT_NAMES)
    assert all(re.fullmatch(r"[\u4e00-\u9fff、]+", name) for name in EVENT_NAMES.values())


def test_every_kind_of_act_has_a_shape() -> None:
    """No act can be submitted that nobody can read."""
    assert set(shapes()) == set(ActKind)


@pytest.mark.parametrize("court", known_courts())
def test_every_kind_of_act_has_one_permission(court: str) -> None:
    """Every court says who may do each act, once, and names no act that does not exist."""
    permitted = [permission.act for permission in BOOKS[court].acts]
    assert sorted(permitted) == sorted(kind.value for kind in ActKind)


@pytest.mark.parametrize("court", known_courts())
def test_every_act_a_limit_waits_for_exists(court: str) -> None:
    """An inbox never names an act nobody can do; an act that opens a limit's inbox line fulfils it."""
    acts = {limit.act for limit in BOOKS[court].limits}
    assert acts <= {"", *(kind.value for kind in ActKind)}


def names_of(book: Rulebook) -> set[str]:
    """The strings that belong to one rulebook: court, units, pools, ids of rules, limits, duties, notices."""
    rows: tuple[Any, ...] = (*book.triage.rules, *book.limits, *book.duties, *book.notices)
    units = {unit.key for unit in book.units} | {pool.key for pool in book.triage.pools}
    return {book.court} | units | {row.id for row in rows}


def test_no_string_of_a_rulebook_stands_in_code() -> None:
    """Courts, units, pools and rule ids are data: a new court needs no change of code (design.md 2.3)."""
    data = set[str]().union(*(names_of(book) for book in BOOKS.values())) - {role.value for role in Role}
    own_id = re.compile(r"\b(GS|RY|SQ|JL|SH)-[A-Z]?\d")
    found = [
        f"{path.relative_to(ROOT)}:{line} {text!r}"
        for path in files("models", "workflows", "activities")
        for line, text in strings(path)
        if text in data or own_id.search(text)
    ]
    assert found == []


def test_search_attributes_are_one_list() -> None:
    """What a case sets is what one machine registers, within what SQLite takes."""
    assert {attribute.value: kind for attribute, kind in ATTRIBUTE_TYPES.items()} == SEARCH_ATTRIBUTES
    assert set(ATTRIBUTE_TYPES) == set(Attribute)
    kinds = list(ATTRIBUTE_TYPES.values())
    assert kinds.count("Keyword") <= 10
    assert all(kinds.count(kind) <= 3 for kind in {*kinds} - {"Keyword"})


CALLERS = ("workflows.steps", "workflows.duty_steps")
"""The only modules that call activities: of a case, of a duty that belongs to none."""


def called_in_steps() -> set[str]:
    """The activities the callers name, as class and method."""
    paths = [path for path in files("workflows") if module(path) in CALLERS]
    return {name for path in paths for name in called_in(path)}


def called_in(path: Path) -> set[str]:
    """The activities a file names, as class and method."""
    classes = {
        alias.name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("activities")
        for alias in node.names
    }
    return {
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in classes
    }


def test_the_worker_serves_exactly_what_workflows_call(tmp_path: Path) -> None:
    """No step waits for an activity nobody serves, and nothing is served that nobody calls."""
    url = SecretStr("postgresql+psycopg2://nobody@127.0.0.1:1/none")
    settings = Settings(DATABASE_URL=url, files=tmp_path)
    served = worker.activities_of(settings, Database(connect_database(settings)))
    assert {method.__qualname__ for method in served} == called_in_steps()
