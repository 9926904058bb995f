"""Staff who do their courts' recurring duties: each open turn once, by somebody whose it is."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from models.duties.duties import recurs
from models.errors import Code, Refusal
from models.shelf.files import load
from simulation import attending
from simulation.attending import Attendants
from simulation.outside.chance import chance
from simulation.staffing import Post, Staffing, all_staffing

NOW = datetime.now(UTC)
LATER, EARLIER = NOW + timedelta(hours=9), NOW - timedelta(hours=9)

STAFFING = Staffing(
    court="ruyang",
    posts=(
        Post("RY011", "general_group", "clerk"),
        Post("RY001", "affairs_centre", "bureau_director"),
        Post("RY070", "supervision_group", "court_president"),
    ),
)


def row(duty: str, responsible: str = "general_group", **changes: Any) -> Any:
    """A row of the table of duties."""
    facts = {"id": duty, "responsible": responsible, "day": date(2026, 5, 7), "number": 0, "state": "open"}
    times = {"subject": "2026-05-07", "due_at": EARLIER, "done_at": None}
    return SimpleNamespace(**{**facts, **times, **changes})


@dataclass
class Paper:
    """A desk of paper that takes, refuses or merely keeps what it is told."""

    rows: list[Any]
    refuses: bool = False
    told: list[tuple[str, str, str, date, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.duties = self

    def table(self, court: str, unit: str, at: datetime) -> list[Any]:
        """Everything there is, of every unit."""
        assert (court, unit) == ("ruyang", "")
        return self.rows

    async def done(self, court: str, duty: str, staff: str, *, day: date, number: int, role: str) -> None:
        """One turn."""
        self.told.append((duty, staff, role, day, number))
        if self.refuses:
            raise Refusal(Code.WRONG_UNIT, "该项工作由综合组办理")


def look(paper: Paper, attendants: Attendants | None = None) -> int:
    """One look at the table."""
    return asyncio.run((attendants or Attendants(paper, {"ruyang": STAFFING})).look())


def test_what_is_open_is_done_by_somebody_whose_it_is() -> None:
    """By a person of the unit, or by whoever has the role; what is done or waived is left alone."""
    paper = Paper(
        [
            row("RY-D20"),
            row("RY-7.1", number=2),
            row("RY-D23", "bureau_director"),
            row("RY-D21", done_at=NOW),
            row("RY-D22", state="waived"),
        ]
    )
    assert look(paper) == 3
    assert paper.told == [
        ("RY-D20", "RY011", "clerk", date(2026, 5, 7), 0),
        ("RY-7.1", "RY011", "clerk", date(2026, 5, 7), 2),
        ("RY-D23", "RY001", "bureau_director", date(2026, 5, 7), 0),
    ]


@pytest.mark.parametrize("refuses", [False, True])
def test_a_turn_is_reported_once(refuses: bool) -> None:
    """The product delivers later what it could not deliver now; a refusal is not asked for twice."""
    paper = Paper([row("RY-D20")], refuses=refuses)
    attendants = Attendants(paper, {"ruyang": STAFFING})
    assert [look(paper, attendants) for _ in range(3)] == [0 if refuses else 1, 0, 0]
    assert len(paper.told) == 1


def test_where_nobody_can_do_it_it_is_left() -> None:
    """A unit without anybody who signs nodes; the others are done all the same."""
    paper = Paper([row("RY-D21", "supervision_group"), row("RY-D20")])
    assert look(paper) == 1
    assert [told[0] for told in paper.told] == ["RY-D20"]


def test_some_are_remembered_only_when_the_last_day_has_passed() -> None:
    """A share of the turns with a last day, the same ones at every look; without one nothing is put off."""
    turns = [f"2026-05-07/{number}" for number in range(200)]
    late = {turn for turn in turns if chance("ruyang", "RY-D20", turn).random() < attending.LATE}
    assert 5 < len(late) < 40
    paper = Paper([row("RY-D20", subject=turn, number=n, due_at=LATER) for n, turn in enumerate(turns)])
    assert look(paper) == len(turns) - len(late)
    assert {turns[told[4]] for told in paper.told} == set(turns) - late
    for due in (EARLIER, None):
        assert look(Paper([row("RY-D20", subject=min(late), due_at=due)])) == 1


def test_the_simulated_courts_have_people_for_their_duties() -> None:
    """Nobody of the sample courts is missing for what their rulebooks bring up by day, week and month."""
    for court, staffing in all_staffing().items():
        paper = Paper([row(each.id, each.responsible) for each in load(court).duties if recurs(each)])
        paper.table = lambda *_, rows=paper.rows: rows  # type: ignore[method-assign]
        wanted = len(paper.rows)
        assert asyncio.run(Attendants(paper, {court: staffing}).look()) == wanted, court
