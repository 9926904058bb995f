"""`python -m local.forward CASE --days N`: lets time pass for one case, on this machine only."""

import argparse
import asyncio
import sys
from datetime import datetime, timedelta

import httpx
from sqlalchemy.exc import OperationalError
from temporalio.service import RPCError

from activities.desk_opening import open_desk
from activities.desk_service import DeskService
from local.faults import LocalFault
from models.errors import Refusal
from models.settings import Settings
from models.values import COURT_ZONE, court_local
from simulation.skipping import CaseClocks

PATIENCE = 60.0
"""Seconds a case may take to come to rest before it is said that it does not."""

LOOK_EVERY = 0.1
"""Seconds between two looks at a case that is still at work."""


class Clock:
    """The clock of one case, with the answers of the outside that fall due on the way."""

    def __init__(self, desk: DeskService, clocks: CaseClocks, url: str, key: str) -> None:
        self._desk = desk
        self._clocks = clocks
        self._outside = httpx.AsyncClient(base_url=url, timeout=20)
        self._key = key
        court, case_no = key.split(":", 1)
        self._name = {"court": court, "case_no": case_no}

    async def now(self) -> datetime:
        """Where the clock stands, court-local."""
        return court_local(await self._desk.clock(self._key))

    async def reach(self, moment: datetime) -> None:
        """Let the case's time come to `moment`, stopping at every answer of the outside on the way.

        Where one of the case's timers lies shortly before `moment`, it comes to some seconds behind that.
        Raises LocalFault when the case is closed, in trouble, or does not come to rest.
        """
        await self._rest()
        while (now := await self.now()) < moment:
            upcoming = await self._next_answer()
            target = min(moment, max(upcoming, now)) if upcoming else moment
            now = await self._clocks.walk(self._key, target)
            await self._outside.post("/clock", json={**self._name, "now": now.isoformat()})
            await self._rest()

    async def _next_answer(self) -> datetime | None:
        answer = await self._outside.get("/next", params=self._name)
        at = answer.raise_for_status().json()["next"]
        return datetime.fromisoformat(at) if at else None

    async def _rest(self) -> None:
        """Wait until the case waits for somebody and everything due has reached it."""
        end = asyncio.get_running_loop().time() + PATIENCE
        trouble = ""
        while asyncio.get_running_loop().time() < end:
            view = self._desk.casework.view(self._key)
            if view.state.closed_at is not None:
                raise LocalFault("the case is closed: nothing happens in it any more")
            status, now = await self._desk.status(self._key), await self.now()
            if now < court_local(view.lines[-1].recorded_at):
                return  # filed ahead: it waits for its day
            upcoming = await self._next_answer()
            waiting = view.pending_acts or view.pending_answers or (upcoming is not None and upcoming <= now)
            if status is not None and not (status.busy or waiting or status.seq != view.state.seq):
                return
            trouble = status.trouble if status else "the worker does not answer"
            await asyncio.sleep(LOOK_EVERY)
        raise LocalFault(f"the case does not come to rest ({trouble or 'it is still at work'})")


async def forward(case: str, delta: timedelta, until: datetime | None) -> None:
    """Moves the clock of a case and says where it stood and stands."""
    settings = Settings()
    async with open_desk() as desk:
        key = desk.casework.find(case)
        clock = Clock(desk, await CaseClocks.connect(), settings.outside_url, key)
        before = await clock.now()
        await clock.reach(until or before + delta)
        print(f"{key}  {before:%Y-%m-%d %H:%M} → {await clock.now():%Y-%m-%d %H:%M}")


def main() -> int:
    """Reads the arguments; what stands in the way is one line on stderr and exit code 1."""
    parser = argparse.ArgumentParser(prog="python3 -m local forward", description=__doc__)
    parser.add_argument("case", metavar="CASE", help="case number")
    parser.add_argument("--days", type=float, default=0, help="calendar days")
    parser.add_argument("--hours", type=float, default=0)
    parser.add_argument("--until", type=datetime.fromisoformat, help="court-local time instead")
    given = parser.parse_args()
    until = given.until
    if until is not None and until.tzinfo is None:
        until = until.replace(tzinfo=COURT_ZONE)
    try:
        asyncio.run(forward(given.case, timedelta(days=given.days, hours=given.hours), until))
    except (LocalFault, Refusal, RuntimeError) as fault:
        print(f"local: {fault}", file=sys.stderr)
        return 1
    except (TimeoutError, httpx.HTTPError, OperationalError, RPCError):
        print("local: the servers do not answer: is `make up` running?", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
