"""guards: the journal only grows, money never goes out twice, what is new is announced, rights are few"""

from collections.abc import Sequence

from alembic import op

revision: str = "20261121_guards"
down_revision: str | None = "20261121_record"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WORKER = "court_worker"

APPEND_ONLY = ("journal", "journal_facts", "court_journal", "step_key")
"""Tables in which nothing is changed and nothing removed."""

ANNOUNCED = ("filing", "act_log", "inbox", "outbox")
"""Tables whose new rows wake the watcher; the channel has the table's name."""

REFUSE = """
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'table % is append-only', tg_table_name using errcode = 'restrict_violation';
end $$
"""

ANNOUNCE = """
create function announce() returns trigger language plpgsql as $$
begin
    perform pg_notify(tg_table_name, '');
    return null;
end $$
"""

CHAIN = """
create function check_chain() returns trigger language plpgsql as $$
declare
    last_seq bigint := 0;
    last_head text := repeat('0', 64);
begin
    select seq, head into last_seq, last_head
        from journal where case_key = new.case_key order by seq desc limit 1;
    if new.seq <> coalesce(last_seq, 0) + 1 or new.previous <> coalesce(last_head, repeat('0', 64)) then
        raise exception 'journal of a case must continue its chain' using errcode = 'restrict_violation';
    end if;
    return new;
end $$
"""


COURT_CHAIN = """
create function check_court_chain() returns trigger language plpgsql as $$
declare
    last_seq bigint := 0;
    last_head text := repeat('0', 64);
begin
    select seq, head into last_seq, last_head
        from court_journal where court = new.court order by seq desc limit 1;
    if new.seq <> coalesce(last_seq, 0) + 1 or new.previous <> coalesce(last_head, repeat('0', 64)) then
        raise exception 'journal of a court must continue its chain' using errcode = 'restrict_violation';
    end if;
    return new;
end $$
"""


def upgrade() -> None:
    """Go up."""
    op.execute(COURT_CHAIN)
    op.execute(REFUSE)
    op.execute(ANNOUNCE)
    op.execute(CHAIN)
    for table in APPEND_ONLY:
        op.execute(
            f"create trigger append_only before update or delete on {table} "
            "for each row execute function refuse_change()"
        )
        op.execute(
            f"create trigger keep_all before truncate on {table} "
            "for each statement execute function refuse_change()"
        )
    op.execute("create trigger chain before insert on journal for each row execute function check_chain()")
    op.execute(
        "create trigger chain before insert on court_journal "
        "for each row execute function check_court_chain()"
    )
    for table in ANNOUNCED:
        op.execute(
            f"create trigger announce after insert on {table} for each statement execute function announce()"
        )
    op.execute(_for_worker("grant select, insert, update on all tables in schema public to {role}"))
    op.execute(
        _for_worker("grant delete on fact, node, assignment, asset, document, closing, party to {role}")
    )
    op.execute(_for_worker("grant delete on money_in, money_out to {role}"))
    op.execute(_for_worker("revoke update on " + ", ".join(APPEND_ONLY) + " from {role}"))
    op.execute(_for_worker("revoke insert, update on alembic_version from {role}"))


def downgrade() -> None:
    """Go down."""
    op.execute(_for_worker("revoke all on all tables in schema public from {role}"))
    for table in ANNOUNCED:
        op.execute(f"drop trigger announce on {table}")
    op.execute("drop trigger chain on journal")
    op.execute("drop trigger chain on court_journal")
    for table in APPEND_ONLY:
        op.execute(f"drop trigger keep_all on {table}")
        op.execute(f"drop trigger append_only on {table}")
    for function in ("check_chain", "check_court_chain", "announce", "refuse_change"):
        op.execute(f"drop function {function}()")


def _for_worker(statement: str) -> str:
    """A statement about the worker's role, where the installation has one."""
    return (
        f"do $$ begin if exists (select from pg_roles where rolname = '{WORKER}') then "
        f"{statement.format(role=WORKER)}; end if; end $$"
    )
