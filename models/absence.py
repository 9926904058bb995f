"""Absence (外出、请假、代理): who is away, who acts for whom, who may be given a case.

Pure: dates and names in, answers out. Days are court-local and included at both ends.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from pydantic import Field, model_validator

from models.errors import Code, Refusal
from models.values import Value


class Absence(Value):
    """A time in which a person is away, and who acts in their place (代理人), if anybody is named."""

    staff: str = Field(min_length=1)
    since: date
    until: date
    substitute: str = ""

    @model_validator(mode="after")
    def _makes_sense(self) -> "Absence":
        if self.until < self.since:
            raise ValueError("缺勤的止日早于起日")
        if self.substitute == self.staff:
            raise ValueError("代理人不能是本人")
        return self

    def on(self, day: date) -> bool:
        """Whether the person is away on that day."""
        return self.since <= day <= self.until


def check_absences(absences: Sequence[Absence], staff: Iterable[str]) -> None:
    """Raises Refusal(BAD_DATA) for somebody the roster does not have, and for absences that overlap."""
    known = set(staff)
    for absence in absences:
        for number in (absence.staff, absence.substitute):
            if number and number not in known:
                raise Refusal(Code.BAD_DATA, f"{absence.staff} 的缺勤：名册没有人员 {number}")
    ordered = sorted(absences, key=lambda each: (each.staff, each.since))
    for one, following in pairwise(ordered):
        if one.staff == following.staff and following.since <= one.until:
            raise Refusal(Code.BAD_DATA, f"{one.staff} 的缺勤 {one.since} 与 {following.since} 重叠")


def away(absences: Iterable[Absence], staff: str, day: date) -> Absence | None:
    """The absence that keeps a person away on that day; none where they are there."""
    return next((each for each in absences if each.staff == staff and each.on(day)), None)


def acting_for(absences: Sequence[Absence], staff: str, day: date) -> str:
    """Who acts for a person on that day: themselves, their substitute, or the substitute's own substitute.

    Empty where nobody does: no substitute is named, or the chain leads back to somebody who is away.
    """
    seen: set[str] = set()
    acting = staff
    while acting and acting not in seen:
        seen.add(acting)
        absence = away(absences, acting, day)
        if absence is None:
            return acting
        acting = absence.substitute
    return ""


def stood_in_for(absences: Sequence[Absence], staff: str, day: date) -> tuple[str, ...]:
    """The absent people a person acts for on that day, by staff number; nobody while they are away."""
    absent = sorted({each.staff for each in absences if each.on(day)})
    return tuple(one for one in absent if one != staff and acting_for(absences, one, day) == staff)


def drawable(absences: Sequence[Absence], holders: Iterable[str], day: date) -> tuple[str, ...]:
    """Of those who hold a role, who may be given a case on that day: who is there.

    Where all are away, those for whom somebody acts: the case is still a member's of the unit (RY-54),
    and the substitute acts for them. Nobody where no substitute is there.
    """
    everybody = tuple(dict.fromkeys(holders))
    there = tuple(staff for staff in everybody if away(absences, staff, day) is None)
    return there or tuple(staff for staff in everybody if acting_for(absences, staff, day))
