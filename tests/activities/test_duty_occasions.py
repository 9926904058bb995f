"""Duties on an occasion in the register: opened by whom it concerns, several at once, done by number."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, select, text

from activities.auditing import duties
from activities.auditing.duties import recount_duties
from activities.auditing.findings import FindingKind
from activities.calendars import latest
from activities.court_duties import occasions
from activities.court_duties.occasions import registering
from activities.court_duties.table import open_duties
from activities.inboxes import Inboxes
from activities.rosters import load_roster
from activities.signing.key_files import make_key, signed
from activities.signing.staff_keys import register_key
from models.errors import Code
from models.limits import Duty, Schedule
from models.messages import DutyOpened, OpenDuty
from models.nodes import NodeState, Passing
from models.rulebook import Rulebook
from models.shelf.files import load
from models.tables import DutyAct
from tests.activities.attendant import RUN, Attendant, at
from tests.activities.clerk import Clerk
from tests.activities.clockwork import TOLERANCE
from tests.activities.notary import tamper
from tests.activities.registrar import (
    ASSIGNED,
    CLERICAL,
    DISPATCH,
    JUDGE,
    NOON,
    NUMBER,
    PETITIONS,
    REVIEW,
    TEN,
    THURSDAY,
    act,
    done,
    refused,
    registered,
)
from tests.conftest import ROOT


@pytest.fixture
def shangqiu(clerk: Clerk) -> Attendant:
    """Shangqiu with its roster, for tests that change what is recorded."""
    load_roster(clerk.database, clerk.books, ROOT / "simulation" / "rosters" / "shangqiu.yaml")
    return Attendant(clerk, court="shangqiu")


@pytest.fixture
def office(shangqiu: Attendant) -> Iterator[Attendant]:
    """The same; afterwards the table still follows from the journal."""
    yield shangqiu
    assert shangqiu.clerk.casework.rebuild_duties(write=False) == {}
    assert shangqiu.clerk.casework.broken_court_journals() == ()


# --- opened ----------------------------------------------------------------------------------------


@pytest.mark.requirement("SQ-29", "SQ-28")
def test_several_occasions_of_a_day_are_open_side_by_side(office: Attendant) -> None:
    """Each with its own number, its own words and its own run; each done by itself."""
    first = registered(office, act(office, REVIEW, *PETITIONS, NUMBER))
    second = registered(office, act(office, REVIEW, *PETITIONS, "（2026）豫14执监8号"))
    other = registered(office, act(office, ASSIGNED, *PETITIONS))
    assert [each.name.number for each in (first, second, other)] == [1, 2, 1]
    assert len({each.workflow for each in (first, second, other)}) == 3
    assert first.workflow == "shangqiu:duty:SQ-29.3:2026-05-07:1"
    entry = office.entries()[0]
    assert (entry.kind, entry.actor, entry.occurred_at) == ("duty_opened", "SQ084", TEN)
    assert (entry.facts["matter"], entry.facts["role"]) == (NUMBER, "clerk")
    assert office.node(REVIEW, THURSDAY, 2).started_at == TEN
    log = office.log(UUID(entry.facts["act_id"]))
    assert (log.state, log.seq, log.number) == ("accepted", first.seq, 1)

    assert done(office, second, *JUDGE) == ""
    assert office.node(REVIEW, THURSDAY, 1).open and not office.node(REVIEW, THURSDAY, 2).open
    assert done(office, second, *JUDGE) == Code.ALREADY_DONE


@pytest.mark.requirement("SQ-29")
def test_a_matter_is_registered_once_while_it_is_open(office: Attendant) -> None:
    """The same document number again is refused; after it is done it may come up again; words may lack."""
    first = registered(office, act(office, REVIEW, *PETITIONS, NUMBER))
    assert refused(office, act(office, REVIEW, *JUDGE, f" {NUMBER} ")) == Code.ALREADY_DONE
    registered(office, act(office, ASSIGNED, *PETITIONS, NUMBER))
    assert done(office, first, *JUDGE) == ""
    again = registered(office, act(office, REVIEW, *PETITIONS, NUMBER))
    assert again.name.number == 2
    assert [registered(office, act(office, REVIEW, *PETITIONS)).name.number for _ in range(2)] == [3, 4]


@pytest.mark.parametrize(
    ("duty", "who", "occurred", "code"),
    [
        (ASSIGNED, DISPATCH, TEN, ""),  # named beside the responsible team
        (REVIEW, DISPATCH, TEN, Code.WRONG_UNIT),
        (REVIEW, ("SQ084", "judge"), TEN, Code.ACT_NOT_ALLOWED),  # a role this person does not have
        (REVIEW, ("SQ999", "clerk"), TEN, Code.ACT_NOT_ALLOWED),  # nobody
        (REVIEW, PETITIONS, NOON + timedelta(minutes=1), Code.BAD_TIME),  # ahead of its entry
        ("SQ-D16", PETITIONS, TEN, Code.WRONG_STATE),  # the calendar brings it up
        ("SQ-99", PETITIONS, TEN, Code.UNKNOWN_SUBJECT),
    ],
)
@pytest.mark.requirement("RY-57", "SQ-29")
def test_who_may_register_what(
    office: Attendant, duty: str, who: tuple[str, str], occurred: datetime, code: str
) -> None:
    """The responsible unit, and whom the rulebook names beside it."""
    stated = act(office, duty, *who, NUMBER, occurred)
    if code:
        assert refused(office, stated) == code
    else:
        assert registered(office, stated).name.duty == duty


@pytest.mark.requirement("SH-2", "SH-7", "SH-9", "SH-10", "SH-11")
@pytest.mark.parametrize(
    ("duty", "orders", "does"),
    [
        ("SH-9.1", ("SH102", "judge"), ("SH011", "clerk")),  # emergency dispatch, by the platform officer
        ("SH-10.1", ("SH102", "judge"), ("SH012", "clerk")),  # a remote conference, by the video officer
        ("SH-11.1", ("SH101", "team_head"), ("SH013", "bailiff")),  # a link to the field
        ("SH-7.1", ("SH005", "centre_head"), ("SH011", "clerk")),  # an item of the platform
        ("SH-2.1", ("SH024", "clerk"), ("SH022", "judge_assistant")),  # a visitor
        ("SH-2.2", ("SH011", "clerk"), ("SH011", "clerk")),  # a complaint call
    ],
)
def test_a_team_orders_and_the_centre_does_it(
    clerk: Clerk, duty: str, orders: tuple[str, str], does: tuple[str, str]
) -> None:
    """Registered by who orders it, done by whose post it is, and by nobody else."""
    load_roster(clerk.database, clerk.books, ROOT / "simulation" / "rosters" / "shihe.yaml")
    centre = Attendant(clerk, court="shihe")
    opened = registered(centre, act(centre, duty, *orders, "团队指令第3号"))
    assert done(centre, opened, "SH072", "clerk") != ""
    assert done(centre, opened, *does) == ""
    assert centre.node(duty, THURSDAY, 1).done_by == does[0]


@pytest.mark.requirement("CV-12")
def test_who_has_a_key_signs_the_registration(office: Attendant, tmp_path: Path) -> None:
    """Unsigned it is refused; what was signed as a registration does nothing as a completion."""
    mine = make_key(tmp_path / "mine.json", "SQ084", date(2026, 1, 1))
    court_key = make_key(tmp_path / "shangqiu.json", "shangqiu", date(2026, 1, 1))
    register_key(office.clerk.database, mine.public, court_key, "SQ084")
    assert refused(office, act(office, REVIEW, *PETITIONS, NUMBER)) == Code.SIGNATURE_MISSING
    stated = signed(act(office, REVIEW, *PETITIONS, NUMBER), mine, "shangqiu")
    opened = registered(office, stated)
    forged = stated.model_copy(update={"act_id": uuid4(), "data": registering("shangqiu", REVIEW, "另一件")})
    assert refused(office, forged) == Code.SIGNATURE_INVALID
    replayed = signed(stated.model_copy(update={"act_id": uuid4()}), mine, "shangqiu")
    answer = office.deliver(REVIEW, THURSDAY, replayed, NOON, number=opened.name.number)
    assert answer.refused is not None and answer.refused.code == Code.BAD_DATA


def test_the_run_of_an_occasion_finds_it_and_never_makes_one(office: Attendant) -> None:
    """Its number names it; one the register does not know is asked for again, not opened."""
    opened = registered(office, act(office, REVIEW, *PETITIONS))
    step = OpenDuty(court="shangqiu", duty=REVIEW, day=THURSDAY, workflow=RUN, at=NOON, number=1)
    assert office.duties.open_duty(step) == DutyOpened(node=opened.node, workflow=opened.workflow)
    with pytest.raises(Exception, match="不在法院日志"):
        office.duties.open_duty(step.model_copy(update={"number": 2}))
    assert office.kinds() == ["duty_opened"]


# --- due, warned, late ------------------------------------------------------------------------------


@pytest.fixture
def in_three_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """A court whose document gives three working days for a review, and wants a warning before the last."""

    def dated(court: str, on: date | None = None) -> Rulebook:
        book = load(court, on)
        return book.model_copy(update={"duties": tuple(map(_in_three_days, book.duties))})

    for module in (occasions, duties):
        monkeypatch.setattr(module, "load", dated)


def _in_three_days(duty: Duty) -> Duty:
    if duty.id != REVIEW:
        return duty
    schedule = Schedule.model_validate(
        {"every": "occasion", "unit": "working_days", "limit": 3, "warn_before": 1}
    )
    return duty.model_copy(update={"schedule": schedule})


@pytest.mark.usefixtures("in_three_days")
def test_an_occasion_is_warned_of_and_late_like_any_other_node(shangqiu: Attendant, owner: Engine) -> None:
    """Warned on the working day before, late after the third, done late; the auditor agrees."""
    opened = registered(shangqiu, act(shangqiu, REVIEW, *PETITIONS, NUMBER))
    due = at(date(2026, 5, 12)) - timedelta(seconds=1)
    assert (opened.node.due_at, opened.node.warn_at) == (due, at(date(2026, 5, 9), 9))
    tamper(owner, f"update court_journal set recorded_at = '{TEN.isoformat()}' where kind = 'duty_opened'")
    assert findings(shangqiu, due + timedelta(hours=1)) == [
        (FindingKind.MISSED, Passing.WARNING),
        (FindingKind.MISSED, Passing.LIMIT),
    ]
    shangqiu.passing(REVIEW, THURSDAY, Passing.WARNING, number=1)
    shangqiu.passing(REVIEW, THURSDAY, Passing.LIMIT, number=1)
    node = shangqiu.node(REVIEW, THURSDAY, 1)
    assert (node.warned_at, node.overdue_at) == (node.warn_at, due)
    assert node.state_at(due + timedelta(days=9)) is NodeState.OVERDUE
    assert shangqiu.kinds() == ["duty_opened", "duty_reminded", "duty_overdue"]
    for kind, moment in (("duty_reminded", node.warn_at), ("duty_overdue", due)):
        tamper(owner, f"update court_journal set recorded_at = '{moment}' where kind = '{kind}'")
    assert findings(shangqiu, due + timedelta(hours=1)) == []


@pytest.mark.usefixtures("in_three_days")
def test_the_auditor_names_an_occasion_of_other_dates(shangqiu: Attendant, owner: Engine) -> None:
    """The rulebook and the calendar are asked a second time, and know which duties an occasion opens."""
    registered(shangqiu, act(shangqiu, REVIEW, *PETITIONS, NUMBER))
    assert findings(shangqiu, NOON) == []
    facts = "jsonb_set(facts, '{node,due_at}', '\"2026-05-20T23:59:59+08:00\"')"
    tamper(owner, f"update court_journal set facts = {facts} where kind = 'duty_opened'")
    assert findings(shangqiu, NOON) == [(FindingKind.MISDATED, None)]
    facts = "jsonb_set(facts, '{node,limit}', '\"SQ-D16\"')"
    tamper(owner, f"update court_journal set facts = {facts} where kind = 'duty_opened'")
    assert findings(shangqiu, NOON) == [(FindingKind.UNFOUNDED, None)]


def findings(office: Attendant, now: datetime) -> list[tuple[FindingKind, Passing | None]]:
    """What an audit says about the first occasion of that day."""
    subject = f"shangqiu|{REVIEW}|{THURSDAY}|1"
    with office.clerk.database.transaction() as session:
        calendar = office.clerk.books.calendar_of(session, latest(session))
        found = recount_duties(session, "shangqiu", calendar, now, TOLERANCE).findings
    return [(each.kind, each.passing) for each in found if each.subject == subject]


# --- seen ------------------------------------------------------------------------------------------


@pytest.mark.requirement("SQ-29")
def test_an_inbox_says_what_an_occasion_is_about(office: Attendant) -> None:
    """By its words, for the team that does it and its people; done it is gone."""
    opened = registered(office, act(office, REVIEW, *PETITIONS, NUMBER))
    with office.clerk.database.transaction() as session:
        (node,) = open_duties(session, "shangqiu", ["petition_team"])
        assert open_duties(session, "shangqiu", ["fast_team_1"]) == ()
    assert (node.name, node.subject) == (f"审查执行监督案件：{NUMBER}", "2026-05-07/1")
    inboxes = Inboxes(office.clerk.database, office.clerk.books)
    (task,) = inboxes.of_person(JUDGE[0], "shangqiu", THURSDAY)
    assert (task.name, task.subject) == (node.name, node.subject)
    assert inboxes.of_person(DISPATCH[0], "shangqiu", THURSDAY) == ()
    done(office, opened, *JUDGE)
    assert inboxes.of_person(JUDGE[0], "shangqiu", THURSDAY) == ()


def test_a_changed_word_is_named_and_made_good(office: Attendant, owner: Engine) -> None:
    """The words of an occasion follow from the journal like everything else of the table."""
    registered(office, act(office, REVIEW, *PETITIONS, NUMBER))
    with owner.begin() as connection:
        connection.execute(text("update duty_node set matter = '另一件'"))
    found = {"shangqiu": (f"duty_node/{REVIEW}/2026-05-07/1",)}
    assert office.clerk.casework.rebuild_duties(write=True) == found


def test_what_is_refused_is_kept_beside_what_is_accepted(office: Attendant) -> None:
    """The log of acts holds both, with the number of the turn where there is one."""
    registered(office, act(office, REVIEW, *PETITIONS, NUMBER))
    refused(office, act(office, REVIEW, *CLERICAL, "另一件"))
    with office.clerk.database.transaction() as session:
        kept = session.execute(select(DutyAct.state, DutyAct.number).order_by(DutyAct.entered_at)).all()
    assert [tuple(each) for each in kept] == [("accepted", 1), ("refused", 0)]
