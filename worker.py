"""Builds and runs the worker: activities with their collaborators, replay before work, drain on SIGTERM."""

import asyncio
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import structlog
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, Worker, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.auction import Auctions
from activities.books import Books
from activities.case_files import CaseFiles
from activities.closing_review import ClosingReview
from activities.connection import connect as connect_temporal
from activities.connection import data_converter
from activities.court_duties.duties import Duties
from activities.database import Database
from activities.database import connect as connect_database
from activities.documents import DocumentService
from activities.electronic_file.store import FileStore
from activities.funds import Funds
from activities.gateways.http import HttpGateways
from activities.implementation import Implementation
from activities.intake import Intake
from activities.logs import configure_logs
from activities.network_query import NetworkQuery
from activities.offline_query import OfflineQuery
from activities.papers import Papers
from activities.register import Register
from activities.stage_work import Tools
from activities.third_parties import ThirdParties
from activities.triage import TriageFile
from models.errors import Refusal
from models.messages import DUTY_WORKFLOW_TYPE, WORKFLOW_TYPE
from models.search_attributes import ATTRIBUTE_TYPES
from models.settings import Settings, read_settings
from workflows.case import EnforcementCase
from workflows.duty import CourtDuty

THREADS = 16
"""Activities at once: as many threads, and as many database connections."""

CONNECTIONS = THREADS + 4
"""Database connections kept open."""

CACHED = 12_000
"""Runs kept in memory. One that is not has to be read and replayed whole before its limit can be noted,
and limits of many cases fall due at the same instant: the cache holds every open case of a large court.
"""

GRACE = timedelta(seconds=10)
"""How long running activities may take to end after SIGTERM."""

BREAKING_BUILD = 3
"""Exit code of a build that cannot replay an open case."""

OURS = ("models", "activities", "pydantic", "pydantic_core", "annotated_types", "yaml")
"""Modules handed through the workflow sandbox; what is in `workflows` itself stays inside it."""

STICKY = timedelta(seconds=30)
"""How long the next step of a case may lie before any worker gets it, and has to replay the case first.

Longer than what falls due at one instant takes (benchmarks/README.md). The server itself notices sooner
that a worker is gone, and hands out what comes after that at once.
"""

WORKFLOWS = (EnforcementCase, CourtDuty)
"""Every workflow of the house."""

log = structlog.get_logger("worker")


def runner() -> SandboxedWorkflowRunner:
    """The sandbox, with our pure modules handed through: every test runs in it, so that what is not
    deterministic is found there; the worker itself goes without, and holds a case for half the memory.
    """
    return SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*OURS))


def activities_of(settings: Settings, database: Database) -> list[Callable[..., Any]]:
    """Every activity of the house, with its collaborators."""
    books = Books()
    tools = Tools(
        database=database,
        files=CaseFiles(database, books),
        gateways=HttpGateways(settings.outside_url),
        papers=Papers(FileStore(settings.files)),
    )
    register, duties = Register(database, books), Duties(database, books)
    intake, query, documents = Intake(tools), NetworkQuery(tools), DocumentService(tools)
    implementation, auctions = Implementation(tools), Auctions(tools)
    third_parties = ThirdParties(tools)
    return [
        register.load_case,
        register.append_events,
        register.record_act,
        register.record_answer,
        register.pass_limit,
        register.enter_leg,
        register.leave_part,
        register.triage_case,
        register.assign_case,
        register.change_calendar,
        register.close_case,
        duties.open_duty,
        duties.pass_duty,
        duties.do_duty,
        duties.redate_duty,
        intake.check_filing,
        intake.verify_identity,
        intake.open_trial_file,
        intake.search_related,
        query.launch_query,
        query.control_found,
        query.file_feedback,
        documents.make_documents,
        documents.send_documents,
        documents.send_last_papers,
        OfflineQuery(tools).issue_assistance_notices,
        third_parties.make_notice,
        third_parties.make_ruling,
        TriageFile(tools).bind_file,
        implementation.take_measure,
        implementation.deduct,
        implementation.release,
        implementation.renew,
        implementation.make_paper,
        auctions.inquire_price,
        auctions.publish,
        Funds(tools).pay_out,
        ClosingReview(tools).make_closing_papers,
    ]


def build(client: Client, settings: Settings, database: Database) -> Worker:
    """The worker of the one task queue."""
    return on_queue(client, settings.task_queue, WORKFLOWS, activities_of(settings, database))


def build_sandboxed(client: Client, settings: Settings, database: Database) -> Worker:
    """The same worker with its workflows in the sandbox."""
    activities = activities_of(settings, database)
    return on_queue(client, settings.task_queue, WORKFLOWS, activities, runner())


def on_queue(
    client: Client,
    queue: str,
    workflows: Sequence[type],
    activities: Sequence[Callable[..., Any]],
    workflow_runner: WorkflowRunner | None = None,
) -> Worker:
    """A worker with the settings of this house, whatever it works on."""
    return Worker(
        client,
        task_queue=queue,
        workflows=workflows,
        activities=activities,
        activity_executor=ThreadPoolExecutor(THREADS),
        max_concurrent_activities=THREADS,
        max_concurrent_local_activities=THREADS,
        workflow_runner=workflow_runner or UnsandboxedWorkflowRunner(),
        max_cached_workflows=CACHED,
        sticky_queue_schedule_to_start_timeout=STICKY,
        graceful_shutdown_timeout=GRACE,
    )


async def breaking_cases(client: Client, settings: Settings) -> list[str]:
    """Replay every open run of this queue with this build; answers the ids of those it cannot carry on."""
    running = client.list_workflows(
        f"WorkflowType IN ('{WORKFLOW_TYPE}', '{DUTY_WORKFLOW_TYPE}') AND ExecutionStatus = 'Running' "
        f"AND TaskQueue = '{settings.task_queue}'"
    )
    replayer = Replayer(
        workflows=WORKFLOWS,
        workflow_runner=UnsandboxedWorkflowRunner(),
        data_converter=data_converter(settings),
    )
    broken: list[str] = []
    async with replayer.workflow_replay_iterator(running.map_histories()) as results:
        async for result in results:
            if result.replay_failure is not None:
                log.error("replay failed", case=result.history.workflow_id)
                broken.append(result.history.workflow_id)
    return broken


async def missing_attributes(client: Client) -> list[str]:
    """Search attributes the namespace lacks; without them the first step of a case would fail for ever."""
    try:
        answer = await client.operator_service.list_search_attributes(
            ListSearchAttributesRequest(namespace=client.namespace)
        )
    except RPCError as error:
        log.warning("search attributes cannot be listed here", status=error.status.name)
        return []
    return sorted(set(ATTRIBUTE_TYPES) - set(answer.custom_attributes))


async def main() -> int:
    """Run until SIGTERM or SIGINT; answers the exit code."""
    configure_logs()
    try:
        settings = read_settings()
    except Refusal as refusal:
        log.error("settings are not usable", code=refusal.code)
        return 1
    engine = connect_database(settings, pool_size=CONNECTIONS)
    client = await connect_temporal(settings)
    if settings.codec_keys is None:
        log.warning("payloads are not encrypted: COURT_CODEC_KEYS is not set")
    try:
        broken = await breaking_cases(client, settings)
    except RPCError as error:
        log.error("open cases cannot be listed", status=error.status.name)
        return 1
    if missing := await missing_attributes(client):
        log.error("search attributes are not registered", what=missing)
        return 1
    if broken:
        log.error("this build would break open cases and does not start", cases=len(broken))
        return BREAKING_BUILD
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with build(client, settings, Database(engine)):
        log.info("worker ready", queue=settings.task_queue)
        await stop.wait()
        log.info("worker draining")
    engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
