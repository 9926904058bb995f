"""signatures: the keys people sign with, and the daily seals of a court's chains"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261121_signatures"
down_revision: str | None = "20261121_guards"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WORKER = "court_worker"
KEPT = ("seal", "sealed_head")
"""Tables in which nothing is changed and nothing removed."""


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "staff_key",
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("court", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("until is null or until >= since", name=op.f("ck_staff_key_dates")),
        sa.ForeignKeyConstraint(["staff"], ["staff.number"], name=op.f("fk_staff_key_staff_staff")),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_staff_key")),
        sa.UniqueConstraint("public_key", name=op.f("uq_staff_key_public_key")),
    )
    op.create_index("ix_staff_key_staff", "staff_key", ["staff"])
    op.create_table(
        "seal",
        sa.Column("court", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("cases", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("court", "day", name=op.f("pk_seal")),
    )
    op.create_table(
        "sealed_head",
        sa.Column("court", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("case_key", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_key"], ["case.key"], name=op.f("fk_sealed_head_case_key_case")),
        sa.PrimaryKeyConstraint("court", "day", "place", name=op.f("pk_sealed_head")),
    )
    for table in KEPT:
        op.execute(
            f"create trigger append_only before update or delete on {table} "
            "for each row execute function refuse_change()"
        )
        op.execute(
            f"create trigger keep_all before truncate on {table} "
            "for each statement execute function refuse_change()"
        )
    op.execute(_for_worker("grant select, insert on seal, sealed_head to {role}"))
    op.execute(_for_worker("grant select, insert, update (until) on staff_key to {role}"))


def downgrade() -> None:
    """Go down."""
    for table in ("sealed_head", "seal", "staff_key"):
        op.drop_table(table)


def _for_worker(statement: str) -> str:
    """A statement about the worker's role, where the installation has one."""
    return (
        f"do $$ begin if exists (select from pg_roles where rolname = '{WORKER}') then "
        f"{statement.format(role=WORKER)}; end if; end $$"
    )
