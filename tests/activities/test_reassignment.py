"""Load while somebody is away: who is drawn, and who takes an absent person's cases over."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from activities.absences.absences import AbsenceDesk
from activities.absences.reassignment import Reassigned, Reassignment
from models.absence import Absence, drawable
from models.acts.envelope import ActKind
from models.assignment import Draw, verify
from models.errors import Code, Refusal
from models.events import Entry, EventKind
from models.messages import AssignCase, TriageCase
from models.tables import AssignmentRow, Membership
from tests.activities.clerk import FILED_AT, Clerk

DIRECTOR = "RY090"
JUDGE_ONE, JUDGE_TWO, JUDGE_THREE, SPECIAL_JUDGE = "RY030", "RY040", "RY055", "RY050"
DAY = FILED_AT.date()
NEVER_BACK = DAY + timedelta(days=900)
ROLE = {DIRECTOR: "bureau_director"}


@pytest.fixture
def desk(clerk: Clerk) -> AbsenceDesk:
    """The desk of absences."""
    return AbsenceDesk(clerk.database)


def joins(clerk: Clerk, unit: str, *judges: str) -> None:
    """Further judges of a unit."""
    with clerk.database.transaction() as session:
        for staff in judges:
            session.add(Membership(staff=staff, court="ruyang", unit=unit, role="judge", since=DAY))


def assigned(clerk: Clerk, number: int) -> tuple[str, Entry]:
    """An ordinary case after its draw."""
    key = clerk.file(number)
    clerk.register.triage_case(TriageCase(**clerk.head(key)))
    entry = clerk.register.assign_case(AssignCase(**clerk.head(key))).entries[0]
    return key, entry


def held(clerk: Clerk, number: int) -> str:
    """An ordinary case in the hands of whoever was drawn."""
    key, _ = assigned(clerk, number)
    clerk.act(key, ActKind.ACCEPT_HANDOVER, clerk.state(key).assigned_owner, "judge", {"handover": "Y1"})
    return key


def reassignment(clerk: Clerk, before_each: Any = None) -> Reassignment:
    """The command, with the register itself in the place of the running case."""

    async def submit(key: str, kind: str, staff: str, data: dict[str, Any]) -> SimpleNamespace:
        if before_each:
            before_each(key)
        answer = clerk.act(key, kind, staff, ROLE.get(staff, "judge"), data)
        if answer.refused:
            raise Refusal(answer.refused.code, answer.refused.reason)
        return SimpleNamespace(seq=answer.seq)

    async def clock(_: str) -> datetime:
        return clerk.now

    return Reassignment(clerk.database, submit, clock)


# --- drawing --------------------------------------------------------------------------------------


@pytest.mark.requirement("RY-T11", "RY-54", "CV-8")
def test_a_draw_skips_who_is_away_and_says_so(clerk: Clerk, desk: AbsenceDesk) -> None:
    """Two judges in each team, one of them away: all go to the other, and the record says why."""
    joins(clerk, "ordinary_team_1", JUDGE_THREE)
    joins(clerk, "ordinary_team_2", SPECIAL_JUDGE)
    desk.record(JUDGE_ONE, DAY, DAY, DIRECTOR, JUDGE_TWO)
    drawn = [assigned(clerk, number) for number in range(1, 5)]
    owners = Counter(entry.facts["owner"] for _, entry in drawn)
    assert owners[JUDGE_ONE] == 0 and owners[JUDGE_THREE] == 2
    for key, entry in drawn:
        away = [Absence.model_validate(each) for each in entry.facts["away"]]
        in_team_one = entry.facts["unit"] == "ordinary_team_1"
        assert [each.staff for each in away] == ([JUDGE_ONE] if in_team_one else [])
        owner_draw = Draw.model_validate(entry.facts["owner_draw"])
        everybody = (JUDGE_ONE, JUDGE_THREE) if in_team_one else (JUDGE_TWO, SPECIAL_JUDGE)
        assert [each.key for each in owner_draw.roster] == [*drawable(away, everybody, DAY)]
        assert verify(owner_draw)
        assert clerk.casework.rebuild(key, write=False) == ()
    clerk.now += timedelta(days=1)
    assert assigned(clerk, 9)[1].facts["away"] == []


@pytest.mark.requirement("RY-T11")
def test_a_team_that_is_all_away_gets_no_case_while_another_can(clerk: Clerk, desk: AbsenceDesk) -> None:
    """Both teams have one judge: without substitute the other gets all, with one the draw is even again."""
    desk.record(JUDGE_TWO, DAY, DAY, DIRECTOR)
    for number in (1, 2, 3):
        _, entry = assigned(clerk, number)
        assert entry.facts["owner"] == JUDGE_ONE
        assert [each["staff"] for each in entry.facts["away"]] == [JUDGE_TWO]
    clerk.now += timedelta(days=1)
    day = clerk.now.date()
    desk.record(JUDGE_TWO, day, day, DIRECTOR, SPECIAL_JUDGE)
    _, entry = assigned(clerk, 4)
    assert (entry.facts["unit"], entry.facts["owner"]) == ("ordinary_team_2", JUDGE_TWO)


@pytest.mark.requirement("RY-54")
def test_nobody_there_stops_the_draw(clerk: Clerk, desk: AbsenceDesk) -> None:
    """Every case needs a judge as owner: with all away and nobody for them it waits."""
    for judge in (JUDGE_ONE, JUDGE_TWO):
        desk.record(judge, DAY, DAY, DIRECTOR)
    key = clerk.file(1)
    clerk.register.triage_case(TriageCase(**clerk.head(key)))
    refused = clerk.register.assign_case(AssignCase(**clerk.head(key))).refused
    assert refused is not None and refused.code == Code.WRONG_UNIT and "没有代理" in refused.reason
    clerk.now += timedelta(days=1)
    assert clerk.register.assign_case(AssignCase(**clerk.head(key))).refused is None


# --- giving away ----------------------------------------------------------------------------------


def draws_of(clerk: Clerk, key: str) -> list[Draw]:
    """Every owner's draw of a case, from the table of assignments."""
    with clerk.database.transaction() as session:
        rows = session.query(AssignmentRow).filter_by(case_key=key).order_by(AssignmentRow.seq)
        return [Draw.model_validate(row.draw["owner_draw"]) for row in rows]


@pytest.mark.requirement("RY-T11", "JL-12", "RY-54", "GS-11", "CV-8")
async def test_cases_go_evenly_to_colleagues_who_are_there(clerk: Clerk, desk: AbsenceDesk) -> None:
    """Six cases of one judge: three each to the two colleagues there, none to the one who is away."""
    keys = [held(clerk, number) for number in range(1, 13)]
    of_one = [key for key in keys if clerk.state(key).owner == JUDGE_ONE]
    joins(clerk, "ordinary_team_1", JUDGE_THREE, SPECIAL_JUDGE, "RY020")
    clerk.now += timedelta(days=1)
    day = clerk.now.date()
    desk.record(JUDGE_ONE, day, day, DIRECTOR, JUDGE_TWO)
    desk.record("RY020", day, day, DIRECTOR)
    before = {key: clerk.state(key) for key in keys}
    made = await reassignment(clerk).of(JUDGE_ONE, DIRECTOR, "请假")

    assert [row.case_key for row in made] == sorted(of_one) and len(of_one) == 6
    assert Counter(row.owner for row in made) == {JUDGE_THREE: 3, SPECIAL_JUDGE: 3}
    for number, row in enumerate(made):
        state = clerk.state(row.case_key)
        assert (state.unit, state.owner, state.assigned_owner) == ("ordinary_team_1", row.owner, row.owner)
        first, second = draws_of(clerk, row.case_key)
        assert verify(second) and second.seed == f"{before[row.case_key].head}/owner"
        assert sum(each.load for each in second.roster) == number
        assert JUDGE_ONE not in {each.key for each in second.roster} and first.chosen == JUDGE_ONE
        assert clerk.casework.rebuild(row.case_key, write=False) == ()
    assert all(clerk.state(key) == before[key] for key in set(keys) - set(of_one))
    assert await reassignment(clerk).of(JUDGE_ONE, DIRECTOR, "请假") == ()


@pytest.mark.requirement("CV-8", "RY-57")
async def test_the_entry_says_on_what_it_rests(clerk: Clerk, desk: AbsenceDesk) -> None:
    """Who gave it away, why, which absence, who else was off the roster."""
    key = held(clerk, 1)
    owner = clerk.state(key).owner
    unit = clerk.state(key).unit
    joins(clerk, unit, JUDGE_THREE, "RY020")
    desk.record(owner, DAY, DAY, DIRECTOR)
    desk.record("RY020", DAY, DAY, DIRECTOR)
    give = (ActKind.REASSIGN_CASE, DIRECTOR, "bureau_director", {"absent": owner, "reason": "住院"})
    (entry,) = clerk.act(key, *give).entries
    assert (entry.kind, entry.actor, entry.role) == (EventKind.OWNER_CHANGED, DIRECTOR, "bureau_director")
    assert (entry.facts["unit"], entry.facts["owner"], entry.facts["reason"]) == (unit, JUDGE_THREE, "住院")
    assert entry.facts["absence"]["staff"] == owner
    assert {each["staff"] for each in entry.facts["away"]} == {owner, "RY020"}
    assert clerk.refused(key, *give) == Code.WRONG_STATE


async def test_what_nobody_has_taken_over_yet_is_given_away_too(clerk: Clerk, desk: AbsenceDesk) -> None:
    """Drawn the day before, not accepted: the colleague drawn now accepts the handover and owns the case."""
    key, entry = assigned(clerk, 1)
    owner, unit = entry.facts["owner"], entry.facts["unit"]
    joins(clerk, unit, JUDGE_THREE)
    desk.record(owner, DAY, DAY, DIRECTOR)
    (row,) = await reassignment(clerk).of(owner, DIRECTOR, "请假")
    state = clerk.state(key)
    assert (row.owner, state.owner, state.assigned_owner) == (JUDGE_THREE, "", JUDGE_THREE)
    clerk.act(key, ActKind.ACCEPT_HANDOVER, JUDGE_THREE, "judge", {"handover": "Y1"})
    assert clerk.state(key).owner == JUDGE_THREE


async def test_who_owns_one_and_is_offered_it_elsewhere_loses_both(clerk: Clerk, desk: AbsenceDesk) -> None:
    """A judge of two units: the unit that has the case and the unit it goes to each draw a colleague."""
    key = held(clerk, 1)
    owner, unit = clerk.state(key).owner, clerk.state(key).unit
    joins(clerk, unit, "RY020")
    joins(clerk, "special_team", owner)
    draws = {"seed": "s", "method": "fixed"}
    clerk.append(
        key,
        EventKind.ASSIGNED,
        unit="special_team",
        owner=owner,
        unit_draw={**draws, "roster": [{"key": "special_team"}], "chosen": "special_team"},
        owner_draw={**draws, "roster": [{"key": owner}], "chosen": owner},
    )
    desk.record(owner, DAY, DAY, DIRECTOR)
    made = await reassignment(clerk).of(owner, DIRECTOR, "请假")
    assert [(row.unit, row.owner) for row in made] == [(unit, "RY020"), ("special_team", SPECIAL_JUDGE)]
    state = clerk.state(key)
    assert (state.owner, state.assigned_owner) == ("RY020", SPECIAL_JUDGE)


@pytest.mark.requirement("RY-57")
async def test_what_is_refused_stays_where_it_is(clerk: Clerk, desk: AbsenceDesk) -> None:
    """Nobody absent: no act at all. Nobody to take it, or no leader: case by case, with the reason."""
    key = held(clerk, 1)
    owner = clerk.state(key).owner
    acts: list[str] = []
    for staff, code in (("RY999", Code.UNKNOWN_SUBJECT), (owner, Code.NOBODY_ABSENT)):
        with pytest.raises(Refusal) as refusal:
            await reassignment(clerk, acts.append).of(staff, DIRECTOR, "请假")
        assert refusal.value.code == code
    assert acts == []
    desk.record(owner, DAY, NEVER_BACK, DIRECTOR)

    def codes(rows: Sequence[Reassigned]) -> list[tuple[str, str, int | None]]:
        return [(row.case_key, row.code, row.seq) for row in rows]

    assert codes(await reassignment(clerk).of(owner, DIRECTOR, "请假")) == [(key, Code.WRONG_UNIT, None)]
    joins(clerk, clerk.state(key).unit, JUDGE_THREE)
    denied = await reassignment(clerk).of(owner, JUDGE_THREE, "请假")
    assert codes(denied) == [(key, Code.ACT_NOT_ALLOWED, None)] and "负责人" in denied[0].reason
    assert clerk.state(key).owner == owner
    with pytest.raises(Refusal) as refusal:
        clerk.casework.role_for(key, ActKind.REASSIGN_CASE, JUDGE_THREE, clerk.now)
    assert refusal.value.code == Code.ACT_NOT_ALLOWED
    role = clerk.casework.role_for(key, ActKind.REASSIGN_CASE, DIRECTOR, clerk.now)
    assert role == "bureau_director"


async def test_a_case_that_cannot_be_reached_is_said_so(clerk: Clerk, desk: AbsenceDesk) -> None:
    """The act is kept and delivered later; the command goes on."""
    key = held(clerk, 1)
    owner = clerk.state(key).owner
    desk.record(owner, DAY, DAY, DIRECTOR)

    async def kept(*_: object) -> SimpleNamespace:
        return SimpleNamespace(seq=None)

    async def clock(_: str) -> datetime:
        return clerk.now

    (row,) = await Reassignment(clerk.database, kept, clock).of(owner, DIRECTOR, "请假")
    assert (row.case_key, row.seq, row.owner, row.code) == (key, None, "", "") and "送达" in row.reason
