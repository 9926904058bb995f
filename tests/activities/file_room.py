"""A desk on a register alone, with a file store, and the commands of the file on it.

The test itself delivers acts, in the place of the running case.
"""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import typer
from pytest import MonkeyPatch
from typer.testing import CliRunner, Result

import terminal.answering
from activities.desk_service import DeskService
from activities.electronic_file.store import FileStore
from activities.signing.key_files import KeyFolder
from models.acts.envelope import Act, ActKind
from models.errors import Refusal
from models.events import EventKind
from models.values import court_local
from terminal import absences, cases, papers, signing
from tests.activities.clerk import Clerk

Run = Callable[..., Result]

JUDGE, ASSISTANT, FAST_CLERK = "RY020", "RY021", "RY022"
OTHER_JUDGE, OTHER_CLERK = "RY030", "RY032"
QUERY_CLERK, QUALITY, FILE_KEEPER = "RY011", "RY070", "RY001"
DIRECTOR, PRESIDENT = "RY090", "RY099"


@pytest.fixture
def desk(clerk: Clerk, tmp_path: Path, monkeypatch: MonkeyPatch) -> DeskService:
    """A desk on a register with a store of at most one megabyte a file; commands reach it."""
    service = room(clerk, tmp_path, tmp_path / "keys", megabytes=1)

    class Opened:
        async def __aenter__(self) -> DeskService:
            return service

        async def __aexit__(self, *_: object) -> None:
            return None

    async def away(_: str) -> None:
        return None

    monkeypatch.setattr(service, "status", away)
    monkeypatch.setattr(terminal.answering, "opened", Opened)
    return service


@pytest.fixture
def run(desk: DeskService) -> Run:
    """The commands of the file, of cases, of absence and of keys."""
    app = typer.Typer()
    for group in (papers, cases, absences, signing):
        app.add_typer(group.commands)

    def command(*words: str | Path) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words])

    return command


@pytest.fixture
def key(clerk: Clerk, desk: DeskService) -> str:
    """A simple case in the hands of the fast team's judge."""
    case = clerk.file(1, filed_at=(clerk.now - timedelta(hours=2)).isoformat())
    clerk.append(case, EventKind.RECEPTION_ENDED, performance_state="willing")
    clerk.triage_and_assign(case)
    clerk.act(case, ActKind.ACCEPT_HANDOVER, JUDGE, "judge", {"handover": "Y1"})
    return case


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A scanned paper."""
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf("proof of service"))
    return path


def put(
    run: Run, key: str, file: Path, *more: str, kind: str = "service_proof", staff: str = JUDGE
) -> Result:
    """Put a file into the e-file."""
    return run("paper", "add", key, file, "--kind", kind, "--name", "邮寄送达回证", "--as", staff, *more)


def said(result: Result) -> str:
    """The one line of a refusal."""
    assert result.exit_code == 2, result.output
    (line,) = result.stderr.strip().splitlines()
    return line


def index(run: Run, key: str) -> list[dict[str, object]]:
    """The index of the file."""
    return list(json.loads(run("paper", "list", key, "--json").stdout))


def closed(clerk: Clerk, key: str) -> None:
    """The case is closed as performed."""
    clerk.append(key, EventKind.CLOSING_PROPOSED, method="fully_executed", ground="执行完毕")
    clerk.append(key, EventKind.CLOSING_APPROVED, method="fully_executed")
    clerk.append(key, EventKind.CLOSED, method="fully_executed")


def room(clerk: Clerk, folder: Path, keys: Path | None = None, megabytes: int = 200) -> DeskService:
    """A desk whose acts reach the register at once."""
    clerk.now = court_local(datetime.now(UTC))

    async def deliver(key: str, act: Act) -> SimpleNamespace:
        clerk.now = court_local(datetime.now(UTC))
        answer = clerk.record(key, act.act_id)
        if answer.refused:
            raise Refusal(answer.refused.code, answer.refused.reason)
        return SimpleNamespace(seq=answer.seq)

    dispatcher: Any = SimpleNamespace(task_queue="none", acts=SimpleNamespace(deliver=deliver))
    return DeskService(
        cast(Any, None),
        clerk.database,
        clerk.books,
        dispatcher,
        skip_time=False,
        keys=KeyFolder(keys) if keys else None,
        store=FileStore(folder / "store"),
        paper_megabytes=megabytes,
    )


def kept(folder: Path) -> frozenset[str]:
    """The names of everything that lies in the store, half-written files too."""
    return frozenset(path.name for path in (folder / "store").rglob("*") if path.is_file())


# --- small files of every type -----------------------------------------------------------------


def pdf(words: str = "one") -> bytes:
    """A small PDF."""
    return f"%PDF-1.4\n% {words}\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n%%EOF\n".encode()


def jpeg() -> bytes:
    """As much of a JPEG as a reader looks for."""
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(32) + b"\xff\xd9"


def png() -> bytes:
    """One grey dot."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00\x80")) + chunk(b"IEND", b"")


def docx() -> bytes:
    """A zip with the one part every word document has."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    return raw.getvalue()


def mp4() -> bytes:
    """Three boxes."""

    def box(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data) + 8) + name + data

    return box(b"ftyp", b"isom\x00\x00\x02\x00") + box(b"moov", bytes(16)) + box(b"mdat", bytes(64))


SAMPLES: dict[str, Callable[[], bytes]] = {"pdf": pdf, "jpg": jpeg, "png": png, "docx": docx, "mp4": mp4}


def samples() -> Iterator[tuple[str, bytes]]:
    """One whole file of every type, by the usual ending."""
    for ending, make in SAMPLES.items():
        yield ending, make()
