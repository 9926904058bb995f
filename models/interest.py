"""The doubled part of delayed-performance interest (迟延履行期间加倍部分债务利息，法释〔2014〕8号)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from models.errors import Refusal
from models.fees import Step, amount_or_zero, positive_amount, rounded, yuan
from models.values import Value

DAILY_RATE = Decimal("0.000175")
"""日万分之一点七五 (迟延利息解释第1条, NB-266)."""

RULE_SINCE = date(2014, 8, 1)
"""The rule is in force from this day; older time follows the older method (第7条, NB-275)."""

ZERO = Decimal(0)


class Order(StrEnum):
    """What a payment covers first among the debts of the instrument (NB-248, not settled by law)."""

    PRINCIPAL_FIRST = "principal_first"
    INTEREST_FIRST = "interest_first"


class Payment(Value):
    """Money received on a day (履行、扣划、裁定生效之日, NB-272), in yuan."""

    day: date
    amount: Decimal


class ExcludedSpan(Value):
    """Days that do not count, both ends included: suspension not asked for by the debtor (NB-273)."""

    first: date
    last: date
    ground: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"扣除期间的末日 {self.last} 早于首日 {self.first}")
        return self


class Stretch(Value):
    """Days with one unpaid basis, `first` to `last` included; `interest` is exact, before rounding."""

    first: date
    last: date
    days: int
    excluded_days: int
    basis: Decimal
    interest: Decimal


class Allocation(Value):
    """What one payment covered, in yuan; `surplus` is what was left over (退还被执行人)."""

    day: date
    costs: Decimal
    ordinary_interest: Decimal
    principal: Decimal
    doubled_part: Decimal
    surplus: Decimal


class DelayedInterest(Value):
    """The doubled part up to a day, in yuan rounded once at the end, and what is then unpaid.

    `doubled_part` is all that accrued, paid or not; `warnings` are Chinese sentences about time this
    rule does not cover.
    """

    days: int
    doubled_part: Decimal
    unpaid_doubled_part: Decimal
    unpaid_costs: Decimal
    unpaid_principal: Decimal
    unpaid_ordinary_interest: Decimal
    surplus: Decimal
    stretches: tuple[Stretch, ...]
    allocations: tuple[Allocation, ...]
    steps: tuple[Step, ...]
    warnings: tuple[str, ...] = ()


def delayed_interest(
    principal: Decimal,
    period_end: date,
    until: date,
    *,
    ordinary_interest: Decimal = ZERO,
    costs: Decimal = ZERO,
    payments: Iterable[Payment] = (),
    order: Order = Order.INTEREST_FIRST,
    excluded: Sequence[ExcludedSpan] = (),
    count_end_day: bool = False,
) -> DelayedInterest:
    """The doubled part from the end of the period for performance up to `until` (NB-266..NB-273).

    The basis is the unpaid principal, without ordinary interest (NB-267). `period_end` is the last
    day of the period (履行期间届满日); it is not counted, `until` is, unless `count_end_day` counts
    both (NB-271). A payment covers enforcement costs and fee taken from it (`costs`), then the
    instrument's debts in `order`, the doubled part last (迟延利息解释第4条, NB-247); it is effective
    at the end of its day. `ordinary_interest` is the sum the instrument fixes (NB-269).

    Raises Refusal `amount_invalid` for an amount that is no sum in yuan and cents, and
    `days_invalid` for `until` before `period_end` or a payment after `until`.
    """
    claim = _Claim(
        positive_amount("本金", principal),
        amount_or_zero("一般债务利息", ordinary_interest),
        amount_or_zero("执行费用", costs),
        order,
    )
    received = sorted(payments, key=lambda payment: payment.day)
    _check_days(period_end, until, received)
    first = period_end if count_end_day else period_end + timedelta(days=1)
    warnings: tuple[str, ...] = ()
    if first < RULE_SINCE:
        warnings = (f"{RULE_SINCE} 以前的迟延履行利息按当时的规定另行计算，未计入（迟延利息解释第7条）",)
        first = RULE_SINCE
    for payment in received:
        first = claim.accrue(first, payment.day, excluded)
        claim.receive(payment)
    claim.accrue(first, until, excluded)
    return claim.result(warnings)


def _check_days(period_end: date, until: date, received: Sequence[Payment]) -> None:
    if until < period_end:
        raise Refusal("days_invalid", f"计算截止日 {until} 早于履行期间届满日 {period_end}")
    for payment in received:
        positive_amount(f"{payment.day} 的付款", payment.amount)
        if payment.day > until:
            raise Refusal("days_invalid", f"付款日 {payment.day} 晚于计算截止日 {until}")


def _excluded_days(first: date, last: date, excluded: Iterable[ExcludedSpan]) -> int:
    """How many days of first..last lie in any of the spans; a day in two spans counts once."""
    total, day = 0, first
    for span in sorted(excluded, key=lambda span: span.first):
        begins, ends = max(span.first, day), min(span.last, last)
        if begins <= ends:
            total += (ends - begins).days + 1
            day = ends + timedelta(days=1)
    return total


class _Claim:
    """One claim while its time is run through: what is unpaid, and what has accrued."""

    def __init__(self, principal: Decimal, ordinary: Decimal, costs: Decimal, order: Order) -> None:
        self._unpaid = {"costs": costs, "ordinary_interest": ordinary, "principal": principal}
        instrument = ["ordinary_interest", "principal"]
        self._order = ["costs", *(instrument if order is Order.INTEREST_FIRST else instrument[::-1])]
        self._accrued = ZERO
        self._doubled_paid = ZERO
        self._stretches: list[Stretch] = []
        self._allocations: list[Allocation] = []
        self._steps: list[Step] = []

    def accrue(self, first: date, last: date, excluded: Sequence[ExcludedSpan]) -> date:
        """Run the days first..last on the present basis; the first day after them."""
        basis = self._unpaid["principal"]
        if last < first:
            return first
        if basis > 0:
            left_out = _excluded_days(first, last, excluded)
            days = (last - first).days + 1 - left_out
            interest = basis * DAILY_RATE * days
            self._accrued += interest
            self._stretches.append(
                Stretch(
                    first=first,
                    last=last,
                    days=days,
                    excluded_days=left_out,
                    basis=basis,
                    interest=interest,
                )
            )
            without = f"（已扣除{left_out}日）" if left_out else ""
            text = f"{first}至{last}：{yuan(basis)} × {DAILY_RATE:.4%} × {days}日{without} = {yuan(interest)}"
            self._steps.append(Step(text=text, amount=interest))
        return last + timedelta(days=1)

    def receive(self, payment: Payment) -> None:
        """Spread a payment over what is unpaid, the doubled part last.

        The doubled part is reached only when the principal is paid and nothing accrues any more, so
        rounding it here is still rounding once.
        """
        left = payment.amount
        covered: dict[str, Decimal] = {}
        for debt in self._order:
            covered[debt] = min(left, self._unpaid[debt])
            self._unpaid[debt] -= covered[debt]
            left -= covered[debt]
        doubled = min(left, rounded(self._accrued) - self._doubled_paid)
        self._doubled_paid += doubled
        allocation = Allocation(day=payment.day, **covered, doubled_part=doubled, surplus=left - doubled)
        self._allocations.append(allocation)
        self._steps.append(self._payment_step(payment, allocation))

    def _payment_step(self, payment: Payment, allocation: Allocation) -> Step:
        parts = {
            "抵执行费用": allocation.costs,
            "抵一般债务利息": allocation.ordinary_interest,
            "抵本金": allocation.principal,
            "抵加倍部分债务利息": allocation.doubled_part,
            "余款退还": allocation.surplus,
        }
        covered = "，".join(f"{name}{yuan(amount)}" for name, amount in parts.items() if amount)
        unpaid = yuan(self._unpaid["principal"])
        text = f"{payment.day}收款{yuan(payment.amount)}：{covered}；尚欠本金{unpaid}"
        return Step(text=text, amount=payment.amount)

    def result(self, warnings: tuple[str, ...]) -> DelayedInterest:
        total = rounded(self._accrued)
        unpaid = {f"unpaid_{debt}": rounded(amount) for debt, amount in self._unpaid.items()}
        closing = Step(text=f"加倍部分债务利息合计：{yuan(total)}", amount=total)
        return DelayedInterest(
            days=sum(stretch.days for stretch in self._stretches),
            doubled_part=total,
            unpaid_doubled_part=total - self._doubled_paid,
            **unpaid,
            surplus=rounded(sum((part.surplus for part in self._allocations), ZERO)),
            stretches=tuple(self._stretches),
            allocations=tuple(self._allocations),
            steps=(*self._steps, closing),
            warnings=warnings,
        )
