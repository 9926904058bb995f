"""What the Temporal server tells the auditor, and what is still told when it says nothing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.auditing.audit import Audit
from activities.auditing.findings import Finding, FindingKind
from activities.auditing.server import Heard, ServerAudit
from activities.books import Books
from local import temporal
from models.messages import WORKFLOW_TYPE
from models.nodes import Passing
from tests.activities.clerk import Clerk
from tests.activities.clockwork import TOLERANCE
from tests.activities.test_auditing_recount import DUE, NODE, received
from tests.conftest import free_port
from tests.courthouse import PATIENCE

EVERYTHING = {
    FindingKind.SERVER_AWAY,
    FindingKind.QUEUE_WITHOUT_POLLERS,
    FindingKind.RUN_FAILING,
    FindingKind.CASE_NOT_RUNNING,
}


@workflow.defn(name=WORKFLOW_TYPE)
class Unfit:
    """A build that cannot carry a case on: its workflow task fails, again and again."""

    @workflow.run
    async def run(self) -> None:
        raise RuntimeError("this build does not fit")


@workflow.defn(name=WORKFLOW_TYPE)
class Waiting:
    """A case that waits."""

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)


FLAGGED_AFTER = "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute"


@pytest.fixture(scope="module")
def strict_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dev server that flags a run at its first failing task; by default that takes five, and a minute."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(temporal._DYNAMIC_CONFIG, FLAGGED_AFTER, "1")
        server = temporal.start(tmp_path_factory.mktemp("strict"), free_port(), synchronous="NORMAL")
    try:
        yield server.address
    finally:
        server.stop()


@pytest.fixture
async def client(strict_address: str) -> Client:
    return await Client.connect(strict_address)


@pytest.fixture
def queue() -> str:
    """A queue of this test's own."""
    return f"audited-{uuid4()}"


@pytest.fixture
async def case(client: Client, queue: str) -> AsyncIterator[str]:
    """A case whose run has begun on that queue."""
    key = f"ruyang:{uuid4()}"
    handle = await client.start_workflow(WORKFLOW_TYPE, id=key, task_queue=queue)
    yield key
    await handle.terminate()


@activity.defn
async def nothing() -> None:
    """Only so that the queue of activities is polled."""


def worker(client: Client, queue: str, build: type) -> Worker:
    """A worker of both queues with one build of the workflow."""
    return Worker(
        client,
        task_queue=queue,
        workflows=[build],
        activities=[nothing],
        workflow_runner=UnsandboxedWorkflowRunner(),
    )


async def heard(client: Client, queue: str, *open_cases: str) -> Heard:
    """What the server says now."""
    return await ServerAudit(client, queue, lambda: list(open_cases)).findings(datetime.now(UTC))


def of(kind: FindingKind, findings: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.kind is kind]


async def eventually(look: Callable[[], Awaitable[Heard]], wanted: Callable[[Heard], bool]) -> Heard:
    """Look until it is as wanted."""
    async with asyncio.timeout(PATIENCE):
        while not wanted(answer := await look()):  # noqa: ASYNC110 - the list lags
            await asyncio.sleep(0.2)
    return answer


async def test_a_server_that_is_away_hides_nothing_of_the_record(clerk: Clerk) -> None:
    """Nobody listens there: that is named, and so is the missed limit."""
    clock, key = received(clerk, ("RY-D3", Passing.LIMIT))
    clock.until(key, DUE + timedelta(seconds=11))
    client = await Client.connect(f"127.0.0.1:{free_port()}", lazy=True)
    server = ServerAudit(client, "enforcement", lambda: [key])
    report = await Audit(clerk.database, Books(), server, TOLERANCE).run(clerk.now)
    assert (FindingKind.MISSED, NODE) in [(f.kind, f.subject) for f in report.findings]
    assert len(of(FindingKind.SERVER_AWAY, report.findings)) == 1
    assert report.examined & EVERYTHING == {FindingKind.SERVER_AWAY}


async def test_a_queue_nobody_polls(client: Client, queue: str) -> None:
    """Without a worker both queues are named; with one, neither."""
    before = await heard(client, queue)
    named = [f.subject for f in of(FindingKind.QUEUE_WITHOUT_POLLERS, before.findings)]
    assert named == [f"{queue}/workflow", f"{queue}/activity"]
    assert before.examined == EVERYTHING

    async with worker(client, queue, Waiting):
        await eventually(
            lambda: heard(client, queue),
            lambda answer: of(FindingKind.QUEUE_WITHOUT_POLLERS, answer.findings) == [],
        )


async def test_a_run_whose_task_keeps_failing(client: Client, queue: str, case: str) -> None:
    """It cannot speak for itself; the server can, and stops when a fitting build has taken over."""
    async with worker(client, queue, Unfit):
        answer = await eventually(
            lambda: heard(client, queue, case),
            lambda answer: bool(of(FindingKind.RUN_FAILING, answer.findings)),
        )
    (finding,) = of(FindingKind.RUN_FAILING, answer.findings)
    assert (finding.court, finding.case_key) == ("ruyang", case)
    assert finding.subject == (await client.get_workflow_handle(case).describe()).run_id
    assert "WorkflowTask" in finding.code
    async with worker(client, queue, Waiting):
        await eventually(
            lambda: heard(client, queue, case),
            lambda answer: of(FindingKind.RUN_FAILING, answer.findings) == [],
        )


async def test_an_open_case_without_a_run(client: Client, queue: str) -> None:
    """Known to the register and not to the server, or ended there; one that runs is not named."""
    runs, lost, unknown = (f"ruyang:{uuid4()}" for _ in range(3))
    for key in (runs, lost):
        await client.start_workflow(WORKFLOW_TYPE, id=key, task_queue=queue)
    await client.get_workflow_handle(lost).terminate()
    answer = await eventually(
        lambda: heard(client, queue, runs, lost, unknown),
        lambda answer: len(of(FindingKind.CASE_NOT_RUNNING, answer.findings)) == 2,
    )
    named = of(FindingKind.CASE_NOT_RUNNING, answer.findings)
    assert [(f.court, f.case_key) for f in named] == [("ruyang", lost), ("ruyang", unknown)]
    await client.get_workflow_handle(runs).terminate()


async def test_a_case_that_closes_meanwhile_is_not_lost(client: Client, queue: str) -> None:
    """Open when the register was asked, closed when the server was: that is how cases end."""
    answers = iter([[f"ruyang:{uuid4()}"], []])
    audit = ServerAudit(client, queue, lambda: next(answers))
    answer = await audit.findings(datetime.now(UTC))
    assert of(FindingKind.CASE_NOT_RUNNING, answer.findings) == []
