"""The way up and down of the record's schema, on databases that begin empty."""

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from activities.court_journal import broken
from activities.signing.sealed import seals_of
from local import postgres
from models.tables import metadata
from tests.conftest import ROOT, migrate

PATIENCE = 60.0
"""Seconds two deployers may take."""

OURS = {
    "tables": "select relname from pg_class where relnamespace = 'public'::regnamespace",
    "functions": "select proname from pg_proc where pronamespace = 'public'::regnamespace",
    "triggers": "select tgname from pg_trigger where not tgisinternal",
    "types": "select typname from pg_type where typnamespace = 'public'::regnamespace",
    "grants": "select relname from pg_class where array_to_string(relacl, ' ') like '%court_worker%'",
}
"""What a migration can leave behind, by catalogue."""

ALEMBICS_OWN = {
    "tables": {"alembic_version", "alembic_version_pkc"},
    "types": {"alembic_version", "_alembic_version"},
}
"""Alembic keeps its empty table of versions for as long as the database stands."""

_numbers = itertools.count(1)


@pytest.fixture
def url(postgres_server: postgres.Server) -> Iterator[str]:
    """An empty database, as the role reaches it that is to own the tables."""
    name = f"empty{next(_numbers)}"
    urls = postgres_server.create_database(name)
    try:
        yield urls.owner
    finally:
        postgres_server.drop_database(name)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """That database, for looking into it."""
    engine = create_engine(url)
    yield engine
    engine.dispose()


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Take every migration back, or all after one."""
    config = Config(toml_file=ROOT / "pyproject.toml")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def contents(connection: Connection) -> dict[str, set[str]]:
    """What of ours stands in the database."""
    found = {kind: set(connection.execute(text(question)).scalars()) for kind, question in OURS.items()}
    return {kind: names - ALEMBICS_OWN.get(kind, set()) for kind, names in found.items()}


def revisions(connection: Connection) -> list[str]:
    """The revisions the database says it has."""
    return list(connection.execute(text("select version_num from alembic_version")).scalars())


def test_up_down_and_up_again(url: str, engine: Engine) -> None:
    """Going down leaves nothing behind, and up again everything is there as it was."""
    migrate(url)
    with engine.connect() as connection:
        first = contents(connection)
    assert all(first.values())

    downgrade(engine)
    with engine.connect() as connection:
        assert contents(connection) == {kind: set() for kind in OURS}
        assert revisions(connection) == []

    migrate(url)
    with engine.connect() as connection:
        assert contents(connection) == first


def test_the_migrations_make_the_tables_of_the_code(url: str, engine: Engine) -> None:
    """No table, column, type, default, index or key differs between `models/tables` and the database."""
    migrate(url)
    with engine.connect() as connection:
        looking = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(looking, metadata) == []


def test_the_checks_are_those_of_the_code(url: str, engine: Engine) -> None:
    """Every check constraint by its name: the comparison above does not look at them."""
    migrate(url)
    named = {
        (table.name, constraint.name)
        for table in metadata.tables.values()
        for constraint in table.constraints
        if constraint.__visit_name__.endswith("check_constraint")
    }
    question = (
        "select conrelid::regclass::text, conname from pg_constraint where contype = 'c' and conrelid <> 0"
    )
    with engine.connect() as connection:
        standing = {(table.strip('"'), name) for table, name in connection.execute(text(question))}
    assert named
    assert standing == named


def test_two_deployers_at_once(url: str, engine: Engine) -> None:
    """Both wait at the lock and neither has made anything; let go, both end well."""
    script = ScriptDirectory.from_config(Config(toml_file=ROOT / "pyproject.toml"))
    with engine.connect() as gate:
        gate.execute(text("select pg_advisory_lock(:lock)"), {"lock": lock_of(script)})
        deployers = [deployer(url) for _ in range(2)]
        try:
            waiting_at_the_gate(gate, deployers)
            assert contents(gate)["tables"] == set()
            gate.execute(text("select pg_advisory_unlock_all()"))
            ends = [process.communicate(timeout=PATIENCE)[0] for process in deployers]
        finally:
            for process in deployers:
                process.kill()
    assert [process.returncode for process in deployers] == [0, 0], ends
    with engine.connect() as connection:
        assert revisions(connection) == list(script.get_heads())
        assert all(contents(connection).values())


def lock_of(script: ScriptDirectory) -> int:
    """The number of the lock; `migrations/env.py` runs when it is imported, so it is read as text."""
    lines = Path(script.env_py_location).read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("LOCK = ")).partition("=")[2])


def deployer(url: str) -> subprocess.Popen[str]:
    """Somebody who runs `alembic upgrade head`."""
    return subprocess.Popen(
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "MIGRATION_DATABASE_URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def waiting_at_the_gate(gate: Connection, deployers: list[subprocess.Popen[str]]) -> None:
    """Return when every deployer waits for the lock; fail when one has gone past it."""
    question = text(
        "select count(*) from pg_locks where locktype = 'advisory' and not granted "
        "and database = (select oid from pg_database where datname = current_database())"
    )
    patience = time.monotonic() + PATIENCE
    while gate.execute(question).scalar_one() < len(deployers):
        assert all(process.poll() is None for process in deployers), "a deployer did not wait"
        assert time.monotonic() < patience, "the deployers never came to the lock"


def test_the_chain_of_a_courts_journal_is_linked_again(url: str, engine: Engine) -> None:
    """Entries of before it covered their instants are whole afterwards, and their guards stand again."""
    migrate(url, "20261121_absence")
    insert = (
        "insert into court_journal "
        "(court, seq, kind, occurred_at, recorded_at, actor, facts, previous, head) "
        "values ('ruyang', :seq, 'roster_loaded', now(), now(), 'system:roster', '{}', :before, :head)"
    )
    heads = ["0" * 64, "a" * 64, "b" * 64]
    with engine.begin() as connection:
        for seq in (1, 2):
            row = {"seq": seq, "before": heads[seq - 1], "head": heads[seq]}
            connection.execute(text(insert), row)
    with Session(engine) as session:
        assert broken(session, "ruyang") == 1
    migrate(url)
    with Session(engine) as session:
        assert broken(session, "ruyang") is None
        with pytest.raises(DBAPIError, match="append-only"):
            session.execute(text("update court_journal set actor = 'x'"))


def test_a_day_s_only_seal_becomes_the_first_of_its_day(url: str, engine: Engine) -> None:
    """Up: what was signed is read as before, and nothing may change it. Down: each day's last seal stays."""
    script = ScriptDirectory.from_config(Config(toml_file=ROOT / "pyproject.toml"))
    before = script.get_revision("20261121_court_keys").down_revision
    assert isinstance(before, str)
    migrate(url, before)
    seal = (
        "insert into seal (court, day, {more}cases, root, journal_seq, journal_head, previous, key_id, "
        "signature, made_at) values ('ruyang', '2026-05-06', {number}0, :root, 0, '', '', 'k', 's', now())"
    )
    with engine.begin() as connection:
        connection.execute(text(seal.format(more="", number="")), {"root": "first"})
    migrate(url)
    with Session(engine) as session:
        (only,) = seals_of(session, "ruyang")
        assert (only.root, only.ordinal, only.succession, only.name) == ("first", 0, None, "2026-05-06")
        session.execute(text(seal.format(more="ordinal, ", number="1, ")), {"root": "second"})
        session.commit()
        assert [each.name for each in seals_of(session, "ruyang")] == ["2026-05-06", "2026-05-06.2"]
        with pytest.raises(DBAPIError, match="append-only"):
            session.execute(text("update seal set ordinal = 7"))
    downgrade(engine, before)
    with engine.connect() as connection:
        assert list(connection.execute(text("select root from seal")).scalars()) == ["second"]
