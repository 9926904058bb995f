"""The board (案件看板): per court, unit and person what is open, due soon and overdue, down to the nodes.

One aggregation over the open rows of the node table; nothing is kept that could disagree with it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CTE, Boolean, ColumnElement, DateTime, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from activities.board_findings import CourtFindings, findings_at
from activities.database import Database
from models.errors import Code, Refusal
from models.limits import OWNER_UNIT
from models.nodes import Node, NodeState
from models.shelf.files import known_courts, load
from models.tables import Case, Court, NodeRow, Staff
from models.values import Instant, Value, court_local

NOT_HANDED_OVER = "尚未移交承办单位"
SHARED = "本单位共办"
"""The line of a unit's obligations that are no single owner's."""


class BoardLine(Value):
    """A line of the board: open cases, open nodes, those due soon, those overdue, the nearest limit to come.

    Overdue are obligations whose overrun counts; one that is past its limit and does not count, or that
    was warned of, is due soon.
    """

    court: str
    unit: str = ""
    person: str = ""
    name: str
    cases: int
    nodes: int
    soon: int
    overdue: int
    next_due: Instant | None


class BoardNode(Value):
    """An open obligation, where the board goes down to the nodes."""

    case_key: str
    case_no: str
    unit: str
    unit_name: str
    node: str
    subject: str
    name: str
    article: str
    due_at: Instant | None
    state: NodeState


class BoardView(Value):
    """What the board shows at one level: lines that can be opened, or the nodes of one person.

    `findings` are the auditor's, of the courts shown; none where there are none.
    """

    title: str
    at: Instant
    court: str = ""
    unit: str = ""
    person: str = ""
    lines: tuple[BoardLine, ...] = ()
    nodes: tuple[BoardNode, ...] = ()
    findings: tuple[CourtFindings, ...] = ()


class Board:
    """Reads the board from the register."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def view(self, at: datetime, court: str = "", unit: str = "", person: str = "") -> BoardView:
        """The courts; a court's units; a unit's people; or a person's open nodes, at an instant.

        Raises Refusal: UNKNOWN_SUBJECT for a court, unit or person nobody knows; BAD_DATA where a unit is
        asked for without its court.
        """
        if unit and not court:
            raise Refusal(Code.BAD_DATA, "看某一单位，须同时写明 --court")
        if court and court not in known_courts():
            raise Refusal(Code.UNKNOWN_SUBJECT, f"没有法院 {court}，可用：{'、'.join(known_courts())}")
        now = court_local(at)
        with self._database.snapshot() as session:
            view = _view(session, now, court, unit, person)
            courts = [view.court] if view.court else [line.court for line in view.lines]
            return view.model_copy(update={"findings": findings_at(session, courts)})


def _view(session: Session, at: Instant, court: str, unit: str, person: str) -> BoardView:
    if person:
        return _of_person(session, at, person)
    if not court:
        return _of_courts(session, at)
    return _of_unit(session, at, court, unit) if unit else _of_court(session, at, court)


def _held(*conditions: ColumnElement[bool]) -> CTE:
    """The open cases with who holds them; read once, for their states are long."""
    return (
        select(
            Case.key,
            Case.court,
            Case.case_no,
            Case.state["unit"].astext.label("unit"),
            Case.state["owner"].astext.label("owner"),
        )
        .where(Case.closed_at.is_(None), *conditions)
        .cte("held")
        .prefix_with("MATERIALIZED")
    )


def _told(name: str, missing: bool) -> ColumnElement[bool]:
    return func.coalesce(cast(NodeRow.node[name].astext, Boolean), literal(missing))


def _counts() -> ColumnElement[bool]:
    """Whether an overrun of the node would count at all."""
    return and_(_told("counts", missing=True), ~_told("soft", missing=False))


def _late(at: Instant) -> ColumnElement[bool]:
    """Whether the limit has passed: noted, or, while the clock runs, by the hour itself."""
    running = NodeRow.node["paused_at"].astext.is_(None)
    return or_(NodeRow.overdue_at.is_not(None), and_(NodeRow.due_at < at, running))


def _soon(at: Instant) -> ColumnElement[bool]:
    """Whether the node has been warned of; a soft limit has only a reminder, which is no warning."""
    warned = cast(NodeRow.node["warn_at"].astext, DateTime(timezone=True)) <= at
    running = NodeRow.node["paused_at"].astext.is_(None)
    return and_(NodeRow.due_at.is_not(None), running, warned)


def _numbers(at: Instant) -> tuple[ColumnElement[int], ...]:
    """Open nodes, those due soon, those overdue."""
    overdue = and_(_counts(), _late(at))
    soon = and_(~overdue, or_(_soon(at), _late(at)))
    return func.count(), func.count().filter(soon), func.count().filter(overdue)


def _next_due(at: Instant) -> ColumnElement[datetime | None]:
    running = NodeRow.node["paused_at"].astext.is_(None)
    return func.min(NodeRow.due_at).filter(NodeRow.due_at >= at, NodeRow.overdue_at.is_(None), running)


class Numbers(NamedTuple):
    """What is open in one place."""

    nodes: int = 0
    soon: int = 0
    overdue: int = 0
    next_due: datetime | None = None


EMPTY = Numbers()


def _aggregated(
    session: Session, at: Instant, held: CTE, by: ColumnElement[str], *conditions: ColumnElement[bool]
) -> dict[str, Numbers]:
    rows = session.execute(
        select(by, *_numbers(at), _next_due(at))
        .select_from(NodeRow)
        .join(held, held.c.key == NodeRow.case_key)
        .where(NodeRow.open, *conditions)
        .group_by(by)
    )
    return {place: Numbers(*numbers) for place, *numbers in rows}


def _cases(session: Session, by: ColumnElement[str]) -> dict[str, int]:
    return {key: count for key, count in session.execute(select(by, func.count()).group_by(by))}


def _of_courts(session: Session, at: Instant) -> BoardView:
    """The courts this installation serves, also where nothing is open."""
    held = _held()
    numbers = _aggregated(session, at, held, held.c.court)
    cases = _cases(session, held.c.court)
    here = set(session.execute(select(Court.key)).scalars())
    lines = [
        _line(load(court).name, cases.get(court, 0), numbers.get(court, EMPTY), court=court)
        for court in known_courts()
        if court in here
    ]
    return BoardView(title="各法院在办案件", at=at, lines=tuple(lines))


def _of_court(session: Session, at: Instant, court: str) -> BoardView:
    """Units in the order of the rulebook, then roles; a unit with nothing open has a line too."""
    held, book = _held(Case.court == court), load(court)
    numbers = _aggregated(session, at, held, NodeRow.__table__.c.responsible, NodeRow.court == court)
    cases = _cases(session, held.c.unit)
    places = dict.fromkeys([*(unit.key for unit in book.units), *sorted({*numbers, *cases})])
    lines = [
        _line(
            book.names.get(place, place) or NOT_HANDED_OVER,
            cases.get(place, 0),
            numbers.get(place, EMPTY),
            court=court,
            unit=place,
        )
        for place in places
    ]
    return BoardView(title=f"{book.name}在办案件", at=at, court=court, lines=tuple(lines))


def _of_unit(session: Session, at: Instant, court: str, unit: str) -> BoardView:
    held, book = _held(Case.court == court), load(court)
    if unit not in {each.key for each in book.units} and unit not in book.names:
        known = "、".join(each.key for each in book.units)
        raise Refusal(Code.UNKNOWN_SUBJECT, f"{book.name}没有单位 {unit}，可用：{known}")
    owner = case((NodeRow.node["responsible"].astext == OWNER_UNIT, held.c.owner), else_="")
    numbers = _aggregated(session, at, held, owner, NodeRow.court == court, NodeRow.responsible == unit)
    cases = {
        key: count
        for key, count in session.execute(
            select(held.c.owner, func.count()).where(held.c.unit == unit).group_by(held.c.owner)
        )
    }
    people = _names(session, {*numbers, *cases})
    lines = [
        _line(
            people.get(person, person) or SHARED,
            cases.get(person, 0),
            numbers.get(person, EMPTY),
            court=court,
            unit=unit,
            person=person,
        )
        for person in sorted({*numbers, *cases}, key=lambda person: (not person, person))
    ]
    title = f"{book.name}{book.names.get(unit, unit)}在办案件"
    return BoardView(title=title, at=at, court=court, unit=unit, lines=tuple(lines))


def _of_person(session: Session, at: Instant, person: str) -> BoardView:
    """The open nodes of the cases a person owns, nearest limit first."""
    found = session.get(Staff, person)
    if found is None:
        raise Refusal(Code.UNKNOWN_SUBJECT, f"没有人员 {person}")
    held, book = _held(Case.court == found.court), load(found.court)
    rows = session.execute(
        select(NodeRow.node, held.c.key, held.c.case_no, held.c.unit)
        .join(held, held.c.key == NodeRow.case_key)
        .where(
            NodeRow.open,
            NodeRow.node["responsible"].astext == OWNER_UNIT,
            held.c.owner == person,
        )
        .order_by(NodeRow.due_at.nulls_last(), held.c.key, NodeRow.key)
    )
    nodes = [
        _node(Node.model_validate(data), key, case_no, unit, book.names, at)
        for data, key, case_no, unit in rows
    ]
    title = f"{found.name}（{person}）承办案件的节点"
    return BoardView(title=title, at=at, court=found.court, person=person, nodes=tuple(nodes))


def _names(session: Session, numbers: Iterable[str]) -> dict[str, str]:
    return {
        number: name
        for number, name in session.execute(
            select(Staff.number, Staff.name).where(Staff.number.in_(list(numbers)))
        )
    }


def _line(name: str, cases: int, numbers: Numbers, **place: str) -> BoardLine:
    return BoardLine(
        name=name,
        cases=cases,
        nodes=numbers.nodes,
        soon=numbers.soon,
        overdue=numbers.overdue,
        next_due=court_local(numbers.next_due) if numbers.next_due else None,
        **place,
    )


def _node(node: Node, key: str, case_no: str, unit: str, names: dict[str, str], at: Instant) -> BoardNode:
    return BoardNode(
        case_key=key,
        case_no=case_no,
        unit=unit,
        unit_name=names.get(unit, unit),
        node=node.limit,
        subject=node.subject,
        name=node.name,
        article=node.article,
        due_at=node.due_at,
        state=NodeState.OVERDUE if node.overdue_at is not None else node.state_at(at),
    )
