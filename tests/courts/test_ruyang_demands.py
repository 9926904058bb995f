"""What Ruyang's document demands beside rules and limits: its registers, its approvals, the way to a sale."""

import pytest

from models.acts.envelope import ActKind
from models.errors import Code
from models.events import EventKind
from models.facts.of_case import facts_of
from models.shelf.files import load
from models.triage import triage
from tests.courts.handling import does, held_by, may, may_register, refusal, registers
from tests.models.telling import Tale

KIND = EventKind
JUDGE = {"unit": "fast_team", "role": "judge"}
CLERK = {"unit": "query_group", "role": "clerk"}
TOPICS = [topic.key for topic in load("ruyang").reception.topics]


@pytest.fixture
def tale() -> Tale:
    """A case just filed."""
    return Tale()


@pytest.fixture
def held(tale: Tale) -> Tale:
    """A simple case in the hands of the fast team, with a house under control."""
    tale.in_team()
    tale.happens(KIND.PROPERTY_FOUND, "W1", kind="house", source="investigation", eviction_needed=True)
    tale.happens(KIND.CONTROLLED, "W1", kind="house", eviction_needed=True, expires_on="2029-05-05")
    return tale


@pytest.mark.requirement("RY-23")
def test_whether_both_sides_would_settle_is_recorded(tale: Tale) -> None:
    """No interview is complete without it; what was said counts in triage."""
    facts = {"settlement_likely": True}
    without = {"topics": [key for key in TOPICS if key != "settlement_wish"], "facts": facts}
    refused = refusal(tale, ActKind.HOLD_RECEPTION, without, **CLERK)
    assert refused is not None and refused.code == Code.NOT_COVERED
    assert "和解或者调解意愿" in refused.message
    does(tale, ActKind.HOLD_RECEPTION, {"topics": TOPICS, "facts": facts}, **CLERK)
    assert "RY-T6" in {rule.rule for rule in triage(tale.book, facts_of(tale.state)).fired}


@pytest.mark.requirement("RY-30")
@pytest.mark.parametrize(
    ("matter", "decider"),
    [
        ("investigation_order", "bureau_commissar"),
        ("reward_notice", "bureau_director"),
        ("audit", "bureau_deputy_director"),
        ("judicial_assistance", "vice_president"),
    ],
)
def test_the_team_asks_for_what_the_case_needs(held: Tale, matter: str, decider: str) -> None:
    """Investigation order, reward, audit, assistance: asked by the holder, decided by somebody above him."""
    ask = {"matter": matter, "reason": "申请执行人书面申请"}
    assert not may(held, ActKind.REQUEST_APPROVAL, ask, unit="ordinary_team_1", role="judge")
    does(held, ActKind.REQUEST_APPROVAL, ask, **JUDGE, by="RY020")
    assert held.node("NB-79", "A1").open
    grant = {"approval": "A1", "granted": True}
    assert not may(held, ActKind.DECIDE_APPROVAL, grant, unit="fast_team", role="judge")
    does(held, ActKind.DECIDE_APPROVAL, grant, unit="affairs_centre", role=decider)
    assert held.state.approvals["A1"].state == "granted" and not held.node("NB-79", "A1").open


@pytest.mark.requirement("RY-32", "NB-80", "NB-150")
def test_a_house_lived_in_is_cleared_before_it_is_sold(held: Tale) -> None:
    """The president's grant, notice, the house empty, disposal: in that order, by the holder of the case."""
    house = {"asset": "W1"}
    notice = {**house, "until": "2026-06-05"}
    for early, code in (
        (ActKind.COMPLETE_EVICTION, Code.WRONG_STATE),
        (ActKind.ENTER_DISPOSAL, Code.WRONG_STATE),
    ):
        refused = refusal(held, early, house, **JUDGE)
        assert refused is not None and refused.code == code
    unsigned = refusal(held, ActKind.ISSUE_EVICTION_NOTICE, notice, **JUDGE)
    assert unsigned is not None and unsigned.code == Code.APPROVAL_REQUIRED
    assert "须先经审批：强制迁出公告" in unsigned.message
    ask = {"matter": "eviction_notice", "target": "W1", "reason": "被执行人拒不迁出"}
    does(held, ActKind.REQUEST_APPROVAL, ask, **JUDGE, by="RY020")
    sign = {"approval": "A1", "granted": True}
    assert not may(held, ActKind.DECIDE_APPROVAL, sign, unit="affairs_centre", role="bureau_director")
    does(held, ActKind.DECIDE_APPROVAL, sign, unit="affairs_centre", role="court_president")
    does(held, ActKind.ISSUE_EVICTION_NOTICE, notice, **JUDGE)
    assert refusal(held, ActKind.ENTER_DISPOSAL, house, **JUDGE) is not None
    does(held, ActKind.COMPLETE_EVICTION, house, **JUDGE)
    does(held, ActKind.ENTER_DISPOSAL, house, **JUDGE)


@pytest.mark.requirement("RY-33")
@pytest.mark.parametrize("method", ["agreement", "network_inquiry", "valuation"])
def test_the_parties_are_asked_before_a_price_is_sought(held: Tale, method: str) -> None:
    """Without their opinions the conditions are not met; the five days for pricing run from there."""
    held.happens(KIND.EVICTION_NOTICE_ISSUED, "W1", until="2026-06-05")
    held.happens(KIND.EVICTION_COMPLETED, "W1")
    silent = refusal(held, ActKind.MEET_DISPOSAL_CONDITIONS, {"asset": "W1", "opinions": ""}, **JUDGE)
    assert silent is not None and silent.code == Code.BAD_DATA
    asked = {"asset": "W1", "opinions": "双方同意网络询价"}
    does(held, ActKind.MEET_DISPOSAL_CONDITIONS, asked, **JUDGE)
    assert held.node("RY-D14", "W1").open
    does(held, ActKind.ENTER_DISPOSAL, {"asset": "W1"}, **JUDGE)
    does(held, ActKind.START_PRICING, {"asset": "W1", "method": method}, **JUDGE)
    assert not held.node("RY-D14", "W1").open


@pytest.mark.requirement("RY-7", "RY-53")
@pytest.mark.parametrize(
    ("channel", "limit", "unit"),
    [
        ("case_query", "RY-7", "general_group"),
        ("call", "RY-7", "general_group"),
        ("hotline_12337", "RY-53", "supervision_group"),
        ("smart_enforcement", "RY-53", "supervision_group"),
    ],
)
def test_a_query_lands_with_the_group_that_answers(tale: Tale, channel: str, limit: str, unit: str) -> None:
    """By its channel; a channel nobody knows is refused, for nobody would be told to answer."""
    unknown = {"event": "platform_item_received", "subject": "q-1", "facts": {"channel": "pigeon"}}
    assert not may(tale, ActKind.RECORD_OCCURRENCE, unknown, unit="general_group")
    registers(tale, KIND.PLATFORM_ITEM_RECEIVED, "q-1", unit="general_group", channel=channel)
    assert (tale.node(limit, "q-1").responsible, tale.node(limit, "q-1").open) == (unit, True)
    registers(tale, KIND.PLATFORM_ITEM_ANSWERED, "q-1", unit=unit)
    assert not tale.node(limit, "q-1").open


@pytest.mark.requirement("RY-51", "RY-52")
def test_a_petition_is_registered_supervised_and_evaluated(tale: Tale) -> None:
    """By the supervision group alone: open until it is answered, then open until it is evaluated."""
    assert not may_register(tale, KIND.PETITION_ASSIGNED, unit="general_group")
    registers(tale, KIND.PETITION_ASSIGNED, "p-1", unit="supervision_group")
    assert tale.node("RY-51", "p-1").responsible == "supervision_group"
    registers(tale, KIND.PETITION_ANSWERED, "p-1", unit="supervision_group")
    assert not tale.node("RY-51", "p-1").open and tale.node("RY-52", "p-1").open
    signed = {"node": "RY-52", "subject": "p-1"}
    does(tale, ActKind.SIGN_NODE, signed, unit="supervision_group", role="judge_assistant")
    assert not tale.node("RY-52", "p-1").open


@pytest.mark.requirement("RY-56")
def test_a_hard_case_goes_to_the_meeting_or_the_committee(held: Tale) -> None:
    """Put by the judge who has the case; it stays on his list until there is a conclusion in writing."""
    asked = {"event": "difficult_question", "subject": "q-1", "facts": {"forum": "judges_meeting"}}
    assert not may(held, ActKind.RECORD_OCCURRENCE, asked, unit="ordinary_team_1", role="judge")
    assert not may(held, ActKind.RECORD_OCCURRENCE, {**asked, "facts": {}}, **JUDGE)
    does(held, ActKind.RECORD_OCCURRENCE, asked, **JUDGE)
    node = held.node("RY-56", "q-1")
    assert (node.open, node.responsible) == (True, "owner_unit")
    held_meeting = {"event": "joint_meeting_held", "subject": "q-1", "facts": {}}
    assert not may(held, ActKind.RECORD_OCCURRENCE, held_meeting, **JUDGE)
    registers(held, KIND.JOINT_MEETING_HELD, "q-1", **JUDGE, conclusion="以拍卖为宜，拘留不当")
    assert not held.node("RY-56", "q-1").open
    registers(held, KIND.DIFFICULT_QUESTION, "q-1", **JUDGE, forum="trial_committee")
    assert held.node("RY-56", "q-1").open


def test_handling_stays_with_who_has_the_case(tale: Tale) -> None:
    """The helper itself refuses as the register would."""
    held_by(tale, "ordinary_team_1", "team", track="ordinary")
    assert not may(tale, ActKind.MAKE_PLAN, {"plan": "x"}, unit="fast_team", role="judge")
    assert may(tale, ActKind.MAKE_PLAN, {"plan": "x"}, unit="ordinary_team_1", role="judge")
