"""Lateness of a duty of the court that somebody wants to be gone, or to be there twice."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from activities.auditing.findings import FindingKind
from activities.court_duties.turn import SYSTEM
from activities.court_journal import record
from models.court_events import CourtEventKind
from models.duties.duties import about
from models.nodes import Passing
from models.values import court_local
from tests.activities.attendant import Attendant
from tests.activities.attendant import at as instant
from tests.activities.clerk import Clerk
from tests.activities.clockwork import Clockwork
from tests.activities.notary import tamper
from tests.activities.test_auditing_duties import FRIDAY, MIDNIGHT, about_turn, written_at
from tests.activities.test_duties import CLERK, SIGN_IN, THURSDAY

pytestmark = pytest.mark.requirement("RY-49", "RY-D20")

ROW = f"duty_node/{SIGN_IN}/{THURSDAY}"


@pytest.fixture
def office(clerk: Clerk, owner: Engine) -> Attendant:
    """A sign-in of Thursday that was done on Friday, late, and noticed in time."""
    made = Attendant(clerk)
    made.appoint("RY011", "general_group", "clerk")
    made.open(SIGN_IN, THURSDAY)
    written_at(owner, "duty_opened", instant(THURSDAY))
    made.passing(SIGN_IN, THURSDAY)
    written_at(owner, "duty_overdue", MIDNIGHT)
    made.done(SIGN_IN, THURSDAY, *CLERK, instant(FRIDAY, 9))
    written_at(owner, "duty_done", instant(FRIDAY, 9))
    return made


async def differing(office: Attendant) -> list[str]:
    """The rows an audit finds to be otherwise than the court's journal."""
    report = await Clockwork(office.clerk).report(court_local(instant(FRIDAY, 10)))
    return [f.subject for f in report.findings if f.kind is FindingKind.PROJECTION_DIFFERS]


@pytest.mark.parametrize(
    "statement",
    [
        "update duty_node set overdue_at = null where court = 'ruyang'",
        "update duty_node set done_at = due_at where court = 'ruyang'",
        "update duty_node set node = jsonb_set(node, '{overdue_withdrawn}', 'true') where court = 'ruyang'",
        "delete from duty_node where court = 'ruyang'",
    ],
)
async def test_the_row_of_a_late_turn_says_something_else(
    office: Attendant, owner: Engine, statement: str
) -> None:
    """Boards and reports read the row; the court's journal says who was late."""
    assert await differing(office) == []
    tamper(owner, statement)
    assert await differing(office) == [ROW]


def test_late_a_second_time(office: Attendant) -> None:
    """Once more after it was done: named, and counted once."""
    assert about_turn(office, instant(FRIDAY, 10)) == []
    facts = {**about(SIGN_IN, THURSDAY), "at": (MIDNIGHT - timedelta(seconds=1)).isoformat()}
    with office.clerk.database.transaction() as session:
        record(session, "ruyang", CourtEventKind.DUTY_OVERDUE, SYSTEM, facts, court_local(MIDNIGHT))
    assert about_turn(office, instant(FRIDAY, 10)) == [(FindingKind.UNFOUNDED, Passing.LIMIT, 0)]


def test_late_before_its_day_is_over(office: Attendant, owner: Engine) -> None:
    """Dated at the right instant, and written hours before it."""
    written_at(owner, "duty_overdue", instant(THURSDAY, 12))
    assert (FindingKind.UNFOUNDED, Passing.LIMIT, 0) in about_turn(office, instant(FRIDAY, 10))
