"""Secrets: made once, for this user only, and never silently replaced under data that needs them."""

import base64
import json
from pathlib import Path

import pytest

from local.faults import LocalFault
from local.keys import make_codec_keys, make_passwords, read_passwords


def test_the_key_ring_is_made_once_and_for_this_user_only(tmp_path: Path) -> None:
    path = make_codec_keys(tmp_path / "secrets", tmp_path / "temporal.db")
    ring = json.loads(path.read_text())
    assert len(base64.b64decode(ring["keys"][ring["current"]])) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    (tmp_path / "temporal.db").touch()
    assert json.loads(make_codec_keys(tmp_path / "secrets", tmp_path / "temporal.db").read_text()) == ring


def test_lost_keys_are_not_replaced_under_what_they_encrypted(tmp_path: Path) -> None:
    (tmp_path / "temporal.db").touch()
    with pytest.raises(LocalFault, match="which nobody can read without it"):
        make_codec_keys(tmp_path / "secrets", tmp_path / "temporal.db")


def test_passwords_differ_and_stay(tmp_path: Path) -> None:
    made = make_passwords(tmp_path, tmp_path / "postgres")
    assert len({made.superuser, made.owner, made.worker}) == 3
    (tmp_path / "postgres").mkdir()
    assert make_passwords(tmp_path, tmp_path / "postgres") == made
    (tmp_path / "postgres.json").unlink()
    with pytest.raises(LocalFault, match="restore it, or begin anew with `make clean`"):
        make_passwords(tmp_path, tmp_path / "postgres")


@pytest.mark.parametrize("content", ["", "[]", '{"owner": "x"}'])
def test_damaged_passwords_are_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "postgres.json").write_text(content)
    with pytest.raises(LocalFault, match="is damaged"):
        read_passwords(tmp_path)


def test_before_the_first_run_the_command_to_begin_with_is_named(tmp_path: Path) -> None:
    with pytest.raises(LocalFault, match="start with `make run` or `make up`"):
        read_passwords(tmp_path)
