"""The table of duties (经常性工作节点表): a projection of the courts' own journals, and its check."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.court_events import DUTY_KINDS, CourtEventKind
from models.duties import CourtEntry, fold_all, node_key
from models.nodes import Node
from models.tables import CourtJournal, DutyNodeRow

KEY = ("court", "duty", "day")


def keep(session: Session, court: str, node: Node, workflow: str) -> None:
    """Write a turn's node as it stands, in the caller's transaction."""
    row = _row(court, node, workflow)
    session.execute(insert(DutyNodeRow).values(row).on_conflict_do_update(index_elements=KEY, set_=row))


def rebuild(session: Session, court: str, *, write: bool) -> tuple[str, ...]:
    """What differs between a court's journal and its table of duties; with `write`, the table is renewed.

    Each turn at fault is named `duty_node/<duty>/<day>`.
    """
    entries = _entries(session, court)
    runs = {_key(each): str(each.facts["workflow"]) for each in entries if _opens(each)}
    wanted = {key: _row(court, node, runs[key]) for key, node in fold_all(entries).items()}
    found = {
        node_key(court, row.duty, row.day): {name: getattr(row, name) for name in _COLUMNS}
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
    day that names its turn.
    """
    wanted = select(DutyNodeRow.node).where(DutyNodeRow.court == court, DutyNodeRow.open)
    if places:
        wanted = wanted.where(DutyNodeRow.responsible.in_(places))
    ordered = wanted.order_by(DutyNodeRow.due_at.nulls_last(), DutyNodeRow.day, DutyNodeRow.duty)
    return tuple(Node.model_validate(node) for node in session.execute(ordered).scalars())


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


def _key(entry: CourtEntry) -> str:
    return node_key(entry.court, entry.facts["duty"], date.fromisoformat(entry.facts["day"]))


def _row(court: str, node: Node, workflow: str) -> dict[str, Any]:
    return {
        "court": court,
        "duty": node.limit,
        "day": date.fromisoformat(node.subject),
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
        "node": node.model_dump(mode="json"),
    }


_COLUMNS = tuple(column.name for column in DutyNodeRow.__table__.columns)
