"""The outside systems over HTTP: every adapter on one client."""

from types import TracebackType
from typing import Final, Self

import httpx

from activities.gateways.auction import HttpAuction
from activities.gateways.bank import HttpBank
from activities.gateways.client import OutsideClient
from activities.gateways.control import HttpControl
from activities.gateways.credit import HttpCredit
from activities.gateways.deduction import HttpDeduction
from activities.gateways.identity import HttpIdentity
from activities.gateways.mailbox import HttpMailbox
from activities.gateways.messages import HttpMessages
from activities.gateways.outside import Gateways
from activities.gateways.pricing import HttpPricing
from activities.gateways.queries import HttpQueries
from activities.gateways.service import HttpService
from activities.gateways.trial_file import HttpTrialFile

PAST_ANY_PROXY: Final = {"all://127.0.0.1": None, "all://localhost": None}
"""The same machine is reached directly, whatever proxy the environment names."""


class HttpGateways(Gateways):
    """The gateways at one address; usable as a context manager, safe to use from many threads.

    `timeout_seconds` bounds connecting, sending and each wait for bytes. Nothing is tried again here.
    """

    def __init__(self, base_url: str, *, timeout_seconds: float = 10.0) -> None:
        http = httpx.Client(base_url=base_url, timeout=timeout_seconds, mounts=PAST_ANY_PROXY)
        client = OutsideClient(http)
        super().__init__(
            identity=HttpIdentity(client),
            trial_file=HttpTrialFile(client),
            queries=HttpQueries(client),
            control=HttpControl(client),
            deduction=HttpDeduction(client),
            bank=HttpBank(client),
            service=HttpService(client),
            messages=HttpMessages(client),
            pricing=HttpPricing(client),
            auction=HttpAuction(client),
            credit=HttpCredit(client),
            mailbox=HttpMailbox(client),
        )
        self._http = http

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
