"""Where things lie: the work tree and its data folder, `.data/` unless COURT_LOCAL_DATA says otherwise."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from local.faults import LocalFault

ROOT = Path(__file__).resolve().parent.parent
"""The work tree: the folder that holds `local/`, `worker.py` and the rest."""

NEEDED_MB = 300
"""Free space below which nothing is started: both databases write ahead before they store."""


@dataclass(frozen=True)
class Place:
    """The work tree and the data folder, with the names of what lies in it."""

    root: Path
    data: Path

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Place":
        """The tree this package lies in, and `.data/` in it or the folder of COURT_LOCAL_DATA."""
        return cls(ROOT, Path(environ.get("COURT_LOCAL_DATA") or ROOT / ".data").absolute())

    @property
    def secrets(self) -> Path:
        """Passwords and the codec's key ring; for this user's eyes only."""
        return self.data / "secrets"

    @property
    def signing(self) -> Path:
        """Private signing keys of this machine's court and staff; elsewhere each has his own."""
        return self.secrets / "signing"

    @property
    def seals(self) -> Path:
        """The daily seals, written out; a real installation keeps them out of the engineers' reach."""
        return self.data / "seals"

    @property
    def logs(self) -> Path:
        """One log file per process."""
        return self.data / "logs"

    @property
    def run(self) -> Path:
        """One pid file per process, and the lock of the runner."""
        return self.data / "run"

    @property
    def files(self) -> Path:
        """The e-file store."""
        return self.data / "files"

    def make(self) -> None:
        """Makes the folders. Raises LocalFault when there is too little room on the disk."""
        # Others may pass through the data folder (PostgreSQL may run as another user), never look into it.
        self.data.mkdir(mode=0o711, parents=True, exist_ok=True)
        self.data.chmod(0o711)
        for folder in (self.secrets, self.logs, self.run, self.files):
            folder.mkdir(mode=0o700, exist_ok=True)
        require_room(self.data, NEEDED_MB, "the databases")


def require_room(folder: Path, megabytes: int, purpose: str) -> None:
    """Raises LocalFault when the disk under `folder` has less than `megabytes` free."""
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < megabytes:
        raise LocalFault(
            f"the disk is nearly full: {free} MB free at {folder}, {purpose} need {megabytes} MB"
        )
