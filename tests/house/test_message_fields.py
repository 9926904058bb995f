"""Messages only ever grow: a running case must read what an older build wrote (examples.md 2.5)."""

from collections.abc import Callable
from copy import deepcopy

import pytest

from tests.house.ledger import Ledger, broken, current, extended, missing, read, without_default


def test_nothing_of_the_ledger_is_gone_or_otherwise() -> None:
    """A field once on the wire stays, with its type."""
    assert broken(read(), current()) == []


def test_everything_on_the_wire_is_in_the_ledger() -> None:
    """`python -m tests.house.ledger` writes down what is new."""
    assert missing(read(), current()) == []


def test_the_ledger_covers_what_the_case_lives_on() -> None:
    """The values a run is started with, loads, folds and answers are all there."""
    names = {"CaseInput", "Loaded", "Appended", "Act", "Event", "Entry", "Node", "CaseState", "Receipt"}
    assert names | {"OutsideAnswer", "Asset", "EventKind", "StageWork", "StageResult"} <= set(read())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda now: now["Node"].pop("due_at"), "Node.due_at is gone"),
        (lambda now: now["Node"].update(key="int"), "Node.key was str and is int"),
        (lambda now: now["Event"].update(subject="str"), "Event.subject was str (optional) and is str"),
        (lambda now: now["EventKind"].remove("filed"), "EventKind: filed is gone"),
        (lambda now: now.pop("Receipt"), "Receipt is gone"),
    ],
)
def test_what_breaks_old_messages_is_seen(change: Callable[[Ledger], object], said: str) -> None:
    """Removing, retyping, requiring: each is named."""
    now = deepcopy(current())
    change(now)
    assert said in broken(read(), now)


def test_the_ledger_is_only_added_to() -> None:
    """What is gone from the code stays in the ledger; what is new comes in, if old messages can lack it."""
    kept, now = current(), deepcopy(current())
    fields = now["Node"]
    assert isinstance(fields, dict)
    del fields["due_at"]
    fields |= {"key": "int", "colour": "str (optional)", "weight": "int"}
    after = extended(kept, now)["Node"]
    assert isinstance(after, dict)
    assert (after["due_at"], after["key"], after["colour"]) == (
        "AwareDatetime | None (optional)",
        "str",
        "str (optional)",
    )
    assert missing(kept, now) == ["Node.colour", "Node.weight"]
    assert without_default(kept, now) == ["Node.weight"]
