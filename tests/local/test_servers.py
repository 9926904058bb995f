"""The two servers themselves: PostgreSQL and Temporal over a folder of their own."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from local import postgres, temporal
from local.faults import LocalFault


def _query(url: str, statement: str) -> list[tuple[object, ...]]:
    with closing(psycopg2.connect(url.replace("+psycopg2", ""))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []


def test_postgres_survives_kill_and_keeps_its_roles_apart(
    tmp_path: Path, free_port: Callable[[], int]
) -> None:
    port = free_port()
    server = postgres.start(tmp_path, port)
    try:
        _query(
            server.url_owner,
            "CREATE TABLE filed (number text); INSERT INTO filed VALUES ('（2026）豫0000执1号')",
        )
        assert _query(
            server.url_worker, "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        ) == [(False, False)]
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            _query(server.url_worker, "SELECT * FROM filed")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            _query(server.url_worker, "CREATE TABLE mine (n int)")

        attached = postgres.start(tmp_path, free_port())
        assert (attached.port, attached.process) == (port, None)
        attached.stop()

        assert server.process is not None
        os.kill(server.process.pid, signal.SIGKILL)
        # Dead, but not reaped: a zombie with the pid of postmaster.pid.
        os.waitid(os.P_PID, server.process.pid, os.WEXITED | os.WNOWAIT)
        server = postgres.start(tmp_path, port)
        assert _query(server.url_owner, "SELECT number FROM filed") == [("（2026）豫0000执1号",)]

        copy = server.create_database("copy", template="court")
        assert _query(copy.owner, "SELECT count(*) FROM filed") == [(1,)]
        server.drop_database("copy")
    finally:
        server.stop()
    assert not postgres.is_ready(tmp_path)


def test_a_cluster_of_another_version_is_refused(tmp_path: Path, free_port: Callable[[], int]) -> None:
    postgres.prepare(tmp_path)
    (postgres.cluster_of(tmp_path) / "PG_VERSION").write_text("9\n")
    with pytest.raises(LocalFault, match="was made by PostgreSQL 9, the programs here are postgres"):
        postgres.start(tmp_path, free_port())


def test_nothing_starts_beside_sessions_of_a_killed_server(
    tmp_path: Path, free_port: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_LEAVING", 0.2)
    postgres.prepare(tmp_path)
    session = subprocess.Popen(
        ["postgres: court court_worker", "-c", "import time; time.sleep(600)"],
        executable=sys.executable,
        cwd=postgres.cluster_of(tmp_path),
    )
    try:
        with pytest.raises(LocalFault, match=rf"already runs over .* \(process {session.pid}\)"):
            postgres.start(tmp_path, free_port())
    finally:
        session.kill()
        session.wait()


def test_temporal_registers_even_on_a_file_that_stood_before(
    tmp_path: Path, free_port: Callable[[], int]
) -> None:
    plain = [temporal.binary(), "server", "start-dev", "--headless", "--log-level", "error"]
    port = free_port()
    earlier = subprocess.Popen(
        [*plain, "--port", str(port), "--db-filename", str(temporal.store_of(tmp_path))]
    )
    try:
        while not temporal.is_ready(port):
            assert earlier.poll() is None
    finally:
        earlier.terminate()
        earlier.wait()

    server = temporal.start(tmp_path, port, synchronous="NORMAL")
    try:
        for command, expected in (
            (("search-attribute", "list"), temporal.SEARCH_ATTRIBUTES.items()),
            (
                ("namespace", "describe", "-n", "default"),
                [("WorkflowExecutionRetentionTtl", temporal.RETENTION)],
            ),
        ):
            shown = subprocess.run(
                [temporal.binary(), "operator", *command, "--address", server.address],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            for name, value in expected:
                assert any(name in line and value in line for line in shown.splitlines()), name
    finally:
        server.stop()
