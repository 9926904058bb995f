"""Ed25519 keys in files, signing and verifying (电子签名): a key file belongs to one person or one court."""

import base64
import binascii
import json
import os
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from models.acts.envelope import Act
from models.errors import Code, Refusal
from models.events import digest
from models.keys import PublicKey


@dataclass(frozen=True)
class SigningKey:
    """A private key with its owner's number, or a court's key."""

    owner: str
    since: date
    private: Ed25519PrivateKey

    @property
    def public(self) -> PublicKey:
        """The public half, as it is registered and exported."""
        raw = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return PublicKey(
            key_id=digest(raw.hex())[:16],
            owner=self.owner,
            public_key=base64.b64encode(raw).decode(),
            since=self.since,
        )

    def sign(self, content: bytes) -> str:
        """The signature over some bytes, base64."""
        return base64.b64encode(self.private.sign(content)).decode()


def make_key(path: Path, owner: str, since: date) -> SigningKey:
    """A new key in a file for this user's eyes only (0600); an existing file is kept and read.

    Raises Refusal(BAD_DATA) for a file that is no key of this owner.
    """
    if not path.exists():
        raw = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        content = {"owner": owner, "since": since.isoformat(), "private_key": base64.b64encode(raw).decode()}
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(name, path)  # Whoever is first has made the key; nobody's key is ever overwritten.
        except FileExistsError:
            pass
        finally:
            Path(name).unlink()
    key = read_key(path)
    if key.owner != owner:
        raise Refusal(Code.BAD_DATA, f"{path.name}：不是 {owner} 的签名密钥")
    return key


def read_key(path: Path) -> SigningKey:
    """The key in a file. Raises Refusal(BAD_DATA) naming the file."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        raw = base64.b64decode(content["private_key"], validate=True)
        return SigningKey(
            owner=str(content["owner"]),
            since=date.fromisoformat(content["since"]),
            private=Ed25519PrivateKey.from_private_bytes(raw),
        )
    except (OSError, KeyError, TypeError, ValueError, binascii.Error) as error:
        raise Refusal(Code.BAD_DATA, f"{path.name}：不是可用的签名密钥文件") from error


def signed(act: Act, key: SigningKey, about: str) -> Act:
    """The act with its actor's signature; `about` is the key of the case, or of the court for a duty."""
    with_key = act.model_copy(update={"key_id": key.public.key_id})
    return with_key.model_copy(update={"signature": key.sign(with_key.bytes_about(about))})


def certified(key: PublicKey, court_key: SigningKey) -> PublicKey:
    """The key with the court's signature that it is its owner's from its first day on."""
    return key.model_copy(update={"certificate": court_key.sign(key.certified_bytes)})


def holds(public_key: str, content: bytes, signature: str) -> bool:
    """Whether a signature over some bytes is that key's."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        key.verify(base64.b64decode(signature, validate=True), content)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


@dataclass(frozen=True)
class KeyFolder:
    """Where this desk finds private keys: one file for each person and court (`<number>.json`)."""

    folder: Path

    def key_of(self, owner: str) -> SigningKey | None:
        """The key of a person or court, where it lies here."""
        path = self.folder / f"{owner}.json"
        return read_key(path) if path.is_file() else None

    def make(self, owner: str, since: date) -> SigningKey:
        """The key of a person or court, made if it is missing."""
        return make_key(self.folder / f"{owner}.json", owner, since)

    def make_next(self, owner: str, since: date) -> SigningKey:
        """The key that is to take the place of an owner's present one, made if it is missing."""
        return make_key(self._next(owner), owner, since)

    def put_next_in_place(self, owner: str) -> None:
        """The next key is the owner's key from now on; the one before is kept under its id."""
        here = self.key_of(owner)
        if here is not None:
            self.put_aside(here)
        self._next(owner).rename(self.folder / f"{owner}.json")

    def _next(self, owner: str) -> Path:
        return self.folder / f"{owner}.next.json"

    def put_aside(self, key: SigningKey) -> None:
        """Keep an ended key under its id, so that its owner can have a new one."""
        (self.folder / f"{key.owner}.json").rename(self.folder / f"{key.owner}.{key.public.key_id}.json")
