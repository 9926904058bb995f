"""Who acts for whom while somebody is away, and how their cases are shared (JL-12, RY-T11)."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.absence import Absence, acting_for, away, check_absences, drawable, shared_out, stood_in_for
from models.assignment import Candidate, verify
from models.errors import Code, Refusal


def may(first: int, last: int, staff: str, substitute: str = "") -> Absence:
    """Away from one day of May 2026 to another."""
    return Absence(staff=staff, since=date(2026, 5, first), until=date(2026, 5, last), substitute=substitute)


DAY = date(2026, 5, 10)


def test_both_ends_count() -> None:
    """Away on the first and the last day, there the day before and the day after."""
    absences = [may(10, 12, "A", "B")]
    days = [date(2026, 5, number) for number in range(9, 14)]
    assert [away(absences, "A", day) is not None for day in days] == [False, True, True, True, False]
    assert [acting_for(absences, "A", day) for day in days] == ["A", "B", "B", "B", "A"]


def test_a_substitute_who_is_away_is_substituted() -> None:
    """A is away for B, B for C: C acts for both, and B for nobody."""
    absences = [may(1, 20, "A", "B"), may(10, 10, "B", "C")]
    assert acting_for(absences, "A", DAY) == "C"
    assert stood_in_for(absences, "C", DAY) == ("A", "B")
    assert stood_in_for(absences, "B", DAY) == ()
    assert stood_in_for(absences, "B", date(2026, 5, 11)) == ("A",)


def test_nobody_acts_in_a_circle_or_without_a_substitute() -> None:
    """Two who name each other, and one who names nobody."""
    absences = [may(1, 20, "A", "B"), may(1, 20, "B", "A"), may(1, 20, "C")]
    assert [acting_for(absences, staff, DAY) for staff in "ABC"] == ["", "", ""]


def test_who_is_away_is_not_drawn() -> None:
    """Only those who are there; where nobody is, those who act for them; where nobody does, nobody."""
    absences = [may(1, 20, "A", "C"), may(10, 10, "B", "C")]
    assert drawable(absences, ["A", "B", "D"], DAY) == ("D",)
    assert drawable(absences, ["A", "B"], date(2026, 5, 11)) == ("B",)
    assert drawable(absences, ["A", "B"], DAY) == ("C",)
    assert drawable([may(1, 20, "A")], ["A"], DAY) == ()


@pytest.mark.requirement("RY-T11", "JL-12")
def test_cases_are_shared_evenly_and_the_draws_can_be_recomputed() -> None:
    """Seven cases over three colleagues who have 0, 2 and 4: three, three and one more, nobody gets ahead."""
    colleagues = [Candidate(key="A", load=0), Candidate(key="B", load=2), Candidate(key="C", load=4)]
    made = shared_out({f"case-{number}": f"seed-{number}" for number in range(7)}, colleagues)
    got = Counter(draw.chosen for draw in made.values())
    loads = [got["A"], got["B"] + 2, got["C"] + 4]
    assert max(loads) - min(loads) <= 1
    assert all(verify(draw) for draw in made.values())
    assert [sum(c.load for c in made[case].roster) for case in sorted(made)] == list(range(6, 13))


@given(st.lists(st.integers(0, 30), min_size=1, max_size=6), st.integers(0, 40))
def test_sharing_never_makes_loads_less_even(loads: list[int], cases: int) -> None:
    """However uneven they were: nobody gets a case while a colleague has fewer."""
    colleagues = [Candidate(key=f"S{place}", load=load) for place, load in enumerate(loads)]
    made = shared_out({f"{number:03}": f"{number}" for number in range(cases)}, colleagues)
    for draw in made.values():
        chosen = next(c for c in draw.roster if c.key == draw.chosen)
        assert chosen.load == min(c.load for c in draw.roster)
    assert len(made) == cases


def test_without_colleagues_nothing_is_shared() -> None:
    """The refusal is the draw's own."""
    with pytest.raises(Refusal) as refusal:
        shared_out({"case": "seed"}, [])
    assert refusal.value.code == "roster_empty"


def test_what_a_roster_may_not_say() -> None:
    """Unknown people and overlapping times are named; a day between two absences is none."""
    check_absences([may(1, 5, "A", "B"), may(6, 9, "A")], ["A", "B"])
    for absences, words in (
        ([may(1, 5, "A", "X")], "名册没有人员 X"),
        ([may(1, 5, "A"), may(5, 9, "A")], "重叠"),
    ):
        with pytest.raises(Refusal, match=words) as refusal:
            check_absences(absences, ["A", "B"])
        assert refusal.value.code == Code.BAD_DATA
    for first, last, substitute in ((5, 4, ""), (1, 5, "A")):
        with pytest.raises(ValidationError):
            may(first, last, "A", substitute)
