"""The shapes of facts that have parts (requirements 8.1-8.4): lists and objects, every part optional."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from models.facts.values import (
    AssetKind,
    AuctionOutcome,
    Bool3,
    Day,
    EvidenceState,
    FactValue,
    FindSource,
    Moment,
    MoneyKind,
    ObjectionBy,
    ObligationKind,
    Relation,
    Text,
    Yuan,
)

_SOURCES = {"network_query": "network", "offline_query": "offline"}
_SYSTEMS = {"总对总": "national", "点对点": "local"}

Source = Annotated[FindSource, BeforeValidator(lambda value: _SOURCES.get(value, value))]
System = Annotated[Text, BeforeValidator(lambda value: _SYSTEMS.get(value, value))]


class Obligation(FactValue):
    """One thing the instrument orders (给付内容)."""

    kind: ObligationKind | None = None
    asset_kind: AssetKind | None = None


class CriminalClause(FactValue):
    """How clear a criminal judgment's property clause is (刑事判项情况)."""

    unclear: Bool3 = None
    complex: Bool3 = None
    fast_possible: Bool3 = None


class RelatedCase(FactValue):
    """Another enforcement case this one is tied to (关联案件)."""

    case_no: Text | None = None
    relation: Relation | None = None
    team: str | None = None


class PriorTermination(FactValue):
    """An earlier case against the respondent that ended in termination (前案终本)."""

    in_this_court: Bool3 = None
    case_no: Text | None = None
    closed_on: Day | None = None
    for_lack_of_assets: Bool3 = None


class ApplicantLeads(FactValue):
    """What the applicant can say (执行线索)."""

    accurate_possible: Bool3 = None
    property: tuple[str, ...] | None = None
    whereabouts: tuple[str, ...] | None = None
    third_party_claims: tuple[str, ...] | None = None


class SpecialFeatures(FactValue):
    """What may make a case major and difficult, each judged by a person (重大疑难因素)."""

    large_amount: Bool3 = None
    legacy: Bool3 = None
    many_applicants: Bool3 = None
    complex: Bool3 = None
    difficult: Bool3 = None
    sensitive: Bool3 = None
    influential: Bool3 = None


class ChosenClass(FactValue):
    """A catch-all class a person picked, and why (人工识别, CV-7)."""

    rule_id: Text | None = None
    reason: str | None = None
    by: str | None = None


class QueryRun(FactValue):
    """One query in one system (查控记录)."""

    system: System | None = None
    launched_at: Moment | None = None
    returned_at: Moment | None = None
    processed_at: Moment | None = None


class MoneyItem(FactValue):
    """Money that was found (可扣划资金); found by query unless said otherwise."""

    kind: MoneyKind | None = None
    amount: Yuan | None = None
    source: Source = FindSource.QUERY
    found_at: Moment | None = None
    frozen_at: Moment | None = None


class AssetItem(FactValue):
    """A thing that was found (查控财产); found by query unless said otherwise."""

    kind: AssetKind | None = None
    source: Source = FindSource.QUERY
    place: str | None = None
    in_area: Bool3 = None
    found_at: Moment | None = None
    controlled_at: Moment | None = None
    seized_at: Moment | None = None
    disposable_now: Bool3 = None
    right_of_disposal: Bool3 = None
    needs_appraisal: Bool3 = None
    papers_complete: Bool3 = None
    eviction_needed: Bool3 = None


class OfflineDone(FactValue):
    """The offline query's beginning and registration (传统查控完成)."""

    started_at: Moment | None = None
    registered_at: Moment | None = None


class Objection(FactValue):
    """An enforcement objection (执行异议)."""

    raised_by: ObjectionBy | None = None
    at: Moment | None = None


class Obstacle(FactValue):
    """Why the case can hardly be closed soon (短期难以结案)."""

    reason: str | None = None
    by: str | None = None


class RestWaived(FactValue):
    """Whether the applicant waives what is left (放弃其他权利)."""

    waived: Bool3 = None
    sum_fairly_large: Bool3 = None


class SettlementAgreement(FactValue):
    """An enforcement settlement (执行和解)."""

    signed: Bool3 = None
    part_performed_on_spot: Bool3 = None
    security_given: Bool3 = None


class Detention(FactValue):
    """Judicial detention (拘留); days are calendar days, at most 15 (NB-118)."""

    lawful: Bool3 = None
    exempted_by: str | None = None
    started_at: Moment | None = None
    days: Annotated[int, Field(gt=0, le=15)] | None = None


class Fine(FactValue):
    """A fine (罚款)."""

    at: Moment | None = None
    amount: Yuan | None = None


class CrimeEvidence(FactValue):
    """Evidence of the crime of refusing to perform (拒执罪证据)."""

    exists: Bool3 = None
    at: Moment | None = None


class JudgedNoAssets(FactValue):
    """The judgement that there is in all likelihood nothing (大概率无财产)."""

    value: Bool3 = None
    at: Moment | None = None


class AuctionStanding(FactValue):
    """How the auction stands, and since when (拍卖结果)."""

    state: AuctionOutcome | None = None
    ended_at: Moment | None = None


class EvidencePaper(FactValue):
    """Whether a closing paper is there; `not_applicable` needs a reason."""

    state: EvidenceState
    reason: str = ""

    @model_validator(mode="after")
    def _reasoned(self) -> "EvidencePaper":
        if self.state is EvidenceState.NOT_APPLICABLE and not self.reason.strip():
            raise ValueError("“不适用”须写明理由（reason）")
        return self


class ClosingFields(FactValue):
    """What a closing must state (结案信息, SH-43); amounts in yuan."""

    claim_amount: Yuan | None = None
    closing_amount: Yuan | None = None
    waived_amount: Yuan | None = None
    recovered_amount: Yuan | None = None
    closed_on: Day | None = None
    closing_method: Text | None = None
    closing_ground: Text | None = None


class Overriding(FactValue):
    """A derived value a person overrides, with the reason (requirements 8.6)."""

    value: bool | Decimal | date | str
    reason: Text
    by: Text


def bare_state(value: Any) -> Any:
    """A state written alone means the object with that state."""
    return {"state": value} if isinstance(value, str) else value


def bare_value(value: Any) -> Any:
    """A judgement written alone means the object with that value."""
    return value if value is None or isinstance(value, Mapping | FactValue) else {"value": value}


Auctioned = Annotated[AuctionStanding, BeforeValidator(bare_state)]
Paper = Annotated[EvidencePaper, BeforeValidator(bare_state)]
NoAssets = Annotated[JudgedNoAssets, BeforeValidator(bare_value)]
