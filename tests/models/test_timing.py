"""Clocks that stand still, limits that are moved, and who is told when a limit has passed (CV-10)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from models.calendar import LAST_SECOND, CourtCalendar, Unit, due
from models.clock.engine import NodeEngine
from models.clock.exclusions import Exclusion
from models.events import EventKind
from models.nodes import NodeState, Passing
from models.shelf.files import load
from models.values import COURT_ZONE
from tests.models.telling import FILED_AT, Tale
from tests.models.test_nodes import limit, tale

KIND = EventKind
CALENDAR = CourtCalendar.packaged()
UNITS = [("calendar_days", 20), ("working_days", 10), ("weeks", 3), ("months", 2), ("hours", 240)]


def suspended(case: Tale, days: int, *limits: str) -> None:
    """So many days in which the named limits stand still."""
    case.happens(KIND.SUSPENSION_STARTED, "A1", limits=list(limits), ground="委托评估")
    case.passes(days=days)
    case.happens(KIND.SUSPENSION_ENDED, "A1", ground="委托评估")


@pytest.mark.requirement("CV-10", "NB-108")
@pytest.mark.parametrize(("unit", "length"), UNITS)
def test_twelve_days_suspended_move_the_date_by_what_the_unit_counts(unit: str, length: int) -> None:
    """Calendar units by twelve days, working days by the working days among them, hours by 288 hours."""
    case = tale(limit("A", unit=unit, limit=length), limit("B", unit=unit, limit=length))
    case.happens(KIND.RECEIVED)
    case.passes(days=3)
    stopped = case.now
    suspended(case, 12, "A")
    span = Exclusion(start=stopped, end=case.now, reason="委托评估")
    free, held = due(CALENDAR, FILED_AT, length, Unit(unit)), case.node("A")
    assert held.due_at == due(CALENDAR, FILED_AT, length, Unit(unit), excluded=[span]).due_at
    assert free.due_at is not None and held.due_at is not None
    moved = held.due_at - free.due_at
    if unit == "hours":
        assert moved == timedelta(days=12)
    elif unit == "working_days":
        left_out = [day for day in span.days() if CALENDAR.is_working_day(day)]
        passed = [d for d in _days(free.due_at.date(), held.due_at.date()) if CALENDAR.is_working_day(d)]
        assert len(passed) == len(left_out) > 0
    else:
        assert moved >= timedelta(days=12)
        assert moved - timedelta(days=12) < timedelta(days=8)  # at most a rolled last day beside it
    assert case.node("B").due_at == free.due_at
    if unit != "hours":
        assert {skipped.reason for skipped in held.skipped} >= {"委托评估"}


def _days(after: date, until: date) -> list[date]:
    return [after + timedelta(days=number + 1) for number in range((until - after).days)]


@pytest.mark.requirement("CV-10", "NB-106", "NB-108")
@pytest.mark.parametrize(("unit", "length"), UNITS)
def test_time_that_stands_still_after_an_extension_moves_the_day_it_named(unit: str, length: int) -> None:
    """The day granted is a day as long as nothing stops the clock; then it moves by what the unit counts."""
    case = tale(limit("A", unit=unit, limit=length))
    case.happens(KIND.RECEIVED)
    case.passes(days=1)
    suspended(case, 2, "A")
    case.happens(KIND.EXTENSION_GRANTED, "A##1", limit="A", until="2026-08-14", ground="x", approval="A2")
    assert case.node("A").due_at == datetime(2026, 8, 14, 23, 59, 59, tzinfo=COURT_ZONE)
    case.passes(days=5)
    suspended(case, 12, "A")  # The 14th to the 25th of May: eight working days.
    day = date(2026, 8, 26)  # Twelve days later, and eight working days later.
    left_out = {"working_days": 8, "hours": 0}.get(unit, 12)
    node = case.node("A")
    assert node.due_at == datetime.combine(day, LAST_SECOND, COURT_ZONE)
    assert (node.extended_by, len([each for each in node.skipped if each.reason == "委托评估"])) == (
        "A2",
        left_out,
    )


@pytest.mark.requirement("CV-10", "NB-106")
def test_a_second_extension_counts_from_its_own_grant() -> None:
    """What stood still before it is in the day it named; a suspension that runs on counts from the grant."""
    case = tale(limit("A", limit=10))
    case.happens(KIND.RECEIVED)
    case.happens(KIND.EXTENSION_GRANTED, "A##1", limit="A", until="2026-06-12", ground="x")
    case.passes(days=2)
    case.happens(KIND.SUSPENSION_STARTED, "A1", limits=["A"], ground="x")
    case.passes(days=2)
    case.happens(KIND.EXTENSION_GRANTED, "A##1", limit="A", until="2026-07-07", ground="x")
    assert case.node("A").paused_at is not None
    case.passes(days=3)
    case.happens(KIND.SUSPENSION_ENDED, "A1", ground="x")
    assert case.node("A").due_at == datetime(2026, 7, 10, 23, 59, 59, tzinfo=COURT_ZONE)


@pytest.mark.requirement("CV-10")
def test_done_while_the_clock_stood_still_is_done_in_time() -> None:
    """Whoever does it during a suspension has used none of its days; the node says so afterwards as well."""
    case = tale(limit("A", limit=3))
    case.happens(KIND.RECEIVED)
    case.passes(days=1)
    case.happens(KIND.SUSPENSION_STARTED, "A1", limits=["A"], ground="x")
    case.passes(days=20)
    case.happens(KIND.RECEPTION_ENDED)
    node = case.node("A")
    assert (node.state_at(case.now), node.paused_at, node.paused_by) == (NodeState.DONE, None, ())
    assert node.due_at == datetime(2026, 5, 29, 23, 59, 59, tzinfo=COURT_ZONE)


@pytest.mark.requirement("JL-A3", "JL-D4")
def test_one_ground_after_the_other_each_with_its_own_time() -> None:
    """Bidding, then the buyer's payment, from one event to the next: no day lost, none twice."""
    sold = {"event": "auction_ended", "where": {"result": "sold"}}
    pauses = [
        {"from": [{"event": "auction_published"}], "until": [{"event": "auction_ended"}], "note": "竞价"},
        {"from": [sold], "until": [{"event": "price_paid_in_full"}], "note": "付款"},
    ]
    case = tale(limit("A", unit="weeks", limit=1, pauses=pauses))
    case.happens(KIND.RECEIVED)
    case.happens(KIND.PROPERTY_FOUND, "W1", kind="house", source="network")
    case.passes(days=2)
    case.happens(KIND.AUCTION_PUBLISHED, "W1", round="first")
    case.passes(days=30)
    case.happens(KIND.AUCTION_ENDED, "W1", round="first", result="sold", price="1.00")
    assert case.node("A").paused_for == "付款"
    case.passes(days=5)
    case.happens(KIND.PRICE_PAID_IN_FULL, "W1")
    node = case.node("A")
    assert [(each.reason, len(each.days()), each.by) for each in node.excluded] == [
        ("竞价", 30, ("W1",)),
        ("付款", 5, ("W1",)),
    ]
    assert node.due_at == datetime(2026, 6, 17, 23, 59, 59, tzinfo=COURT_ZONE)


@pytest.mark.requirement("JL-D3", "JL-A16", "CV-13")
def test_what_the_whole_case_holds_it_sets_going_again() -> None:
    """The case given to another group and back under another handover: the clock goes on."""
    pause = {
        "from": [{"event": "group_entered", "where": {"unit": "G4"}}],
        "until": [{"event": "group_entered", "where": {"unit": "G3"}}],
        "note": "处置",
    }
    case = tale(limit("A", unit="weeks", limit=8, pauses=[pause]))
    case.happens(KIND.RECEIVED)
    case.passes(days=3)
    case.happens(KIND.GROUP_ENTERED, "Y1", unit="G4", unit_kind="team", owner="x")
    case.passes(days=14)
    case.happens(KIND.GROUP_ENTERED, "Y2", unit="G3", unit_kind="team", owner="x")
    node = case.node("A")
    assert (node.paused_at, len(node.excluded[0].days())) == (None, 14)


@pytest.mark.requirement("CV-10")
def test_a_clock_that_stands_still_neither_warns_nor_passes() -> None:
    """While it stands the node says so and waits for nothing; afterwards it warns and passes again."""
    case = tale(limit("A", limit=10, warn_before=2))
    case.happens(KIND.RECEIVED)
    case.happens(KIND.SUSPENSION_STARTED, "A1", limits=["A"], ground="x")
    node = case.node("A")
    assert (node.next_passing(), node.state_at(case.now + timedelta(days=99))) == (None, NodeState.SUSPENDED)
    case.passes(days=1)
    case.happens(KIND.SUSPENSION_ENDED, "A1", ground="x")
    node = case.node("A")
    assert node.next_passing() == (Passing.WARNING, node.warn_at)


@pytest.mark.requirement("CV-10")
def test_two_suspensions_at_once_count_their_days_once() -> None:
    """The clock goes on when nothing holds it any more."""
    case = tale(limit("A", limit=30))
    case.happens(KIND.RECEIVED)
    case.happens(KIND.SUSPENSION_STARTED, "A1", limits=["A"], ground="x")
    case.passes(days=2)
    case.happens(KIND.SUSPENSION_STARTED, "A2", limits=["A"], ground="y")
    case.passes(days=2)
    case.happens(KIND.SUSPENSION_ENDED, "A1", ground="x")
    assert case.node("A").paused_at is not None
    case.passes(days=2)
    case.happens(KIND.SUSPENSION_ENDED, "A2", ground="y")
    (span,) = case.node("A").excluded
    assert len(span.days()) == 6


@pytest.mark.requirement("JL-D4", "JL-D3")
def test_a_pause_of_the_rulebook_needs_no_approval() -> None:
    """From one event until another, for as many things as there are."""
    pause = {"from": [{"event": "pricing_started"}], "until": [{"event": "reference_price"}], "note": "评估"}
    case = tale(limit("A", unit="weeks", limit=1, pauses=[pause]))
    case.happens(KIND.RECEIVED)
    before = case.node("A").due_at
    case.passes(days=1)
    for asset in ("W1", "W2"):
        case.happens(KIND.PROPERTY_FOUND, asset, kind="house", source="network")
        case.happens(KIND.PRICING_STARTED, asset, method="agreement")
    case.passes(days=7)
    case.happens(KIND.REFERENCE_PRICE, "W1", amount="1.00")
    assert case.node("A").state_at(case.now) is NodeState.SUSPENDED
    case.passes(days=7)
    case.happens(KIND.REFERENCE_PRICE, "W2", amount="1.00")
    after = case.node("A").due_at
    assert before is not None and after is not None and after - before >= timedelta(days=14)


@pytest.mark.requirement("RY-39", "NB-106")
def test_an_extension_names_the_new_last_day_and_warns_again() -> None:
    """The date granted, to its last second; a warning given before is given anew for it."""
    case = tale(limit("A", limit=10, warn_before=1))
    case.happens(KIND.RECEIVED)
    node = case.node("A")
    case.happens(KIND.NODE_WARNED, node.key, at=node.warn_at)
    case.happens(KIND.EXTENSION_GRANTED, node.key, limit="A", until="2026-08-14", ground="案情复杂")
    node = case.node("A")
    assert node.due_at == datetime(2026, 8, 14, 23, 59, 59, tzinfo=COURT_ZONE)
    assert node.next_passing() == (Passing.WARNING, datetime(2026, 8, 13, 9, tzinfo=COURT_ZONE))


@pytest.mark.requirement("CV-10")
def test_overdue_stays_overdue() -> None:
    """What passed is counted once and kept: an extension granted afterwards does not take it back."""
    case = tale(limit("A", limit=3))
    case.happens(KIND.RECEIVED)
    case.now = case.node("A").due_at or case.now
    case.happens(KIND.NODE_OVERDUE, "A##1", at=case.now)
    case.happens(KIND.EXTENSION_GRANTED, "A##1", limit="A", until="2026-12-31", ground="x")
    node = case.node("A")
    assert node.overdue_at is not None
    assert (node.next_passing() or ("", ""))[0] is not Passing.LIMIT
    case.passes(days=1)
    assert case.node("A").state_at(case.now) is NodeState.OVERDUE
    case.happens(KIND.RECEPTION_ENDED)
    assert case.node("A").state_at(case.now) is NodeState.DONE_LATE


@pytest.mark.parametrize(("unit", "length"), [*UNITS, ("same_day", None)])
def test_once_warned_once_passed_once_escalated(unit: str, length: int | None) -> None:
    """One of each at its own instant for every unit; none once it is done."""
    fields: dict[str, Any] = {
        "unit": unit,
        "limit": length,
        "warn_before": 1,
        "escalate_to": ["vice_president"],
    }
    case = tale(limit("A", **fields))
    case.happens(KIND.RECEIVED)
    told: list[Passing] = []
    kinds = {
        Passing.WARNING: KIND.NODE_WARNED,
        Passing.LIMIT: KIND.NODE_OVERDUE,
        Passing.ESCALATION: KIND.NODE_ESCALATED,
    }
    while (nearest := case.node("A").next_passing()) is not None:
        passing, at = nearest
        assert not told or at >= case.now
        told.append(passing)
        case.now = at
        case.happens(kinds[passing], "A##1", at=at)
    warned = [] if unit == "same_day" else [Passing.WARNING]  # a day is too short to be warned of
    assert told == [*warned, Passing.LIMIT, Passing.ESCALATION]
    node = case.node("A")
    assert (node.escalate_to, node.escalated_at) == ("vice_president", node.escalate_at)
    in_time = tale(limit("A", **fields))
    in_time.happens(KIND.RECEIVED)
    in_time.happens(KIND.RECEPTION_ENDED)
    assert in_time.node("A").next_passing() is None


@pytest.mark.requirement("CV-2", "NB-359")
def test_the_morning_of_the_next_rank_is_planned_anew_with_the_year() -> None:
    """Overdue with the last day of the year: who is told on the first working day, whichever that is."""
    early = CourtCalendar.packaged(years=range(2004, 2026))
    case = tale(limit("A", limit=3))
    case.engine, case.now = NodeEngine(case.book, early), datetime(2025, 12, 28, 9, tzinfo=COURT_ZONE)
    case.happens(KIND.RECEIVED)
    case.happens(KIND.NODE_OVERDUE, "A##1", at=case.node("A").due_at)
    assert case.node("A").escalate_at == datetime(2026, 1, 2, 9, tzinfo=COURT_ZONE)
    (planned,) = NodeEngine(case.book, CALENDAR).replanned(case.nodes).values()
    assert planned.escalate_at == datetime(2026, 1, 4, 9, tzinfo=COURT_ZONE)
    assert (planned.due_at, planned.overdue_at) == (case.node("A").due_at, case.node("A").overdue_at)


def test_the_next_rank_is_the_courts_where_the_limit_names_none() -> None:
    """The rulebook's rank, on the morning of a working day."""
    case = tale(limit("A"))
    case.happens(KIND.RECEIVED)
    node, rule = case.node("A"), load("ruyang").escalation
    assert rule is not None and node.escalate_at is not None
    assert node.escalate_to == rule.to
    assert CALENDAR.is_working_day(node.escalate_at.date()) and node.escalate_at.hour == 9
    uncounted = tale(limit("A", counts=False))
    uncounted.happens(KIND.RECEIVED)
    assert uncounted.node("A").escalate_at is None
