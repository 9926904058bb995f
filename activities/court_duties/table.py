"""The table of duties (经常性工作节点表): a projection of the courts' own journals, and its check."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.court_events import DUTY_KINDS, CourtEventKind
from models.duties.duties import CourtEntry, fold_all, node_key, turn_of_node
from models.nodes import Node
from models.tables import CourtJournal, DutyNodeRow

KEY = ("court", "duty", "day", "number")


def keep(session: Session, court: str, node: Node, workflow: str, matter: str) -> None:
    """Write a turn's node as it stands, in the caller's transaction."""
    row = _row(court, node, workflow, matter)
    session.execute(insert(DutyNodeRow).values(row).on_conflict_do_update(index_elements=KEY, set_=row))


def rebuild(session: Session, court: str, *, write: bool) -> tuple[str, ...]:
    """What differs between a court's journal and its table of duties; with `write`, the table is renewed.

    Each turn at fault is named `duty_node/<duty>/<day>`.
    """
    entries = _entries(session, court)
    openings = {each.turn.key: each.facts for each in entries if _opens(each)}
    wanted = {
        key: _row(court, node, str(openings[key]["workflow"]), str(openings[key].get("matter", "")))
        for key, node in fold_all(entries).items()
    }
    found = {
        node_key(court, row.duty, row.day, row.number): {name: getattr(row, name) for name in _COLUMNS}
        for row in session.execute(select(DutyNodeRow).where(DutyNodeRow.court == court)).scalars()
    }
    different = sorted(key for key in {*wanted, *found} if wanted.get(key) != found.get(key))
    if write and different:
        session.execute(delete(DutyNodeRow).where(DutyNodeRow.court == court))
        if wanted:
            session.execute(insert(DutyNodeRow), list(wanted.values()))
    return tuple("duty_node/" + key.split("|", 1)[1].replace("|", "/") for key in different)


def open_duties(session: Session, court: str, places: Collection[str]) -> tuple[Node, ...]:
    """The turns of a court's duties that are not done, of units and roles if named; nearest limit first.

    For inboxes: what a person's units and roles must do that belongs to no case. A node's `subject` is the
    day that names its turn, and the number of an occasion; its name says what an occasion is about.
    """
    wanted = select(DutyNodeRow).where(DutyNodeRow.court == court, DutyNodeRow.open)
    if places:
        wanted = wanted.where(DutyNodeRow.responsible.in_(places))
    ordered = wanted.order_by(
        DutyNodeRow.due_at.nulls_last(), DutyNodeRow.day, DutyNodeRow.duty, DutyNodeRow.number
    )
    return tuple(_named(row) for row in session.execute(ordered).scalars())


def _named(row: DutyNodeRow) -> Node:
    node = Node.model_validate(row.node)
    return node.model_copy(update={"name": f"{node.name}：{row.matter}"}) if row.matter else node


def courts_with_duties(session: Session) -> tuple[str, ...]:
    """The courts whose journal or table holds a duty."""
    of_journal = select(CourtJournal.court).where(CourtJournal.kind.in_(DUTY_KINDS))
    return tuple(sorted(session.execute(of_journal.union(select(DutyNodeRow.court))).scalars()))


def _entries(session: Session, court: str) -> list[CourtEntry]:
    rows = session.execute(
        select(CourtJournal)
        .where(CourtJournal.court == court, CourtJournal.kind.in_(DUTY_KINDS))
        .order_by(CourtJournal.seq)
    ).scalars()
    return [
        CourtEntry(
            court=row.court, seq=row.seq, kind=CourtEventKind(row.kind), actor=row.actor, facts=row.facts
        )
        for row in rows
    ]


def _opens(entry: CourtEntry) -> bool:
    return entry.kind is CourtEventKind.DUTY_OPENED


def _row(court: str, node: Node, workflow: str, matter: str) -> dict[str, Any]:
    turn = turn_of_node(court, node)
    return {
        "court": court,
        "duty": turn.duty,
        "day": turn.day,
        "number": turn.number,
        "name": node.name,
        "article": node.article,
        "responsible": node.responsible,
        "open": node.open,
        "started_at": node.started_at,
        "due_at": node.due_at,
        "overdue_at": node.overdue_at,
        "done_at": node.done_at,
        "done_by": node.done_by,
        "workflow": workflow,
        "matter": matter,
        "node": node.model_dump(mode="json"),
    }


_COLUMNS = tuple(column.name for column in DutyNodeRow.__table__.columns)
