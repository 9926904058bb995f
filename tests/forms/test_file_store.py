"""The e-file's folder: what is in it is what was put in, whole, and never changes."""

import hashlib
import os
import stat
from pathlib import Path

import pytest

from activities.electronic_file.store import FileStore, StoreFault
from models.errors import Refusal


def path_of(root: Path, address: str) -> Path:
    """Where the store keeps a file."""
    return root / address[:2] / address[2:4] / address


def test_content_comes_back_under_its_digest(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    address = store.put(b"ruling")
    assert address == hashlib.sha256(b"ruling").hexdigest()
    assert store.get(address) == b"ruling"
    assert address in store
    assert stat.S_IMODE(path_of(tmp_path, address).stat().st_mode) == 0o444


def test_the_same_content_is_kept_once(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    address = store.put(b"ruling")
    before = path_of(tmp_path, address).stat()
    assert store.put(b"ruling") == address
    after = path_of(tmp_path, address).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [path_of(tmp_path, address)]


def test_a_damaged_file_is_never_handed_out(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    path = path_of(tmp_path, store.put(b"ruling"))
    path.chmod(0o644)
    path.write_bytes(b"forged")
    for attempt in (lambda: store.get(path.name), lambda: store.put(b"ruling")):
        with pytest.raises(Refusal) as refused:
            attempt()
        assert refused.value.code == StoreFault.DAMAGED
    assert path.read_bytes() == b"forged"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    address = "0" * 64
    with pytest.raises(Refusal) as refused:
        FileStore(tmp_path).get(address)
    assert refused.value.code == StoreFault.MISSING and address in refused.value.message


@pytest.mark.parametrize("address", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_only_a_digest_is_an_address(address: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        FileStore(tmp_path).get(address)
    assert refused.value.code == StoreFault.BAD_ADDRESS


def test_a_crash_while_writing_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise OSError("disk full")

    store = FileStore(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", killed)
        with pytest.raises(OSError, match="disk full"):
            store.put(b"ruling")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert store.get(store.put(b"ruling")) == b"ruling"
