"""Who holds which office, and who is away (任职、缺勤): as the register has them, past ones too."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.absence import Absence
from models.errors import Code, Refusal
from models.permissions import Membership
from models.tables import AbsenceRow, Staff
from models.tables import Membership as MembershipRow


def memberships_of(session: Session, court: str, staff: str) -> tuple[Membership, ...]:
    """Every membership of a person in a court, past ones too."""
    rows = session.execute(
        select(MembershipRow)
        .where(MembershipRow.staff == staff, MembershipRow.court == court)
        .order_by(MembershipRow.unit, MembershipRow.role, MembershipRow.since)
    ).scalars()
    return tuple(Membership(unit=row.unit, role=row.role, since=row.since, until=row.until) for row in rows)


def seats_of(session: Session, court: str, members: Iterable[str], day: date) -> dict[str, tuple[str, ...]]:
    """The roles that each of these people holds in a court on a day."""
    return {
        number: tuple(held.role for held in memberships_of(session, court, number) if held.on(day))
        for number in members
    }


def court_of(session: Session, staff: str, court: str = "") -> str:
    """The court a person works at. Raises Refusal(UNKNOWN_SUBJECT) for nobody's number, or another court."""
    person = session.get(Staff, staff)
    if person is None or court not in ("", person.court):
        raise Refusal(Code.UNKNOWN_SUBJECT, f"{court}没有人员 {staff}" if court else f"没有人员 {staff}")
    return person.court


def absences_of(session: Session, court: str, day: date | None = None) -> tuple[Absence, ...]:
    """The absences of a court, by person and first day; of one court-local day only, if it is named."""
    wanted = select(AbsenceRow).where(AbsenceRow.court == court)
    if day is not None:
        wanted = wanted.where(AbsenceRow.since <= day, AbsenceRow.until >= day)
    rows = session.execute(wanted.order_by(AbsenceRow.staff, AbsenceRow.since)).scalars()
    return tuple(
        Absence(staff=row.staff, since=row.since, until=row.until, substitute=row.substitute or "")
        for row in rows
    )
