"""Fees and delayed-performance interest (执行费、保全费、迟延履行利息)."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.errors import Refusal
from models.fees import Fee, chosen_fee, enforcement_fee, preservation_fee, rounded
from models.interest import DelayedInterest, ExcludedSpan, Order, Payment, delayed_interest

CASES = yaml.safe_load((Path(__file__).parents[1] / "rules" / "fees.yaml").read_text(encoding="utf-8"))
amounts = st.decimals(min_value="0.01", max_value="200000000", places=2)


def ids(section: str) -> list[Any]:
    return [pytest.param(case, id=case["id"]) for case in CASES[section]]


def money(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def shown(fee: Fee | DelayedInterest) -> str:
    return "\n".join(step.text for step in fee.steps)


@pytest.mark.requirement("NB-254", "NB-255", "NB-256", "NB-257", "NB-258", "NB-263")
@pytest.mark.parametrize("case", ids("enforcement_fees"))
def test_enforcement_fee(case: dict[str, Any]) -> None:
    fee = enforcement_fee(money(case["amount"]))
    assert str(fee.amount) == case["fee"]
    if "parts" in case:
        assert [step.amount for step in fee.steps] == [Decimal(part) for part in case["parts"]]


def test_the_steps_of_a_fee_read_like_the_rule() -> None:
    assert shown(enforcement_fee(Decimal(6_000_000))).splitlines() == [
        "不超过10,000.00元的部分：50.00元",
        "超过10,000.00元至500,000.00元的部分：490,000.00元 × 1.5% = 7,350.00元",
        "超过500,000.00元至5,000,000.00元的部分：4,500,000.00元 × 1% = 45,000.00元",
        "超过5,000,000.00元至10,000,000.00元的部分：1,000,000.00元 × 0.5% = 5,000.00元",
        "合计：57,400.00元",
    ]


@pytest.mark.requirement("NB-253")
def test_f15_a_case_without_amount_is_never_computed() -> None:
    with pytest.raises(Refusal) as refused:
        enforcement_fee(None)
    assert refused.value.code == "fee_needs_person"
    assert "50.00元至500.00元" in refused.value.message
    assert chosen_fee(Decimal(50)).amount == 50
    assert chosen_fee(Decimal(500)).amount == 500


@pytest.mark.parametrize("chosen", ["49.99", "500.01"])
def test_a_chosen_fee_stays_in_its_range(chosen: str) -> None:
    with pytest.raises(Refusal) as refused:
        chosen_fee(Decimal(chosen))
    assert refused.value.code == "fee_out_of_range"


@pytest.mark.requirement("NB-265")
@pytest.mark.parametrize("case", ids("preservation_fees"))
def test_preservation_fee(case: dict[str, Any]) -> None:
    assert str(preservation_fee(money(case["amount"])).amount) == case["fee"]


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "NaN", "Infinity", "1e30"])
def test_an_amount_is_yuan_and_whole_cents(amount: str) -> None:
    for compute in (enforcement_fee, preservation_fee):
        with pytest.raises(Refusal) as refused:
            compute(Decimal(amount))
        assert refused.value.code == "amount_invalid"
        assert "数额" in refused.value.message or "执行金额" in refused.value.message


@given(amount=amounts, more=amounts)
def test_a_fee_never_falls_as_the_amount_grows(amount: Decimal, more: Decimal) -> None:
    assert enforcement_fee(amount).amount <= enforcement_fee(amount + more).amount
    assert preservation_fee(amount).amount <= preservation_fee(amount + more).amount <= 5000


@given(amount=amounts)
def test_the_fee_is_the_sum_of_its_steps_rounded_once(amount: Decimal) -> None:
    *parts, total = enforcement_fee(amount).steps
    assert total.amount == rounded(sum((part.amount for part in parts), Decimal(0)))


# --- delayed-performance interest --------------------------------------------------------------


def computed(case: dict[str, Any]) -> DelayedInterest:
    payments = [Payment(day=day, amount=Decimal(paid)) for day, paid in case.get("payments", {}).items()]
    return delayed_interest(
        Decimal(case["principal"]),
        case["period_end"],
        case["until"],
        ordinary_interest=Decimal(case.get("ordinary_interest", 0)),
        costs=Decimal(case.get("costs", 0)),
        payments=payments,
        order=Order(case.get("order", "interest_first")),
        excluded=[ExcludedSpan(**span) for span in case.get("excluded", ())],
        count_end_day=case.get("count_end_day", False),
    )


@pytest.mark.requirement("NB-247", "NB-248", "NB-266", "NB-267", "NB-271", "NB-272", "NB-273", "NB-275")
@pytest.mark.parametrize("case", ids("delayed_interest"))
def test_delayed_interest(case: dict[str, Any]) -> None:
    answer = computed(case)
    assert str(answer.doubled_part) == case["interest"]
    assert [stretch.days for stretch in answer.stretches] == case["days"]
    assert answer.days == sum(case["days"])
    assert bool(answer.warnings) == case.get("warned", False)
    for field in (
        "unpaid_doubled_part",
        "unpaid_principal",
        "unpaid_ordinary_interest",
        "unpaid_costs",
        "surplus",
    ):
        if field in case:
            assert str(getattr(answer, field)) == case[field], field


def test_the_steps_of_interest_read_like_a_calculation() -> None:
    (case,) = [case for case in CASES["delayed_interest"] if case["id"] == "I8-interest-first"]
    assert shown(computed(case)).splitlines() == [
        "2025-06-01至2025-08-29：200,000.00元 × 0.0175% × 90日 = 3,150.00元",
        "2025-08-29收款150,000.00元：抵一般债务利息10,000.00元，抵本金140,000.00元；尚欠本金60,000.00元",
        "2025-08-30至2025-12-07：60,000.00元 × 0.0175% × 100日 = 1,050.00元",
        "加倍部分债务利息合计：4,200.00元",
    ]


def test_excluded_days_are_named_in_the_step() -> None:
    (case,) = [case for case in CASES["delayed_interest"] if case["id"] == "I6"]
    assert "× 70日（已扣除30日）" in shown(computed(case))


@pytest.mark.parametrize(
    ("changes", "code", "told"),
    [
        ({"principal": "0"}, "amount_invalid", "本金"),
        ({"principal": "1.005"}, "amount_invalid", "本金"),
        ({"ordinary_interest": "-1"}, "amount_invalid", "一般债务利息"),
        ({"costs": "-1"}, "amount_invalid", "执行费用"),
        ({"until": date(2024, 1, 30)}, "days_invalid", "2024-01-30"),
        ({"payments": {date(2024, 5, 11): "1"}}, "days_invalid", "2024-05-11"),
        ({"payments": {date(2024, 5, 1): "0"}}, "amount_invalid", "2024-05-01 的付款"),
    ],
)
def test_input_that_cannot_be_meant_is_refused(changes: dict[str, Any], code: str, told: str) -> None:
    case = {"principal": "100000", "period_end": date(2024, 1, 31), "until": date(2024, 5, 10), **changes}
    with pytest.raises(Refusal) as refused:
        computed(case)
    assert refused.value.code == code
    assert told in refused.value.message


def test_an_excluded_span_runs_forward() -> None:
    with pytest.raises(ValidationError, match="早于首日"):
        ExcludedSpan(first=date(2024, 3, 2), last=date(2024, 3, 1))


payment_lists = st.lists(
    st.builds(
        Payment,
        day=st.dates(date(2025, 1, 1), date(2025, 12, 31)),
        amount=st.decimals("0.01", "80000", places=2),
    ),
    max_size=5,
)


@given(principal=amounts, ordinary=amounts, payments=payment_lists, order=st.sampled_from(Order))
def test_every_cent_received_is_accounted_for(
    principal: Decimal, ordinary: Decimal, payments: list[Payment], order: Order
) -> None:
    answer = delayed_interest(
        principal,
        date(2025, 1, 1),
        date(2025, 12, 31),
        ordinary_interest=ordinary,
        payments=payments,
        order=order,
    )
    owed = principal + ordinary + answer.doubled_part
    unpaid = answer.unpaid_principal + answer.unpaid_ordinary_interest + answer.unpaid_doubled_part
    assert sum(payment.amount for payment in payments) == owed - unpaid + answer.surplus
    assert min(answer.unpaid_doubled_part, unpaid, answer.surplus) >= 0
    if answer.unpaid_principal + answer.unpaid_ordinary_interest > 0:
        assert answer.unpaid_doubled_part == answer.doubled_part


@given(payments=payment_lists)
def test_principal_first_never_costs_the_debtor_more(payments: list[Payment]) -> None:
    by_order = {
        order: delayed_interest(
            Decimal(100_000),
            date(2025, 1, 1),
            date(2025, 12, 31),
            ordinary_interest=Decimal(5_000),
            payments=payments,
            order=order,
        ).doubled_part
        for order in Order
    }
    assert by_order[Order.PRINCIPAL_FIRST] <= by_order[Order.INTEREST_FIRST]
