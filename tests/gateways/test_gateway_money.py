"""Deduction, the case account and payments of one's own accord, over real HTTP."""

from decimal import Decimal

import pytest

from activities.gateways.bank import PayoutRequest, StatementLineKind
from activities.gateways.deduction import DeductionRequest
from activities.gateways.errors import GatewayRefused
from activities.gateways.mailbox import (
    DeductionAnswer,
    DeductionState,
    MoneyArrived,
    MoneyOrigin,
    VoluntaryPayment,
)
from activities.gateways.service import ServedDocument, ServiceChannel, ServiceRequest
from models.answers import AnswerKind

NOTICE = ServedDocument(id="P1", kind="enforcement_notice", sha256="0" * 64)
DEPOSIT = {"kind": "bank_deposit", "item_ref": "acc", "amount": "5000.00"}


def test_deduction_is_answered_and_its_money_arrives(outside, head):
    outside.truth(parties={"R1": {"holdings": [DEPOSIT]}})
    outside.gateways.deduction.order(
        DeductionRequest(**head("deduct"), item_ref="acc", amount=Decimal("6000"))
    )
    answered, arrived = outside.answers(AnswerKind.DEDUCTION_ANSWER, AnswerKind.MONEY_ARRIVED)
    taken = answered.read(DeductionAnswer)
    assert (taken.state, taken.amount) == (DeductionState.DEDUCTED, Decimal("5000.00"))
    money = arrived.read(MoneyArrived)
    assert (money.amount, money.origin, money.item_ref) == (
        Decimal("5000.00"),
        MoneyOrigin.DEDUCTION,
        "acc",
    )
    assert arrived.at >= answered.at
    assert arrived.request_key == "deduct"
    with pytest.raises(GatewayRefused) as refused:
        outside.gateways.deduction.order(
            DeductionRequest(**head("deduct nothing"), item_ref="none", amount=Decimal("1"))
        )
    assert refused.value.code == "item_unknown"


def test_a_bank_that_will_not_deduct_says_so_and_keeps_the_money(outside, head):
    outside.truth(parties={"R1": {"holdings": [{**DEPOSIT, "deduction_refused": "wage_account"}]}})
    outside.gateways.deduction.order(
        DeductionRequest(**head("deduct"), item_ref="acc", amount=Decimal("100"))
    )
    (answered,) = outside.answers(AnswerKind.DEDUCTION_ANSWER)
    body = answered.read(DeductionAnswer)
    assert (body.state, body.reason) == (DeductionState.REFUSED, "wage_account")
    assert outside.get("/next")["next"] is None
    assert outside.get("/truth")["holdings"][0]["balance"] == "5000.00"


def test_bank_pays_what_has_arrived_and_no_more(outside, head):
    outside.truth(other_arrivals=[{"amount": "300.00", "business_days": 1}], parties={})
    pay = PayoutRequest(
        **head("pay"), payee="A1", purpose="claim", amount=Decimal("200.00"), account_number="000"
    )
    with pytest.raises(GatewayRefused) as refused:
        outside.gateways.bank.pay_out(pay)
    assert refused.value.code == "insufficient_balance"
    (arrived,) = outside.answers(AnswerKind.MONEY_ARRIVED)
    paid = outside.gateways.bank.pay_out(pay.model_copy(update={"at": arrived.at}))
    assert paid.balance == Decimal("100.00")
    with pytest.raises(GatewayRefused):
        outside.gateways.bank.pay_out(pay.model_copy(update={"at": arrived.at, "key": "pay twice"}))
    statement = outside.gateways.bank.statement("gushi", pay.case_no)
    assert statement.balance == Decimal("100.00")
    assert [(line.kind, line.amount) for line in statement.lines] == [
        (StatementLineKind.ARRIVAL, Decimal("300.00")),
        (StatementLineKind.PAYOUT, Decimal("200.00")),
    ]
    assert statement.lines[0].reference == arrived.read(MoneyArrived).arrival_ref
    assert statement.lines[1].reference == paid.bank_reference


def test_statement_of_a_case_the_bank_does_not_know(outside):
    with pytest.raises(GatewayRefused) as refused:
        outside.gateways.bank.statement("gushi", "（2026）豫1525执404号")
    assert refused.value.code == "not_found"


def test_a_served_respondent_pays_as_the_truth_says(outside, head):
    payments = [
        {"amount": "800.00", "business_days": 3},
        {"amount": "90.00", "business_days": 8, "to": "applicant"},
        {"amount": "7.00", "after": "listed"},
    ]
    reactions = {"electronic": {"outcome": "delivered"}}
    outside.truth(parties={"R1": {"service": reactions, "payments": payments, "holdings": []}})
    for key in ("first sending", "second sending"):
        outside.gateways.service.send(
            ServiceRequest(
                **head(key), recipient="R1", channel=ServiceChannel.ELECTRONIC, documents=(NOTICE,)
            )
        )
    _, _, arrived, told = outside.answers(
        AnswerKind.DELIVERY_RESULT,
        AnswerKind.DELIVERY_RESULT,
        AnswerKind.MONEY_ARRIVED,
        AnswerKind.VOLUNTARY_PAYMENT,
    )
    money = arrived.read(MoneyArrived)
    assert (money.amount, money.origin, money.payer_kind) == (
        Decimal("800.00"),
        MoneyOrigin.VOLUNTARY,
        "respondent",
    )
    payment = told.read(VoluntaryPayment)
    assert (payment.payer, payment.amount) == ("R1", Decimal("90.00"))
    assert outside.get("/next")["next"] is None
    assert outside.gateways.bank.statement("gushi", head("x")["case_no"]).balance == Decimal("800.00")
