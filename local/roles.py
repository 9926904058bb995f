"""The databases and roles of this machine: `court` belongs to court_owner, and court_worker works in it."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from local.keys import Passwords
from local.ports import HOST

Run = Callable[..., list[tuple[Any, ...]]]
"""Runs one statement with its values and returns its rows."""

DATABASE = "court"
SUPERUSER = "postgres"
OWNER = "court_owner"
WORKER = "court_worker"


@dataclass(frozen=True)
class Urls:
    """One database as its two roles reach it, as SQLAlchemy writes it."""

    owner: str
    worker: str


def urls(passwords: Passwords, port: int, database: str = DATABASE) -> Urls:
    """The URLs of a database on this machine."""
    place = f"{HOST}:{port}/{database}"
    return Urls(
        owner=f"postgresql+psycopg2://{OWNER}:{passwords.owner}@{place}",
        worker=f"postgresql+psycopg2://{WORKER}:{passwords.worker}@{place}",
    )


def ensure(passwords: Passwords, port: int) -> None:
    """Makes the two roles and the database `court` where they are missing; neither role is a superuser."""
    with _superuser(passwords, port) as run:
        for role, password in ((OWNER, passwords.owner), (WORKER, passwords.worker)):
            if not run("SELECT 1 FROM pg_roles WHERE rolname = %s", role):
                run(f"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %s", password)
        missing = not run("SELECT 1 FROM pg_database WHERE datname = %s", DATABASE)
        if missing:
            run(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        _admit_roles_only(run, DATABASE)


def create_database(passwords: Passwords, port: int, name: str, template: str = "template1") -> None:
    """A database that only its two roles may enter; what the worker role may touch, migrations grant."""
    with _superuser(passwords, port) as run:
        run(f'CREATE DATABASE "{name}" OWNER {OWNER} TEMPLATE "{template}"')
        _admit_roles_only(run, name)


def drop_database(passwords: Passwords, port: int, name: str) -> None:
    """Drops a database, ending whoever is connected to it."""
    with _superuser(passwords, port) as run:
        run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _admit_roles_only(run: Run, name: str) -> None:
    run(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
    run(f'GRANT CONNECT ON DATABASE "{name}" TO {WORKER}')


@contextmanager
def _superuser(passwords: Passwords, port: int) -> Iterator[Run]:
    import psycopg2  # only here: the rest of `local` also works before .venv stands

    connection = psycopg2.connect(
        host=HOST,
        port=port,
        user=SUPERUSER,
        password=passwords.superuser,
        dbname="postgres",
        connect_timeout=10,
    )
    connection.autocommit = True

    def run(statement: str, *values: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    with closing(connection):
        yield run
