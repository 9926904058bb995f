"""Who may read a file (查阅权限): by the rows of the court's rulebook, on the day of the reading."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from models.case import CaseState
from models.electronic_file import Reader
from models.errors import Code, Refusal
from models.events import canonical_json
from models.limits import OWNER_UNIT, RECEIVER
from models.permissions import Membership
from models.roles import Role
from models.rulebook import Rulebook
from models.values import Instant, Value

OF_A_UNIT = frozenset(
    {Role.JUDGE, Role.JUDGE_ASSISTANT, Role.ENFORCEMENT_OFFICER, Role.CLERK, Role.BAILIFF, Role.TEAM_HEAD}
)
"""Roles every unit has: a node of a judge is a node of the judges of the unit that holds the case."""


class Request(Value):
    """A wish to read a paper as it is kept (查阅申请): who, which content, when, signed or not.

    `signature` covers `bytes_about` the case; `key_id` names the key.
    """

    id: UUID
    paper: str
    sha256: str
    actor: str
    on_behalf_of: str = ""
    at: Instant
    key_id: str = ""
    signature: str = ""

    def bytes_about(self, about: str) -> bytes:
        """The bytes a signature covers: everything but itself, and the key of the case."""
        stated = self.model_dump(mode="json", exclude={"signature"})
        return canonical_json({"about": about, "reading": stated})


class Wish(Value):
    """A wish to read in a case: whose it is, and what ties them to it besides their posts.

    `person` is the reader, or whom they stand in for; `held` the posts they read in, past ones too;
    `handled` the units and roles responsible for nodes of the case; `acted`: they have done an act in it.
    """

    person: str
    held: tuple[Membership, ...] = ()
    handled: frozenset[str] = frozenset()
    acted: bool = False


def reader_row(
    book: Rulebook, state: CaseState, wish: Wish, day: date, rows: Sequence[Reader], what: str = "查阅"
) -> Reader:
    """The first of the rows that lets somebody read the case on that day, or do `what` with its file.

    Raises Refusal(ACT_NOT_ALLOWED) naming who may, where no row does.
    """
    held = tuple(post for post in wish.held if post.on(day))
    for row in rows:
        if held and _fits(book, row, state, wish, held):
            return row
    allowed = "、".join(row.name for row in rows) or "办案规则没有规定"
    sentence = f"人员 {wish.person} 当日无权{what}本案卷宗，可以{what}的：{allowed}"
    raise Refusal(Code.ACT_NOT_ALLOWED, sentence)


def _fits(book: Rulebook, row: Reader, state: CaseState, wish: Wish, held: Sequence[Membership]) -> bool:
    if row.person == "owner":
        return bool(wish.person) and wish.person in (state.owner, state.assigned_owner)
    if row.person == "handler":
        return wish.acted or any(_handles(post, wish, state) for post in held)
    if not row.unit:
        return any(post.role in row.roles for post in held)
    unit = _place(row.unit, state)
    inside = any(post.unit == unit and (not row.roles or post.role in row.roles) for post in held)
    return bool(unit) and (inside or any(_leads(book, post, unit) for post in held))


def _handles(post: Membership, wish: Wish, state: CaseState) -> bool:
    """Whether a post is responsible for a node: by its unit, or by its role."""
    by_role = post.role in wish.handled and (post.role not in OF_A_UNIT or post.unit == state.unit)
    return by_role or post.unit in wish.handled


def _place(unit: str, state: CaseState) -> str:
    """The unit a row means in this case; empty where there is none now."""
    if unit == OWNER_UNIT:
        return state.unit
    if unit == RECEIVER:
        offered = [each.to_unit for each in state.handovers.values() if each.state == "offered"]
        return offered[-1] if offered else ""
    return unit


def _leads(book: Rulebook, post: Membership, unit: str) -> bool:
    """Whether a post leads a unit above this one (上级机构负责人)."""
    units = {each.key: each for each in book.units}
    above, seen = units[unit].parent if unit in units else "", {unit}
    while above in units and above not in seen:
        if post.unit == above and post.role == units[above].leader:
            return True
        seen.add(above)
        above = units[above].parent
    return False
