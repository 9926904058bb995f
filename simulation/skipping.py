"""The one place that skips time: a case's own clock is moved forward on the server (experimental there)."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from simulation.outside.business_time import local

PATIENCE = 60.0
"""Seconds a fast-forward may take; one that hangs is tried anew."""

DEFAULT_ADDRESS = "127.0.0.1:7233"
"""Where Temporal is looked for when neither environment nor profile says."""

A_MOMENT = timedelta(milliseconds=5)
"""Clocks are compared to the millisecond."""

SET_LATE = timedelta(milliseconds=500)
"""A timer fires later than its case counts, by as long as the server took to be told of it."""

CLEAR = timedelta(seconds=20)
"""How far a skip that passes a timer ends behind it.

A timer fires about a second late, and a workflow task that completes in the very moment at which a
skip ends makes the server (1.32.0) skip on to the next timer: a limit would pass that nobody reached.
"""


@dataclass(frozen=True)
class History:
    """How long the history of a case's run is: events and bytes."""

    events: int
    size: int


class CaseClocks:
    """The clocks of the cases: each one stands where it was last moved to and runs on from there."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False))

    @classmethod
    async def connect(cls) -> "CaseClocks":
        """The clocks of the server of the standard environment; a server that is away is noticed later."""
        given: dict[str, Any] = {"target_host": DEFAULT_ADDRESS, **ClientConfig.load_client_connect_config()}
        return cls(await Client.connect(**given, lazy=True))

    async def now(self, key: str) -> datetime:
        """A case's clock. Raises RPCError where the server does not have the case."""
        return local(await self._skipper.get_current_time(self._client.get_workflow_handle(key)))

    async def reach(self, key: str, moment: datetime) -> datetime:
        """Move a case's clock forward to `moment`, never back; the clock then.

        Every timer on the way fires; whoever knows of one shortly before `moment` asks for `past_timer`.
        Raises TimeoutError when it takes too long, RPCError while the server or the case is away.
        """
        now = await self.now(key)
        if moment - now > A_MOMENT:
            async with asyncio.timeout(PATIENCE):
                await self._skipper.fast_forward(self._client.get_workflow_handle(key), moment - now)
            now = await self.now(key)
        return now

    async def walk(self, key: str, moment: datetime) -> datetime:
        """Move a case's clock forward to `moment` from timer to timer, clear of each; the clock then.

        For whoever does not know the case's timers. One shortly before `moment` makes the clock end behind
        it, up to CLEAR later. Raises as `reach` does.
        """
        now = await self.now(key)
        while moment - now > A_MOMENT:
            ahead = [at for at in await self._timers(key) if past_timer(at) - now > A_MOMENT]
            nearest = min(ahead, default=None)
            end = moment if nearest is None or nearest > moment + SET_LATE else past_timer(nearest)
            now = await self.reach(key, end)
        return now

    async def _timers(self, key: str) -> list[datetime]:
        """When the timers fire that the case's latest run has set."""
        waiting: dict[int, datetime] = {}
        async for event in self._client.get_workflow_handle(key).fetch_history_events():
            if event.HasField("timer_started_event_attributes"):
                wait = event.timer_started_event_attributes.start_to_fire_timeout.ToTimedelta()
                waiting[event.event_id] = event.event_time.ToDatetime(UTC) + wait
            elif event.HasField("timer_fired_event_attributes"):
                waiting.pop(event.timer_fired_event_attributes.started_event_id, None)
            elif event.HasField("timer_canceled_event_attributes"):
                waiting.pop(event.timer_canceled_event_attributes.started_event_id, None)
        return list(waiting.values())

    async def history(self, key: str) -> History:
        """The length of the history of a case's latest run."""
        described = await self._client.get_workflow_handle(key).describe()
        info = described.raw_description.workflow_execution_info
        return History(events=info.history_length, size=info.history_size_bytes)


def past_timer(moment: datetime) -> datetime:
    """Where to move a clock so that a timer at `moment` has surely fired, and its work is done."""
    return moment + CLEAR
