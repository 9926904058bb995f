"""What is really so in a case and the court does not know yet: the schema of POST /truth."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from simulation.outside.business_time import Latency, Moment
from simulation.outside.settings import Takes

Yuan = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=2)]
Channel = Literal["electronic", "post", "in_person", "grid", "public_notice"]
CHANNELS = frozenset({"electronic", "post", "in_person", "grid", "public_notice"})
Measure = Literal["consumption_restriction", "dishonest_list", "fine", "detention"]
MONEY_KINDS = frozenset(
    {"bank_deposit", "network_account", "insurance_wealth", "housing_fund_balance", "other_money"}
)
HoldingKind = Literal[
    "bank_deposit",
    "network_account",
    "insurance_wealth",
    "housing_fund_balance",
    "other_money",
    "house",
    "shop",
    "land",
    "vehicle",
    "listed_stock",
    "equity",
    "securities",
    "machinery",
    "housing_fund",
    "other",
]


class Fact(BaseModel):
    """A part of the truth; a field left out is drawn from the case's seed, `null` means there is none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def says(self, field: str) -> bool:
        """Whether the docket said something about this field."""
        return field in self.model_fields_set


class Address(Fact):
    """A registered address."""

    kind: Literal["household_registration", "temporary_residence", "business_registration"]
    address: str


class Confirmation(Fact):
    """The service-address confirmation of the trial."""

    address: str
    phone: str = ""
    electronic_consent: bool = False


class Reaction(Fact):
    """What becomes of a sending by one channel; `takes` overrides the usual time."""

    outcome: Literal["delivered", "returned"]
    reason: str = Field(default="", pattern=r"^[a-z0-9_]*$", max_length=64)
    takes: Latency | None = None


class Trigger(StrEnum):
    """What moves a respondent to pay."""

    SERVED = "served"
    FROZEN = "frozen"
    RESTRICTED = "restricted"
    LISTED = "listed"
    FINED = "fined"
    DETAINED = "detained"


class Payment(Fact):
    """A payment of one's own accord, `business_days` after the trigger first came true."""

    amount: Annotated[Decimal, Field(gt=0, max_digits=16, decimal_places=2)]
    after: Trigger = Trigger.SERVED
    business_days: int = Field(default=5, ge=0)
    to: Literal["case_account", "applicant"] = "case_account"


class Round(Fact):
    """What happens in one auction round: each bidder's highest bid, and whether the winner pays.

    `bid_day` is the day of a sale's window on which the first bid comes (NB-210).
    """

    bids: tuple[Yuan, ...] = ()
    bid_day: int = Field(default=5, ge=0)
    pays: bool = True
    takes: Latency | None = None


class Holding(Fact):
    """Something a party owns: an account with its balance, or a thing with its market value.

    `seen_by` names the query systems that show it, none for what only an officer finds on the spot.
    It shows from `appears_after` working days after filing. A reason in `control_refused`,
    `deduction_refused` makes that fail.
    """

    kind: HoldingKind
    item_ref: str = ""
    amount: Yuan = Decimal(0)
    source: Literal["query", "preservation"] = "query"
    seen_by: tuple[Literal["national", "local"], ...] = ()
    appears_after: int = Field(default=0, ge=0)
    place: str = ""
    in_area: bool | None = None
    needs_appraisal: bool | None = None
    eviction_needed: bool | None = None
    disposable_now: bool | None = None
    right_of_disposal: bool | None = None
    papers_complete: bool | None = None
    control_refused: str = Field(default="", pattern=r"^[a-z0-9_]*$", max_length=64)
    deduction_refused: str = Field(default="", pattern=r"^[a-z0-9_]*$", max_length=64)
    prices: dict[str, Yuan | None] = Field(default_factory=dict)
    auction: dict[Literal["first", "second", "sale"], Round] = Field(default_factory=dict)

    @property
    def is_money(self) -> bool:
        """Whether it is an account."""
        return self.kind in MONEY_KINDS


class Party(Fact):
    """The truth about one party, by the party's id in the case."""

    identity_matched: bool = True
    registered: tuple[Address, ...] = ()
    confirmation: Confirmation | None = None
    phone_answered: bool = True
    service: dict[str, Reaction] = Field(default_factory=dict)
    """By channel, or by `channel/address_kind` where the address makes a difference."""
    holdings: tuple[Holding, ...] = ()
    payments: tuple[Payment, ...] = ()
    credit_refused: dict[Measure, str] = Field(default_factory=dict)
    notes: dict[str, Any] = Field(default_factory=dict)
    """For the simulated staff alone: what a visit finds, where the respondent is, what he says."""

    @field_validator("service")
    @classmethod
    def _known_channels(cls, service: dict[str, Reaction]) -> dict[str, Reaction]:
        for name, reaction in service.items():
            channel = name.split("/")[0]
            if channel not in CHANNELS:
                raise ValueError(f"unknown channel {channel}")
            if channel == "public_notice" and reaction.outcome == "returned":
                raise ValueError("a public notice does not come back")
        return service


class TrialDocument(Fact):
    """A document of the trial file."""

    name: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class TrialFile(Fact):
    """What the trial left behind."""

    service_by_notice: bool = False
    documents: tuple[TrialDocument, ...] = ()


class OtherArrival(Fact):
    """Money from elsewhere, `business_days` after filing."""

    amount: Annotated[Decimal, Field(gt=0, max_digits=16, decimal_places=2)]
    business_days: int = Field(ge=0)
    payer_kind: str = "third_party"


class CaseTruth(Fact):
    """The truth of one case."""

    parties: dict[str, Party] = Field(default_factory=dict)
    trial_file: TrialFile = TrialFile()
    other_arrivals: tuple[OtherArrival, ...] = ()
    latency: dict[Takes, Latency] = Field(default_factory=dict)
    notes: dict[str, Any] = Field(default_factory=dict)


class TruthPost(Fact):
    """The body of POST /truth; it comes before the case's first request."""

    court: str = Field(min_length=1)
    case_no: str = Field(min_length=1)
    filed_at: Moment
    seed: str = ""
    truth: CaseTruth = CaseTruth()
