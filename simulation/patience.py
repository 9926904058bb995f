"""Outages outlived: whoever talks to the product or the outside tries again until they are back."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx
from sqlalchemy.exc import DBAPIError
from temporalio.service import RPCError

log = logging.getLogger("simulation")

AWAY = (OSError, TimeoutError, httpx.TransportError, DBAPIError, RPCError, RuntimeError)
"""What a call raises while a server, the worker's server or the database is away or starting."""

PAUSE = 1.0
PATIENCE = 300.0
"""Seconds after which an outage is no longer waited for."""

T = TypeVar("T")


class StillAwayError(Exception):
    """Somebody stayed away for too long; the text is the kind of error, for the engineer."""


async def patiently(work: Callable[[], Awaitable[T]]) -> T:
    """Do a piece of work that may be repeated without harm. Raises StillAwayError when patience ends."""
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while True:
        try:
            return await work()
        except AWAY as error:
            if loop.time() > end:
                raise StillAwayError(type(error).__name__) from error
            log.info("away: %s", type(error).__name__)
            await asyncio.sleep(PAUSE)
