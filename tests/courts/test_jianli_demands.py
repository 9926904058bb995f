"""What Jianli's document demands beside rules and limits: what its groups register, ask and review."""

from decimal import Decimal
from typing import Any

import pytest

from models.acts.envelope import ActKind
from models.closing import missing_items
from models.errors import Code
from models.events import EventKind
from models.facts_of_case import facts_of
from models.flow import Part
from models.rulebook_files import load
from models.triage import triage
from models.way import next_leg
from tests.courts.handling import does, held_by, may, refusal
from tests.models.telling import Tale

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
