"""Who may do what, when, and what remains of an act that was refused (design.md 2.4)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError
from temporalio.exceptions import ApplicationError

from activities.act_log import submit
from models.acts.envelope import Act, ActKind
from models.errors import Code, Refusal
from models.events import EventKind
from models.shelf.files import load
from models.tables import ActLog, Membership
from tests.activities.clerk import FILED_AT, Clerk

ASSISTANT = ("RY010", "judge_assistant")
FINDING = {"institution": "house_registry"}


def appoint(clerk: Clerk, staff: str, unit: str, role: str, since: date, until: date | None = None) -> None:
    """A further membership of somebody."""
    with clerk.database.transaction() as session:
        court = "ruyang" if staff.startswith("RY") else "gushi"
        session.add(Membership(staff=staff, court=court, unit=unit, role=role, since=since, until=until))


@pytest.mark.requirement("RY-17", "GS-11")
def test_an_act_is_kept_as_submitted_and_becomes_its_events(clerk: Clerk) -> None:
    """Recorded is when it was submitted, occurred is when it was done; the log names the seq."""
    key = clerk.file()
    done = clerk.now - timedelta(minutes=30)
    answer = clerk.act(key, ActKind.REGISTER_CASE, *ASSISTANT, occurred_at=done)
    (entry,) = answer.entries
    assert (entry.kind, entry.actor, entry.role) == (EventKind.RECEIVED, *ASSISTANT)
    assert (entry.occurred_at, entry.recorded_at) == (done, clerk.now)
    (log,) = clerk.log(key)
    assert (log.state, log.seq, log.code, log.submitted_at) == ("accepted", answer.seq, "", clerk.now)


def test_the_same_act_twice_is_one_act(clerk: Clerk) -> None:
    """Submitted twice and delivered twice under one id: one line in the log, one event, one answer."""
    key = clerk.file()
    act_id = uuid4()
    first = clerk.act(key, ActKind.REGISTER_CASE, *ASSISTANT, act_id=act_id)
    clerk.now += timedelta(minutes=5)
    assert clerk.act(key, ActKind.REGISTER_CASE, *ASSISTANT, act_id=act_id) == first
    assert clerk.kinds(key) == ["filed", "received"]
    assert [log.submitted_at for log in clerk.log(key)] == [clerk.now - timedelta(minutes=5)]


def test_a_refused_act_leaves_the_journal_untouched_and_stays_in_the_log(clerk: Clerk) -> None:
    """The log keeps code and Chinese reason; journal, nodes and facts are what they were."""
    key = clerk.file()
    clerk.act(key, ActKind.REGISTER_CASE, *ASSISTANT)
    view = clerk.casework.view(key)
    assert clerk.refused(key, ActKind.REGISTER_CASE, *ASSISTANT) == Code.ALREADY_DONE
    refused = clerk.log(key)[-1]
    assert (refused.state, refused.code, refused.seq) == ("refused", Code.ALREADY_DONE, None)
    assert refused.reason == "本案已收案登记"
    assert clerk.casework.view(key) == view
    assert clerk.casework.rebuild(key, write=False) == ()


def test_a_refusal_stays_a_refusal(clerk: Clerk) -> None:
    """The answer of a refused act lost, the roster changed since: delivered again it is refused again."""
    key = clerk.file()
    act_id = clerk.submit(key, ActKind.REGISTER_CASE, "RY020", "judge_assistant")
    refused = clerk.record(key, act_id)
    assert refused.refused is not None and refused.refused.code == Code.ACT_NOT_ALLOWED
    appoint(clerk, "RY020", "query_group", "judge_assistant", date(2024, 1, 1))
    assert clerk.record(key, act_id).refused == refused.refused
    assert clerk.log(key)[-1].state == "refused"


@pytest.mark.parametrize(
    ("staff", "role", "code"),
    [
        ("RY999", "judge_assistant", Code.ACT_NOT_ALLOWED),  # nobody
        ("RY010", "emperor", Code.ACT_NOT_ALLOWED),  # a role nobody has
        ("RY010", "judge", Code.ACT_NOT_ALLOWED),  # a role this person does not have
        ("RY001", "filing_staff", Code.ACT_NOT_ALLOWED),  # a role that may not do it
        ("RY021", "judge_assistant", Code.WRONG_UNIT),  # the right role in another unit
        ("GS010", "judge_assistant", Code.ACT_NOT_ALLOWED),  # the same role at another court
    ],
)
@pytest.mark.requirement("RY-57")
def test_only_who_may_does(clerk: Clerk, staff: str, role: str, code: Code) -> None:
    """Identity, role and unit are checked in the register's transaction."""
    key = clerk.file()
    assert clerk.refused(key, ActKind.REGISTER_CASE, staff, role) == code


@pytest.mark.requirement("GS-11", "GS-10")
def test_membership_counts_on_the_day_of_the_act(clerk: Clerk) -> None:
    """Who has left may not act, but may enter late what was done before; who comes later, neither."""
    key = clerk.file()
    day = FILED_AT.date()
    appoint(clerk, "RY032", "query_group", "clerk", date(2025, 1, 1), day)
    appoint(clerk, "RY022", "query_group", "clerk", day + timedelta(days=10))
    clerk.now = FILED_AT + timedelta(days=1)
    assert clerk.refused(key, ActKind.REGISTER_CASE, "RY032", "clerk") == Code.WRONG_UNIT
    assert clerk.refused(key, ActKind.REGISTER_CASE, "RY022", "clerk") == Code.WRONG_UNIT
    then = FILED_AT + timedelta(hours=2)
    assert clerk.act(key, ActKind.REGISTER_CASE, "RY032", "clerk", occurred_at=then).refused is None
    clerk.now = FILED_AT + timedelta(days=10)
    assert clerk.act(key, ActKind.REPORT_FINDING, "RY022", "clerk", FINDING).refused is None


def test_nothing_is_done_in_the_future_or_before_the_case(clerk: Clerk) -> None:
    """An act is done between filing and submission."""
    key = clerk.file()
    for at in (clerk.now + timedelta(seconds=1), FILED_AT - timedelta(seconds=1)):
        code = clerk.refused(key, ActKind.REGISTER_CASE, *ASSISTANT, occurred_at=at)
        assert code == Code.BAD_TIME
    assert clerk.act(key, ActKind.REGISTER_CASE, *ASSISTANT, occurred_at=clerk.now).refused is None


def in_fast_team(clerk: Clerk) -> tuple[str, str]:
    """A simple case in the hands of its team; its key and its owner."""
    key = clerk.file()
    clerk.append(key, EventKind.RECEPTION_ENDED, performance_state="willing")
    clerk.triage_and_assign(key)
    owner = clerk.state(key).assigned_owner
    clerk.act(key, ActKind.ACCEPT_HANDOVER, owner, "judge", {"handover": "Y1"})
    return key, owner


@pytest.mark.requirement("RY-38", "NB-79")
def test_nobody_decides_what_he_asked_for(clerk: Clerk) -> None:
    """A judge who is the director too asks for a conversion: only another director may grant it, once."""
    key, owner = in_fast_team(clerk)
    appoint(clerk, owner, "affairs_centre", "bureau_director", date(2025, 1, 1))
    ask = {"ground": "提出执行异议", "reason": "被执行人提出异议"}
    assert clerk.act(key, ActKind.REQUEST_CONVERSION, owner, "judge", ask).refused is None
    grant = {"approval": "A1", "granted": True}
    own = clerk.refused(key, ActKind.DECIDE_APPROVAL, owner, "bureau_director", grant)
    assert own == Code.SECOND_PERSON_REQUIRED
    assert (
        clerk.refused(key, ActKind.DECIDE_APPROVAL, "RY099", "court_president", grant) == Code.ACT_NOT_ALLOWED
    )
    assert (
        clerk.refused(key, ActKind.DECIDE_APPROVAL, "RY090", "bureau_director", {**grant, "granted": False})
        == Code.BAD_DATA
    )
    assert clerk.act(key, ActKind.DECIDE_APPROVAL, "RY090", "bureau_director", grant).refused is None
    again = clerk.refused(key, ActKind.DECIDE_APPROVAL, "RY090", "bureau_director", grant)
    assert again == Code.ALREADY_DONE


@pytest.mark.requirement("CV-6", "CV-8")
def test_a_correction_takes_a_second_person(clerk: Clerk) -> None:
    """A correction is a new entry naming the seq it corrects, and never by who stated it."""
    key = clerk.file()
    stated = clerk.act(key, ActKind.RECORD_FACTS, *ASSISTANT, {"facts": {"gov_respondent_noted": True}})
    assert stated.refused is not None and stated.refused.code in (Code.FACTS_INVALID, Code.BAD_DATA)
    stated = clerk.act(key, ActKind.RECORD_FACTS, *ASSISTANT, {"facts": {"settlement_likely": True}})
    correction = {"corrects": stated.seq, "facts": {"settlement_likely": False}, "reason": "误记"}
    assert clerk.refused(key, ActKind.CORRECT_FACT, *ASSISTANT, correction) == Code.SECOND_PERSON_REQUIRED
    later = {**correction, "corrects": stated.seq + 9}
    assert clerk.refused(key, ActKind.CORRECT_FACT, "RY011", "clerk", later) == Code.UNKNOWN_SUBJECT
    (entry,) = clerk.act(key, ActKind.CORRECT_FACT, "RY011", "clerk", correction).entries
    assert (entry.kind, entry.corrects) == (EventKind.FACT_CORRECTED, stated.seq)
    assert clerk.state(key).facts["settlement_likely"] is False
    assert clerk.kinds(key).count("facts_recorded") == 1


@pytest.mark.requirement("GS-12", "GS-32")
def test_only_the_keeper_of_the_key_checks_identity(clerk: Clerk) -> None:
    """Where a key exists neither colleagues nor the centre's head may run the check; elsewhere they may."""
    key = clerk.file(court="gushi", case_no="（2026）豫1525执1号")
    for staff, role in (("GS010", "judge_assistant"), ("GS070", "centre_head"), ("GS012", "judge_assistant")):
        assert clerk.refused(key, ActKind.VERIFY_IDENTITY, staff, role) == Code.ACT_NOT_ALLOWED
    assert clerk.act(key, ActKind.VERIFY_IDENTITY, "GS012", "key_holder").refused is None
    assert clerk.refused(key, ActKind.VERIFY_IDENTITY, "GS012", "key_holder") == Code.ALREADY_DONE
    ruyang = clerk.file()
    assert clerk.act(ruyang, ActKind.VERIFY_IDENTITY, *ASSISTANT).refused is None


@pytest.mark.requirement("RY-40", "RY-28")
def test_closing_takes_a_reviewer_who_did_not_propose_it(clerk: Clerk) -> None:
    """Proposed by the judge, reviewed by the unit the method names, and by nobody who proposed."""
    key, owner = in_fast_team(clerk)
    appoint(clerk, owner, "terminated_case_group", "judge", date(2025, 1, 1))
    proposal = {"method": "termination", "ground": "无可供执行财产", "applicant_agrees": True}
    assert clerk.act(key, ActKind.PROPOSE_CLOSING, owner, "judge", proposal).refused is None
    approve = {"approved": True}
    assert clerk.refused(key, ActKind.REVIEW_CLOSING, owner, "judge", approve) == Code.SECOND_PERSON_REQUIRED
    assert clerk.refused(key, ActKind.REVIEW_CLOSING, "RY070", "judge_assistant", approve) == Code.WRONG_UNIT
    missing = clerk.act(key, ActKind.REVIEW_CLOSING, "RY060", "judge_assistant", approve).refused
    assert missing is not None and missing.code == Code.MISSING_EVIDENCE
    names = [
        item.name
        for item in next(
            method for method in load("ruyang").closing.methods if method.method == "termination"
        ).evidence
    ]
    assert all(name in missing.reason for name in [*names, "立案未满 3 个月以上"])


def test_an_act_nobody_submitted_is_an_error(clerk: Clerk) -> None:
    """The register takes acts from the log alone; an act for a case it does not have is not even kept."""
    key = clerk.file()
    with pytest.raises(ApplicationError) as error:
        clerk.record(key, uuid4())
    assert (error.value.type, error.value.non_retryable) == (Code.UNKNOWN_SUBJECT, True)
    stray = Act(
        act_id=uuid4(), kind=ActKind.REGISTER_CASE, occurred_at=clerk.now, actor="RY010", role="clerk"
    )
    with pytest.raises(Refusal) as refusal:
        submit(clerk.database, "ruyang:（2026）豫0326执404号", stray, clerk.now)
    assert refusal.value.code == Code.UNKNOWN_SUBJECT


@pytest.mark.parametrize(("state", "code"), [("refused", ""), ("accepted", "bad_time")])
def test_a_log_line_without_its_reason_is_impossible(clerk: Clerk, state: str, code: str) -> None:
    """Refused means a code, and a code means refused; the database holds it."""
    key = clerk.file()
    act_id = clerk.submit(key, ActKind.REGISTER_CASE, *ASSISTANT)
    with pytest.raises(IntegrityError), clerk.database.transaction() as session:
        session.query(ActLog).filter_by(act_id=act_id).update({"state": state, "code": code})
