"""calendar: the calendars cases are counted on, by digest"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "20261121_calendar"
down_revision: str | None = "20261121_signatures"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WORKER = "court_worker"


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "calendar",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("text", JSONB(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("loaded_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_calendar")),
        sa.UniqueConstraint("number", name=op.f("uq_calendar_number")),
    )
    op.execute(
        "create trigger append_only before update or delete on calendar "
        "for each row execute function refuse_change()"
    )
    op.execute(
        f"do $$ begin if exists (select from pg_roles where rolname = '{WORKER}') then "
        f"grant select, insert on calendar to {WORKER}; end if; end $$"
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("calendar")
