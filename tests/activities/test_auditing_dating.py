"""The auditor's own dates where a clock waits, stands still or is extended: the two counts agree."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest

from activities.auditing.dating import Dating
from activities.auditing.findings import FindingKind
from activities.auditing.recount import recount
from models.calendar import CourtCalendar, Unit, due
from models.clock.engine import NodeEngine
from models.clock.timing import NodeTiming
from models.events import Entry, EventKind
from models.nodes import Node
from tests.models.telling import FILED_AT, Tale
from tests.models.test_nodes import limit, tale

KIND = EventKind


def misdated(case: Tale, entries: list[Entry]) -> list[str]:
    """The nodes on whose dates the auditor differs from the engine."""
    calendar = CourtCalendar.packaged()
    engine, dating = NodeEngine(case.book, calendar), Dating(case.book, calendar)
    found = recount(case.state.key, entries, lambda _: (engine, dating), timedelta(days=1000)).findings
    return [finding.subject for finding in found if finding.kind is FindingKind.MISDATED]


def extended_then_suspended() -> tuple[Tale, list[Entry]]:
    """An extension, and twelve days that stand still after it."""
    case = tale(limit("A", limit=10))
    entries = [case.happens(KIND.RECEIVED)]
    until = "2026-06-12"
    entries.append(case.happens(KIND.EXTENSION_GRANTED, "A##1", limit="A", until=until, ground="x"))
    case.passes(days=2)
    entries.append(case.happens(KIND.SUSPENSION_STARTED, "A1", limits=["A"], ground="x"))
    case.passes(days=12)
    entries.append(case.happens(KIND.SUSPENSION_ENDED, "A1", ground="x"))
    return case, entries


def each_waiting_for_its_own() -> tuple[Tale, list[Entry]]:
    """Two things sold, each told of on another day, one of them late."""
    waiting = limit(
        "A",
        starts=[{"event": "price_paid_in_full", "not_before": "team_told"}],
        done_by=[{"event": "sale_ruling_served"}],
        per="subject",
    )
    case, entries = tale(waiting), list[Entry]()
    for thing in ("W1", "W2"):
        entries.append(case.happens(KIND.PROPERTY_FOUND, thing, kind="house", source="offline"))
        entries.append(case.happens(KIND.PRICE_PAID_IN_FULL, thing))
        case.passes(days=2)
        entries.append(case.happens(KIND.TEAM_TOLD, "W1", at=case.now - timedelta(days=5)))
    entries.append(case.happens(KIND.TEAM_TOLD, "W2"))
    return case, entries


def stopped_twice_on_end() -> tuple[Tale, list[Entry]]:
    """The round that ends one standstill begins the next: the buyer has yet to pay (JL-A3, NB-197)."""
    pauses = [
        {"note": "竞价", "from": [{"event": "auction_published"}], "until": [{"event": "auction_ended"}]},
        {"note": "付款", "from": [{"event": "auction_ended"}], "until": [{"event": "price_paid_in_full"}]},
    ]
    case, entries = tale(limit("A", limit=10, pauses=pauses)), list[Entry]()
    entries.append(case.happens(KIND.PROPERTY_FOUND, "W1", kind="house", source="offline"))
    entries.append(case.happens(KIND.RECEIVED))
    for kind in (KIND.AUCTION_PUBLISHED, KIND.AUCTION_ENDED, KIND.PRICE_PAID_IN_FULL):
        case.passes(days=4)
        entries.append(case.happens(kind, "W1", round="first", result="sold"))
    return case, entries


def extended_less_than_it_stood() -> tuple[Tale, list[Entry]]:
    """Granted while the clock stands, a day that the standstill has overtaken; then a longer one."""
    case = tale(limit("A", limit=10))
    entries = [case.happens(KIND.RECEIVED)]
    entries.append(case.happens(KIND.SUSPENSION_STARTED, "A1", limits=["A"], ground="x"))
    case.passes(days=40)
    for until in ("2026-05-29", "2026-07-31", "2026-07-01"):
        entries.append(case.happens(KIND.EXTENSION_GRANTED, "A##1", limit="A", until=until, ground="x"))
    case.passes(days=5)
    entries.append(case.happens(KIND.SUSPENSION_ENDED, "A1", ground="x"))
    entries.append(case.happens(KIND.EXTENSION_GRANTED, "A##1", limit="A", until="2026-08-03", ground="x"))
    return case, entries


STORIES = [
    extended_then_suspended,
    each_waiting_for_its_own,
    stopped_twice_on_end,
    extended_less_than_it_stood,
]


def at_random(seed: int) -> tuple[Tale, list[Entry]]:
    """Suspensions and extensions as they come: overlapping, dated back, ended in any order, too short."""
    random = Random(seed)
    unit, length = random.choice([("calendar_days", 20), ("working_days", 15), ("months", 2), ("hours", 300)])
    case = tale(limit("A", unit=unit, limit=length, reopened_by=[{"event": "closing_returned"}]))
    entries, running, number = [case.happens(KIND.RECEIVED)], dict[str, int](), 0
    for _ in range(random.randrange(4, 14)):
        case.passes(days=random.randrange(5), hours=random.randrange(24))
        back = case.now - timedelta(days=random.randrange(4), hours=random.randrange(24))
        what = random.choice(["start", "end", "end", "extend", "done"])
        if what == "start":
            number += 1
            running[f"A{number}"] = number
            begun = case.happens(KIND.SUSPENSION_STARTED, f"A{number}", at=back, limits=["A"], ground="x")
            entries.append(begun)
        elif what == "end" and running:
            ending = random.choice(sorted(running))
            del running[ending]
            entries.append(case.happens(KIND.SUSPENSION_ENDED, ending, at=back, ground="x"))
        elif what == "extend":
            until = (case.now + timedelta(days=random.randrange(90))).date().isoformat()
            granted = case.happens(KIND.EXTENSION_GRANTED, "A##1", limit="A", until=until, ground="x")
            entries.append(granted)
        elif what == "done":
            entries.append(case.happens(KIND.RECEPTION_ENDED))
            case.passes(days=random.randrange(3))
            entries.append(case.happens(KIND.CLOSING_RETURNED, "J1"))
    return case, entries


@pytest.mark.requirement("CV-10", "NB-106", "NB-108", "JL-A8")
def test_the_second_opinion_agrees_on_whatever_happens() -> None:
    """A hundred courses of a limit, each date counted twice; none ends a day earlier than without them."""
    for seed in range(100):
        case, entries = at_random(seed)
        assert misdated(case, entries) == [], seed
        node = case.node("A")
        free = due(CourtCalendar.packaged(), FILED_AT, *_row(node)).due_at
        assert node.due_at is not None and free is not None and node.due_at >= free, seed


def _row(node: Node) -> tuple[int | None, Unit]:
    assert node.counting is not None
    return node.counting.length, node.counting.unit


@pytest.mark.requirement("CV-10", "NB-106", "SH-D25", "RY-A12", "JL-A3")
@pytest.mark.parametrize("story", STORIES)
def test_the_second_opinion_agrees(
    story: Callable[[], tuple[Tale, list[Entry]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted twice, by two ways, to one date; a clock that runs by another date is named."""
    case, entries = story()
    assert misdated(case, entries) == []
    timed = NodeTiming.timed

    def a_day_longer(self: NodeTiming, *given: object) -> object:
        node = timed(self, *given)  # type: ignore[arg-type]
        return node.model_copy(update={"due_at": node.due_at and node.due_at + timedelta(days=1)})

    monkeypatch.setattr(NodeTiming, "timed", a_day_longer)
    assert misdated(case, entries)
