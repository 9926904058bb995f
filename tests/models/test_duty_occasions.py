"""Duties that come up on an occasion: what names one, when it is due, and a year published late."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from models.calendar import CourtCalendar, Guard
from models.calendar_years import packaged_statute, read_year
from models.court_events import CourtEventKind
from models.duties.dating import NO_WORKING_DAY, changes, redated
from models.duties.duties import CourtEntry, TurnName, about, fold_all, node_of, stated, turn_of_node, turn_on
from models.duties.occasions import LONGEST, check_matter, occasion_node, occasion_of
from models.errors import Code, Refusal
from models.limits import Duty
from models.nodes import Node, NodeState, Passing
from models.rulebook import Rulebook
from models.shelf.files import load
from models.values import COURT_ZONE

CALENDAR = CourtCalendar.packaged()
WITHOUT_NOTICES = CourtCalendar(years=(), statute=packaged_statute())
BOOK = load("shangqiu")
SOFT = {"every": "occasion", "unit": "soft"}
THREE_DAYS = {"every": "occasion", "unit": "working_days", "limit": 3, "warn_before": 1}


def at(text: str) -> datetime:
    """An instant of the court's own time."""
    return datetime.fromisoformat(text).replace(tzinfo=COURT_ZONE)


THURSDAY = at("2026-05-07T10:30:00")


def duty(schedule: dict[str, Any], guard: Guard = Guard.TIMELY) -> Duty:
    """A duty of an invented court."""
    words = {"id": "X-1", "name": "督办", "article": "第1条", "responsible": "team", "source": "测试"}
    return Duty.model_validate({**words, "schedule": schedule, "guard": guard})


def opened(schedule: dict[str, Any], number: int = 1, started: datetime = THURSDAY) -> Node:
    """The node of an occasion, by the days that are published."""
    return occasion_node(BOOK, duty(schedule), number, started, CALENDAR)


def test_an_occasion_is_named_by_its_day_and_number() -> None:
    """Several of one duty on one day are several; the name is read back from the node."""
    first, second = opened(SOFT), opened(SOFT, 2)
    assert (first.subject, second.subject) == ("2026-05-07/1", "2026-05-07/2")
    assert (first.key, second.key) == ("shangqiu|X-1|2026-05-07|1", "shangqiu|X-1|2026-05-07|2")
    assert turn_of_node("shangqiu", second) == TurnName("shangqiu", "X-1", date(2026, 5, 7), 2)
    assert about("X-1", date(2026, 5, 7), 2) == {"duty": "X-1", "day": "2026-05-07", "number": 2}


def test_a_number_of_days_counts_from_the_occasion() -> None:
    """Three working days after a Thursday: a Saturday worked for a holiday counts, a Sunday does not."""
    node = opened(THREE_DAYS)
    assert node.started_at == THURSDAY
    assert node.due_at == at("2026-05-11T23:59:59")
    assert node.warn_at == at("2026-05-09T09:00:00")
    assert node.next_passing() == (Passing.WARNING, node.warn_at)
    assert node.state_at(at("2026-05-12T00:00:00")) is NodeState.OVERDUE


@pytest.mark.parametrize(
    ("schedule", "due", "warned"),
    [
        ({"every": "occasion", "unit": "same_day"}, "2026-05-07T23:59:59", None),
        ({"every": "occasion", "unit": "hours", "limit": 2}, "2026-05-07T12:30:00", None),
        ({"every": "occasion", "unit": "same_day", "warn_before": 0}, "2026-05-07T23:59:59", None),
    ],
)
def test_a_warning_before_the_occasion_is_none(schedule: dict[str, Any], due: str, warned: None) -> None:
    """What must be done the same day cannot be warned of on the morning before it came up."""
    node = opened(schedule)
    assert (node.due_at, node.warn_at) == (at(due), warned)


@pytest.mark.requirement("CV-3", "SQ-29")
def test_a_word_without_a_number_reminds_and_is_never_late() -> None:
    """及时: no last day, a reminder after the guard of the word."""
    node = opened(SOFT)
    assert (node.soft, node.due_at) == (True, None)
    assert node.warn_at is not None and node.warn_at > THURSDAY
    assert node.next_passing() == (Passing.WARNING, node.warn_at)
    assert node.state_at(at("2027-05-07T00:00:00")) is NodeState.SOFT


@pytest.mark.requirement("SH-2", "SH-A1")
def test_a_register_reminds_nobody() -> None:
    """接待来访、接听电话、三推送: registered and done, without any clock."""
    node = opened({"every": "occasion"})
    assert (node.soft, node.due_at, node.warn_at, node.next_passing()) == (True, None, None, None)
    shown = [each for each in load("shihe").duties if each.schedule.every == "occasion"]
    assert {each.id for each in shown if each.schedule.unit is None} == {"SH-2.1", "SH-2.2", "SH-2.3"}


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        ({"every": "occasion", "unit": "working_days"}, "期限须为正整数"),
        ({"every": "occasion", "limit": 3}, "不得带数字"),
        ({"every": "occasion", "unit": "soft", "limit": 3}, "不得带数字"),
        ({"every": "occasion", "unit": "soft", "warn_before": 1}, "不得带数字"),
        ({"every": "week", "unit": "working_days", "limit": 3}, "只有随事发生的经常性工作"),
        ({"every": "occasion", "unit": "working_days", "limit": 0}, "greater than 0"),
    ],
)
def test_a_schedule_that_cannot_be_meant_is_refused(schedule: dict[str, Any], said: str) -> None:
    """A number needs a unit, a unit a number, and the calendar's own rhythms have neither."""
    with pytest.raises(ValidationError, match=said):
        duty(schedule)


@pytest.mark.parametrize("wanted", ["SQ-D16", "SQ-D14"])
def test_what_no_occasion_brings_up_is_refused(wanted: str) -> None:
    """A duty of the calendar or of every node is registered by nobody; nor is one the book does not have."""
    with pytest.raises(Refusal) as refusal:
        occasion_of(BOOK, wanted)
    assert refusal.value.code == Code.WRONG_STATE
    with pytest.raises(Refusal) as refusal:
        occasion_of(BOOK, "SQ-99")
    assert refusal.value.code == Code.UNKNOWN_SUBJECT
    assert occasion_of(BOOK, "SQ-29.3").name == "审查执行监督案件"


@pytest.mark.parametrize("words", ["", "（2026）豫14执监7号", "永城市法院 2026-11 信访复查第3号", "12" * 7])
def test_a_document_number_or_a_few_words_name_the_matter(words: str) -> None:
    """Blanks around them are nobody's."""
    assert check_matter(f"  {words} ") == words


@pytest.mark.parametrize(
    "words",
    [
        "来访人 419900196003030151",
        "来电 13000000001 投诉",
        "账号6200000000000000001",
        "41990019600303015X",
        "字" * (LONGEST + 1),
        "两\n行",
    ],
)
def test_a_persons_number_is_no_matter(words: str) -> None:
    """Identity numbers, phones and accounts stand in no register of the court; nor do stories."""
    with pytest.raises(Refusal) as refusal:
        check_matter(words)
    assert refusal.value.code == Code.BAD_DATA


# --- a year published late --------------------------------------------------------------------------


def published(folder: Any, *rest: tuple[str, str]) -> CourtCalendar:
    """The packaged calendar with an arrangement of 2027 in which these days are a holiday."""
    path = folder / "2027.yaml"
    breaks = [{"first": first, "last": last, "name": "某节"} for first, last in rest]
    notice = {"title": "某年部分节假日安排的通知", "number": "〔某年〕1号", "checked": "text"}
    content = {"year": 2027, "notices": [notice], "rest": breaks, "work": []}
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return CourtCalendar(years=(*CALENDAR.years, read_year(path)), statute=CALENDAR.statute)


def of_month(day: date, calendar: CourtCalendar = CALENDAR) -> tuple[Duty, Node]:
    """The node of a monthly duty's turn."""
    monthly = duty({"every": "month"})
    turn = turn_on(monthly, day, calendar)
    assert turn is not None
    return monthly, node_of(BOOK.court, monthly, turn, calendar)


@pytest.mark.requirement("NB-359")
def test_a_turn_moves_with_the_year_and_is_provisional_no_more(tmp_path: Any) -> None:
    """The last days of its month have become a holiday: the turn ends before them."""
    monthly, before = of_month(date(2027, 3, 10))
    assert before.provisional and before.due_at == at("2027-03-31T23:59:59")
    calendar = published(tmp_path, ("2027-03-29", "2027-04-05"))
    after = redated(before, BOOK, monthly, calendar, at("2027-03-10T00:00:00"))
    assert (after.due_at, after.provisional, after.provisional_years) == (
        at("2027-03-26T23:59:59"),
        False,
        (),
    )
    assert after.started_at == before.started_at
    assert redated(after, BOOK, monthly, calendar, at("2027-03-11T00:00:00")) == after
    assert changes(before, after) == {
        "due_at": "2027-03-26T23:59:59+08:00",
        "provisional": False,
        "provisional_years": [],
    }


@pytest.mark.requirement("NB-359")
def test_an_occasion_moves_with_the_year(tmp_path: Any) -> None:
    """Its days are counted again from when it came up; a reminder that was given stays given."""
    watched = duty(THREE_DAYS)
    before = occasion_node(BOOK, watched, 1, at("2026-12-30T10:00:00"), CALENDAR)
    assert before.provisional_years == (2027,)
    calendar = published(tmp_path, ("2027-01-01", "2027-01-10"))
    after = redated(before, BOOK, watched, calendar, at("2026-12-30T11:00:00"))
    assert (after.due_at, after.warn_at) == (at("2027-01-12T23:59:59"), at("2027-01-11T09:00:00"))
    assert not after.provisional
    warned = before.model_copy(update={"warned_at": before.warn_at})
    assert redated(warned, BOOK, watched, calendar, THURSDAY).warn_at == before.warn_at


@pytest.mark.requirement("NB-359")
def test_a_turn_without_a_working_day_left_need_not_be_done(tmp_path: Any) -> None:
    """Opened on a provisional day that turns out to be a holiday: waived, and why."""
    daily = duty({"every": "day"})
    turn = turn_on(daily, date(2027, 3, 10), CALENDAR)
    assert turn is not None
    before = node_of(BOOK.court, daily, turn, CALENDAR)
    moment = at("2027-03-10T08:00:00")
    after = redated(before, BOOK, daily, published(tmp_path, ("2027-03-08", "2027-03-14")), moment)
    assert (after.open, after.waived_at, after.waived_for) == (False, moment, NO_WORKING_DAY)
    assert after.state_at(moment) is NodeState.WAIVED


@pytest.mark.parametrize("passed", ["overdue_at", "done_at", "waived_at"])
def test_what_has_passed_stays_passed(tmp_path: Any, passed: str) -> None:
    """Late, done, waived: no calendar published afterwards changes it."""
    monthly, node = of_month(date(2027, 3, 10))
    over = node.model_copy(update={passed: node.due_at})
    calendar = published(tmp_path, ("2027-03-29", "2027-04-05"))
    assert redated(over, BOOK, monthly, calendar, THURSDAY) == over


def test_a_move_is_folded_from_the_journal(tmp_path: Any) -> None:
    """The table follows: only what the entry names is other."""
    monthly, before = of_month(date(2027, 3, 10))
    after = redated(before, BOOK, monthly, published(tmp_path, ("2027-03-29", "2027-04-05")), THURSDAY)
    named = about("X-1", date(2027, 3, 1))
    entries = [
        _entry(1, CourtEventKind.DUTY_OPENED, {**named, "node": stated(before), "workflow": "w"}),
        _entry(2, CourtEventKind.DUTY_REDATED, {**named, "node": changes(before, after)}),
    ]
    (folded,) = fold_all(entries).values()
    assert folded == after.model_copy(update={"opened_seq": 1})


def test_two_occasions_of_a_day_are_folded_apart() -> None:
    """One is done, the other stays open."""
    day = date(2026, 5, 7)
    done = {"at": THURSDAY.isoformat(), "submitted_at": (THURSDAY + timedelta(hours=1)).isoformat()}
    entries = [
        _entry(1, CourtEventKind.DUTY_OPENED, {**about("X-1", day, 1), "node": stated(opened(SOFT))}),
        _entry(2, CourtEventKind.DUTY_OPENED, {**about("X-1", day, 2), "node": stated(opened(SOFT, 2))}),
        _entry(3, CourtEventKind.DUTY_DONE, {**about("X-1", day, 2), **done}),
    ]
    folded = fold_all(entries)
    assert {node.subject: node.open for node in folded.values()} == {
        "2026-05-07/1": True,
        "2026-05-07/2": False,
    }


def _entry(seq: int, kind: CourtEventKind, facts: dict[str, Any]) -> CourtEntry:
    return CourtEntry(court=BOOK.court, seq=seq, kind=kind, actor="X001", facts=facts)


@pytest.mark.requirement("SQ-29", "RY-7", "RY-53", "SH-2", "SH-7", "SH-9", "SH-10", "SH-11")
@pytest.mark.parametrize(
    ("court", "ids"),
    [
        ("shangqiu", {"SQ-29.1", "SQ-29.2", "SQ-29.3", "SQ-29.4"}),
        ("ruyang", {"RY-7.1", "RY-53.1"}),
        ("shihe", {"SH-2.1", "SH-2.2", "SH-2.3", "SH-7.1", "SH-9.1", "SH-10.1", "SH-11.1"}),
    ],
)
def test_every_occasion_has_somebody_who_may_sign_it(court: str, ids: set[str]) -> None:
    """The responsible unit has a post whose role signs nodes: else the work could never be reported done."""
    book = load(court)
    rows = [each for each in book.duties if each.schedule.every == "occasion"]
    assert ids <= {each.id for each in rows}
    for row in rows:
        node = occasion_node(book, row, 1, THURSDAY, CALENDAR)
        assert node.due_at is None and (node.warn_at is None) == (row.schedule.unit is None)
        assert _signers(book, row.responsible), row.id


def _signers(book: Rulebook, place: str) -> set[str]:
    """Who of a place signs: the role itself, or the posts of the unit that may."""
    roles = {str(role) for rule in book.acts if rule.act == "sign_node" for role in rule.roles}
    unit = next((each for each in book.units if each.key == place), None)
    if unit is None:
        return {place}
    return roles & ({str(role) for role in unit.posts} or roles)
