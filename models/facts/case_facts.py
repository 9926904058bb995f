"""The facts of a case (案件事实, requirements 8.1-8.4): what is not stated is unknown, null is none."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field, ValidationError

from models.errors import Code, Refusal
from models.facts.shapes import (
    ApplicantLeads,
    AssetItem,
    Auctioned,
    ChosenClass,
    ClosingFields,
    CrimeEvidence,
    CriminalClause,
    Detention,
    Fine,
    MoneyItem,
    NoAssets,
    Objection,
    Obligation,
    Obstacle,
    OfflineDone,
    Overriding,
    Paper,
    PriorTermination,
    QueryRun,
    RelatedCase,
    RestWaived,
    SettlementAgreement,
    SpecialFeatures,
)
from models.facts.values import (
    BasisKind,
    Bool3,
    CaseKind,
    CauseGroup,
    FactValue,
    FilingChannel,
    Moment,
    PerformanceState,
    RespondentContact,
    SearchPlace,
    Side,
    Text,
    Yuan,
)
from models.validation import first_problem, path_text


class CaseFacts(FactValue):
    """What is known of a case, by the field names of requirements 8.1-8.4; amounts in yuan.

    `filed_at` is the one event time a rule reads (RY-T8); closing adds `closing_fields`,
    `closing_review_stamped`, `compliance_reviewed` and `group_leader_decision`. `overridden` holds
    derived values a person replaced, by the name of the derived value (requirements 8.6).
    """

    # 8.1 known at filing (立案时)
    case_kind: CaseKind | None = None
    self_enforced: Bool3 = None
    basis_kind: BasisKind | None = None
    foreign_related: Bool3 = None
    campaign_code: Text | None = None
    case_topics: frozenset[Text] | None = None
    claim_amount: Yuan | None = None
    outstanding_amount: Yuan | None = None
    obligations: tuple[Obligation, ...] | None = None
    cause_group: CauseGroup | None = None
    party_gov_sides: frozenset[Side] | None = None
    criminal_clause_state: CriminalClause | None = None
    filing_channel: FilingChannel | None = None
    related_cases: tuple[RelatedCase, ...] | None = None
    prior_termination: PriorTermination | None = None
    trial_service_by_notice: Bool3 = None
    prior_model_termination: Bool3 = None
    filed_at: Moment | None = None
    # 8.2 known after reception or interview (初次接待后)
    performance_state: PerformanceState | None = None
    settlement_likely: Bool3 = None
    opposition_severe: Bool3 = None
    coordination_needed: Bool3 = None
    applicant_leads: ApplicantLeads | None = None
    likely_refused: Bool3 = None
    special_features: SpecialFeatures | None = None
    collective_petition_risk: Bool3 = None
    chosen_class: ChosenClass | None = None
    # 8.3 known after network or offline query (查控后)
    query_runs: tuple[QueryRun, ...] | None = None
    money_found: tuple[MoneyItem, ...] | None = None
    one_go_possible: Bool3 = None
    assets_found: tuple[AssetItem, ...] | None = None
    offline_done: OfflineDone | None = None
    amount_small_and_closable: Bool3 = None
    # 8.4 known during handling (办理中)
    track: Text | None = None
    team: Text | None = None
    group: Text | None = None
    respondent_contact: RespondentContact | None = None
    search_place: SearchPlace | None = None
    objection: Objection | None = None
    restitution_needed: Bool3 = None
    outside_attention: frozenset[str] | None = None
    objective_obstacle: Obstacle | None = None
    objection_to_judge: Bool3 = None
    applicant_waives_rest: RestWaived | None = None
    settlement_agreement: SettlementAgreement | None = None
    can_be_closed: Bool3 = None
    detention: Detention | None = None
    sanction_due: Bool3 = None
    fine: Fine | None = None
    crime_evidence: CrimeEvidence | None = None
    auction_result: Auctioned | None = None
    termination_evidence: dict[str, Paper] | None = None
    probably_no_assets: NoAssets | None = None
    # closing (结案)
    closing_fields: ClosingFields | None = None
    closing_review_stamped: Bool3 = None
    compliance_reviewed: Bool3 = None
    group_leader_decision: Bool3 = None
    # derived values a person replaced
    overridden: dict[str, Overriding] = Field(default_factory=dict)

    @property
    def known(self) -> dict[str, Any]:
        """The stated facts by name; what is not among them is unknown."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class Progress(FactValue):
    """How far the case is, as the register knows it: facts of the handling that nobody states."""

    disposal_pending: Bool3 = None
    transfer_requested: Bool3 = None
    closing_proposed: Bool3 = None
    closing_returned: Bool3 = None
    likely_refused_confirmed: Bool3 = None
    money_unpaid: Bool3 = None
    measures_in_force: Bool3 = None
    pool: str | None = None
    organisation_respondent: Bool3 = None
    resumption_refused: Bool3 = None

    @property
    def known(self) -> dict[str, Any]:
        """What the register could tell."""
        return {name: getattr(self, name) for name in self.model_fields_set}


def parse_facts(data: Mapping[str, Any], where: str) -> CaseFacts:
    """The facts of a flat object; `where` names the file or form it came from.

    Raises Refusal(FACTS_INVALID) with one sentence naming place, field and what was expected.
    """
    if not isinstance(data, Mapping):
        raise Refusal(Code.FACTS_INVALID, f"{where}：案件事实应为键值表")
    try:
        return CaseFacts.model_validate(dict(data))
    except ValidationError as error:
        problem = first_problem(error, CaseFacts)
        place = f"{where}：字段 {path_text(problem.path)}：{problem.message}"
        raise Refusal(Code.FACTS_INVALID, place) from error
