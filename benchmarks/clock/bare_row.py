"""The one row of a bare workflow, and the activity that writes it."""

from sqlalchemy import text
from temporalio import activity

from activities.database import Database
from models.values import Instant, Value

TABLE = """
create table bare_row (key text primary key, due_at timestamptz not null);
grant select, insert on bare_row to court_worker;
"""
"""As the owner of the tables makes it; the key is the idempotency key."""


class Alarm(Value):
    """When a bare workflow writes its row, and under which key."""

    key: str
    at: Instant


class Rows:
    """Writes rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @activity.defn
    def write_row(self, alarm: Alarm) -> None:
        """Write the row, once."""
        insert = text("insert into bare_row (key, due_at) values (:key, :at) on conflict do nothing")
        with self._database.transaction() as session:
            session.execute(insert, {"key": alarm.key, "at": alarm.at})
