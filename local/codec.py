"""`python -m local.codec KEYS PORT ORIGIN...`: the product's codec server, for this machine's Web UI only."""

import sys
from pathlib import Path

import uvicorn

from activities.codec import EncryptingCodec, KeyRing, codec_server
from local.ports import HOST


def main(keys: str, port: str, *origins: str) -> None:
    """Decodes for pages of the given origins until it is stopped."""
    codec = EncryptingCodec(KeyRing.read(Path(keys)))
    uvicorn.run(
        codec_server(codec, origins), host=HOST, port=int(port), log_level="warning", access_log=False
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
