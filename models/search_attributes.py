"""The search attributes of a case: one list is the registry (design.md section 7)."""

from enum import StrEnum


class Attribute(StrEnum):
    """Search attributes by name; none holds personal data. Owner is a staff number."""

    COURT = "Court"
    CASE_NO = "CaseNo"
    STAGE = "Stage"
    TRACK = "Track"
    UNIT = "Unit"
    OWNER = "Owner"
    TROUBLE = "Trouble"
    NEXT_DUE = "NextDue"
    OVERDUE = "Overdue"


ATTRIBUTE_TYPES: dict[Attribute, str] = {
    Attribute.COURT: "Keyword",
    Attribute.CASE_NO: "Keyword",
    Attribute.STAGE: "Keyword",
    Attribute.TRACK: "Keyword",
    Attribute.UNIT: "Keyword",
    Attribute.OWNER: "Keyword",
    Attribute.TROUBLE: "Keyword",
    Attribute.NEXT_DUE: "Datetime",
    Attribute.OVERDUE: "Bool",
}
"""The type each is registered with."""
