"""The record proper: filings, cases, the journal, acts, what comes in and what goes out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import CASE, Base


class Filing(Base):
    """What somebody filed (立案): the table a court's own system may insert into."""

    __tablename__ = "filing"
    __table_args__ = (
        CheckConstraint("state in ('new', 'accepted', 'rejected')", name="state"),
        CheckConstraint("(state = 'rejected') = (reason <> '')", name="reason"),
        Index("ix_filing_new", "submitted_at", postgresql_where=text("state = 'new'")),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    court: Mapped[str]
    case_no: Mapped[str]
    filed_at: Mapped[datetime]
    data: Mapped[dict[str, Any]]
    source: Mapped[str] = mapped_column(server_default=text("''"))
    submitted_at: Mapped[datetime] = mapped_column(server_default=func.now())
    state: Mapped[str] = mapped_column(server_default=text("'new'"))
    reason: Mapped[str] = mapped_column(server_default=text("''"))
    case_key: Mapped[str | None] = mapped_column(ForeignKey(CASE))


class RulebookText(Base):
    """The text of every resolved rulebook a case was filed under (办案规则)."""

    __tablename__ = "rulebook"
    digest: Mapped[str] = mapped_column(primary_key=True)
    court: Mapped[str]
    in_force: Mapped[str]
    text: Mapped[dict[str, Any]]


class CalendarText(Base):
    """Every calendar cases are counted on (工作日历), by digest; the latest is for new cases."""

    __tablename__ = "calendar"
    digest: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Identity(), unique=True)
    text: Mapped[dict[str, Any]]
    loaded_at: Mapped[datetime] = mapped_column(server_default=func.now())
    loaded_by: Mapped[str]


class Case(Base):
    """One case (案件): its key, its pinned rulebook and the folded state of its journal."""

    __tablename__ = "case"
    __table_args__ = (
        UniqueConstraint("court", "case_no"),
        CheckConstraint("seq >= 0", name="seq"),
        Index("ix_case_open", "key", postgresql_where=text("closed_at is null")),
    )
    key: Mapped[str] = mapped_column(primary_key=True)
    court: Mapped[str]
    case_no: Mapped[str]
    rulebook: Mapped[str] = mapped_column(ForeignKey("rulebook.digest"))
    seq: Mapped[int]
    head: Mapped[str]
    state: Mapped[dict[str, Any]]
    filed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Party(Base):
    """A party (当事人). Names and numbers stand here and nowhere else but in event data."""

    __tablename__ = "party"
    case_key: Mapped[str] = mapped_column(ForeignKey(CASE), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]
    kind: Mapped[str]
    identity: Mapped[str] = mapped_column(index=True)
    """SHA-256 of the number of the person or organisation: related cases are found by it."""
    data: Mapped[dict[str, Any]]


class Journal(Base):
    """The journal of a case (案件日志): append-only, one hash chain per case."""

    __tablename__ = "journal"
    __table_args__ = (CheckConstraint("seq > 0", name="seq"),)
    case_key: Mapped[str] = mapped_column(ForeignKey(CASE), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject: Mapped[str]
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    actor: Mapped[str]
    role: Mapped[str]
    on_behalf_of: Mapped[str]
    corrects: Mapped[int | None]
    digest: Mapped[str]
    previous: Mapped[str]
    head: Mapped[str]
    act_id: Mapped[UUID | None]


class JournalFacts(Base):
    """The facts of an entry, beside the chain that covers their digest: redaction leaves the chain whole."""

    __tablename__ = "journal_facts"
    __table_args__ = (ForeignKeyConstraint(["case_key", "seq"], ["journal.case_key", "journal.seq"]),)
    case_key: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    facts: Mapped[dict[str, Any]]


class CourtJournal(Base):
    """What happened at a court and belongs to no case (法院日志): append-only, one chain per court."""

    __tablename__ = "court_journal"
    court: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    actor: Mapped[str]
    facts: Mapped[dict[str, Any]]
    previous: Mapped[str]
    head: Mapped[str]


class ActLog(Base):
    """Every act as submitted (行为登记), delivered or not, refused ones with their reason."""

    __tablename__ = "act_log"
    __table_args__ = (
        CheckConstraint("state in ('submitted', 'accepted', 'refused')", name="state"),
        CheckConstraint("(state = 'refused') = (code <> '')", name="refusal"),
        Index("ix_act_log_open", "entered_at", postgresql_where=text("state = 'submitted'")),
    )
    act_id: Mapped[UUID] = mapped_column(primary_key=True)
    case_key: Mapped[str] = mapped_column(ForeignKey(CASE), index=True)
    kind: Mapped[str]
    actor: Mapped[str]
    submitted_at: Mapped[datetime]
    """The business time of submission: what lateness counts from."""
    entered_at: Mapped[datetime] = mapped_column(server_default=func.now())
    """The server's own time, for delivering again."""
    act: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(server_default=text("'submitted'"))
    code: Mapped[str] = mapped_column(server_default=text("''"))
    reason: Mapped[str] = mapped_column(server_default=text("''"))
    seq: Mapped[int | None]


class Inbox(Base):
    """Answers of outside systems (外部反馈): each sender id once."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index("ix_inbox_open", "received_at", postgresql_where=text("consumed_seq is null and reason = ''")),
    )
    sender_id: Mapped[str] = mapped_column(primary_key=True)
    case_key: Mapped[str] = mapped_column(ForeignKey(CASE), index=True)
    kind: Mapped[str]
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(server_default=func.now())
    answer: Mapped[dict[str, Any]]
    signalled_at: Mapped[datetime | None]
    consumed_seq: Mapped[int | None]
    reason: Mapped[str] = mapped_column(server_default=text("''"))


class Outbox(Base):
    """What must still be done outside because of what was written here (待发事项)."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint("kind in ('start_case', 'notice')", name="kind"),
        Index("ix_outbox_open", "id", postgresql_where=text("done_at is null")),
    )
    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    key: Mapped[str]
    kind: Mapped[str]
    case_key: Mapped[str] = mapped_column(ForeignKey(CASE))
    body: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    done_at: Mapped[datetime | None]
    result: Mapped[str] = mapped_column(server_default=text("''"))


class StepKey(Base):
    """Steps that have taken effect, with their answers: the same key never takes effect twice."""

    __tablename__ = "step_key"
    case_key: Mapped[str] = mapped_column(ForeignKey(CASE), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[dict[str, Any]]
