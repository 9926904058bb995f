"""What the journal says, as rows to look things up in: computed in one place, written by difference."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.orm import Session

from models.case import CaseState
from models.limits import OWNER_UNIT
from models.nodes import Node
from models.parties import Party
from models.tables import (
    AssetRow,
    AssignmentRow,
    Base,
    ClosingRow,
    DocumentRow,
    FactRow,
    MoneyIn,
    MoneyOut,
    NodeRow,
)
from models.tables import Party as PartyRow

Row = dict[str, Any]
Table = type[Base]
Projection = dict[Table, dict[str, Row]]
"""Rows by table, then by the part of the key that is not the case."""

KEYS: dict[Table, str] = {
    FactRow: "name",
    NodeRow: "key",
    AssignmentRow: "seq",
    AssetRow: "id",
    DocumentRow: "id",
    MoneyIn: "id",
    MoneyOut: "id",
    ClosingRow: "case_key",
    PartyRow: "id",
}


def node_row(state: CaseState, node: Node) -> Row:
    """The row of one node."""
    return {
        "case_key": state.key,
        "key": node.key,
        "court": state.court,
        "limit_id": node.limit,
        "subject": node.subject,
        "responsible": state.unit if node.responsible == OWNER_UNIT else node.responsible,
        "open": node.open,
        "started_at": node.started_at,
        "due_at": node.due_at,
        "overdue_at": node.overdue_at,
        "done_at": node.done_at,
        "node": node.model_dump(mode="json"),
    }


def project(state: CaseState, nodes: Iterable[Node], parties: Mapping[str, Party]) -> Projection:
    """All rows of a case, from its folded state."""
    case = {"case_key": state.key}
    return {
        FactRow: {
            name: {**case, "name": name, "value": {"value": value}} for name, value in state.facts.items()
        },
        NodeRow: {node.key: node_row(state, node) for node in nodes},
        AssignmentRow: {
            str(made.seq): {
                **case,
                "seq": made.seq,
                "unit": made.unit,
                "owner": made.owner,
                "seed": made.unit_draw.seed,
                "draw": made.model_dump(mode="json"),
            }
            for made in state.assignments
        },
        AssetRow: _assets(state),
        DocumentRow: {
            paper.id: {
                **case,
                "id": paper.id,
                "kind": paper.kind,
                "name": paper.name,
                "sha256": paper.sha256,
                "made_at": paper.made_at,
                "seq": paper.seq,
                "source": paper.source.value,
                "added_by": paper.by,
                "media": paper.media.value,
                "size": paper.size,
                "pages": paper.pages,
                "about": paper.about,
            }
            for paper in state.papers.values()
        },
        MoneyIn: {
            arrival.id: {
                **case,
                "id": arrival.id,
                "amount": arrival.amount,
                "arrived_at": arrival.arrived_at,
                "origin": arrival.origin,
                "ordered_out": arrival.ordered_out,
                "paid_out": arrival.paid_out,
            }
            for arrival in state.arrivals.values()
        },
        MoneyOut: {
            payout.id: {
                **case,
                "id": payout.id,
                "arrival": payout.arrival,
                "payee": payout.payee,
                "purpose": payout.purpose,
                "amount": payout.amount,
                "ordered_at": payout.ordered_at,
                "paid_at": payout.paid_at,
            }
            for payout in state.payouts.values()
        },
        ClosingRow: _closing(state),
        PartyRow: {
            party.id: {
                **case,
                "id": party.id,
                "role": party.role,
                "kind": party.kind,
                "identity": party.identity,
                "data": party.model_dump(mode="json"),
            }
            for party in parties.values()
        },
    }


def _assets(state: CaseState) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for money in state.money.values():
        rows[money.id] = {
            "case_key": state.key,
            "id": money.id,
            "kind": money.kind,
            "amount": money.amount,
            "controlled_at": money.frozen_at,
            "expires_on": money.control_expires_on,
            "outcome": "deducted" if money.deduction_sent else "",
        }
    for asset in state.assets.values():
        rows[asset.id] = {
            "case_key": state.key,
            "id": asset.id,
            "kind": asset.kind,
            "amount": asset.reference_price,
            "controlled_at": asset.controlled_at,
            "expires_on": asset.control_expires_on,
            "outcome": asset.disposal_outcome,
        }
    return rows


def _closing(state: CaseState) -> dict[str, Row]:
    if state.closing is None or state.closed_at is None:
        return {}
    return {
        state.key: {
            "case_key": state.key,
            "method": state.closing.method,
            "recovered": state.recovered,
            "unit": state.unit,
            "closed_at": state.closed_at,
        }
    }


def write_difference(session: Session, before: Projection, after: Projection) -> None:
    """Write the rows that changed; parents before children, as the foreign keys want."""
    for table, rows in after.items():
        old = before.get(table, {})
        changed = [row for key, row in rows.items() if old.get(key) != row]
        if changed:
            session.connection().execute(_upsert(table), changed)


@cache
def _upsert(table: Table) -> Insert:
    """The statement that writes rows of a table, new ones and known ones alike; made once."""
    statement = insert(table)
    columns = table.__table__.columns
    rest = {each.name: statement.excluded[each.name] for each in columns if not each.primary_key}
    primary = [each.name for each in columns if each.primary_key]
    if not rest:
        return statement.on_conflict_do_nothing()
    return statement.on_conflict_do_update(index_elements=primary, set_=rest)


def stored(session: Session, case_key: str) -> Projection:
    """The rows of a case as the database has them."""
    found: Projection = {}
    for table, key in KEYS.items():
        columns = table.__table__.columns
        rows = session.execute(select(*columns).where(columns["case_key"] == case_key)).mappings()
        found[table] = {str(row[key]): dict(row) for row in rows}
    return found


def rewrite(session: Session, case_key: str, wanted: Projection) -> None:
    """Replace all projected rows of a case (`desk.py rebuild`)."""
    for table in reversed(list(KEYS)):
        session.execute(delete(table).where(table.__table__.columns["case_key"] == case_key))
    write_difference(session, {}, wanted)


def differences(stored_rows: Projection, wanted: Projection) -> tuple[str, ...]:
    """The names of rows that are missing, extra or different: table and key, no content."""
    found: list[str] = []
    for table in KEYS:
        have, want = stored_rows.get(table, {}), wanted.get(table, {})
        found += [
            f"{table.__tablename__}/{key}" for key in sorted({*have, *want}) if have.get(key) != want.get(key)
        ]
    return tuple(found)
