"""Who may record that somebody is away (登记缺勤): whoever may give their cases to others."""

from datetime import date

from models.acts.envelope import ActKind
from models.errors import Code, Refusal
from models.permissions import Membership, leading_roles
from models.rulebook import Rulebook


def check_recorder(
    book: Rulebook,
    by: str,
    held: tuple[Membership, ...],
    staff: str,
    places: tuple[Membership, ...],
    day: date,
) -> None:
    """Raises Refusal unless `by` leads a unit of the person on that day (RY-57), and is somebody else.

    `held` are the memberships of who records it, `places` those of the person away. Who leads is said
    by the rulebook's permission for giving cases to others.
    """
    if by == staff:
        raise Refusal(Code.SECOND_PERSON_REQUIRED, "本人的缺勤须由负责人登记")
    rule = next((act for act in book.acts if act.act == ActKind.REASSIGN_CASE), None)
    units = {place.unit for place in places if place.on(day)}
    if rule is None or not leading_roles(book, rule, (each for each in held if each.on(day)), units):
        named = "、".join(book.names.get(role, role) for role in rule.roles) if rule else "负责人"
        raise Refusal(Code.ACT_NOT_ALLOWED, f"人员 {by} 当日不是 {staff} 所在单位的负责人，也不任{named}")
