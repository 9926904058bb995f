"""The inbox of one person (个人待办): what they own, what their role or unit must do, whom they act for.

Read from the node projection of the journal alone: there is no list of tasks that could disagree with it.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from activities.books import Books
from activities.casework import Task
from activities.database import Database
from models.absence import Absence, away, stood_in_for
from models.limits import OWNER_UNIT
from models.nodes import Node
from models.permissions import Membership
from models.rulebook import Rulebook
from models.tables import Case, NodeRow
from models.tables import Membership as MembershipRow

LAST = datetime.max.replace(tzinfo=UTC)
"""After every limit."""


class Ground(StrEnum):
    """Why something lies in a person's inbox."""

    OWNER = "owner"  # 承办案件
    ROLE = "role"  # 职务
    UNIT = "unit"  # 本单位事项


GROUND_NAMES: dict[Ground, str] = {Ground.OWNER: "承办", Ground.ROLE: "职务", Ground.UNIT: "本单位"}
"""What each ground is called where a court reads it."""


class PersonalTask(Task):
    """An open node in a person's inbox; `absent` is the number of whom they stand in for, if anybody."""

    ground: Ground
    absent: str = ""


class Inboxes:
    """Inboxes of people; it reads and writes nothing."""

    def __init__(self, database: Database, books: Books) -> None:
        self._database = database
        self._books = books

    def of_person(
        self, staff: str, court: str, day: date, absences: Sequence[Absence] = ()
    ) -> tuple[PersonalTask, ...]:
        """What a person has to do on a court-local day, nearest limit first; each thing once.

        Somebody who is away that day keeps their inbox: the substitute sees the same tasks besides.
        """
        with self._database.transaction() as session:
            found: dict[tuple[str, str], PersonalTask] = {}
            stood_in = () if away(absences, staff, day) else stood_in_for(absences, staff, day)
            for person in (staff, *stood_in):
                absent = person if person != staff else ""
                for key, task in self._tasks(session, person, court, day, absent):
                    found.setdefault(key, task)
        return tuple(sorted(found.values(), key=_urgency))

    def _tasks(
        self, session: Session, person: str, court: str, day: date, absent: str
    ) -> Iterable[tuple[tuple[str, str], PersonalTask]]:
        held = memberships(session, person, court, day)
        places = {member.unit for member in held} | {member.role for member in held}
        owned = Case.state["owner"].astext == person
        rows = session.execute(
            select(NodeRow.node, NodeRow.responsible, Case.key, Case.case_no, Case.rulebook, owned)
            .join(Case, Case.key == NodeRow.case_key)
            .where(
                NodeRow.open,
                NodeRow.court == court,
                Case.closed_at.is_(None),
                or_(NodeRow.responsible.in_(places), owned),
            )
        )
        for data, place, key, case_no, rulebook, owns in rows:
            node, book = Node.model_validate(data), self._books.book(session, rulebook)
            ground = _ground(book, node, held, owns=owns)
            if ground is not None:
                yield (key, node.key), _task(book, node, (key, case_no, place), ground, absent)


def _urgency(task: PersonalTask) -> tuple[datetime, str, str]:
    """Nearest limit first, what has none last."""
    return task.due_at or LAST, task.case_key, task.node


def memberships(session: Session, staff: str, court: str, day: date) -> tuple[Membership, ...]:
    """The roles a person holds on a day."""
    rows = session.execute(
        select(MembershipRow.unit, MembershipRow.role, MembershipRow.since, MembershipRow.until).where(
            MembershipRow.staff == staff,
            MembershipRow.court == court,
            MembershipRow.since <= day,
            or_(MembershipRow.until.is_(None), MembershipRow.until >= day),
        )
    )
    return tuple(
        Membership(unit=unit, role=role, since=since, until=until) for unit, role, since, until in rows
    )


def _ground(book: Rulebook, node: Node, held: Sequence[Membership], *, owns: bool) -> Ground | None:
    """Why a node is this person's; none where it is somebody else's.

    What the holder of a case is responsible for is its owner's. What a unit is responsible for is for
    those of it who may do the act; what the system does itself is nobody's.
    """
    if node.responsible == OWNER_UNIT:
        return Ground.OWNER if owns else None
    if any(member.role == node.responsible for member in held):
        return Ground.ROLE
    roles = {member.role for member in held if member.unit == node.responsible}
    rule = next((act for act in book.acts if act.act == node.act), None)
    if not roles or rule is None:
        return None
    return Ground.UNIT if rule.person or not rule.roles or roles & set(rule.roles) else None


def _task(
    book: Rulebook, node: Node, case: tuple[str, str, str], ground: Ground, absent: str
) -> PersonalTask:
    key, case_no, place = case
    return PersonalTask(
        case_key=key,
        case_no=case_no,
        node=node.limit,
        subject=node.subject,
        name=node.name,
        article=node.article,
        act=node.act,
        act_name=next((act.name for act in book.acts if act.act == node.act), ""),
        responsible=place,
        responsible_name=book.names.get(place, place) or "尚未分案",
        started_at=node.started_at,
        due_at=node.due_at,
        overdue=node.overdue_at is not None,
        ground=ground,
        absent=absent,
    )
