"""The act of a panel: who may sit, what it may decide, and what its conclusion becomes."""

from typing import Any

from models.absence import Absence
from models.acts.envelope import ActKind
from models.errors import Code
from tests.models.act_states import BAD, DONE, KIND, UNKNOWN, Case, team
from tests.models.telling import Tale

JUDGES = ("RY020", "RY030", "RY040")
AGREED = {"approval": "A1", "granted": True, "conclusion": "一致同意"}
RECORD: dict[str, Any] = {
    "record": "合议-1", "presiding": "RY020", "members": list(JUDGES), "conclusions": [AGREED],
}  # fmt: skip


def before_panel(matter: str = "panel_termination") -> Tale:
    """A case with a matter that waits; three judges, and an assistant who is none."""
    tale = team()
    tale.seated = {**dict.fromkeys((*JUDGES, "RY050"), ("judge",)), "RY021": ("judge_assistant",)}
    tale.happens(KIND.APPROVAL_REQUESTED, "A1", matter=matter, target="termination")
    return tale


def before_director() -> Tale:
    """The same with a matter that one person decides."""
    return before_panel("simple_to_ordinary")


def decided() -> Tale:
    """The panel has decided it."""
    tale = before_panel()
    tale.happens(KIND.APPROVAL_DECIDED, "A1", matter="panel_termination", granted=False)
    return tale


def member_away() -> Tale:
    """One of the three is away."""
    tale = before_panel()
    day = tale.now.date()
    tale.away = (Absence(staff="RY040", since=day, until=day),)
    return tale


NOT = Code.NOT_A_PANEL
CASES = (
    Case(
        ActKind.RECORD_PANEL,
        before_panel,
        RECORD,
        (KIND.PANEL_HELD, KIND.APPROVAL_DECIDED),
        (
            (before_panel, {**RECORD, "members": ["RY020"]}, NOT),
            (before_panel, {**RECORD, "members": ["RY020", "RY030"]}, NOT),
            (before_panel, {**RECORD, "members": [*JUDGES, "RY050"]}, NOT),
            (before_panel, {**RECORD, "members": ["RY020", "RY030", "RY030"]}, NOT),
            (before_panel, {**RECORD, "members": ["RY020", "RY030", "RY021"]}, NOT),
            (before_panel, {**RECORD, "presiding": "RY050"}, NOT),
            (member_away, RECORD, NOT),
            (before_director, RECORD, Code.ACT_NOT_ALLOWED),
            (decided, RECORD, DONE),
            (before_panel, {**RECORD, "conclusions": [{**AGREED, "approval": "A7"}]}, UNKNOWN),
            (before_panel, {**RECORD, "conclusions": [AGREED, AGREED]}, BAD),
            (before_panel, {**RECORD, "conclusions": [{**AGREED, "conclusion": ""}]}, BAD),
        ),
    ),
)
