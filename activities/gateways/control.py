"""Online control of property (线上查封、扣押、冻结) and its release."""

from datetime import date
from enum import StrEnum
from typing import Protocol

from pydantic import Field

from activities.gateways.client import OutsideClient
from activities.gateways.exchange import FromOutside, GatewayRequest, PositiveYuan, Reason, Yuan
from models.values import Instant


class ControlMethod(StrEnum):
    """How a thing is brought under control (民诉法第253、255条)."""

    FREEZE = "freeze"  # 冻结
    SEIZE = "seize"  # 查封
    DETAIN = "detain"  # 扣押


class ControlState(StrEnum):
    """What the registry or bank did."""

    FROZEN = "frozen"  # 已控制
    REFUSED = "refused"  # 未能控制


class ControlRequest(GatewayRequest):
    """A thing to be controlled up to and including `until`, the day on the assistance notice.

    `kind` is the kind of asset or money of requirements section 8, `holder` the respondent's id.
    Money names the sum. A renewal (续行, NB-36) is the same request with a later day and its own key.
    """

    item_ref: str = Field(min_length=1)
    kind: str
    holder: str = ""
    method: ControlMethod
    amount: PositiveYuan | None = None
    until: date


class ControlAnswer(FromOutside):
    """Whether it is controlled, how much of the money, until when; or the reason why not."""

    state: ControlState
    reference: str = ""
    amount: Yuan | None = None
    until: date | None = None
    reason: Reason = ""


class ReleaseRequest(GatewayRequest):
    """A controlled thing to be released (解除查封、扣押、冻结, NB-42)."""

    item_ref: str = Field(min_length=1)


class ReleaseAnswer(FromOutside):
    """The release as the registry or bank entered it."""

    reference: str
    released_at: Instant


class ControlGateway(Protocol):
    """The banks and registries that control property online."""

    def control(self, request: ControlRequest) -> ControlAnswer:
        """Controls one thing; a refusal for cause is an answer. Raises GatewayDown or GatewayRefused."""
        ...

    def release(self, request: ReleaseRequest) -> ReleaseAnswer:
        """Releases one thing. Raises GatewayDown, or GatewayRefused (`not_controlled`)."""
        ...


class HttpControl:
    """Control of property over HTTP."""

    def __init__(self, client: OutsideClient) -> None:
        self._client = client

    def control(self, request: ControlRequest) -> ControlAnswer:
        """Controls one thing; a refusal for cause is an answer. Raises GatewayDown or GatewayRefused."""
        return self._client.send("/control", request, ControlAnswer)

    def release(self, request: ReleaseRequest) -> ReleaseAnswer:
        """Releases one thing. Raises GatewayDown, or GatewayRefused (`not_controlled`)."""
        return self._client.send("/control/release", request, ReleaseAnswer)
