"""The node engine: one obligation at a time, begun and ended by events, dated by the calendar alone."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from models.calendar import CourtCalendar, Guard, Unit, due
from models.clock.passing import passed
from models.events import EventKind
from models.limits import Limit
from models.nodes import NodeState, Passing, rows
from models.shelf.files import load
from models.values import COURT_ZONE
from tests.models.telling import FILED_AT, Tale

CALENDAR = CourtCalendar.packaged()
KIND = EventKind


def limit(id: str, **fields: Any) -> Limit:
    """An invented limit: from receipt to the end of reception in three days, unless said otherwise."""
    given: dict[str, Any] = {
        "id": id,
        "name": f"节点{id}",
        "article": "第1条",
        "starts": [{"event": "received"}],
        "done_by": [{"event": "reception_ended"}],
        "unit": "calendar_days",
        "limit": 3,
        "responsible": "query_group",
        "source": "RY-1",
    }
    return Limit.model_validate({**given, **fields})


def tale(*limits: Limit) -> Tale:
    """A case under Ruyang's book with these limits alone."""
    return Tale(book=load("ruyang").model_copy(update={"limits": limits}))


def test_begun_by_its_event_done_by_its_event() -> None:
    """Open, warned, overdue, then done late: by what happened, not by when it was entered."""
    case = tale(limit("A", warn_before=1))
    assert case.nodes == {}
    started = case.happens(KIND.RECEIVED)
    node = case.node("A")
    assert (node.key, node.opened_seq, node.started_at) == ("A##1", started.seq, FILED_AT)
    due_at = datetime(2026, 5, 9, 23, 59, 59, tzinfo=COURT_ZONE)  # a Saturday on which the court works
    assert node.due_at == due_at == due(CALENDAR, FILED_AT, 3, Unit.CALENDAR_DAYS).due_at
    assert node.warn_at == datetime(2026, 5, 8, 9, tzinfo=COURT_ZONE)
    warned = node.warn_at
    assert node.state_at(warned - timedelta(seconds=1)) is NodeState.OPEN
    assert node.state_at(warned) is NodeState.WARNED
    assert node.state_at(due_at) is NodeState.WARNED
    assert node.state_at(due_at + timedelta(seconds=1)) is NodeState.OVERDUE
    case.passes(days=4)
    case.happens(KIND.RECEPTION_ENDED)
    done = case.node("A")
    assert (done.state_at(case.now), done.entered_late, done.open) == (NodeState.DONE_LATE, False, False)
    assert (done.done_by, done.done_seq) == ("RY010", case.state.seq)


def test_the_clock_first_warns_then_passes_then_escalates_and_is_then_quiet() -> None:
    """What the workflow waits for, moment by moment."""
    case = tale(limit("A", warn_before=1))
    case.happens(KIND.RECEIVED)
    node = case.node("A")
    assert node.next_moment() == node.warn_at
    case.happens(KIND.NODE_WARNED, node.key, at=node.warn_at)
    assert case.node("A").next_moment() == node.due_at
    case.happens(KIND.NODE_OVERDUE, node.key, at=node.due_at)
    assert case.node("A").next_moment() == node.escalate_at
    case.happens(KIND.NODE_ESCALATED, node.key, at=node.escalate_at)
    assert case.node("A").next_moment() is None
    assert (case.node("A").warned_at, case.node("A").overdue_at) == (node.warn_at, node.due_at)


@pytest.mark.parametrize("late", [False, True])
def test_entered_late_is_not_done_late(late: bool) -> None:
    """Done within the limit and entered after it: done, entered late; done after it: done late."""
    case = tale(limit("A"))
    case.happens(KIND.RECEIVED)
    due_at = case.node("A").due_at
    assert due_at is not None
    case.now = due_at + timedelta(days=2)
    case.happens(KIND.RECEPTION_ENDED, at=due_at + timedelta(seconds=1 if late else 0))
    node = case.node("A")
    assert node.entered_late is not late
    assert node.state_at(case.now) is (NodeState.DONE_LATE if late else NodeState.DONE)


def test_one_at_a_time_and_again_after_the_end() -> None:
    """A second start while it is open changes nothing; after it was done, the next start opens the next."""
    case = tale(limit("A"))
    case.happens(KIND.RECEIVED)
    first = case.node("A")
    case.passes(days=1)
    case.happens(KIND.RECEIVED)
    assert case.nodes == {"A##1": first}
    case.happens(KIND.RECEPTION_ENDED)
    case.passes(days=1)
    case.happens(KIND.RECEIVED)
    second = case.node("A")
    assert (second.key, second.started_at) == ("A##2", case.now)
    assert case.nodes["A##1"].done_at is not None


def test_one_for_each_subject() -> None:
    """Each sum has its own limit; what ends one does not end the other."""
    case = tale(
        limit("A", starts=[{"event": "money_found"}], done_by=[{"event": "controlled"}], per="subject")
    )
    for item in ("M1", "M2"):
        case.happens(KIND.MONEY_FOUND, item, kind="bank_deposit", amount="1", source="query")
        case.passes(days=1)
    case.happens(KIND.CONTROLLED, "M1", amount="1")
    assert (case.node("A", "M1").open, case.node("A", "M2").open) == (False, True)
    assert case.node("A", "M2").due_at != case.node("A", "M1").due_at


def test_facts_choose_the_event() -> None:
    """A list offers several values, null in it allows a missing fact, one value must be there."""
    chosen = limit("A", starts=[{"event": "received", "where": {"channel": ["post", None]}}])
    posted, plain, other = {"channel": "post"}, dict[str, str](), {"channel": "grid"}
    for facts, opens in ((posted, True), (plain, True), (other, False)):
        case = tale(chosen)
        case.happens(KIND.RECEIVED, at=None, by="RY010", **facts)
        assert case.has("A") is opens, facts
    ended = limit("B", done_by=[{"event": "reception_ended", "where": {"complete": True}}])
    case = tale(ended)
    case.happens(KIND.RECEIVED)
    case.happens(KIND.RECEPTION_ENDED)
    assert case.node("B").open
    case.happens(KIND.RECEPTION_ENDED, complete=True)
    assert not case.node("B").open


@pytest.mark.requirement("RY-A12", "RY-D11")
def test_a_clock_that_waits_for_the_later_event() -> None:
    """Before the later event there is an open node without a clock; done meanwhile, it was never timed."""
    waiting = limit("A", starts=[{"event": "received", "not_before": "group_entered"}])
    case = tale(waiting)
    case.happens(KIND.RECEIVED)
    node = case.node("A")
    assert (node.open, node.started_at, node.due_at, node.waits_for) == (True, None, None, KIND.GROUP_ENTERED)
    assert (node.state_at(case.now + timedelta(days=99)), node.next_moment()) == (NodeState.OPEN, None)
    case.passes(days=5)
    case.happens(KIND.GROUP_ENTERED, "Y1", unit="fast_team", unit_kind="team", owner="RY020")
    begun = case.node("A")
    assert (begun.started_at, begun.waits_for) == (case.now, None)
    assert begun.due_at == due(CALENDAR, case.now, 3, Unit.CALENDAR_DAYS).due_at

    after = tale(waiting)
    after.happens(KIND.GROUP_ENTERED, "Y1", unit="fast_team", unit_kind="team", owner="RY020")
    after.passes(days=2)
    after.happens(KIND.RECEIVED)
    assert after.node("A").started_at == after.now

    early = tale(waiting)
    early.happens(KIND.RECEIVED)
    early.happens(KIND.RECEPTION_ENDED)
    assert (early.node("A").open, early.node("A").due_at) == (False, None)
    assert early.node("A").state_at(early.now) is NodeState.DONE


@pytest.mark.requirement("RY-A12", "SQ-D13", "CV-9")
@pytest.mark.parametrize("awaits", ["not_before", "next_event"])
def test_an_awaited_event_entered_late_starts_no_clock_before_its_node(awaits: str) -> None:
    """What it waits for happened earlier and is told later: the clock runs from the opening, not before."""
    case = tale(limit("A", starts=[{"event": "received", awaits: "group_entered"}]))
    case.passes(days=6)
    case.happens(KIND.RECEIVED)
    opened = case.now
    case.passes(days=1)
    team = {"unit": "fast_team", "unit_kind": "team", "owner": "RY020"}
    case.happens(KIND.GROUP_ENTERED, "Y1", at=FILED_AT, **team)
    node = case.node("A")
    assert (node.started_at, node.waits_for, node.waits_since) == (opened, None, None)
    assert node.due_at == due(CALENDAR, opened, 3, Unit.CALENDAR_DAYS).due_at


@pytest.mark.requirement("SH-D25", "RY-D11")
def test_a_clock_waits_for_the_event_of_its_own_thing() -> None:
    """Two things sold: each waits for what is told of it, whatever was told of the other before or since."""
    waiting = limit(
        "A",
        starts=[{"event": "price_paid_in_full", "not_before": "team_told"}],
        done_by=[{"event": "sale_ruling_served"}],
        per="subject",
    )
    case = tale(waiting)
    for thing in ("W1", "W2"):
        case.happens(KIND.PROPERTY_FOUND, thing, kind="house", source="offline")
    case.happens(KIND.PRICE_PAID_IN_FULL, "W1")
    case.passes(days=1)
    case.happens(KIND.TEAM_TOLD, "W1")
    assert case.node("A", "W1").started_at == case.now
    case.passes(days=1)
    case.happens(KIND.PRICE_PAID_IN_FULL, "W2")
    assert (case.node("A", "W2").started_at, case.node("A", "W2").waits_for) == (None, KIND.TEAM_TOLD)
    case.passes(days=1)
    case.happens(KIND.TEAM_TOLD, "W1")
    assert case.node("A", "W2").started_at is None
    case.passes(days=1)
    case.happens(KIND.TEAM_TOLD, "W2")
    assert case.node("A", "W2").started_at == case.now
    assert case.node("A", "W2").due_at == due(CALENDAR, case.now, 3, Unit.CALENDAR_DAYS).due_at


@pytest.mark.requirement("RY-D8", "RY-A7")
def test_one_limit_takes_the_place_of_another() -> None:
    """The longer one runs from the earlier event, the shorter is waived, and does not come back."""
    longer = limit(
        "B", starts=[{"event": "property_found", "from_event": "received"}], limit=15, replaces=["A"]
    )
    case = tale(limit("A", limit=10), longer)
    case.happens(KIND.RECEIVED)
    received = case.now
    case.passes(days=3)
    case.happens(KIND.PROPERTY_FOUND, "W1", kind="house", source="offline")
    assert (case.node("A").waived_for, case.node("A").state_at(case.now)) == ("B", NodeState.WAIVED)
    assert case.node("B").due_at == due(CALENDAR, received, 15, Unit.CALENDAR_DAYS).due_at
    case.happens(KIND.RECEIVED)
    assert not case.node("A").open and case.node("A").key == "A##1"


def test_what_makes_it_void() -> None:
    """An event that waives it, of the same subject where there is one; the closing waives all others."""
    case = tale(
        limit("A", waived_by=[{"event": "conversion_approved"}]),
        limit(
            "B",
            starts=[{"event": "controlled"}],
            done_by=[{"event": "disposal_entered"}],
            waived_by=[{"event": "control_released"}],
            per="subject",
        ),
        limit("C", done_by=[{"event": "closed"}]),
    )
    case.happens(KIND.RECEIVED)
    for item in ("W1", "W2"):
        case.happens(KIND.PROPERTY_FOUND, item, kind="house", source="offline")
        case.happens(KIND.CONTROLLED, item)
    case.happens(KIND.CONTROL_RELEASED, "W1")
    assert (case.node("B", "W1").waived_for, case.node("B", "W2").open) == ("control_released", True)
    case.happens(KIND.CONVERSION_APPROVED, "A1", track="ordinary", conversion="x")
    assert case.node("A").waived_for == "conversion_approved"
    case.happens(KIND.CLOSING_PROPOSED, method="ended", ground="x")
    case.happens(KIND.CLOSED, method="ended")
    assert case.node("B", "W2").waived_for == "closed"
    assert (case.node("C").done_at, case.node("C").waived_at) == (case.now, None)
    assert not any(node.open for node in case.nodes.values())


@pytest.mark.requirement("GS-31", "CV-12")
def test_a_node_signed_by_hand() -> None:
    """Signed as done under its own id, it is done; under another id or subject it is not."""
    case = tale(limit("A", starts=[{"event": "controlled"}], done_by=[{"event": "closed"}], per="subject"))
    case.happens(KIND.PROPERTY_FOUND, "W1", kind="house", source="offline")
    case.happens(KIND.CONTROLLED, "W1")
    case.happens(KIND.NODE_DONE, "W1", node="B")
    case.happens(KIND.NODE_DONE, "W2", node="A")
    assert case.node("A", "W1").open
    case.happens(KIND.NODE_DONE, "W1", node="A", by="RY021")
    assert (case.node("A", "W1").open, case.node("A", "W1").done_by) == (False, "RY021")


@pytest.mark.requirement("NB-357", "NB-33", "NB-35")
def test_a_day_that_stands_on_a_paper_is_not_computed() -> None:
    """The last day of a freeze is the paper's, on a holiday too; without a paper the term is counted."""
    frozen = limit(
        "A", starts=[{"event": "controlled"}], unit="months", limit=12, ends_on="expires_on", warn_before=5
    )
    case = tale(frozen)
    case.happens(KIND.CONTROLLED, "M1", expires_on="2026-10-01")
    node = case.node("A")
    assert node.due_at == datetime(2026, 10, 1, 23, 59, 59, tzinfo=COURT_ZONE)
    assert (node.ends_on, node.provisional) == (date(2026, 10, 1), False)
    assert node.warn_at is not None and node.warn_at.date() == date(2026, 9, 23)
    without = tale(frozen)
    without.happens(KIND.CONTROLLED, "M1")
    assert without.node("A").due_at == due(CALENDAR, FILED_AT, 12, Unit.MONTHS).due_at


@pytest.mark.requirement("CV-3")
def test_a_word_without_a_number() -> None:
    """Soft: no end, a reminder after the guard, elapsed for ever, never late however late it is done."""
    case = tale(limit("A", unit="soft", limit=None, guard="at_once"))
    case.happens(KIND.RECEIVED)
    node = case.node("A")
    assert (node.soft, node.due_at) == (True, None)
    assert (
        node.next_moment()
        == node.warn_at
        == due(CALENDAR, FILED_AT, None, Unit.SOFT, guard=Guard.AT_ONCE).guard_at
    )
    case.passes(days=400)
    assert case.node("A").state_at(case.now) is NodeState.SOFT
    case.happens(KIND.NODE_WARNED, node.key)
    assert case.node("A").next_moment() is None
    case.happens(KIND.RECEPTION_ENDED)
    assert case.node("A").state_at(case.now) is NodeState.DONE


@pytest.mark.requirement("CV-1", "CV-2", "NB-359")
def test_a_year_without_a_calendar_is_provisional() -> None:
    """A date that runs into a year nobody has published says so, and names the year."""
    case = tale(limit("A", unit="months", limit=24))
    case.happens(KIND.RECEIVED)
    assert (case.node("A").provisional, case.node("A").provisional_years) == (True, (2028,))


def test_a_warning_before_the_beginning_is_none() -> None:
    """Too short a limit for its warning is not warned of."""
    case = tale(limit("A", limit=1, warn_before=5))
    case.happens(KIND.RECEIVED)
    assert case.node("A").warn_at is None
    assert case.node("A").next_moment() == case.node("A").due_at


@pytest.mark.requirement("NB-79", "GS-31", "RY-40", "CV-13")
def test_who_is_responsible_is_told_by_the_event() -> None:
    """Whoever decides the matter, takes the case over, reviews the method; the case's own unit stays open."""
    case = Tale()
    case.in_team()
    assert case.node("BL-5", "Y1").responsible == "fast_team"
    assert case.node("RY-D9").responsible == "owner_unit"
    case.happens(KIND.APPROVAL_REQUESTED, "A1", matter="fine")
    assert case.node("NB-79", "A1").responsible == "court_president"
    case.happens(KIND.CLOSING_PROPOSED, method="termination", ground="x")
    assert case.node("BL-11").responsible == "terminated_case_group"


def test_the_table_is_in_the_order_of_opening() -> None:
    """Rows come as their nodes opened, each with its state at the moment asked about."""
    case = tale(limit("B"), limit("A"), limit("C", starts=[{"event": "filed"}]))
    case.happens(KIND.RECEIVED)
    table = rows(case.nodes.values(), case.now + timedelta(days=30))
    assert [row.id for row in table] == ["C", "A", "B"]
    assert {row.state for row in table} == {NodeState.OVERDUE}


SHORTER = {"starts": [{"event": "approval_requested", "where": {"matter": "group_transfer"}}]}
GENERAL = {"starts": [{"event": "approval_requested"}], "done_by": [{"event": "approval_decided"}]}


@pytest.mark.requirement("NB-79", "JL-D7")
def test_what_is_replaced_at_once_is_not_opened_at_all() -> None:
    """Two rows start from one entry: the court's own alone, elsewhere the general one alone."""
    for order in (1, -1):
        rows_of = (
            limit("NB-79", per="subject", **GENERAL),
            limit("OWN", per="subject", replaces=["NB-79"], **{**GENERAL, **SHORTER}),
        )
        case = tale(*rows_of[::order])
        case.happens(KIND.APPROVAL_REQUESTED, "A1", matter="group_transfer")
        assert set(case.nodes) == {"OWN#A1#1"}
        case.happens(KIND.APPROVAL_REQUESTED, "A2", matter="detention")
        assert set(case.nodes) == {"OWN#A1#1", "NB-79#A2#1"}


def test_what_replaces_but_does_not_apply_replaces_nothing() -> None:
    """Known not to be for this case: the general row opens. Not known: the one that replaces it."""
    own = {"replaces": ["NB-79"], "when": {"case_kind": "resumed"}, "per": "subject", **GENERAL}
    case = tale(limit("NB-79", per="subject", **GENERAL), limit("OWN", **own))
    case.happens(KIND.APPROVAL_REQUESTED, "A1", matter="detention")
    assert set(case.nodes) == {"NB-79#A1#1"}
    own["when"] = {"settlement_likely": True}
    case = tale(limit("NB-79", per="subject", **GENERAL), limit("OWN", **own))
    case.happens(KIND.APPROVAL_REQUESTED, "A1", matter="detention")
    assert set(case.nodes) == {"OWN#A1#1"}


# --- a party's own time ---------------------------------------------------------------------------

THEIRS = {
    "starts": [{"event": "third_party_notice_served"}],
    "done_by": [{"event": "third_party_period_ended"}],
    "lapses": "third_party_period_ended",
    "per": "subject",
    "counts": False,
}


@pytest.mark.requirement("NB-51")
def test_a_partys_own_time_ends_with_its_event_and_nobody_is_late() -> None:
    """What passes is that event, dated at the last second; the node is done with it, and never overdue."""
    case = tale(limit("A", **THEIRS))
    case.happens(KIND.THIRD_PARTY_NOTICE_SERVED, "C1")
    node = case.node("A", "C1")
    assert node.due_at is not None
    assert node.next_passing() == (Passing.LIMIT, node.due_at)
    event = passed(node, Passing.LIMIT)
    assert event is not None
    assert (event.kind, event.subject, event.occurred_at) == (
        KIND.THIRD_PARTY_PERIOD_ENDED,
        "C1",
        node.due_at,
    )
    case.now = node.due_at + timedelta(seconds=1)
    assert node.state_at(case.now) is NodeState.DONE
    case.tell(event)
    ended = case.node("A", "C1")
    assert (ended.done_at, ended.overdue_at, ended.entered_late) == (node.due_at, None, False)
    assert ended.state_at(case.now) is NodeState.DONE and ended.next_passing() is None


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"lapses": "third_party_period_ended"}, "须同时写入 done_by"),
        ({**THEIRS, "unit": "soft", "limit": None}, "软性期限没有届满"),
    ],
)
def test_a_lapse_that_nothing_writes_or_nobody_counts_is_refused(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        limit("A", **fields)
