"""Who cites which requirement: marks of the tests, read without running them, and `cites` of the sheets."""

import ast
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import yaml

from tests.rules.cases import LOADER
from tests.specification.catalogue import ID, ROOT, Catalogue

LAW = "NB-"
"""Ids of national law; their list is not part of the catalogue, so they are taken on trust."""


class Kind(StrEnum):
    """What cites: a test by its mark, or a worked case of a sheet."""

    TEST = "test"
    CASE = "case"


class Citation(NamedTuple):
    """One id cited in one place; `path` is relative to the project."""

    id: str
    kind: Kind
    path: str
    line: int


class Fault(NamedTuple):
    """A citation that cannot stand, and why."""

    path: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.reason}"


Found = Citation | Fault


def citations(catalogue: Catalogue, root: Path = ROOT) -> tuple[list[Citation], list[Fault]]:
    """Every citation of the tests and sheets below `root`, and those that name nothing."""
    good: list[Citation] = []
    faults: list[Fault] = []
    for found in (*_of_tests(root), *_of_sheets(root)):
        if isinstance(found, Fault):
            faults.append(found)
        elif found.id in catalogue.rows or found.id.startswith(LAW):
            good.append(found)
        else:
            faults.append(Fault(found.path, found.line, f"cites {found.id}, which no requirement has"))
    return good, faults


def _of_tests(root: Path) -> Iterator[Found]:
    for path in sorted((root / "tests").rglob("*.py")):
        yield from of_source(path.read_text(encoding="utf-8"), path.relative_to(root).as_posix())


def _of_sheets(root: Path) -> Iterator[Found]:
    for path in sorted((root / "tests" / "rules").glob("*.yaml")):
        yield from of_sheet(path.read_text(encoding="utf-8"), path.relative_to(root).as_posix())


def of_source(source: str, path: str) -> Iterator[Found]:
    """The ids that `pytest.mark.requirement(...)` is given anywhere in a file.

    A starred list is read like its items; any other starred argument hands on the `cites` of a sheet,
    which are read there.
    """
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and _is_mark(node.func)):
            continue
        for argument in (each for given in node.args for each in _items(given)):
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield _named(argument.value, Kind.TEST, path, argument.lineno)
            elif not isinstance(argument, ast.Starred):
                yield Fault(path, argument.lineno, "the id of a requirement must stand there as text")


def _items(given: ast.expr) -> list[ast.expr]:
    """An argument, or what it spreads where that is written out."""
    if isinstance(given, ast.Starred) and isinstance(given.value, ast.Tuple | ast.List):
        return given.value.elts
    return [given]


def _is_mark(called: ast.expr) -> bool:
    return (
        isinstance(called, ast.Attribute)
        and called.attr == "requirement"
        and isinstance(called.value, ast.Attribute)
        and called.value.attr == "mark"
    )


def of_sheet(text: str, path: str) -> Iterator[Found]:
    """The ids under every `cites`: a list of ids, or one text of ids and articles between semicolons."""
    for node in _cites(yaml.compose(text, Loader=LOADER)):
        line = node.start_mark.line + 1
        if isinstance(node, yaml.ScalarNode):
            parts = [part.strip() for part in node.value.split(";")]
            yield from (Citation(part, Kind.CASE, path, line) for part in parts if ID.fullmatch(part))
        elif isinstance(node, yaml.SequenceNode):
            for one in node.value:
                yield _named(str(one.value), Kind.CASE, path, one.start_mark.line + 1)


def _cites(node: yaml.Node | None) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == "cites":
                yield value
            else:
                yield from _cites(value)
    elif isinstance(node, yaml.SequenceNode):
        for one in node.value:
            yield from _cites(one)


def _named(text: str, kind: Kind, path: str, line: int) -> Found:
    if ID.fullmatch(text):
        return Citation(text, kind, path, line)
    return Fault(path, line, f"cites {text!r}, which is no id")
