"""The bank that keeps the case's account (一案一账号, NB-227): payouts and the statement."""

from enum import StrEnum
from typing import Protocol

from pydantic import Field

from activities.gateways.client import OutsideClient
from activities.gateways.exchange import FromOutside, GatewayRequest, PositiveYuan, Yuan
from models.values import Instant


class PayoutRequest(GatewayRequest):
    """A sum to be paid from the case's account to a payee's account (案款发放).

    `payee` is a party's id, or `court` for fees; name and number of the account go to the bank only.
    """

    payee: str = Field(min_length=1)
    purpose: str
    amount: PositiveYuan
    account_name: str = Field(default="", repr=False)
    account_number: str = Field(default="", repr=False)


class PayoutAnswer(FromOutside):
    """The payment as the bank booked it, and what is left on the case's account."""

    bank_reference: str = Field(min_length=1, max_length=128)
    paid_at: Instant
    balance: Yuan


class StatementLineKind(StrEnum):
    """Directions of a booking."""

    ARRIVAL = "arrival"  # 到账
    PAYOUT = "payout"  # 发放


class StatementLine(FromOutside):
    """One booking on the case's account."""

    reference: str
    kind: StatementLineKind
    amount: PositiveYuan
    at: Instant


class Statement(FromOutside):
    """The case's account up to now, oldest booking first (对账, NB-234)."""

    balance: Yuan
    lines: tuple[StatementLine, ...] = ()


class BankGateway(Protocol):
    """The bank of the case's account."""

    def pay_out(self, request: PayoutRequest) -> PayoutAnswer:
        """Pays once per key. Raises GatewayDown, or GatewayRefused (`insufficient_balance`).

        A refused payment is not kept under its key: it may be asked for again when money is there.
        """
        ...

    def statement(self, court: str, case_no: str) -> Statement:
        """The case's account. Raises GatewayDown or GatewayRefused."""
        ...


class HttpBank:
    """The bank over HTTP."""

    def __init__(self, client: OutsideClient) -> None:
        self._client = client

    def pay_out(self, request: PayoutRequest) -> PayoutAnswer:
        """Pays once per key. Raises GatewayDown, or GatewayRefused (`insufficient_balance`)."""
        return self._client.send("/bank/payouts", request, PayoutAnswer)

    def statement(self, court: str, case_no: str) -> Statement:
        """The case's account. Raises GatewayDown or GatewayRefused."""
        return self._client.ask("/bank/statement", {"court": court, "case_no": case_no}, Statement)
