"""The simulated outside on a free port of this machine, over real HTTP, and a case to ask about."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from activities.gateways.http import HttpGateways
from activities.gateways.mailbox import Answer
from models.answers import AnswerKind
from simulation.outside.app import application
from simulation.outside.settings import Behaviour
from simulation.outside.store import Store
from simulation.outside.world import World

COURT = "gushi"
CASE_NO = "（2026）豫1525执1号"
NOON = datetime.fromisoformat("2026-03-02T12:00:00+08:00")


@contextmanager
def served(app: Starlette) -> Iterator[str]:
    """The application's address while it is served by a thread."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


class Outside:
    """One running outside: the product's gateways to it, and the addresses only a simulation uses."""

    def __init__(self, url: str, gateways: HttpGateways) -> None:
        self.url = url
        self.gateways = gateways
        self._http = httpx.Client(base_url=url, trust_env=False, verify=False)

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        response = self._http.post(path, json=body)
        assert response.is_success, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def get(self, path: str, **params: str) -> dict[str, Any]:
        response = self._http.get(path, params=params or {"court": COURT, "case_no": CASE_NO})
        assert response.is_success, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def refused(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        response = self._http.post(path, json=body)
        answer: dict[str, Any] = response.json()
        return response.status_code, answer["error"]

    def truth(self, **truth: Any) -> dict[str, Any]:
        return self.post(
            "/truth", {"court": COURT, "case_no": CASE_NO, "filed_at": NOON.isoformat(), "truth": truth}
        )

    def settings(self, **behaviour: Any) -> None:
        self.post("/settings", behaviour)

    def clock(self, now: datetime | str) -> None:
        moment = now if isinstance(now, str) else now.isoformat()
        self.post("/clock", {"court": COURT, "case_no": CASE_NO, "now": moment})

    def later(self) -> None:
        """Moves the case's clock to its earliest waiting answer."""
        self.clock(self.get("/next")["next"])

    def answers(self, *kinds: AnswerKind) -> list[Answer]:
        """Lets the case's time run until an answer of each kind has come, in that order."""
        found: list[Answer] = []
        for kind in kinds:
            self.later()
            page = self.gateways.mailbox.fetch()
            assert [answer.kind for answer in page.answers] == [kind]
            found.extend(page.answers)
            self.gateways.mailbox.acknowledge(tuple(answer.sender_id for answer in page.answers))
        return found

    def close(self) -> None:
        self._http.close()


@pytest.fixture
def start() -> Iterator[Callable[..., Any]]:
    """Starts an outside, as a context manager, on a folder or in memory."""

    @contextmanager
    def running(folder: Path | None = None, **behaviour: Any) -> Iterator[Outside]:
        store = Store(folder)
        with served(application(World(store, Behaviour(**behaviour)))) as url, HttpGateways(url) as gateways:
            outside = Outside(url, gateways)
            yield outside
            outside.close()
        store.close()

    yield running


@pytest.fixture
def outside(start: Callable[..., Any]) -> Iterator[Outside]:
    """An outside in memory that never fails."""
    with start() as running:
        yield running


@pytest.fixture
def serve() -> Callable[[Starlette], Any]:
    """Serves any application."""
    return served


@pytest.fixture
def head() -> Callable[..., dict[str, Any]]:
    """The head of a request: the case, a key, and the instant."""

    def of(key: str, at: datetime = NOON) -> dict[str, Any]:
        return {"court": COURT, "case_no": CASE_NO, "key": key, "at": at}

    return of
