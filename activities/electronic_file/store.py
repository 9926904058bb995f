"""The e-file's folder (电子卷宗): files under the digest of their content, written once, never changed."""

import contextlib
import hashlib
import os
import re
import tempfile
from enum import StrEnum
from pathlib import Path

from models.errors import Refusal

ADDRESS = re.compile(r"[0-9a-f]{64}")
READ_ONLY = 0o444


class StoreFault(StrEnum):
    """Why the store cannot give a file."""

    MISSING = "file_missing"  # 卷宗文件不存在
    DAMAGED = "file_damaged"  # 卷宗文件已损坏
    BAD_ADDRESS = "file_bad_address"  # 不是文件摘要


class FileStore:
    """A content-addressed folder: `ab/cd/abcd…`, read-only files.

    Writing the same content again changes nothing, so a repeated step stores nothing twice; a crash
    leaves either no file or the whole one.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, content: bytes) -> str:
        """Keeps the content and answers its SHA-256 in hex, once it is on disk.

        Raises Refusal(StoreFault.DAMAGED) if a file of that name holds something else.
        """
        address = self.address(content)
        path = self._path(address)
        if path.exists():
            self.get(address)
            return address
        path.parent.mkdir(parents=True, exist_ok=True)
        self._write(path, content)
        return address

    def get(self, address: str) -> bytes:
        """The content of this digest, compared with it first.

        Raises Refusal with StoreFault.MISSING, StoreFault.DAMAGED or StoreFault.BAD_ADDRESS.
        """
        try:
            content = self._path(address).read_bytes()
        except FileNotFoundError as error:
            raise Refusal(StoreFault.MISSING, f"卷宗文件 {address} 不存在") from error
        if hashlib.sha256(content).hexdigest() != address:
            raise Refusal(StoreFault.DAMAGED, f"卷宗文件 {address} 已损坏，内容与摘要不符")
        return content

    @staticmethod
    def address(content: bytes) -> str:
        """Under which address a content is kept."""
        return hashlib.sha256(content).hexdigest()

    def __contains__(self, address: str) -> bool:
        return self._path(address).exists()

    def _path(self, address: str) -> Path:
        """Where the file lies. Only a digest is an address, so no address leads out of the folder."""
        if not ADDRESS.fullmatch(address):
            raise Refusal(StoreFault.BAD_ADDRESS, "文件地址应为64位十六进制摘要")
        return self._root / address[:2] / address[2:4] / address

    def _write(self, path: Path, content: bytes) -> None:
        """Writes beside the place and moves it in: the name never shows a half-written file."""
        handle, temporary = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fchmod(file.fileno(), READ_ONLY)
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)
            raise
        for folder in (path.parent, path.parent.parent, self._root):
            _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """Brings a folder's entries to disk, so that a file survives a power cut with its name."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
