"""A party as a filing states it (立案时的当事人信息), and what its numbers must satisfy."""

import re
import unicodedata
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from models.facts.values import Bool3, FactValue, Side
from models.filing.problems import FieldFault
from models.values import Facts


class PartyKind(StrEnum):
    """What a party is (当事人类型); the order of service channels depends on it (GS-23)."""

    NATURAL_PERSON = "natural_person"
    COMPANY = "company"
    ORGAN = "organ"
    BANK = "bank"
    INSURER = "insurer"
    INSTITUTION = "institution"
    OTHER_ORGANISATION = "other_organisation"


class IdKind(StrEnum):
    """What a party's number is (证件类型)."""

    RESIDENT_ID = "resident_id"
    PASSPORT = "passport"
    TRAVEL_PERMIT = "travel_permit"
    CREDIT_CODE = "credit_code"
    OTHER = "other"


RESIDENT_ID_SHAPE = re.compile(r"[1-9][0-9]{16}[0-9X]")
RESIDENT_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
RESIDENT_ID_CHECKS = "10X98765432"
CREDIT_CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_CODE_SHAPE = re.compile(rf"[{CREDIT_CODE_SIGNS}]{{18}}")
PHONE_SHAPE = re.compile(r"\+?[0-9][0-9-]{5,18}[0-9]")


def resident_id_problem(number: str) -> str:
    """What is wrong with a resident identity number (公民身份号码, GB 11643); empty if nothing is."""
    if not RESIDENT_ID_SHAPE.fullmatch(number):
        return "公民身份号码应为18位，前17位为数字，末位为数字或X"
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "公民身份号码第7至14位不是有效的出生日期"
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], RESIDENT_ID_WEIGHTS, strict=True))
    return "" if RESIDENT_ID_CHECKS[total % 11] == number[17] else "公民身份号码末位校验码不符"


def credit_code_problem(code: str) -> str:
    """What is wrong with a unified social credit code (统一社会信用代码, GB 32100); empty if nothing is."""
    if not CREDIT_CODE_SHAPE.fullmatch(code):
        return "统一社会信用代码应为18位数字或大写字母（不含I、O、S、V、Z）"
    total = sum(CREDIT_CODE_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:17]))
    return "" if CREDIT_CODE_SIGNS[-total % 31] == code[17] else "统一社会信用代码末位校验码不符"


def _tidy(value: Any) -> Any:
    """Text without spaces around it; what is not text is left for the type to refuse."""
    return value.strip() if isinstance(value, str) else value


def _number(value: Any) -> Any:
    """A number in half-width signs, without spaces, in capitals."""
    if not isinstance(value, str):
        return value
    return "".join(unicodedata.normalize("NFKC", value).split()).upper()


def _no_control(text: str) -> str:
    if any(ord(sign) < 32 for sign in text):
        raise ValueError("不得有换行或控制字符")
    return text


def _phone(text: str) -> str:
    if not PHONE_SHAPE.fullmatch(text):
        raise ValueError("电话应为数字，可含区号连字符，如 13000000000 或 0379-1234567")
    return text


Line = Annotated[
    str, BeforeValidator(_tidy), Field(min_length=1, max_length=200), AfterValidator(_no_control)
]
Number = Annotated[
    str, BeforeValidator(_number), Field(min_length=4, max_length=40), AfterValidator(_no_control)
]
Phone = Annotated[str, BeforeValidator(_number), AfterValidator(_phone)]


class Agent(FactValue):
    """Who acts for a party (委托诉讼代理人)."""

    name: Line = Field(title="代理人姓名")
    firm: Line | None = Field(default=None, title="代理人单位")
    phone: Phone | None = Field(default=None, title="代理人电话")
    lawyer: Bool3 = Field(default=None, title="代理人为律师")


class PayeeAccount(FactValue):
    """Where the applicant's money goes (收款账户)."""

    holder: Line = Field(title="收款户名")
    bank: Line = Field(title="收款开户行")
    number: Number = Field(title="收款账号")

    @property
    def line(self) -> str:
        """The account in one line, as the party's record keeps it."""
        return f"户名：{self.holder}；开户银行：{self.bank}；账号：{self.number}"


class FilingParty(FactValue):
    """A party of a filing; `id_number` is checked by the kind of number it is said to be."""

    role: Side = Field(title="诉讼地位", description="申请执行人、被执行人或其他当事人")
    kind: PartyKind = Field(title="当事人类型")
    name: Line = Field(title="姓名或名称")
    id_kind: IdKind | None = Field(
        default=None, title="证件类型", description="不填时自然人按公民身份号码、其他按统一社会信用代码核对"
    )
    id_number: Number | None = Field(default=None, title="证件号码", description="核对位数和校验码")
    phone: Phone | None = Field(default=None, title="联系电话")
    address: Line | None = Field(default=None, title="地址")
    electronic_consent: Bool3 = Field(default=None, title="同意电子送达")
    representative: Line | None = Field(default=None, title="法定代表人或负责人")
    representative_post: Line | None = Field(default=None, title="法定代表人职务")
    agent: Agent | None = Field(default=None, title="委托诉讼代理人")
    payee_account: PayeeAccount | None = Field(default=None, title="收款账户", description="仅申请执行人填写")

    @property
    def natural(self) -> bool:
        """Whether it is a natural person."""
        return self.kind is PartyKind.NATURAL_PERSON

    @model_validator(mode="after")
    def _number_fits(self) -> Self:
        assumed = IdKind.RESIDENT_ID if self.natural else IdKind.CREDIT_CODE
        kind = self.id_kind or assumed
        if self.natural and kind is IdKind.CREDIT_CODE:
            raise FieldFault("id_kind", "自然人的证件类型不能是统一社会信用代码")
        if not self.natural and kind not in (IdKind.CREDIT_CODE, IdKind.OTHER):
            raise FieldFault("id_kind", "法人和非法人组织的证件类型应为统一社会信用代码或其他")
        if self.id_number:
            checks = {IdKind.RESIDENT_ID: resident_id_problem, IdKind.CREDIT_CODE: credit_code_problem}
            problem = checks[kind](self.id_number) if kind in checks else ""
            if problem:
                raise FieldFault("id_number", problem)
        if self.payee_account and self.role is not Side.APPLICANT:
            raise FieldFault("payee_account", "只有申请执行人可以填写收款账户")
        return self

    def row(self, party_id: str) -> Facts:
        """The party as the journal's filing event carries it, under an id that names nobody."""
        stated = self.model_dump(mode="json", exclude_none=True, exclude={"payee_account"})
        if self.payee_account:
            stated["payee_account"] = self.payee_account.line
        return {"id": party_id, **stated}
