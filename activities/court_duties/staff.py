"""Who does a duty that belongs to no case: people as the register has them, or their substitutes."""

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from activities.absences.staffing import absences_of, memberships_of
from models.acts.envelope import Act
from models.duties.permission import check_duty_permission, duty_role
from models.permissions import Membership, check_substitute, stood_in
from models.rulebook import Rulebook


def check_doer(session: Session, book: Rulebook, places: Collection[str], act: Act) -> None:
    """Raises Refusal unless, on the day of the act, its actor may do what these places are responsible for.

    On behalf of somebody it is for a person away that day, by their substitute, in the absent person's
    place and a role both hold (RY-54).
    """
    day = act.occurred_at.date()
    check_substitute(act, absences_of(session, book.court, day), day)
    held = acting_in(session, book.court, act.actor, act.on_behalf_of, day)
    check_duty_permission(book, places, act, held, day)


def role_of(
    session: Session, book: Rulebook, places: Collection[str], staff: str, absent: str, day: date
) -> str:
    """The role in which a person, or their substitute, does it that day. Raises Refusal where none is."""
    held = acting_in(session, book.court, staff, absent, day)
    if absent and not held:
        return ""  # The register says what is wrong with it.
    return duty_role(book, places, absent or staff, held, day)


def acting_in(session: Session, court: str, staff: str, absent: str, day: date) -> tuple[Membership, ...]:
    """What a person acts in: their own memberships, or the places of the absent one they stand in for."""
    own = memberships_of(session, court, staff)
    return stood_in(own, memberships_of(session, court, absent), day) if absent else own
