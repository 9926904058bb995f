"""Whether a person may do something with a file on a day (卷宗权限): roster, absence, signature, the case."""

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from activities.absences.staffing import absences_of, memberships_of
from activities.signing.key_files import SigningKey
from activities.signing.staff_keys import check_signature
from models.case import CaseState
from models.electronic_file import Reader
from models.errors import Code, Refusal
from models.limits import OWNER_UNIT
from models.permissions import check_absence, stood_in
from models.reading_permission import Request, Wish, reader_row
from models.roster import STAFF_NUMBER
from models.rulebook import Rulebook
from models.tables import ActLog, Journal, NodeRow
from models.values import court_local


def made_request(
    key: SigningKey | None,
    case_key: str,
    paper: str,
    sha256: str,
    staff: str,
    on_behalf_of: str,
    at: datetime,
) -> Request:
    """A wish as it is kept, signed with its author's key where there is one.

    Raises Refusal(BAD_DATA) for what cannot be a staff number: a name must not come into the record.
    """
    if not all(re.match(STAFF_NUMBER, number) for number in (staff, on_behalf_of or staff)):
        raise Refusal(Code.BAD_DATA, "人员编号应为两个大写字母加三至六位数字，如 RY020")
    made = Request(
        id=uuid4(), paper=paper, sha256=sha256, actor=staff, on_behalf_of=on_behalf_of, at=court_local(at)
    )
    if key is None:
        return made
    named = made.model_copy(update={"key_id": key.public.key_id})
    return named.model_copy(update={"signature": key.sign(named.bytes_about(case_key))})


def ground(
    session: Session, book: Rulebook, state: CaseState, request: Request, rows: Sequence[Reader], what: str
) -> Reader:
    """The first of the rows that lets the author of a wish do `what` in a case, on the day of the wish.

    Raises Refusal for a missing or false signature, an absence that is none, and where no row does.
    """
    day = request.at.date()
    check_author(session, state.court, state.key, request)
    held = memberships_of(session, state.court, request.actor)
    person = request.on_behalf_of or request.actor
    if request.on_behalf_of:
        held = stood_in(held, memberships_of(session, state.court, person), day)
    wish = Wish(
        person=person, held=held, handled=_handled(session, state), acted=_acted(session, state, person)
    )
    return reader_row(book, state, wish, day, rows, what)


def check_author(session: Session, court: str, case_key: str, request: Request) -> None:
    """Raises Refusal unless a wish is signed where its author has a key, and an absence it names is one."""
    day = request.at.date()
    check_signature(session, request, case_key, day)
    check_absence(request.actor, request.on_behalf_of, absences_of(session, court, day), day)


def _handled(session: Session, state: CaseState) -> frozenset[str]:
    """The units and roles responsible for a node of the case, done ones too."""
    rows = session.execute(select(NodeRow.responsible).where(NodeRow.case_key == state.key).distinct())
    return frozenset(state.unit if place == OWNER_UNIT else place for place in rows.scalars()) - {""}


def _acted(session: Session, state: CaseState, person: str) -> bool:
    """Whether somebody has done an act in the case, or another on their behalf."""
    wanted = (
        select(Journal.seq)
        .join(ActLog, ActLog.act_id == Journal.act_id)
        .where(
            Journal.case_key == state.key,
            ActLog.state == "accepted",
            or_(Journal.actor == person, Journal.on_behalf_of == person),
        )
        .limit(1)
    )
    return session.execute(wanted).first() is not None
