"""seal chain: seals hang on each other and hold the court's own journal, keys are certified by the court

What was sealed and registered before covered less than it does now, and would only look like proof: it is
taken away, keys are registered anew and the next seal is the first of its chain. The chain of the courts'
own journals is linked again, for it left the instant of an entry out.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision: str = "20261121_seal_chain"
down_revision: str | None = "20261121_absence"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ZONE = ZoneInfo("Asia/Shanghai")
SEAL_COLUMNS = ("journal_seq", "journal_head", "previous")


def upgrade() -> None:
    """Go up."""
    _begin_seals_anew()
    op.add_column("seal", sa.Column("journal_seq", sa.BigInteger(), nullable=False))
    op.add_column("seal", sa.Column("journal_head", sa.Text(), nullable=False))
    op.add_column("seal", sa.Column("previous", sa.Text(), nullable=False))
    op.add_column("staff_key", sa.Column("certificate", sa.Text(), nullable=False))
    _link_again(covers_instant=True)


def downgrade() -> None:
    """Go down."""
    _begin_seals_anew()
    for column in SEAL_COLUMNS:
        op.drop_column("seal", column)
    op.drop_column("staff_key", "certificate")
    _link_again(covers_instant=False)


def _begin_seals_anew() -> None:
    """Seals and keys of the other form are gone; the tables may be emptied by this migration alone."""
    for table in ("sealed_head", "seal"):
        op.execute(f"alter table {table} disable trigger user")
        op.execute(f"delete from {table}")  # noqa: S608 - a name of ours
        op.execute(f"alter table {table} enable trigger user")
    op.execute("delete from staff_key")


def _link_again(*, covers_instant: bool) -> None:
    """Compute every court's chain anew, with or without the instant at which an entry happened."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.text(
            "select court, seq, kind, actor, facts, occurred_at, recorded_at from court_journal "
            "order by court, seq"
        )
    ).mappings()
    heads: dict[str, str] = {}
    links: list[dict[str, Any]] = []
    for row in rows.all():
        previous = heads.get(row["court"], "0" * 64)
        stated = {
            "previous": previous,
            **{name: row[name] for name in ("court", "seq", "kind", "actor")},
            "facts": _digest(row["facts"]),
            "recorded_at": _instant(row["recorded_at"]),
        }
        if covers_instant:
            stated["occurred_at"] = _instant(row["occurred_at"])
        head = heads[row["court"]] = _digest(stated)
        links.append({"court": row["court"], "seq": row["seq"], "previous": previous, "head": head})
    if not links:
        return
    op.execute("alter table court_journal disable trigger user")
    connection.execute(
        sa.text(
            "update court_journal set previous = :previous, head = :head where court = :court and seq = :seq"
        ),
        links,
    )
    op.execute("alter table court_journal enable trigger user")


def _instant(at: datetime) -> str:
    return at.astimezone(ZONE).isoformat()


def _digest(value: Any) -> str:
    """SHA-256 of the canonical bytes, as the register computes it."""
    content = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(content.encode()).hexdigest()
