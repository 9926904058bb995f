"""Deduction of money at a bank or platform (扣划, 民诉法第253条, NB-39)."""

from typing import Protocol

from pydantic import Field

from activities.gateways.client import OutsideClient
from activities.gateways.exchange import GatewayRequest, PositiveYuan, Receipt


class DeductionRequest(GatewayRequest):
    """An order to transfer a sum of a found account to the case's account."""

    item_ref: str = Field(min_length=1)
    amount: PositiveYuan


class DeductionGateway(Protocol):
    """The banks that carry out a deduction."""

    def order(self, request: DeductionRequest) -> Receipt:
        """Orders it; `deduction_answer`, then `money_arrived` come through the mailbox with this key.

        Raises GatewayDown, or GatewayRefused (`item_unknown`).
        """
        ...


class HttpDeduction:
    """Deduction over HTTP."""

    def __init__(self, client: OutsideClient) -> None:
        self._client = client

    def order(self, request: DeductionRequest) -> Receipt:
        """Orders a deduction. Raises GatewayDown, or GatewayRefused (`item_unknown`)."""
        return self._client.send("/deductions", request, Receipt)
