"""What every exchange with an outside system has in common: the head of a request, answer, receipt."""

from decimal import Decimal
from typing import Annotated

from pydantic import ConfigDict, Field

from models.values import Instant, Value

Yuan = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=2)]
"""A sum of money in yuan with two decimals."""

PositiveYuan = Annotated[Decimal, Field(gt=0, max_digits=16, decimal_places=2)]
"""A sum above zero."""

Reason = Annotated[str, Field(max_length=64, pattern=r"^[a-z0-9_]*$")]
"""Why something was refused or came back: a code of the outside system, never free text."""


class GatewayRequest(Value):
    """The head of every request that has an effect.

    `key` is the idempotency key: the same key with the same request is answered with the stored
    answer and has no second effect; with another request it is refused (`key_reused`). `at` is the
    case's business time; it is not part of what the key covers, because a stage that runs again
    from its top sends the same request at a later moment.
    """

    court: str = Field(min_length=1, max_length=64)
    case_no: str = Field(min_length=1, max_length=64)
    key: str = Field(min_length=1, max_length=300)
    at: Instant


class FromOutside(Value):
    """A value an outside system sent: fields we do not know are left out, so that it may add some."""

    model_config = ConfigDict(extra="ignore")


class Receipt(FromOutside):
    """The system took the request (受理回执); its answer comes later through the mailbox."""

    reference: str = Field(min_length=1, max_length=128)
    accepted_at: Instant
