"""Shihe's documents between making and service: checked against the file, stamped and printed (SH-19)."""

from typing import Any

import pytest

from models.acts.envelope import ActKind
from models.errors import Code
from models.events import EventKind
from models.gates import held_up_by
from models.papers_due import papers_due
from models.serving import last_sendings, unserved, unstamped, waiting
from models.shelf.files import load
from tests.courts.handling import does, may, refusal
from tests.models.telling import Tale

KIND = EventKind
NOTICE, ORDER, WHO = "enforcement_notice/respondent-1", "property_report_order/respondent-1", "respondent-1"
GROUP: dict[str, Any] = {"unit": "intake_document_team", "role": "clerk"}
OFFLINE: dict[str, Any] = {"unit": "offline_group", "role": "clerk"}
CALLED = {"recipient": WHO, "channel": "collect"}
AGREES = ["filing", "basis", "application"]


@pytest.fixture
def tale() -> Tale:
    """A case of Shihe with two documents of the set just made."""
    told = Tale(book=load("shihe"))
    for paper in (NOTICE, ORDER):
        facts: dict[str, Any] = {"kind": paper.partition("/")[0], "name": "文书", "sha256": "a" * 64}
        told.happens(KIND.DOCUMENT_MADE, paper, **facts, recipient=WHO, to_stamp=True)
    return told


def check(tale: Tale, *papers: str, **more: Any) -> None:
    does(tale, ActKind.CHECK_DOCUMENTS, {"papers": list(papers), "against": AGREES, **more}, **GROUP)


def stamp(tale: Tale, *papers: str) -> None:
    does(tale, ActKind.STAMP_DOCUMENTS, {"papers": list(papers), "copies": 2}, **GROUP)


@pytest.mark.requirement("SH-19")
def test_who_checked_what_against_what_is_a_signed_node(tale: Tale) -> None:
    """Each document has its line for the check and, when it agreed, for seal and print; with its person."""
    assert {tale.node("SH-19.1", paper).open for paper in (NOTICE, ORDER)} == {True}
    assert not tale.has("SH-19.2")
    does(tale, ActKind.CHECK_DOCUMENTS, {"papers": [NOTICE], "against": AGREES}, **GROUP, by="SH024")
    entry = tale.told(KIND.DOCUMENT_CHECKED)
    assert (entry.subject, entry.actor, entry.facts["against"]) == (NOTICE, "SH024", AGREES)
    assert (tale.node("SH-19.1", NOTICE).done_by, tale.node("SH-19.1", ORDER).open) == ("SH024", True)
    due = tale.node("SH-19.2", NOTICE)
    assert (due.open, due.responsible) == (True, "intake_document_team")
    stamp(tale, NOTICE)
    assert tale.node("SH-19.2", NOTICE).done_at == tale.now
    assert tale.told(KIND.DOCUMENT_STAMPED).facts == {"copies": 2}


@pytest.mark.requirement("SH-19")
def test_it_is_the_work_of_the_document_group(tale: Tale) -> None:
    """Nobody else checks or stamps."""
    for kind, data in (
        (ActKind.CHECK_DOCUMENTS, {"papers": [NOTICE], "against": AGREES}),
        (ActKind.STAMP_DOCUMENTS, {"papers": [ORDER]}),
    ):
        if kind is ActKind.STAMP_DOCUMENTS:
            check(tale, ORDER)
        refused = refusal(tale, kind, data, **OFFLINE)
        assert refused is not None and refused.code == Code.WRONG_UNIT
        assert may(tale, kind, data, **GROUP)


@pytest.mark.requirement("SH-19")
def test_nothing_unchecked_is_stamped_and_nothing_unstamped_served(tale: Tale) -> None:
    """Both refusals name the step before; what has its seal goes out without waiting for the rest."""
    early = refusal(tale, ActKind.STAMP_DOCUMENTS, {"papers": [NOTICE]}, **GROUP)
    assert early is not None and early.code == Code.NOT_YET and "尚未与卷宗核对，不得用印" in early.message
    check(tale, NOTICE, ORDER)
    served = refusal(tale, ActKind.RECORD_SERVICE, CALLED, **OFFLINE)
    assert served is not None and served.code == Code.NOT_YET and "不得送达" in served.message
    assert waiting(tale.state, WHO) == () == last_sendings(tale.book, tale.state, tale.parties)
    assert [paper.id for paper in unstamped(tale.state)] == [NOTICE, ORDER]
    stamp(tale, NOTICE)
    assert [paper.id for paper in waiting(tale.state, WHO)] == [NOTICE]
    sent, _ = does(tale, ActKind.RECORD_SERVICE, CALLED, **OFFLINE)
    assert sent.facts["documents"] == [NOTICE]
    assert [paper.id for paper in unserved(tale.state, WHO)] == [ORDER]
    stamp(tale, ORDER)
    assert unstamped(tale.state) == ()


@pytest.mark.requirement("SH-19")
def test_what_is_wrong_is_made_anew_and_checked_anew(tale: Tale) -> None:
    """The void copy is neither stamped nor served; its successor is called for, and so is the next one."""
    check(tale, NOTICE, against=["basis"], fault="执行依据文号有误")
    void = refusal(tale, ActKind.STAMP_DOCUMENTS, {"papers": [NOTICE]}, **GROUP)
    assert void is not None and void.code == Code.WRONG_STATE and "退回重新制作" in void.message
    assert not tale.has("SH-19.2")
    assert [paper.id for paper in unserved(tale.state, WHO)] == [ORDER]
    assert NOTICE in {paper.id for paper in unstamped(tale.state)}
    for copy in (2, 3):
        (due,) = papers_due(tale.state)
        assert (due.id, due.kind, due.recipient) == (f"{NOTICE}~{copy}", "enforcement_notice", WHO)
        facts: dict[str, Any] = {"kind": due.kind, "name": "执行通知书", "sha256": "b" * 64}
        tale.happens(KIND.DOCUMENT_MADE, due.id, **facts, recipient=WHO, to_stamp=True)
        assert {paper.id for paper in unstamped(tale.state)} == {due.id, ORDER}
        if copy == 2:
            check(tale, due.id, against=["filing"], fault="被执行人住所地有误")
    check(tale, f"{NOTICE}~3")
    stamp(tale, f"{NOTICE}~3")
    assert papers_due(tale.state) == ()
    assert [paper.id for paper in waiting(tale.state, WHO)] == [f"{NOTICE}~3"]


@pytest.mark.requirement("SH-19")
def test_wrong_data_are_corrected_before_the_paper_goes_back(tale: Tale) -> None:
    """The filing office may correct them while documents wait for their seal, and not after."""
    right: dict[str, Any] = {"filing": {"basis_no": "（2026）豫1502民初99号民事判决书"}}
    office: dict[str, Any] = {"unit": "intake_document_team", "role": "filing_staff"}
    assert may(tale, ActKind.CORRECT_FILING, right, **office)
    check(tale, NOTICE, ORDER)
    stamp(tale, NOTICE, ORDER)
    late = refusal(tale, ActKind.CORRECT_FILING, right, **office)
    assert late is not None and late.code == Code.WRONG_STATE


@pytest.mark.requirement("SH-19", "SH-D8")
def test_the_sending_names_who_holds_it_up(tale: Tale) -> None:
    """The limit of three working days for sending waits on each check, then on each seal."""
    sending, nodes = tale.node("SH-D8"), tale.nodes

    def holders() -> list[tuple[str, str]]:
        return [(node.limit, node.subject) for node in held_up_by(nodes.values(), sending)]

    assert holders() == [("SH-19.1", NOTICE), ("SH-19.1", ORDER)]
    check(tale, NOTICE)
    assert holders() == [("SH-19.1", ORDER), ("SH-19.2", NOTICE)]
    stamp(tale, NOTICE)
    check(tale, ORDER)
    stamp(tale, ORDER)
    assert holders() == []


@pytest.mark.requirement("SH-19", "RY-19")
@pytest.mark.parametrize("court", ["gushi", "ruyang", "shangqiu", "jianli"])
def test_other_courts_serve_what_was_made(court: str) -> None:
    """Their documents ask no such step: nothing is flagged, nothing waits."""
    book = load(court)
    assert book.documents.stamping is None
    assert not any(book.documents.stamps(row.template) for row in book.documents.set)
