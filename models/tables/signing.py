"""Keys of people and the daily seals of a court's chains."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class StaffKey(Base):
    """The key a person signs with (签名公钥): dated, certified by the court; only its last day may be set."""

    __tablename__ = "staff_key"
    __table_args__ = (
        CheckConstraint("until is null or until >= since", name="dates"),
        UniqueConstraint("public_key"),
        Index("ix_staff_key_staff", "staff"),
    )
    key_id: Mapped[str] = mapped_column(primary_key=True)
    staff: Mapped[str] = mapped_column(ForeignKey("staff.number"))
    court: Mapped[str]
    public_key: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    certificate: Mapped[str]


class SealRow(Base):
    """A court's seal (日封): the root over the heads of all its cases, its own journal, signed.

    `succession` stands in the first seal of a new key of the court.
    """

    __tablename__ = "seal"
    court: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    cases: Mapped[int]
    root: Mapped[str]
    journal_seq: Mapped[int]
    journal_head: Mapped[str]
    previous: Mapped[str]
    made_at: Mapped[datetime]
    key_id: Mapped[str]
    succession: Mapped[dict[str, Any] | None]
    signature: Mapped[str]


class SealedHead(Base):
    """Where a case's chain stood when its court was sealed (封存链头)."""

    __tablename__ = "sealed_head"
    court: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    case_key: Mapped[str] = mapped_column(ForeignKey("case.key"))
    seq: Mapped[int]
    head: Mapped[str]
