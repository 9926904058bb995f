"""Sharing money among creditors (参与分配): principles, ranks, and what a plan must add up to."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from pydantic import Field

from models.errors import Code, Refusal
from models.fees import CENT
from models.values import Value

OBJECTION_DAYS = 15
"""Calendar days from receipt of the plan in which it may be objected to (民诉法解释第509条, NB-243)."""


class Principle(StrEnum):
    """By which rule the ordinary creditors share (分配原则)."""

    PROPORTIONAL = "proportional"
    BY_SEIZURE = "by_seizure"

    @property
    def words(self) -> str:
        """The rule as the plan states it."""
        return _WORDS[self][0]

    @property
    def law(self) -> str:
        """The law it rests on."""
        return _WORDS[self][1]


_WORDS = {
    Principle.PROPORTIONAL: (
        "执行费用和优先受偿的债权先行受偿，普通债权按照债权数额的比例受偿",
        "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第五百零八条",
    ),
    Principle.BY_SEIZURE: (
        "执行费用和优先受偿的债权先行受偿，普通债权按照财产保全和执行中查封、扣押、冻结财产的先后顺序受偿",
        "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第五百一十四条",
    ),
}
"""NB-238, NB-239."""


class Rank(StrEnum):
    """The rank of a claim (受偿顺位), the first one first."""

    COSTS = "costs"
    PRIORITY = "priority"
    ORDINARY = "ordinary"

    @property
    def words(self) -> str:
        """The rank as the plan states it."""
        return {Rank.COSTS: "执行费用", Rank.PRIORITY: "优先受偿债权", Rank.ORDINARY: "普通债权"}[self]


class Share(Value):
    """What one creditor claims and gets, yuan.

    `creditor` is the id of an applicant of the case, or the name of a creditor of another one;
    `seized_on` the day of that creditor's own seizure or freeze, where the order of seizure decides.
    """

    creditor: str = Field(min_length=1)
    rank: Rank = Rank.ORDINARY
    claim: Decimal = Field(gt=0, decimal_places=2)
    share: Decimal = Field(ge=0, decimal_places=2)
    seized_on: date | None = None


def check_shares(principle: Principle, amount: Decimal, shares: tuple[Share, ...]) -> None:
    """Raises Refusal(BAD_DATA) unless the shares add up and follow rank and principle.

    Nobody gets more than the claim, a later rank only when the earlier ones are satisfied; ordinary
    claims share in proportion, to the cent, or one after the other by the day of seizure.
    """
    total = sum((each.share for each in shares), Decimal(0))
    _require(total == amount, f"各债权人分得的数额合计 {total} 元，与分配金额 {amount} 元不符")
    over = [each for each in shares if each.share > each.claim]
    _require(not over, "分得的数额不得超过债权数额")
    for earlier, later in pairwise(Rank):
        waits = any(each.share < each.claim for each in shares if each.rank is earlier)
        gets = any(each.share > 0 for each in shares if list(Rank).index(each.rank) >= _place(later))
        _require(not (waits and gets), f"{earlier.words}尚未全部受偿，后一顺位不得分配")
    ordinary = tuple(each for each in shares if each.rank is Rank.ORDINARY)
    if principle is Principle.PROPORTIONAL:
        _check_proportion(ordinary)
    else:
        _check_order(ordinary)


def _place(rank: Rank) -> int:
    return list(Rank).index(rank)


def _check_proportion(ordinary: tuple[Share, ...]) -> None:
    claims = sum((each.claim for each in ordinary), Decimal(0))
    left = sum((each.share for each in ordinary), Decimal(0))
    slack = CENT * len(ordinary)
    uneven = any(abs(each.share - left * each.claim / claims) > slack for each in ordinary)
    _require(not uneven, "普通债权应当按照债权数额的比例受偿（民诉法解释第508条）")


def _check_order(ordinary: tuple[Share, ...]) -> None:
    _require(all(each.seized_on for each in ordinary), "按查封先后受偿的，须写明各债权人查封、冻结的日期")
    for first in ordinary:
        for other in ordinary:
            earlier = first.seized_on is not None and other.seized_on is not None
            passed = earlier and str(first.seized_on) < str(other.seized_on) and other.share > 0
            _require(
                not (passed and first.share < first.claim),
                "在先查封的债权人尚未全部受偿，在后的不得分配（民诉法解释第514条）",
            )


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise Refusal(Code.BAD_DATA, message)
