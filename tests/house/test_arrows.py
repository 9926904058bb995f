"""Who may import whom (design.md section 3)."""

import ast
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.house.sources import PACKAGES, PRODUCT, ROOT, SCRIPTS, files, imports, module, tree

MODELS = {"models"}
RESERVED = {"models.tables", "models.settings"}
"""Parts of `models` that only those may import who are named in `ALSO`."""

SQL = {"sqlalchemy", "sqlalchemy.orm", "sqlalchemy.dialects", "sqlalchemy.dialects.postgresql"}
THIRD_PARTY: dict[str, set[str]] = {
    "models": {"pydantic", "yaml"},
    "workflows": {"temporalio", "temporalio.workflow", "temporalio.common", "temporalio.exceptions"},
    "migrations": {"alembic", *SQL},
    "models.tables": SQL,
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
    "auditor": MODELS | {"activities"},
    "desk": MODELS | {"terminal"},
    "terminal": MODELS | {"activities", "terminal"},
}
ALSO: dict[str, set[str]] = {
    "activities": {"models.tables"},
    "migrations": RESERVED,
    "workflows.steps": {"activities"},
    "workflows.duty_steps": {"activities"},
    "activities.connection": {"models.settings"},
    "activities.database": {"models.settings"},
    "activities.desk_opening": {"models.settings"},
    "activities.auditing.opening": {"models.settings"},
    "worker": {"models.settings"},
    "starter": {"models.settings", "terminal.wording"},
    "auditor": {"models.settings"},
    "simulation": {"models.errors"},
    "local": {"models.settings"},
    "local.forward": {"simulation.skipping"},
}
HANDLES = {"temporalio.client", "temporalio.testing"}
HOUSE = {*PACKAGES, *(script.removesuffix(".py") for script in SCRIPTS), "tests", "benchmarks"}


def within(name: str, places: set[str]) -> bool:
    """Whether a module is one of the places or lies below one."""
    return any(name == place or name.startswith(f"{place}.") for place in places)


def any_within(names: Iterable[str], places: set[str]) -> bool:
    """Whether some of the modules lie in the places."""
    return any(within(name, places) for name in names)


def refused(path: Path) -> list[str]:
    """The imports of a file that no arrow allows."""
    name = module(path)
    layer = name.split(".")[0]
    also = set().union(*(extra for place, extra in ALSO.items() if within(name, {place})))
    found = set().union(*(more for place, more in THIRD_PARTY.items() if within(name, {place})))

    def fits(imported: str) -> bool:
        top = imported.split(".")[0]
        if top in HOUSE:
            ours = within(imported, OURS[layer]) and not within(imported, RESERVED - within_itself)
            return ours or within(imported, also)
        return layer not in THIRD_PARTY or top in sys.stdlib_module_names or imported in found

    within_itself = {place for place in RESERVED if within(name, {place})}
    return sorted(
        f"{path.relative_to(ROOT)} imports {imported}" for imported in imports(path) if not fits(imported)
    )


@pytest.mark.parametrize("place", [*PACKAGES, *SCRIPTS])
def test_arrows(place: str) -> None:
    """Nothing is imported along an arrow the design does not draw."""
    assert [wrong for path in files(place) for wrong in refused(path)] == []


def test_simulation_meets_the_product_over_the_wire() -> None:
    """Neither our tables nor workflow handles, but for the one module that skips time."""
    simulated = {path: imports(path) - {"sqlalchemy.exc"} for path in files("simulation")}
    assert [path.name for path, names in simulated.items() if any_within(names, {"sqlalchemy"})] == []
    assert len([path for path, names in simulated.items() if any_within(names, HANDLES)]) <= 1


def test_only_the_settings_read_the_environment() -> None:
    """No other file of the product reads `os.environ`."""
    readers = [
        str(path.relative_to(ROOT))
        for path in files(*PRODUCT, "migrations")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    ]
    assert readers == []
