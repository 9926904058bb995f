"""What the simulation tells and asks the simulated outside: truths, the cases' clocks, what comes next."""

from datetime import datetime
from types import TracebackType
from typing import Any

import httpx

from simulation.outside.business_time import local
from simulation.sight import instant

Json = dict[str, Any]


class TruthFixedError(Exception):
    """A case was told with another truth before: the docket was changed after it had been filed."""


class OutsideClient:
    """HTTP to the outside's addresses that only the simulation uses; an asynchronous context manager."""

    def __init__(self, url: str) -> None:
        self._http = httpx.AsyncClient(base_url=url, timeout=20)

    async def __aenter__(self) -> "OutsideClient":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def truth(self, court: str, case_no: str) -> Json | None:
        """The truth the outside already has of a case; none if it never heard of it."""
        answer = await self._http.get("/truth", params={"court": court, "case_no": case_no})
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        answer.raise_for_status()
        return dict(answer.json())

    async def tell_truth(self, court: str, case_no: str, filed_at: datetime, truth: Json) -> None:
        """Tell the truth of a case before it is filed; the same truth again changes nothing.

        Raises TruthFixedError where another one was told before.
        """
        body = {"court": court, "case_no": case_no, "filed_at": filed_at.isoformat(), "truth": truth}
        answer = await self._http.post("/truth", json=body)
        if answer.status_code == httpx.codes.CONFLICT:
            raise TruthFixedError(f"{case_no}：案卷清单在立案之后改动过，请清空数据后重新开始")
        answer.raise_for_status()

    async def tell_time(self, court: str, case_no: str, now: datetime) -> None:
        """Tell where a case's clock stands, so that answers due by then are there."""
        body = {"court": court, "case_no": case_no, "now": local(now).isoformat()}
        (await self._http.post("/clock", json=body)).raise_for_status()

    async def next_answer(self, court: str, case_no: str) -> datetime | None:
        """When the next answer for a case comes that nobody has fetched yet."""
        answer = await self._http.get("/next", params={"court": court, "case_no": case_no})
        answer.raise_for_status()
        return instant(answer.json()["next"])
