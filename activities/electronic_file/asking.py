"""What the electronic file asks of the desk it lies on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from activities.casework import Casework


class Submitted(Protocol):
    """What became of an act."""

    @property
    def act_id(self) -> UUID:
        """The act's own id."""
        ...

    @property
    def seq(self) -> int | None:
        """Its place in the journal; none while it waits for delivery."""
        ...


class Desk(Protocol):
    """What the file asks of the desk it lies on: a case's time, a person's role, the way of acting."""

    @property
    def casework(self) -> Casework:
        """The register, read."""
        ...

    async def clock(self, case_key: str) -> datetime:
        """Now, for this case."""
        ...

    async def act(
        self,
        case_key: str,
        kind: str,
        staff: str,
        data: Mapping[str, Any],
        *,
        role: str = "",
        on_behalf_of: str = "",
    ) -> Submitted:
        """Keep an act, then deliver it. Raises Refusal."""
        ...
