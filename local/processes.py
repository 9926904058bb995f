"""One long-lived process: how it starts in a group of its own, where it writes, how it stops."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from local.faults import LocalFault

LOG_LIMIT = 20_000_000
"""Bytes after which a log is set aside as `<name>.log.1` when its process starts again."""

_TELLING = re.compile(r"\b(FATAL|PANIC|ERROR)\b|Error\b|rror:")


def _nothing() -> None:
    return None


@dataclass(frozen=True)
class Account:
    """Who a process runs as: words before its command, or another user of the system."""

    prefix: tuple[str, ...] = ()
    user: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class Program:
    """What is started: its command, surroundings and manners. Without `log` it writes to this terminal."""

    name: str
    command: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str]
    log: Path | None
    stop_signal: int = signal.SIGTERM
    grace: float = 20.0
    """Seconds between the stop signal and SIGKILL."""
    before_start: Callable[[], None] = _nothing
    """Runs before every start, so also before a restart. May raise LocalFault."""
    account: Account = field(default_factory=Account)
    lasting: bool = True
    """Whether its end is a death; a program that has its own end is not started again."""


def launch(program: Program) -> subprocess.Popen[bytes]:
    """Starts the program in its own session, so that Ctrl-C reaches it only through us."""
    program.before_start()
    output = _open_log(program.log) if program.log else None
    try:
        return subprocess.Popen(  # noqa: S603 - the commands are ours
            [*program.account.prefix, *program.command],
            cwd=program.folder,
            env=dict(program.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output is not None else None,
            start_new_session=True,
            umask=0o077,
            user=program.account.user,
            group=program.account.group,
            extra_groups=[] if program.account.user else None,
        )
    except FileNotFoundError as error:
        raise LocalFault(f"{program.name} cannot start: {error.filename} is missing") from None
    finally:
        if output is not None:
            os.close(output)


def stop(process: subprocess.Popen[bytes], program: Program, grace: float | None = None) -> int:
    """Sends the stop signal, waits the grace, then kills the whole group. Returns the exit code."""
    if process.poll() is None:
        process.send_signal(program.stop_signal)
        try:
            process.wait(program.grace if grace is None else grace)
        except subprocess.TimeoutExpired:
            kill_group(process)
    return process.wait()


def exit_code(process: subprocess.Popen[bytes]) -> int | None:
    """The code a shell would show: 128 and more for a signal; None while the process runs."""
    code = process.poll()
    return 128 - code if code is not None and code < 0 else code


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kills the process and whatever it started within its session."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def wait_until(
    process: subprocess.Popen[bytes], program: Program, ready: Callable[[], bool], seconds: float = 30.0
) -> None:
    """Waits until `ready`. Raises LocalFault when the process ends first or the time is over."""
    patience = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None:
            raise LocalFault(f"{program.name} ended at once: {last_words(program)}")
        if time.monotonic() > patience:
            raise LocalFault(f"{program.name} is not ready after {seconds:.0f} s: {last_words(program)}")
        time.sleep(0.02)


def run_to_end(program: Program) -> None:
    """Runs a short program in the foreground. Raises LocalFault with its last line when it fails."""
    process = launch(program)
    try:
        code = process.wait()
    except BaseException:
        stop(process, program)
        raise
    if code != 0:
        raise LocalFault(f"{program.name} failed with exit code {code}: {last_words(program)}")


def last_words(program: Program) -> str:
    """The line of a program's log that says most about its end, and where to read on."""
    if program.log is None:
        return "see above"
    with program.log.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - 8192))
        written = file.read().decode("utf-8", "replace").splitlines()
    lines = [line.strip() for line in written if line.strip()][-6:] or ["it wrote nothing"]
    telling = [line for line in lines if _TELLING.search(line)] or lines
    return f"{telling[-1][:300]} (log: {program.log})"


def _open_log(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_name(path.name + ".1"))
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
