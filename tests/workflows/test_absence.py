"""An owner is away: the substitute acts, a stranger does not, and the case goes to a colleague for good."""

from datetime import timedelta
from typing import Any

import pytest
from temporalio.common import SearchAttributeKey

from models.errors import Code, Refusal
from models.events import EventKind
from models.search_attributes import Attribute
from models.tables import Journal, Membership
from models.values import court_local
from tests import roads
from tests.courthouse import CourtHouse

JUDGE, SUBSTITUTE, STRANGER, COLLEAGUE = roads.FAST_JUDGE, "RY030", "RY040", "RY055"
OWNER = SearchAttributeKey.for_keyword(Attribute.OWNER)


async def owner_shown(house: CourtHouse, key: str) -> str | None:
    """The owner in the list of cases."""
    return (await house.handle(key).describe()).typed_search_attributes.get(OWNER)


@pytest.mark.requirement("CV-12", "RY-54", "RY-57", "RY-T11", "GS-11")
async def test_while_the_owner_is_away(house: CourtHouse) -> None:
    """Three weeks away: from that day the substitute acts; then the leader gives the case to a colleague."""
    roads.hurry(house)
    key = await house.file(roads.filing(), roads.respondent())
    assert await roads.ruyang_to_team(house, key, performance_state="willing") == JUDGE
    assert await owner_shown(house, key) == JUDGE
    first = court_local(await house.desk.clock(key)).date() + timedelta(days=2)
    with house.database.transaction() as session:
        office = {"court": "ruyang", "unit": "fast_team", "role": "judge"}
        session.add(Membership(staff=COLLEAGUE, since=first, **office))
    house.desk.absences.record(JUDGE, first, first + timedelta(days=20), roads.DIRECTOR, SUBSTITUTE)

    plan = {"plan": "传唤、看现场、找人"}

    async def code(staff: str, **more: Any) -> str:
        with pytest.raises(Refusal) as refusal:
            await house.desk.act(key, "make_plan", staff, plan, **more)
        return refusal.value.code

    assert await code(SUBSTITUTE, on_behalf_of=JUDGE) == Code.NOBODY_ABSENT
    with pytest.raises(Refusal) as refusal:
        await house.desk.reassignment.of(JUDGE, roads.DIRECTOR, "请假")
    assert refusal.value.code == Code.NOBODY_ABSENT
    await house.forward(key, days=3)
    assert await code(STRANGER, on_behalf_of=JUDGE) == Code.NOT_THE_SUBSTITUTE
    assert await code(SUBSTITUTE) == Code.WRONG_UNIT
    await house.act(key, "make_plan", SUBSTITUTE, plan, on_behalf_of=JUDGE)
    assert house.node(key, "RY-D9").open

    (row,) = await house.desk.reassignment.of(JUDGE, roads.DIRECTOR, "住院三周")
    await house.settle(key)
    assert (row.unit, row.owner) == ("fast_team", COLLEAGUE)
    assert await owner_shown(house, key) == COLLEAGUE
    status = await house.desk.status(key)
    assert status is not None and (status.owner, status.unit) == (COLLEAGUE, "fast_team")
    assert await code(SUBSTITUTE, role="case_owner", on_behalf_of=JUDGE) == Code.ACT_NOT_ALLOWED
    await house.act(key, "start_round_one", COLLEAGUE)
    with house.database.transaction() as session:
        rows = session.query(Journal).filter_by(case_key=key).order_by(Journal.seq)
        acted = {row.kind: (row.actor, row.on_behalf_of) for row in rows}
    assert acted[EventKind.PLAN_MADE] == (SUBSTITUTE, JUDGE)
    assert acted[EventKind.OWNER_CHANGED] == (roads.DIRECTOR, "")
    assert house.desk.casework.rebuild(key, write=False) == ()

    await house.lose(key)
    await house.eventually(key, lambda again: again.owner == COLLEAGUE)
    assert await owner_shown(house, key) == COLLEAGUE
