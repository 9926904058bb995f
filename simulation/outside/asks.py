"""What may be asked of the simulated systems: the body of every request with an effect."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from simulation.outside.business_time import Moment
from simulation.outside.truth import Channel, HoldingKind, Measure

Sum = Annotated[Decimal, Field(gt=0, max_digits=16, decimal_places=2)]


class Ask(BaseModel):
    """The head of every request; the key comes in the header `Idempotency-Key`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    court: str = Field(min_length=1)
    case_no: str = Field(min_length=1)
    key: str = Field(min_length=1)
    at: Moment


class IdentityAsk(Ask):
    """POST /identity/verify."""

    party: str
    party_kind: str
    name: str
    id_number: str


class TrialFileAsk(Ask):
    """POST /trial-file/open."""

    party: str
    trial_case_no: str = ""


class QueryAsk(Ask):
    """POST /queries."""

    system: Literal["national", "local"]
    respondents: tuple[str, ...] = Field(min_length=1)


class ControlAsk(Ask):
    """POST /control."""

    item_ref: str
    kind: HoldingKind
    holder: str = ""
    method: Literal["freeze", "seize", "detain"]
    amount: Sum | None = None
    until: date


class ReleaseAsk(Ask):
    """POST /control/release."""

    item_ref: str


class DeductionAsk(Ask):
    """POST /deductions."""

    item_ref: str
    amount: Sum


class PayoutAsk(Ask):
    """POST /bank/payouts."""

    payee: str
    purpose: str
    amount: Sum
    account_name: str = ""
    account_number: str = ""


class DocumentAsk(BaseModel):
    """One document of a sending."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: str
    sha256: str


class ServiceAsk(Ask):
    """POST /service."""

    recipient: str
    channel: Channel
    address_kind: str = ""
    address: str = ""
    documents: tuple[DocumentAsk, ...] = Field(min_length=1)


class SmsAsk(Ask):
    """POST /messages."""

    recipient: str
    phone: str = ""
    text: str


class PriceAsk(Ask):
    """POST /pricing/inquiries."""

    item_ref: str
    kind: HoldingKind


class ListingAsk(Ask):
    """POST /auction/listings."""

    item_ref: str
    kind: HoldingKind
    round: Literal["first", "second", "sale"]
    start_price: Sum
    deposit: Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=2)]
    opens_at: Moment
    closes_at: Moment
    balance_due_on: date


class WithdrawalAsk(Ask):
    """POST /auction/withdrawals."""

    listing: str
    reason: str = ""


class EntryAsk(Ask):
    """POST /credit/entries."""

    measure: Measure
    respondent: str
    decision: str
    amount: Sum | None = None
    days: int | None = Field(default=None, gt=0)
    until: date | None = None


class LiftAsk(Ask):
    """POST /credit/lifts."""

    reference: str
    ground: str = ""
