"""What the tests of `local` share: free ports and children that live until they are told otherwise."""

import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from local.processes import Program


@pytest.fixture
def free_port() -> Callable[[], int]:
    """A function that finds a loopback port nobody holds."""

    def find() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    return find


@pytest.fixture
def python_program(tmp_path: Path) -> Callable[..., Program]:
    """A function that makes a program out of a few lines of Python."""

    def make(name: str, code: str, grace: float = 5.0) -> Program:
        script = tmp_path / f"{name}.py"
        script.write_text(code, encoding="utf-8")
        return Program(
            name, (sys.executable, str(script)), tmp_path, {}, tmp_path / f"{name}.log", grace=grace
        )

    return make


@pytest.fixture
def eventually() -> Callable[..., None]:
    """A function that waits for a condition and fails when it does not come."""

    def wait(condition: Callable[[], object], seconds: float = 15.0) -> None:
        patience = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < patience, "it did not come about"
            time.sleep(0.02)

    return wait
