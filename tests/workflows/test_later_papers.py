"""Papers made after the first set, in a running case: served while it goes on, and at its closing."""

from datetime import timedelta

import pytest

from models.events import EventKind
from tests import roads
from tests.courthouse import CourtHouse

PRESENT = (
    *("notice_and_report_order", "consumption_restriction", "inquiry_exhausted"),
    *("search_and_sanctions", "termination_interview"),
)
"""What must be in the file of a termination."""


@pytest.mark.requirement("JL-27", "NB-293", "SH-62", "SH-66")
async def test_a_termination_closes_after_service_on_the_applicant(house: CourtHouse) -> None:
    """The ruling comes back by wire and by post, somebody hands it over, and then the case is closed."""
    truth = roads.respondent()
    gone = {"outcome": "returned"}
    truth["parties"]["applicant-1"] = {"service": {"electronic": gone, "post": gone}}
    key = await house.file(roads.filing(), truth)
    judge = await roads.ruyang_to_team(house, key, performance_state="none")
    await house.act(key, "make_plan", judge, {"plan": "穷尽措施后终本"})
    await house.act(key, "start_round_one", judge)
    await house.act(key, "end_round_one", judge, {"probably_no_assets": True, "note": "无财产"})
    await house.forward(key, days=95)
    evidence = dict.fromkeys(PRESENT, "present")
    await house.act(
        key,
        "propose_closing",
        judge,
        {
            "method": "termination",
            "ground": "未发现可供执行的财产",
            "applicant_agrees": True,
            "facts": {"termination_evidence": evidence},
        },
    )
    await house.act(key, "review_closing", roads.TERMINATION_REVIEWER, {"approved": True})
    now = roads.state(house, key)
    assert now.papers["termination_ruling/closing"].addressees == ("applicant-1",)
    sent = [d for d in now.deliveries.values() if d.recipient == "applicant-1"]
    assert [(d.channel, d.documents) for d in sent] == [("electronic", ("termination_ruling/closing",))]
    assert now.closed_at is None

    await house.forward(key, days=20)
    now = roads.state(house, key)
    back = {d.channel for d in now.deliveries.values() if d.recipient == "applicant-1" and d.returned_at}
    assert back == {"electronic", "post"} and now.closed_at is None
    assert house.node(key, "BL-3").open
    await house.desk.act(key, "record_service", judge, {"recipient": "applicant-1", "channel": "in_person"})
    await house.handle(key).result()
    now = roads.state(house, key)
    assert now.closed_at is not None
    assert now.last(EventKind.CLOSED) > now.last(EventKind.DOCUMENT_SERVED)
    assert house.desk.casework.rebuild(key, write=False) == ()


@pytest.mark.requirement("SH-62", "NB-31")
async def test_a_later_ruling_is_served_while_the_case_goes_on(house: CourtHouse) -> None:
    """Served on both sides after the set; all served is written down again, and its node ends with it."""
    key = await roads.simple_case(house)
    for act in roads.SIMPLE_CASE[:6]:
        await act(house, key)
    now = roads.state(house, key)
    (ruling,) = [paper for paper in now.papers.values() if paper.kind == "deduction_ruling"]
    assert set(ruling.addressees) == {"applicant-1", "respondent-1"}
    served = {d.recipient for d in now.deliveries.values() if ruling.id in d.documents and d.served_at}
    assert served == {"applicant-1", "respondent-1"}
    node = house.node(key, "BL-20")
    assert node.done_at is not None and node.started_at is not None
    assert node.done_at - node.started_at < timedelta(days=1)
    assert house.kinds(key).count("documents_served") == 2
