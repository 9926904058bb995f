"""What others owe the respondent, in a running case: notice, the third party's own time, ruling, service."""

from datetime import timedelta

import pytest

from models.errors import Code
from models.events import EventKind
from models.nodes import NodeState
from models.tables import Outbox
from tests import roads
from tests.courthouse import CourtHouse
from tests.workflows.limits import refused

OWED = {
    "respondent": "respondent-1",
    "third_party": {"name": "某县某某建材店", "natural": False},
    "amount": "3000.00",
    "basis": "买卖合同货款",
}


@pytest.mark.requirement("JL-15", "NB-51", "NB-52")
async def test_a_silent_third_party_is_enforced_against_after_its_fifteen_days(house: CourtHouse) -> None:
    """The notice is made once the claim is found true; its end is nobody's lateness; the ruling is served."""
    roads.hurry(house)
    key = await house.file(roads.filing(), roads.respondent())
    judge = await roads.ruyang_to_team(house, key, performance_state="willing")
    await house.act(key, "name_third_party_claim", judge, OWED)
    claim = {"claim": "C1"}
    assert (await refused(house, key, "serve_third_party", judge, claim)).code == Code.WRONG_STATE
    finding = {**claim, "result": "true", "finding": "对账单属实"}
    await house.act(key, "verify_third_party_claim", judge, finding)
    notice = roads.state(house, key).papers["third_party_notice/C1"]
    assert (notice.kind, notice.addressees) == ("third_party_notice", ())
    await house.act(key, "serve_third_party", judge, claim)
    period = house.node(key, "NB-51", "C1")
    assert period.started_at is not None and period.due_at is not None
    assert period.due_at.date() >= period.started_at.date() + timedelta(days=15)
    assert (await refused(house, key, "enforce_third_party_claim", judge, claim)).code == Code.WRONG_STATE

    await house.until(key, period.due_at + timedelta(seconds=2))
    ended = roads.state(house, key).third_parties["C1"].period_ended_at
    assert ended == period.due_at
    period = house.node(key, "NB-51", "C1")
    assert (period.done_at, period.overdue_at, period.entered_late) == (ended, None, False)
    assert period.state_at(ended + timedelta(days=1)) is NodeState.DONE

    await house.act(key, "enforce_third_party_claim", judge, claim)
    now = roads.state(house, key)
    ruling = now.papers["third_party_ruling/C1"]
    assert set(ruling.addressees) == {"applicant-1", "respondent-1"}
    served = {d.recipient for d in now.deliveries.values() if ruling.id in d.documents}
    assert served == {"applicant-1", "respondent-1"}
    await house.act(key, "serve_third_party", judge, {**claim, "paper": "ruling"})
    assert roads.state(house, key).seen(EventKind.THIRD_PARTY_RULING_SERVED, "C1")
    assert house.desk.casework.rebuild(key, write=False) == ()


@pytest.mark.requirement("JL-15")
async def test_an_untrue_claim_makes_no_paper_and_is_told(house: CourtHouse) -> None:
    """The applicant is told by message, and nobody else is written to."""
    roads.hurry(house)
    key = await house.file(roads.filing(), roads.respondent())
    judge = await roads.ruyang_to_team(house, key, performance_state="willing")
    await house.act(key, "name_third_party_claim", judge, OWED)
    finding = {"claim": "C1", "result": "untrue", "finding": "第三人已经付清"}
    await house.act(key, "verify_third_party_claim", judge, finding)
    await house.settle(key)
    assert "third_party_notice/C1" not in roads.state(house, key).papers
    with house.database.transaction() as session:
        waiting = session.query(Outbox.body).filter_by(case_key=key, kind="notice").all()
    told = [body["recipient"] for (body,) in waiting if body["rule"] == "NT-CLAIM-UNTRUE"]
    assert told == ["applicant-1"]
