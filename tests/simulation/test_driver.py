"""The queue of events: whose turn it is, who may go side by side, and what becomes of a case that fails."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from simulation import driver
from simulation.court import CaseFailedError, Settled
from simulation.docket import DatedRow
from simulation.driver import Driver
from simulation.sight import Sight
from simulation.staff.planner import Move
from simulation.staffing import Staffing
from tests.simulation.sights import MONDAY, case, sight

HOUR = timedelta(hours=1)


def refused() -> None:
    """The product says no."""
    raise CaseFailedError("被拒：无权办理")


@dataclass
class Town:
    """A court of paper: every case has instants at which somebody acts, and is closed after the last."""

    acts: dict[str, list[datetime]]
    clocks: dict[str, datetime] = field(default_factory=dict)
    done: list[tuple[datetime, str]] = field(default_factory=list)
    seq: dict[str, int] = field(default_factory=dict)
    refuses: str = ""
    refusal: Callable[[], object] = refused
    recorded: datetime = MONDAY - 50 * HOUR
    shown: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    moving: set[str] = field(default_factory=set)
    side_by_side: set[frozenset[str]] = field(default_factory=set)

    def look(self, row: DatedRow) -> Sight:
        """The case as it stands."""
        now = self.clocks.setdefault(row.key, MONDAY - 100 * HOUR)
        closed = None if self.acts[row.key] else now.isoformat()
        return replace(
            sight(row, now=now, closed_at=closed, closing={"method": "ended"} if closed else None),
            state={**sight(row).state, "seq": self.seq.get(row.key, 1), "closed_at": closed},
        )

    async def closed(self, row: DatedRow) -> Sight | None:
        """Nothing is closed yet unless it has no act left."""
        return None if self.acts[row.key] else self.look(row)

    async def settled(self, row: DatedRow) -> Settled:
        """Always at rest."""
        return Settled(self.look(row), None, self.recorded)

    async def reach(self, row: DatedRow, moment: datetime) -> None:
        """Move the case's clock, which takes a while."""
        self.moving.add(row.key)
        for _ in range(5):
            self.side_by_side.add(frozenset(self.moving))
            await asyncio.sleep(0)
        self.clocks[row.key] = max(self.clocks[row.key], moment)

    async def act(self, row: DatedRow, move: Move) -> None:
        """Take the act off the list; never before its time."""
        assert self.clocks[row.key] >= self.acts[row.key][0]
        if row.key == self.refuses:
            self.refusal()
        self.done.append((self.acts[row.key].pop(0), row.key))
        self.seq[row.key] = self.seq.get(row.key, 1) + 1

    def show(self, row: DatedRow, seen: Sight) -> None:
        """A step is over."""
        self.moving.discard(row.key)
        self.shown.append(row.key)

    def fail(self, row: DatedRow, reason: str) -> None:
        """A case is given up."""
        self.failed[row.key] = reason

    def next_move(self, seen: Sight, row: DatedRow, staffing: Any) -> Move | None:
        """The next instant on the list."""
        if not self.acts[row.key]:
            return None
        return Move(uuid4(), "sign_node", {}, "RY001", "clerk", self.acts[row.key][0])


def rows(count: int) -> list[DatedRow]:
    """Cases with numbers of their own."""
    row = case()
    return [
        row.model_copy(update={"filing": {**row.filing, "case_no": f"（2026）豫0326执{number}号"}})
        for number in range(1, count + 1)
    ]


async def play(town: Town, cases: list[DatedRow], monkeypatch: pytest.MonkeyPatch) -> Driver:
    """Let the driver run over a town."""
    monkeypatch.setattr(driver, "next_move", town.next_move)
    made = Driver(town, cases, {"ruyang": None}, town)  # type: ignore[arg-type, dict-item]
    await made.run()
    return made


async def test_the_earliest_event_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Acts of different hours happen in the order of their times, whichever case they belong to."""
    first, second = rows(2)
    town = Town({first.key: [MONDAY, MONDAY + 4 * HOUR], second.key: [MONDAY + 2 * HOUR, MONDAY + 6 * HOUR]})
    await play(town, [second, first], monkeypatch)
    assert town.done == sorted(town.done)
    assert len(town.done) == 4


async def test_cases_of_one_hour_go_side_by_side_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two whose events fall into the same hour are advanced together; a third of the next hour waits."""
    first, second, third = rows(3)
    town = Town(
        {first.key: [MONDAY], second.key: [MONDAY + HOUR / 4], third.key: [MONDAY + HOUR]},
        clocks=dict.fromkeys((first.key, second.key, third.key), MONDAY - HOUR),
    )
    dated = [row.model_copy(update={"filed_at": town.acts[row.key][0]}) for row in (first, second, third)]
    await play(town, dated, monkeypatch)
    assert frozenset({first.key, second.key}) in town.side_by_side
    assert not any(third.key in together and len(together) > 1 for together in town.side_by_side)


async def test_a_case_is_never_acted_in_before_its_journal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A case whose clock stands before its latest record is moved there first (lost Temporal data)."""
    (only,) = rows(1)
    town = Town({only.key: [MONDAY + 6 * HOUR]}, recorded=MONDAY + 5 * HOUR)
    seen: list[datetime] = []
    plain = town.next_move

    def watched(shown: Sight, row: DatedRow, staffing: Any) -> Move | None:
        seen.append(shown.now)
        return plain(shown, row, staffing)

    monkeypatch.setattr(town, "next_move", watched)
    await play(town, [only], monkeypatch)
    assert min(seen) >= town.recorded


async def test_a_refusal_stops_its_case_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The refused case is given up with the product's words, the other one ends."""
    first, second = rows(2)
    town = Town({first.key: [MONDAY], second.key: [MONDAY + HOUR]}, refuses=first.key)
    made = await play(town, [first, second], monkeypatch)
    assert made.failures == town.failed == {first.key: "被拒：无权办理"}
    assert town.acts[second.key] == []


async def test_a_unit_with_nobody_in_it_stops_its_case_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A roster that lacks somebody ends that case's line; any other error is a fault and ends the run."""
    first, second = rows(2)
    acts = {first.key: [MONDAY], second.key: [MONDAY + HOUR]}
    empty = Staffing("ruyang", ())
    town = Town(
        dict(acts), refuses=first.key, refusal=lambda: empty.choose("fast_team", ("judge",), "", frozenset())
    )
    made = await play(town, [first, second], monkeypatch)
    assert made.failures == {first.key: "ruyang 的人员名册：fast_team 没有人任 judge"}
    assert town.acts[second.key] == []
    broken = Town({first.key: [MONDAY]}, refuses=first.key, refusal=lambda: dict[str, str]()["missing"])
    with pytest.raises(KeyError):
        await play(broken, [first], monkeypatch)


async def test_a_case_nobody_can_move_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing to do, nothing to come, not closed: that is a failure, not an endless wait."""
    (only,) = rows(1)
    town = Town({only.key: [MONDAY]})
    monkeypatch.setattr(town, "next_move", lambda *_: None)
    made = await play(town, [only], monkeypatch)
    assert "没有人有事可办" in made.failures[only.key]


async def test_what_is_closed_is_only_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """A later run over a finished docket does nothing but report."""
    (only,) = rows(1)
    town = Town({only.key: []})
    made = await play(town, [only], monkeypatch)
    assert (town.done, town.shown, made.failures) == ([], [only.key], {})
