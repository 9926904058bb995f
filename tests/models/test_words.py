"""The words a rulebook may use are those of the schema, each with its Chinese name."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import desk
from models.acts.envelope import ActKind
from models.errors import Refusal
from models.events import EventKind
from models.facts.names import FACT_TITLES
from models.facts.schema import FACT_TYPES
from models.flow import Part
from models.operators import ALLOWED
from models.roles import Role
from models.words import OPERATOR_NAMES, WordKind, lines, words

CATALOGUE = Path(__file__).parents[2] / "docs" / "requirements.md"


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        (WordKind.FACTS, set(FACT_TYPES)),
        (WordKind.EVENTS, set(EventKind)),
        (WordKind.ACTS, set(ActKind)),
        (WordKind.ROLES, set(Role)),
        (WordKind.PARTS, set(Part)),
        (WordKind.OPERATORS, {operator for allowed in ALLOWED.values() for operator in allowed}),
    ],
)
def test_every_word_of_the_schema_is_there_with_a_chinese_name(kind: WordKind, keys: set[str]) -> None:
    found = words(kind)
    assert {word.key for word in found} == keys
    assert all(re.search("[一-鿿]", word.name) for word in found)


def test_no_name_is_for_nothing() -> None:
    assert set(FACT_TITLES) == set(FACT_TYPES)
    assert set(OPERATOR_NAMES) == {word.key for word in words("operators")}


def test_facts_are_called_what_the_catalogue_calls_them() -> None:
    """Requirements 8.1-8.4, letter for letter; only a row of several names shares its cell."""
    text = CATALOGUE.read_text(encoding="utf-8").split("### 8.1 ")[1].split("### 8.5 ")[0]
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", text, re.MULTILINE)
    assert len(rows) > 40
    assert {name: FACT_TITLES[name] for name, _ in rows} == dict(rows)


def test_a_fact_tells_its_kind_choices_and_parts() -> None:
    found = {word.key: word for word in words("facts")}
    assert found["cause_group"].choices == ("family", "labour", "neighbour", "other")
    assert (found["claim_amount"].type, found["money_found"].type) == ("数字", "列表")
    assert "amount（数字）" in found["money_found"].parts
    assert {word.key for word in words("derived")} >= {"money_covers", "no_assets"}


def test_words_are_found_by_key_and_by_name() -> None:
    assert {word.key for word in words("events", "移送")} >= {"handover_offered", "transfer_requested"}
    assert [word.key for word in words("", "claim_am")] == ["claim_amount"]
    with pytest.raises(Refusal, match="未知类别“fact”，是否为“facts”"):
        words("fact")


def test_the_command_prints_them() -> None:
    result = CliRunner().invoke(desk.app, ["words", "roles"])
    assert (result.exit_code, result.output.splitlines()) == (0, list(lines(words("roles"))))
    assert "  judge　员额法官" in result.output
