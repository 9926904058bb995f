"""Rules are data: no court, unit, group, pool, rule or limit of a rulebook stands in the product's code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.roles import ROLE_NAMES, Role
from models.rulebook import Rulebook
from models.shelf.files import Library, load_all
from tests.house.sources import ROOT, files, tree

ROOMS = ("models", "workflows", "activities", "terminal", "worker.py", "starter.py", "desk.py")
VOCABULARY = frozenset({*Role, *ROLE_NAMES.values()})
"""Roles are the field's own words (requirements 0.3); a court may call a unit by the role it holds."""


def keys_of(book: Rulebook) -> set[str]:
    """Every key a court chose itself: its own name, units, groups, pools, rules, limits, duties."""
    keys = {book.court, book.name, book.short, book.document}
    keys |= {name for unit in book.units for name in (unit.key, unit.name)}
    keys |= {body.key for body in book.named_bodies}
    keys |= {pool.key for pool in book.triage.pools}
    keys |= {rule.id for rule in book.triage.rules}
    keys |= {limit.id for limit in book.limits} | {duty.id for duty in book.duties}
    return keys - VOCABULARY


def strings_of(path: Path) -> Iterator[tuple[int, str]]:
    """The string constants of a file that are not docstrings, with their lines."""
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented:
            yield node.lineno, node.value


@pytest.mark.requirement("CV-8")
def test_no_string_of_a_rulebook_stands_in_code() -> None:
    """A branch on a court is a missing noun of the model: the code knows none of their keys."""
    keys = set().union(*(keys_of(book) for book in load_all().values()))
    found = [
        f"{path.relative_to(ROOT)}:{line} {text}"
        for path in files(*ROOMS)
        for line, text in strings_of(path)
        if text in keys
    ]
    assert found == []


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    """A planted branch on a court is found; a docstring that cites a rule is not one."""
    courts = set(Library().known_courts())
    planted = tmp_path / "planted.py"
    planted.write_text(f'"""RY-T1."""\n\nif court == "{min(courts)}":\n    pass\n', encoding="utf-8")
    assert [text for _, text in strings_of(planted)] == [min(courts)]
