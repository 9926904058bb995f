"""Answers withheld on order: the effect is done and kept, but whoever asked does not hear of it yet."""

import asyncio
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from pydantic import BaseModel, ConfigDict, Field

from simulation.outside.case_file import Refused
from simulation.outside.mail import Json

LONGEST = 600.0
"""Seconds after which every answer is given."""


class HoldPost(BaseModel):
    """POST /hold: the answers to the next `times` requests with this effect wait up to `seconds`."""

    model_config = ConfigDict(extra="forbid")

    operation: str
    times: int = Field(default=1, ge=1)
    seconds: float = Field(default=LONGEST, gt=0, le=LONGEST)


@dataclass(frozen=True)
class Held:
    """An effect that happened and whose answer nobody has got."""

    key: str
    operation: str
    court: str
    case_no: str


class Holds:
    """What is to be withheld and what is withheld now; it ends with the process, the effects do not."""

    def __init__(self, effects: Iterable[str]) -> None:
        self._effects = frozenset(effects)
        self._orders: dict[str, list[float]] = {}
        self._held: list[Held] = []
        self._release = asyncio.Event()

    def order(self, post: HoldPost) -> Json:
        """Withhold answers from now on, instead of what was ordered before for this effect.

        Raises Refused(`unknown_operation`).
        """
        if post.operation not in self._effects:
            raise Refused("unknown_operation")
        self._orders[post.operation] = [post.seconds] * post.times
        return self.shown()

    def release(self) -> Json:
        """Give every answer that is withheld, and withhold no further ones."""
        self._orders.clear()
        self._release.set()
        self._release = asyncio.Event()
        return self.shown()

    def shown(self) -> Json:
        """The keys held now, and how many more of each effect are to be."""
        orders = {name: len(waits) for name, waits in self._orders.items() if waits}
        return {"held": [asdict(held) for held in self._held], "ordered": orders}

    async def pass_through(self, held: Held) -> None:
        """Return at once, or, where an answer is to be withheld, when it may be given."""
        waits = self._orders.get(held.operation)
        if not waits:
            return
        self._held.append(held)
        try:
            async with asyncio.timeout(waits.pop()):
                await self._release.wait()
        except TimeoutError:
            return
        finally:
            self._held.remove(held)
