"""The environment handed to the product's processes here; elsewhere an operator sets the same variables."""

import os

from local import roles
from local.keys import codec_keys_file, read_passwords
from local.place import Place
from local.ports import HOST, Ports

_FOREIGN = ("TEMPORAL_", "COURT_", "PG", "DATABASE_URL", "MIGRATION_DATABASE_URL")
"""Variables of the caller's shell that would lead a process away from this machine's servers."""


def inherited() -> dict[str, str]:
    """The caller's environment without what points at another database, Temporal or court."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    return kept | {"PYTHONUNBUFFERED": "1", "TEMPORAL_CONFIG_FILE": os.devnull}


def product(place: Place, ports: Ports) -> dict[str, str]:
    """The variables the product reads. Raises LocalFault when this machine was never set up."""
    urls = roles.urls(read_passwords(place.secrets), ports.postgres)
    return {
        "DATABASE_URL": urls.worker,
        "MIGRATION_DATABASE_URL": urls.owner,
        "TEMPORAL_ADDRESS": f"{HOST}:{ports.temporal}",
        "TEMPORAL_NAMESPACE": "default",
        "TEMPORAL_CONFIG_FILE": os.devnull,
        "COURT_CODEC_KEYS": str(codec_keys_file(place.secrets)),
        "COURT_CODEC_SERVER_PORT": str(ports.codec),
        "COURT_FILES": str(place.files),
        "COURT_SIGNING_KEYS": str(place.signing),
        "COURT_SEAL_EXPORT": str(place.seals),
        "COURT_OUTSIDE_URL": f"http://{HOST}:{ports.outside}",
        "COURT_SKIP_TIME": "1",
        "COURT_LOG_FORMAT": "json",
    }


def of_children(place: Place, ports: Ports) -> dict[str, str]:
    """The whole environment of the processes started here, the simulated outside's own variables included."""
    outside = {"COURT_OUTSIDE_DATA": str(place.data / "outside"), "COURT_UI_URL": ui_url(ports)}
    return inherited() | product(place, ports) | outside


def ui_url(ports: Ports) -> str:
    """The address of the Temporal Web UI."""
    return f"http://{HOST}:{ports.ui}"
