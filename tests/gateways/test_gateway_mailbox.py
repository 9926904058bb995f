"""The mailbox: shown when the case's time has come, kept until acknowledged, repeated and shuffled."""

from datetime import UTC, datetime, timedelta

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from activities.gateways.errors import UNREADABLE_ANSWER, GatewayRefused
from activities.gateways.http import HttpGateways
from activities.gateways.mailbox import MoneyArrived, QueryAnswer
from activities.gateways.queries import QueryRequest, QuerySystem
from models.answers import AnswerKind

SECONDS = {"unit": "seconds", "least": 60, "most": 60}


def query(outside, head, key, at=None):
    """A national query for R1 that is answered by the case's latency."""
    request = head(key) if at is None else head(key, at)
    outside.gateways.queries.launch(QueryRequest(**request, system=QuerySystem.NATIONAL, respondents=("R1",)))


def waiting(outside):
    """The sender ids the mailbox shows now."""
    return [answer.sender_id for answer in outside.gateways.mailbox.fetch().answers]


def test_an_answer_is_shown_when_the_cases_clock_gets_there(outside, head):
    outside.truth(latency={"query_answer": SECONDS})
    query(outside, head, "q")
    due = head("q")["at"] + timedelta(seconds=60)
    assert datetime.fromisoformat(outside.get("/next")["next"]) == due
    outside.clock(due - timedelta(seconds=1))
    assert waiting(outside) == []
    outside.clock(due)
    (answer,) = outside.gateways.mailbox.fetch().answers
    assert (answer.at, answer.request_key, answer.kind) == (due, "q", AnswerKind.QUERY_ANSWER)


def test_the_clock_of_a_case_never_goes_back_and_is_its_own(outside, head):
    outside.truth(latency={"query_answer": SECONDS})
    query(outside, head, "q")
    other = {"court": "ruyang", "case_no": "（2026）豫0326执1号", "now": "2030-01-01T00:00:00+08:00"}
    outside.post("/clock", other)
    assert waiting(outside) == []
    later = head("q")["at"] + timedelta(hours=1)
    outside.clock(later)
    outside.clock(head("q")["at"])
    assert datetime.fromisoformat(outside.get("/ledger")["now"]) == later
    assert len(waiting(outside)) == 1


def test_a_request_moves_the_clock_of_its_case(outside, head):
    outside.truth(latency={"query_answer": SECONDS})
    query(outside, head, "q")
    query(outside, head, "q2", head("q")["at"] + timedelta(minutes=5))
    assert len(waiting(outside)) == 1


def test_an_answer_stays_until_it_is_acknowledged(outside, head):
    outside.truth(latency={"query_answer": SECONDS})
    query(outside, head, "q")
    outside.later()
    first = waiting(outside)
    assert waiting(outside) == first
    outside.gateways.mailbox.acknowledge((first[0], "nobody-sent-this"))
    assert waiting(outside) == []
    outside.gateways.mailbox.acknowledge((first[0],))
    assert outside.get("/next")["next"] is None


def test_a_page_has_no_more_than_asked_for(outside, head):
    outside.truth(latency={"query_answer": SECONDS})
    for number in range(5):
        query(outside, head, f"q{number}")
    outside.later()
    assert len(outside.gateways.mailbox.fetch(limit=2).answers) == 2
    assert len(outside.gateways.mailbox.fetch(limit=9).answers) == 5


def test_answers_may_come_twice_and_again_after_they_were_acknowledged(outside, head):
    outside.settings(duplicate_rate=1)
    outside.truth(latency={"query_answer": SECONDS})
    query(outside, head, "q")
    outside.later()
    twice = waiting(outside)
    assert len(twice) == 2
    assert len(set(twice)) == 1
    outside.gateways.mailbox.acknowledge(tuple(twice))
    assert waiting(outside) == [twice[0]]
    outside.gateways.mailbox.acknowledge(tuple(twice))
    assert waiting(outside) == []


def test_answers_may_come_in_any_order(outside, head):
    outside.truth(latency={"query_answer": SECONDS})
    for number in range(8):
        query(outside, head, f"q{number}", head("q")["at"] + timedelta(minutes=number))
    outside.clock(head("q")["at"] + timedelta(hours=1))
    in_order = [answer.at for answer in outside.gateways.mailbox.fetch().answers]
    assert in_order == sorted(in_order)
    outside.settings(shuffle=True)
    shuffled = [answer.at for answer in outside.gateways.mailbox.fetch().answers]
    assert sorted(shuffled) == in_order
    assert shuffled != in_order


def test_in_real_time_the_wall_clock_counts(outside, head):
    outside.settings(real_time=True, latency={"query_answer": SECONDS})
    now = datetime.now(UTC)
    query(outside, head, "done", now - timedelta(minutes=5))
    query(outside, head, "to come", now + timedelta(minutes=5))
    outside.clock(now + timedelta(days=1))
    assert [answer.request_key for answer in outside.gateways.mailbox.fetch().answers] == ["done"]


def test_next_without_a_case_lists_every_case_that_waits(outside, head):
    outside.truth(latency={"query_answer": SECONDS})
    query(outside, head, "q")
    due = (head("q")["at"] + timedelta(seconds=60)).isoformat()
    listed = outside.get("/next", court="gushi")["cases"]
    assert listed == [{"court": head("q")["court"], "case_no": head("q")["case_no"], "next": due}]


def test_one_envelope_nobody_can_read_does_not_stop_the_others(serve):
    good = {
        "sender_id": "s1",
        "court": "gushi",
        "case_no": "（2026）豫1525执1号",
        "kind": "money_arrived",
        "request_key": "",
        "at": "2026-03-02T12:00:00+08:00",
        "body": {"amount": "12.345", "arrival_ref": "d1", "origin": "other"},
        "a_field_of_next_year": 1,
    }
    strange = {**good, "sender_id": "s2", "kind": "carrier_pigeon"}

    async def mailbox(request):
        return JSONResponse({"answers": [strange, good]})

    with serve(Starlette(routes=[Route("/mailbox", mailbox)])) as url, HttpGateways(url) as gateways:
        page = gateways.mailbox.fetch()
    assert [answer.sender_id for answer in page.answers] == ["s1"]
    assert page.unreadable == ("s2",)
    with pytest.raises(GatewayRefused) as refused:
        page.answers[0].read(MoneyArrived)
    assert refused.value.code == UNREADABLE_ANSWER
    assert "amount" in refused.value.message
    assert "12.345" not in refused.value.message
    with pytest.raises(TypeError):
        page.answers[0].read(QueryAnswer)
