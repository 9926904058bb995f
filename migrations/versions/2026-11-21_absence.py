"""absence: when somebody was away, and who acted for them"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261121_absence"
down_revision: str | None = "20261121_duties"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WORKER = "court_worker"


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "absence",
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("court", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("substitute", sa.Text(), nullable=True),
        sa.CheckConstraint("until >= since", name=op.f("ck_absence_dates")),
        sa.CheckConstraint("substitute <> staff", name=op.f("ck_absence_substitute")),
        sa.ForeignKeyConstraint(["staff"], ["staff.number"], name=op.f("fk_absence_staff_staff")),
        sa.ForeignKeyConstraint(["substitute"], ["staff.number"], name=op.f("fk_absence_substitute_staff")),
        sa.PrimaryKeyConstraint("staff", "since", name=op.f("pk_absence")),
    )
    op.create_index(op.f("ix_absence_court"), "absence", ["court"])
    op.execute(_for_worker("grant select, insert on absence to {role}"))
    op.execute(_for_worker("grant update (until) on absence to {role}"))


def downgrade() -> None:
    """Go down."""
    op.drop_table("absence")


def _for_worker(statement: str) -> str:
    """A statement about the worker's role, where the installation has one."""
    return (
        f"do $$ begin if exists (select from pg_roles where rolname = '{WORKER}') then "
        f"{statement.format(role=WORKER)}; end if; end $$"
    )
