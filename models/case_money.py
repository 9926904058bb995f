"""Money of a case (案款): what arrived, what goes out, what was handed over directly."""

from decimal import Decimal

from models.distribution_plan import OUTSIDER
from models.values import Instant, Value


class Arrival(Value):
    """A sum that arrived on the case's account (案款到账)."""

    id: str
    amount: Decimal
    arrived_at: Instant
    origin: str
    item: str = ""
    ordered_out: Decimal = Decimal(0)
    paid_out: Decimal = Decimal(0)
    cleared_at: Instant | None = None


OTHER_PAYEE = "other"
"""The payee of a payout to somebody who is no party of the case (案外收款人)."""


class Payout(Value):
    """A payment out of the case's account (案款发放)."""

    id: str
    arrival: str
    payee: str
    purpose: str
    amount: Decimal
    ordered_at: Instant
    paid_at: Instant | None = None
    plan: str = ""
    creditor: str = ""
    """The creditor of that plan of distribution whom it satisfies, by id."""

    @property
    def to_this_case(self) -> bool:
        """Whether it satisfies the claim of this case: no fee, no refund, no creditor of another one."""
        return self.purpose == "claim" and not self.creditor.startswith(OUTSIDER)


class DirectPayment(Value):
    """Money a respondent handed straight to an applicant (当场给付): in and out at once, past the account."""

    id: str
    payer: str
    payee: str = ""
    amount: Decimal
    paid_at: Instant
    proof: str = ""
