"""Secrets made at the first run and kept: passwords of the database roles, key ring of the payload codec."""

import base64
import json
import os
import secrets
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from local.faults import LocalFault


@dataclass(frozen=True)
class Passwords:
    """One password per database role: superuser, owner of the schema, the product's own role."""

    superuser: str
    owner: str
    worker: str


def passwords_file(secrets_folder: Path) -> Path:
    """Where the passwords lie."""
    return secrets_folder / "postgres.json"


def codec_keys_file(secrets_folder: Path) -> Path:
    """Where the key ring of the payload codec lies."""
    return secrets_folder / "codec.keys"


def read_passwords(secrets_folder: Path) -> Passwords:
    """The passwords made earlier. Raises LocalFault when there are none or the file is damaged."""
    path = passwords_file(secrets_folder)
    try:
        return Passwords(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise LocalFault(
            f"nothing is set up yet ({path} is missing): start with `make run` or `make up`"
        ) from None
    except (ValueError, TypeError):
        raise LocalFault(f"{path} is damaged: restore it, or begin anew with `make clean`") from None


def make_passwords(secrets_folder: Path, cluster: Path) -> Passwords:
    """The passwords made earlier, or new ones.

    Raises LocalFault when `cluster` stands and its passwords are lost.
    """
    path = passwords_file(secrets_folder)
    if not path.exists():
        if cluster.exists():
            raise LocalFault(
                f"{path} is missing but {cluster} stands: restore it, or begin anew with `make clean`"
            )
        _write_once(path, asdict(Passwords(*(secrets.token_urlsafe(24) for _ in range(3)))))
    return read_passwords(secrets_folder)


def make_codec_keys(secrets_folder: Path, temporal_store: Path) -> Path:
    """The file of the key ring, `{"current": id, "keys": {id: base64 of 32 bytes}}`; made when missing.

    Raises LocalFault when `temporal_store` stands and its keys are lost: nothing in it could be read again.
    """
    path = codec_keys_file(secrets_folder)
    if not path.exists():
        if temporal_store.exists():
            raise LocalFault(
                f"{path} is missing but {temporal_store} stands, which nobody can read without it: "
                "restore it, or begin anew with `make clean`"
            )
        key_id = f"local-{secrets.token_hex(4)}"
        _write_once(
            path, {"current": key_id, "keys": {key_id: base64.b64encode(secrets.token_bytes(32)).decode()}}
        )
    return path


def _write_once(path: Path, content: dict[str, object]) -> None:
    """Writes for this user only (0600), whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
