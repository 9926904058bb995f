"""A panel's record goes to running cases like every other act: by Update, once, and it survives its run."""

from datetime import timedelta

import pytest

from activities.panels.records import ReadRecord
from models.case import ApprovalState
from models.errors import Code, Refusal
from models.events import EventKind
from models.panels import PanelRecord
from models.tables import ActLog, Journal
from models.values import court_local
from tests import roads
from tests.courthouse import CourtHouse

JUDGE, ASSISTANT, CLERK = roads.FAST_JUDGE, "RY021", "RY022"


@pytest.mark.requirement("SQ-17", "RY-55")
async def test_a_panel_decides_in_a_running_case(house: CourtHouse) -> None:
    """Put to the panel, decided a day later, sent three times: one act and one conclusion."""
    roads.hurry(house)
    key = await house.file(roads.filing(), roads.respondent())
    assert await roads.ruyang_to_team(house, key, performance_state="willing") == JUDGE
    asked = {"matter": "panel_termination", "target": "termination", "reason": "申请执行人不同意"}
    await house.act(key, "request_approval", ASSISTANT, asked)
    (waiting,) = house.desk.panels.waiting("ruyang", "fast_team")
    report = {"method": "termination", "ground": "无财产可供执行", "applicant_agrees": False}
    with pytest.raises(Refusal) as refusal:
        await house.desk.act(key, "propose_closing", JUDGE, report)
    assert refusal.value.code == Code.APPROVAL_REQUIRED

    await house.forward(key, days=1)
    day = court_local(await house.desk.clock(key)).date()
    row = {"case": waiting.case_no, "matter": waiting.approval, "granted": True, "conclusion": "一致同意"}
    head = {"record": "合议-1", "held_on": day, "presiding": "RY030", "members": ("RY020", "RY030", "RY040")}
    read = ReadRecord(PanelRecord.model_validate({**head, "matters": [row]}), "合议.yaml", ("第 1 项",))
    (first,) = await house.desk.panels.record(read, CLERK)
    await house.settle(key)
    (second,) = await house.desk.panels.record(read, JUDGE)
    assert (first.code, first.before, second.before, second.seq) == ("", False, True, first.seq)
    with house.database.transaction() as session:
        kinds = [row.kind for row in session.query(Journal).filter_by(case_key=key)]
        logged = session.query(ActLog).filter_by(case_key=key, kind="record_panel").all()
    assert kinds.count(EventKind.PANEL_HELD) == 1
    assert [(act.state, act.actor) for act in logged] == [("accepted", CLERK)]
    assert house.desk.panels.waiting("ruyang") == ()

    await house.lose(key)
    await house.eventually(key, lambda status: status.unit == "fast_team")
    granted = house.desk.casework.view(key).state.approvals[waiting.approval]
    assert granted.state is ApprovalState.GRANTED
    (third,) = await house.desk.panels.record(read, CLERK)
    assert (third.before, third.seq) == (True, first.seq)
    with pytest.raises(Refusal):
        earlier = read.record.model_copy(update={"record": "合议-2", "held_on": day - timedelta(days=30)})
        await house.desk.panels.record(read._replace(record=earlier), CLERK)
    assert house.desk.casework.rebuild(key, write=False) == ()
