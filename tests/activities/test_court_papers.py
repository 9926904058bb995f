"""What single courts demand of the papers made centrally, and of what their register tells parties."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from activities.case_files import CaseFiles
from activities.documents import DocumentService
from activities.electronic_file.index import FileIndex
from activities.electronic_file.store import FileStore
from activities.gateways.http import HttpGateways
from activities.implementation import Implementation
from activities.offline_query import OfflineQuery
from activities.papers import Papers
from activities.rosters import load_roster
from activities.stage_work import Tools
from models.events import Event, EventKind
from models.messages import AppendEvents, StageWork
from models.tables import Outbox
from simulation.staffing import ROSTERS
from tests.activities.clerk import Clerk
from tests.courthouse import OutsideThread
from tests.filing.samples import party, resident_id

KIND = EventKind
NUMBERS = {
    "shangqiu": "（2026）豫14执7号",
    "shihe": "（2026）豫1502执7号",
    "jianli": "（2026）鄂1023执7号",
}


class Case:
    """A case of a court, with the activities that make its papers."""

    def __init__(self, clerk: Clerk, tools: Tools, court: str, **filing: Any) -> None:
        load_roster(clerk.database, clerk.books, ROSTERS / f"{court}.yaml")
        self.clerk, self.tools = clerk, tools
        self.key = clerk.file(court=court, case_no=NUMBERS[court], self_enforced=True, **filing)
        clerk.append(self.key, KIND.RECEIVED)

    def work(self, name: str, subject: str = "") -> StageWork:
        return StageWork(case_key=self.key, key=name, at=self.clerk.now, subject=subject)

    def set_of_documents(self) -> tuple[Event, ...]:
        """The court's set, made and written."""
        made = DocumentService(self.tools).make_documents(self.work("make")).events
        self.clerk.register.append_events(AppendEvents(**self.clerk.head(self.key), events=made))
        return made


@pytest.fixture
def tools(clerk: Clerk, outside: OutsideThread, tmp_path: Path) -> Iterator[Tools]:
    """What activities work with."""
    with HttpGateways(outside.url) as gateways:
        files, papers = CaseFiles(clerk.database, clerk.books), Papers(FileStore(tmp_path))
        yield Tools(clerk.database, files, gateways, papers)


@pytest.mark.requirement("SQ-12")
def test_shangqiu_makes_three_documents_and_serves_them_centrally(clerk: Clerk, tools: Tools) -> None:
    """Notice and report order to the respondent, the request to name property to the applicant."""
    case = Case(clerk, tools, "shangqiu")
    made = {
        (event.facts["kind"], event.facts["recipient"].split("-")[0]) for event in case.set_of_documents()
    }
    assert made == {
        ("enforcement_notice", "respondent"),
        ("property_report_order", "respondent"),
        ("provide_property_notice", "applicant"),
    }
    node = next(row for row in clerk.casework.tasks(case.key) if row.node == "SQ-D4")
    assert node.responsible == "clerical_group"
    clerk.append(case.key, KIND.DOCUMENTS_SERVED)
    assert "SQ-D4" not in {row.node for row in clerk.casework.tasks(case.key)}


@pytest.mark.requirement("SH-17")
def test_shihe_makes_its_five_documents_the_restriction_on_a_decision_alone(
    clerk: Clerk, tools: Tools
) -> None:
    """Four at once for every respondent; the consumption restriction when it was decided (SH-A20)."""
    case = Case(clerk, tools, "shihe")
    assert {event.facts["kind"] for event in case.set_of_documents()} == {
        "enforcement_notice",
        "property_report_order",
        "property_declaration",
        "general_ruling",
    }
    decided: dict[str, Any] = {
        "kind": "consumption_restriction",
        "respondent": "respondent-1",
        "ground": "未履行",
    }
    clerk.append(case.key, KIND.MEASURE_DECIDED, "S1", **decided)
    paper, taken = Implementation(tools).take_measure(case.work("measure", "S1")).events
    assert (paper.facts["kind"], paper.facts["recipient"]) == (
        "consumption_restriction_order",
        "respondent-1",
    )
    assert taken.kind == KIND.MEASURE_TAKEN


@pytest.mark.requirement("SQ-37")
def test_the_journal_says_who_signs_a_document(clerk: Clerk, tools: Tools) -> None:
    """By staff number, judges before the clerk; a paper nobody signs by name states nobody."""
    case = Case(clerk, tools, "shangqiu")
    file = tools.files.read(case.key)
    judges = [post.staff for post in file.posts if post.membership.role == "judge"]
    ruling = tools.papers.make(file, "general_ruling", "r/1", clerk.now)
    first, last = ruling.facts["signers"]
    roles = {
        post.staff: {p.membership.role for p in file.posts if p.staff == post.staff} for post in file.posts
    }
    assert first in judges and "clerk" in roles[last]
    panel = [number for number in judges if number != first][:2]
    named = {"panel": "、".join(panel)}
    found: dict[str, Any] = {"kind": "vehicle", "source": "network"}
    clerk.append(case.key, KIND.PROPERTY_FOUND, "W1", **found)
    whole = tools.files.read(case.key)
    sale = tools.papers.make(whole, "auction_ruling", "r/2", clerk.now, subject="W1", details=named)
    assert sale.facts["signers"] == [first, *panel, last]
    notice = tools.papers.make(file, "enforcement_notice", "n/1", clerk.now, recipient="respondent-1")
    assert "signers" not in notice.facts
    assert not any(name in ruling.model_dump_json() for name in file.names.values())


@pytest.mark.requirement("SH-61")
def test_the_register_fills_in_whom_to_ask(clerk: Clerk, tools: Tools) -> None:
    """The owner's name and the court's number, as the roster has them, in the message itself."""
    case = Case(clerk, tools, "shihe")
    file = tools.files.read(case.key)
    owner = next(post.staff for post in file.posts if post.membership.role == "judge")
    unit: dict[str, Any] = {"unit": "fast_team", "unit_kind": "team", "track": "simple"}
    clerk.append(case.key, KIND.GROUP_ENTERED, "Y1", **unit, owner=owner)
    with clerk.database.transaction() as session:
        said = {row.body["rule"]: row.body["text"] for row in session.query(Outbox).filter_by(kind="notice")}
    assert file.profile.phone in said["NT-ACCEPTED"]
    assert file.names[owner] in said["NT-HANDOVER"] and file.profile.phone in said["NT-HANDOVER"]


RESPONDENTS: dict[str, dict[str, Any]] = {
    "company": {},
    "natural_person": {
        "kind": "natural_person",
        "name": "丁某",
        "id_number": resident_id(2),
        "representative": None,
    },
}


@pytest.mark.requirement("JL-9")
@pytest.mark.parametrize("kind", ["company", "natural_person"])
def test_jianli_goes_to_an_enterprise_and_to_its_registration_file(
    clerk: Clerk, tools: Tools, kind: str
) -> None:
    """Both tasks are opened for an organisation alone; no notice goes before a look on the spot."""
    case = Case(clerk, tools, "jianli", parties=party(1, 1, **RESPONDENTS[kind]))
    events = OfflineQuery(tools).issue_assistance_notices(case.work("assistance_notices")).events
    tasks = {event.subject for event in events if event.kind == KIND.TRADITIONAL_QUERY_STARTED}
    papers = {event.subject for event in events if event.kind == KIND.DOCUMENT_MADE}
    always = {"local_banks", "housing_fund_centre", "house_registry", "vehicle_registry"}
    organisation = {"market_regulator", "field_inquiry"} if kind == "company" else set()
    assert tasks == always | organisation
    assert papers == {f"assistance/{key}" for key in tasks - {"field_inquiry"}}


@pytest.mark.requirement("SH-19")
def test_shihes_set_is_sent_only_stamped_and_made_anew_when_it_is_wrong(clerk: Clerk, tools: Tools) -> None:
    """Nothing leaves the court unstamped; the corrected copy comes from the case as it stands."""
    case = Case(clerk, tools, "shihe")
    documents, made = DocumentService(tools), case.set_of_documents()
    assert all(event.facts["to_stamp"] is True for event in made)
    clerk.append(case.key, KIND.DOCUMENT_SENT, "D-respondent-1-1", **CALLED)
    clerk.append(case.key, KIND.DOCUMENT_RETURNED, "D-respondent-1-1")
    assert documents.send_documents(case.work("send/1")).events == ()

    notice, *others = (event.subject for event in made)
    wrong: dict[str, Any] = {"against": ["basis"], "passed": False, "fault": "执行依据文号有误"}
    clerk.append(case.key, KIND.DOCUMENT_CHECKED, notice, **wrong)
    clerk.append(case.key, KIND.FILING_CORRECTED, basis_no="（2026）豫1502民初99号")
    again = f"{notice}~2"
    (remade,) = Implementation(tools).make_paper(case.work("remake", again)).events
    assert (remade.subject, remade.facts["recipient"], remade.facts["to_stamp"]) == (
        again,
        "respondent-1",
        True,
    )
    assert remade.facts["sha256"] != made[0].facts["sha256"]
    clerk.register.append_events(AppendEvents(**clerk.head(case.key), events=(remade,)))
    for paper in (again, *others):
        agrees: dict[str, Any] = {"against": ["filing", "basis", "application"], "passed": True}
        clerk.append(case.key, KIND.DOCUMENT_CHECKED, paper, **agrees)
        clerk.append(case.key, KIND.DOCUMENT_STAMPED, paper, copies=2)
    sent = documents.send_documents(case.work("send/2")).events
    assert {event.kind for event in sent} == {KIND.DOCUMENT_SENT}
    assert {paper for event in sent for paper in event.facts["documents"]} == {again, *others}
    assert clerk.casework.rebuild(case.key, write=False) == ()
    listed = {line.id: line.name for line in FileIndex(clerk.database, clerk.books).lines(case.key)}
    assert (listed[notice], listed[again]) == ("执行通知书（作废）", "执行通知书")


@pytest.mark.requirement("SH-19", "SH-17")
def test_an_order_on_a_decision_is_stamped_too_and_a_paper_for_the_file_is_not(
    clerk: Clerk, tools: Tools
) -> None:
    """Sent back by the check, the order is made again about the same measure."""
    case = Case(clerk, tools, "shihe")
    decided: dict[str, Any] = {
        "kind": "consumption_restriction",
        "respondent": "respondent-1",
        "ground": "未履行",
    }
    clerk.append(case.key, KIND.MEASURE_DECIDED, "S1", **decided)
    order, taken = Implementation(tools).take_measure(case.work("measure", "S1")).events
    assert order.facts["to_stamp"] is True
    clerk.register.append_events(AppendEvents(**clerk.head(case.key), events=(order, taken)))
    wrong: dict[str, Any] = {"against": ["filing"], "passed": False, "fault": "姓名有误"}
    clerk.append(case.key, KIND.DOCUMENT_CHECKED, order.subject, **wrong)
    again = f"{order.subject}~2"
    (remade,) = Implementation(tools).make_paper(case.work("remake", again)).events
    assert (remade.facts["kind"], remade.facts["about"]) == ("consumption_restriction_order", "S1")
    file = tools.files.read(case.key)
    assert "to_stamp" not in tools.papers.make(file, "general_ruling", "r/1", clerk.now).facts


CALLED: dict[str, Any] = {"recipient": "respondent-1", "channel": "collect", "documents": [], "attempt": 1}
