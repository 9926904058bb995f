"""Duties that belong to no case, in the register: opened once, late once, done by whom they bind."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, text
from temporalio.exceptions import ApplicationError

from activities.court_duties.table import open_duties
from activities.rosters import load_roster
from activities.signing.key_files import make_key, signed
from activities.signing.staff_keys import register_key
from models.errors import Code
from models.messages import DutyOpened
from models.nodes import NodeState, Passing
from tests.activities.attendant import RUN, Attendant, at
from tests.activities.clerk import Clerk
from tests.conftest import ROOT

SIGN_IN, BULLETIN = "RY-D20", "RY-D21"
"""Ruyang's daily sign-in of the general group, and the monthly bulletin of the supervision group."""

THURSDAY = date(2026, 5, 7)
MAY = date(2026, 5, 1)
REST = date(2026, 5, 4)
"""A Monday of the holiday."""

CLERK = ("RY011", "clerk")
SUPERVISOR = ("RY070", "judge_assistant")
DUE = datetime.combine(THURSDAY, datetime.max.time(), at(THURSDAY).tzinfo).replace(microsecond=0)


@pytest.fixture
def office(clerk: Clerk) -> Iterator[Attendant]:
    """Ruyang with a clerk in its general group."""
    attendant = Attendant(clerk)
    attendant.appoint("RY011", "general_group", "clerk")
    yield attendant
    assert clerk.casework.rebuild_duties(write=False) == {}
    assert clerk.casework.broken_court_journals() == ()


# --- opening ---------------------------------------------------------------------------------------


@pytest.mark.requirement("RY-D20", "RY-8")
def test_a_turn_is_opened_once(office: Attendant) -> None:
    """A retry, a second run of the schedule, another process: one entry, one node, and who watches it."""
    first = office.open(SIGN_IN, THURSDAY)
    assert first.node is not None and first.workflow == RUN
    assert (first.node.responsible, first.node.due_at) == ("general_group", DUE)
    assert office.open(SIGN_IN, THURSDAY) == first
    assert office.elsewhere().open_duty(office.opening(SIGN_IN, THURSDAY, "another-run")) == first
    (entry,) = office.entries()
    assert (entry.kind, entry.occurred_at) == ("duty_opened", at(THURSDAY))
    assert office.node(SIGN_IN, THURSDAY) == first.node
    assert first.node.opened_seq == entry.seq


def test_two_runs_at_once_open_one_turn(office: Attendant) -> None:
    """Whoever comes second waits, and learns that it is open."""
    gate = Barrier(2)

    def opened(run: str, day: date) -> DutyOpened:
        gate.wait()
        return office.elsewhere().open_duty(office.opening(SIGN_IN, day, run))

    days = [date(2026, 6, number) for number in range(1, 6)]
    for day in days:
        with ThreadPoolExecutor(2) as pool:
            one, two = pool.map(opened, ("one", "two"), (day, day))
        assert one == two and one.workflow in ("one", "two")
    assert office.kinds() == ["duty_opened"] * len(days)


@pytest.mark.parametrize(
    ("duty", "day"),
    [
        (SIGN_IN, REST),
        (SIGN_IN, date(2026, 5, 10)),
        (BULLETIN, MAY),  # before the first working day
        (BULLETIN, date(2026, 5, 30)),  # after the last
        ("RY-D22", THURSDAY),  # of an occasion
        ("RY-D17", THURSDAY),  # of every node
        ("RY-D99", THURSDAY),  # unknown to the book
    ],
)
def test_nothing_is_opened_where_there_is_no_turn(office: Attendant, duty: str, day: date) -> None:
    """A day of rest, a day outside the turn, a duty without a rhythm of the calendar."""
    assert office.open(duty, day) == DutyOpened()
    assert office.entries() == []


def test_nothing_is_opened_before_its_day(office: Attendant) -> None:
    """Who asks too early is told when to ask again; who asks at the very moment opens it."""
    early = office.opening(SIGN_IN, THURSDAY)
    early = early.model_copy(update={"at": at(THURSDAY) - timedelta(seconds=1)})
    assert office.duties.open_duty(early) == DutyOpened(opens_at=at(THURSDAY))
    assert office.entries() == []
    assert office.open(SIGN_IN, THURSDAY).node is not None
    assert office.duties.open_duty(early).node == office.node(SIGN_IN, THURSDAY)


@pytest.mark.requirement("RY-D21", "RY-50")
def test_any_day_of_a_month_opens_its_one_turn(office: Attendant) -> None:
    """A schedule made in the middle of a month opens what goes on; the next days open nothing more."""
    opened = office.open(BULLETIN, date(2026, 5, 20))
    assert opened.node is not None and opened.node.subject == MAY.isoformat()
    assert opened.node.started_at == at(date(2026, 5, 6))
    assert office.open(BULLETIN, date(2026, 5, 21)).node == opened.node
    june = office.open(BULLETIN, date(2026, 6, 10))
    assert june.node is not None and june.node.subject == "2026-06-01"
    assert office.kinds() == ["duty_opened", "duty_opened"]


def test_a_court_without_a_rulebook_is_asked_again(office: Attendant) -> None:
    """The step fails with its reason and may be retried: the rulebook may come."""
    office.court = "nowhere"
    with pytest.raises(ApplicationError) as error:
        office.open(SIGN_IN, THURSDAY)
    assert (error.value.type, error.value.non_retryable) == (Code.RULEBOOK_MISSING, False)


# --- late, reminded --------------------------------------------------------------------------------


def test_a_turn_is_late_once(office: Attendant) -> None:
    """Dated at its own instant, whenever it was noticed; a second time nothing is written."""
    office.open(SIGN_IN, THURSDAY)
    first = office.passing(SIGN_IN, THURSDAY)
    assert first.node is not None and first.node.overdue_at == DUE
    assert office.passing(SIGN_IN, THURSDAY) == first.model_copy(update={"seq": 0})
    assert office.kinds() == ["duty_opened", "duty_overdue"]
    assert office.entries()[-1].occurred_at == DUE
    assert office.node(SIGN_IN, THURSDAY).state_at(DUE + timedelta(days=9)) is NodeState.OVERDUE


def test_what_was_done_meanwhile_is_not_late(office: Attendant) -> None:
    """The timer and the completion cross each other: the register has the last word."""
    office.open(SIGN_IN, THURSDAY)
    office.done(SIGN_IN, THURSDAY, *CLERK, at(THURSDAY, 17))
    answer = office.passing(SIGN_IN, THURSDAY)
    assert (answer.seq, answer.node) == (0, office.node(SIGN_IN, THURSDAY))
    assert office.kinds() == ["duty_opened", "duty_done"]


def test_a_turn_the_register_lost_is_said_to_be_gone(office: Attendant) -> None:
    """Nothing is written about a turn nobody opened."""
    assert office.passing(SIGN_IN, THURSDAY).node is None
    assert office.entries() == []


@pytest.mark.requirement("SH-D27", "CV-3")
def test_a_word_without_a_number_reminds_once_and_is_never_late(clerk: Clerk) -> None:
    """定期: a reminder after the guard, no limit that could pass."""
    load_roster(clerk.database, clerk.books, ROOT / "simulation" / "rosters" / "shihe.yaml")
    office = Attendant(clerk, court="shihe")
    office.open("SH-D27", THURSDAY)
    assert office.passing("SH-D27", MAY, Passing.LIMIT).seq == 0
    reminded = office.passing("SH-D27", MAY, Passing.WARNING)
    assert reminded.node is not None and reminded.node.warned_at == reminded.node.warn_at
    office.passing("SH-D27", MAY, Passing.WARNING)
    office.passing("SH-D27", MAY, Passing.LIMIT)
    assert office.kinds() == ["duty_opened", "duty_reminded"]
    assert office.node("SH-D27", MAY).state_at(at(date(2027, 1, 1))) is NodeState.SOFT
    assert clerk.casework.rebuild_duties(write=False) == {}


# --- done ------------------------------------------------------------------------------------------


@pytest.mark.requirement("RY-D20")
def test_done_in_time(office: Attendant) -> None:
    """The journal says who, in which role, when it was done and when it was entered."""
    office.open(SIGN_IN, THURSDAY)
    answer = office.done(SIGN_IN, THURSDAY, *CLERK, at(THURSDAY, 9), at(THURSDAY, 9, 5))
    node = office.node(SIGN_IN, THURSDAY)
    assert answer.node == node and answer.refused is None
    assert (node.done_at, node.done_recorded_at) == (at(THURSDAY, 9), at(THURSDAY, 9, 5))
    assert (node.done_by, node.done_seq, node.open) == ("RY011", answer.seq, False)
    assert node.state_at(DUE) is NodeState.DONE
    entry = office.entries()[-1]
    assert (entry.kind, entry.actor, entry.facts["role"]) == ("duty_done", *CLERK)


@pytest.mark.requirement("RY-D21")
def test_done_late(office: Attendant) -> None:
    """Late stays late; the notice is not withdrawn."""
    office.open(BULLETIN, date(2026, 5, 6))
    office.passing(BULLETIN, MAY)
    office.done(BULLETIN, MAY, *SUPERVISOR, at(date(2026, 6, 2), 10))
    node = office.node(BULLETIN, MAY)
    assert node.state_at(at(date(2026, 6, 2), 11)) is NodeState.DONE_LATE
    assert office.kinds() == ["duty_opened", "duty_overdue", "duty_done"]


def test_done_in_time_and_entered_late(office: Attendant) -> None:
    """Done on its day, entered on the next: in time, marked so, and the notice is withdrawn."""
    office.open(SIGN_IN, THURSDAY)
    office.passing(SIGN_IN, THURSDAY)
    tomorrow = at(THURSDAY + timedelta(days=1), 8)
    office.done(SIGN_IN, THURSDAY, *CLERK, at(THURSDAY, 9), tomorrow)
    node = office.node(SIGN_IN, THURSDAY)
    assert node.entered_late and node.overdue_withdrawn
    assert node.state_at(tomorrow) is NodeState.DONE
    assert office.kinds() == ["duty_opened", "duty_overdue", "duty_done", "duty_overdue_withdrawn"]


def test_the_same_completion_twice_is_one(office: Attendant) -> None:
    """Kept twice and delivered twice under one id: one entry, one answer."""
    office.open(SIGN_IN, THURSDAY)
    act = office.act(SIGN_IN, THURSDAY, *CLERK, at(THURSDAY, 9))
    first = office.deliver(SIGN_IN, THURSDAY, act)
    assert office.deliver(SIGN_IN, THURSDAY, act) == first
    assert office.kinds() == ["duty_opened", "duty_done"]
    assert (office.log(act.act_id).state, office.log(act.act_id).seq) == ("accepted", first.seq)


@pytest.mark.parametrize(
    ("staff", "role", "code"),
    [
        ("RY999", "clerk", Code.ACT_NOT_ALLOWED),  # nobody
        ("RY011", "judge", Code.ACT_NOT_ALLOWED),  # a role this person does not have
        ("RY070", "judge_assistant", Code.WRONG_UNIT),  # the right role in another unit
        ("GS010", "judge_assistant", Code.ACT_NOT_ALLOWED),  # somebody of another court
        ("RY012", "court_president", Code.ACT_NOT_ALLOWED),  # in the unit, in a role that signs no node
        ("RY013", "clerk", Code.ACT_NOT_ALLOWED),  # appointed only afterwards
    ],
)
@pytest.mark.requirement("RY-57")
def test_only_whom_it_binds_does_it(office: Attendant, staff: str, role: str, code: Code) -> None:
    """Refused with a code, kept as refused, and nothing is written."""
    with office.clerk.database.transaction() as session:
        for number in ("RY012", "RY013"):
            session.execute(text("insert into staff values (:n, 'ruyang', '测试')"), {"n": number})
    office.appoint("RY012", "general_group", "court_president")
    office.appoint("RY013", "general_group", "clerk", since=THURSDAY + timedelta(days=1))
    office.open(SIGN_IN, THURSDAY)
    assert refused(office, staff, role, at(THURSDAY, 9)) == code


@pytest.mark.parametrize(
    ("occurred", "submitted"),
    [
        (at(THURSDAY, 9), at(THURSDAY, 8)),  # done after it was entered
        (at(THURSDAY) - timedelta(minutes=1), at(THURSDAY, 8)),  # done before its day
    ],
)
def test_a_time_that_cannot_be_is_refused(office: Attendant, occurred: datetime, submitted: datetime) -> None:
    """Neither ahead of its entry nor before the turn."""
    office.open(SIGN_IN, THURSDAY)
    assert refused(office, *CLERK, occurred, submitted) == Code.BAD_TIME


def test_what_is_done_is_not_done_again(office: Attendant) -> None:
    """A second completion is refused, and a refusal stays one."""
    office.open(SIGN_IN, THURSDAY)
    office.done(SIGN_IN, THURSDAY, *CLERK, at(THURSDAY, 9))
    act = office.act(SIGN_IN, THURSDAY, *CLERK, at(THURSDAY, 10))
    first = office.deliver(SIGN_IN, THURSDAY, act)
    assert first.refused is not None and first.refused.code == Code.ALREADY_DONE
    assert office.again(act.act_id).refused == first.refused
    assert office.kinds() == ["duty_opened", "duty_done"]


def test_a_turn_nobody_opened_cannot_be_done(office: Attendant) -> None:
    """There is nothing to sign."""
    assert refused(office, *CLERK, at(THURSDAY, 9)) == Code.UNKNOWN_SUBJECT


def test_what_was_stated_of_one_turn_does_not_do_another(office: Attendant) -> None:
    """A signed completion names its court, duty and day; put under another turn it is refused."""
    office.open(SIGN_IN, THURSDAY)
    act = office.act(SIGN_IN, THURSDAY + timedelta(days=1), *CLERK, at(THURSDAY, 9))
    answer = office.deliver(SIGN_IN, THURSDAY, act)
    assert answer.refused is not None and answer.refused.code == Code.BAD_DATA


def refused(
    office: Attendant, staff: str, role: str, occurred: datetime, submitted: datetime | None = None
) -> str:
    """The code with which a sign-in is refused; the journal has grown by nothing, the log keeps it."""
    before = office.kinds()
    act = office.act(SIGN_IN, THURSDAY, staff, role, occurred)
    answer = office.deliver(SIGN_IN, THURSDAY, act, submitted)
    assert answer.refused is not None and office.kinds() == before
    assert (office.log(act.act_id).state, office.log(act.act_id).code) == ("refused", answer.refused.code)
    return answer.refused.code


@pytest.mark.requirement("CV-12")
def test_who_has_a_key_signs(office: Attendant, tmp_path: Path) -> None:
    """Unsigned or signed by another key it is refused; signed by the own key it is written."""
    mine = make_key(tmp_path / "mine.json", "RY011", date(2026, 1, 1))
    other = make_key(tmp_path / "other.json", "RY011", date(2026, 1, 1))
    court_key = make_key(tmp_path / "ruyang.json", "ruyang", date(2026, 1, 1))
    register_key(office.clerk.database, mine.public, court_key, "RY011")
    office.open(SIGN_IN, THURSDAY)
    assert refused(office, *CLERK, at(THURSDAY, 9)) == Code.SIGNATURE_MISSING
    act = office.act(SIGN_IN, THURSDAY, *CLERK, at(THURSDAY, 9))
    forged = office.deliver(SIGN_IN, THURSDAY, signed(act, other, "ruyang"))
    assert forged.refused is not None and forged.refused.code == Code.SIGNATURE_INVALID
    act = office.act(SIGN_IN, THURSDAY, *CLERK, at(THURSDAY, 9))
    assert office.deliver(SIGN_IN, THURSDAY, signed(act, mine, "ruyang")).refused is None
    assert office.kinds() == ["duty_opened", "duty_done"]


@pytest.mark.requirement("RY-D20", "RY-D21")
def test_what_is_open_is_there_for_inboxes(office: Attendant) -> None:
    """By units and roles, nearest limit first; what is done is gone."""
    office.open(BULLETIN, THURSDAY)
    office.open(SIGN_IN, THURSDAY)

    def waiting(*places: str) -> list[str]:
        with office.clerk.database.transaction() as session:
            return [node.limit for node in open_duties(session, "ruyang", places)]

    assert waiting() == [SIGN_IN, BULLETIN]
    assert (waiting("general_group", "clerk"), waiting("supervision_group")) == ([SIGN_IN], [BULLETIN])
    assert waiting("query_group") == []
    office.done(SIGN_IN, THURSDAY, *CLERK, at(THURSDAY, 9))
    assert waiting() == [BULLETIN]


# --- the table follows from the journal -------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "update duty_node set due_at = due_at + interval '1 day' where duty = 'RY-D20'",
        "update duty_node set node = jsonb_set(node, '{done_by}', '\"RY012\"') where duty = 'RY-D20'",
        "update duty_node set workflow = 'x' where duty = 'RY-D20'",
        "delete from duty_node where duty = 'RY-D20'",
    ],
)
def test_a_changed_table_is_named_and_made_good(office: Attendant, owner: Engine, statement: str) -> None:
    """The check names the turn and changes nothing; the rebuild puts back what the journal says."""
    office.open(SIGN_IN, THURSDAY)
    office.open(BULLETIN, THURSDAY)
    office.done(SIGN_IN, THURSDAY, *CLERK, at(THURSDAY, 9))
    casework = office.clerk.casework
    assert casework.rebuild_duties(write=False) == {}
    with owner.begin() as connection:
        assert connection.execute(text(statement)).rowcount == 1
    found = {"ruyang": ("duty_node/RY-D20/2026-05-07",)}
    assert casework.rebuild_duties(write=False) == found
    assert casework.rebuild_duties(write=True) == found


def test_a_turn_the_journal_does_not_know_is_named(office: Attendant, owner: Engine) -> None:
    """A row somebody put in is taken out again."""
    office.open(SIGN_IN, THURSDAY)
    with owner.begin() as connection:
        connection.execute(
            text(
                "insert into duty_node select court, duty, day + 1, name, article, responsible, open, "
                "started_at, due_at, overdue_at, done_at, done_by, workflow, node from duty_node"
            )
        )
    assert office.clerk.casework.rebuild_duties(write=True) == {"ruyang": ("duty_node/RY-D20/2026-05-08",)}
