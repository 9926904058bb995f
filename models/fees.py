"""Enforcement and preservation fees with the steps of their formula (执行申请费、保全申请费)."""

from decimal import ROUND_HALF_UP, Decimal

from models.errors import Refusal
from models.values import Value

CENT = Decimal("0.01")
LARGEST = Decimal(10) ** 15
"""No claim comes near it; a larger figure is a typing error."""


class Step(Value):
    """One line of a calculation as a court reads it; `amount` is exact, before rounding."""

    text: str
    amount: Decimal


class Fee(Value):
    """A fee in yuan, rounded half up to the cent once, at the end (NB-263), and how it came about."""

    amount: Decimal
    steps: tuple[Step, ...]


class Bracket(Value):
    """A part of the amount and its rate; `up_to` is empty for the last part."""

    above: Decimal
    up_to: Decimal | None
    percent: Decimal


def _bracket(above: int, up_to: int | None, percent: str) -> Bracket:
    upper = None if up_to is None else Decimal(up_to)
    return Bracket(above=Decimal(above), up_to=upper, percent=Decimal(percent))


ENFORCEMENT_BASE = Decimal(50)
ENFORCEMENT_BRACKETS = (
    _bracket(10_000, 500_000, "1.5"),
    _bracket(500_000, 5_000_000, "1"),
    _bracket(5_000_000, 10_000_000, "0.5"),
    _bracket(10_000_000, None, "0.1"),
)
"""诉讼费用交纳办法第14条第(一)项 (NB-254..NB-258)."""

NO_AMOUNT_RANGE = (Decimal(50), Decimal(500))
"""No amount in the case: a person chooses within this range (NB-253)."""

PRESERVATION_BASE = Decimal(30)
PRESERVATION_CEILING = Decimal(5_000)
PRESERVATION_BRACKETS = (_bracket(1_000, 100_000, "1"), _bracket(100_000, None, "0.5"))
"""诉讼费用交纳办法第14条第(二)项 (NB-265)."""


def enforcement_fee(amount: Decimal | None) -> Fee:
    """The fee for an amount in yuan (NB-254..NB-258).

    Whether the amount is what was claimed or what was recovered is the caller's choice (NB-262).
    Raises Refusal `amount_invalid` for anything but a positive amount in yuan and cents, and
    `fee_needs_person` for a case without amount, whose fee is never computed (NB-253).
    """
    if amount is None:
        low, high = NO_AMOUNT_RANGE
        raise Refusal(
            "fee_needs_person",
            f"没有执行金额或者价额的，申请费由法院在{yuan(low)}至{yuan(high)}之间确定，不予计算",
        )
    checked = positive_amount("执行金额", amount)
    return _fee(checked, ENFORCEMENT_BASE, ENFORCEMENT_BRACKETS)


def chosen_fee(chosen: Decimal) -> Fee:
    """The fee of a case without amount, as a person chose it (NB-253).

    Raises Refusal `fee_out_of_range` outside 50 to 500 yuan.
    """
    low, high = NO_AMOUNT_RANGE
    checked = positive_amount("申请费", chosen)
    if not low <= checked <= high:
        raise Refusal("fee_out_of_range", f"申请费应在{yuan(low)}至{yuan(high)}之间，收到{yuan(checked)}")
    text = f"没有执行金额或者价额，在{yuan(low)}至{yuan(high)}之间确定：{yuan(checked)}"
    return Fee(amount=checked.quantize(CENT), steps=(Step(text=text, amount=checked),))


def preservation_fee(amount: Decimal | None) -> Fee:
    """The fee for preserving property of this value in yuan, or of none (NB-265); at most 5,000 yuan.

    Raises Refusal `amount_invalid` for anything but a positive amount in yuan and cents.
    """
    if amount is None:
        text = f"不涉及财产数额：每件{yuan(PRESERVATION_BASE)}"
        base = PRESERVATION_BASE
        return Fee(amount=base.quantize(CENT), steps=(Step(text=text, amount=base),))
    checked = positive_amount("保全财产数额", amount)
    fee = _fee(checked, PRESERVATION_BASE, PRESERVATION_BRACKETS)
    if fee.amount <= PRESERVATION_CEILING:
        return fee
    ceiling = PRESERVATION_CEILING.quantize(CENT)
    text = f"合计超过最高限额，按{yuan(ceiling)}交纳"
    return Fee(amount=ceiling, steps=(*fee.steps, Step(text=text, amount=ceiling)))


def _fee(amount: Decimal, base: Decimal, brackets: tuple[Bracket, ...]) -> Fee:
    steps = [Step(text=f"不超过{yuan(brackets[0].above)}的部分：{yuan(base)}", amount=base)]
    for bracket in brackets:
        upper = amount if bracket.up_to is None else min(amount, bracket.up_to)
        if upper > bracket.above:
            steps.append(_bracket_step(bracket, upper - bracket.above))
    total = rounded(sum((step.amount for step in steps), Decimal(0)))
    return Fee(amount=total, steps=(*steps, Step(text=f"合计：{yuan(total)}", amount=total)))


def _bracket_step(bracket: Bracket, part: Decimal) -> Step:
    fee = part * bracket.percent / 100
    until = f"至{yuan(bracket.up_to)}" if bracket.up_to is not None else ""
    text = f"超过{yuan(bracket.above)}{until}的部分：{yuan(part)} × {bracket.percent}% = {yuan(fee)}"
    return Step(text=text, amount=fee)


def rounded(amount: Decimal) -> Decimal:
    """Half up to the cent (四舍五入至分)."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def yuan(amount: Decimal) -> str:
    """An amount as a court reads it, with every digit of an exact intermediate value."""
    exact = amount.normalize()
    return f"{exact:,f}元" if exact != exact.quantize(CENT) else f"{exact:,.2f}元"


def positive_amount(name: str, amount: Decimal) -> Decimal:
    """The amount if it is above zero; `name` is what the refusal calls it. Raises `amount_invalid`."""
    if amount_or_zero(name, amount) == 0:
        raise Refusal("amount_invalid", f"{name}应大于0，收到{amount}")
    return amount


def amount_or_zero(name: str, amount: Decimal) -> Decimal:
    """The amount if it is zero or more, in yuan and whole cents. Raises Refusal `amount_invalid`."""
    valid = amount.is_finite() and 0 <= amount < LARGEST and amount == amount.quantize(CENT)
    if not valid:
        raise Refusal("amount_invalid", f"{name}应为不小于0、至多两位小数的金额（元），收到{amount}")
    return amount
