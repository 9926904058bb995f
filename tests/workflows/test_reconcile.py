"""A register restored from an older backup: neither side silently wins, and `reconcile` catches it up."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, Table, create_engine, select, text, update

from activities.delivery.answers import put_in_inbox
from activities.signing.key_files import KeyFolder
from activities.signing.verifying import faults
from local import postgres
from models.answers import AnswerKind, OutsideAnswer
from models.events import EventKind
from models.tables import ActLog, Journal, metadata
from tests import roads
from tests.courthouse import CourtHouse
from tests.workflows.test_trouble import shut

Saved = list[tuple[Table, list[dict[str, Any]]]]


def tables_of_case() -> list[Table]:
    """The tables with rows of a case, parents first; the filing, act log, inbox and outbox are older."""
    kept = {"filing", "act_log", "inbox", "outbox"}
    return [
        table
        for table in metadata.sorted_tables
        if table.name not in kept and (table.name == "case" or "case_key" in table.columns)
    ]


def save(owner: Engine) -> Saved:
    """A backup of what the register knows of its cases."""
    with owner.connect() as connection:
        return [
            (table, [dict(row) for row in connection.execute(table.select()).mappings()])
            for table in tables_of_case()
        ]


def restore(owner: Engine, saved: Saved) -> None:
    """The backup put back, past the guards, as an operator restoring a database would."""
    with owner.begin() as connection:
        _guards(connection, "disable")
        connection.execute(text("set constraints all deferred"))
        for table, _ in reversed(saved):
            if table.name != "case":
                connection.execute(table.delete())
        for table, rows in saved:
            for row in rows:
                if table.name == "case":
                    connection.execute(table.update().where(table.c.key == row["key"]).values(row))
                else:
                    connection.execute(table.insert().values(row))
        _guards(connection, "enable")


def _guards(connection: Connection, verb: str) -> None:
    for table in tables_of_case():
        connection.execute(text(f'alter table "{table.name}" {verb} trigger user'))


def acts(owner: Engine, key: str) -> list[tuple[int, UUID | None, int | None]]:
    """Which entry came by which act, and at which seq the log says it was accepted."""
    rows = select(Journal.seq, Journal.act_id, ActLog.seq).join(ActLog, ActLog.act_id == Journal.act_id)
    with owner.connect() as connection:
        found = connection.execute(rows.where(Journal.case_key == key).order_by(Journal.seq))
        return [(seq, act, at) for seq, act, at in found]


@pytest.mark.requirement("GS-31", "CV-12")
async def test_signatures_survive(house: CourtHouse, owner_url: str) -> None:
    """What was signed, lost and re-appended is signed still: the exported table holds, row by row."""
    owner = create_engine(owner_url)
    key = await house.file(roads.filing(), roads.respondent())
    keys = KeyFolder(house.settings.files.parent / "keys")
    day = (await house.desk.clock(key)).date()
    anchor = keys.make("ruyang", day).public
    house.desk.signing.make_keys("ruyang", day)
    node = house.node(key, "RY-D1")
    due, started = node.due_at, node.started_at
    assert due is not None and started is not None
    await house.clocks.reach(key, due + timedelta(minutes=1))
    await house.eventually(key, lambda status: status.overdue == ("RY-D1",))
    backup = save(owner)
    await house.act(key, "register_case", roads.REGISTRAR, occurred_at=started + (due - started) / 2)
    assert "overdue_withdrawn" in house.kinds(key)
    linked = acts(owner, key)
    before = await house.desk.signing.table(key)
    with owner.begin() as connection:
        connection.execute(update(ActLog).values(state="submitted", seq=None))
    restore(owner, backup)
    assert await house.desk.reconcile(key) > 0
    await house.settle(key)
    assert acts(owner, key) == linked
    after = await house.desk.signing.table(key)
    assert list(faults(after, anchor, ())) == []
    assert [row.signature for row in after.rows if row.signature] == [
        row.signature for row in before.rows if row.signature
    ]
    assert any(row.signature for row in after.rows)
    with owner.connect() as connection:
        assert set(connection.execute(select(ActLog.state)).scalars()) == {"accepted"}
    owner.dispose()


async def test_restored_register_is_caught_up(house: CourtHouse, owner_url: str) -> None:
    owner = create_engine(owner_url)
    key = await house.file(roads.filing(), roads.respondent())
    await house.act(key, "register_case", roads.REGISTRAR)
    backup, old = save(owner), roads.state(house, key)
    for institution in ("house_registry", "land_registry"):
        await house.act(key, "report_finding", roads.QUERY, {"institution": institution})
    lost, linked = roads.state(house, key), acts(owner, key)
    assert len({act for _, act, _ in linked}) == 3

    restore(owner, backup)
    assert roads.state(house, key).seq == old.seq < lost.seq
    act = house.desk.act(key, "report_finding", roads.QUERY, {"institution": "housing_fund_centre"})
    task = asyncio.create_task(act)
    await house.eventually(key, lambda status: "journal_behind" in status.trouble)

    restored = await house.desk.reconcile(key)
    assert restored == lost.seq - old.seq
    assert acts(owner, key) == linked
    await task
    status = await house.settle(key)
    assert status.trouble == ""
    assert roads.state(house, key).subjects[EventKind.OFFLINE_FINDING] == (
        "house_registry",
        "land_registry",
        "housing_fund_centre",
    )
    assert house.desk.casework.rebuild(key, write=False) == ()
    owner.dispose()


async def test_a_register_that_came_back_older_is_no_longer_called_away(
    house: CourtHouse, owner_url: str, postgres_server: postgres.Server
) -> None:
    """Out of reach, then there again from a backup: the case says the latter alone, and then nothing."""
    owner = create_engine(owner_url)
    key = await house.file(roads.filing(), roads.respondent())
    await house.act(key, "register_case", roads.REGISTRAR)
    backup = save(owner)
    await house.act(key, "report_finding", roads.QUERY, {"institution": "house_registry"})
    now, name = (await house.settle(key)).now, house.database.engine.url.database
    restore(owner, backup)
    owner.dispose()
    assert name is not None
    answer = OutsideAnswer(
        sender_id="money-1",
        kind=AnswerKind.MONEY_ARRIVED,
        at=now,
        body={"amount": "100.00", "arrival_ref": "B1", "origin": "other"},
    )
    with house.database.transaction() as session:
        put_in_inbox(session, key, answer)
    with shut(postgres_server, name):
        await house.handle(key).signal("answer", answer.sender_id)
        await house.eventually(key, lambda status: status.trouble == "register_unreachable")
    await house.clocks.reach(key, now + timedelta(minutes=1))  # over the pause between two tries
    await house.eventually(key, lambda status: status.trouble == "journal_behind")
    await house.desk.reconcile(key)
    await house.eventually(key, lambda status: status.trouble == "")
