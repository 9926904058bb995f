"""The board and the inboxes against the journals: every line counted again by hand, level by level."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from activities.board import Board, BoardLine
from activities.inboxes import Ground, Inboxes
from activities.rosters import read_roster
from models.absence import Absence
from models.errors import Code, Refusal
from models.nodes import Node, NodeState
from models.shelf.files import known_courts, load
from tests.statistics.many_cases import LAST, ManyCases, roster_of
from tests.statistics.recount import Recount

AT = LAST + timedelta(hours=1)
Numbers = tuple[int, int, int]


@pytest.fixture(scope="module")
def recounts(register: ManyCases) -> dict[str, Recount]:
    """Every court's journal, replayed."""
    return {court: Recount(register, court) for court in known_courts()}


def open_nodes(recount: Recount) -> list[tuple[str, Node, str, str]]:
    """Open nodes with the unit that must do them and the owner where it is the holder's."""
    found = []
    for case, nodes in recount.nodes.items():
        if recount.closed_at(case) is not None:
            continue
        unit, owner = recount.holder(case, AT)
        for node in nodes.values():
            if node.done_at is None and node.waived_at is None:
                mine = node.responsible == "owner_unit"
                found.append((case, node, unit if mine else node.responsible, owner if mine else ""))
    return found  # type: ignore[return-value]


def counted(rows: list[Any], place: int, at: datetime) -> dict[str, Numbers]:
    """Open, due soon and overdue by unit (2) or owner (3)."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        node, numbers = row[1], found[row[place]]
        passed = node.overdue_at is not None or (
            node.due_at is not None and node.due_at < at and node.paused_at is None
        )
        late = passed and node.counts and not node.soft
        warned = node.state_at(at) is NodeState.WARNED
        numbers[0] += 1
        numbers[1] += (warned or passed) and not late
        numbers[2] += late
    return {key: (one, two, three) for key, (one, two, three) in found.items()}


def shown(lines: tuple[BoardLine, ...], field: str) -> dict[str, Numbers]:
    """The numbers of lines that have something open."""
    return {getattr(x, field): (x.nodes, x.soon, x.overdue) for x in lines if x.nodes}


@pytest.mark.requirement("RY-49", "JL-40")
@pytest.mark.parametrize("at", [AT, AT - timedelta(days=60)], ids=["now", "behind the cases' clocks"])
def test_every_level_of_the_board(register: ManyCases, recounts: dict[str, Recount], at: datetime) -> None:
    """Courts, units, people and a person's nodes: the same nodes each time, and the cases beside them.

    What was noticed as overdue is overdue even where the wall is behind the case's clock.
    """
    board = Board(register.database)
    courts = {line.court: line for line in board.view(at).lines}
    for court, recount in recounts.items():
        rows = open_nodes(recount)
        whole = courts[court]
        assert (whole.nodes, whole.soon, whole.overdue) == tuple(
            map(sum, zip(*counted(rows, 2, at).values(), strict=True))
        )
        open_cases = [case for case in recount.by_case if recount.closed_at(case) is None]
        assert whole.cases == len(open_cases)
        units = board.view(at, court).lines
        assert shown(units, "unit") == counted(rows, 2, at)
        assert sum(line.cases for line in units) == len(open_cases)
        for unit in (line.unit for line in units if line.nodes and line.unit):
            people = board.view(at, court, unit).lines
            assert shown(people, "person") == counted([row for row in rows if row[2] == unit], 3, at)
        for owner in {row[3] for row in rows} - {""}:
            nodes = board.view(at, person=owner).nodes
            wanted = Counter(
                (case, node.limit, node.subject) for case, node, _, mine in rows if mine == owner
            )
            assert Counter((n.case_key, n.node, n.subject) for n in nodes) == wanted
            due = [node.due_at for node in nodes if node.due_at]
            assert due == sorted(due)


def test_the_nearest_limit_is_one_to_come(register: ManyCases, recounts: dict[str, Recount]) -> None:
    """What is overdue or stands still is no limit to come."""
    for court, recount in recounts.items():
        coming = [
            node.due_at
            for _, node, _, _ in open_nodes(recount)
            if node.due_at and node.due_at >= AT and node.overdue_at is None and node.paused_at is None
        ]
        (line,) = (one for one in Board(register.database).view(AT).lines if one.court == court)
        assert line.next_due == min(coming, default=None)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"court": "nowhere"}, Code.UNKNOWN_SUBJECT),
        ({"court": "ruyang", "unit": "nobody"}, Code.UNKNOWN_SUBJECT),
        ({"person": "RY999"}, Code.UNKNOWN_SUBJECT),
        ({"unit": "fast_team"}, Code.BAD_DATA),
    ],
)
def test_what_the_board_does_not_know(register: ManyCases, asked: dict[str, str], code: Code) -> None:
    """A slip is named, not answered with an empty board."""
    with pytest.raises(Refusal) as refusal:
        Board(register.database).view(AT, **asked)
    assert refusal.value.code == code


DAY = AT.date()


def staff_of(court: str) -> dict[str, set[tuple[str, str]]]:
    """Everybody of a court with the units and roles they hold."""
    people = read_roster(roster_of(court)).staff
    return {p.number: {(m.unit, m.role) for m in p.memberships if m.on(DAY)} for p in people}


@pytest.mark.requirement("RY-54", "RY-57")
def test_each_inbox_holds_what_is_ones_own(register: ManyCases, recounts: dict[str, Recount]) -> None:
    """Owners' nodes with the owner, a role's with who holds it, a unit's with those who may do the act."""
    inboxes = Inboxes(register.database, register.books)
    for court in ("ruyang", "jianli"):
        rows, book = open_nodes(recounts[court]), load(court)
        acts = {act.act: act for act in book.acts}
        for staff, held in staff_of(court).items():
            wanted: Counter[tuple[str, str, str, Ground]] = Counter()
            for case, node, place, owner in rows:
                rule = acts.get(node.act)
                roles = {role for unit, role in held if unit == place}
                ground = None
                if node.responsible == "owner_unit":
                    ground = Ground.OWNER if owner == staff else None
                elif place in {role for _, role in held}:
                    ground = Ground.ROLE
                elif roles and rule and (rule.person or not rule.roles or roles & set(rule.roles)):
                    ground = Ground.UNIT
                if ground:
                    wanted[case, node.limit, node.subject, ground] += 1
            found = inboxes.of_person(staff, court, DAY)
            assert Counter((t.case_key, t.node, t.subject, t.ground) for t in found) == wanted
            due = [task.due_at for task in found if task.due_at]
            assert due == sorted(due)


def test_the_inboxes_leave_nothing_of_an_owner_out(register: ManyCases, recounts: dict[str, Recount]) -> None:
    """All inboxes together hold every node an owner answers for, each once."""
    inboxes = Inboxes(register.database, register.books)
    for court in ("ruyang", "shihe"):
        wanted = Counter((c, n.limit, n.subject) for c, n, _, owner in open_nodes(recounts[court]) if owner)
        assert wanted
        found = Counter(
            (task.case_key, task.node, task.subject)
            for staff in staff_of(court)
            for task in inboxes.of_person(staff, court, DAY)
            if task.ground is Ground.OWNER
        )
        assert found == wanted


def test_a_substitute_sees_the_absent_ones_tasks_besides(register: ManyCases) -> None:
    """While the owner is away, and only then; the owner keeps seeing them; nobody's own are lost."""
    inboxes = Inboxes(register.database, register.books)
    owners = [
        staff
        for staff in staff_of("ruyang")
        if any(task.ground is Ground.OWNER for task in inboxes.of_person(staff, "ruyang", DAY))
    ]
    roles = {staff: {role for _, role in held} for staff, held in staff_of("ruyang").items()}
    away, there = next((a, b) for a in owners for b in owners if a != b and roles[a] <= roles[b])
    absence = Absence(staff=away, since=DAY, until=DAY, substitute=there)

    def tasks(staff: str, day: date = DAY) -> set[tuple[str, str, str, str]]:
        found = inboxes.of_person(staff, "ruyang", day, [absence])
        return {(task.case_key, task.node, task.subject, task.absent) for task in found}

    own = {task[:3] for task in tasks(there, DAY + timedelta(days=1))}
    absent_ones = {task[:3] for task in tasks(away)}
    assert {task[:3] for task in tasks(there)} == own | absent_ones
    stood_in = {task[:3] for task in tasks(there) if task[3] == away}
    assert stood_in == absent_ones - own and stood_in
    assert all(task[3] == "" for task in tasks(there, DAY + timedelta(days=1)))
