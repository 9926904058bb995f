"""Who is away, who acts for whom, and who may be given a case meanwhile."""

from datetime import date

import pytest
from pydantic import ValidationError

from models.absence import Absence, acting_for, away, check_absences, drawable, stood_in_for
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


@pytest.mark.requirement("RY-54")
def test_who_is_away_is_not_drawn() -> None:
    """Only those who are there; where nobody is, those for whom somebody acts; where nobody does, nobody."""
    absences = [may(1, 20, "A", "C"), may(10, 10, "B", "C")]
    assert drawable(absences, ["A", "B", "D"], DAY) == ("D",)
    assert drawable(absences, ["A", "B"], date(2026, 5, 11)) == ("B",)
    assert drawable(absences, ["A", "B"], DAY) == ("A", "B")
    assert drawable([may(1, 20, "A", "C"), may(10, 10, "B")], ["A", "B"], DAY) == ("A",)
    assert drawable([may(1, 20, "A")], ["A"], DAY) == ()


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
