"""A terminated case taken up again: its materials come in as a filing and are examined before all else."""

from datetime import timedelta
from typing import Any

import pytest

from models.errors import Code
from models.events import EventKind
from tests import roads
from tests.courthouse import CourtHouse
from tests.workflows.limits import refused

TERMINATED: dict[str, Any] = {
    "in_this_court": True,
    "case_no": "（2025）豫0326执9号",
    "closed_on": "2025-11-03",
    "for_lack_of_assets": True,
}
EXAMINER, REVIEWER = roads.TERMINATION_REVIEWER, roads.SUPERVISOR


async def materials(house: CourtHouse, **changes: Any) -> str:
    """A resumption as the filing department hands it over, registered."""
    filing = roads.filing(case_kind="resumed", **{"prior_termination": TERMINATED, **changes})
    key = await house.file(filing, roads.respondent())
    await house.act(key, "register_case", roads.REGISTRAR)
    return key


@pytest.mark.requirement("RY-41", "RY-D6", "NB-299")
async def test_a_resumption_is_decided_before_the_case_goes_on(house: CourtHouse) -> None:
    """Seven days of the terminated-case group from the day the materials came; then the queries begin."""
    key = await materials(house)
    status = await house.settle(key)
    assert status.stages == ("intake.resumption",)
    node, now = house.node(key, "RY-D6"), roads.state(house, key)
    assert (node.responsible, node.open, node.started_at) == ("terminated_case_group", True, now.filed_at)
    assert not now.seen(EventKind.QUERY_LAUNCHED)
    grant = {"granted": True, "reason": "统查发现银行存款"}
    assert (await refused(house, key, "decide_resumption", roads.QUERY, grant)).code == Code.WRONG_UNIT
    await house.act(key, "decide_resumption", EXAMINER, grant)
    status = await house.settle(key)
    assert "network_query" in status.stages and not house.node(key, "RY-D6").open
    again = await refused(house, key, "decide_resumption", EXAMINER, grant)
    assert again.code == Code.WRONG_STATE
    assert roads.state(house, key).resumption == "granted"


@pytest.mark.requirement("RY-41")
async def test_a_resumption_names_the_case_it_takes_up(house: CourtHouse) -> None:
    """Without the number of the terminated case it is not granted; it can be stated afterwards."""
    key = await materials(house, prior_termination={"in_this_court": True})
    grant = {"granted": True, "reason": "申请执行人提供房产线索"}
    held = await refused(house, key, "decide_resumption", EXAMINER, grant)
    assert (held.code, "原终结本次执行程序案件的案号" in held.message) == (Code.BAD_DATA, True)
    await house.act(key, "record_facts", roads.QUERY, {"facts": {"prior_termination": TERMINATED}})
    await house.act(key, "decide_resumption", EXAMINER, grant)


@pytest.mark.requirement("RY-41", "RY-D6")
async def test_a_refusal_is_recorded_with_its_reasons_and_ends_the_case(house: CourtHouse) -> None:
    """Nothing was queried; the reviewer may send it back, and it is decided anew; then the case is closed."""
    key = await materials(house)
    refuse = {"granted": False, "reason": "没有新的财产线索"}
    no_reason = await refused(house, key, "decide_resumption", EXAMINER, {**refuse, "reason": ""})
    assert no_reason.code == Code.BAD_DATA
    await house.act(key, "decide_resumption", EXAMINER, refuse)
    now = roads.state(house, key)
    assert now.closing is not None
    assert (now.closing.method, now.closing.ground) == ("not_resumed", "没有新的财产线索")

    await house.act(key, "review_closing", REVIEWER, {"approved": False, "reason": "请核对统查结果"})
    assert (await house.settle(key)).stages == ("intake.resumption",)
    assert house.node(key, "RY-D6").open
    await house.forward(key, days=1)
    await house.act(key, "decide_resumption", EXAMINER, {**refuse, "reason": "核对后仍无财产"})
    await house.act(key, "review_closing", REVIEWER, {"approved": True})
    await house.handle(key).result()
    now = roads.state(house, key)
    assert now.closing is not None and now.closing.ground == "核对后仍无财产"
    assert now.closed_at is not None and not now.seen(EventKind.QUERY_LAUNCHED)
    assert now.filed_at is not None and now.closed_at - now.filed_at < timedelta(days=7)
    assert house.desk.casework.rebuild(key, write=False) == ()


@pytest.mark.requirement("RY-41")
async def test_a_first_filing_is_not_examined_for_resumption(house: CourtHouse) -> None:
    """The examination is of resumed cases alone."""
    key = await house.file(roads.filing(), roads.respondent())
    await house.act(key, "register_case", roads.REGISTRAR)
    assert "intake.resumption" not in (await house.settle(key)).stages
    with pytest.raises(AssertionError):
        house.node(key, "RY-D6")
