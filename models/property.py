"""Money and things of the respondents (被执行人财产), and what holds them: found, controlled, disposed of."""

from abc import ABC, abstractmethod
from datetime import date
from decimal import Decimal

from pydantic import Field

from models.values import Facts, Instant, Value


class Controllable(Value, ABC):
    """What may be brought under control, and what was ordered about its control since (解除、续行)."""

    control_expires_on: date | None = None
    control_refused: bool = False
    released_at: Instant | None = None
    release_order: str = ""
    """The grant that orders its release (准予解除)."""
    renew_until: date | None = None
    """The last day of a renewal that was ordered and not made yet (续行至)."""

    @property
    @abstractmethod
    def since(self) -> Instant | None:
        """When it came under control."""

    @property
    @abstractmethod
    def online(self) -> str:
        """Under which reference the registry or bank has it; empty where it was controlled by hand."""

    @property
    def held(self) -> bool:
        """Whether it is under control and nobody has ordered that it be let go."""
        return self.since is not None and self.released_at is None and not self.release_order


class Asset(Controllable):
    """A thing found (财产): where it stands between found and disposed of."""

    id: str
    kind: str
    source: str
    found_at: Instant
    facts: Facts = Field(default_factory=dict)
    controlled_at: Instant | None = None
    conditions_met_at: Instant | None = None
    disposal_entered_at: Instant | None = None
    eviction_notice_until: date | None = None
    eviction_done_at: Instant | None = None
    pricing_method: str = ""
    price_inquired: bool = False
    reference_price: Decimal | None = None
    papers_handed_at: Instant | None = None
    planned_round: str = ""
    start_price: Decimal | None = None
    deposit: Decimal | None = None
    opens_at: str = ""
    published_round: str = ""
    ended_round: str = ""
    round_ended_at: Instant | None = None
    result: str = ""
    sold_price: Decimal | None = None
    price_paid_at: Instant | None = None
    ruling_served_at: Instant | None = None
    delivered_at: Instant | None = None
    debt_offer: str = ""
    disposal_ended_at: Instant | None = None
    disposal_outcome: str = ""

    @property
    def since(self) -> Instant | None:
        """When it came under control."""
        return self.controlled_at

    @property
    def online(self) -> str:
        """Under which reference the registry has it; empty where it was seized by hand."""
        return str(self.facts.get("item_ref") or "")

    @property
    def in_disposal(self) -> bool:
        """Whether the disposal of this asset has begun and not ended."""
        return self.disposal_entered_at is not None and self.disposal_ended_at is None

    @property
    def on_sale(self) -> bool:
        """Whether a planned round has not ended yet, or a buyer was found."""
        return self.planned_round != self.ended_round or self.result == "sold"


class FoundMoney(Controllable):
    """Money found at a bank or platform (可扣划资金)."""

    id: str
    kind: str
    source: str
    ref: str = ""
    amount: Decimal
    found_at: Instant
    frozen_at: Instant | None = None
    frozen_amount: Decimal = Decimal(0)
    deduction_ordered: Decimal | None = None
    deduction_sent: bool = False
    deduction_orders: int = 0

    @property
    def since(self) -> Instant | None:
        """When it came under control."""
        return self.frozen_at

    @property
    def online(self) -> str:
        """Under which reference the bank has it; empty where it was frozen at the counter."""
        return self.ref

    @property
    def deduction_due(self) -> bool:
        """Whether a deduction was ordered and the bank has not been told yet."""
        return self.deduction_ordered is not None and not self.deduction_sent
