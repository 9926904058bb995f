"""What Jianli's document demands beside rules and limits: what its groups register, ask and review."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from models.acts.envelope import ActKind
from models.clock.passing import passed
from models.closing import missing_items
from models.errors import Code
from models.events import EventKind
from models.facts.of_case import facts_of
from models.flow import Part
from models.nodes import NodeState, Passing
from models.notices import notices_for
from models.offline_query import asked
from models.shelf.files import load
from models.triage import triage
from models.way import next_leg
from tests.courts.handling import does, held_by, may, refusal
from tests.models.telling import PARTIES, Tale

KIND = EventKind
LEADER: dict[str, Any] = {"role": "group_leader"}


@pytest.fixture
def tale() -> Tale:
    """A case just filed."""
    return Tale(book=load("jianli"))


@pytest.mark.requirement("JL-5")
def test_group_one_registers_and_examines_every_filing(tale: Tale) -> None:
    """The first leg is its own; no other group receives or corrects a filing."""
    first = next_leg(tale.book, tale.state)
    assert first is not None and first.run == (Part.INTAKE,)
    assert tale.node("NB-7").responsible == "G1"
    assert not may(tale, ActKind.REGISTER_CASE, unit="G2")
    does(tale, ActKind.REGISTER_CASE, unit="G1", role="clerk")
    assert not tale.node("NB-7").open
    tale.happens(KIND.FILING_ERROR_FOUND, errors=[])
    put_right = {"filing": {"claim_amount": "1.00"}}
    assert may(tale, ActKind.CORRECT_FILING, put_right, unit="G1")
    assert not may(tale, ActKind.CORRECT_FILING, put_right, unit="G1", role="judge")


@pytest.mark.requirement("JL-11")
def test_group_two_may_ask_the_counters_once_more(tale: Tale) -> None:
    """For a small claim that can be closed: money is frozen at the counter and deducted by the group."""
    tale.happens(KIND.QUERY_LAUNCHED, "national")
    tale.happens(KIND.QUERY_RETURNED, "national")
    held_by(tale, "G2", owner="XX001")
    tale.happens(KIND.FACTS_RECORDED, amount_small_and_closable=True)
    assert "JL-T5" in {rule.rule for rule in triage(tale.book, facts_of(tale.state)).fired}
    found = {
        "institution": "local_banks",
        "money": [{"kind": "bank_deposit", "amount": "800", "frozen": True}],
    }
    assert not may(tale, ActKind.REPORT_FINDING, found, unit="G3")
    does(tale, ActKind.REPORT_FINDING, found, unit="G2", **LEADER)
    assert tale.state.money["M1"].frozen_amount == Decimal(800)
    deduct = {"item": "M1", "amount": "800"}
    assert not may(tale, ActKind.ORDER_DEDUCTION, deduct, unit="G3", role="judge")
    does(tale, ActKind.ORDER_DEDUCTION, deduct, unit="G2", **LEADER)
    assert tale.state.money["M1"].deduction_due


@pytest.mark.requirement("JL-11")
def test_a_spouse_is_queried_with_a_ground_and_the_leaders_consent(tale: Tale) -> None:
    """Asked for within the group with the reason, and decided by its leader and nobody else (JL-A17)."""
    held_by(tale, "G2", owner="XX001")
    ask = {"matter": "spouse_query", "reason": "夫妻共同存款"}
    no_ground = refusal(tale, ActKind.REQUEST_APPROVAL, {**ask, "reason": ""}, unit="G2", role="clerk")
    assert no_ground is not None and no_ground.code == Code.BAD_DATA
    assert not may(tale, ActKind.REQUEST_APPROVAL, ask, unit="G3")
    does(tale, ActKind.REQUEST_APPROVAL, ask, unit="G2", role="clerk", by="XX002")
    grant = {"approval": "A1", "granted": True}
    assert not may(tale, ActKind.DECIDE_APPROVAL, grant, unit="G3", role="group_leader")
    assert not may(tale, ActKind.DECIDE_APPROVAL, grant, unit="G2", role="judge_assistant")
    does(tale, ActKind.DECIDE_APPROVAL, grant, unit="G2", **LEADER)
    assert (tale.state.approvals["A1"].state, tale.state.approvals["A1"].decided_by) == ("granted", "XX001")


@pytest.mark.requirement("JL-30")
@pytest.mark.parametrize("method", ["fully_executed", "ended"])
@pytest.mark.parametrize("group", ["G1", "G2", "G3", "G5"])
def test_a_closing_is_stamped_by_the_closing_review_group(tale: Tale, method: str, group: str) -> None:
    """Whoever closes: reviewed and stamped by that group alone, and nothing is closed before its stamp."""
    held_by(tale, group, owner="XX009")
    tale.happens(KIND.DIRECT_PAYMENT, amount="10000.00", payer="respondent-1")
    agreed: dict[str, Any] = {"settlement_agreement": {"signed": True, "part_performed_on_spot": True}}
    tale.happens(KIND.FACTS_RECORDED, **agreed)
    report = {"method": method, "ground": "已经履行"}
    does(tale, ActKind.PROPOSE_CLOSING, report, unit=group, role="group_leader", by="XX009")
    stamp = {"approved": True}
    for other in {"G1", "G2", "G3", "G5", "G7"}:
        refused = refusal(tale, ActKind.REVIEW_CLOSING, stamp, unit=other, role="group_leader")
        assert refused is not None and refused.code == Code.WRONG_UNIT
    item = next(each for each in _method(tale, method).evidence if each.item == "closing_review_stamped")
    assert item.by_review and not tale.state.facts.get(item.item)
    does(tale, ActKind.REVIEW_CLOSING, stamp, unit="closing_review_group", role="group_leader")
    assert tale.state.facts[item.item] is True
    assert not missing_items(tale.book, method, tale.state, tale.now.date())


def _method(tale: Tale, name: str) -> Any:
    return next(each for each in tale.book.closing.methods if each.method == name)


# --- what others owe the respondent (到期债权) -----------------------------------------------------

HANDLER: dict[str, Any] = {"unit": "G3", "role": "enforcement_officer"}
OWED: dict[str, Any] = {
    "respondent": "respondent-2",
    "third_party": {"name": "某某建材店", "natural": False},
    "amount": "3000.00",
    "basis": "买卖合同货款",
}
PAPER: dict[str, Any] = {"name": "履行到期债务通知书", "sha256": "0" * 64}


def owed(tale: Tale, result: str = "true", **finding: Any) -> Tale:
    """A claim the applicant named and group three verified."""
    held_by(tale, "G3", owner="XX009")
    does(tale, ActKind.NAME_THIRD_PARTY_CLAIM, OWED, **HANDLER)
    stated = {"claim": "C1", "result": result, "finding": "到第三人处核对账目", **finding}
    does(tale, ActKind.VERIFY_THIRD_PARTY_CLAIM, stated, **HANDLER)
    return tale


def notified(tale: Tale, **finding: Any) -> Tale:
    """The notice in the hands of the third party."""
    owed(tale, **finding)
    tale.happens(KIND.DOCUMENT_MADE, "third_party_notice/C1", kind="third_party_notice", **PAPER)
    does(tale, ActKind.SERVE_THIRD_PARTY, {"claim": "C1"}, **HANDLER)
    return tale


def lapses(tale: Tale) -> None:
    """The third party's time passes, as the clock of the case writes it."""
    node = tale.node("NB-51", "C1")
    assert node.due_at is not None
    tale.now = node.due_at + timedelta(seconds=1)
    event = passed(node, Passing.LIMIT)
    assert event is not None
    tale.tell(event)


@pytest.mark.requirement("JL-15")
def test_a_named_claim_is_verified_by_whoever_has_the_case(tale: Tale) -> None:
    """The node of the verification is the holder's, and no other group's."""
    held_by(tale, "G3", owner="XX009")
    does(tale, ActKind.NAME_THIRD_PARTY_CLAIM, OWED, **HANDLER)
    node = tale.node("JL-15", "C1")
    assert (node.open, node.responsible, tale.has("BL-21")) == (True, "owner_unit", False)
    found = {"claim": "C1", "result": "true", "finding": "属实"}
    assert not may(tale, ActKind.VERIFY_THIRD_PARTY_CLAIM, found, unit="G5", role="group_leader")
    does(tale, ActKind.VERIFY_THIRD_PARTY_CLAIM, found, **HANDLER)
    assert not tale.node("JL-15", "C1").open and tale.node("BL-22", "C1").open


@pytest.mark.requirement("JL-15")
def test_an_untrue_claim_is_recorded_and_told_to_the_applicant(tale: Tale) -> None:
    """The finding stays in the journal, one notice goes to the applicant, and its node ends with it."""
    owed(tale, "untrue")
    assert tale.node("JL-15b").open and not tale.has("BL-22")
    (told,) = notices_for(tale.book, tale.state, tale.told(KIND.THIRD_PARTY_CLAIM_VERIFIED))
    assert (told.rule, told.recipient) == ("NT-CLAIM-UNTRUE", "applicant-1")
    assert "不属实" in told.text and "某某建材店" not in told.text
    tale.happens(KIND.NOTICE_SENT, "C1", notice=told.rule, recipient=told.recipient)
    assert not tale.node("JL-15b").open


@pytest.mark.requirement("JL-15", "NB-51", "NB-52")
def test_silence_for_fifteen_days_opens_the_enforcement(tale: Tale) -> None:
    """Nobody at the court is late when the time ends: it is the third party's own."""
    notified(tale)
    node = tale.node("NB-51", "C1")
    assert node.due_at is not None and node.due_at.date() - tale.now.date() == timedelta(days=15)
    enforce = {"claim": "C1"}
    early = refusal(tale, ActKind.ENFORCE_THIRD_PARTY_CLAIM, enforce, **HANDLER)
    assert early is not None and early.code == Code.WRONG_STATE
    lapses(tale)
    node = tale.node("NB-51", "C1")
    assert (node.overdue_at, node.entered_late, node.state_at(tale.now)) == (None, False, NodeState.DONE)
    assert tale.node("NB-52", "C1").open
    does(tale, ActKind.ENFORCE_THIRD_PARTY_CLAIM, enforce, **HANDLER)
    assert not tale.node("NB-52", "C1").open
    assert tale.state.third_parties["C1"].enforced == Decimal("3000.00")


@pytest.mark.requirement("JL-15")
def test_what_the_third_party_pays_may_complete_the_case(tale: Tale) -> None:
    """Paid to the applicant it counts as recovered; nothing is left to enforce, the case can be closed."""
    notified(tale, amount="10000.00")
    pays = {"claim": "C1", "result": "performed", "statement": "已付", "amount": "10000.00"}
    does(tale, ActKind.RECORD_THIRD_PARTY_ANSWER, pays, **HANDLER)
    assert tale.state.outstanding == 0
    assert tale.node("NB-51", "C1").waived_at is not None and not tale.has("NB-52")
    missing = {each.item for each in missing_items(tale.book, "fully_executed", tale.state, tale.now.date())}
    assert "nothing_owed" not in missing


@pytest.mark.requirement("NB-52", "JL-15")
@pytest.mark.parametrize(
    ("answer", "finding", "enforced"),
    [
        ({"result": "objected"}, {}, None),
        ({"result": "objected", "admitted": "1200.00"}, {}, "1200.00"),
        ({"result": "objected"}, {"by_instrument": True}, "3000.00"),
        ({"result": "excused"}, {}, "3000.00"),
        ({"result": "performed", "amount": "1000.00"}, {}, "2000.00"),
    ],
)
def test_an_objection_in_time_bars_what_it_disputes(
    tale: Tale, answer: dict[str, Any], finding: dict[str, Any], enforced: str | None
) -> None:
    """An admitted part, a claim fixed by an instrument, and pleas that are none are enforced all the same."""
    notified(tale, **finding)
    tale.passes(days=3)
    answer = {"claim": "C1", "statement": "陈述", **answer}
    does(tale, ActKind.RECORD_THIRD_PARTY_ANSWER, answer, **HANDLER)
    if enforced is None:
        assert tale.node("NB-51", "C1").waived_at is not None
        assert not may(tale, ActKind.ENFORCE_THIRD_PARTY_CLAIM, {"claim": "C1"}, **HANDLER)
        return
    lapses(tale)
    (ruled,) = does(tale, ActKind.ENFORCE_THIRD_PARTY_CLAIM, {"claim": "C1"}, **HANDLER)
    assert ruled.facts["amount"] == enforced


@pytest.mark.requirement("JL-15")
def test_no_more_is_enforced_than_is_still_owed_in_the_case(tale: Tale) -> None:
    """Nine thousand of ten were paid meanwhile: of a claim for three thousand, one thousand is enforced."""
    notified(tale)
    tale.happens(KIND.DIRECT_PAYMENT, amount="9000.00", payer="respondent-1")
    lapses(tale)
    (ruled,) = does(tale, ActKind.ENFORCE_THIRD_PARTY_CLAIM, {"claim": "C1"}, **HANDLER)
    assert ruled.facts["amount"] == "1000.00"


@pytest.mark.requirement("NB-51", "NB-52")
def test_an_objection_counts_by_when_it_was_raised(tale: Tale) -> None:
    """Raised in time and entered afterwards it bars; raised after the time it does not."""
    notified(tale)
    in_time = tale.now + timedelta(days=2)
    lapses(tale)
    objects = {"claim": "C1", "result": "objected", "statement": "不欠"}
    (late,) = does(tale, ActKind.RECORD_THIRD_PARTY_ANSWER, objects, **HANDLER)
    assert late.facts["in_time"] is False and tale.node("NB-52", "C1").open
    now, tale.now = tale.now, in_time
    (raised,) = does(tale, ActKind.RECORD_THIRD_PARTY_ANSWER, objects, **HANDLER)
    tale.now = now
    assert raised.facts["in_time"] is True and not tale.node("NB-52", "C1").open
    assert not may(tale, ActKind.ENFORCE_THIRD_PARTY_CLAIM, {"claim": "C1"}, **HANDLER)


# --- enterprises and other organisations ----------------------------------------------------------

REGISTRATION = ["formation", "merger_division", "operation", "debts_claims", "change_ending"]


@pytest.mark.requirement("JL-9")
def test_an_enterprise_is_looked_up_on_the_spot_and_in_the_registration_file(tale: Tale) -> None:
    """Both are asked, each its own node of group two, done by a report that leaves no point out."""
    assert {each.key for each in asked(tale.book, tale.state)} >= {"field_inquiry", "market_regulator"}
    held_by(tale, "G2", owner="XX001")
    for each in asked(tale.book, tale.state):
        tale.happens(KIND.TRADITIONAL_QUERY_STARTED, each.key)
    assert (tale.node("JL-9").responsible, tale.node("JL-9b").open) == ("G2", True)
    report = {"institution": "field_inquiry", "covered": ["domicile"]}
    refused = refusal(tale, ActKind.REPORT_FINDING, report, unit="G2", role="clerk")
    assert refused is not None and (refused.code, "经营场所" in refused.message) == (Code.BAD_DATA, True)
    report = {"institution": "field_inquiry", "covered": ["domicile", "place_of_business"]}
    does(tale, ActKind.REPORT_FINDING, report, unit="G2", role="clerk")
    assert not tale.node("JL-9").open and tale.node("JL-9b").open
    archive = {"institution": "market_regulator", "covered": REGISTRATION[1:]}
    assert not may(tale, ActKind.REPORT_FINDING, archive, unit="G2")
    does(tale, ActKind.REPORT_FINDING, {**archive, "covered": REGISTRATION}, unit="G2", role="clerk")
    assert not tale.node("JL-9b").open


@pytest.mark.requirement("JL-9")
def test_a_natural_person_has_no_domicile_of_an_enterprise_to_be_visited() -> None:
    """Where every respondent is a human being neither is asked, and nobody may report it."""
    alone = Tale(book=load("jianli"), parties_filed=PARTIES[:2])
    keys = {each.key for each in asked(alone.book, alone.state)}
    assert keys == {"local_banks", "housing_fund_centre", "house_registry", "vehicle_registry"}
    held_by(alone, "G2", owner="XX001")
    report = {"institution": "field_inquiry", "covered": ["domicile", "place_of_business"]}
    assert not may(alone, ActKind.REPORT_FINDING, report, unit="G2")
