"""The trial-stage e-file (审理阶段电子卷宗): what the trial left about a party's service."""

from typing import Protocol

from pydantic import Field

from activities.gateways.client import OutsideClient
from activities.gateways.exchange import FromOutside, GatewayRequest


class TrialFileRequest(GatewayRequest):
    """The file of the case the enforcement rests on, opened for one party (GS-12, NB-74)."""

    party: str = Field(min_length=1)
    trial_case_no: str = ""


class AddressConfirmation(FromOutside):
    """The service-address confirmation of the trial (送达地址确认书, NB-71, NB-74)."""

    address: str = Field(repr=False)
    phone: str = Field(default="", repr=False)
    electronic_consent: bool = False


class TrialDocument(FromOutside):
    """A document of the file by its SHA-256."""

    name: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class TrialFile(FromOutside):
    """What the file holds: the party's confirmation if there is one, how the trial served, documents.

    `service_by_notice`: the trial could serve the party by public notice only (公告送达, SH-T13).
    """

    address_confirmation: AddressConfirmation | None = None
    service_by_notice: bool = False
    documents: tuple[TrialDocument, ...] = ()


class TrialFileGateway(Protocol):
    """The store of trial files."""

    def open(self, request: TrialFileRequest) -> TrialFile:
        """Opens the file for one party. Raises GatewayDown or GatewayRefused."""
        ...


class HttpTrialFile:
    """The store of trial files over HTTP."""

    def __init__(self, client: OutsideClient) -> None:
        self._client = client

    def open(self, request: TrialFileRequest) -> TrialFile:
        """Opens the file for one party. Raises GatewayDown or GatewayRefused."""
        return self._client.send("/trial-file/open", request, TrialFile)
