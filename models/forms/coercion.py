"""Decisions that restrict, list, fine or detain (限制消费、失信、罚款、拘留)."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from models.forms.head import Account, Contact, Form, FormParty, Named, Words, Yuan
from models.values import Value

PERSON_FINE_CEILING = Decimal("100000")
"""Highest fine on a natural person, yuan (民诉法第118条, NB-116)."""

UNIT_FINE_FLOOR, UNIT_FINE_CEILING = Decimal("50000"), Decimal("1000000")
"""Lowest and highest fine on an organisation, yuan (民诉法第118条, NB-117)."""

DETENTION_CEILING = 15
"""Longest detention, days; a ceiling and never a default (民诉法第118条, NB-118)."""


class LinkedPerson(Value):
    """Someone restricted together with an organisation (限消规定第3条, NB-132)."""

    name: Named
    post: Named


class ConsumptionRestrictionOrder(Form):
    """限制消费令 (限消规定第1条、第3条至第5条, NB-130, NB-131); the president signs it (NB-80)."""

    addressee: FormParty
    linked_persons: tuple[LinkedPerson, ...] = ()
    contact: Contact


class DishonestGround(StrEnum):
    """Why somebody is listed (失信规定第1条, NB-136); the value is the item of that article."""

    REFUSES = "一"
    FORGES_OR_THREATENS = "二"
    HIDES_PROPERTY = "三"
    BREAKS_REPORTING = "四"
    BREAKS_RESTRICTION = "五"
    BREAKS_SETTLEMENT = "六"

    @property
    def words(self) -> str:
        """The ground as the decision states it."""
        return _GROUNDS[self]


_GROUNDS = {
    DishonestGround.REFUSES: "有履行能力而拒不履行生效法律文书确定义务",
    DishonestGround.FORGES_OR_THREATENS: "以伪造证据、暴力、威胁等方法妨碍、抗拒执行",
    DishonestGround.HIDES_PROPERTY: "以虚假诉讼、虚假仲裁或者以隐匿、转移财产等方法规避执行",
    DishonestGround.BREAKS_REPORTING: "违反财产报告制度",
    DishonestGround.BREAKS_RESTRICTION: "违反限制消费令",
    DishonestGround.BREAKS_SETTLEMENT: "无正当理由拒不履行执行和解协议",
}


class DishonestListingDecision(Form):
    """纳入失信被执行人名单决定书 (失信规定第1条、第2条、第5条, NB-136, NB-137).

    `term_years` is none for the first ground, 2 for the others, up to 5 with the extension of NB-138.
    """

    addressee: FormParty
    ground: DishonestGround
    conduct: Named
    term_years: int | None = Field(default=None, ge=2, le=5)
    contact: Contact

    @model_validator(mode="after")
    def _term(self) -> Self:
        without = self.ground is DishonestGround.REFUSES
        if without != (self.term_years is None):
            raise ValueError("失信期限：第一项情形不设期限，其余各项须为2年至5年")
        return self


class FineDecision(Form):
    """罚款决定书: `fine` yuan for `conduct`, under `article` of the 民诉法 (第118条、第119条, NB-119)."""

    punished: FormParty
    conduct: Named
    article: Named
    fine: Yuan
    pay_by: dt.date
    account: Account | None = None
    higher_court: Named

    @model_validator(mode="after")
    def _within_the_law(self) -> Self:
        if self.punished.natural:
            lawful = Decimal(0) < self.fine <= PERSON_FINE_CEILING
        else:
            lawful = UNIT_FINE_FLOOR <= self.fine <= UNIT_FINE_CEILING
        if not lawful:
            raise ValueError("罚款金额：对个人为10万元以下，对单位为5万元以上100万元以下（民诉法第118条）")
        return self


class DetentionDecision(Form):
    """拘留决定书: at most fifteen `days` for `conduct`, under `article` of the 民诉法 (第118条, NB-118)."""

    detained: FormParty
    conduct: Named
    article: Named
    days: int = Field(ge=1, le=DETENTION_CEILING)
    custody_place: Words = ""
    higher_court: Named

    @model_validator(mode="after")
    def _natural(self) -> Self:
        if not self.detained.natural:
            raise ValueError("被拘留人须为自然人")
        return self
