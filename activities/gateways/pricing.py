"""The online price inquiry (网络询价, NB-159..NB-165)."""

from typing import Protocol

from pydantic import Field

from activities.gateways.client import OutsideClient
from activities.gateways.exchange import GatewayRequest, Receipt


class PriceInquiryRequest(GatewayRequest):
    """A thing whose price all listed platforms are asked for at once (NB-162)."""

    item_ref: str = Field(min_length=1)
    kind: str


class PricingGateway(Protocol):
    """The inquiry platform."""

    def inquire(self, request: PriceInquiryRequest) -> Receipt:
        """Asks the platforms; `price_answer` comes through the mailbox with this key.

        Raises GatewayDown or GatewayRefused.
        """
        ...


class HttpPricing:
    """The price inquiry over HTTP."""

    def __init__(self, client: OutsideClient) -> None:
        self._client = client

    def inquire(self, request: PriceInquiryRequest) -> Receipt:
        """Asks the platforms. Raises GatewayDown or GatewayRefused."""
        return self._client.send("/pricing/inquiries", request, Receipt)
