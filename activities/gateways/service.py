"""Service of documents (送达): electronic platform, post, officers, grid workers, public notice."""

from enum import StrEnum
from typing import Protocol

from pydantic import Field

from activities.gateways.client import OutsideClient
from activities.gateways.exchange import GatewayRequest, Receipt
from models.values import Value


class ServiceChannel(StrEnum):
    """Ways of service (民诉法第87-95条, GS-22, GS-23)."""

    ELECTRONIC = "electronic"  # 电子送达
    POST = "post"  # 邮寄送达
    IN_PERSON = "in_person"  # 直接送达
    GRID = "grid"  # 网格员协助送达
    PUBLIC_NOTICE = "public_notice"  # 公告送达


class ServedDocument(Value):
    """A document by its id and kind in the case and the SHA-256 of its content."""

    id: str
    kind: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class ServiceRequest(GatewayRequest):
    """Documents sent together to one recipient by one channel (合并送达, GS-21).

    `recipient` is a party's id; `address` is a postal address, a phone number or an electronic
    address, as the channel needs it, and empty for a public notice.
    """

    recipient: str = Field(min_length=1)
    channel: ServiceChannel
    address_kind: str = ""
    address: str = Field(default="", repr=False)
    documents: tuple[ServedDocument, ...] = Field(min_length=1)


class ServiceGateway(Protocol):
    """The services that deliver documents."""

    def send(self, request: ServiceRequest) -> Receipt:
        """Sends them; `delivery_result` comes through the mailbox with this key.

        Raises GatewayDown or GatewayRefused.
        """
        ...


class HttpService:
    """Service of documents over HTTP."""

    def __init__(self, client: OutsideClient) -> None:
        self._client = client

    def send(self, request: ServiceRequest) -> Receipt:
        """Sends the documents. Raises GatewayDown or GatewayRefused."""
        return self._client.send("/service", request, Receipt)
