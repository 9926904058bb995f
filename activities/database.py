"""The connection to PostgreSQL: one engine a process, sessions that commit or roll back as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session, sessionmaker

from models.settings import Settings

OPTIONS = ("timezone=Asia/Shanghai", "lock_timeout=5s", "idle_in_transaction_session_timeout=60s")
"""A row somebody else holds fails the attempt soon: waiting threads would bring every case to a stand."""


def connect(settings: Settings, pool_size: int = 20) -> Engine:
    """An engine on `DATABASE_URL`; a pool as large as the activities that may run at once."""
    return create_engine(
        settings.database_url.get_secret_value(),
        pool_size=pool_size,
        max_overflow=5,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 5, "options": " ".join(f"-c {option}" for option in OPTIONS)},
    )


class Database:
    """Transactions on one engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._sessions = sessionmaker(engine, expire_on_commit=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits at the end of the block, or leaves nothing behind."""
        with self._sessions.begin() as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A session that only reads, every query seeing the register as it stood at the first."""
        with self._sessions() as session:
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            session.connection(execution_options=options)
            yield session
