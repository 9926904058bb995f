"""occasions: duties that come up on an occasion, several of one duty a day, each with what it is about"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261121_occasions"
down_revision: str | None = "20261121_paper_reading"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = "pk_duty_node"


def upgrade() -> None:
    """Go up."""
    for table in ("duty_node", "duty_act"):
        number = sa.Column("number", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
        op.add_column(table, number)
    matter = sa.Column("matter", sa.Text(), server_default=sa.text("''"), nullable=False)
    op.add_column("duty_node", matter)
    op.drop_constraint(KEY, "duty_node", type_="primary")
    op.create_primary_key(KEY, "duty_node", ["court", "duty", "day", "number"])


def downgrade() -> None:
    """Go down; the courts' journals keep the occasions, their table cannot."""
    op.execute("delete from duty_node where number > 0")
    op.drop_constraint(KEY, "duty_node", type_="primary")
    op.create_primary_key(KEY, "duty_node", ["court", "duty", "day"])
    for table, column in (("duty_node", "number"), ("duty_node", "matter"), ("duty_act", "number")):
        op.drop_column(table, column)
