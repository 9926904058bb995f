"""A register restored from an older backup: neither side silently wins, and `reconcile` catches it up."""

import asyncio
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, text

from models.events import EventKind
from models.tables import metadata
from tests import roads
from tests.courthouse import CourtHouse

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


async def test_restored_register_is_caught_up(house: CourtHouse, owner_url: str) -> None:
    owner = create_engine(owner_url)
    key = await house.file(roads.filing(), roads.respondent())
    await house.act(key, "register_case", roads.REGISTRAR)
    backup, old = save(owner), roads.state(house, key)
    for institution in ("house_registry", "land_registry"):
        await house.act(key, "report_finding", roads.QUERY, {"institution": institution})
    lost = roads.state(house, key)

    restore(owner, backup)
    assert roads.state(house, key).seq == old.seq < lost.seq
    act = house.desk.act(key, "report_finding", roads.QUERY, {"institution": "housing_fund_centre"})
    task = asyncio.create_task(act)
    await house.eventually(key, lambda status: "journal_behind" in status.trouble)

    restored = await house.desk.reconcile(key)
    assert restored == lost.seq - old.seq
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
