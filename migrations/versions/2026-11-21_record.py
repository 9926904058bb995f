"""the record: every table of the register"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "20261121_record"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "court",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("profile", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_court")),
    )
    op.create_table(
        "court_journal",
        sa.Column("court", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("court", "seq", name=op.f("pk_court_journal")),
    )
    op.create_table(
        "rulebook",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("court", sa.Text(), nullable=False),
        sa.Column("in_force", sa.Text(), nullable=False),
        sa.Column("text", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_rulebook")),
    )
    op.create_table(
        "staff",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("court", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_staff")),
    )
    op.create_table(
        "unit",
        sa.Column("court", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("court", "key", name=op.f("pk_unit")),
    )
    op.create_table(
        "case",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("court", sa.Text(), nullable=False),
        sa.Column("case_no", sa.Text(), nullable=False),
        sa.Column("rulebook", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("state", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("seq >= 0", name=op.f("ck_case_seq")),
        sa.ForeignKeyConstraint(["rulebook"], ["rulebook.digest"], name=op.f("fk_case_rulebook_rulebook")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_case")),
        sa.UniqueConstraint("court", "case_no", name=op.f("uq_case_court_case_no")),
    )
    op.create_index(
        "ix_case_open", "case", ["key"], unique=False, postgresql_where=sa.text("closed_at is null")
    )
    op.create_table(
        "membership",
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("court", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("until is null or until >= since", name=op.f("ck_membership_dates")),
        sa.ForeignKeyConstraint(
            ["court", "unit"], ["unit.court", "unit.key"], name=op.f("fk_membership_court_unit_unit")
        ),
        sa.ForeignKeyConstraint(["staff"], ["staff.number"], name=op.f("fk_membership_staff_staff")),
        sa.PrimaryKeyConstraint("staff", "court", "unit", "role", "since", name=op.f("pk_membership")),
    )
    op.create_table(
        "act_log",
        sa.Column("act_id", sa.UUID(), nullable=False),
        sa.Column("case_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("act", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'submitted'"), nullable=False),
        sa.Column("code", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(state = 'refused') = (code <> '')", name=op.f("ck_act_log_refusal")),
        sa.CheckConstraint("state in ('submitted', 'accepted', 'refused')", name=op.f("ck_act_log_state")),
        sa.ForeignKeyConstraint(["case_key"], ["case.key"], name=op.f("fk_act_log_case_key_case")),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_act_log")),
    )
    op.create_index(op.f("ix_act_log_case_key"), "act_log", ["case_key"], unique=False)
    op.create_index(
        "ix_act_log_open",
        "act_log",
        ["entered_at"],
        unique=False,
        postgresql_where=sa.text("state = 'submitted'"),
    )
    op.create_table(
        "asset",
        sa.Column("case_key", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("controlled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_key"], ["case.key"], name=op.f("fk_asset_case_key_case")),
        sa.PrimaryKeyConstraint("case_key", "id", name=op.f("pk_asset")),
    )
    op.create_table(
        "assignment",
        sa.Column("case_key", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("draw", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["case_key"], ["case.key"], name=op.f("fk_assignment_case_key_case")),
        sa.PrimaryKeyConstraint("case_key", "seq", name=op.f("pk_assignment")),
    )
    op.create_index(op.f("ix_assignment_unit"), "assignment", ["unit"], unique=False)
    op.create_table(
        "closing",
        sa.Column("case_key", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("recovered", sa.Numeric(precision=16, scale=2), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("recovered >= 0", name=op.f("ck_closing_recovered")),
        sa.ForeignKeyConstraint(["case_key"], ["case.key"], name=op.f("fk_closing_case_key_case")),
        sa.PrimaryKeyConstraint("case_key", name=op.f("pk_closing")),
    )
    op.create_table(
        "document",
        sa.Column("case_key", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_key"], ["case.key"], name=op.f("fk_document_case_key_case")),
        sa.PrimaryKeyConstraint("case_key", "id", name=op.f("pk_document")),
    )
    op.create_table(
        "fact",
        sa.Column("case_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["case_key"], ["case.key"], name=op.f("fk_fact_case_key_case")),
        sa.PrimaryKeyConstraint("case_key", "name", name=op.f("pk_fact")),
    )
    op.create_table(
        "filing",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("court", sa.Text(), nullable=False),
        sa.Column("case_no", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("source", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column(
            "submitted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("state", sa.Text(), server_default=sa.text("'new'"), nullable=False),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("case_key", sa.Text(), nullable=True),
        sa.CheckConstraint("(state = 'rejected') = (reason <> '')", name=op.f("ck_filing_reason")),
        sa.CheckConstraint("state in ('new', 'accepted', 'rejected')", name=op.f("ck_filing_state")),
        sa.ForeignKeyConstraint(["case_key"], ["case.key"], name=op.f("fk_filing_case_key_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing")),
    )
    op.create_index(
        "ix_filing_new", "filing", ["submitted_at"], unique=False, postgresql_where=sa.text("state = 'new'")
    )
    op.create_table(
        "inbox",
        sa.Column("sender_id", sa.Text(), nullable=False),
        sa.Column("case_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("signalled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consumed_seq", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["case_key"], ["case.key"], name=op.f("fk_inbox_case_key_case")),
        sa.PrimaryKeyConstraint("sender_id", name=op.f("pk_inbox")),
    )
    op.create_index(op.f("ix_inbox_case_key"), "inbox", ["case_key"], unique=False)
    op.create_index(
        "ix_inbox_open",
        "inbox",
        ["received_at"],
        unique=False,
        postgresql_where=sa.text("consumed_seq is null and reason = ''"),
    )
    op.create_table(
        "journal",
        sa.Column("case_key", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("on_behalf_of", sa.Text(), nullable=False),
        sa.Column("corrects", sa.BigInteger(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("act_id", sa.UUID(), nullable=True),
        sa.CheckConstraint("seq > 0", name=op.f("ck_journal_seq")),
        sa.ForeignKeyConstraint(["case_key"], ["case.key"], name=op.f("fk_journal_case_key_case")),
        sa.PrimaryKeyConstraint("case_key", "seq", name=op.f("pk_journal")),
    )
    op.create_table(
        "money_in",
        sa.Column("case_key", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=16, scale=2), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("ordered_out", sa.Numeric(precision=16, scale=2), nullable=False),
        sa.Column("paid_out", sa.Numeric(precision=16, scale=2), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_money_in_amount")),
        sa.CheckConstraint("ordered_out >= 0 and ordered_out <= amount", name=op.f("ck_money_in_ordered")),
        sa.CheckConstraint("paid_out >= 0 and paid_out <= ordered_out", name=op.f("ck_money_in_paid")),
        sa.ForeignKeyConstraint(["case_key"], ["case.key"], name=op.f("fk_money_in_case_key_case")),
        sa.PrimaryKeyConstraint("case_key", "id", name=op.f("pk_money_in")),
    )
    op.create_table(
        "node",
        sa.Column("case_key", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("court", sa.Text(), nullable=False),
        sa.Column("limit_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("responsible", sa.Text(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("node", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["case_key"], ["case.key"], name=op.f("fk_node_case_key_case")),
        sa.PrimaryKeyConstraint("case_key", "key", name=op.f("pk_node")),
    )
    op.create_index(
        "ix_node_open",
        "node",
        ["court", "responsible", "due_at"],
        unique=False,
        postgresql_where=sa.text("open"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("case_key", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.CheckConstraint("kind in ('start_case', 'notice')", name=op.f("ck_outbox_kind")),
        sa.ForeignKeyConstraint(["case_key"], ["case.key"], name=op.f("fk_outbox_case_key_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index(
        "ix_outbox_open", "outbox", ["id"], unique=False, postgresql_where=sa.text("done_at is null")
    )
    op.create_table(
        "party",
        sa.Column("case_key", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["case_key"], ["case.key"], name=op.f("fk_party_case_key_case")),
        sa.PrimaryKeyConstraint("case_key", "id", name=op.f("pk_party")),
    )
    op.create_index(op.f("ix_party_identity"), "party", ["identity"], unique=False)
    op.create_table(
        "step_key",
        sa.Column("case_key", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["case_key"], ["case.key"], name=op.f("fk_step_key_case_key_case")),
        sa.PrimaryKeyConstraint("case_key", "key", name=op.f("pk_step_key")),
    )
    op.create_table(
        "journal_facts",
        sa.Column("case_key", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_key", "seq"],
            ["journal.case_key", "journal.seq"],
            name=op.f("fk_journal_facts_case_key_seq_journal"),
        ),
        sa.PrimaryKeyConstraint("case_key", "seq", name=op.f("pk_journal_facts")),
    )
    op.create_table(
        "money_out",
        sa.Column("case_key", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("arrival", sa.Text(), nullable=False),
        sa.Column("payee", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=16, scale=2), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_money_out_amount")),
        sa.ForeignKeyConstraint(
            ["case_key", "arrival"],
            ["money_in.case_key", "money_in.id"],
            name=op.f("fk_money_out_case_key_arrival_money_in"),
        ),
        sa.PrimaryKeyConstraint("case_key", "id", name=op.f("pk_money_out")),
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("money_out")
    op.drop_table("journal_facts")
    op.drop_table("step_key")
    op.drop_index(op.f("ix_party_identity"), table_name="party")
    op.drop_table("party")
    op.drop_index("ix_outbox_open", table_name="outbox", postgresql_where=sa.text("done_at is null"))
    op.drop_table("outbox")
    op.drop_index("ix_node_open", table_name="node", postgresql_where=sa.text("open"))
    op.drop_table("node")
    op.drop_table("money_in")
    op.drop_table("journal")
    op.drop_index(
        "ix_inbox_open", table_name="inbox", postgresql_where=sa.text("consumed_seq is null and reason = ''")
    )
    op.drop_index(op.f("ix_inbox_case_key"), table_name="inbox")
    op.drop_table("inbox")
    op.drop_index("ix_filing_new", table_name="filing", postgresql_where=sa.text("state = 'new'"))
    op.drop_table("filing")
    op.drop_table("fact")
    op.drop_table("document")
    op.drop_table("closing")
    op.drop_index(op.f("ix_assignment_unit"), table_name="assignment")
    op.drop_table("assignment")
    op.drop_table("asset")
    op.drop_index("ix_act_log_open", table_name="act_log", postgresql_where=sa.text("state = 'submitted'"))
    op.drop_index(op.f("ix_act_log_case_key"), table_name="act_log")
    op.drop_table("act_log")
    op.drop_table("membership")
    op.drop_index("ix_case_open", table_name="case", postgresql_where=sa.text("closed_at is null"))
    op.drop_table("case")
    op.drop_table("unit")
    op.drop_table("staff")
    op.drop_table("rulebook")
    op.drop_table("court_journal")
    op.drop_table("court")
