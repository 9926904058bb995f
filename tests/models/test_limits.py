"""The deadline tables: which event starts which clock, and when it ends (tests/rules/limits_*.yaml)."""

import pytest
from pydantic import ValidationError

from models.acts.envelope import ActKind
from models.events import EventKind
from models.limits import Limit
from models.shelf.files import known_courts, load
from tests.rules.cases import duty_cases, limit_cases
from tests.rules.checks import differences
from tests.rules.editions import Trial, book_of, trials


@pytest.mark.parametrize(
    "trial",
    [
        pytest.param(trial, id=trial.name, marks=pytest.mark.requirement(*trial.case.cites))
        for trial in trials((*limit_cases(), *duty_cases()))
    ],
)
def test_case(trial: Trial) -> None:
    assert differences(book_of(trial), trial.case) == []


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


@pytest.mark.parametrize("court", known_courts())
def test_every_duty_without_a_case_is_shown(court: str) -> None:
    """A duty of the court stands in its sheet with its rhythm and who answers for it."""
    shown = {case.data["id"] for case in duty_cases() if case.court == court}
    assert {duty.id for duty in load(court).duties} == shown


LAST_ROW = {
    "gushi": ("GS-D", 10),
    "ruyang": ("RY-D", 23),
    "shangqiu": ("SQ-D", 18),
    "jianli": ("JL-D", 20),
    "shihe": ("SH-D", 39),
}
ELSEWHERE = {"JL-D14": "closing.min_months_since_filing", "SH-D13": "closing.requery_months"}
"""Rows of a court's table that are no clock: where the book has them."""


@pytest.mark.parametrize("court", LAST_ROW)
def test_every_numbered_row_of_the_courts_table_is_there(court: str) -> None:
    """Each deadline of the catalogue's table stands in the court's book once."""
    prefix, last = LAST_ROW[court]
    book = load(court)
    rows = [limit.id for limit in book.limits] + [duty.id for duty in book.duties]
    wanted = {f"{prefix}{n}" for n in range(1, last + 1)} - ELSEWHERE.keys()
    assert sorted(row for row in rows if row.startswith(prefix)) == sorted(wanted)


@pytest.mark.parametrize("court", known_courts())
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


NOT_HERE = {"shihe": {"start_round_one", "end_round_one"}}
"""Acts a court has no obligation for: its own tables know no first round (SH-D11, SH-D12 stand for it)."""


@pytest.mark.parametrize("court", known_courts())
def test_work_a_person_must_do_is_always_a_node(court: str) -> None:
    """Inboxes are drawn from open nodes: an act nobody is reminded of would never be done."""
    acts = {limit.act for limit in load(court).limits}
    assert HUMAN_ACTS - NOT_HERE.get(court, set()) <= acts


@pytest.mark.parametrize("court", known_courts())
def test_no_obligation_has_two_own_clocks_for_one_act(court: str) -> None:
    """A court's stricter row takes the place of the national one (same act, same start)."""
    seen: dict[tuple[str, EventKind, str], str] = {}
    for limit in load(court).limits:
        for starts in limit.starts:
            if limit.act in (ActKind.RECORD_OCCURRENCE, ActKind.SIGN_NODE, ""):
                continue  # one act for many kinds of work
            which = repr(sorted(starts.where.items(), key=str)) + starts.subject + repr(limit.when)
            key = (limit.act, starts.event, which)
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
