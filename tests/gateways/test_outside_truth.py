"""The hidden truth: seeded where the docket is silent, posted once, and consistent over time."""

import random
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.gateways.deduction import DeductionRequest
from activities.gateways.mailbox import QueryAnswer
from activities.gateways.queries import QueryRequest, QuerySystem
from simulation.outside.business_time import (
    ZONE,
    Latency,
    TimeUnit,
    after_business_hours,
    business_day,
    is_working_day,
)

INSTANTS = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001  the strategy adds the zone
    datetime(2027, 12, 31),  # noqa: DTZ001
    timezones=st.just(ZONE),
)


def found(outside, head, key, at):
    """What the national system shows of R1 when it is asked at that instant."""
    outside.gateways.queries.launch(
        QueryRequest(**head(key, at), system=QuerySystem.NATIONAL, respondents=("R1",))
    )
    outside.clock(at + timedelta(days=30))
    page = outside.gateways.mailbox.fetch()
    outside.gateways.mailbox.acknowledge(tuple(answer.sender_id for answer in page.answers))
    (answer,) = (answer for answer in page.answers if answer.request_key == key)
    return answer.read(QueryAnswer)


def test_the_same_seed_gives_the_same_truth(start):
    def drawn(seed):
        with start(seed=seed) as outside:
            return outside.truth(parties={"R1": {}, "R2": {}})["parties"]

    assert drawn("1") == drawn("1")
    assert drawn("1") != drawn("2")


def test_what_the_docket_says_stands_and_the_rest_is_drawn(outside):
    shown = outside.truth(
        parties={"R1": {"holdings": [{"kind": "vehicle", "place": "某停车场"}], "payments": []}}
    )
    (car,) = shown["parties"]["R1"]["holdings"]
    assert (car["kind"], car["place"]) == ("vehicle", "某停车场")
    assert 20_000 <= Decimal(car["amount"]) <= 300_000
    assert car["seen_by"] == ["national"]


def test_a_respondent_who_owns_nothing_owns_nothing(outside, head):
    outside.truth(parties={"R1": {"holdings": []}})
    answer = found(outside, head, "q", head("q")["at"])
    assert (answer.money, answer.assets) == ((), ())


def test_truth_is_posted_once(outside, head):
    first = outside.truth(parties={"R1": {"holdings": []}})
    assert outside.truth(parties={"R1": {"holdings": []}}) == first
    body = {
        "court": head("x")["court"],
        "case_no": head("x")["case_no"],
        "filed_at": head("x")["at"].isoformat(),
    }
    status, error = outside.refused("/truth", body)
    assert (status, error["code"]) == (409, "truth_fixed")


@pytest.mark.parametrize(
    ("parties", "field"),
    [
        ({"R1": {"holdings": [{"kind": "yacht"}]}}, "truth.parties.R1.holdings.0.kind"),
        ({"R1": {"holdngs": []}}, "truth.parties.R1.holdngs"),
        ({"R1": {"service": {"pigeon": {"outcome": "delivered"}}}}, "truth.parties.R1.service"),
        ({"R1": {"service": {"public_notice": {"outcome": "returned"}}}}, "truth.parties.R1.service"),
    ],
)
def test_a_mistake_in_the_docket_is_named(outside, head, parties, field):
    body = {
        "court": "gushi",
        "case_no": "（2026）豫1525执2号",
        "filed_at": head("x")["at"].isoformat(),
        "truth": {"parties": parties},
    }
    status, error = outside.refused("/truth", body)
    assert (status, error["code"]) == (422, "bad_request")
    assert field in error["message"]


def test_deducted_money_is_gone_from_the_account(outside, head):
    outside.truth(
        parties={"R1": {"holdings": [{"kind": "bank_deposit", "item_ref": "acc", "amount": "900.00"}]}}
    )
    start = head("x")["at"]
    assert [item.amount for item in found(outside, head, "before", start).money] == [Decimal("900.00")]
    later = start + timedelta(days=31)
    for key, amount in (("part", "300.00"), ("rest", "9999.00")):
        outside.gateways.deduction.order(
            DeductionRequest(**head(key, later), item_ref="acc", amount=Decimal(amount))
        )
    assert outside.get("/truth")["holdings"][0]["balance"] == "0.00"
    assert found(outside, head, "after", later).money == ()
    assert outside.get("/ledger")["balance"] == "900.00"


def test_property_may_appear_later(outside, head):
    car = {"kind": "vehicle", "item_ref": "car", "appears_after": 20}
    outside.truth(parties={"R1": {"holdings": [car]}})
    start = head("x")["at"]
    assert found(outside, head, "early", start).assets == ()
    assert [item.item_ref for item in found(outside, head, "late", start + timedelta(days=31)).assets] == [
        "car"
    ]


def test_settings_nobody_knows_are_refused(outside):
    status, error = outside.refused("/settings", {"fail_rate": 1})
    assert (status, error["code"]) == (422, "bad_request")
    assert "fail_rate" in error["message"]


def test_offices_keep_the_official_holidays():
    before_spring_festival = datetime(2026, 2, 13, tzinfo=ZONE).date()
    assert business_day(before_spring_festival, 1).isoformat() == "2026-02-14"
    assert business_day(before_spring_festival, 2).isoformat() == "2026-02-24"
    friday_evening = datetime(2026, 3, 6, 16, 0, tzinfo=ZONE)
    assert after_business_hours(friday_evening, 2) == datetime(2026, 3, 9, 10, 0, tzinfo=ZONE)


@given(at=INSTANTS, unit=st.sampled_from(TimeUnit), least=st.integers(0, 5), more=st.integers(0, 9))
def test_nothing_is_done_before_it_begins(at, unit, least, more):
    latency = Latency(unit=unit, least=least, most=least + more)
    done = latency.after(at, random.Random(1))
    assert done >= at
    if unit is TimeUnit.CALENDAR_DAYS:
        assert least <= (done.date() - at.date()).days <= least + more
    if unit is TimeUnit.BUSINESS_DAYS and least > 0:
        between = (at.date() + timedelta(days=n) for n in range(1, (done.date() - at.date()).days + 1))
        assert least <= sum(is_working_day(day) for day in between) <= least + more + 1
