"""Who held a case when, to the instant; what a figure counts of it, on a record made by hand."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from activities.statistics.figures import COURT, Scope, Tally
from activities.statistics.holding import NOBODY, Holder, Holding, Taken
from activities.statistics.obligations import NodeLine, Obligation, limit_of
from activities.statistics.record import CaseLife, Extent, Happened, Record
from models.events import EventKind
from models.period import Period
from models.reporting import Figure, Report
from models.values import COURT_ZONE

ANNA, BERT, CARL = Holder("one", "A"), Holder("one", "B"), Holder("two", "C")
MAY, JUNE = Period.month("2026-05"), Period.month("2026-06")


def at(month: int, day: int, hour: int = 0) -> datetime:
    """An instant of 2026 on the court's clock."""
    return datetime(2026, month, day, hour, tzinfo=COURT_ZONE)


FILED, CLOSED = at(5, 1), at(6, 1)
"""Filed and closed at the very first instants of two months."""

HOLDING = Holding(
    [
        Taken(at(5, 20), 9, CARL),
        Taken(at(5, 4), 3, ANNA),
        Taken(at(5, 10), 5, BERT),
        Taken(at(5, 10), 6, BERT),
    ]
)


def test_an_entry_belongs_to_who_held_the_case_before_it() -> None:
    """A handover is the giver's; what happens in its instant afterwards is the taker's."""
    assert HOLDING.just_before(at(5, 4), 3) == NOBODY
    assert HOLDING.just_before(at(5, 4), 4) == ANNA
    assert HOLDING.just_before(at(5, 20), 9) == BERT
    assert HOLDING.just_before(at(5, 20), 8) == BERT
    assert HOLDING.just_before(at(5, 20), 10) == CARL
    assert [HOLDING.at(at(5, day)) for day in (3, 4, 9, 10, 20)] == [NOBODY, ANNA, ANNA, BERT, CARL]


def test_stays_follow_each_other_without_a_gap() -> None:
    """From the filing to the closing; taken over twice by the same people is one stay."""
    stays = HOLDING.stays(FILED, CLOSED)
    assert [stay.holder for stay in stays] == [NOBODY, ANNA, BERT, CARL]
    assert [(stay.since, stay.until) for stay in stays] == [
        (FILED, at(5, 4)),
        (at(5, 4), at(5, 10)),
        (at(5, 10), at(5, 20)),
        (at(5, 20), CLOSED),
    ]
    assert (stays[0].before, stays[-1].after, [stay.closed for stay in stays]) == (
        None,
        None,
        [False] * 3 + [True],
    )
    assert not stays[0].stands(FILED) and stays[-1].stands(CLOSED)
    assert not stays[1].stands(at(5, 4)) and stays[0].stands(at(5, 4)) and stays[1].stands(at(5, 10))


def record(*happened: Happened, obligations: tuple[Obligation, ...] = ()) -> Record:
    """One case's record, as of the end of July."""
    life = CaseLife("k", "（2026）某1号", FILED, CLOSED, HOLDING, HOLDING.stays(FILED, CLOSED))
    by_kind: dict[EventKind, tuple[Happened, ...]] = {}
    for row in sorted(happened):
        by_kind[row.kind] = (*by_kind.get(row.kind, ()), row)
    return Record(at(8, 1), {"k": life}, by_kind, obligations, {}, (), Extent(1, 9, None))


def report(**figure: Any) -> Report:
    """A report with one figure."""
    given = {"key": "f", "name": "项", **figure}
    row = {"key": "r", "kind": "indicators", "name": "表", "article": "1", "source": "X-1（第1条）"}
    return Report.model_validate({**row, "figures": [given]})


def value(found: Record, scope: Scope, period: Period, **figure: Any) -> Any:
    """A figure's value."""
    one = report(**figure)
    return Tally(one, found).value(one.figures[0], scope, period)


@pytest.mark.parametrize(
    ("counted", "scope", "may", "june"),
    [
        ("received", COURT, 1, 0),
        ("received", Scope("one"), 1, 0),
        ("received", Scope("one", "B"), 1, 0),
        ("received", Scope("two"), 1, 0),
        ("filed", Scope("two", "C"), 1, 0),
        ("sent", COURT, 0, 0),
        ("sent", Scope("one"), 1, 0),
        ("sent", Scope("one", "A"), 1, 0),
        ("sent", Scope("two"), 0, 0),
        ("handled", COURT, 1, 1),
        ("handled", Scope("one"), 1, 0),
        ("handled", Scope("two"), 1, 1),
        ("standing", COURT, 1, 0),
        ("standing", Scope("one"), 0, 0),
        ("standing", Scope("two"), 1, 0),
    ],
)
def test_cases(counted: str, scope: Scope, may: int, june: int) -> None:
    """Filed on the first instant of May, closed on the first of June: that closing is June's."""
    assert [value(record(), scope, period, cases=counted) for period in (MAY, JUNE)] == [may, june]


def happened(kind: EventKind, when: datetime, seq: int, holder: Holder, **facts: Any) -> Happened:
    """An entry of the case."""
    return Happened(when, "k", seq, kind, "", facts, holder)


def test_days_are_counted_from_the_last_such_event_before() -> None:
    """Three runs of the same query: each ends with the launch before it, no other."""
    launched, returned = EventKind.QUERY_LAUNCHED, EventKind.QUERY_RETURNED
    found = record(
        happened(launched, at(5, 1, 9), 2, ANNA),
        happened(returned, at(5, 3, 8), 3, ANNA),
        happened(launched, at(5, 10, 23), 4, ANNA),
        happened(returned, at(5, 11, 1), 5, CARL),
        happened(launched, at(5, 29), 6, CARL),
    )
    days = {"days": {"event": "query_returned", "since": "query_launched"}}
    assert value(found, COURT, MAY, **days) == Decimal("1.5")
    assert value(found, Scope("two"), MAY, **days) == Decimal("1.0")
    assert value(found, COURT, JUNE, **days) is None


def test_sums_and_matches() -> None:
    """Only entries of the kind, with the facts that are wanted; a missing amount is nothing."""
    closed = EventKind.CLOSED
    found = record(
        happened(closed, at(5, 3), 2, ANNA, method="ended", recovered="10.50"),
        happened(closed, at(5, 4), 3, ANNA, method="termination", recovered=None),
        happened(closed, at(6, 1), 4, ANNA, method="ended", recovered="1"),
    )
    assert value(found, COURT, MAY, sum={"event": "closed", "fact": "recovered"}) == Decimal("10.50")
    assert value(found, COURT, MAY, count={"event": "closed", "where": {"method": "ended"}}) == 1
    assert value(found, Scope("two"), MAY, count={"event": "closed"}) == 0


def line(**changes: Any) -> NodeLine:
    """A node that fell due on 9 May at noon, open."""
    given: dict[str, Any] = {
        "case_key": "k", "key": "L##1", "limit": "L", "subject": "", "name": "事", "article": "1",
        "responsible": "one", "started_at": at(5, 8, 12), "due_at": at(5, 9, 12), "overdue_at": None,
        "done_at": None, "waived_at": None, "withdrawn": False, "paused": False,
    }  # fmt: skip
    return NodeLine(**(given | changes))


@pytest.mark.parametrize(
    ("changes", "limit_at"),
    [
        ({}, at(5, 9, 12)),
        ({"paused": True}, None),
        ({"paused": True, "overdue_at": at(5, 9, 12)}, at(5, 9, 12)),
        ({"waived_at": at(5, 9, 12)}, None),
        ({"waived_at": at(5, 9, 13)}, at(5, 9, 12)),
        ({"waived_at": at(5, 8), "overdue_at": at(5, 7)}, at(5, 7)),
        ({"overdue_at": at(5, 9, 12), "due_at": at(5, 20)}, at(5, 9, 12)),
        ({"overdue_at": at(5, 9, 12), "due_at": at(5, 20), "withdrawn": True}, at(5, 20)),
        ({"due_at": None}, None),
    ],
)
def test_the_limit_that_counts(changes: dict[str, Any], limit_at: datetime | None) -> None:
    """Noticed and not withdrawn, it is the one that passed; else the one that stands, if any does."""
    assert limit_of(line(**changes)) == limit_at


@pytest.mark.parametrize(
    ("ended", "overdue", "standing", "days"),
    [
        (None, True, True, 3),
        (at(5, 9, 12), False, False, 1),
        (at(5, 9, 13), True, False, 1),
        (at(5, 10, 1), True, False, 1),
        (at(5, 11, 1), True, False, 2),
        (at(5, 30), True, True, 3),
    ],
)
def test_late_by_how_much(ended: datetime | None, overdue: bool, standing: bool, days: int) -> None:
    """As of noon on 12 May: an hour late is a day, what is done later is open still."""
    one = Obligation(line(), ANNA, at(5, 9, 12), ended)
    now = at(5, 12, 12)
    assert (one.overdue(now), one.standing(now), one.days_late(now)) == (overdue, standing, days)
    assert not one.overdue(at(5, 9, 12))


@pytest.mark.parametrize(("nodes", "may"), [("due", 2), ("overdue", 1), ("standing", 1)])
def test_nodes_by_scope_and_limit(nodes: str, may: int) -> None:
    """One late, one in time, one of June: by period, by who answers, by limit."""
    obligations = (
        Obligation(line(), ANNA, at(5, 9, 12), None),
        Obligation(line(limit="M"), CARL, at(5, 31, 23), at(5, 31, 22)),
        Obligation(line(), CARL, at(6, 1), None),
    )
    found = record(obligations=obligations)
    assert value(found, COURT, MAY, nodes=nodes) == may
    assert value(found, Scope("one", "A"), MAY, nodes=nodes) == 1
    assert value(found, COURT, MAY, nodes=nodes, limits=["M"]) == (nodes == "due")
    assert value(found, Scope("two"), JUNE, nodes="overdue") == 1


def test_a_rate_of_nothing_is_none() -> None:
    """Neither zero nor a hundred per cent; half up at one digit."""
    figures = [
        {"key": "a", "name": "甲", "count": {"event": "closed"}},
        {"key": "b", "name": "乙", "count": {"event": "filed"}},
        {"key": "r", "name": "率", "rate": {"of": "a", "over": "b"}},
    ]
    row = {"key": "r", "kind": "indicators", "name": "表", "article": "1", "source": "X-1（第1条）"}
    one = Report.model_validate({**row, "figures": figures})
    rate: Figure = one.figures[2]
    rows = [happened(EventKind.FILED, at(5, 2), seq, NOBODY) for seq in range(16)]
    found = record(happened(EventKind.CLOSED, at(5, 3), 99, ANNA), *rows)
    assert Tally(one, found).value(rate, COURT, MAY) == Decimal("6.3")
    assert Tally(one, found).value(rate, COURT, JUNE) is None


def test_the_period_of_the_hand_made_record() -> None:
    """May is over when it is counted, and July too, to the last day."""
    assert record().end_of(MAY) == at(6, 1) and record().end_of(Period.month("2026-07")) == at(8, 1)
    assert MAY.last == date(2026, 5, 31)
