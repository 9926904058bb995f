"""A worker that can be killed, and a line to the server that can fall silent."""

import asyncio
import contextlib
import os
import subprocess
import sys
from pathlib import Path

from tests.courthouse import CourtHouse

ROOT = Path(__file__).parents[2]


class WorkerProcess:
    """A real worker in a process of its own, on the house's servers."""

    def __init__(self, house: CourtHouse, address: str, log: Path) -> None:
        settings = house.settings
        self._environment = {
            **os.environ,
            "DATABASE_URL": settings.database_url.get_secret_value(),
            "TEMPORAL_ADDRESS": address,
            "TEMPORAL_CONFIG_FILE": os.devnull,
            "COURT_FILES": str(settings.files),
            "COURT_OUTSIDE_URL": settings.outside_url,
            "COURT_TASK_QUEUE": settings.task_queue,
        }
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, or start it again."""
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "worker.py"],
                cwd=ROOT,
                env=self._environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def kill(self) -> None:
        """Kill it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


class Line:
    """A telephone line to the server that can fall silent: nothing said into it arrives any more."""

    def __init__(self, address: str) -> None:
        self._host, self._port = address.split(":")
        self._open = asyncio.Event()
        self._open.set()
        self._server: asyncio.Server | None = None

    async def lay(self) -> str:
        """Lay the line; answers its near end."""
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        return f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def silence(self) -> None:
        """From now on what is said into it is kept, and lost when the speaker is gone."""
        self._open.clear()

    def restore(self) -> None:
        """Let it carry words again."""
        self._open.set()

    def close(self) -> None:
        """Take the line down."""
        if self._server is not None:
            self._server.close()

    async def _connect(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, away = await asyncio.open_connection(self._host, self._port)
        await asyncio.wait(
            [asyncio.create_task(self._carry(near, away)), asyncio.create_task(self._hear(far, back))],
            return_when=asyncio.FIRST_COMPLETED,
        )
        away.close()
        back.close()

    async def _carry(self, near: asyncio.StreamReader, away: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while words := await near.read(65536):
                if not self._open.is_set() and await self._speaker_gone(near):
                    return
                away.write(words)

    async def _speaker_gone(self, near: asyncio.StreamReader) -> bool:
        """Wait for the end of the silence or of the speaker; whether it was the speaker's."""
        silent = asyncio.create_task(self._open.wait())
        gone = asyncio.create_task(near.read(-1))
        done, left = await asyncio.wait([silent, gone], return_when=asyncio.FIRST_COMPLETED)
        for task in left:
            task.cancel()
        return gone in done

    async def _hear(self, far: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while words := await far.read(65536):
                back.write(words)
