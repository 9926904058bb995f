"""The journal only grows, by one step at a time, each once (design.md 2.1, 2.6)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from temporalio.exceptions import ApplicationError

from activities.books import Books
from activities.database import Database
from activities.register import Register
from models.acts.envelope import ActKind
from models.errors import Code
from models.events import Event, EventKind
from models.messages import Appended, AppendEvents
from models.tables import Journal, StepKey
from tests.activities.clerk import Clerk

APPEND_ONLY = ("journal", "journal_facts", "step_key", "court_journal")
CHANGES = ("update {} set {}", "delete from {}", "truncate {} cascade")
COLUMN = {
    "court_journal": "actor = 'x'",
    "journal": "actor = 'x'",
    "journal_facts": "facts = '{}'",
    "step_key": "answer = '{}'",
}


def refused(engine: Engine, statement: str) -> str:
    """The SQLSTATE with which a statement is refused."""
    with pytest.raises(DBAPIError) as error, engine.begin() as connection:
        connection.execute(text(statement))
    return str(getattr(error.value.orig, "pgcode", ""))


def rows(engine: Engine, table: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(f"select * from {table} order by 1, 2"))]


@pytest.mark.requirement("CV-8")
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_nothing_is_changed_or_removed(clerk: Clerk, owner: Engine, table: str) -> None:
    """The product has no right to it, and the owner of the tables is stopped by a trigger."""
    clerk.file()
    before = rows(owner, table)
    assert before
    for change in CHANGES:
        statement = change.format(table, COLUMN[table])
        assert refused(clerk.engine, statement) == "42501", statement
        assert refused(owner, statement) == "23001", statement
    assert rows(owner, table) == before


def test_an_entry_continues_the_chain_or_is_refused(clerk: Clerk, owner: Engine) -> None:
    """Neither a gap in the numbers nor another predecessor gets in, whoever inserts."""
    key = clerk.file()
    state = clerk.state(key)
    insert = (
        "insert into journal (case_key, seq, kind, subject, occurred_at, recorded_at, actor, role,"
        " on_behalf_of, digest, previous, head) values"
        f" ('{key}', {{}}, 'received', '', now(), now(), 'x', '', '', 'd', '{{}}', 'h')"
    )
    for seq, previous in ((state.seq + 2, state.head), (state.seq + 1, "0" * 64), (state.seq, state.head)):
        for engine in (clerk.engine, owner):
            assert refused(engine, insert.format(seq, previous)) == "23001"
    with owner.begin() as connection:
        connection.execute(text(insert.format(state.seq + 1, state.head)))


def test_a_step_takes_effect_once(clerk: Clerk) -> None:
    """The answer lost on its way and asked for again by another process: the same answer, nothing written."""
    key = clerk.file()
    event = Event(kind=EventKind.RECEIVED, occurred_at=clerk.now)
    step = AppendEvents(**clerk.head(key, "received"), events=(event,))
    first = clerk.register.append_events(step)
    assert (first.seq, first.entries[0].kind) == (2, EventKind.RECEIVED)
    clerk.append(key, EventKind.IDENTITY_CHECKED)
    assert clerk.step_again(step) == first
    assert clerk.kinds(key) == ["filed", "received", "identity_checked"]
    assert clerk.state(key).seq == 3


def test_a_step_that_fails_leaves_nothing(clerk: Clerk, owner: Engine) -> None:
    """Killed between its writes: neither journal nor projection nor key is there, and it can run again."""
    key = clerk.file()
    with owner.begin() as connection:
        connection.execute(text("alter table step_key add constraint full_disk check (key <> 'received')"))
    step = AppendEvents(
        **clerk.head(key, "received"), events=(Event(kind=EventKind.RECEIVED, occurred_at=clerk.now),)
    )
    before = {table: rows(owner, table) for table in ("journal", "journal_facts", "node", '"case"', "outbox")}
    with pytest.raises(DBAPIError):
        clerk.register.append_events(step)
    assert {table: rows(owner, table) for table in before} == before
    with owner.begin() as connection:
        connection.execute(text("alter table step_key drop constraint full_disk"))
    assert clerk.register.append_events(step).seq == 2


def test_a_refused_step_leaves_nothing(clerk: Clerk, owner: Engine) -> None:
    """Refused at its second event, after the first was inserted: the answer says so, and nothing stays."""
    key = clerk.file()
    unknown = {"calendar": "0" * 64}
    events = (
        Event(kind=EventKind.RECEIVED, occurred_at=clerk.now),
        Event(kind=EventKind.CALENDAR_CHANGED, occurred_at=clerk.now, facts=unknown),
        Event(kind=EventKind.IDENTITY_CHECKED, occurred_at=clerk.now),
    )
    step = AppendEvents(**clerk.head(key, "received"), events=events)
    tables = ("journal", "journal_facts", "node", '"case"', "outbox", "step_key")
    before = {table: rows(owner, table) for table in tables}
    answer = clerk.register.append_events(step)
    assert answer.refused is not None
    assert (answer.seq, answer.entries) == (1, ())
    assert {table: rows(owner, table) for table in tables} == before
    again = AppendEvents(**clerk.head(key, "received"), events=events[:1])
    assert clerk.register.append_events(again).seq == 2


@pytest.mark.parametrize(("off", "code"), [(1, Code.JOURNAL_BEHIND), (-1, Code.JOURNAL_AHEAD)])
def test_register_and_workflow_must_agree(clerk: Clerk, off: int, code: Code) -> None:
    """Neither side silently wins: whoever disagrees on the seq is told which one is behind."""
    key = clerk.file()
    clerk.append(key, EventKind.RECEIVED)
    event = Event(kind=EventKind.IDENTITY_CHECKED, occurred_at=clerk.now)
    step = AppendEvents(**clerk.head(key, expected_seq=2 + off), events=(event,))
    with pytest.raises(ApplicationError) as error:
        clerk.register.append_events(step)
    assert (error.value.type, error.value.non_retryable) == (code, True)
    assert clerk.state(key).seq == 2
    with clerk.database.transaction() as session:
        assert session.get(StepKey, (key, step.key)) is None


def test_an_act_on_another_seq_is_not_tried_for_ever(clerk: Clerk) -> None:
    """An act the workflow builds on a wrong seq fails at once with the code, and stays submitted."""
    key = clerk.file()
    act = clerk.submit(key, ActKind.REGISTER_CASE, "RY010", "judge_assistant")
    with pytest.raises(ApplicationError) as error:
        clerk.record(key, act, expected_seq=7)
    assert (error.value.type, error.value.non_retryable) == (Code.JOURNAL_BEHIND, True)
    assert [log.state for log in clerk.log(key)] == ["submitted"]


def test_two_writers_at_once(clerk: Clerk) -> None:
    """Two runs on the same seq: one writes, the other is told; two deliveries of one step: one effect."""
    key = clerk.file()
    head = clerk.head(key, "one")
    steps = [
        AppendEvents(**{**head, "key": name}, events=(Event(kind=kind, occurred_at=clerk.now),))
        for name, kind in (("one", EventKind.RECEIVED), ("two", EventKind.IDENTITY_CHECKED))
    ]
    together = Barrier(4)

    def write(step: AppendEvents) -> Appended | str:
        register = Register(Database(clerk.engine), Books())
        together.wait()
        try:
            return register.append_events(step)
        except ApplicationError as error:
            return str(error.type)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(write, [steps[0], steps[0], steps[1], steps[1]]))
    winner, loser = (
        (answers[:2], answers[2:]) if isinstance(answers[0], Appended) else (answers[2:], answers[:2])
    )
    assert isinstance(winner[0], Appended) and winner[0] == winner[1]
    assert loser == [Code.JOURNAL_AHEAD, Code.JOURNAL_AHEAD]
    assert clerk.state(key).seq == 2
    with clerk.database.transaction() as session:
        assert session.query(Journal).filter_by(case_key=key).count() == 2
