"""`.venv`: made, filled from pyproject.toml and constraints.txt, and renewed when either changes.

Needs nothing but Python. A marker tells a finished `.venv` from one whose installation was cut short.
"""

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local.faults import LocalFault
from local.place import require_room

LOCAL = frozenset({"local"})
"""The extra that brings the servers of one machine."""
DEVELOPMENT = frozenset({"local", "dev"})
"""The extras that tests and checks need."""

NEEDED_MB = 1500
"""Free space an installation needs, downloads and their unpacking included."""

_HALF_DONE = "installing"
_DONE = "installed.json"


def python_of(root: Path) -> Path:
    """The Python of the work tree's own environment."""
    return root / ".venv" / "bin" / "python"


def inside(root: Path) -> bool:
    """Whether this very process runs on the work tree's own environment."""
    return Path(sys.prefix).resolve() == (root / ".venv").resolve()


def ensure(root: Path, extras: frozenset[str]) -> Path:
    """Makes `.venv` hold the project and `extras`; returns its Python. Costs a file read when all is well.

    Raises LocalFault with one line when it cannot.
    """
    if not _complete(root, extras):
        with _alone(root) as lock:
            if not _complete(root, extras):
                _install(root, extras | _installed_extras(root), lock)
    return python_of(root)


def _complete(root: Path, extras: frozenset[str]) -> bool:
    done = _read_done(root)
    return (
        done.get("inputs") == _inputs(root) and extras <= _installed_extras(root) and python_of(root).exists()
    )


def _installed_extras(root: Path) -> frozenset[str]:
    return frozenset(_read_done(root).get("extras", ()))


def _read_done(root: Path) -> dict[str, list[str] | str]:
    try:
        content: dict[str, list[str] | str] = json.loads((root / ".venv" / _DONE).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return content


def _inputs(root: Path) -> str:
    """Digest of what decides which packages are installed."""
    digest = hashlib.sha256()
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def _install(root: Path, extras: frozenset[str], lock: int) -> None:
    venv = root / ".venv"
    if (venv / _HALF_DONE).exists():
        print(
            "local  .venv is half installed (an earlier installation was cut short): making it anew",
            flush=True,
        )
        shutil.rmtree(venv)
    inputs = _inputs(root)
    require_room(root, NEEDED_MB, "the packages")
    venv.mkdir(exist_ok=True)
    (venv / _DONE).unlink(missing_ok=True)
    (venv / _HALF_DONE).touch()
    if not _has_pip(root):
        _make_venv(venv, lock)
    _pip_install(root, extras, lock)
    (venv / _DONE).write_text(json.dumps({"inputs": inputs, "extras": sorted(extras)}), encoding="utf-8")
    (venv / _HALF_DONE).unlink()


def _has_pip(root: Path) -> bool:
    python = python_of(root)
    return python.exists() and _run([str(python), "-m", "pip", "--version"]).returncode == 0


def _make_venv(venv: Path, lock: int) -> None:
    if importlib.util.find_spec("ensurepip") is None:
        raise LocalFault(
            "this Python cannot make a venv: install the system package python3-venv and run again"
        )
    base = getattr(sys, "_base_executable", None) or sys.executable
    made = _run([base, "-m", "venv", str(venv)], lock=lock)
    if made.returncode != 0:
        raise LocalFault(f"cannot make {venv}: {_reason(made.stdout)}")


def _pip_install(root: Path, extras: frozenset[str], lock: int) -> None:
    wanted = f".[{','.join(sorted(extras))}]"
    print(f"local  installing {wanted} into .venv; the first time this takes about half a minute", flush=True)
    pip = [
        str(python_of(root)),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--progress-bar",
        "off",
    ]
    answer = _run([*pip, "--constraint", "constraints.txt", "--editable", wanted], root, lock)
    log = root / ".venv" / "install.log"
    log.write_text(answer.stdout, encoding="utf-8")
    if answer.returncode != 0:
        raise LocalFault(f"pip could not install the packages: {_reason(answer.stdout)} (log: {log})")


def _run(
    command: list[str], folder: Path | None = None, lock: int | None = None
) -> "subprocess.CompletedProcess[str]":
    """Runs a command to its end; one that writes to `.venv` holds the lock itself, should we be killed."""
    return subprocess.run(  # noqa: S603 - the commands are ours
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
        pass_fds=() if lock is None else (lock,),
    )


def _reason(output: str) -> str:
    """The one line of a failed installation that says why."""
    if "No space left on device" in output:
        return "the disk is full; free some space and run the command again"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")]
    return (errors or lines[-1:] or ["it said nothing"])[0][:300]


@contextmanager
def _alone(root: Path) -> Iterator[int]:
    """Lets one installation at a time work on `.venv`; a second one waits for the first. Yields the lock."""
    handle = os.open(root / ".venv.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("local  waiting for another installation into .venv to end", flush=True)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)
