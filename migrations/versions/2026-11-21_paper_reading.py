"""paper reading: what the index of a file says of its papers, and who read which of them"""

import json
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261121_paper_reading"
down_revision: str | None = "20261121_seal_chain"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WORKER = "court_worker"
COLUMNS = ("seq", "source", "added_by", "media", "size", "pages", "about")


def upgrade() -> None:
    """Go up."""
    _add_columns()
    _number_papers()
    op.create_table(
        "paper_reading",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_key", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("on_behalf_of", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("code", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("key_id", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("signature", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.CheckConstraint(
            "outcome in ('read', 'refused', 'missing', 'damaged')", name=op.f("ck_paper_reading_outcome")
        ),
        sa.CheckConstraint("(outcome = 'refused') = (ground = '')", name=op.f("ck_paper_reading_ground")),
        sa.ForeignKeyConstraint(["case_key"], ["case.key"], name=op.f("fk_paper_reading_case_key_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_reading")),
    )
    op.create_index(op.f("ix_paper_reading_case_key"), "paper_reading", ["case_key"])
    op.execute(
        "create trigger append_only before update or delete on paper_reading "
        "for each row execute function refuse_change()"
    )
    op.execute(
        "create trigger keep_all before truncate on paper_reading "
        "for each statement execute function refuse_change()"
    )
    op.execute(_for_worker("grant select, insert on paper_reading to {role}"))


def downgrade() -> None:
    """Go down."""
    op.drop_table("paper_reading")
    op.drop_constraint(op.f("ck_document_source"), "document")
    for column in COLUMNS:
        op.drop_column("document", column)


def _add_columns() -> None:
    """What the index says of a paper beside its kind, name and day."""
    words = {"source": "'made'", "added_by": "'system'", "media": "'docx'", "about": "''"}
    op.add_column("document", sa.Column("seq", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    for name, default in words.items():
        op.add_column("document", sa.Column(name, sa.Text(), server_default=sa.text(default), nullable=False))
    op.add_column("document", sa.Column("size", sa.BigInteger(), nullable=True))
    op.add_column("document", sa.Column("pages", sa.BigInteger(), nullable=True))
    op.create_check_constraint(
        op.f("ck_document_source"), "document", "source in ('made', 'scanned', 'received')"
    )


def _number_papers() -> None:
    """Papers of cases that are there already take their place and maker from the journal."""
    op.execute(
        "update document set seq = j.seq, added_by = j.actor from journal j "
        "where j.case_key = document.case_key and j.kind = 'document_made' and j.subject = document.id "
        "and j.seq = (select max(k.seq) from journal k where k.case_key = j.case_key "
        "and k.kind = 'document_made' and k.subject = j.subject)"
    )
    connection = op.get_bind()
    places = connection.execute(sa.text("select case_key, id, seq, added_by from document")).all()
    for case_key, paper, seq, by in places:
        connection.execute(
            sa.text(
                'update "case" set state = jsonb_set(state, :path, '
                "(state #> :path) || cast(:place as jsonb)) where key = :key and state #> :path is not null"
            ),
            {
                "path": ["papers", paper],
                "place": json.dumps({"seq": seq, "by": by}),
                "key": case_key,
            },
        )


def _for_worker(statement: str) -> str:
    """A statement about the worker's role, where the installation has one."""
    return (
        f"do $$ begin if exists (select from pg_roles where rolname = '{WORKER}') then "
        f"{statement.format(role=WORKER)}; end if; end $$"
    )
