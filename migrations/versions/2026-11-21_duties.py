"""duties: the turns of duties that belong to no case, and what people submitted about them"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "20261121_duties"
down_revision: str | None = "20261121_calendar"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WORKER = "court_worker"


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "duty_node",
        sa.Column("court", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("responsible", sa.Text(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Text(), nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("node", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("court", "duty", "day", name=op.f("pk_duty_node")),
    )
    op.create_index(
        "ix_duty_node_open",
        "duty_node",
        ["court", "responsible", "due_at"],
        postgresql_where=sa.text("open"),
    )
    op.create_table(
        "duty_act",
        sa.Column("act_id", sa.UUID(), nullable=False),
        sa.Column("court", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("act", JSONB(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'submitted'"), nullable=False),
        sa.Column("code", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state in ('submitted', 'accepted', 'refused')", name=op.f("ck_duty_act_state")),
        sa.CheckConstraint("(state = 'refused') = (code <> '')", name=op.f("ck_duty_act_refusal")),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_duty_act")),
    )
    op.create_index(
        "ix_duty_act_open", "duty_act", ["entered_at"], postgresql_where=sa.text("state = 'submitted'")
    )
    op.execute(_for_worker("grant select, insert, update, delete on duty_node to {role}"))
    op.execute(_for_worker("grant select, insert, update on duty_act to {role}"))


def downgrade() -> None:
    """Go down."""
    for table in ("duty_act", "duty_node"):
        op.drop_table(table)


def _for_worker(statement: str) -> str:
    """A statement about the worker's role, where the installation has one."""
    return (
        f"do $$ begin if exists (select from pg_roles where rolname = '{WORKER}') then "
        f"{statement.format(role=WORKER)}; end if; end $$"
    )
