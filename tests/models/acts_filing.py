"""The act by which a paper comes into the file, what it becomes and what refuses it."""

from typing import Any

from models.acts.envelope import ActKind
from tests.models.act_states import BAD, DONE, KIND, UNKNOWN, Case, new, team
from tests.models.telling import Tale

PAPER: dict[str, Any] = {
    "paper": "service_proof",
    "name": "邮寄送达回证",
    "sha256": "ab" * 32,
    "size": 1200,
    "media": "pdf",
    "pages": 2,
}


def filed_already() -> Tale:
    """A case whose file has the paper, under another kind and name."""
    tale = team()
    made = {"kind": "node_table", "name": "执行流程节点表", "sha256": PAPER["sha256"]}
    tale.happens(KIND.DOCUMENT_MADE, "node_table/1", **made)
    return tale


CASES = (
    Case(
        ActKind.ADD_PAPER,
        team,
        {**PAPER, "about": "respondent-1"},
        (KIND.PAPER_ADDED,),
        (
            (new, {**PAPER, "paper": "love_letter"}, BAD),
            (new, {**PAPER, "paper": "enforcement_notice"}, BAD),
            (new, {**PAPER, "source": "made"}, BAD),
            (new, {**PAPER, "source": "found"}, BAD),
            (new, {**PAPER, "name": "两\n行"}, BAD),
            (new, {**PAPER, "name": " "}, BAD),
            (new, {**PAPER, "sha256": "ab"}, BAD),
            (new, {**PAPER, "size": 0}, BAD),
            (new, {**PAPER, "media": "exe"}, BAD),
            (new, {**PAPER, "about": "W1"}, UNKNOWN),
            (filed_already, PAPER, DONE),
        ),
    ),
)
