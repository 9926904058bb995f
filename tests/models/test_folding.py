"""The fold: what a case is follows from its journal and from nothing else."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.case import ApprovalState, CaseState
from models.events import GENESIS, Entry, EventKind, digest, link
from models.folding import FACT_NAMES, fold
from tests.models.act_states import DRAWS
from tests.models.telling import FILED_AT, Tale

KIND = EventKind


def arrives(tale: Tale, amount: str, item: str = "") -> str:
    """A sum on the account; its id."""
    arrival = f"K{len(tale.state.arrivals) + 1}"
    tale.happens(KIND.MONEY_ARRIVED, arrival, amount=amount, origin="deduction", item=item)
    return arrival


def ordered(tale: Tale, arrival: str, amount: str, purpose: str = "claim") -> str:
    """A payout from an arrival; its id."""
    payout = f"F{len(tale.state.payouts) + 1}"
    payee = {"claim": "applicant-1", "fee": "court", "refund": "respondent-1"}[purpose]
    tale.happens(KIND.PAYOUT_ORDERED, payout, arrival=arrival, payee=payee, purpose=purpose, amount=amount)
    return payout


def test_a_case_begins_with_its_filing() -> None:
    """Court, number, parties and claim come from the first entry; nothing is known before it."""
    before, state = CaseState(key="ruyang:1"), Tale().state
    assert (before.seq, before.head, before.court, before.claim) == (0, GENESIS, "", Decimal(0))
    assert (state.seq, state.head, state.court, state.filed_at) == (1, "h1", "ruyang", FILED_AT)
    assert [party.id for party in state.applicants] == ["applicant-1"]
    assert [party.id for party in state.respondents] == ["respondent-1", "respondent-2"]
    assert (state.claim, state.outstanding) == (Decimal("10000.00"), Decimal("10000.00"))


def test_facts_keep_the_latest_word_under_their_own_name() -> None:
    """Only names of requirements 8.1-8.4 become facts of the case; the latest word counts."""
    tale = Tale()
    tale.happens(KIND.FACTS_RECORDED, settlement_likely=True, reason="谈话")
    tale.happens(KIND.FACT_CORRECTED, settlement_likely=False, reason="更正")
    assert tale.state.facts["settlement_likely"] is False
    assert "reason" not in tale.state.facts and "parties" not in tale.state.facts
    assert set(tale.state.facts) <= FACT_NAMES


def test_an_old_state_is_never_touched() -> None:
    """Folding makes a new state; the old one is what it was."""
    tale = Tale()
    before, kept = tale.state, tale.state.model_dump_json()
    tale.happens(KIND.PROPERTY_FOUND, "W1", kind="house", source="network")
    tale.happens(KIND.CONTROLLED, "W1", expires_on="2029-05-05")
    assert before.model_dump_json() == kept
    assert tale.state.assets["W1"].controlled_at == FILED_AT


def test_what_happens_to_a_thing_nobody_knows_changes_nothing_else() -> None:
    """An event about an unknown id leaves every shelf as it was."""
    tale = Tale()
    before = tale.state
    tale.happens(KIND.DOCUMENT_SERVED, "D9")
    tale.happens(KIND.DISPOSAL_ENTERED, "W9", kind="house")
    assert (tale.state.deliveries, tale.state.assets) == (before.deliveries, before.assets)


def test_the_way_of_a_case_is_remembered() -> None:
    """Open parts, parts left, the visit, and when each kind last happened to which subject."""
    tale = Tale()
    for part in ("network_query", "documents"):
        tale.happens(KIND.STAGE_ENTERED, part, leg="preparation", visit=2)
    tale.passes(days=1)
    tale.happens(KIND.STAGE_LEFT, "network_query")
    state = tale.state
    assert (state.open_parts, state.left_parts, state.leg, state.visit) == (
        ("documents",),
        ("network_query",),
        "preparation",
        2,
    )
    assert state.seen(KIND.STAGE_LEFT, "network_query") and not state.seen(KIND.STAGE_LEFT, "documents")
    assert (state.last(KIND.STAGE_LEFT), state.last(KIND.CLOSED)) == (4, 0)
    assert state.last_at[KIND.STAGE_ENTERED] == FILED_AT


@pytest.mark.requirement("CV-13", "RY-38", "GS-27")
def test_who_holds_a_case() -> None:
    """Drawn is not held: a team holds a case it accepted; a conversion moves the track, not the team."""
    tale = Tale()
    tale.happens(KIND.TRIAGED, track="simple", pool="fast_team", rule="RY-T6")
    draw = {
        "method": "fixed",
        "seed": "s",
        "roster": [{"key": "fast_team", "load": 0}],
        "chosen": "fast_team",
    }
    owner = {**draw, "roster": [{"key": "RY020", "load": 0}], "chosen": "RY020"}
    tale.happens(KIND.ASSIGNED, unit="fast_team", owner="RY020", unit_draw=draw, owner_draw=owner)
    assert (tale.state.assigned_unit, tale.state.unit, tale.state.owner) == ("fast_team", "", "")
    tale.in_team()
    assert (tale.state.unit, tale.state.owner, tale.state.handovers["Y1"].state) == (
        "fast_team",
        "RY020",
        "accepted",
    )
    tale.happens(KIND.CONVERSION_APPROVED, "A1", track="ordinary", conversion="简转繁")
    assert (tale.state.track, tale.state.pool, tale.state.unit) == ("ordinary", "fast_team", "fast_team")
    tale.happens(KIND.SECOND_ASSIGNMENT, "A2", track="special", pool="special_team", conversion="x")
    assert (tale.state.track, tale.state.pool, tale.state.unit) == ("special", "special_team", "fast_team")


def test_a_request_is_decided_once() -> None:
    """Open, then granted or refused with its reason; who asked stays."""
    tale = Tale()
    tale.happens(KIND.APPROVAL_REQUESTED, "A1", matter="fine", target="S1", by="RY020")
    tale.happens(KIND.APPROVAL_DECIDED, "A1", granted=False, reason="情节轻微", by="RY099")
    request = tale.state.approvals["A1"]
    assert (request.state, request.requested_by, request.decided_by, request.reason) == (
        ApprovalState.REFUSED,
        "RY020",
        "RY099",
        "情节轻微",
    )


@pytest.mark.requirement("CV-11", "RY-46")
def test_what_the_applicants_have_got() -> None:
    """Money but for fee and refund, what was paid directly, what was taken for debt; at most the claim."""
    tale = Tale()
    arrival = arrives(tale, "6050.00")
    assert (tale.state.recovered, tale.state.unpaid) == (Decimal("6050.00"), Decimal("6050.00"))
    ordered(tale, arrival, "50.00", "fee")
    assert tale.state.recovered == Decimal("6000.00")
    paid = ordered(tale, arrival, "6000.00")
    assert tale.state.unpaid == Decimal("6050.00"), "ordered is not paid"
    tale.happens(KIND.PAID_OUT, paid, arrival=arrival, amount="6000.00")
    assert tale.state.unpaid == Decimal("50.00")
    tale.happens(KIND.DIRECT_PAYMENT, amount="1000.00", payer="respondent-1")
    assert (tale.state.recovered, tale.state.outstanding) == (Decimal("7000.00"), Decimal("3000.00"))
    tale.happens(KIND.PROPERTY_FOUND, "W1", kind="vehicle", source="network")
    lot = {"round": "second", "start_price": "5600.00", "deposit": "560.00", "opens_at": "2026-08-01"}
    tale.happens(KIND.AUCTION_PLANNED, "W1", at=None, by="RY020", **lot)
    tale.happens(KIND.DISPOSAL_ENDED, "W1", outcome="taken_for_debt", amount="5600.00")
    assert (tale.state.recovered, tale.state.outstanding) == (Decimal("10000.00"), Decimal("0"))


AMOUNTS = st.decimals("0.01", "9000", places=2)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(AMOUNTS, st.lists(st.tuples(AMOUNTS, st.sampled_from(["claim", "fee", "refund"])))),
        max_size=4,
    )
)
def test_money_adds_up_whatever_comes_and_goes(sums: list[tuple[Decimal, list[tuple[Decimal, str]]]]) -> None:
    """To the cent: in minus paid lies there; recovered and outstanding make the claim."""
    tale = Tale()
    came = went = Decimal(0)
    for amount, payouts in sums:
        arrival = arrives(tale, str(amount))
        came += amount
        for wanted, purpose in payouts:
            left = tale.state.arrivals[arrival].amount - tale.state.arrivals[arrival].ordered_out
            if wanted > left:
                continue
            payout = ordered(tale, arrival, str(wanted), purpose)
            tale.happens(KIND.PAID_OUT, payout, arrival=arrival, amount=str(wanted))
            went += wanted
    state = tale.state
    assert state.unpaid == came - went >= 0
    assert state.recovered + state.outstanding == max(state.claim, state.recovered) == state.claim
    assert all(0 <= a.paid_out <= a.ordered_out <= a.amount for a in state.arrivals.values())


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(6)))
def test_the_chain_says_where_it_was_changed(order: list[int]) -> None:
    """Any two entries exchanged, or any field of one changed, give another head than the journal's."""
    tale = Tale()
    entries = [
        tale.happens(KIND.FACTS_RECORDED, by=f"RY0{n}0", at=FILED_AT + timedelta(hours=n), note=str(n))
        for n in range(6)
    ]

    def head(chain: list[Entry]) -> str:
        previous = GENESIS
        for entry in chain:
            previous = link(previous, "ruyang:1", entry, digest(entry.facts))
        return previous

    true = head(entries)
    assert (head([entries[n] for n in order]) == true) is (order == sorted(order))
    changes: list[dict[str, Any]] = [
        {"occurred_at": FILED_AT},
        {"actor": "RY099"},
        {"facts": {"note": "x"}},
        {"subject": "W1"},
        {"corrects": 1},
        {"on_behalf_of": "RY001"},
    ]
    for change in changes:
        assert head([*entries[:3], entries[3].model_copy(update=change), *entries[4:]]) != true, change


def test_the_fold_is_the_same_wherever_it_is_taken_up() -> None:
    """Half of the journal folded, stored as JSON, read back and folded on: the same state as in one go."""
    tale = Tale()
    tale.in_team()
    half = CaseState.model_validate_json(tale.state.model_dump_json())
    assert half == tale.state
    rest = [
        tale.happens(KIND.MONEY_FOUND, "M1", kind="bank_deposit", amount="5.10", source="query"),
        tale.happens(KIND.CONTROLLED, "M1", amount="5.10", expires_on="2027-05-05"),
    ]
    for entry in rest:
        half = fold(half, entry, f"h{entry.seq}")
    assert half == tale.state


@pytest.mark.requirement("GS-11", "JL-12")
@pytest.mark.parametrize(
    ("facts", "owner", "assigned"),
    [
        ({"unit": "fast_team", "owner": "RY025", "assigned_owner": "RY025"}, "RY025", "RY025"),
        ({"unit": "fast_team", "owner": "RY025"}, "RY025", "RY020"),
        ({"assigned_owner": "RY025"}, "RY020", "RY025"),
    ],
)
def test_another_owner_in_the_same_unit(facts: dict[str, Any], owner: str, assigned: str) -> None:
    """Who holds the case, who is offered it, or both; the unit stays and every draw is kept."""
    tale = Tale()
    tale.happens(KIND.ASSIGNED, unit="fast_team", owner="RY020", **DRAWS)
    tale.in_team()
    second = DRAWS | {"owner_draw": {**DRAWS["owner_draw"], "roster": [{"key": "RY025"}], "chosen": "RY025"}}
    tale.happens(KIND.OWNER_CHANGED, **facts, **second)
    state = tale.state
    assert (state.unit, state.assigned_unit) == ("fast_team", "fast_team")
    assert (state.owner, state.assigned_owner) == (owner, assigned)
    assert [(made.seq, made.owner) for made in state.assignments] == [(2, "RY020"), (state.seq, "RY025")]
