"""Gushi's own way: reception first, a keeper of the key, words without numbers, second assignment."""

from datetime import timedelta

import pytest

from models.assignment import verify
from models.errors import Code
from models.events import EventKind
from models.nodes import NodeState
from models.serving import unserved
from models.shelf.files import load
from tests import roads
from tests.courthouse import CourtHouse
from tests.workflows.limits import MOMENT, days, passes, refused

BOOK = load("gushi")


@pytest.mark.requirement("GS-12", "GS-13", "GS-14", "GS-15", "GS-18", "GS-19", "GS-20", "GS-22", "GS-32")
async def test_reception_comes_before_the_queries(house: CourtHouse) -> None:
    """The key's keeper first, then a complete and signed reception, then both queries and three mailings."""
    addresses = [
        {"kind": kind, "address": f"某省某县某路{number}号"}
        for number, kind in enumerate(BOOK.documents.fallback_addresses)
    ]
    returned = {
        "outcome": "returned",
        "reason": "moved",
        "takes": {"unit": "calendar_days", "least": 1, "most": 1},
    }
    truth = roads.respondent(confirmation=None, registered=addresses, service={"post": returned})
    key = await house.file(roads.gushi_filing(), truth)
    await house.act(key, "register_case", roads.CENTRE)
    assert (await refused(house, key, "verify_identity", roads.CENTRE)).code == Code.ACT_NOT_ALLOWED
    assert not roads.state(house, key).seen(EventKind.IDENTITY_CHECKED)
    await house.act(key, "verify_identity", roads.KEY_HOLDER)
    status = await house.settle(key)
    assert status.stages == ("intake.reception",)
    assert not roads.state(house, key).seen(EventKind.QUERY_LAUNCHED)

    topics = [topic.key for topic in BOOK.reception.topics]
    uncovered = await refused(
        house,
        key,
        "hold_reception",
        roads.CENTRE,
        {"topics": topics[:-1], "signers": list(BOOK.reception.signers)},
    )
    assert (uncovered.code, "答疑" in uncovered.message) == (Code.NOT_COVERED, True)
    unsigned = await refused(
        house, key, "hold_reception", roads.CENTRE, {"topics": topics, "signers": ["interviewer", "recorder"]}
    )
    assert (unsigned.code, "被谈话人" in unsigned.message) == (Code.NOT_COVERED, True)
    await roads.reception(house, key, roads.CENTRE)

    state = roads.state(house, key)
    assert state.subjects[EventKind.QUERY_LAUNCHED] == ("national", "local")
    ended = state.last_at[EventKind.RECEPTION_ENDED]
    assert state.last_at[EventKind.QUERY_LAUNCHED] - ended < timedelta(seconds=5)
    assert [(d.channel, d.address_kind) for d in state.deliveries.values()] == [
        ("post", kind) for kind in BOOK.documents.fallback_addresses
    ]
    assert len({d.sent_at for d in state.deliveries.values()}) == 1
    assert house.ledger(key)["effects_by_operation"]["service"] == 3

    await house.forward(key, days=1, minutes=1)
    state = roads.state(house, key)
    assert all(d.returned_at for d in state.deliveries.values())
    await house.act(key, "hand_return_papers", roads.CENTRE, {"delivery": "D-respondent-1-2"})
    await house.act(key, "record_service", roads.CENTRE, {"recipient": "respondent-1", "channel": "grid"})
    assert roads.state(house, key).seen(EventKind.DOCUMENTS_SERVED)
    assert house.node(key, "GS-D5", "D-respondent-1-2").waits_for is EventKind.GROUP_ENTERED


@pytest.mark.requirement("CV-3", "GS-16", "GS-17")
async def test_words_without_a_number_are_never_late(house: CourtHouse) -> None:
    """立即、实时、及时: a reminder after the guard of the word, elapsed time for ever, and no overrun."""
    truth = roads.respondent(holdings=[roads.deposit("5000.00")])
    key = await house.file(roads.gushi_filing(), truth)
    await roads.gushi_to_triage(house, key)
    papers = house.node(key, "GS-D3", "M1")
    assert papers.open and papers.due_at is None and papers.warn_at is not None
    await house.until(key, papers.warn_at - MOMENT)
    assert house.node(key, "GS-D3", "M1").warned_at is None
    status = await house.until(key, papers.warn_at + timedelta(days=40))
    later = house.node(key, "GS-D3", "M1")
    assert (later.warned_at, later.overdue_at) == (papers.warn_at, None)
    assert later.state_at(status.now) is NodeState.SOFT
    overdue = {limit for limit in status.overdue if not limit.startswith("NB-")}
    assert overdue == set()
    assert await house.desk.explain(key, "GS-D3")
    await house.act(key, "file_papers", roads.CENTRE, {"item": "M1"})
    assert house.node(key, "GS-D3", "M1").state_at(status.now) is NodeState.DONE
    assert set(roads.state(house, key).subjects[EventKind.FEEDBACK_FILED]) == {"national", "local"}


@pytest.mark.requirement("GS-T15", "NB-79", "CV-8")
async def test_related_cases_go_to_one_team_with_the_directors_consent(house: CourtHouse) -> None:
    """Found before assignment; the director is asked, and then there is no draw, whatever the track."""
    roads.hurry(house)
    first_filing = roads.gushi_filing()
    first = await house.file(first_filing, roads.respondent())
    await roads.gushi_to_triage(house, first)
    await roads.accept(house, first)
    team = roads.state(house, first).unit
    assert team in ("fast_team_1", "fast_team_2")
    organ = {"parties": first_filing["parties"], "party_gov_sides": ["respondent"]}
    second = await house.file(roads.gushi_filing(**organ), roads.respondent())
    await roads.gushi_to_triage(house, second)
    state = roads.state(house, second)
    (related,) = state.facts["related_cases"]
    assert (related["case_no"], related["relation"], related["team"]) == (
        first.split(":")[1],
        "same_respondent",
        team,
    )
    (request,) = state.approvals.values()
    assert request.matter == "related_case" and not state.assignments
    node = house.node(second, "NB-79", request.id)
    asked = request.requested_at
    assert node.due_at == days(asked, 7)
    grant = {"approval": request.id, "granted": True}
    assert (await refused(house, second, "decide_approval", roads.CENTRE, grant)).code == Code.ACT_NOT_ALLOWED
    await house.act(second, "decide_approval", roads.GUSHI_DIRECTOR, grant)
    state = roads.state(house, second)
    assert (state.assigned_unit, state.track) == (team, "ordinary")
    (made,) = state.assignments
    assert made.unit_draw.method == "fixed" and verify(made.owner_draw)


@pytest.mark.requirement("GS-T14", "GS-A4", "GS-27", "GS-28")
async def test_a_special_case_waits_for_the_director(house: CourtHouse) -> None:
    """Collective petitioning threatens: special team, not drawn, and not before the director agreed."""
    roads.hurry(house)
    key = await house.file(roads.gushi_filing(), roads.respondent())
    await roads.gushi_to_triage(house, key, collective_petition_risk=True)
    state = roads.state(house, key)
    assert (state.track, state.rule, state.assigned_unit) == ("special", "GS-T14", "")
    await house.act(key, "decide_approval", roads.GUSHI_DIRECTOR, {"approval": "A1", "granted": True})
    assert (await roads.accept(house, key), roads.state(house, key).unit) == ("GS050", "special_team")


@pytest.mark.requirement("GS-27", "GS-28", "GS-D6", "GS-D7", "GS-D8", "CV-13")
async def test_second_assignment_within_three_days(house: CourtHouse) -> None:
    """Decided, drawn anew, offered at once; accepted after the limit, it counts from that offer."""
    roads.hurry(house)
    key = await house.file(roads.gushi_filing(), roads.respondent())
    await roads.gushi_to_triage(house, key, performance_state="willing")
    judge = await roads.accept(house, key)
    before = roads.state(house, key)
    assert before.unit_kind == "team" and before.track == "simple"
    wrong = {"ground": "承办人太忙", "reason": "x"}
    assert (await refused(house, key, "request_conversion", judge, wrong)).code == Code.ACT_NOT_ALLOWED
    ask = {"ground": "客观原因短期内难以执结", "reason": "财产在外地，须长期查控"}
    await house.act(key, "request_conversion", judge, ask)
    await house.act(key, "decide_approval", roads.GUSHI_DIRECTOR, {"approval": "A1", "granted": True})
    state = roads.state(house, key)
    decided = state.last_at[EventKind.SECOND_ASSIGNMENT]
    assert (state.track, state.unit) == ("ordinary", before.unit)
    assert state.assigned_unit in ("ordinary_team_1", "ordinary_team_2")
    handing, feedback = house.node(key, "GS-D7"), house.node(key, "GS-D8")
    assert handing.due_at == days(decided, 3)
    assert (feedback.soft, feedback.due_at) == (True, None)

    await passes(house, key, "GS-D7")

    new = await roads.accept(house, key)
    state = roads.state(house, key)
    assert (state.unit, state.owner) == (state.assigned_unit, new)
    offered = list(state.handovers.values())[-1].offered_at
    done = house.node(key, "GS-D7")
    assert (done.done_at, done.entered_late, done.overdue_withdrawn) == (offered, True, True)
    assert (await house.settle(key)).overdue == ()
    told = {"results": "查到存款一笔", "progress": "已冻结", "handlers": "普执团队"}
    assert (await refused(house, key, "give_feedback", judge, told)).code == Code.WRONG_UNIT
    await house.act(key, "give_feedback", new, told)
    assert house.node(key, "GS-D8").done_at is not None
    assert house.kinds(key).count("assigned") == 2
    state = roads.state(house, key)
    notices = [paper for paper in state.papers.values() if paper.kind == "second_assignment_feedback"]
    assert {paper.recipient for paper in notices} == {"applicant-1", "respondent-1"}
    assert not {paper.id for paper in unserved(state, "respondent-1")} & {paper.id for paper in notices}
    assert house.desk.casework.rebuild(key, write=False) == ()
