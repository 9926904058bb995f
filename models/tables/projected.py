"""What the journal says, as rows to look things up in; `desk.py rebuild` makes them anew."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import CASE, Base


class FactRow(Base):
    """The facts of a case as they stand (案件事实): a projection of the journal."""

    __tablename__ = "fact"
    case_key: Mapped[str] = mapped_column(ForeignKey(CASE), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]


class NodeRow(Base):
    """The node table of a case (流程节点): a projection of the journal."""

    __tablename__ = "node"
    __table_args__ = (Index("ix_node_open", "court", "responsible", "due_at", postgresql_where=text("open")),)
    case_key: Mapped[str] = mapped_column(ForeignKey(CASE), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    court: Mapped[str]
    limit_id: Mapped[str]
    subject: Mapped[str]
    responsible: Mapped[str]
    open: Mapped[bool]
    started_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    overdue_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    node: Mapped[dict[str, Any]]


class AssignmentRow(Base):
    """A recorded draw (分案): seed, roster and loads, so that anyone can recompute it."""

    __tablename__ = "assignment"
    case_key: Mapped[str] = mapped_column(ForeignKey(CASE), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(index=True)
    owner: Mapped[str]
    seed: Mapped[str]
    draw: Mapped[dict[str, Any]]


class AssetRow(Base):
    """Property and money found (查控财产台账): a projection of the journal."""

    __tablename__ = "asset"
    case_key: Mapped[str] = mapped_column(ForeignKey(CASE), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    amount: Mapped[Decimal | None]
    controlled_at: Mapped[datetime | None]
    expires_on: Mapped[date | None]
    outcome: Mapped[str]


class DocumentRow(Base):
    """A paper of the e-file (电子卷宗), made or put in: its digest is its place in the file store."""

    __tablename__ = "document"
    __table_args__ = (CheckConstraint("source in ('made', 'scanned', 'received')", name="source"),)
    case_key: Mapped[str] = mapped_column(ForeignKey(CASE), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    sha256: Mapped[str]
    made_at: Mapped[datetime]
    seq: Mapped[int] = mapped_column(server_default=text("0"))
    """Its place in the journal: the index (卷宗目录) counts in that order."""
    source: Mapped[str] = mapped_column(server_default=text("'made'"))
    added_by: Mapped[str] = mapped_column(server_default=text("'system'"))
    media: Mapped[str] = mapped_column(server_default=text("'docx'"))
    size: Mapped[int | None]
    pages: Mapped[int | None]
    about: Mapped[str] = mapped_column(server_default=text("''"))


class MoneyIn(Base):
    """Money that arrived on the case's account (到账)."""

    __tablename__ = "money_in"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("ordered_out >= 0 and ordered_out <= amount", name="ordered"),
        CheckConstraint("paid_out >= 0 and paid_out <= ordered_out", name="paid"),
    )
    case_key: Mapped[str] = mapped_column(ForeignKey(CASE), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[Decimal]
    arrived_at: Mapped[datetime]
    origin: Mapped[str]
    ordered_out: Mapped[Decimal]
    paid_out: Mapped[Decimal]


class MoneyOut(Base):
    """A payment ordered and, once the bank said so, paid (发放)."""

    __tablename__ = "money_out"
    __table_args__ = (
        ForeignKeyConstraint(["case_key", "arrival"], ["money_in.case_key", "money_in.id"]),
        CheckConstraint("amount > 0", name="amount"),
    )
    case_key: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    arrival: Mapped[str]
    payee: Mapped[str]
    purpose: Mapped[str]
    amount: Mapped[Decimal]
    ordered_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]


class ClosingRow(Base):
    """How a case was closed (结案): a projection of the journal, one per closed case."""

    __tablename__ = "closing"
    __table_args__ = (CheckConstraint("recovered >= 0", name="recovered"),)
    case_key: Mapped[str] = mapped_column(ForeignKey(CASE), primary_key=True)
    method: Mapped[str]
    recovered: Mapped[Decimal]
    unit: Mapped[str]
    closed_at: Mapped[datetime]
