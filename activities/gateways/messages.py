"""Short messages to parties (短信通知)."""

from typing import Protocol

from pydantic import Field

from activities.gateways.client import OutsideClient
from activities.gateways.exchange import FromOutside, GatewayRequest
from models.values import Instant


class SmsRequest(GatewayRequest):
    """A short message to one party; `recipient` is the party's id."""

    recipient: str = Field(min_length=1)
    phone: str = Field(default="", repr=False)
    text: str = Field(min_length=1, max_length=1000, repr=False)


class SmsAnswer(FromOutside):
    """The message as the operator booked it; `delivered` is false when the number is dead."""

    reference: str
    sent_at: Instant
    delivered: bool


class MessageGateway(Protocol):
    """The operator's message service."""

    def send(self, request: SmsRequest) -> SmsAnswer:
        """Sends one message. Raises GatewayDown or GatewayRefused."""
        ...


class HttpMessages:
    """Short messages over HTTP."""

    def __init__(self, client: OutsideClient) -> None:
        self._client = client

    def send(self, request: SmsRequest) -> SmsAnswer:
        """Sends one message. Raises GatewayDown or GatewayRefused."""
        return self._client.send("/messages", request, SmsAnswer)
