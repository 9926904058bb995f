"""Who gets a case: drawn evenly, from what the record shows, so that anyone can recompute it."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from models.assignment import Draw, verify
from models.errors import Code
from models.events import EventKind
from models.messages import AssignCase, TriageCase
from models.tables import AssignmentRow, Membership
from tests.activities.clerk import Clerk


def triaged(clerk: Clerk, number: int, **filing: object) -> str:
    """A case with a track, waiting for its draw."""
    key = clerk.file(number, **filing)
    clerk.register.triage_case(TriageCase(**clerk.head(key)))
    return key


def draws(clerk: Clerk, key: str) -> tuple[Draw, Draw]:
    """The draw of the unit and of the owner as the record has them."""
    with clerk.database.transaction() as session:
        row = session.query(AssignmentRow).filter_by(case_key=key).one()
        return Draw.model_validate(row.draw["unit_draw"]), Draw.model_validate(row.draw["owner_draw"])


@pytest.mark.requirement("RY-T11", "RY-24", "RY-54", "CV-8")
def test_ordinary_cases_are_shared_evenly(clerk: Clerk) -> None:
    """Six cases over the two teams that share now: three each, every draw recomputable from its record."""
    keys = [triaged(clerk, number) for number in range(1, 7)]
    before = {key: clerk.state(key).head for key in keys}
    for key in keys:
        clerk.register.assign_case(AssignCase(**clerk.head(key)))
    teams = Counter(clerk.state(key).assigned_unit for key in keys)
    assert teams == {"ordinary_team_1": 3, "ordinary_team_2": 3}
    for number, key in enumerate(keys):
        unit, owner = draws(clerk, key)
        assert unit.seed == before[key] and owner.seed == f"{before[key]}/owner"
        assert unit.method == "even" and sum(candidate.load for candidate in unit.roster) == number
        assert verify(unit) and verify(owner)
        other = next(candidate.key for candidate in unit.roster if candidate.key != unit.chosen)
        if len({candidate.load for candidate in unit.roster}) == 2:
            assert not verify(unit.model_copy(update={"chosen": other}))


@pytest.mark.requirement("RY-T11")
def test_two_draws_at_once_see_each_other(clerk: Clerk) -> None:
    """Eight draws in eight threads: loads are read and used one draw at a time, so the teams stay even."""
    keys = [triaged(clerk, number) for number in range(1, 9)]
    steps = [AssignCase(**clerk.head(key)) for key in keys]
    together = Barrier(len(steps))

    def assign(step: AssignCase) -> None:
        together.wait()
        clerk.register.assign_case(step)

    with ThreadPoolExecutor(len(steps)) as pool:
        list(pool.map(assign, steps))
    loads = Counter(clerk.state(key).assigned_unit for key in keys)
    assert sorted(loads.values()) == [4, 4]
    assert sorted(sum(c.load for c in draws(clerk, key)[0].roster) for key in keys) == list(range(8))


@pytest.mark.requirement("GS-24", "GS-T16")
def test_gushi_draws_at_random_among_the_teams_of_a_track(clerk: Clerk) -> None:
    """Whatever the loads: ten cases, both teams of the track hit, each draw recomputable."""
    keys = [triaged(clerk, n, court="gushi", case_no=f"（2026）豫1525执{n}号") for n in range(1, 11)]
    for key in keys:
        clerk.register.assign_case(AssignCase(**clerk.head(key)))
    assert {clerk.state(key).assigned_unit for key in keys} == {"ordinary_team_1", "ordinary_team_2"}
    for key in keys:
        unit, owner = draws(clerk, key)
        assert unit.method == "random" and {c.key for c in unit.roster} == {
            "ordinary_team_1",
            "ordinary_team_2",
        }
        assert verify(unit) and verify(owner)


@pytest.mark.requirement("GS-11", "RY-54")
def test_only_judges_of_that_day_are_drawn(clerk: Clerk) -> None:
    """A judge who has left or comes later is not on the roster; a team without a judge stops the draw."""
    key = triaged(clerk, 1)
    day = clerk.now.date()
    with clerk.database.transaction() as session:
        for staff in ("RY030", "RY040"):
            session.query(Membership).filter_by(staff=staff).update({"until": day})
        for team in ("ordinary_team_1", "ordinary_team_2"):
            since = day + timedelta(days=5)
            session.add(Membership(staff="RY020", court="ruyang", unit=team, role="judge", since=since))
    clerk.now += timedelta(days=1)
    refused = clerk.register.assign_case(AssignCase(**clerk.head(key))).refused
    assert refused is not None and refused.code == Code.WRONG_UNIT
    assert clerk.state(key).assigned_owner == ""
    clerk.now += timedelta(days=4)
    clerk.register.assign_case(AssignCase(**clerk.head(key)))
    assert clerk.state(key).assigned_owner == "RY020"


@pytest.mark.requirement("RY-T13", "RY-10", "RY-11")
def test_preservation_stays_with_the_query_group(clerk: Clerk) -> None:
    """No team is drawn for what one unit does alone; that it has a judge is the roster's matter."""
    with clerk.database.transaction() as session:
        session.add(
            Membership(
                staff="RY020", court="ruyang", unit="query_group", role="judge", since=clerk.now.date()
            )
        )
    key = triaged(clerk, 1, case_kind="preservation")
    clerk.register.assign_case(AssignCase(**clerk.head(key)))
    unit, _ = draws(clerk, key)
    assert (unit.method, unit.chosen) == ("fixed", "query_group")
    assert clerk.state(key).track == "auxiliary"


@pytest.mark.requirement("CV-8", "GS-25")
def test_the_decision_records_all_it_rests_on(clerk: Clerk) -> None:
    """Every rule that was true with its article, those not yet excluded, the facts read, who decided."""
    key = clerk.file(1, court="gushi", case_no="（2026）豫1525执1号")
    clerk.append(key, EventKind.FACTS_RECORDED, settlement_likely=True, collective_petition_risk=True)
    (decided, asked) = clerk.register.triage_case(TriageCase(**clerk.head(key))).entries
    assert (decided.kind, decided.actor) == (EventKind.TRIAGED, "system:affairs_centre")
    assert decided.facts["track"] == "special" and decided.facts["rule"] == "GS-T14"
    assert {rule["rule"] for rule in decided.facts["fired"]} == {"GS-T3", "GS-T14"}
    assert {"GS-T1", "GS-T2", "GS-T6"} <= {rule["rule"] for rule in decided.facts["open"]}
    assert {"settlement_likely", "collective_petition_risk"} <= set(decided.facts["read"])
    assert (asked.kind, asked.facts["matter"]) == (EventKind.APPROVAL_REQUESTED, "special_assignment")
