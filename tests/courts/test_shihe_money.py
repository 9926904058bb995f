"""What Shihe's document demands of money: handed over directly, shared among creditors."""

from decimal import Decimal
from typing import Any

import pytest

from models.acts.envelope import ActKind
from models.errors import Code
from models.events import EventKind
from models.notices import notices_for
from models.papers_due import papers_due
from models.shelf.files import load
from tests.courts.handling import does, held_by, may, refusal, registers
from tests.models.telling import Tale
from workflows.views import money

KIND = EventKind
JUDGE: dict[str, Any] = {"unit": "implementation_team", "role": "judge", "by": "XX009"}
CLERK: dict[str, Any] = {"unit": "implementation_team", "role": "clerk"}
HANDED = {
    "payer": "respondent-1",
    "payee": "applicant-1",
    "amount": "4000.00",
    "receipt": "SJ-1",
    "proof": "申请执行人当场签署的收条",
}


@pytest.fixture
def tale() -> Tale:
    """A claim of 10,000 in the hands of the implementation team."""
    return held_by(Tale(book=load("shihe")), "implementation_team", "team", owner="XX009", track="ordinary")


def arrives(tale: Tale, amount: str, arrival: str = "K1") -> None:
    """Money on the case's account."""
    tale.happens(KIND.MONEY_ARRIVED, arrival, amount=amount, origin="other")


def payout(amount: str, purpose: str = "claim", payee: str = "applicant-1") -> dict[str, str]:
    """An order to pay out."""
    return {"arrival": "K1", "payee": payee, "purpose": purpose, "amount": amount}


@pytest.mark.requirement("SH-53")
def test_money_handed_over_on_the_spot_is_entered_in_both_directions(tale: Tale) -> None:
    """With its proof and its day, in and out; it counts as recovered, and nothing lies on the account."""
    tale.passes(days=2)
    does(tale, ActKind.RECORD_DIRECT_PAYMENT, HANDED, **CLERK)
    ledger = money(tale.state)
    assert [(line.amount, line.about) for line in ledger.arrivals] == [
        (Decimal("4000.00"), "direct:respondent-1")
    ]
    assert [(line.amount, line.about) for line in ledger.payouts] == [
        (Decimal("4000.00"), "direct:applicant-1")
    ]
    assert ledger.arrivals[0].at == ledger.payouts[0].at == tale.now
    assert (ledger.recovered, ledger.outstanding, ledger.unpaid) == (
        Decimal("4000.00"),
        Decimal("6000.00"),
        Decimal(0),
    )
    assert tale.state.direct_payments["SJ-1"].proof == HANDED["proof"]


@pytest.mark.requirement("SH-53")
def test_a_receipt_counts_once(tale: Tale) -> None:
    """Entered again it is refused, whoever enters it; another receipt counts beside it."""
    does(tale, ActKind.RECORD_DIRECT_PAYMENT, HANDED, **CLERK)
    again = refusal(tale, ActKind.RECORD_DIRECT_PAYMENT, HANDED, **JUDGE)
    assert again is not None and again.code == Code.ALREADY_DONE
    does(tale, ActKind.RECORD_DIRECT_PAYMENT, {**HANDED, "receipt": "SJ-2"}, **CLERK)
    assert tale.state.recovered == Decimal("8000.00")


@pytest.mark.requirement("SH-53")
def test_without_proof_nothing_is_entered(tale: Tale) -> None:
    """And nobody outside the team enters it."""
    for missing in ("receipt", "proof"):
        data = {name: value for name, value in HANDED.items() if name != missing}
        refused = refusal(tale, ActKind.RECORD_DIRECT_PAYMENT, data, **CLERK)
        assert refused is not None and refused.code == Code.BAD_DATA
    assert not may(tale, ActKind.RECORD_DIRECT_PAYMENT, HANDED, unit="funds_officer", role="clerk")


@pytest.mark.requirement("SH-53")
def test_what_was_handed_over_is_never_paid_out_again(tale: Tale) -> None:
    """To the cent: the applicant gets what is still owed, the rest goes to the court or back."""
    arrives(tale, "10000.00")
    does(tale, ActKind.RECORD_DIRECT_PAYMENT, HANDED, **CLERK)
    twice = refusal(tale, ActKind.ORDER_PAYOUT, payout("6000.01"), **JUDGE)
    assert twice is not None and twice.code == Code.BAD_DATA and "6000.00" in twice.message
    does(tale, ActKind.ORDER_PAYOUT, payout("6000.00"), **JUDGE)
    assert not may(tale, ActKind.ORDER_PAYOUT, payout("0.01"), unit="implementation_team", role="judge")
    does(tale, ActKind.ORDER_PAYOUT, payout("4000.00", "refund", "respondent-1"), **JUDGE)
    assert tale.state.recovered == Decimal("10000.00")


# --- distribution ---------------------------------------------------------------------------------


def share(creditor: str, claim: str, gets: str, **more: str) -> dict[str, str]:
    """One creditor's line of a plan."""
    return {"creditor": creditor, "claim": claim, "share": gets, **more}


def plan(*shares: dict[str, str], amount: str = "900.00", principle: str = "proportional") -> dict[str, Any]:
    """A plan of distribution."""
    return {"amount": amount, "principle": principle, "shares": list(shares)}


@pytest.mark.requirement("SH-65", "SH-50")
def test_a_distribution_has_its_plan_and_creditors_are_told(tale: Tale) -> None:
    """A paper with the plan is called for and told of; creditors of other cases are told by the team."""
    arrives(tale, "900.00")
    shares = (share("applicant-1", "2000.00", "600.00"), share("寅某某", "1000.00", "300.00"))
    (planned,) = does(tale, ActKind.PLAN_DISTRIBUTION, plan(*shares), **JUDGE)
    assert [(paper.kind, paper.about) for paper in papers_due(tale.state)] == [("distribution_plan", "P1")]
    served = {row.kind: row.recipients for row in tale.book.served_papers}
    assert set(served["distribution_plan"]) == {"applicant", "respondent"}
    entry = tale.happens(KIND.DISTRIBUTION_PLANNED, "P2", **planned.facts)
    told = notices_for(tale.book, tale.state, entry)
    assert {notice.recipient for notice in told} == {"applicant-1", "respondent-1", "respondent-2"}
    for notice in told:
        assert all(word in notice.text for word in ("执行到位", "分配原则", "分配方案", "法律依据", "听证"))
    assert tale.node("SH-65", "P1").open
    got = {"plan": "P1", "paper": "plan", "recipient": "寅某某"}
    does(tale, ActKind.RECEIVE_DISTRIBUTION_PAPER, got, **CLERK)
    assert not tale.node("SH-65", "P1").open
    assert tale.node("NB-243", "P1/creditor-2").open


@pytest.mark.requirement("SH-65")
def test_objections_are_told_to_the_others_and_heard(tale: Tale) -> None:
    """A written objection puts the telling on the team's list; a hearing is registered where it is held."""
    arrives(tale, "900.00")
    shares = (share("applicant-1", "2000.00", "600.00"), share("寅某某", "1000.00", "300.00"))
    does(tale, ActKind.PLAN_DISTRIBUTION, plan(*shares), **JUDGE)
    objection = {"plan": "P1", "recipient": "寅某某", "answer": "opposes", "statement": "债权数额有误"}
    disputed = [{"creditor": "applicant-1", "amount": "100.00"}]
    does(tale, ActKind.ANSWER_DISTRIBUTION, {**objection, "disputed": disputed}, **CLERK)
    assert tale.node("NB-244", "P1/Y1").responsible == "owner_unit"
    registers(tale, KIND.HEARING_HELD, "P1", unit="implementation_team")
    for who in ("applicant-1", "respondent-1", "respondent-2"):
        assert tale.node("NB-244", "P1/Y1").open
        got = {"plan": "P1", "paper": "objection", "recipient": who, "objection": "P1/Y1"}
        does(tale, ActKind.RECEIVE_DISTRIBUTION_PAPER, got, **CLERK)
    assert not tale.node("NB-244", "P1/Y1").open


@pytest.mark.requirement("SH-65", "NB-238", "NB-239")
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (plan(share("applicant-1", "2000.00", "600.00")), "合计"),
        (plan(share("applicant-1", "800.00", "900.00")), "不得超过债权数额"),
        (plan(share("applicant-1", "2000.00", "500.00"), share("寅某某", "1000.00", "400.00")), "比例"),
        (
            plan(
                share("court", "100.00", "50.00", rank="costs"),
                share("applicant-1", "2000.00", "850.00"),
            ),
            "执行费用尚未全部受偿",
        ),
        (
            plan(
                share("寅某某", "1000.00", "800.00", rank="priority"),
                share("applicant-1", "2000.00", "100.00"),
            ),
            "优先受偿债权尚未全部受偿",
        ),
        (plan(share("applicant-1", "2000.00", "900.00"), principle="by_seizure"), "日期"),
        (
            plan(
                share("applicant-1", "2000.00", "400.00", seized_on="2026-05-02"),
                share("寅某某", "1000.00", "500.00", seized_on="2026-05-03"),
                principle="by_seizure",
            ),
            "在先查封",
        ),
        (plan(share("applicant-1", "2000.00", "900.01"), amount="900.01"), "只有 900.00 元"),
    ],
)
def test_a_plan_follows_rank_and_principle(tale: Tale, data: dict[str, Any], said: str) -> None:
    """Sums, ceilings, ranks, proportion or order of seizure; and no more than lies on the account."""
    arrives(tale, "900.00")
    refused = refusal(tale, ActKind.PLAN_DISTRIBUTION, data, **JUDGE)
    assert refused is not None and refused.code == Code.BAD_DATA and said in refused.message


@pytest.mark.requirement("SH-65", "NB-238", "NB-239")
@pytest.mark.parametrize(
    "data",
    [
        plan(
            share("court", "100.00", "100.00", rank="costs"),
            share("applicant-1", "2000.00", "533.33"),
            share("寅某某", "1000.00", "266.67"),
        ),
        plan(
            share("applicant-1", "500.00", "500.00", seized_on="2026-05-02"),
            share("寅某某", "1000.00", "400.00", seized_on="2026-05-03"),
            principle="by_seizure",
        ),
    ],
)
def test_a_plan_that_follows_them_is_taken(tale: Tale, data: dict[str, Any]) -> None:
    """Costs first, then in proportion to the cent; or one after the other."""
    arrives(tale, "900.00")
    assert does(tale, ActKind.PLAN_DISTRIBUTION, data, **JUDGE)[0].kind == KIND.DISTRIBUTION_PLANNED
