"""The inbox of one person (个人待办): what they own, what their role or unit must do, whom they act for.

Read from the node projection of the journal alone: there is no list of tasks that could disagree with it.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from activities.absences.staffing import court_of, memberships_of
from activities.books import Books
from activities.court_duties.table import open_duties
from activities.database import Database
from activities.tasks import Task, open_nodes, task_of, task_of_court
from models.absence import Absence, away, stood_in_for
from models.limits import OWNER_UNIT
from models.nodes import Node
from models.permissions import Membership, stood_in
from models.rulebook import Rulebook
from models.shelf.files import load
from models.tables import Case, Court, NodeRow

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

        Somebody who is away that day keeps their inbox: the substitute sees besides what they may do of it.
        Raises Refusal(UNKNOWN_SUBJECT) for a number nobody at the court has.
        """
        with self._database.snapshot() as session:
            court_of(session, staff, court)
            own = tuple(each for each in memberships_of(session, court, staff) if each.on(day))
            found = dict(self._tasks(session, staff, court, own))
            for absent in () if away(absences, staff, day) else stood_in_for(absences, staff, day):
                theirs = stood_in(own, memberships_of(session, court, absent), day)
                tasks = dict(self._tasks(session, absent, court, theirs)) if theirs else {}
                tasks |= self._of_court(session, court, day, theirs)
                for key, task in tasks.items():
                    found.setdefault(key, task.model_copy(update={"absent": absent}))
            found |= self._of_court(session, court, day, own)
        return tuple(sorted(found.values(), key=_urgency))

    def of_court(self, place: str, court: str, day: date) -> tuple[Task, ...]:
        """The open turns of recurring duties, of a unit or role and of a court if named."""
        with self._database.snapshot() as session:
            here = session.execute(select(Court.key).order_by(Court.key)).scalars()
            return tuple(
                task_of_court(node, load(each, day))
                for each in here
                if court in ("", each)
                for node in open_duties(session, each, [place] if place else [])
            )

    def _tasks(
        self, session: Session, person: str, court: str, held: Sequence[Membership]
    ) -> Iterable[tuple[tuple[str, str], PersonalTask]]:
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
        found = [(Node.model_validate(data), *about) for data, *about in rows]
        others = open_nodes(session, ((key, node) for node, _, key, *_ in found))
        for node, place, key, case_no, rulebook, owns in found:
            book = self._books.book(session, rulebook)
            ground = _ground(book, node, held, owns=owns)
            if ground is not None:
                task = task_of(key, case_no, node, place, book, others.get(key, ()))
                yield (key, node.key), PersonalTask(**dict(task), ground=ground)

    def _of_court(
        self, session: Session, court: str, day: date, held: Sequence[Membership]
    ) -> dict[tuple[str, str], PersonalTask]:
        """The open turns of the court's duties that fall to their roles and units."""
        roles, book = {member.role for member in held}, load(court, day)
        places = {member.unit for member in held} | roles
        return {
            ("", node.key): PersonalTask(
                **dict(task_of_court(node, book)),
                ground=Ground.ROLE if node.responsible in roles else Ground.UNIT,
            )
            for node in (open_duties(session, court, places) if places else ())
        }


def _urgency(task: PersonalTask) -> tuple[datetime, str, str]:
    """Nearest limit first, what has none last."""
    return task.due_at or LAST, task.case_key, task.node


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
