"""Who may import whom (design.md section 3)."""

import ast
import sys
from pathlib import Path

import pytest

from tests.house.sources import PACKAGES, PRODUCT, ROOT, SCRIPTS, files, imports, module, tree

MODELS = {"models"}
RESERVED = {"models.tables", "models.settings"}
"""Parts of `models` that only those may import who are named in `ALSO`."""

THIRD_PARTY: dict[str, set[str]] = {
    "models": {"pydantic", "yaml"},
    "workflows": {"temporalio", "temporalio.workflow", "temporalio.common", "temporalio.exceptions"},
    "migrations": {"alembic", "sqlalchemy"},
    "models.tables": {"sqlalchemy"},
    "models.settings": {"pydantic_settings"},
}
"""What is imported from outside; packages not named here may import any library."""

OURS: dict[str, set[str]] = {
    "models": MODELS,
    "workflows": MODELS | {"workflows"},
    "activities": MODELS | {"activities"},
    "migrations": set(),
    "local": MODELS | {"activities", "local"},
    "simulation": {"simulation", "desk", "starter"},
    "worker": MODELS | {"activities", "workflows"},
    "starter": MODELS | {"activities"},
    "desk": MODELS | {"activities"},
}
ALSO: dict[str, set[str]] = {
    "activities": {"models.tables"},
    "migrations": RESERVED,
    "workflows.steps": {"activities"},
    "activities.connection": {"models.settings"},
    "activities.database": {"models.settings"},
    "activities.desk_opening": {"models.settings"},
    "worker": {"models.settings"},
    "starter": {"models.settings"},
    "desk": {"models.settings"},
    "local": {"models.settings"},
}
HOUSE = {*PACKAGES, *(script.removesuffix(".py") for script in SCRIPTS), "tests", "benchmarks"}


def within(name: str, places: set[str]) -> bool:
    """Whether a module is one of the places or lies below one."""
    return any(name == place or name.startswith(f"{place}.") for place in places)


def within_any(path: Path, places: set[str]) -> bool:
    """Whether a file imports something of these places."""
    return any(within(imported, places) for imported in imports(path))


def refused(path: Path) -> list[str]:
    """The imports of a file that no arrow allows."""
    name = module(path)
    layer = name.split(".")[0]
    also = ALSO.get(layer, set()) | ALSO.get(name, set())
    libraries = THIRD_PARTY.get(layer)
    if libraries is not None:
        libraries = libraries | THIRD_PARTY.get(name, set())
    wrong: list[str] = []
    for imported in imports(path):
        top = imported.split(".")[0]
        if top in HOUSE:
            fits = within(imported, also) or (
                within(imported, OURS[layer]) and not within(imported, RESERVED)
            )
        else:
            exact = layer == "workflows"
            fits = (
                top in sys.stdlib_module_names
                or libraries is None
                or (imported in libraries if exact else within(imported, libraries))
            )
        if not fits:
            wrong.append(f"{path.relative_to(ROOT)} imports {imported}")
    return sorted(wrong)


@pytest.mark.parametrize("place", [*PACKAGES, *SCRIPTS])
def test_arrows(place: str) -> None:
    """Nothing is imported along an arrow the design does not draw."""
    assert [wrong for path in files(place) for wrong in refused(path)] == []


def test_simulation_meets_the_product_over_the_wire() -> None:
    """Neither our tables nor workflow handles: Temporal is named in one module at most, SQLAlchemy in none."""
    simulated = list(files("simulation"))
    assert [str(path) for path in simulated if within_any(path, {"sqlalchemy"})] == []
    assert len([path for path in simulated if within_any(path, {"temporalio"})]) <= 1


def test_only_the_settings_read_the_environment() -> None:
    """No other file of the product reads `os.environ`."""
    readers = [
        str(path.relative_to(ROOT))
        for path in files(*PRODUCT, "migrations")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    ]
    assert readers == []
