"""Payload encryption (AES-256-GCM, key ring, key id in clear) and the codec server for the Web UI."""

import base64
import json
import os
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from google.protobuf import json_format
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from temporalio.api.common.v1 import Payload, Payloads
from temporalio.converter import PayloadCodec

ENCODING = b"binary/court-aes256-gcm"
NONCE_BYTES = 12


class CodecError(Exception):
    """A payload cannot be read: its key is not on the ring, or it was tampered with."""


@dataclass(frozen=True)
class KeyRing:
    """Keys by id; new payloads take the current one, old ones stay readable after rotation."""

    current: str
    keys: dict[str, bytes]

    @classmethod
    def read(cls, path: Path) -> "KeyRing":
        """The ring in a JSON file: {"current": id, "keys": {id: base64 of 32 bytes}}."""
        data = json.loads(path.read_text())
        keys = {name: base64.b64decode(value) for name, value in data["keys"].items()}
        return cls(current=data["current"], keys=keys)


class EncryptingCodec(PayloadCodec):
    """Deflates and encrypts every payload; what is not ours passes through."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring
        self._ciphers = {name: AESGCM(key) for name, key in ring.keys.items()}

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Encrypt with the current key."""
        return [self._encode(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Decrypt with the key each payload names. Raises CodecError if it is not on the ring."""
        return [self._decode(payload) for payload in payloads]

    def _encode(self, payload: Payload) -> Payload:
        key_id = self._ring.current.encode()
        nonce = os.urandom(NONCE_BYTES)
        clear = zlib.compress(payload.SerializeToString())
        sealed = self._ciphers[self._ring.current].encrypt(nonce, clear, key_id)
        return Payload(metadata={"encoding": ENCODING, "key": key_id}, data=nonce + sealed)

    def _decode(self, payload: Payload) -> Payload:
        if payload.metadata.get("encoding") != ENCODING:
            return payload
        key_id = payload.metadata["key"]
        cipher = self._ciphers.get(key_id.decode())
        if cipher is None:
            raise CodecError(f"no key {key_id.decode()} on the ring")
        try:
            clear = cipher.decrypt(payload.data[:NONCE_BYTES], payload.data[NONCE_BYTES:], key_id)
        except InvalidTag as error:
            raise CodecError("payload does not match its key") from error
        return Payload.FromString(zlib.decompress(clear))


def codec_server(codec: PayloadCodec, origins: Iterable[str]) -> Starlette:
    """The server that decodes for the Web UI: only the origins named may ask, and only from loopback."""

    async def convert(request: Request) -> Response:
        payloads = json_format.Parse(await request.body(), Payloads())
        work = codec.decode if request.path_params["verb"] == "decode" else codec.encode
        try:
            done = Payloads(payloads=await work(payloads.payloads))
        except CodecError as error:
            return JSONResponse({"message": str(error)}, status_code=400)
        return Response(json_format.MessageToJson(done), media_type="application/json")

    return Starlette(
        routes=[Route("/{verb:str}", convert, methods=["POST"])],
        middleware=[
            Middleware(
                CORSMiddleware,
                allow_origins=list(origins),
                allow_methods=["POST"],
                allow_headers=["content-type", "x-namespace"],
            )
        ],
    )
