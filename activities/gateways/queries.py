"""The network query systems (网络查控): national (总对总) and local (点对点)."""

from enum import StrEnum
from typing import Protocol

from pydantic import Field

from activities.gateways.client import OutsideClient
from activities.gateways.exchange import GatewayRequest, Receipt


class QuerySystem(StrEnum):
    """The two query systems (GS-15, RY-18)."""

    NATIONAL = "national"  # 总对总
    LOCAL = "local"  # 点对点


class QueryRequest(GatewayRequest):
    """A query for the property of the case's respondents, by their ids; nobody else (NB-30)."""

    system: QuerySystem
    respondents: tuple[str, ...] = Field(min_length=1)


class QueryGateway(Protocol):
    """The query systems."""

    def launch(self, request: QueryRequest) -> Receipt:
        """Launches a query; its `query_answer` comes through the mailbox with this key.

        Raises GatewayDown or GatewayRefused.
        """
        ...


class HttpQueries:
    """The query systems over HTTP."""

    def __init__(self, client: OutsideClient) -> None:
        self._client = client

    def launch(self, request: QueryRequest) -> Receipt:
        """Launches a query. Raises GatewayDown or GatewayRefused."""
        return self._client.send("/queries", request, Receipt)
