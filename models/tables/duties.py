"""Duties of the court that belong to no case: their turns, and what people submitted about them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class DutyNodeRow(Base):
    """The turns of a court's duties (经常性工作节点): a projection of the court's own journal."""

    __tablename__ = "duty_node"
    __table_args__ = (
        Index("ix_duty_node_open", "court", "responsible", "due_at", postgresql_where=text("open")),
    )
    court: Mapped[str] = mapped_column(primary_key=True)
    duty: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, server_default=text("0"))
    """Of an occasion, counted by the day; 0 for a turn of the calendar."""
    name: Mapped[str]
    article: Mapped[str]
    responsible: Mapped[str]
    open: Mapped[bool]
    started_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    overdue_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str]
    workflow: Mapped[str]
    """The id of the run that looks after it; the opening entry holds it too."""
    matter: Mapped[str] = mapped_column(server_default=text("''"))
    """What an occasion is about: a document number, or a few words."""
    node: Mapped[dict[str, Any]]


class DutyAct(Base):
    """Every registration and completion of a duty as submitted, delivered or not, with reasons of refusal."""

    __tablename__ = "duty_act"
    __table_args__ = (
        CheckConstraint("state in ('submitted', 'accepted', 'refused')", name="state"),
        CheckConstraint("(state = 'refused') = (code <> '')", name="refusal"),
        Index("ix_duty_act_open", "entered_at", postgresql_where=text("state = 'submitted'")),
    )
    act_id: Mapped[UUID] = mapped_column(primary_key=True)
    court: Mapped[str]
    duty: Mapped[str]
    day: Mapped[date]
    number: Mapped[int] = mapped_column(server_default=text("0"))
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
