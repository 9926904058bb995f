"""The number of a case (案号): one canonical spelling, so that it can be a key (NB-20)."""

import re
import unicodedata
from typing import Annotated, Self

from pydantic import AfterValidator, Field

from models.errors import Code, Refusal
from models.values import Value

OPENING = "（([［〔【〈<"
CLOSING = "）)］]〕】〉>"
FIRST_YEAR, LAST_YEAR = 2016, 2099
"""The present form of case numbers is in force since 2016 (人民法院案件案号规定, 法〔2015〕137号)."""

REGIONS = "京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔云藏陕甘青宁新兵军"
EXAMPLE = "（2026）豫0326执123号"

_SHAPE = re.compile(
    r"\((?P<year>[0-9]{4})\)"
    rf"(?P<court>最高法|[{REGIONS}](?:[0-9]{{4}}|[0-9]{{2}})?)"
    r"(?P<word>[一-鿿]{1,6})(?P<serial>[0-9]{1,7})号"
)


class CaseNumber(Value):
    """A case number in its parts: year received, court code, type word, serial number.

    `word` is the type word (类型代字), e.g. 执, 执恢, 执保, 执异; a basis's number has others (民初).
    """

    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR)
    court: str
    word: str
    serial: int = Field(ge=1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads a case number with brackets of any width and shape, spaces, and full-width digits.

        Raises Refusal(Code.BAD_DATA) naming what was expected.
        """
        found = _SHAPE.fullmatch(_plain(text))
        if found is None:
            raise Refusal(Code.BAD_DATA, f"案号“{text[:40]}”不合格式，应如{EXAMPLE}")
        year, serial = int(found["year"]), int(found["serial"])
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise Refusal(Code.BAD_DATA, f"案号“{text[:40]}”的年份应在{FIRST_YEAR}至{LAST_YEAR}之间")
        if serial == 0:
            raise Refusal(Code.BAD_DATA, f"案号“{text[:40]}”的编号应从1起")
        return cls(year=year, court=found["court"], word=found["word"], serial=serial)

    @property
    def canonical(self) -> str:
        """The official spelling: full-width round brackets, no spaces, no leading zeros."""
        return f"（{self.year}）{self.court}{self.word}{self.serial}号"

    @property
    def enforcement(self) -> bool:
        """Whether it is the number of an enforcement case (执, 执恢, 执保, 执异, 执复, 执监 …)."""
        return self.word.startswith("执")

    def __str__(self) -> str:
        return self.canonical


def canonical_case_no(text: str) -> str:
    """The canonical spelling of a case number. Raises Refusal(Code.BAD_DATA)."""
    return CaseNumber.parse(text).canonical


def _enforcement_case_no(text: str) -> str:
    """The canonical number of an enforcement case; ValueError in Chinese for anything else."""
    try:
        number = CaseNumber.parse(text)
    except Refusal as refusal:
        raise ValueError(refusal.message) from refusal
    if not number.enforcement:
        raise ValueError(f"案号“{number}”不是执行案件案号，类型代字应以“执”开头，如{EXAMPLE}")
    return number.canonical


EnforcementCaseNo = Annotated[str, AfterValidator(_enforcement_case_no)]
"""The canonical number of an enforcement case, as a field of a value."""


def _plain(text: str) -> str:
    """The text with half-width signs, round brackets and no white space."""
    out = []
    for sign in text:
        if sign in OPENING:
            out.append("(")
        elif sign in CLOSING:
            out.append(")")
        elif not sign.isspace() and unicodedata.category(sign) != "Cf":
            out.append(unicodedata.normalize("NFKC", sign))
    return "".join(out)
