"""Alembic's environment: one deployer at a time, URL from the settings, no pool."""

from alembic import context
from sqlalchemy import Connection, create_engine, pool, text

from models.settings import Settings
from models.tables import metadata

LOCK = 7_203_411
"""Advisory lock that makes two deployers wait for each other."""


def migrate(connection: Connection) -> None:
    """Run the migrations under the lock, all in one transaction."""
    context.configure(connection=connection, target_metadata=metadata, compare_type=True)
    with context.begin_transaction():
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        context.run_migrations()


def run() -> None:
    """Use the connection a test hands in, else the owner's URL."""
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    settings = Settings()
    url = settings.migration_database_url or settings.database_url
    engine = create_engine(url.get_secret_value(), poolclass=pool.NullPool)
    with engine.connect() as connection:
        migrate(connection)


run()
