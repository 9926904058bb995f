"""Who works at a court and how the court is reached (人员名册): data a court keeps, not a rule."""

from datetime import date

from pydantic import Field

from models.absence import Absence
from models.permissions import Membership
from models.values import Value

STAFF_NUMBER = r"^[A-Z]{2}\d{3,6}$"
"""What a staff number looks like (人员编号): never like a name."""


class CourtProfile(Value):
    """How a court is reached, and the account its case money goes to (法院信息)."""

    address: str
    phone: str
    postcode: str = ""
    bank: str
    account_holder: str
    account_number: str
    higher_court: str
    auction_platform: str
    custody_place: str = ""


class Person(Value):
    """A member of staff by number, with dated memberships (人员)."""

    number: str = Field(pattern=STAFF_NUMBER)
    name: str = Field(min_length=1)
    memberships: tuple[Membership, ...]


class Roster(Value):
    """One court's people and address, and who is away when (缺勤): an end may move, nothing else changes."""

    court: str
    as_of: date
    profile: CourtProfile
    staff: tuple[Person, ...]
    absences: tuple[Absence, ...] = ()
