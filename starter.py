"""Files cases and starts their workflows: `file` takes filings in, `watch` brings them to life, for ever."""

import asyncio
import contextlib
import json
import select
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeVar

import psycopg2
import structlog
import typer
from sqlalchemy.exc import OperationalError
from temporalio.service import RPCError

from activities.books import Books
from activities.connection import connect as connect_temporal
from activities.court_duties.dispatch import DutyDispatcher
from activities.court_duties.schedules import DutySchedules
from activities.database import Database
from activities.database import connect as connect_database
from activities.delivery.dispatcher import Dispatcher
from activities.filing.desk import FilingDesk, FilingState
from activities.filing.files import read, write_template
from activities.gateways.errors import GatewayError
from activities.gateways.http import HttpGateways
from activities.logs import configure_logs
from activities.rosters import load_roster, read_roster
from activities.signing.key_files import KeyFolder
from activities.signing.sealing import Sealer
from models.errors import Refusal
from models.settings import DRIVER, Settings, read_settings
from models.values import COURT_ZONE
from terminal.wording import BAD_INPUT, Commands

T = TypeVar("T")

app = Commands(
    help="立案登记与自动启动", no_args_is_help=True, pretty_exceptions_show_locals=False, add_completion=False
)
log = structlog.get_logger("watcher")

CHANNELS = ("filing", "act_log", "inbox", "outbox")
"""Tables whose new rows wake the watcher."""

SWEEP_SECONDS = 2.0
"""How often everything is looked at even if nobody woke us."""

MAILBOX_SECONDS = 0.25
"""How often outside systems are asked for answers."""

RESTART_SECONDS = 5.0
"""How often lost cases are looked for."""

SEAL_SECONDS = 600.0
"""How often it is asked whether a day is over and not yet sealed."""

DUTY_SECONDS = 30.0
"""How often the schedules of recurring duties are compared with the rulebooks, and lost turns looked for."""

PAUSE_SECONDS = 1.0
"""Pause after the database, Temporal or the outside was away."""


def refusing(command: Callable[[], T]) -> T:
    """Run a command; a refusal or a database that is away is one line on standard error."""
    try:
        return command()
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        raise typer.Exit(BAD_INPUT) from refusal
    except OperationalError as error:
        print("登记簿无法连接，请确认数据库已经启动（本机为 make up）", file=sys.stderr)
        raise typer.Exit(1) from error


class Service:
    """The collaborators of both commands."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.engine = connect_database(settings, pool_size=4)
        self.database = Database(self.engine)
        self.books = Books()
        self.filing = FilingDesk(self.database, self.books, settings.history_limit)


def file_path(path: Path, service: Service) -> dict[str, Any]:
    """File one file's rows: accepted, already filed, rejected with field and reason; never half a row."""
    batch = read(path)
    accepted: list[str] = []
    already: list[str] = []
    rejected = [row.model_dump(mode="json") for row in batch.rejected]
    for row in batch.rows:
        try:
            outcome = service.filing.file(row.filing, path.name, datetime.now(UTC))
        except Refusal as refusal:
            rejected.append({"row": row.number, "field": "", "reason": refusal.message})
            continue
        (accepted if outcome.state is FilingState.ACCEPTED else already).append(outcome.case_key)
    return {"file": path.name, "accepted": accepted, "already_filed": already, "rejected": rejected}


@app.command("file")
def file_command(
    files: Annotated[list[Path], typer.Argument(help="JSON、JSON Lines、CSV 或 XLSX 立案文件")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """登记立案：逐行受理或者退回，退回的写明字段和理由。"""
    service = refusing(lambda: Service(read_settings()))
    reports = [refusing(partial(file_path, path, service)) for path in files]
    if as_json:
        print(json.dumps(reports, ensure_ascii=False, indent=2))
    else:
        for report in reports:
            print_report(report)


def print_report(report: dict[str, Any]) -> None:
    """The report of one file for a person."""
    print(
        f"{report['file']}：受理 {len(report['accepted'])} 件，已立案 {len(report['already_filed'])} 件，"
        f"退回 {len(report['rejected'])} 行"
    )
    for key in report["already_filed"]:
        print(f"  {key.partition(':')[2]}　此前已立案，没有再立")
    for row in report["rejected"]:
        print(f"  第 {row['row']} 行　{row['reason'] if row['field'] else '整行：' + row['reason']}")


@app.command()
def template(path: Annotated[Path, typer.Argument(help="XLSX 模板存放位置")]) -> None:
    """写出立案信息 XLSX 模板。"""
    refusing(partial(write_template, path))
    print(f"模板已写入 {path}")


@app.command()
def roster(files: Annotated[list[Path], typer.Argument(help="人员名册 YAML")]) -> None:
    """载入法院信息和人员名册；任职有起止日期，不改写历史。"""
    service = refusing(lambda: Service(read_settings()))
    for path in files:
        count = refusing(partial(load_roster, service.database, service.books, path))
        print(f"{path.name}：载入 {count} 人")
        if service.settings.signing_keys is not None:
            court = refusing(partial(read_roster, path)).court
            key = KeyFolder(service.settings.signing_keys).make(court, datetime.now(COURT_ZONE).date())
            print(f"{path.name}：法院签名密钥 {key.public.key_id}")


@app.command()
def watch() -> None:
    """启动已立案的案件，投递行为和外部反馈，发送通知；常驻运行。"""
    configure_logs()
    asyncio.run(Watcher(refusing(lambda: Service(read_settings()))).run())


class Watcher:
    """The filing watcher: woken by the database, and sweeping in case nobody woke it."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._stop = asyncio.Event()
        self._deliver_now, self._notify_now = asyncio.Event(), asyncio.Event()

    def stop(self) -> None:
        """Let what is under way end, and begin nothing more."""
        self._stop.set()

    async def run(self) -> None:
        """Run until SIGTERM, SIGINT or `stop`."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        settings = self._service.settings
        client = await connect_temporal(settings, lazy=True)
        with HttpGateways(settings.outside_url) as gateways:
            dispatcher = Dispatcher(client, self._service.database, gateways, settings.task_queue)
            duties = DutyDispatcher(client, self._service.database, settings.task_queue, self._service.books)
            schedules = DutySchedules(client, self._service.database, settings.task_queue)
            log.info("watcher ready")
            await asyncio.gather(
                self._listen(),
                self._repeat(lambda: self._deliver(dispatcher), SWEEP_SECONDS, self._deliver_now),
                self._repeat(lambda: asyncio.to_thread(dispatcher.answers.fetch), MAILBOX_SECONDS),
                self._repeat(
                    lambda: asyncio.to_thread(dispatcher.notices.send), SWEEP_SECONDS, self._notify_now
                ),
                self._repeat(dispatcher.acts.deliver_again, RESTART_SECONDS),
                self._repeat(dispatcher.cases.restart, RESTART_SECONDS),
                self._repeat(dispatcher.cases.change_calendars, RESTART_SECONDS),
                self._repeat(self._seal, SEAL_SECONDS),
                self._repeat(lambda: schedules.ensure(datetime.now(COURT_ZONE).date()), DUTY_SECONDS),
                self._repeat(duties.restart, DUTY_SECONDS),
                self._repeat(duties.redate, DUTY_SECONDS),
                self._repeat(duties.deliver_acts, RESTART_SECONDS),
            )
        self._service.engine.dispose()

    async def _seal(self) -> int:
        """Seal the day that is over, once for each court whose key lies here, and write it out (日封)."""
        settings = self._service.settings
        if settings.signing_keys is None:
            return 0
        yesterday = datetime.now(COURT_ZONE).date() - timedelta(days=1)
        sealer = Sealer(self._service.database, KeyFolder(settings.signing_keys))
        return await asyncio.to_thread(sealer.keep_up, yesterday, settings.seal_export)

    async def _deliver(self, dispatcher: Dispatcher) -> int:
        """Take filings in, start them, and signal what has come in."""
        taken = await asyncio.to_thread(self._service.filing.take_in, datetime.now(UTC))
        return taken + await dispatcher.cases.start() + await dispatcher.answers.signal()

    async def _repeat(
        self, work: Callable[[], Awaitable[int]], seconds: float, wake: asyncio.Event | None = None
    ) -> None:
        """Do a piece of work over and over; an outage is logged once a second and outlived."""
        while not self._stop.is_set():
            pause = seconds
            try:
                await work()
            except (OperationalError, RPCError, GatewayError, RuntimeError) as error:
                log.warning("away", what=type(error).__name__)
                pause = PAUSE_SECONDS
            await self._rest(pause, wake)

    async def _rest(self, seconds: float, wake: asyncio.Event | None) -> None:
        """Rest until the time is up, somebody wakes us, or we are told to stop."""
        waits = [asyncio.create_task(self._stop.wait())]
        if wake is not None:
            waits.append(asyncio.create_task(wake.wait()))
        _, pending = await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        if wake is not None:
            wake.clear()

    async def _listen(self) -> None:
        """Wake on every notification; without a connection the sweep alone serves."""
        while not self._stop.is_set():
            with contextlib.suppress(psycopg2.Error):
                await asyncio.to_thread(self._listen_once, asyncio.get_running_loop())
            await self._rest(PAUSE_SECONDS, None)

    def _listen_once(self, loop: asyncio.AbstractEventLoop) -> None:
        url = self._service.settings.database_url.get_secret_value().replace(DRIVER, "postgresql://")
        connection = psycopg2.connect(url)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                for channel in CHANNELS:
                    cursor.execute(f"listen {channel}")
            while not self._stop.is_set():
                select.select([connection], [], [], 0.5)
                connection.poll()
                if connection.notifies:
                    connection.notifies.clear()
                    loop.call_soon_threadsafe(self._wake)
        finally:
            connection.close()

    def _wake(self) -> None:
        """Each work has a call of its own: one that is busy still hears it when it comes to rest."""
        self._deliver_now.set()
        self._notify_now.set()


if __name__ == "__main__":
    app()
