"""The deadline tables: which event starts which clock, and when it ends (tests/rules/limits_*.yaml)."""

from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from models.acts.envelope import ActKind
from models.calendar import CourtCalendar, Unit, due
from models.events import EventKind
from models.limits import Limit, Starts
from models.rulebook_files import load, load_all
from models.values import COURT_ZONE

RULES = Path(__file__).parents[1] / "rules"
CALENDAR = CourtCalendar.packaged()


def _cases() -> list[Any]:
    found = []
    for path in sorted(RULES.glob("limits_*.yaml")):
        sheet = yaml.safe_load(path.read_text(encoding="utf-8"))
        for case in sheet["cases"]:
            marks = pytest.mark.requirement(*case["cites"])
            found.append(pytest.param(sheet["court"], case, id=f"{sheet['court']}-{case['id']}", marks=marks))
    return found


def _started_by(limit: Limit, case: dict[str, Any]) -> Starts | None:
    """The start of the limit that this event is, with the facts it carries."""
    facts = case.get("facts", {})
    for starts in limit.starts:
        wanted = starts.where.items()
        fits = all(facts.get(n) in v if isinstance(v, list) else facts.get(n) == v for n, v in wanted)
        if starts.event == case["event"] and fits:
            return starts
    return None


def _clock(starts: Starts, case: dict[str, Any]) -> datetime:
    earlier = {EventKind(kind): at for kind, at in case.get("earlier", {}).items()}
    at: datetime = case["at"]
    if starts.from_event is not None:
        at = earlier[starts.from_event]
    return max(at, earlier[starts.not_before]) if starts.not_before is not None else at


@pytest.mark.parametrize(("court", "case"), _cases())
def test_case(court: str, case: dict[str, Any]) -> None:
    book = load(court)
    limit = book.limit(case["limit"])
    starts = _started_by(limit, case)
    if case.get("starts", True) is False:
        assert starts is None
        return
    assert starts is not None
    answer = due(
        CALENDAR,
        _clock(starts, case),
        limit.limit,
        limit.unit,
        exclude_first_day=book.calendar.exclude_first_day,
        roll_last_day=book.calendar.roll_last_day,
        guard=limit.guard,
    )
    wanted = case["due"]
    if wanted is None:
        assert limit.unit is Unit.SOFT
        assert answer.due_at is None
        assert answer.guard_at is not None
    else:
        assert answer.due_at == datetime.combine(wanted, time(23, 59, 59), COURT_ZONE)


@pytest.mark.requirement("RY-D11", "RY-A12")
def test_property_controlled_before_transfer_counts_from_the_teams_receipt() -> None:
    (starts,) = load("ruyang").limit("RY-D11").starts
    received = datetime(2026, 3, 12, 9, tzinfo=COURT_ZONE)
    case = {"at": datetime(2026, 3, 3, 9, tzinfo=COURT_ZONE), "earlier": {"group_entered": received}}
    assert _clock(starts, case) == received


@pytest.mark.requirement("RY-D7", "RY-D8")
def test_the_longer_total_replaces_the_shorter_one() -> None:
    assert load("ruyang").limit("RY-D8").replaces == ("RY-D7",)


@pytest.mark.requirement("RY-D9", "RY-54")
def test_ruyang_wants_the_plan_before_the_first_round() -> None:
    limit = load("ruyang").limit("RY-D9")
    assert (limit.after, limit.gate) == (("RY-54",), True)


@pytest.mark.requirement("RY-D18", "RY-38", "RY-A9")
def test_conversion_ends_the_thirty_days_and_leaves_the_statutory_limit() -> None:
    book = load("ruyang")
    assert [void.event for void in book.limit("RY-D18").waived_by] == [EventKind.CONVERSION_APPROVED]
    assert book.limit("RY-D19").waived_by == ()


@pytest.mark.requirement("RY-D19", "RY-39", "NB-106")
def test_who_may_extend() -> None:
    extension = load("ruyang").limit("RY-D19").extension
    assert extension is not None
    assert "vice_president" in extension.approver


@pytest.mark.requirement("RY-D17", "RY-D20", "RY-D21", "RY-D22", "RY-D23", "GS-D9", "GS-D10")
def test_duties_without_a_case_are_listed_with_their_schedule() -> None:
    duties = {duty.id: duty.schedule.every for book in load_all().values() for duty in book.duties}
    assert duties == {
        "RY-D17": "node",
        "RY-D20": "day",
        "RY-D21": "month",
        "RY-D22": "occasion",
        "RY-D23": "occasion",
        "GS-D9": "node",
        "GS-D10": "occasion",
    }


@pytest.mark.parametrize("court", ["gushi", "ruyang"])
def test_every_numbered_row_of_the_courts_table_is_there_and_tried(court: str) -> None:
    """Each deadline of the court's own table stands in the book once, with a start and a near miss."""
    sheet = yaml.safe_load((RULES / f"limits_{court}.yaml").read_text(encoding="utf-8"))
    prefix, last = {"gushi": ("GS-D", 10), "ruyang": ("RY-D", 23)}[court]
    book = load(court)
    rows = [limit.id for limit in book.limits] + [duty.id for duty in book.duties]
    wanted = {f"{prefix}{n}" for n in range(1, last + 1)}
    assert sorted(row for row in rows if row.startswith(prefix)) == sorted(wanted)
    numbered = {limit.id for limit in book.limits if limit.id.startswith(prefix) and limit.unit != "soft"}
    started = {case["limit"] for case in sheet["cases"] if case.get("starts", True)}
    missed = {case["limit"] for case in sheet["cases"] if not case.get("starts", True)}
    assert numbered <= started
    assert numbered <= missed


@pytest.mark.parametrize("court", ["gushi", "ruyang"])
def test_every_act_has_a_permission_and_no_permission_is_for_nothing(court: str) -> None:
    assert sorted(row.act for row in load(court).acts) == sorted(ActKind)


HUMAN_ACTS = {
    "correct_filing", "register_case", "hold_reception", "record_service", "report_finding",
    "decide_approval", "accept_handover", "offer_handover", "make_plan", "start_round_one", "end_round_one",
    "complete_sanctions", "order_deduction", "order_payout", "meet_disposal_conditions", "enter_disposal",
    "issue_eviction_notice", "complete_eviction", "start_pricing", "fix_price", "hand_disposal_papers",
    "plan_auction", "answer_debt_offer", "serve_sale_ruling", "deliver_asset", "propose_closing",
    "review_closing",
}  # fmt: skip


@pytest.mark.parametrize("court", ["gushi", "ruyang"])
def test_work_a_person_must_do_is_always_a_node(court: str) -> None:
    """Inboxes are drawn from open nodes: an act nobody is reminded of would never be done."""
    own = {
        "gushi": {"verify_identity", "file_papers", "hand_return_papers", "give_feedback"},
        "ruyang": set(),
    }
    acts = {limit.act for limit in load(court).limits}
    assert HUMAN_ACTS | own[court] <= acts


@pytest.mark.parametrize("court", ["gushi", "ruyang"])
def test_no_obligation_has_two_own_clocks_for_one_act(court: str) -> None:
    """A court's stricter row takes the place of the national one (same act, same start)."""
    seen: dict[tuple[str, EventKind, str], str] = {}
    for limit in load(court).limits:
        for starts in limit.starts:
            if not limit.act:
                continue
            key = (limit.act, starts.event, repr(sorted(starts.where.items(), key=str)) + starts.subject)
            assert seen.setdefault(key, limit.id) == limit.id


@pytest.mark.requirement("CV-1", "CV-3")
@pytest.mark.parametrize(
    ("unit", "length", "message"),
    [
        ("soft", 3, "软性期限不得带数字"),
        ("same_day", 1, "当日期限的数字只能为 0"),
        ("calendar_days", None, "期限须为正整数"),
        ("working_days", 0, "期限须为正整数"),
    ],
)
def test_a_length_the_unit_cannot_have_is_refused(unit: str, length: int | None, message: str) -> None:
    row = {
        "id": "X-D1",
        "name": "某项",
        "article": "一",
        "starts": [{"event": "filed"}],
        "done_by": [{"event": "closed"}],
        "unit": unit,
        "limit": length,
        "responsible": "judge",
        "source": "X-D1",
    }
    with pytest.raises(ValidationError, match=message):
        Limit.model_validate(row)
