"""What Shangqiu's document demands beside rules and limits: its centre, its order of work, who answers."""

from datetime import timedelta
from typing import Any

import pytest

from models.acts.envelope import ActKind
from models.closing import missing_items
from models.completeness import gaps
from models.errors import Code, Refusal
from models.events import EventKind
from models.filing.filing import parse_filing
from models.flow import Part
from models.notices import notices_for
from models.shelf.files import load
from models.way import next_leg
from tests.courts.handling import does, held_by, may, may_register, refusal, registers
from tests.filing.samples import good
from tests.models.telling import Tale

KIND = EventKind
CLERICAL = {"unit": "clerical_group", "role": "clerk"}
SIGNED = ["interviewer", "recorder", "interviewee"]


@pytest.fixture
def tale() -> Tale:
    """A case just filed."""
    return Tale(book=load("shangqiu"))


def enters(tale: Tale, leg: str) -> None:
    """The case goes through a leg to its end."""
    found = next(each for each in tale.book.flow.stages if each.id == leg)
    for part in found.run:
        tale.happens(KIND.STAGE_ENTERED, part.value, leg=leg, visit=tale.state.visit + 1)
    for part in found.run:
        tale.happens(KIND.STAGE_LEFT, part.value)


def filed(channel: str) -> Tale:
    """A case filed on site or online."""
    tale = Tale(book=load("shangqiu"))
    told: dict[str, Any] = {
        "court": "shangqiu",
        "case_no": "（2026）豫14执2号",
        "rulebook": "x",
        "filing_channel": channel,
    }
    tale.happens(KIND.FILED, **told, parties=[])
    return tale


@pytest.mark.requirement("SQ-8")
@pytest.mark.parametrize("channel", ["on_site", "online"])
def test_applicants_are_received_by_the_clerical_group_with_a_record(channel: str) -> None:
    """On site at once, online by appointment; never without a record signed by three."""
    tale = filed(channel)
    assert tale.has("SQ-8.1") is (channel == "on_site") and tale.has("SQ-8.2") is (channel == "online")
    if channel == "online":
        assert not may_register(tale, KIND.APPLICANT_CALLED_IN, unit="dispatch_group")
        registers(tale, KIND.APPLICANT_CALLED_IN, unit="clerical_group")
        assert not tale.node("SQ-8.2").open
    unsigned = refusal(tale, ActKind.HOLD_RECEPTION, {"topics": [], "signers": SIGNED[:2]}, **CLERICAL)
    assert unsigned is not None and unsigned.code == Code.NOT_COVERED and "被谈话人" in unsigned.message
    signed = {"topics": [], "signers": SIGNED}
    assert not may(tale, ActKind.HOLD_RECEPTION, signed, unit="fast_team_1")
    does(tale, ActKind.HOLD_RECEPTION, signed, **CLERICAL)
    assert not tale.node("SQ-D3").open if channel == "online" else not tale.node("SQ-8.1").open
    assert tale.node("SQ-D8").open


@pytest.mark.requirement("SQ-10")
@pytest.mark.parametrize("left_out", ["parties", "basis_no", "basis_kind", "claim_amount"])
def test_a_filing_is_verified_point_by_point(left_out: str) -> None:
    """Parties, number of the basis, its kind, the amount or what else is owed: each is asked for by name."""
    filing: dict[str, Any] = {**good(1), "court": "shangqiu", "case_no": "（2026）豫14执1号"}
    parse_filing(filing, ("shangqiu",))
    filing.pop(left_out)
    filing.pop("obligations", None)
    with pytest.raises(Refusal):
        parse_filing(filing, ("shangqiu",))


@pytest.mark.requirement("SQ-10")
def test_filing_staff_are_told_of_an_error_at_once(tale: Tale) -> None:
    """A party nobody can identify is an error; it lies with the filing office from that moment."""
    lacking = gaps(tale.book, {"basis_kind": "civil_judgment"}, tale.parties.values())
    assert {gap.field for gap in lacking} >= {"respondent-1.id_number", "applicant-1.address"}
    tale.happens(KIND.FILING_ERROR_FOUND, errors=[gap.model_dump() for gap in lacking])
    told, asked = tale.node("BL-1"), tale.node("SQ-D1")
    assert (told.responsible, asked.responsible) == ("filing_staff", "clerical_group")
    assert told.open and asked.open and asked.warn_at is not None
    assert asked.warn_at - tale.now < timedelta(days=2)
    put_right = {"filing": {"claim_amount": "1.00"}}
    does(tale, ActKind.CORRECT_FILING, put_right, unit="command_centre", role="filing_staff")
    assert not tale.node("BL-1").open and not tale.node("SQ-D1").open


@pytest.mark.requirement("SQ-15")
def test_triage_comes_after_the_first_property_work(tale: Tale) -> None:
    """The next leg after the preparation, and it waits for the analysis of what the query found."""
    enters(tale, "intake")
    preparation = next_leg(tale.book, tale.state)
    assert preparation is not None and Part.NETWORK_QUERY in preparation.run
    assert Part.TRIAGE not in preparation.run
    enters(tale, preparation.id)
    sorting = next_leg(tale.book, tale.state)
    assert sorting is not None and sorting.run == (Part.TRIAGE,)
    assert [need.event for need in sorting.needs] == [KIND.PROPERTY_ANALYSED]
    assert not may_register(tale, KIND.PROPERTY_ANALYSED, unit="fast_team_1")
    assert may_register(tale, KIND.PROPERTY_ANALYSED, unit="clerical_group")


@pytest.mark.requirement("SQ-13")
def test_offline_seizure_is_done_with_the_team_after_triage(tale: Tale) -> None:
    """Beside the handling, by the team as well as by the centre, and the centre answers for the ten days."""
    for leg in ("intake", "preparation", "triage"):
        enters(tale, leg)
    handling = next_leg(tale.book, tale.state)
    assert handling is not None and {Part.OFFLINE_QUERY, Part.IMPLEMENTATION} <= set(handling.run)
    node = tale.node("SQ-D7")
    assert (node.responsible, node.open) == ("clerical_group", True)
    held_by(tale, "ordinary_team", "team", track="ordinary")
    for institution, unit in (("house_registry", "ordinary_team"), ("vehicle_registry", "clerical_group")):
        found = {"institution": institution, "assets": [{"kind": "house", "seized": True}]}
        does(tale, ActKind.REPORT_FINDING, found, unit=unit, role="judge_assistant")
    assert {asset.controlled_at for asset in tale.state.assets.values()} == {tale.now}
    tale.happens(KIND.TRADITIONAL_QUERY_ENDED)
    assert not tale.node("SQ-D7").open


@pytest.mark.requirement("SQ-20")
@pytest.mark.parametrize(
    ("forum", "limit", "responsible"),
    [
        ("judges_meeting", "SQ-D18", "bureau_director"),
        ("panel", "SQ-20", "owner_unit"),
        ("trial_committee", "SQ-20", "owner_unit"),
    ],
)
def test_a_hard_question_goes_to_panel_meeting_or_committee(
    tale: Tale, forum: str, limit: str, responsible: str
) -> None:
    """Put by whoever has the case; it lies with whoever convenes until it is settled."""
    held_by(tale, "ordinary_team", "team", track="ordinary")
    facts = {"forum": forum}
    assert not may_register(tale, KIND.DIFFICULT_QUESTION, "q-1", unit="clerical_group", **facts)
    registers(tale, KIND.DIFFICULT_QUESTION, "q-1", unit="ordinary_team", role="judge", **facts)
    node = tale.node(limit, "q-1")
    assert (node.responsible, node.open) == (responsible, True)
    if limit == "SQ-D18":
        registers(tale, KIND.JOINT_MEETING_HELD, "q-1", unit="command_centre", role="bureau_director")
    else:
        done = {"node": limit, "subject": "q-1"}
        does(tale, ActKind.SIGN_NODE, done, unit="ordinary_team", role="judge")
    assert not tale.node(limit, "q-1").open


@pytest.mark.requirement("SQ-32")
def test_repeated_visits_are_reviewed_and_may_lead_to_an_inspection(tale: Tale) -> None:
    """Only the petition team opens the request, and not on its own authority."""
    registers(tale, KIND.PETITION_ASSIGNED, "p-1", unit="petition_team", repeated=True)
    registers(tale, KIND.PETITION_ASSIGNED, "p-2", unit="petition_team")
    reviewed = [node.subject for node in tale.nodes.values() if node.limit == "SQ-32"]
    assert reviewed == ["p-1"] and tale.node("SQ-32", "p-1").responsible == "petition_team"
    ask = {"matter": "double_inspection", "reason": "发现办案人员有不规范行为", "target": "p-1"}
    assert not may(tale, ActKind.REQUEST_APPROVAL, ask, unit="ordinary_team", role="judge")
    does(tale, ActKind.REQUEST_APPROVAL, ask, unit="petition_team", role="judge")
    grant = {"approval": "A1", "granted": True}
    assert not may(tale, ActKind.DECIDE_APPROVAL, grant, unit="petition_team", role="team_head")
    does(tale, ActKind.DECIDE_APPROVAL, grant, unit="command_centre", role="bureau_director", by="SQ002")


@pytest.mark.requirement("SQ-36")
def test_who_did_it_answers_and_the_head_is_told_when_it_is_late(tale: Tale) -> None:
    """The act names the clerk who did it; what a group leaves undone goes up to the head of the centre."""
    analysed = {"event": "property_analysed", "facts": {}}
    (made,) = does(tale, ActKind.RECORD_OCCURRENCE, analysed, **CLERICAL, by="SQ031")
    assert (made.actor, made.role) == ("SQ031", "clerk")
    assert (tale.node("SQ-D5").done_by, tale.node("SQ-D5").open) == ("SQ031", False)
    own = [node for node in tale.nodes.values() if node.limit.startswith("SQ-") and node.due_at and node.open]
    late = {node.limit: node.escalate_to for node in own if node.responsible == "clerical_group"}
    assert late == dict.fromkeys(("SQ-D2", "SQ-D3", "SQ-D4", "SQ-D6", "SQ-D7"), "centre_head")


@pytest.mark.requirement("SQ-6", "SQ-25")
def test_the_file_group_examines_every_resumption() -> None:
    """Before the queries; a refusal has its reasons, ends the case and is told to the applicant."""
    book = load("shangqiu")
    legs = [leg.id for leg in book.flow.stages]
    assert legs.index("intake") + 1 == legs.index("resumption") < legs.index("preparation")
    tale = Tale(book=book)
    tale.happens(KIND.RESUMPTION_MATERIALS)
    tale.happens(KIND.STAGE_ENTERED, "intake.resumption", leg="resumption", visit=1)
    assert (tale.node("SQ-6.11").responsible, tale.node("SQ-6.11").open) == ("file_group", True)
    refuse = {"granted": False, "reason": "没有新的财产线索"}
    assert not may(tale, ActKind.DECIDE_RESUMPTION, refuse, unit="clerical_group")
    decided, reported = does(tale, ActKind.DECIDE_RESUMPTION, refuse, unit="file_group", role="clerk")
    assert not tale.node("SQ-6.11").open
    assert (decided.facts["reason"], reported.facts["ground"]) == (refuse["reason"], refuse["reason"])
    (told,) = notices_for(book, tale.state, tale.told(KIND.RESUMPTION_DECIDED))
    assert (told.rule, told.recipient) == ("NT-NOT-RESUMED", "applicant-1")
    method = book.closing.refused_resumption
    assert tale.state.closing is not None and tale.state.closing.method == method
    assert not missing_items(book, method, tale.state, tale.now.date())
    tale.happens(KIND.STAGE_LEFT, "intake.resumption")
    leg = next_leg(book, tale.state)
    assert leg is not None and leg.id == "closing"


@pytest.mark.requirement("SQ-6")
def test_a_granted_resumption_goes_on_like_any_case() -> None:
    """It names the terminated case; nothing is reported for closing."""
    tale = Tale(book=load("shangqiu"))
    tale.happens(KIND.FACTS_RECORDED, prior_termination={"case_no": "（2025）豫14执9号"})
    tale.happens(KIND.STAGE_ENTERED, "intake.resumption", leg="resumption", visit=1)
    grant = {"granted": True, "reason": "统查发现存款"}
    does(tale, ActKind.DECIDE_RESUMPTION, grant, unit="file_group", role="judge_assistant")
    tale.happens(KIND.STAGE_LEFT, "intake.resumption")
    leg = next_leg(tale.book, tale.state)
    assert leg is not None and leg.id == "preparation" and tale.state.closing is None
