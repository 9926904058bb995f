"""Registering occasions of duties at a court without any server, and reporting them done."""

from datetime import date, datetime
from uuid import uuid4

import pytest

from activities.court_duties.occasions import Occasions, Registered, registering
from models.acts.envelope import Act, ActKind
from models.errors import Refusal
from tests.activities.attendant import Attendant, at

THURSDAY = date(2026, 5, 7)
TEN, NOON = at(THURSDAY, 10), at(THURSDAY, 12)

JUDGE, PETITIONS, DISPATCH, CLERICAL = (
    ("SQ082", "judge"),
    ("SQ084", "clerk"),
    ("SQ043", "clerk"),
    ("SQ013", "clerk"),
)
"""Two of the petition team, one of the dispatch group, one of the clerical group."""

REVIEW, ASSIGNED = "SQ-29.3", "SQ-29.1"
"""Reviews of enforcement supervision, and cases that higher levels assign."""

NUMBER = "（2026）豫14执监7号"


def act(
    office: Attendant,
    duty: str,
    staff: str,
    role: str,
    matter: str = "",
    occurred: datetime = TEN,
    behalf: str = "",
) -> Act:
    """A registration as somebody states it, not signed."""
    return Act(
        act_id=uuid4(),
        kind=ActKind.SIGN_NODE,
        occurred_at=occurred,
        actor=staff,
        role=role,
        on_behalf_of=behalf,
        data=registering(office.court, duty, matter),
    )


def registered(office: Attendant, stated: Act, submitted: datetime = NOON) -> Registered:
    """An occasion in the register."""
    return Occasions(office.clerk.database, office.clerk.books).open(stated, submitted)


def refused(office: Attendant, stated: Act, submitted: datetime = NOON) -> str:
    """The code with which a registration is refused; the journal has not grown, the log keeps it."""
    before = office.kinds()
    with pytest.raises(Refusal) as refusal:
        registered(office, stated, submitted)
    log = office.log(stated.act_id)
    assert office.kinds() == before
    assert (log.state, log.code, log.reason) == ("refused", refusal.value.code, refusal.value.message)
    return refusal.value.code


def done(office: Attendant, opened: Registered, staff: str, role: str, behalf: str = "") -> str:
    """The code with which a completion is refused; empty when it is accepted."""
    name = opened.name
    stated = Act(
        act_id=uuid4(),
        kind=ActKind.SIGN_NODE,
        occurred_at=NOON,
        actor=staff,
        role=role,
        on_behalf_of=behalf,
        data={"court": name.court, "duty": name.duty, "day": name.day.isoformat(), "number": name.number},
    )
    answer = office.deliver(name.duty, name.day, stated, number=name.number)
    return answer.refused.code if answer.refused else ""
