"""The product's sources as the house tests read them: files, their modules, and what each imports."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("models", "workflows", "activities", "terminal", "migrations", "local", "simulation")
SCRIPTS = ("worker.py", "starter.py", "auditor.py", "desk.py")
PRODUCT = ("models", "workflows", "activities", "terminal", *SCRIPTS)


def files(*places: str) -> Iterator[Path]:
    """The Python files of packages and scripts, in order."""
    for place in places:
        path = ROOT / place
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def module(path: Path) -> str:
    """The dotted name of a file's module."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports(path: Path) -> frozenset[str]:
    """Every module a file imports, at its top or inside a function, by its dotted name."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            base = node.module or ""
            found |= {
                f"{base}.{alias.name}" if _is_module(base, alias.name) else base for alias in node.names
            }
    return frozenset(found)


def _is_module(package: str, name: str) -> bool:
    place = ROOT.joinpath(*package.split("."), name)
    return place.with_suffix(".py").is_file() or place.is_dir()


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every string a file's code uses; docstrings and annotations are left out."""
    skipped = {id(child) for part in _not_code(tree(path)) for child in ast.walk(part)}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.lineno, node.value


def _not_code(root: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(root):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node
        elif isinstance(node, ast.AnnAssign):
            yield node.annotation
        elif isinstance(node, ast.arg) and node.annotation is not None:
            yield node.annotation
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is not None:
            yield node.returns
