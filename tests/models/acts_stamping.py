"""The acts between the making of a document and its service, what they become and what refuses them."""

from typing import Any

from models.acts.envelope import ActKind
from models.errors import Code
from models.shelf.files import load
from tests.models.act_states import BAD, COVERED, DONE, KIND, STATE, UNKNOWN, Case, Data, Told, after
from tests.models.telling import Tale

FIRST, SECOND_COPY = "enforcement_notice/respondent-1", "property_report_order/respondent-1"
ALL_POINTS = ["filing", "basis", "application"]


def told_in_shihe() -> Tale:
    """A case of a court that checks and stamps."""
    return Tale(book=load("shihe"))


def made(paper: str) -> tuple[Any, ...]:
    """A document made, to be stamped before it is served on the respondent."""
    facts = {"kind": paper.partition("/")[0], "name": "执行通知书", "sha256": "a" * 64}
    return KIND.DOCUMENT_MADE, paper, {**facts, "recipient": "respondent-1", "to_stamp": True}


def data(*papers: str, **more: Any) -> Data:
    """What a check states, all points of the file compared."""
    return {"papers": list(papers or (FIRST,)), "against": ALL_POINTS, **more}


FOR_THE_FILE = (KIND.DOCUMENT_MADE, "node_table/1", {"kind": "node_table", "name": "x", "sha256": "b"})
drawn: Told = after(made(FIRST), made(SECOND_COPY), FOR_THE_FILE, told=told_in_shihe)
checked = after((KIND.DOCUMENT_CHECKED, FIRST, {"against": ALL_POINTS, "passed": True}), told=drawn)
faulty = after(
    (KIND.DOCUMENT_CHECKED, FIRST, {"against": ["basis"], "passed": False, "fault": "执行依据文号有误"}),
    told=drawn,
)
stamped = after((KIND.DOCUMENT_STAMPED, FIRST, {"copies": 2}), told=checked)

CASES = (
    Case(
        ActKind.CHECK_DOCUMENTS,
        drawn,
        data(FIRST, SECOND_COPY),
        (KIND.DOCUMENT_CHECKED, KIND.DOCUMENT_CHECKED),
        (
            (drawn, data(against=["filing", "basis"]), COVERED),
            (drawn, data(against=["filing", "rumour"]), UNKNOWN),
            (drawn, data(against=[]), BAD),
            (drawn, data(FIRST, FIRST), BAD),
            (drawn, {"papers": [], "against": ALL_POINTS}, BAD),
            (drawn, data("enforcement_notice/respondent-9"), UNKNOWN),
            (drawn, data("node_table/1"), UNKNOWN),
            (checked, data(), DONE),
            (faulty, data(), DONE),
        ),
    ),
    Case(
        ActKind.STAMP_DOCUMENTS,
        checked,
        {"papers": [FIRST], "copies": 3},
        (KIND.DOCUMENT_STAMPED,),
        (
            (checked, {"papers": [FIRST, SECOND_COPY]}, Code.NOT_YET),
            (faulty, {"papers": [FIRST]}, STATE),
            (stamped, {"papers": [FIRST]}, DONE),
            (checked, {"papers": [FIRST], "copies": 0}, BAD),
            (checked, {"papers": []}, BAD),
            (checked, {"papers": ["node_table/1"]}, UNKNOWN),
        ),
    ),
)
