"""Every unit in running cases under skipped time: warning, overdue, escalation, each once at its instant."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from activities.books import Books
from activities.filing import desk
from activities.rosters import load_roster
from local import postgres
from models.calendar import Unit, due
from models.errors import Code
from models.events import EventKind
from models.nodes import NodeState
from models.rulebook import Rulebook
from models.shelf.files import load
from tests import roads
from tests.conftest import ROOT, free_port
from tests.courthouse import CourtHouse, OutsideThread
from tests.workflows.drafts import (
    CALENDAR,
    a_morning,
    drafted,
    escalated,
    file_on,
    nodes,
    passed,
    row,
    warned,
)
from tests.workflows.limits import MOMENT, refused

WARNED, OVERDUE, ESCALATED = EventKind.NODE_WARNED, EventKind.NODE_OVERDUE, EventKind.NODE_ESCALATED

UNITS: dict[Unit, tuple[int | None, int]] = {
    Unit.HOURS: (52, 1),
    Unit.CALENDAR_DAYS: (10, 2),
    Unit.WORKING_DAYS: (6, 2),
    Unit.WEEKS: (2, 3),
    Unit.MONTHS: (1, 5),
    Unit.SAME_DAY: (None, 0),
}
"""Length and working days of warning of each unit's limit."""

FROM_FILING = {
    "starts": [{"event": "filed"}],
    "done_by": [{"event": "received"}],
    "responsible": "query_group",
    "act": "register_case",
}
IN_TEAM = {
    "starts": [{"event": "group_entered"}],
    "done_by": [{"event": "plan_made"}],
    "responsible": "owner_unit",
    "act": "make_plan",
}
SOFT = row(Unit.SOFT, None, None, guard="timely")


@pytest.fixture(scope="module")
async def house(
    postgres_server: postgres.Server, temporal_address: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[CourtHouse]:
    """One court at work for all tests of this file; every test has cases of its own."""
    urls = postgres_server.create_database("kinds", template="court")
    folder = tmp_path_factory.mktemp("kinds")
    with OutsideThread(free_port()) as outside:
        async with CourtHouse.opened(urls.worker, temporal_address, outside, folder) as running:
            for court in ("shangqiu", "jianli", "shihe"):
                load_roster(running.database, Books(), ROOT / "simulation" / "rosters" / f"{court}.yaml")
            yield running
    postgres_server.drop_database("kinds")


def under(monkeypatch: pytest.MonkeyPatch, book: Rulebook) -> None:
    """Cases filed from now on are filed under these rules."""
    monkeypatch.setattr(desk, "load", lambda court, day: book)


@pytest.mark.requirement("CV-1", "CV-2", "CV-3", "NB-349")
async def test_each_unit_warns_passes_and_escalates_once(
    house: CourtHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody registers the case: every limit speaks three times, to the second; a soft one only reminds."""
    rows = [row(unit, length, before, **FROM_FILING) for unit, (length, before) in UNITS.items()]
    under(monkeypatch, drafted(*rows, {**SOFT, **FROM_FILING}))
    filed_at = a_morning()
    key = await file_on(house, filed_at)
    ends = {unit: due(CALENDAR, filed_at, length, unit).due_at for unit, (length, _) in UNITS.items()}
    last = max(at for at in ends.values() if at is not None)
    await house.until(key, escalated(last) + MOMENT)
    found = {Unit(node.limit): node for node in nodes(house, key)}
    assert found.keys() == {*UNITS, Unit.SOFT}
    for unit, (_, before) in UNITS.items():
        due_at = ends[unit]
        assert due_at is not None
        assert passed(house, key, found[unit]) == {
            WARNED: [warned(due_at, before)],
            OVERDUE: [due_at],
            ESCALATED: [escalated(due_at)],
        }, unit
    soft = passed(house, key, found[Unit.SOFT])
    assert soft == {WARNED: [due(CALENDAR, filed_at, 3, Unit.WORKING_DAYS).due_at]}
    assert found[Unit.SOFT].state_at(last) is NodeState.SOFT
    assert set((await house.settle(key)).overdue) == {unit.value for unit in UNITS}


@pytest.mark.requirement("CV-1", "CV-3")
async def test_nothing_passes_where_it_was_done_in_time(
    house: CourtHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Registered within the hour: not a word of any of the limits, long after all of them."""
    rows = [row(unit, length, before, **FROM_FILING) for unit, (length, before) in UNITS.items()]
    under(monkeypatch, drafted(*rows, {**SOFT, **FROM_FILING}))
    filed_at = a_morning()
    key = await file_on(house, filed_at)
    await house.act(key, "register_case", roads.REGISTRAR)
    await house.until(key, filed_at + timedelta(days=50))
    assert {node.state_at(filed_at + timedelta(days=50)) for node in nodes(house, key)} == {NodeState.DONE}
    assert not {kind.value for kind in (WARNED, OVERDUE, ESCALATED)} & set(house.kinds(key))


async def with_team(house: CourtHouse) -> tuple[str, str]:
    """A case in its team's hands today, and its judge."""
    key = await house.file(roads.filing(claim_amount="20000.00"), roads.respondent())
    return key, await roads.ruyang_to_team(house, key, performance_state="willing")


SUSPENDED = (Unit.HOURS, Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS)


@pytest.mark.requirement("CV-10", "NB-108", "NB-109")
async def test_twelve_days_suspended_move_each_limit_by_what_it_counts(
    house: CourtHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing passes while the clocks stand; then each once, at the date its unit gives; weeks run on."""
    rows = [row(unit, length, before, **IN_TEAM) for unit, (length, before) in UNITS.items()]
    under(monkeypatch, drafted(*(each for each in rows if each["unit"] is not Unit.SAME_DAY)))
    key, judge = await with_team(house)
    started = house.node(key, Unit.HOURS.value).started_at
    assert started is not None
    ask = {"limits": [unit.value for unit in SUSPENDED], "ground": "委托评估"}
    assert (
        await refused(house, key, "request_suspension", judge, {**ask, "ground": ""})
    ).code == Code.BAD_DATA
    await house.act(key, "request_suspension", judge, ask)
    grant = {"approval": "A1", "granted": True}
    assert (await refused(house, key, "decide_approval", judge, grant)).code == Code.ACT_NOT_ALLOWED
    assert house.node(key, Unit.HOURS.value).paused_at is None
    await house.act(key, "decide_approval", roads.DIRECTOR, grant)
    await house.forward(key, days=12)
    standing = {unit: house.node(key, unit.value) for unit in SUSPENDED}
    assert {node.state_at(await house.desk.clock(key)) for node in standing.values()} == {NodeState.SUSPENDED}
    assert not any(passed(house, key, node) for node in standing.values())
    await house.act(key, "end_suspension", judge, {"approval": "A1"})

    ends: dict[Unit, datetime] = {}
    for unit in SUSPENDED:
        node, length = house.node(key, unit.value), UNITS[unit][0]
        (span,) = node.excluded
        assert (span.reason, span.by, len(span.days())) == ("委托评估", ("A1",), 12)
        free, held = (due(CALENDAR, started, length, unit, excluded=each).due_at for each in ((), (span,)))
        assert free is not None and held is not None
        ends[unit] = held
        assert node.due_at == held
        if unit is Unit.HOURS:
            assert held - free == span.end - span.start
        elif unit is Unit.WORKING_DAYS:
            lost = sum(CALENDAR.is_working_day(day) for day in span.days() if day > started.date())
            assert working_days(free, held) == lost
        else:
            raw = due(CALENDAR, started, length, unit, roll_last_day=False).due_at
            lost = sum(day > started.date() for day in span.days())
            assert raw is not None and held >= raw + timedelta(days=lost)
            assert working_days(raw + timedelta(days=lost), held) <= 1
    await house.until(key, escalated(max(ends.values())) + MOMENT)
    for unit, due_at in ends.items():
        found = passed(house, key, house.node(key, unit.value))
        assert (found[OVERDUE], found[ESCALATED]) == ([due_at], [escalated(due_at)]), unit
        assert found[WARNED] == [warned(due_at, UNITS[unit][1])], unit
    weeks = due(CALENDAR, started, UNITS[Unit.WEEKS][0], Unit.WEEKS).due_at
    assert passed(house, key, house.node(key, Unit.WEEKS.value))[OVERDUE] == [weeks]
    (told,) = await house.desk.explain(key, Unit.MONTHS.value)
    assert any(f"{judge} 申请，{roads.DIRECTOR} 批准（A1）" in step for step in told.steps)
    assert house.desk.casework.rebuild(key, write=False) == ()


def working_days(after: datetime, until: datetime) -> int:
    """How many working days lie between two ends, the later one included."""
    days = (until.date() - after.date()).days
    return sum(CALENDAR.is_working_day(after.date() + timedelta(days=n + 1)) for n in range(days))


@pytest.mark.requirement("CV-10", "NB-106", "RY-39")
async def test_an_extension_needs_its_ground_and_its_approver_and_then_moves(
    house: CourtHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused without ground, and from the wrong hand; granted it is the new end, and standstill moves it."""
    extension = {"approver": ["vice_president", "court_president"], "ground": "写明理由", "source": "RY-39"}
    fixed = row(Unit.WORKING_DAYS, 6, 2, **IN_TEAM)
    under(monkeypatch, drafted(row(Unit.CALENDAR_DAYS, 10, 2, **IN_TEAM, extension=extension), fixed))
    key, judge = await with_team(house)
    node = house.node(key, Unit.CALENDAR_DAYS.value)
    assert node.due_at is not None
    until = (node.due_at + timedelta(days=20)).date()
    ask = {"limit": Unit.CALENDAR_DAYS.value, "until": until.isoformat(), "ground": "案情复杂"}
    assert (
        await refused(house, key, "request_extension", judge, {**ask, "ground": ""})
    ).code == Code.BAD_DATA
    never = {**ask, "limit": Unit.WORKING_DAYS.value}
    assert (await refused(house, key, "request_extension", judge, never)).code == Code.ACT_NOT_ALLOWED
    await house.act(key, "request_extension", judge, ask)
    grant = {"approval": "A1", "granted": True}
    assert (await refused(house, key, "decide_approval", roads.DIRECTOR, grant)).code == Code.ACT_NOT_ALLOWED
    assert house.node(key, Unit.CALENDAR_DAYS.value).due_at == node.due_at
    await house.act(key, "decide_approval", roads.PRESIDENT, grant)
    longer = house.node(key, Unit.CALENDAR_DAYS.value)
    assert longer.due_at is not None
    assert (longer.due_at.date(), longer.extended_until, longer.extended_by) == (until, until, "A1")

    await house.forward(key, days=1)
    await house.act(key, "request_suspension", judge, {"limits": [ask["limit"]], "ground": "中止执行"})
    await house.act(key, "decide_approval", roads.DIRECTOR, {"approval": "A2", "granted": True})
    await house.forward(key, days=12)
    await house.act(key, "end_suspension", judge, {"approval": "A2"})
    moved = house.node(key, Unit.CALENDAR_DAYS.value)
    assert moved.due_at is not None
    lost = longer.due_at + timedelta(days=12)
    assert moved.due_at >= lost and working_days(lost, moved.due_at) <= 1
    await house.until(key, moved.due_at + MOMENT)
    assert passed(house, key, moved)[OVERDUE] == [moved.due_at]
    (told,) = await house.desk.explain(key, Unit.CALENDAR_DAYS.value)
    assert any(f"{judge} 申请，{roads.PRESIDENT} 批准（A1）" in step for step in told.steps)
    monkeypatch.setattr(house.desk, "_query", no_answer)
    (from_register,) = await house.desk.explain(key, Unit.CALENDAR_DAYS.value)
    assert (from_register.words, from_register.steps) == (told.words, told.steps)


async def no_answer(*_: object) -> None:
    """A case whose run cannot be asked."""


@pytest.mark.requirement("CV-9", "GS-31")
async def test_late_is_counted_once_and_kept_and_a_late_entry_takes_a_wrong_one_back(
    house: CourtHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two cases past their limits: one was done late, one in time and entered afterwards."""
    units = (Unit.HOURS, Unit.WORKING_DAYS, Unit.SAME_DAY, Unit.MONTHS)
    under(monkeypatch, drafted(*(row(unit, UNITS[unit][0], None, **FROM_FILING) for unit in units)))
    filed_at = a_morning()
    late, entered = await file_on(house, filed_at), await file_on(house, filed_at)
    for key in (late, entered):
        await house.until(key, filed_at + timedelta(days=15))
    gone = {node.limit for node in nodes(house, late) if node.overdue_at is not None}
    assert gone == {unit.value for unit in units if unit is not Unit.MONTHS}
    await house.act(late, "register_case", roads.REGISTRAR)
    await house.act(entered, "register_case", roads.REGISTRAR, occurred_at=filed_at + timedelta(minutes=30))
    for node in nodes(house, late):
        overdue = [node.due_at] if node.limit in gone else None
        assert passed(house, late, node).get(OVERDUE) == overdue
        assert node.state_at(filed_at) is (NodeState.DONE_LATE if overdue else NodeState.DONE)
    for node in nodes(house, entered):
        assert node.state_at(filed_at) is NodeState.DONE
        assert (node.overdue_withdrawn, node.entered_late) == (node.limit in gone, node.limit in gone)
        assert passed(house, entered, node).get(OVERDUE) == ([node.due_at] if node.limit in gone else None)
    assert house.kinds(late).count("overdue_withdrawn") == 0
    assert house.kinds(entered).count("overdue_withdrawn") == len(gone)
    assert (await house.settle(late)).overdue == (await house.settle(entered)).overdue == ()


REAL: dict[str, tuple[str, dict[str, Unit]]] = {
    "gushi": ("豫1525", {"NB-15": Unit.CALENDAR_DAYS, "NB-103": Unit.MONTHS}),
    "ruyang": ("豫0326", {"RY-D1": Unit.SAME_DAY, "RY-D19": Unit.MONTHS}),
    "shangqiu": ("豫14", {"SQ-D2": Unit.WORKING_DAYS, "SQ-D7": Unit.WORKING_DAYS, "SQ-D10": Unit.MONTHS}),
    "jianli": ("鄂1023", {"JL-D1": Unit.WEEKS}),
    "shihe": ("豫1502", {"SH-D2": Unit.WORKING_DAYS, "SH-D11": Unit.WORKING_DAYS, "NB-103": Unit.MONTHS}),
}
"""Limits of the courts' own rulebooks that pass where nobody acts, by the court's case numbers."""


@pytest.mark.requirement("RY-D1", "SQ-D2", "SQ-D7", "JL-D1", "SH-D2", "SH-D11", "NB-15", "NB-103", "CV-3")
@pytest.mark.parametrize("court", REAL)
async def test_the_courts_own_limits_pass_once_where_nobody_acts(house: CourtHouse, court: str) -> None:
    """Filed and left lying for eight months: each limit as its own row says, and no soft one ever."""
    number, wanted = REAL[court]
    filed_at = a_morning()
    key = await file_on(house, filed_at, court, number)
    await house.until(key, filed_at + timedelta(days=240))
    found = {node.limit: node for node in nodes(house, key)}
    book = {limit.id: limit for limit in load(court).limits}
    assert found.keys() >= wanted.keys()
    for id, unit in wanted.items():
        limit, node = book[id], found[id]
        assert limit.unit is unit
        assert node.started_at is not None
        due_at = due(CALENDAR, node.started_at, limit.limit, unit).due_at
        assert due_at is not None
        warning = warned(due_at, limit.warn_before) if limit.warn_before is not None else node.started_at
        expected = {OVERDUE: [due_at], ESCALATED: [escalated(due_at)]}
        if warning > node.started_at:
            expected[WARNED] = [warning]
        assert passed(house, key, node) == expected, id
    for node in found.values():
        if node.soft:
            assert not passed(house, key, node).keys() & {OVERDUE, ESCALATED}
