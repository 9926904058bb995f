"""A rulebook or a calendar is used only as it was kept: a changed one decides nothing."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from temporalio.exceptions import ApplicationError

from activities.books import Books
from activities.calendars import load_year
from activities.register import Register
from models.errors import Code, Refusal
from models.events import Event, EventKind
from models.messages import AppendEvents
from models.shelf.files import known_courts, load
from tests.activities.clerk import Clerk
from tests.workflows.test_calendar_year import published

pytestmark = pytest.mark.requirement("GS-31", "CV-8")


@pytest.fixture
def clerk(database_url: str) -> Clerk:
    """A register at work."""
    made = Clerk(database_url)
    made.load_rosters()
    return made


def test_every_court_s_book_is_what_was_kept(clerk: Clerk) -> None:
    """No court's book is refused for having gone into the register and come back."""
    for court in known_courts():
        with clerk.database.transaction() as session:
            named = clerk.books.keep(session, load(court))
            assert Books().book(session, named) == load(court)


@pytest.mark.parametrize(
    "change",
    [
        "jsonb_set(text, '{limits,0,limit}', '99')",
        "jsonb_set(text, '{name}', '\"其他法院\"')",
        "text - 'limits'",
        "text || '{\"extra\": 1}'",
    ],
)
def test_nothing_is_decided_by_a_changed_book(clerk: Clerk, owner: Engine, change: str) -> None:
    """Another process that reads it now refuses every step; who read it before goes on by the true one."""
    key = clerk.file()
    with owner.begin() as connection:
        connection.execute(text(f"update rulebook set text = {change} where court = 'ruyang'"))
    before = clerk.state(key).seq
    fresh = Register(clerk.database, Books())
    event = Event(kind=EventKind.ENTERED_IN_SYSTEM, occurred_at=clerk.now)
    with pytest.raises(ApplicationError) as refused:
        fresh.append_events(AppendEvents(**clerk.head(key), events=(event,)))
    assert (refused.value.type, clerk.state(key).seq) == (Code.DIGEST_BROKEN, before)
    assert clerk.append(key, EventKind.ENTERED_IN_SYSTEM).refused is None


def test_reports_decide_nothing(clerk: Clerk, owner: Engine) -> None:
    """They are not covered by the digest a case pins, and may change."""
    key = clerk.file()
    with owner.begin() as connection:
        connection.execute(text("update rulebook set text = text - 'reports'"))
    with clerk.database.transaction() as session:
        assert Books().book(session, clerk.state(key).rulebook).reports == ()


def test_nothing_is_counted_on_a_changed_calendar(clerk: Clerk, owner: Engine, tmp_path: Path) -> None:
    """A published year whose days somebody moved afterwards is no calendar any more."""
    named = load_year(clerk.database, clerk.books, published(tmp_path), "test")
    with clerk.database.transaction() as session:
        assert Books().calendar_of(session, named).version == named
    with owner.begin() as connection:
        connection.execute(text("alter table calendar disable trigger user"))
        connection.execute(text("update calendar set text = text || '{\"years\": []}'"))
    with clerk.database.transaction() as session, pytest.raises(Refusal) as refused:
        Books().calendar_of(session, named)
    assert refused.value.code == Code.DIGEST_BROKEN
