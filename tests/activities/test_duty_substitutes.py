"""Duties done for somebody away: by the substitute, in the absent person's place, in the own name."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from activities.absences.absences import keep_absences
from activities.inboxes import Inboxes
from activities.rosters import load_roster
from models.absence import Absence
from models.errors import Code, Refusal
from tests.activities.attendant import Attendant, at
from tests.activities.clerk import Clerk
from tests.activities.registrar import DISPATCH, NUMBER, REVIEW, TEN, THURSDAY, act, done, refused, registered
from tests.conftest import ROOT


@pytest.fixture
def office(clerk: Clerk) -> Iterator[Attendant]:
    """Shangqiu with its roster; afterwards the table still follows from the journal."""
    load_roster(clerk.database, clerk.books, ROOT / "simulation" / "rosters" / "shangqiu.yaml")
    yield Attendant(clerk, court="shangqiu")
    assert clerk.casework.rebuild_duties(write=False) == {}
    assert clerk.casework.broken_court_journals() == ()


def away(office: Attendant, staff: str, substitute: str, until: date = THURSDAY) -> None:
    """Somebody is away that day, and who acts for them."""
    absence = Absence(staff=staff, since=THURSDAY, until=until, substitute=substitute)
    with office.clerk.database.transaction() as session:
        keep_absences(session, office.court, (absence,), "SQ081", TEN)


@pytest.mark.requirement("RY-54", "SQ-29")
def test_a_substitute_registers_and_does_it_in_the_absent_persons_place(office: Attendant) -> None:
    """A clerk of the dispatch group stands in for one of the petition team, in the own name."""
    assert refused(office, act(office, REVIEW, *DISPATCH, NUMBER, behalf="SQ084")) == Code.NOBODY_ABSENT
    away(office, "SQ084", "SQ043")
    assert refused(office, act(office, REVIEW, *DISPATCH, NUMBER)) == Code.WRONG_UNIT
    wrong = act(office, REVIEW, "SQ042", "judge_assistant", NUMBER, behalf="SQ084")
    assert refused(office, wrong) == Code.NOT_THE_SUBSTITUTE
    opened = registered(office, act(office, REVIEW, *DISPATCH, NUMBER, behalf="SQ084"))

    inboxes = Inboxes(office.clerk.database, office.clerk.books)
    absences = [Absence(staff="SQ084", since=THURSDAY, until=THURSDAY, substitute="SQ043")]
    (task,) = inboxes.of_person("SQ043", "shangqiu", THURSDAY, absences)
    assert (task.node, task.absent) == (REVIEW, "SQ084")

    assert done(office, opened, *DISPATCH) == Code.WRONG_UNIT
    assert done(office, opened, "SQ042", "judge_assistant", "SQ084") == Code.NOT_THE_SUBSTITUTE
    assert done(office, opened, "SQ043", "judge", "SQ084") == Code.ACT_NOT_ALLOWED
    assert done(office, opened, *DISPATCH, "SQ084") == ""
    entry = office.entries()[-1]
    assert (entry.actor, entry.facts["on_behalf_of"], entry.facts["role"]) == ("SQ043", "SQ084", "clerk")
    assert office.node(REVIEW, THURSDAY, 1).done_by == "SQ043"


@pytest.mark.requirement("RY-54")
def test_an_absence_lasts_until_the_last_duty_done_under_it(office: Attendant) -> None:
    """Its end is not moved before a completion somebody stated for the absent person."""
    friday = THURSDAY + timedelta(days=1)
    with office.clerk.database.transaction() as session:
        absence = Absence(staff="SQ084", since=THURSDAY, until=friday, substitute="SQ043")
        keep_absences(session, office.court, (absence,), "SQ081", TEN)
    stated = act(office, REVIEW, *DISPATCH, NUMBER, at(friday, 9), behalf="SQ084")
    registered(office, stated, at(friday, 10))
    with pytest.raises(Refusal) as refusal:
        away(office, "SQ084", "SQ043")
    assert refusal.value.code == Code.WRONG_STATE
