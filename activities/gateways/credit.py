"""Entries against a respondent (信用惩戒与强制措施): restriction, list, fine, detention."""

from datetime import date
from enum import StrEnum
from typing import Protocol

from pydantic import Field

from activities.gateways.client import OutsideClient
from activities.gateways.exchange import FromOutside, GatewayRequest, PositiveYuan, Reason
from models.values import Instant


class CreditMeasure(StrEnum):
    """What can be entered."""

    CONSUMPTION_RESTRICTION = "consumption_restriction"  # 限制消费
    DISHONEST_LIST = "dishonest_list"  # 失信被执行人名单
    FINE = "fine"  # 罚款
    DETENTION = "detention"  # 拘留


class EntryState(StrEnum):
    """What the system did with an entry."""

    ENTERED = "entered"
    REFUSED = "refused"


class EntryRequest(GatewayRequest):
    """A decided measure to be entered or notified; `decision` is the decision's id in the case.

    A fine names its sum, a detention its days, a restriction or listing its last day if it has one.
    """

    measure: CreditMeasure
    respondent: str = Field(min_length=1)
    decision: str
    amount: PositiveYuan | None = None
    days: int | None = Field(default=None, gt=0)
    until: date | None = None


class EntryAnswer(FromOutside):
    """The entry, or the reason why it was not made."""

    state: EntryState
    reference: str = ""
    entered_at: Instant | None = None
    reason: Reason = ""


class LiftRequest(GatewayRequest):
    """An entry to be taken back, by the reference it was given (解除、屏蔽)."""

    reference: str = Field(min_length=1)
    ground: str = ""


class LiftAnswer(FromOutside):
    """The end of an entry."""

    reference: str
    lifted_at: Instant


class CreditGateway(Protocol):
    """The systems that keep restrictions, the list, fines and detention notices."""

    def enter(self, request: EntryRequest) -> EntryAnswer:
        """Enters a measure; a refusal for cause is an answer. Raises GatewayDown or GatewayRefused."""
        ...

    def lift(self, request: LiftRequest) -> LiftAnswer:
        """Ends an entry. Raises GatewayDown, or GatewayRefused (`not_found`)."""
        ...


class HttpCredit:
    """Entries over HTTP."""

    def __init__(self, client: OutsideClient) -> None:
        self._client = client

    def enter(self, request: EntryRequest) -> EntryAnswer:
        """Enters a measure; a refusal for cause is an answer. Raises GatewayDown or GatewayRefused."""
        return self._client.send("/credit/entries", request, EntryAnswer)

    def lift(self, request: LiftRequest) -> LiftAnswer:
        """Ends an entry. Raises GatewayDown, or GatewayRefused (`not_found`)."""
        return self._client.send("/credit/lifts", request, LiftAnswer)
