"""Who is away: recorded by who leads them, never rewritten, kept in the court's journal."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy.exc import IntegrityError, ProgrammingError

from activities.absences.absences import AbsenceDesk, Standing
from activities.absences.staffing import absences_of
from activities.court_journal import broken
from activities.rosters import load_roster
from models.absence import Absence
from models.acts.envelope import ActKind
from models.errors import Code, Refusal
from models.events import EventKind
from models.tables import AbsenceRow, CourtJournal, Membership
from tests.activities.clerk import FILED_AT, Clerk
from tests.courthouse import ROSTERS

DIRECTOR, CENTRE_HEAD, JUDGE, OTHER_JUDGE, ASSISTANT = "RY090", "RY071", "RY020", "RY030", "RY021"
DAY = FILED_AT.date()
WEEK = DAY + timedelta(days=6)


def on_record(clerk: Clerk) -> tuple[Absence, ...]:
    """The absences of Ruyang."""
    with clerk.database.transaction() as session:
        return absences_of(session, "ruyang")


def journal(clerk: Clerk) -> list[tuple[str, str, dict[str, Any]]]:
    """What Ruyang's own journal says of absences: kind, by whom, with which facts."""
    with clerk.database.transaction() as session:
        assert broken(session, "ruyang") is None
        rows = session.query(CourtJournal).filter_by(court="ruyang").order_by(CourtJournal.seq)
        return [(row.kind, row.actor, row.facts) for row in rows if row.kind.startswith("absence")]


@pytest.fixture
def desk(clerk: Clerk) -> AbsenceDesk:
    """The desk of absences."""
    return AbsenceDesk(clerk.database)


@pytest.mark.requirement("RY-57", "GS-11")
def test_an_absence_is_a_fact_of_the_court(clerk: Clerk, desk: AbsenceDesk) -> None:
    """Recorded once, its end moved later; the journal has both, the table the present dates."""
    assert desk.record(JUDGE, DAY, WEEK, DIRECTOR, OTHER_JUDGE)
    assert not desk.record(JUDGE, DAY, WEEK, DIRECTOR, OTHER_JUDGE)
    assert desk.record(JUDGE, DAY, DAY, DIRECTOR, OTHER_JUDGE)
    moved = Absence(staff=JUDGE, since=DAY, until=DAY, substitute=OTHER_JUDGE)
    assert on_record(clerk) == (moved,)
    stated = moved.model_dump(mode="json")
    assert journal(clerk) == [
        ("absence_recorded", DIRECTOR, {**stated, "until": WEEK.isoformat()}),
        ("absence_end_moved", DIRECTOR, {**stated, "was": WEEK.isoformat()}),
    ]
    assert desk.on("ruyang", DAY) == (moved,) and desk.on("ruyang", WEEK) == ()


@pytest.mark.requirement("RY-57", "RY-54")
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((JUDGE, DAY, WEEK, JUDGE), Code.SECOND_PERSON_REQUIRED),
        ((JUDGE, DAY, WEEK, OTHER_JUDGE), Code.ACT_NOT_ALLOWED),
        ((JUDGE, DAY, WEEK, CENTRE_HEAD), Code.ACT_NOT_ALLOWED),
        ((JUDGE, DAY, WEEK, "GS090"), Code.ACT_NOT_ALLOWED),
        (("RY999", DAY, WEEK, DIRECTOR), Code.UNKNOWN_SUBJECT),
        ((JUDGE, DAY, WEEK, DIRECTOR, "", "gushi"), Code.UNKNOWN_SUBJECT),
        ((JUDGE, WEEK, DAY, DIRECTOR), Code.BAD_DATA),
        ((JUDGE, DAY, WEEK, DIRECTOR, JUDGE), Code.BAD_DATA),
        ((JUDGE, DAY, WEEK, DIRECTOR, "GS020"), Code.BAD_DATA),
        ((JUDGE, DAY, WEEK, DIRECTOR, ASSISTANT), Code.BAD_DATA),
    ],
)
def test_who_may_record_what(clerk: Clerk, desk: AbsenceDesk, words: tuple[Any, ...], code: Code) -> None:
    """The head of the person's unit or of one above it, and the director; a substitute of the same kind."""
    with pytest.raises(Refusal) as refusal:
        desk.record(*words)
    assert refusal.value.code == code
    assert on_record(clerk) == () and journal(clerk) == []


@pytest.mark.requirement("RY-57")
def test_the_head_above_records_for_a_unit_below(desk: AbsenceDesk) -> None:
    """The query group belongs to the centre: its head may."""
    assert desk.record("RY010", DAY, WEEK, CENTRE_HEAD)


def test_history_is_never_rewritten(clerk: Clerk, desk: AbsenceDesk) -> None:
    """Neither another substitute nor an overlap; and nobody gets past the tables' own rights."""
    desk.record(JUDGE, DAY, WEEK, DIRECTOR, OTHER_JUDGE)
    for words in ((DAY, WEEK, DIRECTOR, "RY040"), (DAY, WEEK, DIRECTOR), (WEEK, WEEK, DIRECTOR)):
        with pytest.raises(Refusal) as refusal:
            desk.record(JUDGE, *words)
        assert refusal.value.code == Code.BAD_DATA
    for change in ("update absence set substitute = null", "update absence set since = since - 1"):
        with pytest.raises(ProgrammingError), clerk.database.transaction() as session:
            session.connection().exec_driver_sql(change)
    with pytest.raises(ProgrammingError), clerk.database.transaction() as session:
        session.query(AbsenceRow).delete()
    with pytest.raises(IntegrityError), clerk.database.transaction() as session:
        session.connection().exec_driver_sql("update absence set until = since - 1")
    assert desk.record(JUDGE, WEEK + timedelta(days=1), WEEK + timedelta(days=2), DIRECTOR)


@pytest.mark.requirement("CV-12")
def test_an_end_is_not_moved_before_what_a_substitute_did(clerk: Clerk, desk: AbsenceDesk) -> None:
    """A plan made on the third day stands: the absence lasted until then at least."""
    desk.record(JUDGE, DAY, WEEK, DIRECTOR, OTHER_JUDGE)
    key = in_hands_of(clerk, JUDGE)
    clerk.now = FILED_AT + timedelta(days=2, hours=1)
    plan = {"plan": "传唤"}
    answer = clerk.act(key, ActKind.MAKE_PLAN, OTHER_JUDGE, "judge", plan, on_behalf_of=JUDGE)
    assert answer.refused is None
    with pytest.raises(Refusal) as refusal:
        desk.record(JUDGE, DAY, DAY + timedelta(days=1), DIRECTOR, OTHER_JUDGE)
    assert refusal.value.code == Code.WRONG_STATE
    assert desk.record(JUDGE, DAY, DAY + timedelta(days=2), DIRECTOR, OTHER_JUDGE)


def test_the_list_has_what_is_over_last(clerk: Clerk, desk: AbsenceDesk) -> None:
    """By court and person; over, running and to come as of the day."""
    desk.record("GS020", DAY, DAY, "GS090")
    desk.record(JUDGE, DAY, WEEK, DIRECTOR)
    desk.record(OTHER_JUDGE, WEEK, WEEK, DIRECTOR)
    day = DAY + timedelta(days=1)
    found = [(row.court, row.absence.staff, row.standing) for row in desk.list(day=day)]
    assert found == [
        ("ruyang", JUDGE, Standing.NOW),
        ("ruyang", OTHER_JUDGE, Standing.COMING),
        ("gushi", "GS020", Standing.OVER),
    ]
    assert [row.court for row in desk.list("gushi", day)] == ["gushi"]


# --- the roster file ------------------------------------------------------------------------------


def roster(folder: Path, *absences: dict[str, Any]) -> Path:
    """Ruyang's roster with these absences."""
    data = yaml.safe_load((ROSTERS / "ruyang.yaml").read_text(encoding="utf-8"))
    path = folder / "ruyang.yaml"
    path.write_text(yaml.safe_dump({**data, "absences": list(absences)}, allow_unicode=True), "utf-8")
    return path


def test_a_roster_brings_absences(clerk: Clerk, desk: AbsenceDesk, tmp_path: Path) -> None:
    """Beside those the desk has; loaded again nothing is new, and an end may be moved."""
    desk.record(OTHER_JUDGE, DAY, WEEK, DIRECTOR)
    row = {"staff": JUDGE, "since": DAY, "until": WEEK, "substitute": "RY040"}
    for _ in range(2):
        load_roster(clerk.database, clerk.books, roster(tmp_path, row))
    assert [(kind, actor) for kind, actor, _ in journal(clerk)] == [
        ("absence_recorded", DIRECTOR),
        ("absence_recorded", "system:roster"),
    ]
    load_roster(clerk.database, clerk.books, roster(tmp_path, {**row, "until": DAY}))
    assert [(each.staff, each.until) for each in on_record(clerk)] == [(JUDGE, DAY), (OTHER_JUDGE, WEEK)]
    assert journal(clerk)[-1][:2] == ("absence_end_moved", "system:roster")
    load_roster(clerk.database, clerk.books, roster(tmp_path))
    assert len(on_record(clerk)) == 2


def test_a_roster_says_each_absence_once(clerk: Clerk, tmp_path: Path) -> None:
    """Twice from the same day is no moved end: the file is refused."""
    row = {"staff": JUDGE, "since": DAY, "until": WEEK}
    with pytest.raises(Refusal, match="重叠"):
        load_roster(clerk.database, clerk.books, roster(tmp_path, row, {**row, "until": DAY}))
    assert on_record(clerk) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"staff": "RY999"}, "名册没有人员 RY999"),
        ({"substitute": "RY999"}, "名册没有人员 RY999"),
        ({"substitute": ASSISTANT}, "没有共同职务"),
        ({"until": DAY - timedelta(days=1)}, "absences.0 缺勤的止日早于起日"),
        ({"until": "x"}, "absences.0.until 不合要求"),
        ({"staff": OTHER_JUDGE}, "重叠"),
    ],
)
def test_a_roster_is_refused_by_file_and_reason(
    clerk: Clerk, desk: AbsenceDesk, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    """One line that names the file and the person; nothing of the file is kept."""
    desk.record(OTHER_JUDGE, DAY, WEEK, DIRECTOR)
    row = {"staff": JUDGE, "since": DAY, "until": WEEK} | change
    if row["staff"] == OTHER_JUDGE:
        row["since"] = WEEK
    before = on_record(clerk)
    with pytest.raises(Refusal) as refusal:
        load_roster(clerk.database, clerk.books, roster(tmp_path, row))
    assert refusal.value.message.startswith("ruyang.yaml：") and said in refusal.value.message
    assert on_record(clerk) == before


# --- acts on behalf -------------------------------------------------------------------------------


def in_hands_of(clerk: Clerk, owner: str, number: int = 1) -> str:
    """A simple case in the hands of the fast team's judge."""
    key = clerk.file(number)
    clerk.append(key, EventKind.RECEPTION_ENDED, performance_state="willing")
    clerk.triage_and_assign(key)
    assert clerk.state(key).assigned_owner == owner
    clerk.act(key, ActKind.ACCEPT_HANDOVER, owner, "judge", {"handover": "Y1"})
    return key


@pytest.mark.requirement("CV-12", "RY-54", "RY-57")
def test_a_substitute_acts_under_their_own_name(clerk: Clerk, desk: AbsenceDesk) -> None:
    """In the journal stand the substitute and for whom; before and after the absence it is refused."""
    key = in_hands_of(clerk, JUDGE)
    first = DAY + timedelta(days=1)
    desk.record(JUDGE, first, first, DIRECTOR, OTHER_JUDGE)
    plan = (ActKind.MAKE_PLAN, OTHER_JUDGE, "judge", {"plan": "传唤"})
    assert clerk.refused(key, *plan) == Code.WRONG_UNIT
    assert clerk.refused(key, *plan, on_behalf_of=JUDGE) == Code.NOBODY_ABSENT
    clerk.now = FILED_AT + timedelta(days=1)
    assert clerk.refused(key, *plan) == Code.WRONG_UNIT
    stranger = (ActKind.MAKE_PLAN, "RY040", "judge", {"plan": "传唤"})
    assert clerk.refused(key, *stranger, on_behalf_of=JUDGE) == Code.NOT_THE_SUBSTITUTE
    (entry,) = clerk.act(key, *plan, on_behalf_of=JUDGE).entries
    assert (entry.actor, entry.role, entry.on_behalf_of) == (OTHER_JUDGE, "judge", JUDGE)
    clerk.now += timedelta(days=1)
    assert clerk.refused(key, *plan, on_behalf_of=JUDGE) == Code.NOBODY_ABSENT
    assert clerk.casework.rebuild(key, write=False) == ()


@pytest.mark.requirement("CV-12", "RY-54")
def test_an_assistant_does_not_become_a_judge(clerk: Clerk, desk: AbsenceDesk) -> None:
    """Who lost the common role since is refused, in the register and before."""
    key = in_hands_of(clerk, JUDGE)
    with clerk.database.transaction() as session:
        for staff in (ASSISTANT, JUDGE):
            session.add(
                Membership(
                    staff=staff, court="ruyang", unit="general_group", role="clerk", since=DAY, until=DAY
                )
            )
    desk.record(JUDGE, DAY, WEEK, DIRECTOR, ASSISTANT)
    clerk.now = FILED_AT + timedelta(days=1)
    plan = (ActKind.MAKE_PLAN, ASSISTANT, "judge", {"plan": "传唤"})
    assert clerk.refused(key, *plan, on_behalf_of=JUDGE) == Code.ACT_NOT_ALLOWED
    assert clerk.casework.role_for(key, ActKind.MAKE_PLAN, ASSISTANT, clerk.now, JUDGE) == ""
    assert clerk.casework.role_for(key, ActKind.START_ROUND_ONE, ASSISTANT, clerk.now) == "judge_assistant"
    assert clerk.casework.role_for(key, ActKind.MAKE_PLAN, OTHER_JUDGE, clerk.now, JUDGE) == "judge"


@pytest.mark.requirement("RY-40", "CV-12")
def test_what_was_done_for_somebody_counts_as_theirs(clerk: Clerk, desk: AbsenceDesk) -> None:
    """A closing the substitute proposed is reviewed neither by the absent one nor by the substitute."""
    key = in_hands_of(clerk, JUDGE)
    with clerk.database.transaction() as session:
        for staff in (JUDGE, OTHER_JUDGE, "RY040"):
            group = {"court": "ruyang", "unit": "terminated_case_group", "role": "judge"}
            session.add(Membership(staff=staff, since=DAY, **group))
    desk.record(JUDGE, DAY, DAY, DIRECTOR, OTHER_JUDGE)
    proposal = {"method": "termination", "ground": "无可供执行财产", "applicant_agrees": True}
    propose = (ActKind.PROPOSE_CLOSING, OTHER_JUDGE, "judge", proposal)
    assert clerk.act(key, *propose, on_behalf_of=JUDGE).refused is None
    clerk.now += timedelta(days=1)
    sent_back = {"approved": False, "reason": "缺少材料"}
    for staff in (JUDGE, OTHER_JUDGE):
        review = (ActKind.REVIEW_CLOSING, staff, "judge", sent_back)
        assert clerk.refused(key, *review) == Code.SECOND_PERSON_REQUIRED
    assert clerk.act(key, ActKind.REVIEW_CLOSING, "RY040", "judge", sent_back).refused is None
    with clerk.database.transaction() as session:
        session.add(Membership(staff="RY050", court="ruyang", unit="fast_team", role="judge", since=DAY))
    assert clerk.act(key, ActKind.PROPOSE_CLOSING, "RY050", "judge", proposal).refused is None
    again = (ActKind.REVIEW_CLOSING, JUDGE, "judge", sent_back)
    assert clerk.refused(key, *again) == Code.SECOND_PERSON_REQUIRED
