"""A filing (立案): what a court hands in so that a case begins, and what it must satisfy."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from models.case_number import CaseNumber, EnforcementCaseNo
from models.errors import Refusal
from models.facts.shapes import CriminalClause, Obligation, PriorTermination, RelatedCase
from models.facts.values import (
    BasisKind,
    Bool3,
    CaseKind,
    CauseGroup,
    FactValue,
    FilingChannel,
    Moment,
    ObligationKind,
    Side,
)
from models.filing.party import FilingParty, Line
from models.filing.problems import FieldFault, Problem, problems_of
from models.values import Facts

AMOUNT_SHAPE = re.compile(r"-?[0-9]+(\.[0-9]+)?")
AMOUNT_LIMIT = Decimal(10) ** 12
"""No claim is this large; such a figure is a slip (yuan)."""

CLAIM_KINDS = frozenset({CaseKind.FIRST_ENFORCEMENT, CaseKind.RESUMED, CaseKind.RECEIVED_ENTRUSTED})
"""The kinds of case in which somebody claims a performance, so that an amount or a duty is stated."""


class FilingFault(StrEnum):
    """Why a filing, or a file of filings, is refused."""

    INVALID = "filing_invalid"  # 立案信息不合要求
    FILE = "filing_file"  # 立案文件无法读取


def _amount(value: object) -> object:
    """An amount as a number or as plain digits: no separators, no unit, no sign of currency."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFKC", value).strip()
        if not AMOUNT_SHAPE.fullmatch(text):
            raise ValueError("应为以元为单位的数字，不带千分位逗号、单位和货币符号，如 800000.50")
        return Decimal(text)
    if isinstance(value, bool):
        raise ValueError("应为以元为单位的数字，如 800000.50")
    return str(value) if isinstance(value, float) else value


ClaimAmount = Annotated[
    Decimal, BeforeValidator(_amount), Field(gt=0, lt=AMOUNT_LIMIT, decimal_places=2, allow_inf_nan=False)
]


class Filing(FactValue):
    """One filing; the facts carry the names of requirements 8.1. Amounts in yuan, days court-local.

    A field left out is unknown; null says that there is none. `filed_at` may be a day alone (its
    beginning) or a time without a zone (the court's own, Asia/Shanghai).
    """

    court: Line = Field(title="法院", description="法院代码，见各院办案规则")
    case_no: EnforcementCaseNo = Field(
        title="案号", description="括号全角半角、空格不拘，按规范写法（2026）豫0326执123号保存"
    )
    filed_at: Moment = Field(title="立案时间", description="日期，或带时区的时间；无时区按北京时间")
    case_kind: CaseKind = Field(title="案件类别")
    basis_kind: BasisKind = Field(title="执行依据类型")
    basis_no: Line = Field(
        title="执行依据文号", description="可带文书名称，如（2025）豫0326民初456号民事判决书"
    )
    basis_issuer: Line | None = Field(default=None, title="执行依据作出机关", description="不填视为本院作出")
    cause: Line = Field(title="案由")
    cause_group: CauseGroup | None = Field(default=None, title="案由类别")
    claim_amount: ClaimAmount | None = Field(
        default=None, title="申请执行标的额", description="元，大于0，至多两位小数；没有金钱给付的不填"
    )
    obligations: tuple[Obligation, ...] | None = Field(
        default=None, title="给付内容", description="没有填写标的额时必填，且不得有金钱给付"
    )
    filing_channel: FilingChannel | None = Field(default=None, title="立案方式")
    campaign_code: Line | None = Field(
        default=None, title="专项行动", description="行动代码；null 表示确认没有"
    )
    case_topics: frozenset[Line] | None = Field(
        default=None, title="专题", description="本院办案规则所列的专题；空列表表示确认没有"
    )
    foreign_related: Bool3 = Field(default=None, title="涉外")
    self_enforced: Bool3 = Field(default=None, title="中院自执")
    party_gov_sides: frozenset[Side] | None = Field(
        default=None, title="涉党政机关", description="哪一方是党政机关；空列表表示确认没有"
    )
    criminal_clause_state: CriminalClause | None = Field(default=None, title="刑事判项情况")
    related_cases: tuple[RelatedCase, ...] | None = Field(
        default=None, title="关联案件", description="空列表表示确认没有"
    )
    prior_termination: PriorTermination | None = Field(
        default=None, title="前案终本", description="null 表示确认没有"
    )
    trial_service_by_notice: Bool3 = Field(default=None, title="审判阶段公告送达")
    prior_model_termination: Bool3 = Field(default=None, title="本模式下终本", description="仅恢复执行案件")
    parties: tuple[FilingParty, ...] = Field(
        min_length=2, max_length=500, title="当事人", description="至少一名申请执行人和一名被执行人"
    )
    note: str | None = Field(default=None, max_length=2000, title="备注")

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        for field, complaint in (
            ("case_no", self._year()),
            ("claim_amount", self._claim()),
            ("parties", self._sides()),
        ):
            if complaint:
                raise FieldFault(field, complaint)
        return self

    def _sides(self) -> str:
        """Both sides are there, and nobody is on both or twice on one."""
        roles = Counter(party.role for party in self.parties)
        for side, name in ((Side.APPLICANT, "申请执行人"), (Side.RESPONDENT, "被执行人")):
            if not roles[side]:
                return f"没有{name}"
        sides: dict[str, Side] = {}
        for party in self.parties:
            if party.id_number is None:
                continue
            if sides.setdefault(party.id_number, party.role) is not party.role:
                return "同一证件号码不能列在不同诉讼地位"
        named = Counter((party.role, party.name, party.id_number) for party in self.parties)
        return "同一当事人重复填写" if max(named.values()) > 1 else ""

    def _claim(self) -> str:
        """A claim has an amount, or duties none of which is to pay."""
        if self.claim_amount is not None or self.case_kind not in CLAIM_KINDS:
            return ""
        if not self.obligations:
            return "缺少该项；没有金钱给付的，应填写给付内容（obligations）"
        if any(duty.kind in (ObligationKind.PAY, None) for duty in self.obligations):
            return "缺少该项；给付内容有金钱给付或未写明种类，应有标的额"
        return ""

    def _year(self) -> str:
        """A number of a coming year cannot have been given yet."""
        year = CaseNumber.parse(self.case_no).year
        return f"案号年份{year}晚于立案时间" if year > self.filed_at.year else ""

    def case_facts(self) -> Facts:
        """What the filing states of the case by the names of requirements 8.1, and `filed_at`; as JSON.

        Fields nobody stated are left out: they are unknown. A flag stated as null is unknown too.
        """
        stated = self.model_dump(mode="json", include=set(FACT_FIELDS), exclude_unset=True)
        if stated.get("party_gov_sides"):
            stated["party_gov_sides"].sort()
        return {name: value for name, value in stated.items() if value is not None or name in NULLABLE}

    def party_rows(self) -> tuple[Facts, ...]:
        """The parties for the filing event, with ids like `respondent-2` that name nobody."""
        seen: Counter[Side] = Counter()
        rows = []
        for party in self.parties:
            seen[party.role] += 1
            rows.append(party.row(f"{party.role}-{seen[party.role]}"))
        return tuple(rows)


FACT_FIELDS = (
    "filed_at",
    "case_kind",
    "self_enforced",
    "basis_kind",
    "foreign_related",
    "campaign_code",
    "case_topics",
    "claim_amount",
    "obligations",
    "cause_group",
    "party_gov_sides",
    "criminal_clause_state",
    "filing_channel",
    "related_cases",
    "prior_termination",
    "trial_service_by_notice",
    "prior_model_termination",
)
"""The fields of a filing that are facts of the case (requirements 8.1; 8.5 for `filed_at`)."""

NULLABLE = frozenset({"campaign_code", "claim_amount", "obligations", "related_cases", "prior_termination"})
"""Facts that null says something about: that there is none."""


def check_filing(data: object, courts: Collection[str]) -> Filing | tuple[Problem, ...]:
    """The filing, or everything that is wrong with it; `courts` are the keys of the courts served."""
    try:
        filing = Filing.model_validate(data)
    except ValidationError as error:
        return problems_of(error, Filing)
    if filing.court not in courts:
        known = "、".join(sorted(courts))
        return (Problem(("court",), f"法院“{filing.court}”不在受理范围，可用：{known}"),)
    return filing


def parse_filing(data: object, courts: Collection[str]) -> Filing:
    """The filing of one object. Raises Refusal(FilingFault.INVALID) naming every field that does not fit."""
    checked = check_filing(data, courts)
    if isinstance(checked, Filing):
        return checked
    raise Refusal(FilingFault.INVALID, "；".join(problem.sentence(Filing) for problem in checked))
