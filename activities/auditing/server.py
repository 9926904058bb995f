"""What the Temporal server says of itself: whether it answers, who works, which runs fail, which are gone."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError, RPCStatusCode

from activities.auditing.findings import Finding, FindingKind
from models.messages import WORKFLOW_TYPE

PROBLEMS = SearchAttributeKey.for_keyword_list("TemporalReportedProblems")
"""The server's attribute of a run whose workflow task keeps failing, and which cannot speak for itself."""

POLLED_WITHIN = timedelta(seconds=90)
"""A worker asks for work at least once a minute; the server names one that is gone for five."""

PATIENCE = timedelta(seconds=15)
"""How long the server may take for one answer before it counts as away."""

QUEUES = {
    "workflow": TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    "activity": TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
}


class Heard(NamedTuple):
    """What was found, and which kinds of finding could be looked for at all."""

    findings: tuple[Finding, ...]
    examined: frozenset[FindingKind]


class ServerAudit:
    """Asks the server, and changes nothing there."""

    def __init__(self, client: Client, task_queue: str, open_cases: Callable[[], list[str]]) -> None:
        self._client = client
        self._task_queue = task_queue
        self._open_cases = open_cases

    async def findings(self, now: datetime) -> Heard:
        """Everything the server knows to be wrong; that it does not answer is a finding as well."""
        checks = {
            FindingKind.QUEUE_WITHOUT_POLLERS: self._queues,
            FindingKind.RUN_FAILING: self._failing,
            FindingKind.CASE_NOT_RUNNING: self._lost,
        }
        found: list[Finding] = []
        examined = {FindingKind.SERVER_AWAY}
        for kind, check in checks.items():
            try:
                found += [finding async for finding in check(now)]
            except (RPCError, RuntimeError) as error:
                code = error.status.name if isinstance(error, RPCError) else type(error).__name__
                found.append(Finding(kind=FindingKind.SERVER_AWAY, code=f"{kind}: {code}"))
                break
            examined.add(kind)
        return Heard(tuple(found), frozenset(examined))

    async def _queues(self, now: datetime) -> AsyncIterator[Finding]:
        """The queue of the cases, if nobody has asked it for work lately."""
        for name, number in QUEUES.items():
            answer = await self._client.workflow_service.describe_task_queue(
                DescribeTaskQueueRequest(
                    namespace=self._client.namespace,
                    task_queue=TaskQueue(name=self._task_queue),
                    task_queue_type=number,
                ),
                timeout=PATIENCE,
            )
            asked = [poller.last_access_time.ToDatetime(UTC) for poller in answer.pollers]
            if not any(now - at < POLLED_WITHIN for at in asked):
                yield Finding(kind=FindingKind.QUEUE_WITHOUT_POLLERS, subject=f"{self._task_queue}/{name}")

    async def _failing(self, now: datetime) -> AsyncIterator[Finding]:
        """Runs of the queue whose workflow task keeps failing."""
        failing = f"{PROBLEMS.name} IS NOT NULL AND TaskQueue = '{self._task_queue}'"
        query = f"{failing} AND ExecutionStatus = 'Running'"
        async for run in self._client.list_workflows(query, rpc_timeout=PATIENCE):
            problems = run.typed_search_attributes.get(PROBLEMS) or ()
            yield Finding(
                kind=FindingKind.RUN_FAILING,
                court=run.id.split(":", 1)[0],
                case_key=run.id,
                subject=run.run_id,
                code=" ".join(problems),
            )

    async def _lost(self, now: datetime) -> AsyncIterator[Finding]:
        """Cases that are open in the register, were started long enough ago, and have no run."""
        query = f"WorkflowType = '{WORKFLOW_TYPE}' AND ExecutionStatus = 'Running'"
        wanted = await asyncio.to_thread(self._open_cases)
        running = {run.id async for run in self._client.list_workflows(query, rpc_timeout=PATIENCE)}
        gone = [key for key in wanted if key not in running and not await self._runs(key)]
        still_open = set(await asyncio.to_thread(self._open_cases)) if gone else set()
        for key in gone:
            if key in still_open:
                court = key.split(":", 1)[0]
                yield Finding(kind=FindingKind.CASE_NOT_RUNNING, court=court, case_key=key)

    async def _runs(self, key: str) -> bool:
        """Whether a case has a run that the list does not show yet."""
        try:
            run = await self._client.get_workflow_handle(key).describe(rpc_timeout=PATIENCE)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
        return run.status is WorkflowExecutionStatus.RUNNING
