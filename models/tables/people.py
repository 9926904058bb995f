"""Courts, their units and their people."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class Court(Base):
    """A court and how it is reached (法院)."""

    __tablename__ = "court"
    key: Mapped[str] = mapped_column(primary_key=True)
    profile: Mapped[dict[str, Any]]


class UnitRow(Base):
    """A unit of a court (机构), from its rulebook."""

    __tablename__ = "unit"
    court: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]


class Staff(Base):
    """A person who acts in cases (人员), by staff number."""

    __tablename__ = "staff"
    number: Mapped[str] = mapped_column(primary_key=True)
    court: Mapped[str]
    name: Mapped[str]


class Membership(Base):
    """Whom a unit had in which role from when until when (任职): dated, never rewritten."""

    __tablename__ = "membership"
    __table_args__ = (
        ForeignKeyConstraint(["court", "unit"], ["unit.court", "unit.key"]),
        CheckConstraint("until is null or until >= since", name="dates"),
    )
    staff: Mapped[str] = mapped_column(ForeignKey("staff.number"), primary_key=True)
    court: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    until: Mapped[date | None]


class AbsenceRow(Base):
    """When somebody was away, and who acted for them (缺勤、代理): an end may move, nothing else changes."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("until >= since", name="dates"),
        CheckConstraint("substitute <> staff", name="substitute"),
    )
    staff: Mapped[str] = mapped_column(ForeignKey("staff.number"), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    court: Mapped[str] = mapped_column(index=True)
    until: Mapped[date]
    substitute: Mapped[str | None] = mapped_column(ForeignKey("staff.number"))
