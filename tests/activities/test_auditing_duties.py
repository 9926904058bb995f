"""The auditor on duties that belong to no case: turns nobody opened, last days nobody was told of."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from activities.auditing.duties import OPENED_WITHIN, Recounted, recount_duties
from activities.auditing.findings import Finding, FindingKind
from activities.auditing.standing import standing
from activities.calendars import latest
from activities.court_duties.desk import submit
from activities.court_duties.dispatch import Address
from models.calendar import LAST_SECOND
from models.nodes import Passing
from models.tables import CourtJournal, DutyAct
from models.values import COURT_ZONE, court_local
from tests.activities.attendant import RUN, Attendant
from tests.activities.attendant import at as instant
from tests.activities.clerk import Clerk
from tests.activities.clockwork import TOLERANCE, Clockwork
from tests.activities.notary import tamper
from tests.activities.test_duties import BULLETIN, CLERK, SIGN_IN, THURSDAY

pytestmark = pytest.mark.requirement("RY-49", "RY-D20", "RY-D21")

FRIDAY = THURSDAY + timedelta(days=1)
MIDNIGHT = instant(FRIDAY)
DUE = datetime.combine(THURSDAY, LAST_SECOND, COURT_ZONE)
TURN = f"ruyang|{SIGN_IN}|{THURSDAY}"


@pytest.fixture
def office(clerk: Clerk) -> Attendant:
    """A register with rosters, and nobody who opens a turn by himself."""
    made = Attendant(clerk)
    made.appoint("RY011", "general_group", "clerk")
    return made


def written_at(owner: Engine, kind: str, moment: datetime) -> None:
    """Let the wall clock of entries of one kind have been another."""
    tamper(owner, f"update court_journal set recorded_at = '{moment.isoformat()}' where kind = '{kind}'")


def recounted(office: Attendant, now: datetime) -> Recounted:
    """What an audit makes of the court's duties as of an instant."""
    with office.clerk.database.transaction() as session:
        calendar = office.clerk.books.calendar_of(session, latest(session))
        return recount_duties(session, office.court, calendar, now, TOLERANCE)


def about_turn(office: Attendant, now: datetime) -> list[tuple[FindingKind, Passing | None, int]]:
    """What is found about the sign-in of that Thursday."""
    found = [f for f in recounted(office, now).findings if f.subject == TURN]
    assert all((f.court, f.limit, f.name, f.case_key) == ("ruyang", SIGN_IN, f.name, "") for f in found)
    return [(f.kind, f.passing, f.ended_seq) for f in found]


def test_a_last_day_nobody_was_told_of(office: Attendant, owner: Engine) -> None:
    """Missed from ten seconds after midnight on; done later it stays missed."""
    office.open(SIGN_IN, THURSDAY)
    written_at(owner, "duty_opened", instant(THURSDAY))
    assert about_turn(office, DUE + TOLERANCE) == []
    assert about_turn(office, DUE + TOLERANCE + timedelta(seconds=1)) == [
        (FindingKind.MISSED, Passing.LIMIT, 0)
    ]
    answer = office.done(SIGN_IN, THURSDAY, *CLERK, instant(FRIDAY, 9))
    written_at(owner, "duty_done", instant(FRIDAY, 9))
    assert about_turn(office, instant(FRIDAY, 10)) == [(FindingKind.MISSED, Passing.LIMIT, answer.seq)]


def test_a_last_day_noticed_in_time_or_late(office: Attendant, owner: Engine) -> None:
    """The delay counts from the last second; more than the tolerance is late, and by how much is said."""
    office.open(SIGN_IN, THURSDAY)
    office.passing(SIGN_IN, THURSDAY)
    written_at(owner, "duty_opened", instant(THURSDAY))
    written_at(owner, "duty_overdue", MIDNIGHT)
    found = recounted(office, instant(FRIDAY, 1))
    assert about_turn(office, instant(FRIDAY, 1)) == []
    assert [(each.passing, each.delay) for each in found.noticed] == [(Passing.LIMIT, timedelta(seconds=1))]
    written_at(owner, "duty_overdue", MIDNIGHT + timedelta(minutes=5))
    assert about_turn(office, instant(FRIDAY, 1)) == [(FindingKind.LATE, Passing.LIMIT, 0)]


def test_a_turn_opened_after_its_day_is_counted_from_its_opening(office: Attendant, owner: Engine) -> None:
    """After an outage the schedule catches up: the run could not have told anybody before it began."""
    office.open(SIGN_IN, THURSDAY)
    written_at(owner, "duty_opened", instant(FRIDAY, 9))
    assert about_turn(office, instant(FRIDAY, 9)) == []
    assert about_turn(office, instant(FRIDAY, 10)) == [(FindingKind.MISSED, Passing.LIMIT, 0)]


def test_what_was_done_in_time_passes_silently(office: Attendant, owner: Engine) -> None:
    """No last day passes any more."""
    office.open(SIGN_IN, THURSDAY)
    office.done(SIGN_IN, THURSDAY, *CLERK, instant(THURSDAY, 9))
    written_at(owner, "duty_opened", instant(THURSDAY))
    written_at(owner, "duty_done", instant(THURSDAY, 9))
    assert about_turn(office, instant(FRIDAY, 10)) == []


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("jsonb_set(facts, '{node,due_at}', '\"2026-05-20T23:59:59+08:00\"')", FindingKind.MISDATED),
        ("jsonb_set(facts, '{node,limit}', '\"RY-D99\"')", FindingKind.UNFOUNDED),
    ],
)
def test_a_turn_of_other_dates_than_the_rulebooks(
    office: Attendant, owner: Engine, statement: str, kind: FindingKind
) -> None:
    """The rulebook and the calendar are asked a second time."""
    office.open(SIGN_IN, THURSDAY)
    written_at(owner, "duty_opened", instant(THURSDAY))
    assert about_turn(office, instant(THURSDAY, 10)) == []
    tamper(owner, f"update court_journal set facts = {statement} where kind = 'duty_opened'")
    found = recounted(office, instant(THURSDAY, 10)).findings
    assert kind in [f.kind for f in found if f.subject == TURN]


def test_a_turn_nobody_opened(office: Attendant, owner: Engine) -> None:
    """Since the court has a roster its duties recur: a working day without its turn is named, once."""
    written_at(owner, "roster_loaded", instant(THURSDAY, 8))
    ready = instant(THURSDAY, 8) + OPENED_WITHIN
    assert never_opened(office, ready) == []
    second = timedelta(seconds=1)
    assert never_opened(office, ready + second) == [(SIGN_IN, THURSDAY), (BULLETIN, THURSDAY.replace(day=1))]
    assert never_opened(office, instant(FRIDAY, 10)).count((BULLETIN, THURSDAY.replace(day=1))) == 1
    office.open(SIGN_IN, THURSDAY)
    office.open(BULLETIN, THURSDAY)
    assert never_opened(office, ready + second) == []
    sunday, monday = THURSDAY + timedelta(days=3), THURSDAY + timedelta(days=4)
    saturday = THURSDAY + timedelta(days=2)
    assert office.clerk.books.calendar.is_working_day(saturday)  # In exchange for a holiday.
    expected = [(SIGN_IN, FRIDAY), (SIGN_IN, saturday)]
    assert not office.clerk.books.calendar.is_working_day(sunday)
    assert never_opened(office, instant(monday) + OPENED_WITHIN) == expected
    assert never_opened(office, instant(monday) + OPENED_WITHIN + second) == [*expected, (SIGN_IN, monday)]


def never_opened(office: Attendant, now: datetime) -> list[tuple[str, object]]:
    """The turns an audit misses, by duty and day."""
    found = [f for f in recounted(office, now).findings if f.kind is FindingKind.DUTY_NOT_OPENED]
    assert all(f.court == "ruyang" and f.at is not None for f in found)
    return [(f.limit, datetime.fromisoformat(f.subject.split("|")[2]).date()) for f in found]


def test_a_completion_that_is_not_delivered(office: Attendant) -> None:
    """Submitted, and neither accepted nor refused for more than a minute: named with its duty."""
    office.open(SIGN_IN, THURSDAY)
    act = office.act(SIGN_IN, THURSDAY, *CLERK, instant(THURSDAY, 9))
    submit(office.clerk.database, Address(RUN, "ruyang", SIGN_IN, THURSDAY), act, instant(THURSDAY, 9))
    assert lying(office) == []
    with office.clerk.database.transaction() as session:
        session.query(DutyAct).update({"entered_at": datetime.now(UTC) - timedelta(seconds=61)})
    (finding,) = lying(office)
    assert (finding.kind, finding.court, finding.subject) == (
        FindingKind.ACT_NOT_DELIVERED,
        "ruyang",
        str(act.act_id),
    )
    assert (finding.limit, finding.name) == (SIGN_IN, TURN)
    assert office.again(act.act_id).refused is None
    assert lying(office) == []


def lying(office: Attendant) -> list[Finding]:
    """What lies about in the register."""
    with office.clerk.database.transaction() as session:
        return standing(session)


async def test_an_audit_looks_at_duties(office: Attendant, owner: Engine) -> None:
    """One audit names cases and duties, and its histogram counts both."""
    office.open(SIGN_IN, THURSDAY)
    office.passing(SIGN_IN, THURSDAY)
    written_at(owner, "duty_opened", instant(THURSDAY))
    written_at(owner, "duty_overdue", MIDNIGHT + timedelta(hours=1))
    report = await Clockwork(office.clerk).report(court_local(instant(FRIDAY, 2)))
    assert (FindingKind.LATE, TURN) in [(f.kind, f.subject) for f in report.findings]
    (limits,) = [each for each in report.delays if each.passing is Passing.LIMIT]
    assert (limits.count, limits.longest) == (1, 3601.0)
    with office.clerk.database.transaction() as session:
        assert session.query(CourtJournal).filter_by(kind="duty_overdue").count() == 1
