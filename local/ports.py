"""The ports of this machine's processes: defaults, overrides by COURT_LOCAL_*_PORT, free or taken."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass, fields

from local.faults import LocalFault

HOST = "127.0.0.1"
"""Everything listens on loopback only: nothing here has a password for strangers."""


@dataclass(frozen=True)
class Ports:
    """One TCP port per listening process; each is overridden by COURT_LOCAL_<NAME>_PORT."""

    postgres: int = 54329
    temporal: int = 7233
    ui: int = 8233
    outside: int = 8600
    codec: int = 8234

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Ports":
        """The defaults with the overrides of `environ`.

        Raises LocalFault for a number that is no port, or that is used twice.
        """
        chosen = {field.name: _port(environ, field.name, getattr(cls, field.name)) for field in fields(cls)}
        owner: dict[int, str] = {}
        for name, port in chosen.items():
            if port in owner:
                raise LocalFault(f"{variable(owner[port])} and {variable(name)} are both {port}")
            owner[port] = name
        return cls(**chosen)

    def require_free(self) -> None:
        """Raises LocalFault naming the first port that another program holds."""
        for field in fields(self):
            require_free(getattr(self, field.name), field.name)


def variable(name: str) -> str:
    """The environment variable that overrides the port of `name`."""
    return f"COURT_LOCAL_{name.upper()}_PORT"


def _port(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(variable(name), "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise LocalFault(f"{variable(name)}={text} is no port: expected a number from 1 to 65535")
    return int(text)


def require_free(port: int, name: str) -> None:
    """Raises LocalFault when another program holds the port of `name`."""
    if not is_free(port):
        raise LocalFault(
            f"port {port} ({name}) is taken by another program; "
            f"end that program or choose another port with {variable(name)}"
        )


def is_free(port: int) -> bool:
    """Whether a server could listen on this loopback port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Whether something accepts connections on this loopback port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((HOST, port)) == 0
