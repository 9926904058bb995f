"""Transactions and snapshots on the real PostgreSQL."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import InternalError

from tests.activities.clerk import Clerk

HOW_MANY = text("select count(*) from filing")


def test_a_snapshot_sees_one_moment(clerk: Clerk) -> None:
    """A step committed while a screen is being read shows in none of its parts (`desk.py show`)."""
    with clerk.database.snapshot() as session:
        before = session.execute(HOW_MANY).scalar_one()
        clerk.file()
        assert session.execute(HOW_MANY).scalar_one() == before
    with clerk.database.snapshot() as session:
        assert session.execute(HOW_MANY).scalar_one() > before


def test_a_snapshot_writes_nothing(clerk: Clerk) -> None:
    with clerk.database.snapshot() as session, pytest.raises(InternalError, match="read-only"):
        session.execute(text("delete from inbox"))
