"""court keys: several seals a day, and in the first seal of a court's new key whose place it took

What was sealed before stays as it is: each day's only seal is the first of its day.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "20261121_court_keys"
down_revision: str | None = "20261121_occasions"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEYS = {"seal": ["court", "day"], "sealed_head": ["court", "day", "place"]}
"""What a row was known by."""


def upgrade() -> None:
    """Go up."""
    for table, known_by in KEYS.items():
        op.add_column(table, sa.Column("ordinal", sa.BigInteger(), nullable=False, server_default="0"))
        op.alter_column(table, "ordinal", server_default=None)
        _known_by(table, [*known_by[:2], "ordinal", *known_by[2:]])
    op.add_column("seal", sa.Column("succession", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    """Go down; of several seals of a day the last one stays, for it covers the others."""
    for table, known_by in KEYS.items():
        op.execute(f"alter table {table} disable trigger user")
        op.execute(
            f"delete from {table} where exists (select from {table} as later where later.court = "  # noqa: S608 - a name of ours
            f"{table}.court and later.day = {table}.day and later.ordinal > {table}.ordinal)"
        )
        op.execute(f"alter table {table} enable trigger user")
        _known_by(table, known_by)
        op.drop_column(table, "ordinal")
    op.drop_column("seal", "succession")


def _known_by(table: str, columns: list[str]) -> None:
    name = op.f(f"pk_{table}")
    op.drop_constraint(name, table, type_="primary")
    op.create_primary_key(name, table, columns)
