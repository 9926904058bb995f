"""What Shihe's document demands beside rules and limits: reception, posts, closing, messages to parties."""

from datetime import date
from typing import Any

import pytest

from models.acts.envelope import ActKind
from models.closing import missing_items
from models.errors import Code
from models.events import EventKind
from models.flow import Part
from models.notices import notices_for
from models.shelf.files import load
from models.way import next_leg
from tests.courts.handling import does, held_by, may, may_register, refusal, registers
from tests.models.telling import Tale

KIND = EventKind
TOPICS = tuple(topic.key for topic in load("shihe").reception.topics)
SIGNERS = ("interviewer", "recorder", "interviewee")
WINDOW: dict[str, Any] = {"unit": "intake_document_team", "role": "clerk"}
LATE = date(2026, 9, 1)


@pytest.fixture
def tale() -> Tale:
    """A case just filed."""
    return Tale(book=load("shihe"))


@pytest.fixture
def sold(tale: Tale) -> Tale:
    """A case of the implementation team with a house in disposal."""
    held_by(tale, "implementation_team", "team", track="ordinary")
    tale.happens(KIND.PROPERTY_FOUND, "W1", kind="house", source="network")
    tale.happens(KIND.CONTROLLED, "W1", kind="house", expires_on="2029-05-05")
    tale.happens(KIND.DISPOSAL_ENTERED, "W1")
    return tale


# --- reception and first work -------------------------------------------------------------------


@pytest.mark.requirement("SH-14")
@pytest.mark.parametrize(
    ("topic", "asked"),
    [
        ("service_address", "送达地址和手机号码"),
        ("respondent_information", "实际住所、工作单位、实际经营地和电话"),
        ("trial_service_by_notice", "公告送达"),
        ("related_cases", "关联执行案件"),
        ("property", "抵押质押、保全"),
        ("rights_and_risk", "权利义务和执行风险"),
        ("leads", "执行线索"),
        ("investigation_order", "律师调查令"),
        ("reward_notice", "悬赏执行"),
        ("dishonest_listing", "失信被执行人名单"),
    ],
)
def test_a_reception_covers_every_point(tale: Tale, topic: str, asked: str) -> None:
    """Each point left out is named; with all of them the reception may end."""
    record = {"topics": [key for key in TOPICS if key != topic], "signers": SIGNERS}
    refused = refusal(tale, ActKind.HOLD_RECEPTION, record, **WINDOW)
    assert refused is not None and (refused.code, asked in refused.message) == (Code.NOT_COVERED, True)
    assert may(tale, ActKind.HOLD_RECEPTION, {"topics": TOPICS, "signers": SIGNERS}, **WINDOW)


@pytest.mark.requirement("SH-69")
def test_parties_are_told_where_to_complain(tale: Tale) -> None:
    """At the window, of three court levels and the court's account; and again when the case is received."""
    silent = {"topics": [key for key in TOPICS if key != "complaint_channels"], "signers": SIGNERS}
    refused = refusal(tale, ActKind.HOLD_RECEPTION, silent, **WINDOW)
    assert refused is not None and "三级法院24小时投诉举报电话和本院微信公众号" in refused.message
    received = notices_for(tale.book, tale.state, tale.happens(KIND.RECEIVED))
    assert received
    for notice in received:
        assert "24小时投诉举报电话和本院微信公众号" in notice.text


@pytest.mark.requirement("SH-20")
def test_the_query_is_the_first_work_of_the_query_officers(tale: Tale) -> None:
    """The leg after intake asks the national system; both limits for launching lie with that post."""
    for part in (Part.INTAKE, Part.RECEPTION):
        tale.happens(KIND.STAGE_ENTERED, part.value, leg="intake", visit=1)
        tale.happens(KIND.STAGE_LEFT, part.value)
    leg = next_leg(tale.book, tale.state)
    assert leg is not None and Part.NETWORK_QUERY in leg.run
    assert tale.book.network.systems[0].key == "national"
    tale.happens(KIND.RECEIVED)
    nodes = [tale.node("SH-D1"), tale.node("SH-D2")]
    assert {node.responsible for node in nodes} == {"intake_document_team"} and all(n.open for n in nodes)
    tale.happens(KIND.QUERY_LAUNCHED, "national")
    assert not tale.node("SH-D1").open and not tale.node("SH-D2").open


@pytest.mark.requirement("SH-25")
def test_what_is_rostered_for_a_day_is_finished_that_day(tale: Tale) -> None:
    """By the offline group, matter by matter; the other matter stays on its list."""
    assert not may_register(tale, KIND.ROSTERED, unit="intake_document_team")
    for matter in ("vehicle", "real_estate"):
        registers(tale, KIND.ROSTERED, matter, unit="offline_group")
    registers(tale, KIND.ROSTER_DONE, "vehicle", unit="offline_group")
    left = tale.node("SH-D10", "real_estate")
    assert not tale.node("SH-D10", "vehicle").open and left.open
    assert left.due_at is not None and left.due_at.date() == tale.now.date()


@pytest.mark.requirement("SH-26")
def test_one_post_sends_and_receives_and_inquiries_are_the_offline_groups(tale: Tale) -> None:
    """Nobody else registers what comes and goes; a property inquiry is on the offline group's list."""
    posted = (KIND.ENTRUST_IN, KIND.ENTRUST_IN_ACCEPTED, KIND.ENTRUST_IN_COMPLETED, KIND.ENTRUST_OUT_SENT)
    for event in posted:
        assert may_register(tale, event, unit="entrust_officer"), event
        assert not may_register(tale, event, unit="offline_group"), event
    registers(tale, KIND.ENTRUST_IN_ACCEPTED, "e-1", unit="entrust_officer", kind="property_inquiry")
    registers(tale, KIND.ENTRUST_IN_ACCEPTED, "e-2", unit="entrust_officer", kind="seizure")
    inquiries = [node for node in tale.nodes.values() if node.limit == "SH-26"]
    assert [(node.subject, node.responsible) for node in inquiries] == [("e-1", "offline_group")]


TO_CONTROL = [
    *("entrustment_letter", "control_ruling", "service_proof"),
    *("assistance_notice", "two_credentials"),
]
"""What an entrustment to seize, renew or release needs."""


@pytest.mark.requirement("SH-27")
@pytest.mark.parametrize("kind", ["deduction", "seizure", "renewal", "release"])
def test_an_entrustment_goes_out_with_its_papers(tale: Tale, kind: str) -> None:
    """Each paper of its kind: left out it is named, and the officer's clock does not run."""
    wanted = {
        "deduction": ["basis", "deduction_ruling", "assistance_notice", "two_credentials"],
        "control": TO_CONTROL,
    }["deduction" if kind == "deduction" else "control"]
    for left_out in wanted:
        papers = [paper for paper in wanted if paper != left_out]
        data = {"event": "entrust_out_ready", "subject": "W1", "facts": {"kind": kind, "papers": papers}}
        refused = refusal(tale, ActKind.RECORD_OCCURRENCE, data, unit="implementation_team", role="clerk")
        assert refused is not None and refused.code == Code.MISSING_EVIDENCE
        assert refused.message.endswith(tale.book.names[left_out])
    unknown = {"event": "entrust_out_ready", "subject": "W1", "facts": {"kind": "listing", "papers": wanted}}
    refused = refusal(tale, ActKind.RECORD_OCCURRENCE, unknown, unit="implementation_team", role="clerk")
    assert refused is not None and refused.message == "“移交委托材料”须写明种类：扣划、查封、续封、解封"
    registers(tale, KIND.ENTRUST_OUT_READY, "W1", unit="implementation_team", kind=kind, papers=wanted)
    assert tale.node("SH-D18", "W1").open


@pytest.mark.requirement("SH-29", "SH-D21")
@pytest.mark.parametrize("event", [KIND.LISTING_DECISION, KIND.LISTING_ENTERED])
def test_what_is_entered_is_what_may_be_done_with_it(tale: Tale, event: KIND) -> None:
    """Listing: published, withdrawn, corrected, deleted; restriction: the first two; data: withdrawn."""
    may_be = {
        "dishonest_listing": {"publish", "withdraw", "correct", "delete"},
        "consumption_restriction": {"publish", "withdraw"},
        "respondent_data": {"withdraw"},
    }
    for kind, actions in may_be.items():
        for action in may_be["dishonest_listing"]:
            facts = {"kind": kind, "action": action, "identity_verified": True}
            assert may_register(tale, event, unit="file_centre", **facts) is (action in actions)
    assert not may_register(tale, event, unit="file_centre", action="publish", identity_verified=True)
    assert not may_register(tale, event, unit="file_centre", kind="respondent_data", identity_verified=True)


# --- disposal -----------------------------------------------------------------------------------


@pytest.mark.requirement("SH-33")
def test_a_valuation_starts_with_the_handover_form(sold: Tale) -> None:
    """Without the form nothing is handed to the valuer; an agreed price needs none."""
    team: dict[str, Any] = {"unit": "implementation_team", "role": "judge"}
    valued = {"asset": "W1", "method": "valuation"}
    refused = refusal(sold, ActKind.START_PRICING, valued, **team)
    assert refused is not None and (refused.code, "评估工作交接表" in refused.message) == (
        Code.MISSING_EVIDENCE,
        True,
    )
    assert may(sold, ActKind.START_PRICING, {**valued, "method": "agreement"}, **team)
    handed = {**valued, "papers": ["valuation_handover"]}
    (started,) = does(sold, ActKind.START_PRICING, handed, **team)
    assert started.facts["papers"] == ["valuation_handover"]


@pytest.mark.requirement("SH-34")
@pytest.mark.parametrize("method", ["agreement", "directed_inquiry", "network_inquiry"])
def test_the_team_seeks_the_price(sold: Tale, method: str) -> None:
    """Agreement, directed and online inquiry are the team's own; the disposal group starts none of them."""
    asked = {"asset": "W1", "method": method}
    assert not may(sold, ActKind.START_PRICING, asked, unit="disposal_group", role="judge")
    does(sold, ActKind.START_PRICING, asked, unit="implementation_team", role="judge_assistant")
    assert sold.state.assets["W1"].pricing_method == method


# --- closing ------------------------------------------------------------------------------------

FIELDS = {
    "claim_amount": "10000.00",
    "closing_amount": "10000.00",
    "waived_amount": "0.00",
    "recovered_amount": "10000.00",
    "closed_on": "2026-09-01",
    "closing_method": "执行完毕",
    "closing_ground": "已经履行",
}


def missing(tale: Tale, method: str, today: date = LATE) -> set[str]:
    """The items that stand against this closing."""
    return {item.item for item in missing_items(tale.book, method, tale.state, today)}


@pytest.mark.requirement("SH-43")
@pytest.mark.parametrize("field", FIELDS)
def test_the_quality_officer_checks_conditions_and_seven_fields(tale: Tale, field: str) -> None:
    """One field left out, and the closing cannot be approved; all stated, it can, and by that team alone."""
    held_by(tale, "implementation_team", "team", owner="XX009", track="ordinary")
    stated = {name: value for name, value in FIELDS.items() if name != field}
    report = {"method": "fully_executed", "ground": "已经履行", "facts": {"closing_fields": stated}}
    does(tale, ActKind.PROPOSE_CLOSING, report, unit="implementation_team", role="judge", by="XX009")
    approve = {"approved": True}
    reviewer = {"unit": "quality_team", "role": "judge"}
    unpaid = refusal(tale, ActKind.REVIEW_CLOSING, approve, **reviewer)
    assert unpaid is not None and unpaid.code == Code.MISSING_EVIDENCE
    tale.happens(KIND.DIRECT_PAYMENT, amount="10000.00", payer="respondent-1")
    assert missing(tale, "fully_executed") == {field}
    assert refusal(tale, ActKind.REVIEW_CLOSING, approve, **reviewer) is not None
    tale.happens(KIND.FACTS_RECORDED, closing_fields=FIELDS)
    assert not may(tale, ActKind.REVIEW_CLOSING, approve, unit="implementation_team", role="judge")
    does(tale, ActKind.REVIEW_CLOSING, approve, **reviewer)


EVIDENCE = (
    "inquiry_papers",
    "traditional_query",
    "termination_interview",
    "consumption_restriction",
    "notice_and_report_order",
    "inquiry_exhausted",
    "search_and_sanctions",
)


@pytest.fixture
def terminable(tale: Tale) -> Tale:
    """A case with everything a termination on 1 September 2026 needs."""
    held_by(tale, "terminated_group", owner="XX009", track="ordinary")
    tale.happens(KIND.QUERY_LAUNCHED, "national")
    tale.happens(KIND.QUERY_RETURNED, "national")
    tale.passes(days=80)
    tale.happens(KIND.QUERY_LAUNCHED, "national")
    papers = dict.fromkeys(EVIDENCE, "present")
    tale.happens(KIND.FACTS_RECORDED, closing_fields=FIELDS, termination_evidence=papers)
    return tale


@pytest.mark.requirement("SH-44", "SH-45", "SH-46")
@pytest.mark.parametrize(
    "item", ["inquiry_papers", "traditional_query", "termination_interview", "consumption_restriction"]
)
def test_a_termination_has_its_papers_and_its_nodes(terminable: Tale, item: str) -> None:
    """Inquiry papers in the file, traditional query done, interview held, restriction published."""
    assert missing(terminable, "termination") == set()
    papers = {**dict.fromkeys(EVIDENCE, "present"), item: "absent"}
    terminable.happens(KIND.FACTS_RECORDED, termination_evidence=papers)
    assert missing(terminable, "termination") == {item}
    report = {"method": "termination", "ground": "无财产可供执行", "applicant_agrees": True}
    does(terminable, ActKind.PROPOSE_CLOSING, report, unit="terminated_group", role="judge", by="XX009")
    terminable.passes(days=30)
    refused = refusal(
        terminable, ActKind.REVIEW_CLOSING, {"approved": True}, unit="quality_team", role="judge"
    )
    assert refused is not None and refused.code == Code.MISSING_EVIDENCE


@pytest.mark.requirement("SH-45")
def test_a_termination_asks_the_national_system_within_its_last_three_months(terminable: Tale) -> None:
    """On the day three months after the last query it may still be closed, the day after no more."""
    asked = terminable.now.date()
    assert (asked.month, asked.day) == (7, 25)
    assert missing(terminable, "termination", date(2026, 10, 25)) == set()
    assert missing(terminable, "termination", date(2026, 10, 26)) == {"requery"}


@pytest.mark.requirement("SH-45")
def test_a_registered_traditional_query_counts_without_a_paper(terminable: Tale) -> None:
    """The node of the system is enough."""
    papers = {name: "present" for name in EVIDENCE if name != "traditional_query"}
    terminable.happens(KIND.FACTS_RECORDED, termination_evidence=papers)
    assert missing(terminable, "termination") == {"traditional_query"}
    terminable.happens(KIND.TRADITIONAL_QUERY_STARTED, "house_registry")
    terminable.happens(KIND.TRADITIONAL_QUERY_ENDED)
    assert missing(terminable, "termination") == set()


# --- messages to parties ------------------------------------------------------------------------

KNOWN = {"owner": "法官某", "phone": "0376-0000001"}


def told(tale: Tale, kind: EventKind, subject: str = "", /, **facts: Any) -> dict[str, list[str]]:
    """What is said to whom, by text message, when this happens."""
    said: dict[str, list[str]] = {}
    entry = tale.happens(kind, subject, **facts)
    for notice in notices_for(tale.book, tale.state, entry, KNOWN):
        assert notice.channel == "sms" and tale.state.case_no in notice.text and "{" not in notice.text
        said.setdefault(notice.recipient, []).append(notice.text)
    return said


BOTH = {"applicant-1", "respondent-1", "respondent-2"}


@pytest.mark.requirement("SH-61")
def test_acceptance_names_day_handler_and_number(tale: Tale) -> None:
    """Both parties: first the central group, for nobody else has the case yet; then who does (SH-A21)."""
    accepted = told(tale, KIND.RECEIVED)
    assert set(accepted) == BOTH
    for (text,) in accepted.values():
        assert "2026年5月6日" in text and KNOWN["phone"] in text
        assert "初次接待、文书制作和网络查控组" in text
    facts = {"unit": "fast_team", "unit_kind": "team", "owner": "SH020", "track": "simple"}
    handed = told(tale, KIND.GROUP_ENTERED, "Y1", **facts)
    assert set(handed) == BOTH
    for (text,) in handed.values():
        assert "快执团队" in text and KNOWN["owner"] in text and KNOWN["phone"] in text


@pytest.mark.requirement("SH-66")
def test_closing_tells_the_result_and_a_termination_the_way_back(tale: Tale) -> None:
    """By name of the method; a termination with its reasons, its law and how the case is resumed."""
    for text in told(tale, KIND.CLOSED, method="fully_executed").values():
        assert len(text) == 1 and "执行完毕" in text[0]
    ended = told(Tale(book=tale.book), KIND.CLOSED, method="termination")
    assert set(ended) == BOTH
    for texts in ended.values():
        said = "".join(texts)
        assert "终结本次执行程序" in said and "理由和法律依据" in said
        assert "申请恢复执行" in said and "不受申请执行期间的限制" in said


@pytest.mark.requirement("SH-63")
@pytest.mark.parametrize(("measure", "word"), [("detention", "拘留决定"), ("fine", "罚款决定")])
def test_a_sanction_is_shown_with_its_remedies(tale: Tale, measure: str, word: str) -> None:
    """Who is punished, and nobody else, is told of the review; the decision is handed over in person."""
    held_by(tale, "implementation_team", "team", track="ordinary")
    tale.happens(KIND.MEASURE_DECIDED, "S1", kind=measure, respondent="respondent-2")
    said = told(tale, KIND.MEASURE_TAKEN, "S1", kind=measure)
    assert set(said) == {"respondent-2"}
    for (text,) in said.values():
        assert word in text and "三日内向上一级人民法院申请复议" in text
    decision: dict[str, Any] = {
        "kind": f"{measure}_decision",
        "name": word,
        "sha256": "a",
        "recipient": "respondent-1",
    }
    tale.happens(KIND.DOCUMENT_MADE, f"{measure}/S1", **decision)
    shown = {"recipient": "respondent-1", "channel": "in_person"}
    sent, served = does(tale, ActKind.RECORD_SERVICE, shown, unit="implementation_team", role="bailiff")
    assert f"{measure}/S1" in sent.facts["documents"] and served.kind == KIND.DOCUMENT_SERVED
