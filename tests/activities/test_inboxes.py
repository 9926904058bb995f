"""What lies in an inbox besides a person's own steps: whose delay they wait for, and what the court owes."""

from datetime import date, datetime

import pytest

from activities.inboxes import Ground, Inboxes
from models.values import COURT_ZONE
from tests.activities.attendant import Attendant
from tests.activities.clerk import Clerk
from tests.activities.test_acts import in_fast_team

SIGN_IN, BULLETIN = "RY-D20", "RY-D21"
THURSDAY = date(2026, 5, 7)


@pytest.fixture
def inboxes(clerk: Clerk) -> Inboxes:
    """The inboxes of the register."""
    return Inboxes(clerk.database, clerk.books)


@pytest.mark.requirement("GS-29", "RY-54")
def test_a_step_says_whose_delay_it_waits_for(clerk: Clerk, inboxes: Inboxes) -> None:
    """In the unit's inbox as in the person's: the plan comes before the first round."""
    key, owner = in_fast_team(clerk)
    own = {task.node: task.waits_for for task in inboxes.of_person(owner, "ruyang", THURSDAY)}
    (earlier,) = own["RY-D9"]
    assert "执行方案" in earlier and "责任单位" in earlier
    assert own["RY-54"] == ()
    theirs = {task.node: task.waits_for for task in clerk.casework.tasks(key)}
    assert theirs["RY-D9"] == (earlier,)


@pytest.mark.requirement("RY-D20", "RY-D21")
def test_what_the_court_owes_lies_in_the_inbox_of_whoever_does_it(clerk: Clerk, inboxes: Inboxes) -> None:
    """Duties that belong to no case: of the unit and the role, of the person who is there; gone when done."""
    office = Attendant(clerk)
    office.appoint("RY011", "general_group", "clerk")
    office.open(SIGN_IN, THURSDAY)
    office.open(BULLETIN, THURSDAY)
    by_unit = inboxes.of_court("general_group", "ruyang", THURSDAY)
    assert [(task.node, task.case_key, task.case_no) for task in by_unit] == [(SIGN_IN, "", "经常性工作")]
    assert [task.node for task in inboxes.of_court("", "", THURSDAY)] == [SIGN_IN, BULLETIN]
    assert inboxes.of_court("general_group", "gushi", THURSDAY) == ()
    (own,) = (task for task in inboxes.of_person("RY011", "ruyang", THURSDAY) if not task.case_key)
    assert (own.node, own.subject, own.ground) == (SIGN_IN, THURSDAY.isoformat(), Ground.UNIT)
    office.done(SIGN_IN, THURSDAY, "RY011", "clerk", datetime(2026, 5, 7, 9, tzinfo=COURT_ZONE))
    assert inboxes.of_court("general_group", "ruyang", THURSDAY) == ()
