"""What every document of a case has in common: the case head, the parties, the bench, the accounts."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from models.values import Instant, Value


def _printable(text: str) -> str:
    """Refuses control characters other than a line break: they would break the document's XML."""
    if any(ord(character) < 32 and character != "\n" for character in text):
        raise ValueError("文字中有不可打印的控制字符")
    return text


Words = Annotated[str, AfterValidator(_printable)]
"""Words a document prints; a line break stays a line break."""

Named = Annotated[str, Field(min_length=1), AfterValidator(_printable)]
"""Words a document cannot do without."""

Yuan = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
"""Money in yuan, to the cent, below a trillion."""

ID_CARD_LENGTH = 18


class FormParty(Value):
    """A party as a court's document names it (当事人的身份事项).

    `natural` says whether it is a natural person; sex and day of birth are read from the identity
    number, so that the document never contradicts it.
    """

    name: Named
    natural: bool
    id_number: Words = ""
    address: Words = ""
    representative: Words = ""
    representative_post: Words = ""
    agent: Words = ""
    agent_post: Words = ""

    @property
    def pronoun(self) -> str:
        """How the document addresses the party."""
        return "你" if self.natural else "你单位"

    @property
    def line(self) -> str:
        """The party's paragraph without its role (《人民法院民事裁判文书制作规范》)."""
        parts = [self.name, *self._person(), *self._place(), *self._number()]
        return "，".join(parts) + "。"

    @property
    def representative_line(self) -> str:
        """Who acts for an organisation by law (法定代表人)."""
        return "，".join(part for part in (self.representative, self.representative_post) if part) + "。"

    @property
    def agent_line(self) -> str:
        """Who acts by mandate (委托诉讼代理人)."""
        return "，".join(part for part in (self.agent, self.agent_post) if part) + "。"

    @property
    def has_id_card(self) -> bool:
        """Whether the number is a resident identity number of 18 places."""
        return self.natural and len(self.id_number) == ID_CARD_LENGTH and self.id_number[:17].isdigit()

    def _person(self) -> list[str]:
        if not self.has_id_card:
            return []
        number = self.id_number
        sex = "男" if int(number[16]) % 2 else "女"
        return [sex, f"{int(number[6:10])}年{int(number[10:12])}月{int(number[12:14])}日出生"]

    def _place(self) -> list[str]:
        if not self.address:
            return []
        return [f"住{self.address}" if self.natural else f"住所地{self.address}"]

    def _number(self) -> list[str]:
        if not self.id_number:
            return []
        if self.has_id_card:
            return [f"公民身份号码{self.id_number}"]
        if not self.natural and len(self.id_number) == ID_CARD_LENGTH:
            return [f"统一社会信用代码{self.id_number}"]
        return [f"证件号码{self.id_number}"]


class CaseHead(Value):
    """The case as its documents introduce it (案件首部).

    `amount` is the sum applied for in yuan, none where the claim is not for money; `filed_on` is the
    day of filing (立案) and `date` the day the document bears (成文日期), both court-local.
    """

    court_name: Named
    case_no: Named
    applicants: tuple[FormParty, ...] = Field(min_length=1)
    respondents: tuple[FormParty, ...] = Field(min_length=1)
    cause: Named
    basis_no: Named
    basis_issuer: Words = "本院"
    amount: Yuan | None = None
    filed_on: dt.date
    date: dt.date

    @property
    def applicant_names(self) -> str:
        """The applicants' names in a row."""
        return "、".join(party.name for party in self.applicants)

    @property
    def respondent_names(self) -> str:
        """The respondents' names in a row."""
        return "、".join(party.name for party in self.respondents)

    @property
    def basis(self) -> str:
        """The instrument that is enforced (执行依据): who made it, its number, and what it is."""
        kind = "" if self.basis_no.endswith("书") else "生效法律文书"
        return f"{self.basis_issuer}{self.basis_no}{kind}"


class Contact(Value):
    """Whom a party may ask (联系人): an officer's name, telephone, and the court's address."""

    name: Named
    phone: Named
    address: Words = ""
    postcode: Words = ""


class Account(Value):
    """A bank account (账户): the case's own at the court (一案一账号), or a payee's."""

    bank: Named
    holder: Named
    number: Named


class Seat(Value):
    """One line of the signature block of a ruling (署名)."""

    title: Named
    name: Named


class Bench(Value):
    """Who makes a ruling (审判组织): one judge, or a panel whose first judge presides."""

    judges: tuple[Named, ...] = Field(min_length=1)
    assistant: Words = ""
    clerk: Named

    @property
    def seats(self) -> tuple[Seat, ...]:
        """The lines above the date, in the order they are signed."""
        first = "审　判　长" if len(self.judges) > 1 else "审　判　员"
        titles = [first, *["审　判　员"] * (len(self.judges) - 1)]
        return tuple(Seat(title=title, name=name) for title, name in zip(titles, self.judges, strict=True))


class Session(Value):
    """When, where and between whom a conversation took place (谈话)."""

    started_at: Instant
    ended_at: Instant | None = None
    place: Named
    interviewer: Named
    recorder: Named
    interviewee: Named
    interviewee_role: Named


class Answer(Value):
    """A question and its answer in a record (问、答)."""

    question: Named
    answer: Named


class Opinion(Value):
    """One box of an approval form (审批意见): filled by an approval in the system, or left for ink."""

    post: Named
    opinion: Words = ""
    name: Words = ""
    on: dt.date | None = None


class AuctionRound(StrEnum):
    """The round of an online sale (网拍规定第26条, NB-186, NB-207)."""

    FIRST = "first"
    SECOND = "second"
    SALE = "sale"

    @property
    def words(self) -> str:
        """How a document names the round."""
        return {"first": "第一次拍卖", "second": "第二次拍卖", "sale": "变卖"}[self.value]


class Form(Value):
    """The field values of one form; its template uses exactly these fields."""

    head: CaseHead
