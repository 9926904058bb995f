"""What counts as an overrun, in which month and as whose: each side of the rule, case by case."""

from datetime import datetime
from typing import Any

import pytest

from activities.statistics.making import Statistics
from models.events import EventKind
from models.nodes import Passing
from models.period import Period
from models.values import COURT_ZONE
from tests.activities.clerk import Clerk
from tests.activities.clockwork import Clockwork

DUE = datetime(2026, 5, 9, 23, 59, 59, tzinfo=COURT_ZONE)
"""When documents received on 6 May 2026 are due (RY-D3)."""


def at(month: int, day: int, hour: int = 12) -> datetime:
    """An instant of 2026 on the court's clock."""
    return datetime(2026, month, day, hour, tzinfo=COURT_ZONE)


def received(clerk: Clerk, *lost: tuple[str, Passing]) -> tuple[Clockwork, str]:
    """A case taken in on 6 May at 10:00."""
    key = clerk.file()
    clerk.append(key, EventKind.RECEIVED)
    return Clockwork(clerk, *lost), key


def lines(clerk: Clerk, month: str = "2026-05", court: str = "ruyang") -> dict[str, tuple[Any, ...]]:
    """The overrun lines of a month by limit: unit, owner, state and days."""
    (report,) = Statistics(clerk.database).make(court, Period.month(month), clerk.now, "overdue_nodes")
    details = next(table for table in report.tables if table.title == "超期节点明细")
    return {str(row[1]): (row[5], row[6], row[10], row[11]) for row in details.rows}


@pytest.mark.requirement("RY-49", "SQ-27")
def test_open_then_done_late_stays_counted_in_its_own_month(clerk: Clerk) -> None:
    """Counted once, in May, while it is open and after it was done in June; June has nothing of it."""
    clock, key = received(clerk)
    clock.until(key, at(5, 12))
    assert lines(clerk)["RY-D3"] == ("财产查控组（财产保全组）", "", "未办结", 3)
    clock.until(key, at(6, 3))
    clerk.append(key, EventKind.NODE_DONE, node="RY-D3")
    # As of the end of May it was still open: the numbers of a month that is over do not move.
    assert lines(clerk)["RY-D3"] == ("财产查控组（财产保全组）", "", "未办结", 23)
    assert "RY-D3" not in lines(clerk, "2026-06")
    assert "RY-D3" not in lines(clerk, "2026-04")


def test_done_late_within_the_month(clerk: Clerk) -> None:
    """Made good before the month was over, and counted all the same, with the days it took."""
    clock, key = received(clerk)
    clock.until(key, at(5, 14))
    clerk.append(key, EventKind.NODE_DONE, node="RY-D3")
    clock.until(key, at(6, 3))
    assert lines(clerk)["RY-D3"][2:] == ("已补办", 5)


def test_done_in_time_and_entered_late_is_none(clerk: Clerk) -> None:
    """Noticed, entered late, withdrawn: not an overrun; the second it comes too late it is one."""
    clock, key = received(clerk)
    clock.until(key, at(5, 12))
    assert "RY-D3" in lines(clerk)
    clerk.append(key, EventKind.NODE_DONE, at=DUE, node="RY-D3")
    assert "overdue_withdrawn" in clerk.kinds(key)
    assert "RY-D3" not in lines(clerk)


@pytest.mark.requirement("JL-D1")
def test_reopened_after_a_withdrawal_it_can_be_late_again(clerk: Clerk) -> None:
    """Proposed in time and entered late, sent back, then really late: one overrun, at the second limit."""
    key = clerk.file(1, court="jianli", case_no="（2026）鄂1023执1号")
    clock, budget = Clockwork(clerk), "JL-D1##1"
    first = clock.nodes(key)[budget].due_at
    assert first is not None
    clock.until(key, at(6, 2))
    clerk.append(key, EventKind.CLOSING_PROPOSED, at=first, method="ended")
    assert clock.nodes(key)[budget].overdue_withdrawn
    clock.until(key, at(6, 4))
    clerk.append(key, EventKind.CLOSING_RETURNED)
    second = clock.nodes(key)[budget].due_at
    assert second is not None and first < second < at(6, 20)
    clock.until(key, at(6, 20))
    found = {month: lines(clerk, month, "jianli") for month in ("2026-05", "2026-06")}
    assert "JL-D1" not in found["2026-05"]
    assert found["2026-06"]["JL-D1"][2:] == ("未办结", (at(6, 20).date() - second.date()).days)


def test_an_overrun_nobody_noticed_counts(clerk: Clerk) -> None:
    """The clock was down over the limit and the work came late: late is late."""
    clock, key = received(clerk, ("RY-D3", Passing.LIMIT))
    clock.until(key, at(5, 12))
    clerk.append(key, EventKind.NODE_DONE, node="RY-D3")
    assert clock.nodes(key)["RY-D3##1"].overdue_at is None
    assert lines(clerk)["RY-D3"][2:] == ("已补办", 3)


def test_what_fell_away_or_stands_still_is_none(clerk: Clerk) -> None:
    """Closed before the limit, or the clock stopped before it: neither due nor overdue."""
    clock, key = received(clerk)
    clock.until(key, at(5, 8))
    clerk.append(key, EventKind.SUSPENSION_STARTED, "A1", limits=["RY-D3"])
    clock.until(key, at(5, 20))
    assert "RY-D3" not in lines(clerk)
    clerk.append(key, EventKind.CLOSED, method="ended", recovered="0", claim="1")
    clock.until(key, at(6, 20))
    found = lines(clerk)
    assert "RY-D3" not in found and "RY-D7" in found and "RY-D19" not in found


def test_an_extension_after_the_limit_takes_nothing_back(clerk: Clerk) -> None:
    """Granted in time it moves the limit; granted when it was late it changes no number."""
    clock, key = received(clerk)
    clock.until(key, at(5, 12))
    clerk.append(key, EventKind.EXTENSION_GRANTED, "RY-D3##1", until="2026-05-20")
    assert lines(clerk)["RY-D3"][2:] == ("未办结", 3)
    clerk.append(key, EventKind.NODE_DONE, node="RY-D3")
    assert "overdue_withdrawn" not in clerk.kinds(key)
    assert lines(clerk)["RY-D3"][2:] == ("已补办", 3)


def test_an_extension_before_the_limit_moves_it(clerk: Clerk) -> None:
    """Done within the longer time it is none; the longer time over, it is one, counted from its end."""
    clock, key = received(clerk)
    clock.until(key, at(5, 8))
    clerk.append(key, EventKind.EXTENSION_GRANTED, "RY-D3##1", until="2026-05-20")
    clock.until(key, at(5, 18))
    assert "RY-D3" not in lines(clerk)
    clock.until(key, at(5, 22))
    assert lines(clerk)["RY-D3"][2:] == ("未办结", 2)


@pytest.mark.requirement("CV-3", "SH-A4")
def test_soft_and_uncounted_limits_are_never_counted(clerk: Clerk) -> None:
    """Whatever the node table says of them; the same nodes made countable would be counted."""
    clock, key = received(clerk)
    clock.until(key, at(5, 12))
    with clerk.database.transaction() as session:
        change = "update node set node = jsonb_set(node, '{%s}', '%s') where key = 'RY-D3##1'"
        session.connection().exec_driver_sql(change % ("counts", "false"))
    assert "RY-D3" not in lines(clerk)
    with clerk.database.transaction() as session:
        session.connection().exec_driver_sql(change % ("counts", "true"))
    assert "RY-D3" in lines(clerk)
    with clerk.database.transaction() as session:
        session.connection().exec_driver_sql(change % ("soft", "true"))
    assert "RY-D3" not in lines(clerk)


def test_the_owner_at_the_limit_answers_for_it(clerk: Clerk) -> None:
    """Late under the first owner, then handed on: the first owner's overrun, in the first owner's unit."""
    key = clerk.file()
    clock = Clockwork(clerk)
    for day, unit, owner in ((6, "fast_team", "RY020"), (25, "ordinary_team_1", "RY030")):
        clock.until(key, at(5, day))
        kind, entered = {"unit_kind": "team", "track": "simple"}, EventKind.GROUP_ENTERED
        clerk.append(key, entered, f"Y{day}", at=None, unit=unit, owner=owner, **dict[str, Any](kind))
    clock.until(key, at(6, 20))
    name = {"RY020": "测试速执法官", "RY030": "测试普一法官"}
    assert lines(clerk)["RY-D9"][:2] == ("速执团队", name["RY020"])
    with clerk.database.transaction() as session:
        people = session.connection().exec_driver_sql("select number, name from staff").all()
    assert {number: people_name for number, people_name in people if number in name} == name
