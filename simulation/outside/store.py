"""The state of the simulated outside: one SQLite file, one transaction per request."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TABLES = """
create table if not exists case_file (
    court text, case_no text, seed text not null, filed_at text not null,
    clock text not null, clock_utc real not null,
    truth text not null, posted text, primary key (court, case_no));
create table if not exists party (
    court text, case_no text, party text, truth text not null, primary key (court, case_no, party));
create table if not exists holding (
    court text, case_no text, item_ref text, known_as text, holder text not null, kind text not null,
    truth text not null, balance text not null, frozen text not null default '0',
    control_reference text not null default '', control_until text,
    primary key (court, case_no, item_ref));
create table if not exists call (
    key text primary key, court text not null, case_no text not null, operation text not null,
    fingerprint text not null, answer text, attempts integer not null default 0,
    repeats integer not null default 0, conflicts integer not null default 0);
create table if not exists effect (
    id integer primary key, key text not null, court text not null, case_no text not null,
    operation text not null, subject text not null, amount text, at text not null);
create table if not exists answer (
    sender_id text primary key, court text not null, case_no text not null, kind text not null,
    request_key text not null, at text not null, at_utc real not null, body text not null,
    deliveries_left integer not null, cause text not null);
create index if not exists answer_waiting on answer (at_utc) where deliveries_left > 0;
create index if not exists answer_of_case on answer (court, case_no);
create table if not exists booking (
    reference text primary key, court text not null, case_no text not null, kind text not null,
    amount text not null, at text not null, at_utc real not null, cause text not null);
create index if not exists booking_of_case on booking (court, case_no);
create table if not exists listing (
    reference text primary key, court text not null, case_no text not null, item_ref text not null,
    ends_at text not null, sold integer not null, paid integer not null,
    withdrawn integer not null default 0);
create table if not exists entry (
    reference text primary key, court text not null, case_no text not null, party text not null,
    measure text not null, lifted integer not null default 0);
create table if not exists setting (name text primary key, value text not null);
"""

Plain = str | int | float | None


class Store:
    """SQLite in WAL mode: what a finished request wrote outlives a kill of the process.

    The connection belongs to whoever handles one request at a time; nothing here locks.
    """

    def __init__(self, folder: Path | None) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        name = ":memory:" if folder is None else str(folder / "outside.sqlite")
        self._connection = sqlite3.connect(name, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute("pragma synchronous = normal")
        self._connection.executescript(TABLES)

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is kept, or, when an exception leaves it, nothing."""
        self._connection.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._connection.execute("rollback")
            raise
        self._connection.execute("commit")

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Inside a transaction: undone alone when an exception leaves it."""
        self._connection.execute("savepoint attempt")
        try:
            yield
        except BaseException:
            self._connection.execute("rollback to attempt")
            self._connection.execute("release attempt")
            raise
        self._connection.execute("release attempt")

    def run(self, sql: str, *values: Plain) -> int:
        """Changes rows; how many."""
        return self._connection.execute(sql, values).rowcount

    def one(self, sql: str, *values: Plain) -> sqlite3.Row | None:
        """The first row, if there is one."""
        row: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
        return row

    def all(self, sql: str, *values: Plain) -> list[sqlite3.Row]:
        """Every row."""
        return self._connection.execute(sql, values).fetchall()
