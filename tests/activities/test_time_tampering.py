"""Whoever has the database wants a lateness to be gone: every way to it is found, and named."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from activities.auditing.findings import FINDING_NAMES, Finding, FindingKind
from activities.calendars import load_year
from models.events import EventKind
from models.messages import PassLimit
from models.nodes import Passing
from tests.activities.clerk import Clerk
from tests.activities.clockwork import Clockwork, in_the_journals
from tests.activities.test_auditing_recount import DUE, LATER, NODE, WARNED, received
from tests.activities.test_rebuild import tamper
from tests.workflows.test_calendar_year import published

DIFFERS = FindingKind.PROJECTION_DIFFERS
OVERDUE_SEQ = f"(select seq from journal where kind = 'node_overdue' and subject = '{NODE}')"


async def late_and_done(clerk: Clerk) -> tuple[Clockwork, str]:
    """A case whose documents were late, and were made in the end; nothing is found yet."""
    clock, key = received(clerk)
    clock.until(key, LATER)
    clerk.append(key, EventKind.NODE_DONE, node="RY-D3")
    assert clock.nodes(key)[NODE].overdue_at == DUE
    assert in_the_journals(await clock.report()) == []
    return clock, key


def named(findings: list[Finding]) -> set[tuple[FindingKind, str]]:
    """The findings, in short."""
    return {(each.kind, each.subject) for each in findings}


@pytest.mark.requirement("RY-49", "GS-13")
@pytest.mark.parametrize(
    ("statement", "subject", "column"),
    [
        (f"update node set overdue_at = null where key = '{NODE}'", NODE, "overdue_at"),
        (f"update node set done_at = due_at where key = '{NODE}'", NODE, "done_at"),
        (
            f"update node set node = jsonb_set(node, '{{overdue_withdrawn}}', 'true') where key = '{NODE}'",
            NODE,
            "node",
        ),
        (f"update node set due_at = due_at + interval '9 days' where key = '{NODE}'", NODE, "due_at"),
        (f"update node set responsible = 'court_president' where key = '{NODE}'", NODE, "responsible"),
        (f"delete from node where key = '{NODE}'", NODE, ""),
        (f"update node set key = 'X##1' where key = '{NODE}'", "X##1", ""),
    ],
)
async def test_a_row_of_what_is_done_says_something_else(
    clerk: Clerk, owner: Engine, statement: str, subject: str, column: str
) -> None:
    """Boards and statistics read these rows; the journal says who was late."""
    clock, key = await late_and_done(clerk)
    tamper(owner, statement)
    findings = in_the_journals(await clock.report())
    assert (DIFFERS, subject) in named(findings)
    (mine,) = [each for each in findings if each.subject == subject]
    assert (mine.code, mine.case_key) == (column, key)
    assert FINDING_NAMES[mine.kind] == "台账与日志不符"


@pytest.mark.requirement("RY-49")
@pytest.mark.parametrize(
    "date",
    ["due_at", "warn_at", "started_at", "escalate_at"],
)
async def test_the_dates_a_clock_is_loaded_with_are_looked_at(clerk: Clerk, owner: Engine, date: str) -> None:
    """A run loads the stored node, not the columns beside it."""
    clock, _ = received(clerk)
    later = f"jsonb_set(node, '{{{date}}}', '\"2027-05-10T23:59:59+08:00\"')"
    tamper(owner, f"update node set node = {later} where key = '{NODE}'")
    kind = FindingKind.MISDATED if date == "due_at" else DIFFERS
    assert named(in_the_journals(await clock.report())) == {(kind, NODE)}


@pytest.mark.requirement("RY-49")
async def test_two_different_wrong_dates_are_one_finding(clerk: Clerk, owner: Engine) -> None:
    """The column says one day, the stored node another, and neither is right."""
    clock, _ = received(clerk)
    later = "jsonb_set(node, '{due_at}', '\"2027-05-10T23:59:59+08:00\"')"
    tamper(owner, f"update node set node = {later}, due_at = due_at + interval '9 days' where key = '{NODE}'")
    (found,) = in_the_journals(await clock.report())
    assert (found.kind, found.subject, found.at) == (FindingKind.MISDATED, NODE, DUE)


@pytest.mark.requirement("RY-49")
@pytest.mark.parametrize(
    "statement",
    [
        'update "case" set closed_at = now()',
        "update \"case\" set state = jsonb_set(state, '{unit}', '\"other\"')",
        "update \"case\" set state = jsonb_set(state, '{calendar}', '\"0000\"')",
    ],
)
async def test_a_case_that_is_said_to_stand_elsewhere(clerk: Clerk, owner: Engine, statement: str) -> None:
    """Closed by hand, nobody would restart it; in another unit, nobody would be asked."""
    clock, _ = received(clerk)
    tamper(owner, statement)
    assert (DIFFERS, "case") in named(in_the_journals(await clock.report()))


@pytest.mark.requirement("RY-49")
async def test_a_case_that_is_gone_altogether(clerk: Clerk, owner: Engine) -> None:
    """The auditor has seen it: a register without it does not make it never have been."""
    clock, key = received(clerk)
    assert await clock.found() == []
    children = "select conrelid::regclass::text from pg_constraint where confrelid = '\"case\"'::regclass"
    with owner.connect() as connection:
        tables = [row[0] for row in connection.exec_driver_sql(children)]
    for table in ("journal_facts", *(t for t in tables if t != "journal_facts")):
        wipe(owner, table, key)
    tamper(owner, f"delete from \"case\" where key = '{key}'")
    for _ in range(2):
        assert (FindingKind.CHAIN_BROKEN, "journal/1") in named(in_the_journals(await clock.report()))


def wipe(owner: Engine, table: str, key: str) -> None:
    """Take every row of a case out of a table."""
    with owner.begin() as connection:
        connection.exec_driver_sql(f"alter table {table} disable trigger user")
        connection.exec_driver_sql(f"delete from {table} where case_key = %s", (key,))
        connection.exec_driver_sql(f"alter table {table} enable trigger user")


@pytest.mark.requirement("RY-49")
@pytest.mark.parametrize("kind", ["node_warned", "node_overdue", "node_escalated"])
async def test_an_entry_that_is_taken_out(clerk: Clerk, owner: Engine, kind: str) -> None:
    """The warning, the limit or the telling of the next rank: the chain breaks where it stood."""
    clock, _ = await late_and_done(clerk)
    where = f"kind = '{kind}' and subject = '{NODE}'"
    with owner.connect() as connection:
        seq = connection.exec_driver_sql(f"select seq from journal where {where}").scalar_one()
    tamper(owner, f"delete from journal_facts where seq = {seq}", f"delete from journal where {where}")
    found = in_the_journals(await clock.report())
    assert (FindingKind.CHAIN_BROKEN, f"journal/{seq}") in named(found)


@pytest.mark.requirement("RY-49")
async def test_a_passing_before_its_time_is_named(clerk: Clerk) -> None:
    """Called late while there was time left: dated at the right instant, and written long before it."""
    clock, key = received(clerk)
    clock.until(key, WARNED)
    facts = {"limit": "RY-D3", "responsible": clock.nodes(key)[NODE].responsible}
    clerk.append(key, EventKind.NODE_OVERDUE, NODE, at=DUE, **facts)
    assert clerk.now < DUE
    found = [(f.kind, f.subject, f.passing) for f in in_the_journals(await clock.report())]
    assert (FindingKind.UNFOUNDED, NODE, Passing.LIMIT) in found


@pytest.mark.requirement("RY-49", "CV-10")
@pytest.mark.parametrize("passing", [Passing.WARNING, Passing.LIMIT, Passing.ESCALATION])
def test_nothing_passes_before_its_time(clerk: Clerk, passing: Passing) -> None:
    """A timer went off while longer time was being granted: the register looks at the time itself."""
    clock, key = received(clerk)
    if passing is not Passing.WARNING:
        clock.until(key, DUE if passing is Passing.LIMIT else DUE.replace(hour=23, minute=59, second=59))
    if passing is Passing.ESCALATION:
        clock.until(key, LATER.replace(day=10))
    node = clock.nodes(key)[NODE]
    nearest = node.next_passing()
    assert nearest is not None and nearest[0] is passing and nearest[1] >= clerk.now
    before = clerk.state(key)
    step = PassLimit(**clerk.head(key), node=NODE, passing=passing)
    assert clerk.register.pass_limit(step).entries == ()
    assert clerk.state(key) == before


@pytest.mark.requirement("RY-49", "NB-359")
@pytest.mark.parametrize(
    ("statement", "subject", "code"),
    [
        ("update calendar set text = jsonb_set(text, '{years}', '[]')", "calendar", "digest_broken"),
        ("delete from calendar", "calendar", "calendar_year_unknown"),
        ("update rulebook set text = jsonb_set(text, '{name}', '\"x\"')", "rulebook", "digest_broken"),
    ],
)
async def test_the_texts_dates_are_counted_by(
    clerk: Clerk, owner: Engine, tmp_path: Path, statement: str, subject: str, code: str
) -> None:
    """Read once and remembered: what was changed since is seen by an auditor that has been up for long."""
    load_year(clerk.database, clerk.books, published(tmp_path), "RY001")
    clock, _ = received(clerk)
    assert await clock.found() == []
    with owner.begin() as connection:
        for table in ("calendar", "rulebook"):
            connection.exec_driver_sql(f"alter table {table} disable trigger user")
        connection.exec_driver_sql(statement)
    found = {
        (f.kind, f.subject.split("/")[0], f.code)
        for f in (await clock.report()).findings
        if f.kind is FindingKind.TEXT_DIFFERS
    }
    assert found == {(FindingKind.TEXT_DIFFERS, subject, code)}
