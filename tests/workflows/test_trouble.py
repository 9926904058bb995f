"""When something outside the case does not work: it says what it waits for, and goes on where it stood."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg2
import pytest
from sqlalchemy import URL, create_engine, select, update
from temporalio.api.sdk.v1 import WorkflowMetadata

from local import postgres
from models.errors import Code
from models.events import EventKind
from models.filing.filing import parse_filing
from models.shelf.files import known_courts
from models.tables import Membership, Party, RulebookText
from models.values import COURT_ZONE
from tests import roads
from tests.courthouse import CourtHouse


async def attributes(house: CourtHouse, key: str) -> dict[str, Any]:
    """The search attributes as operations staff see them."""
    description = await house.handle(key).describe()
    return {pair.key.name: pair.value for pair in description.typed_search_attributes}


@contextmanager
def shut(server: postgres.Server, database: str) -> Iterator[None]:
    """A database that lets nobody in, and has thrown out who was there."""
    admin = URL.create(
        "postgresql", "postgres", server.passwords.superuser, "127.0.0.1", server.port, "postgres"
    ).render_as_string(hide_password=False)
    with closing(psycopg2.connect(admin)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'alter database "{database}" allow_connections false')
            cursor.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (database,)
            )
            try:
                yield
            finally:
                cursor.execute(f'alter database "{database}" allow_connections true')


async def test_the_register_is_away(house: CourtHouse, postgres_server: postgres.Server) -> None:
    """No database for a while: queries answer, the case says so, a limit passing meanwhile is not lost."""
    key = await house.file(roads.filing(), roads.respondent())
    due_at = house.node(key, "RY-D1").due_at
    assert due_at is not None
    name = house.database.engine.url.database
    assert name is not None
    with shut(postgres_server, name):
        now = await house.clocks.reach(key, due_at + timedelta(minutes=1))
        status = await house.eventually(key, lambda status: status.trouble != "")
        assert (status.trouble, status.overdue) == ("register_unreachable", ())
        assert (await attributes(house, key))["Trouble"] == "register_unreachable"
    await house.clocks.reach(key, now + timedelta(minutes=1))  # over the pause between two tries
    status = await house.settle(key)
    assert (status.trouble, status.overdue) == ("", ("RY-D1",))
    assert house.node(key, "RY-D1").overdue_at == due_at
    assert "Trouble" not in await attributes(house, key)
    assert house.kinds(key).count("node_overdue") == 1


@pytest.mark.requirement("CV-8", "GS-31")
async def test_the_rulebook_is_not_what_it_was(house: CourtHouse, owner_url: str) -> None:
    """Its text was changed: the case shows it and nothing is computed; put back, it goes on by itself."""
    owner = create_engine(owner_url)
    key = house.filing.file(parse_filing(roads.filing(), known_courts()), "test", datetime.now(UTC)).case_key
    own = RulebookText.digest == roads.state(house, key).rulebook
    with owner.begin() as connection:
        kept = connection.execute(select(RulebookText.text).where(own)).scalar_one()
        connection.execute(update(RulebookText).where(own).values(text={**kept, "limits": []}))
    await house.dispatcher.cases.start()
    status = await house.eventually(key, lambda status: status.trouble != "")
    assert (status.trouble, house.kinds(key)) == (Code.DIGEST_BROKEN, ["filed"])
    assert (await attributes(house, key))["Trouble"] == Code.DIGEST_BROKEN
    with owner.begin() as connection:
        connection.execute(update(RulebookText).where(own).values(text=kept))
    await house.eventually(key, lambda status: status.trouble == "")
    assert (await house.settle(key)).seq > 1
    owner.dispose()


@pytest.mark.requirement("RY-54")
async def test_a_team_without_a_judge_is_trouble(house: CourtHouse) -> None:
    """No judge is in office: the case says why it stands still, and goes on once the roster is right."""
    roads.hurry(house)
    key = await house.file(roads.filing(), roads.respondent())
    with house.database.transaction() as session:
        office = session.query(Membership).filter_by(staff=roads.FAST_JUDGE).one()
        office.until = office.since
    await roads.ruyang_to_triage(house, key, performance_state="willing")
    status = await house.eventually(key, lambda status: status.trouble != "")
    assert (status.trouble, status.stages) == (Code.WRONG_UNIT, ("triage",))
    assert (await attributes(house, key))["Trouble"] == "wrong_unit"
    assert roads.state(house, key).assignments == ()
    with house.database.transaction() as session:
        session.query(Membership).filter_by(staff=roads.FAST_JUDGE).update({"until": None})
    await house.handle(key).signal("retry")
    await house.eventually(key, lambda status: status.trouble == "")
    assert await roads.accept(house, key) == roads.FAST_JUDGE


@pytest.mark.requirement("NB-130")
async def test_a_system_that_refuses_for_good(house: CourtHouse) -> None:
    """The credit register refuses: trouble with its code, everything else goes on, nothing doubles."""
    roads.hurry(house)
    truth = roads.respondent(credit_refused={"consumption_restriction": "identity_unclear"})
    key = await house.file(roads.filing(), truth)
    judge = await roads.ruyang_to_team(house, key, performance_state="willing")
    data = {"measure": "consumption_restriction", "respondent": "respondent-1", "ground": "未履行"}
    await house.act(key, "decide_measure", judge, data)
    await house.desk.act(key, "decide_approval", roads.PRESIDENT, {"approval": "A1", "granted": True})
    status = await house.eventually(key, lambda status: status.trouble != "")
    assert status.trouble == Code.BAD_DATA
    await house.desk.act(key, "make_plan", judge, {"plan": "继续查找财产"})
    await house.handle(key).signal("retry")
    await house.eventually(key, lambda status: status.trouble != "" and status.seq > 0)
    state = roads.state(house, key)
    assert state.seen(EventKind.PLAN_MADE) and state.measures["S1"].taken_at is None
    assert house.ledger(key)["effects_by_operation"].get("entry", 0) == 0


async def test_a_filing_dated_ahead_waits_for_its_day(house: CourtHouse) -> None:
    """Its clock runs ahead of the wall: nothing happens before the filing's own instant."""
    ahead = datetime.now(COURT_ZONE) + timedelta(days=3)
    filing = parse_filing(roads.filing(filed_at=ahead.isoformat()), known_courts())
    key = house.filing.file(filing, "test", datetime.now(UTC)).case_key
    await house.dispatcher.cases.start()
    await house.eventually(key, lambda status: status.seq == 1)
    await house.clocks.walk(key, ahead - timedelta(minutes=1))
    assert house.kinds(key) == ["filed"]
    await house.clocks.walk(key, ahead + timedelta(seconds=1))
    await house.settle(key)
    assert house.kinds(key)[-1] == "entered_in_system"
    assert all(line.recorded_at >= ahead for line in house.desk.casework.view(key).lines)


@pytest.mark.requirement("RY-49", "GS-5")
async def test_what_operations_staff_see_names_nobody(house: CourtHouse) -> None:
    """Stage, team, next limit at a glance; no name, number, phone or address in what is shown in clear."""
    key = await roads.simple_case(house)
    shown = await attributes(house, key)
    assert (shown["Court"], shown["Stage"], shown["Overdue"]) == ("ruyang", "intake", False)
    assert shown["NextDue"] == house.node(key, "RY-D1").due_at
    for act in roads.SIMPLE_CASE[:6]:
        await act(house, key)
    shown = await attributes(house, key)
    owner = roads.state(house, key).owner
    assert (shown["Stage"], shown["Track"], shown["Unit"], shown["Owner"]) == (
        "implementation",
        "simple",
        "fast_team",
        owner,
    )
    metadata = await house.handle(key).query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    assert "待办节点" in metadata.current_details
    clear = [key, str(shown), metadata.current_details]
    async for event in house.handle(key).fetch_history_events():
        clear += [event.user_metadata.summary.data.decode(), event.user_metadata.details.data.decode()]
        clear += [str(marker) for marker in event.event_group_markers]
    assert any("RY-D1" in text for text in clear)
    with house.database.transaction() as session:
        people = [row.data for row in session.query(Party).filter_by(case_key=key)]
    secrets = {
        str(person[field])
        for person in people
        for field in ("name", "id_number", "phone", "address", "payee_account", "representative")
        if person.get(field)
    }
    assert {"甲某某", "某县某某商贸有限公司", "13000000000"} <= secrets
    assert [secret for secret in secrets for text in clear if secret in text] == []
