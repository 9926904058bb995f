"""The identity service (身份核验): whether a party is who the filing says, and where it is registered."""

from enum import StrEnum
from typing import Protocol

from pydantic import Field

from activities.gateways.client import OutsideClient
from activities.gateways.exchange import FromOutside, GatewayRequest


class AddressKind(StrEnum):
    """Registers an address may come from (GS-19)."""

    HOUSEHOLD_REGISTRATION = "household_registration"  # 户籍登记住所
    TEMPORARY_RESIDENCE = "temporary_residence"  # 暂住地
    BUSINESS_REGISTRATION = "business_registration"  # 工商登记地


class IdentityRequest(GatewayRequest):
    """One party to be verified with the court's digital key (密钥, GS-12).

    `party` is the party's id in the case; name and number go to the system only.
    """

    party: str = Field(min_length=1)
    party_kind: str
    name: str = Field(repr=False)
    id_number: str = Field(repr=False)


class RegisteredAddress(FromOutside):
    """An address as a register has it."""

    kind: AddressKind
    address: str = Field(repr=False)


class IdentityAnswer(FromOutside):
    """Whether name and number belong together, and the registered addresses by kind."""

    matched: bool
    addresses: tuple[RegisteredAddress, ...] = ()


class IdentityGateway(Protocol):
    """The identity service."""

    def verify(self, request: IdentityRequest) -> IdentityAnswer:
        """Verifies one party. Raises GatewayDown or GatewayRefused."""
        ...


class HttpIdentity:
    """The identity service over HTTP."""

    def __init__(self, client: OutsideClient) -> None:
        self._client = client

    def verify(self, request: IdentityRequest) -> IdentityAnswer:
        """Verifies one party. Raises GatewayDown or GatewayRefused."""
        return self._client.send("/identity/verify", request, IdentityAnswer)
