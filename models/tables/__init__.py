"""The record's tables (PostgreSQL). Columns and constraints only: what may not be is refused here."""

from models.tables.base import Base, metadata
from models.tables.duties import DutyAct, DutyNodeRow
from models.tables.people import AbsenceRow, Court, Membership, Staff, UnitRow
from models.tables.projected import (
    AssetRow,
    AssignmentRow,
    ClosingRow,
    DocumentRow,
    FactRow,
    MoneyIn,
    MoneyOut,
    NodeRow,
)
from models.tables.reading import PaperReading
from models.tables.record import (
    ActLog,
    CalendarText,
    Case,
    CourtJournal,
    Filing,
    Inbox,
    Journal,
    JournalFacts,
    Outbox,
    Party,
    RulebookText,
    StepKey,
)
from models.tables.signing import SealedHead, SealRow, StaffKey

__all__ = [
    "AbsenceRow",
    "ActLog",
    "AssetRow",
    "AssignmentRow",
    "Base",
    "CalendarText",
    "Case",
    "ClosingRow",
    "Court",
    "CourtJournal",
    "DocumentRow",
    "DutyAct",
    "DutyNodeRow",
    "FactRow",
    "Filing",
    "Inbox",
    "Journal",
    "JournalFacts",
    "Membership",
    "MoneyIn",
    "MoneyOut",
    "NodeRow",
    "Outbox",
    "PaperReading",
    "Party",
    "RulebookText",
    "SealRow",
    "SealedHead",
    "Staff",
    "StaffKey",
    "StepKey",
    "UnitRow",
    "metadata",
]
