"""Open turns of duties when a year is loaded, in the register: listed, counted anew, written down once."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from activities.auditing.duties import recount_duties
from activities.auditing.findings import FindingKind
from activities.calendars import Moved, latest, load_year
from activities.court_duties.dating import moves_of_duties
from models.calendar import LAST_SECOND
from models.messages import DutyWritten, RedateDuty
from models.nodes import NodeState, Passing
from models.values import COURT_ZONE
from tests.activities.attendant import Attendant, at
from tests.activities.clerk import Clerk
from tests.activities.clockwork import TOLERANCE
from tests.activities.notary import tamper
from tests.activities.test_duties import BULLETIN, SIGN_IN, SUPERVISOR
from tests.workflows.test_calendar_year import published

pytestmark = pytest.mark.requirement("NB-359", "CV-2")

MAY, OPENED = date(2027, 5, 1), date(2027, 5, 5)
"""A month of a year without an arrangement: its last week will be a holiday."""

HOLIDAY = date(2027, 5, 26)
"""A working day by the statute alone, a day of rest by the arrangement."""

BEFORE = datetime.combine(date(2027, 5, 31), LAST_SECOND, COURT_ZONE)
AFTER = datetime.combine(date(2027, 5, 24), LAST_SECOND, COURT_ZONE)


@pytest.fixture
def office(clerk: Clerk) -> Attendant:
    """Ruyang, whose supervision group owes its bulletin."""
    return Attendant(clerk)


def year_loaded(office: Attendant, folder: Path) -> tuple[Moved, ...]:
    """The arrangement is published and loaded; what it moves."""
    load_year(office.clerk.database, office.clerk.books, published(folder), "RY001")
    return moved(office)


def moved(office: Attendant) -> tuple[Moved, ...]:
    """What the latest calendar dates otherwise."""
    with office.clerk.database.transaction() as session:
        return moves_of_duties(session, office.clerk.books, at(OPENED, 12))


def redated(office: Attendant, duty: str = BULLETIN, day: date = MAY) -> DutyWritten:
    """The step its run takes when it is told."""
    return office.duties.redate_duty(RedateDuty(court="ruyang", duty=duty, day=day, at=at(day, 12)))


def follows(office: Attendant) -> bool:
    """Whether the table still follows from a whole journal."""
    casework = office.clerk.casework
    return casework.rebuild_duties(write=False) == {} and casework.broken_court_journals() == ()


def test_a_year_moves_an_open_turn_once(office: Attendant, tmp_path: Path) -> None:
    """Listed until its run has written it; provisional no more; a second time nothing is written."""
    office.open(BULLETIN, OPENED)
    assert office.node(BULLETIN, MAY).provisional and office.node(BULLETIN, MAY).due_at == BEFORE
    assert moved(office) == ()
    (one,) = year_loaded(office, tmp_path)
    assert (one.case_key, one.node, one.was, one.due) == ("ruyang", f"ruyang|{BULLETIN}|{MAY}", BEFORE, AFTER)
    assert one.name == "质效分析、通报、排名（2027-05-01）"
    answer = redated(office)
    node = office.node(BULLETIN, MAY)
    assert answer.node == node and (node.due_at, node.provisional) == (AFTER, False)
    entry = office.entries()[-1]
    assert (entry.kind, entry.seq, entry.facts["was"]) == ("duty_redated", answer.seq, BEFORE.isoformat())
    with office.clerk.database.transaction() as session:
        assert entry.facts["calendar"] == latest(session)
    assert moved(office) == ()
    assert redated(office) == DutyWritten(node=node)
    assert office.kinds() == ["duty_opened", "duty_redated"] and follows(office)


def test_a_turn_that_has_become_a_holiday_need_not_be_done(office: Attendant, tmp_path: Path) -> None:
    """Waived, with the reason; nobody is late with it, and it takes no completion."""
    office.appoint("RY011", "general_group", "clerk")
    office.open(SIGN_IN, HOLIDAY)
    (one,) = year_loaded(office, tmp_path)
    assert one.due is None
    redated(office, SIGN_IN, HOLIDAY)
    assert office.node(SIGN_IN, HOLIDAY).state_at(at(HOLIDAY, 13)) is NodeState.WAIVED
    assert office.passing(SIGN_IN, HOLIDAY).seq == 0
    refused = office.done(SIGN_IN, HOLIDAY, "RY011", "clerk", at(HOLIDAY, 9)).refused
    assert refused is not None and "无须办理" in refused.reason
    assert office.kinds() == ["duty_opened", "duty_redated"] and follows(office)
    assert findings(office, SIGN_IN, HOLIDAY, at(HOLIDAY + timedelta(days=3))) == []


def test_what_is_over_is_left_alone(office: Attendant, tmp_path: Path) -> None:
    """Late by the days that were known then, done by them: both stay as they are."""
    office.open(BULLETIN, OPENED)
    office.passing(BULLETIN, MAY)
    june = date(2027, 6, 1)
    office.open(BULLETIN, june)
    office.done(BULLETIN, june, *SUPERVISOR, at(june, 9))
    assert year_loaded(office, tmp_path) == ()
    assert redated(office).seq == redated(office, BULLETIN, june).seq == 0
    assert office.node(BULLETIN, MAY).overdue_at == BEFORE
    assert follows(office)


def test_a_timer_of_the_old_day_writes_nothing(office: Attendant, tmp_path: Path) -> None:
    """A later last day: the run that has not heard of it yet asks too early, and is told the new one."""
    office.open(BULLETIN, OPENED)
    year_loaded(office, tmp_path)
    redated(office)
    early = AFTER - timedelta(seconds=1)
    step = office.passing_step(BULLETIN, MAY, Passing.LIMIT, early)
    assert office.duties.pass_duty(step) == DutyWritten(node=office.node(BULLETIN, MAY))
    assert office.duties.pass_duty(step.model_copy(update={"at": AFTER})).seq > 0
    assert office.kinds()[-1] == "duty_overdue"


def test_a_row_the_journal_does_not_know_stops_nobody(
    office: Attendant, owner: Engine, tmp_path: Path
) -> None:
    """It cannot be dated and is left; the others are."""
    office.open(BULLETIN, OPENED)
    with owner.begin() as connection:
        connection.exec_driver_sql(
            "insert into duty_node select court, duty, day + 400, name, article, responsible, open, "
            "started_at, due_at, overdue_at, done_at, done_by, workflow, "
            "jsonb_set(node, '{opened_seq}', '999'), number, matter from duty_node"
        )
    assert [each.node for each in year_loaded(office, tmp_path)] == [f"ruyang|{BULLETIN}|{MAY}"]


def test_the_auditor_counts_from_the_new_day(office: Attendant, owner: Engine, tmp_path: Path) -> None:
    """Moved to a day that was over already: who was told at once was told in time."""
    office.open(BULLETIN, OPENED)
    tamper(owner, f"update court_journal set recorded_at = '{at(OPENED)}' where kind = 'duty_opened'")
    year_loaded(office, tmp_path)
    redated(office)
    later = AFTER + timedelta(days=2)
    tamper(owner, f"update court_journal set recorded_at = '{later}' where kind = 'duty_redated'")
    assert findings(office, BULLETIN, MAY, later + TOLERANCE) == []
    late = later + TOLERANCE + timedelta(seconds=1)
    assert findings(office, BULLETIN, MAY, late) == [FindingKind.MISSED]
    office.passing(BULLETIN, MAY)
    tamper(owner, f"update court_journal set recorded_at = '{later}' where kind = 'duty_overdue'")
    assert findings(office, BULLETIN, MAY, late) == []


def findings(office: Attendant, duty: str, day: date, now: datetime) -> list[FindingKind]:
    """What an audit says about a turn."""
    with office.clerk.database.transaction() as session:
        calendar = office.clerk.books.calendar_of(session, latest(session))
        found = recount_duties(session, "ruyang", calendar, now, TOLERANCE).findings
    return [each.kind for each in found if each.subject == f"ruyang|{duty}|{day}"]
