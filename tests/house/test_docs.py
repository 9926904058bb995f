"""What the pages name is there: files, commands, acts, people, limits, variables, codes."""

import json
import re
import shlex
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

import pytest
import typer
import yaml

import desk
import starter
from activities.gateways.errors import WORDS
from local.__main__ import COMMANDS
from local.ports import Ports, variable
from models.acts.envelope import Act, ActKind
from models.acts.registry import read_act_data
from models.errors import Code
from models.filing.filing import parse_filing
from models.settings import Settings
from models.shelf.files import known_courts, load_all
from simulation.outside.truth import TruthPost
from tests.house.sources import PACKAGES, ROOT, SCRIPTS
from workflows.steps import REGISTER_AWAY

PAGES = ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "docs/*.md")
WALK = ROOT / "docs" / "walk"

EXAMPLES = {"models/rulebooks/ruyang/2027-01-01.yaml"}
"""Files a page tells the reader to make."""

PLACES = "|".join((*PACKAGES, "docs", "tests", "benchmarks"))
PATH = re.compile(rf"(?<![\w/.-])(?:{PLACES})/[\w./-]*\w/?|(?<![\w/.-])(?:{'|'.join(SCRIPTS)})\b")
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
SPAN = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)


def pages() -> Iterator[Path]:
    """Every page for people, but the catalogue of requirements."""
    for pattern in PAGES:
        yield from sorted(path for path in ROOT.glob(pattern) if path.name != "requirements.md")


def code_of(page: Path) -> str:
    """What a page sets in type as code, line by line."""
    return "\n".join(span.strip("`") for span in SPAN.findall(page.read_text(encoding="utf-8")))


def commands_of(app: typer.Typer) -> set[str]:
    """The commands of a program, by name."""
    named = {(command.name, command.callback) for command in app.registered_commands}
    own = {name or str(getattr(callback, "__name__", "")) for name, callback in named}
    below = [(group.name, group.typer_instance) for group in app.registered_groups if group.typer_instance]
    groups = {name for name, _ in below if isinstance(name, str)}
    return own.union(groups, *(commands_of(group) for _, group in below))


def all_code() -> str:
    """The code of every page."""
    return "\n".join(code_of(page) for page in pages())


@pytest.mark.parametrize("page", [*pages()], ids=lambda page: page.name)
def test_links_and_paths_lead_somewhere(page: Path) -> None:
    """Every relative link, and every path of a room of the house."""
    text = page.read_text(encoding="utf-8")
    wrong = [link for link in LINK.findall(text) if not (page.parent / link).exists()]
    wrong += [path for path in PATH.findall(text) if path not in EXAMPLES and not (ROOT / path).exists()]
    assert wrong == []


@pytest.mark.parametrize(
    ("pattern", "known"),
    [
        (r"(?:local desk|python desk\.py|desk\.py) ([a-z]+)", commands_of(desk.app)),
        (r"(?:local starter|python starter\.py|starter\.py) ([a-z]+)", commands_of(starter.app)),
        (r"python3 -m local ([a-z]+)", set(COMMANDS)),
        (r"desk act \S+ ([a-z_]+)", {kind.value for kind in ActKind}),
        (r"--limit ([A-Z]+-\w+)", {limit.id for book in load_all().values() for limit in book.limits}),
    ],
)
def test_commands_exist(pattern: str, known: set[str]) -> None:
    """No page names a command, an act or a limit that nobody has; and some page names one."""
    named = set(re.findall(pattern, all_code()))
    assert named and named <= known


def test_make_targets_exist() -> None:
    """Every target a page names is in the Makefile, and each one there is on a page."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"^make ([a-z]+)", all_code(), re.MULTILINE))
    assert targets == named


def test_modules_run_as_programs_exist() -> None:
    """`python -m NAME` finds something."""
    modules = set(re.findall(r"python3? -m (\w[\w.]*)", all_code())) - {"pytest"}
    assert modules and [name for name in modules if find_spec(name) is None] == []


def test_variables_exist() -> None:
    """Every variable of ours on a page is read by the settings or by the machine."""
    fields = {f"COURT_{name.upper()}" for name in Settings.model_fields}
    ports = {variable(name) for name in Ports.__dataclass_fields__}
    named = set(re.findall(r"\bCOURT_[A-Z_]+", all_code()))
    assert named <= fields | ports | {"COURT_LOCAL_DATA"}


def test_trouble_codes_are_ours() -> None:
    """The codes operations staff may meet are codes of the house or of the outside."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = text.split("## Trouble codes")[1].split("## ")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    codes = {code for cell in cells for code in re.findall(r"`([a-z_]+)`", cell)}
    assert codes and codes <= {code.value for code in Code} | {REGISTER_AWAY} | set(WORDS)


def acts_of_the_walk() -> Iterator[tuple[str, str, str]]:
    """Act, staff number and file, as the README has them; no file where none is given."""
    for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines():
        words = shlex.split(line) if line.startswith("python3 -m local desk act") else []
        if words:
            named = dict(zip(words[7::2], words[8::2], strict=True))
            yield words[6], named["--as"], named.get("--data", "")


def test_every_file_of_the_walk_is_valid_and_used() -> None:
    """Filing, truth, and the data of each act in the shape of that act."""
    parse_filing(json.loads((WALK / "filing.json").read_text(encoding="utf-8")), known_courts())
    TruthPost.model_validate_json((WALK / "truth.json").read_text(encoding="utf-8"))
    used = {"filing.json", "truth.json"}
    for kind, staff, path in acts_of_the_walk():
        name = path.rsplit("/", 1)[-1]
        data = json.loads((WALK / name).read_text(encoding="utf-8")) if name else {}
        occurred_at = "2026-11-20T09:00:00+08:00"
        read_act_data(
            Act.model_validate(
                {
                    "act_id": uuid4(),
                    "kind": kind,
                    "occurred_at": occurred_at,
                    "actor": staff,
                    "role": "judge",
                    "data": data,
                }
            )
        )
        used |= {name} - {""}
    assert used == {path.name for path in WALK.iterdir()}


def test_the_people_of_the_walk_are_on_its_roster() -> None:
    """Every staff number belongs to somebody."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"starter roster (\S+)", text)
    assert found is not None
    roster = yaml.safe_load((ROOT / found[1]).read_text(encoding="utf-8"))
    assert {staff for _, staff, _ in acts_of_the_walk()} <= {row["number"] for row in roster["staff"]}
