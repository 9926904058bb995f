"""What a trial can see: the register's rows, a case's history, and what the outside says it did."""

import asyncio
import json
from types import TracebackType
from typing import Any, Self

import httpx
import psycopg2
from temporalio.api.common.v1 import Payload, WorkflowExecution
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflowservice.v1 import GetWorkflowExecutionHistoryReverseRequest
from temporalio.client import Client
from temporalio.service import RPCError

from activities.codec import EncryptingCodec, KeyRing
from local import roles, temporal
from local.keys import codec_keys_file, read_passwords
from local.place import Place
from local.ports import HOST, Ports

LOCAL_ACTIVITY = "core_local_activity"
"""The marker in which the SDK keeps the answer of a local activity."""

PAGE = 60
"""How many of the latest events of a history are looked at."""

Row = tuple[Any, ...]


class Rows:
    """The register over a connection of its own, made anew after an outage."""

    def __init__(self, url: str) -> None:
        """`url` as SQLAlchemy writes it."""
        self._url = url.replace("+psycopg2", "")
        self._connection: psycopg2.extensions.connection | None = None

    def read(self, statement: str, *values: object) -> list[Row]:
        """The rows of a statement. Raises psycopg2.OperationalError while the register is away."""
        try:
            with self._connected().cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall()
        except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
            self.close()
            raise psycopg2.OperationalError(str(error)) from error

    def begin(self) -> None:
        """From now on rows read `for update` stay locked until `let_go`."""
        self._connected().autocommit = False

    def let_go(self) -> None:
        """Unlock what was locked."""
        try:
            connection = self._connected()
            connection.rollback()
            connection.autocommit = True
        except psycopg2.Error:
            self.close()

    def _connected(self) -> "psycopg2.extensions.connection":
        if self._connection is None or self._connection.closed:
            self._connection = psycopg2.connect(self._url, connect_timeout=3)
            self._connection.autocommit = True
        return self._connection

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Outside:
    """The simulated outside: what is held, and what it counted."""

    def __init__(self, ports: Ports) -> None:
        self._http = httpx.Client(base_url=f"http://{HOST}:{ports.outside}", trust_env=False, timeout=10.0)

    def get(self, path: str, **query: str) -> Any:
        """Ask. Raises httpx.HTTPError while it is away."""
        answer = self._http.get(path, params=query)
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Tell. Raises httpx.HTTPError while it is away."""
        answer = self._http.post(path, json=body)
        answer.raise_for_status()
        return answer.json()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()


class Histories:
    """The histories of cases on the Temporal server, with their payloads in clear."""

    def __init__(self, place: Place, ports: Ports) -> None:
        self._codec = EncryptingCodec(KeyRing.read(codec_keys_file(place.secrets)))
        self._loop = asyncio.Runner()
        self._client = self._loop.run(Client.connect(f"{HOST}:{ports.temporal}", lazy=True))

    def runs(self, case_key: str) -> bool:
        """Whether the server has a run of this case. Raises RPCError while it is away."""
        return bool(self._events(case_key))

    def recorded_seq(self, case_key: str) -> int:
        """The seq of the register's latest answer in the case's history; 0 where none is found.

        Raises RPCError while the server is away.
        """
        for event in self._events(case_key):
            for payload in _results(event):
                answer = self._clear(payload)
                if isinstance(answer, dict) and "entries" in answer:
                    return int(answer["seq"])
                if isinstance(answer, dict) and "lines" in answer:
                    return int(answer["state"]["seq"])
        return 0

    def reported(self, case_key: str, word: str) -> bool:
        """Whether some activity of the case has lately answered with this word. Raises RPCError."""
        results = (payload for event in self._events(case_key) for payload in _results(event))
        return any(word in json.dumps(self._clear(payload), ensure_ascii=False) for payload in results)

    def signalled(self, case_key: str, sender_id: str) -> bool:
        """Whether the case has been signalled this answer lately. Raises RPCError."""
        signals = (
            event.workflow_execution_signaled_event_attributes
            for event in self._events(case_key)
            if event.HasField("workflow_execution_signaled_event_attributes")
        )
        return any(self._clear(payload) == sender_id for s in signals for payload in s.input.payloads)

    def _events(self, case_key: str) -> list[HistoryEvent]:
        """The latest events, newest first; none for a case the server does not know."""
        ask = GetWorkflowExecutionHistoryReverseRequest(
            namespace=temporal.NAMESPACE,
            execution=WorkflowExecution(workflow_id=case_key),
            maximum_page_size=PAGE,
        )
        service = self._client.workflow_service
        try:
            answer = self._loop.run(service.get_workflow_execution_history_reverse(ask))
        except RPCError as error:
            if error.status.name == "NOT_FOUND":
                return []
            raise
        return list(answer.history.events)

    def _clear(self, payload: Payload) -> Any:
        (clear,) = self._loop.run(self._codec.decode([payload]))
        return json.loads(clear.data) if clear.data else None

    def close(self) -> None:
        """End the loop."""
        self._loop.close()


def _results(event: HistoryEvent) -> list[Payload]:
    """The result payloads an event carries."""
    if event.HasField("marker_recorded_event_attributes"):
        marker = event.marker_recorded_event_attributes
        return list(marker.details["result"].payloads) if marker.marker_name == LOCAL_ACTIVITY else []
    if event.HasField("activity_task_completed_event_attributes"):
        return list(event.activity_task_completed_event_attributes.result.payloads)
    return []


class Sight:
    """All a trial sees, opened together once the machine is up."""

    def __init__(self, place: Place, ports: Ports) -> None:
        self.rows = Rows(roles.urls(read_passwords(place.secrets), ports.postgres).worker)
        self.outside = Outside(ports)
        self.histories = Histories(place, ports)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.rows.close()
        self.outside.close()
        self.histories.close()


AWAY = (psycopg2.OperationalError, httpx.HTTPError, RPCError)
"""What looking raises while a server is away."""
