"""Which processes are ours: a pid file each, believed only while pid, boot and start time are still the same.

A pid alone proves nothing: it may belong to somebody else by now, or to a zombie nobody reaps.
"""

import json
import os
import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True)
class Identity:
    """One process for all time: no other process shares boot, pid and start time."""

    pid: int
    started: int
    """Start time in clock ticks since boot."""
    boot: str

    @property
    def lives(self) -> bool:
        """Whether this very process runs; a zombie does not."""
        return identity_of(self.pid) == self


@dataclass(frozen=True)
class Record:
    """What a pid file says: who, in which order it was started, and how it wants to be stopped."""

    name: str
    order: int
    identity: Identity
    program: str
    """The last word of its command line; a living process must still show it."""
    stop_signal: int
    grace: float
    """Seconds between the stop signal and SIGKILL."""

    @property
    def lives(self) -> bool:
        """Whether the process of this record still runs; one just begun has no command line for a moment."""
        words = command_line(self.identity.pid)
        return self.identity.lives and (self.program in words or words == [""])


def identity_of(pid: int) -> Identity | None:
    """The living process of this number; None when there is none or only a zombie."""
    try:
        stat = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    after_name = stat[stat.rindex(")") + 2 :].split()
    if after_name[0] in ("Z", "X"):
        return None
    boot = (PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return Identity(pid, int(after_name[19]), boot)


def command_line(pid: int) -> list[str]:
    """The words of a process's command line; one empty word when it is gone."""
    try:
        raw = (PROC / str(pid) / "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return [""]
    return [os.fsdecode(word) for word in raw.rstrip(b"\0").split(b"\0")]


def working_in(folder: Path) -> list[int]:
    """Living processes whose current folder is `folder`, as every process of a PostgreSQL cluster's is."""
    target = str(folder.resolve())
    found = []
    for entry in PROC.iterdir():
        if not entry.name.isdigit():
            continue
        try:
            current = str((entry / "cwd").readlink())
        except OSError:
            continue
        if current == target and identity_of(int(entry.name)):
            found.append(int(entry.name))
    return found


def write(folder: Path, record: Record) -> None:
    """Writes the pid file `<name>.pid`, whole or not at all."""
    path = folder / f"{record.name}.pid"
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(asdict(record)), encoding="utf-8")
    draft.replace(path)


def remove(folder: Path, name: str) -> None:
    """Removes a pid file, if it is there."""
    (folder / f"{name}.pid").unlink(missing_ok=True)


def read(folder: Path) -> list[Record]:
    """All pid files in the order of starting; a damaged one names no process and is removed.

    A file that goes while we look names a process that another runner has just ended.
    """
    records = []
    for path in folder.glob("*.pid"):
        try:
            fields = json.loads(path.read_text(encoding="utf-8"))
            records.append(Record(**fields | {"identity": Identity(**fields["identity"])}))
        except FileNotFoundError:
            continue
        except (ValueError, TypeError, KeyError):
            path.unlink(missing_ok=True)
    return sorted(records, key=lambda record: record.order)


def end(record: Record, grace: float | None = None) -> None:
    """Asks the process of `record` to stop, kills its group after the grace; touches nobody else."""
    if not record.lives:
        return
    os.kill(record.identity.pid, record.stop_signal)
    patience = time.monotonic() + (record.grace if grace is None else grace)
    while record.identity.lives and time.monotonic() < patience:
        time.sleep(0.05)
    if record.identity.lives:
        os.killpg(record.identity.pid, signal.SIGKILL)
        while record.identity.lives:
            time.sleep(0.05)


def end_leftovers(folder: Path) -> list[str]:
    """Ends what an earlier, killed runner left behind, last started first; returns the names of it."""
    ended = []
    for record in reversed(read(folder)):
        if record.lives:
            end(record)
            ended.append(record.name)
        remove(folder, record.name)
    return ended
