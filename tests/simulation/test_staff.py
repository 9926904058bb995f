"""What staff decide: pure functions of the screen, the script and the roster."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from models.fees import enforcement_fee as fee_of_the_product
from simulation.office import next_open
from simulation.outside.business_time import ZONE
from simulation.staff.money import enforcement_fee
from tests.simulation.sights import MONDAY, STAFFING, case, days, decide, granted, happened, made, sight, task


def roles_of(staff: str, court: str = "ruyang") -> set[str]:
    """The roles somebody holds."""
    return {post.role for post in STAFFING[court].posts if post.staff == staff}


def money(**changes: Any) -> dict[str, Any]:
    """A frozen account."""
    frozen = MONDAY.isoformat()
    return {
        "id": "M1",
        "frozen_at": frozen,
        "frozen_amount": "80000.00",
        "deduction_ordered": None,
        "deduction_sent": False,
        **changes,
    }


def arrival(**changes: Any) -> dict[str, Any]:
    """Money on the case's account."""
    base = {"id": "K1", "amount": "80000.00", "arrived_at": MONDAY.isoformat(), "item": "M1"}
    return {**base, "ordered_out": "0", "cleared_at": None, **changes}


def asset(**changes: Any) -> dict[str, Any]:
    """A house in disposal with a reference price."""
    at = MONDAY.isoformat()
    base: dict[str, Any] = {"id": "W1", "kind": "house", "facts": {"disposable_now": True}}
    base |= dict.fromkeys(
        ("controlled_at", "conditions_met_at", "disposal_entered_at", "papers_handed_at"), at
    )
    base |= dict.fromkeys(("eviction_notice_until", "eviction_done_at", "disposal_ended_at", "start_price"))
    base |= {"released_at": None}
    base |= {"reference_price": "880000.00", "pricing_method": "network_inquiry", "disposal_outcome": ""}
    base |= {"planned_round": "", "ended_round": "", "result": "", "debt_offer": ""}
    return {**base, **changes}


# --- times -----------------------------------------------------------------------------------------


def test_an_act_is_planned_in_office_hours_and_within_its_limit() -> None:
    """Registered on the day of filing, by the query group, in office hours."""
    row = case()
    tonight = MONDAY.replace(hour=23, minute=59)
    seen = sight(
        row, unit="", tasks=(task("register_case", "RY-D1", responsible="query_group", due_at=tonight),)
    )
    move = decide(row, seen)
    assert move is not None
    assert (move.act, move.role) == ("register_case", "clerk")
    assert MONDAY < move.at < tonight
    assert next_open(move.at) == move.at


def test_the_slowest_still_keep_the_limit() -> None:
    """Whoever would take twenty working days acts on the last day instead."""
    row = case(wait={"order_payout": 20})
    due = MONDAY.replace(hour=23, minute=59) + days(7)
    node = task("order_payout", "RY-D5", "K1", due_at=due)
    move = decide(row, sight(row, tasks=(node,), arrivals={"K1": arrival()}))
    assert move is not None
    assert move.at.date() == due.date()
    assert move.at < due


def test_the_same_screen_gives_the_same_act() -> None:
    """A fresh process plans what the killed one planned, under the same id."""
    row = case()
    seen = sight(row, unit="", tasks=(task("register_case", "RY-D1", responsible="query_group"),))
    assert decide(row, seen) == decide(row, seen)


def test_a_scripted_delay_passes_the_limit() -> None:
    """Late by two working days: after the limit, not in time."""
    row = case(late={"RY-D5": 2})
    due = MONDAY + days(7)
    seen = sight(
        row,
        tasks=(task("order_payout", "RY-D5", "K1", due_at=due),),
        arrivals={"K1": arrival()},
    )
    move = decide(row, seen)
    assert move is not None and move.act == "order_payout"
    assert move.at.date() == (due + days(2)).date()
    assert move.occurred_at is None


@pytest.mark.requirement("GS-31")
def test_an_act_entered_late_was_done_in_time() -> None:
    """Entered a working day after the limit, done well before it."""
    row = case(entered_late={"RY-D9": 1})
    due = MONDAY + days(9)
    seen = sight(
        row,
        tasks=(task("start_round_one", "RY-D9", due_at=due),),
        **happened(group_entered=MONDAY, plan_made=MONDAY + timedelta(hours=1)),
    )
    move = decide(row, seen)
    assert move is not None and move.occurred_at is not None
    assert MONDAY < move.occurred_at < due < move.at


def test_a_planned_act_waits_for_the_office_to_open() -> None:
    """What was missed is done when the office is open again; a moment's delay changes nothing."""
    row = case()
    seen = sight(row, unit="", tasks=(task("register_case", "NB-7", responsible="query_group"),))
    move = decide(row, seen)
    assert move is not None
    assert move.moment(MONDAY) == move.at
    assert move.moment(move.at + timedelta(minutes=5)) == move.at + timedelta(minutes=5)
    night = datetime(2026, 3, 3, 22, tzinfo=ZONE)
    assert datetime(2026, 3, 4, 9, tzinfo=ZONE) < move.moment(night) < datetime(2026, 3, 4, 10, tzinfo=ZONE)


# --- who -------------------------------------------------------------------------------------------


@pytest.mark.requirement("RY-54")
def test_the_owner_decides_in_his_own_case() -> None:
    """The plan is the owning judge's, and the round starts only after it."""
    row = case()
    open_nodes = (task("make_plan", "RY-54"), task("start_round_one", "RY-D9"))
    move = decide(row, sight(row, tasks=open_nodes, **happened(group_entered=MONDAY)))
    assert move is not None
    assert (move.act, move.staff, move.role) == ("make_plan", "RY052", "judge")


@pytest.mark.requirement("GS-32")
def test_only_the_keeper_of_the_key_verifies() -> None:
    """At Gushi the person with the key."""
    row = case("gushi")
    node = task("verify_identity", "GS-12", responsible="affairs_centre")
    move = decide(row, sight(row, unit="", tasks=(node,)))
    assert move is not None
    assert move.role == "key_holder"
    assert "key_holder" in roles_of(move.staff, "gushi")


def test_nobody_reviews_his_own_proposal() -> None:
    """Somebody of the reviewing unit other than the proposer."""
    row = case()
    proposer = "RY032"
    seen = sight(
        row,
        open_parts=["closing_review"],
        tasks=(task("review_closing", "BL-11", responsible="supervision_group"),),
        closing={"state": "proposed", "method": "fully_executed", "proposed_by": proposer},
        **happened(closing_proposed=MONDAY),
    )
    move = decide(row, seen)
    assert move is not None
    assert move.act == "review_closing"
    assert move.staff != proposer
    assert {post.unit for post in STAFFING["ruyang"].posts if post.staff == move.staff} == {
        "supervision_group"
    }


def test_a_fact_is_corrected_by_somebody_else() -> None:
    """The correction names the record, and its author keeps out."""
    extra = {
        "after": "facts_recorded",
        "act": "correct_fact",
        "data": {"facts": {}},
        "until": "fact_corrected",
    }
    row = case(extra=[extra])
    line = {"seq": 9, "kind": "facts_recorded", "actor": "RY053"}
    seen = replace(sight(row, **happened(facts_recorded=MONDAY)), lines=(line,))
    move = decide(row, seen)
    assert move is not None
    assert move.data["corrects"] == 9
    assert move.staff != "RY053"
    done = replace(
        seen, state={**seen.state, **happened(facts_recorded=MONDAY, fact_corrected=MONDAY + days(1))}
    )
    assert decide(row, done) is None


# --- intake, triage --------------------------------------------------------------------------------


def test_a_corrected_filing_keeps_every_party() -> None:
    """What was missing is added; the others stay as they were, under the ids of the case."""
    row = case(corrections={"respondent-1": {"id_number": "419900198001010016"}})
    node = task("correct_filing", "BL-1", responsible="filing_staff")
    seen = sight(row, unit="", open_parts=["intake"], tasks=(node,), **happened(filing_error_found=MONDAY))
    move = decide(row, seen)
    assert move is not None
    parties = {party["id"]: party for party in move.data["filing"]["parties"]}
    assert set(parties) == {"applicant-1", "respondent-1"}
    assert parties["respondent-1"]["id_number"] == "419900198001010016"
    assert parties["applicant-1"]["payee_account"] == "户名：某甲；开户银行：某银行；账号：620000000001"
    assert roles_of(move.staff) == {"filing_staff"}


def test_a_handover_is_returned_once_and_offered_again() -> None:
    """The team sends it back with the script's reason, the centre offers it again, then it is taken."""
    row = case(handover_returned="缺少送达回证")
    first = {"id": "Y1", "state": "offered"}
    node = task("accept_handover", "BL-5", "Y1")
    move = decide(row, sight(row, open_parts=["triage"], tasks=(node,), handovers={"Y1": first}))
    assert move is not None
    assert (move.act, move.data["reason"]) == ("return_handover", "缺少送达回证")
    returned = {"Y1": {**first, "state": "returned"}}
    events = happened(handover_offered=MONDAY, handover_returned=MONDAY + timedelta(hours=1))
    node = task("offer_handover", "BL-19", responsible="query_group")
    move = decide(row, sight(row, open_parts=["triage"], tasks=(node,), handovers=returned, **events))
    assert move is not None
    assert move.act == "offer_handover"
    again = {**returned, "Y2": {"id": "Y2", "state": "offered"}}
    node = task("accept_handover", "BL-5", "Y2")
    move = decide(row, sight(row, open_parts=["triage"], tasks=(node,), handovers=again))
    assert move is not None
    assert move.act == "accept_handover"


def test_returned_mail_is_served_by_hand_once_nothing_else_is_on_its_way() -> None:
    """While one of the parallel mailings is still out, nobody goes; then by the script's channel (GS-19)."""
    row = case("gushi", service="grid")
    gone = {
        "recipient": "respondent-1",
        "channel": "post",
        "documents": ["P1"],
        "sent_at": MONDAY.isoformat(),
        "served_at": None,
        "returned_at": MONDAY.isoformat(),
    }
    papers = {"P1": made("P1")}
    out = {**gone, "returned_at": None}
    node = task("record_service", "BL-3", responsible="affairs_centre")
    mailed: dict[str, Any] = {"papers": papers, "deliveries": {"1": gone, "2": out}}
    waiting = sight(row, unit="", tasks=(node,), open_parts=["documents"], **mailed)
    assert decide(row, waiting) is None
    move = decide(row, replace(waiting, state={**waiting.state, "deliveries": {"1": gone, "2": gone}}))
    assert move is not None
    assert move.data == {"recipient": "respondent-1", "channel": "grid"}


@pytest.mark.requirement("SH-62", "JL-27")
def test_a_later_paper_is_taken_to_whom_the_post_does_not_reach() -> None:
    """Served by hand once is served by hand again: the post failed before, and nothing else is tried."""
    row = case("gushi", service="grid")
    way = {"recipient": "respondent-1", "documents": ["P1"], "sent_at": MONDAY.isoformat()}
    gone = {**way, "channel": "post", "served_at": None, "returned_at": MONDAY.isoformat()}
    came = {**way, "channel": "grid", "served_at": MONDAY.isoformat(), "returned_at": None}
    node = task("record_service", "BL-20", responsible="owner_unit")
    mailed: dict[str, Any] = {"deliveries": {"1": gone, "2": came}, "tasks": (node,)}
    held: dict[str, Any] = {"unit": "fast_team_1", "owner": "GS052"}
    assert decide(row, sight(row, papers={"P1": made("P1")}, **mailed, **held)) is None
    both = {"P1": made("P1"), "P2": made("P2", recipient="", recipients=["respondent-1"])}
    move = decide(row, sight(row, papers=both, **mailed, **held))
    assert move is not None
    assert move.data == {"recipient": "respondent-1", "channel": "grid"}


# --- money -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "claim", ["0.01", "9900", "10000", "86400", "500000", "620000", "6000000", "12000000"]
)
def test_the_cashier_reckons_the_fee_as_the_law_does(claim: str) -> None:
    """The simulated cashier and the product agree."""
    assert enforcement_fee(Decimal(claim)) == fee_of_the_product(Decimal(claim)).amount


def test_a_deduction_takes_what_claim_and_fee_still_need() -> None:
    """No more than is owed, and nothing of money that is preserved only."""
    row = case()
    node = task("order_deduction", "BL-10", "M1")
    events = happened(group_entered=MONDAY, plan_made=MONDAY + timedelta(hours=1))
    seen = sight(row, tasks=(node,), money={"M1": money()}, **events)
    move = decide(row, seen)
    assert move is not None
    assert Decimal(move.data["amount"]) == Decimal(50000) + enforcement_fee(Decimal(50000))
    kept = replace(seen, state={**seen.state, "facts": {"case_kind": "preservation"}})
    assert decide(row, kept) is None


def test_an_arrival_goes_to_the_applicant_then_the_fee_then_back() -> None:
    """Claim 50,000, fee 650, the rest to the respondent."""
    row = case()
    node = task("order_payout", "RY-D5", "K1")
    paid: dict[str, dict[str, Any]] = {}
    told = []
    for number in range(3):
        out = sum((Decimal(payout["amount"]) for payout in paid.values()), Decimal(0))
        seen = sight(row, tasks=(node,), arrivals={"K1": arrival(ordered_out=str(out))}, payouts=paid)
        move = decide(row, seen)
        assert move is not None
        told.append((move.data["payee"], move.data["purpose"], Decimal(move.data["amount"])))
        ordered = {"ordered_at": MONDAY.isoformat(), "paid_at": None, **move.data}
        paid = {**paid, f"F{number}": ordered}
    assert told == [
        ("applicant-1", "claim", Decimal(50000)),
        ("court", "fee", Decimal(650)),
        ("respondent-1", "refund", Decimal(29350)),
    ]


# --- disposal --------------------------------------------------------------------------------------


@pytest.mark.requirement("NB-181", "NB-182", "NB-185")
@pytest.mark.parametrize(
    ("kind", "changes", "name", "start", "notice"),
    [
        ("house", {}, "first", "616000", 30),
        ("vehicle", {}, "first", "616000", 15),
        ("house", {"ended_round": "first", "start_price": "616000"}, "second", "493000", 15),
        ("vehicle", {"ended_round": "second", "start_price": "493000"}, "sale", "493000", 7),
    ],
)
def test_rounds_keep_to_floors_and_notices(
    kind: str, changes: dict[str, Any], name: str, start: str, notice: int
) -> None:
    """Seven tenths, then eight tenths of that, then the same; with the notice the law asks for."""
    row = case()
    failed = {"planned_round": changes["ended_round"], "result": "failed"} if changes else {}
    thing = asset(kind=kind, debt_offer="refused", **changes, **failed)
    seen = sight(
        row, open_parts=["auction"], tasks=(task("plan_auction", "NB-178", "W1"),), assets={"W1": thing}
    )
    asks = decide(row, seen)
    assert asks is not None and (asks.act, asks.data["target"]) == ("request_approval", "W1")
    assert asks.data["matter"] == "panel_auction_terms"
    decided = granted("panel_auction_terms", "W1")
    seen = replace(seen, state={**seen.state, "approvals": decided})
    move = decide(row, seen)
    assert move is not None
    assert (move.data["round"], move.data["start_price"]) == (name, start)
    opens = datetime.fromisoformat(move.data["opens_at"])
    assert (opens.date() - move.at.date()).days == notice
    deposit = Decimal(move.data["deposit"])
    assert Decimal(start) * 5 / 100 <= deposit <= Decimal(start) * 20 / 100


def test_a_sale_waits_for_the_applicants_answer() -> None:
    """After the second failure the applicant is asked first; no round is planned meanwhile (NB-206)."""
    row = case()
    thing = asset(planned_round="second", ended_round="second", result="failed", start_price="493000")
    node = task("plan_auction", "NB-207", "W1")
    seen = sight(row, open_parts=["auction"], tasks=(node,), assets={"W1": thing})
    assert decide(row, seen) is None
    asked = replace(seen, tasks=(node, task("answer_debt_offer", "NB-206", "W1")))
    move = decide(row, asked)
    assert move is not None
    assert move.data == {"asset": "W1", "taken": False, "applicant": "applicant-1"}


def test_a_house_lived_in_is_emptied_before_it_is_sold() -> None:
    """Signed by the president, then the notice; disposal is entered only when people have left (RY-32)."""
    row = case()
    thing = asset(disposal_entered_at=None, facts={"disposable_now": True, "eviction_needed": True})
    nodes = (task("issue_eviction_notice", "RY-D12", "W1"), task("enter_disposal", "BL-15", "W1"))
    events = happened(group_entered=MONDAY, plan_made=MONDAY + timedelta(hours=1))
    assert decide(row, sight(row, tasks=nodes[1:], assets={"W1": thing}, **events)) is None
    move = decide(row, sight(row, tasks=nodes, assets={"W1": thing}, **events))
    assert move is not None and move.act == "request_approval"
    assert (move.data["matter"], move.data["target"]) == ("eviction_notice", "W1")
    signed: dict[str, Any] = {"assets": {"W1": thing}, "approvals": granted("eviction_notice", "W1")}
    move = decide(row, sight(row, tasks=nodes, **signed, **events))
    assert move is not None
    assert move.act == "issue_eviction_notice"
    assert datetime.fromisoformat(move.data["until"]).date() == (move.at + days(15)).date()
    told = {**thing, "eviction_notice_until": move.data["until"]}
    move = decide(row, sight(row, assets={"W1": told}, **events))
    assert move is not None
    assert move.act == "complete_eviction"
    assert move.at.date().isoformat() > told["eviction_notice_until"]


# --- closing ---------------------------------------------------------------------------------------


def closing_sight(row: Any, **state: Any) -> Any:
    """A case whose first round has ended."""
    events = happened(group_entered=MONDAY, round_one_ended=MONDAY + days(4))
    return sight(row, now=MONDAY + days(5), **{**events, **state})


def test_a_case_is_reported_executed_once_the_applicant_has_his_money() -> None:
    """Not while money is on the account, not before everything is paid."""
    row = case()
    paid = {
        "F1": {"purpose": "claim", "amount": "50000.00", "paid_at": MONDAY.isoformat(), "ordered_at": None}
    }
    assert decide(row, closing_sight(row)) is None
    unpaid = closing_sight(row, payouts=paid, arrivals={"K1": arrival()})
    assert decide(row, unpaid) is None
    cleared = {"K1": arrival(cleared_at=MONDAY.isoformat())}
    move = decide(row, closing_sight(row, payouts=paid, arrivals=cleared))
    assert move is not None
    assert (move.act, move.data["method"]) == ("propose_closing", "fully_executed")


@pytest.mark.requirement("NB-287")
@pytest.mark.requirement("RY-55")
@pytest.mark.parametrize("court", ["gushi", "ruyang", "shangqiu", "jianli", "shihe"])
def test_a_panel_of_three_judges_sits_on_what_is_its_own(court: str) -> None:
    """Three different judges of the court; the one who holds the case presides; nobody decides alone."""
    row, request = case(court), granted("panel_auction_terms", "W1")
    asked = {"requested_by": "nobody", "requested_at": MONDAY.isoformat(), "state": "open"}
    request["A1"] |= asked
    judges = {post.staff for post in STAFFING[court].posts if post.role == "judge"}
    owner = min(judges)
    unit = next(post.unit for post in STAFFING[court].posts if post.staff == owner)
    node = task("decide_approval", "NB-79", "A1")
    move = decide(row, sight(row, tasks=(node,), unit=unit, owner=owner, approvals=request))
    assert move is not None and move.act == "record_panel"
    assert move.data["presiding"] == owner == move.data["members"][0]
    assert len(set(move.data["members"])) == 3 and set(move.data["members"]) <= judges
    assert [each["approval"] for each in move.data["conclusions"]] == ["A1"]


@pytest.mark.requirement("RY-55")
def test_a_termination_nobody_agreed_to_goes_to_the_panel_first() -> None:
    """Asked for, then proposed as it was: not agreed; with consent it is proposed at once."""
    closing = {"method": "termination", "ground": "无财产"}
    papers = {"claim_amount": "50000.00", "termination_evidence": {"x": "present"}}
    for agrees, first in ((True, "propose_closing"), (False, "request_approval")):
        row = case(closing={**closing, "agrees": agrees})
        move = decide(row, closing_sight(row, facts=papers))
        assert move is not None and move.act == first
        if not agrees:
            assert (move.data["matter"], move.data["target"]) == ("panel_termination", "termination")
            sat = granted("panel_termination", "termination")
            move = decide(row, closing_sight(row, facts=papers, approvals=sat))
        assert move is not None and move.act == "propose_closing"
        assert move.data["applicant_agrees"] is agrees


def test_a_termination_waits_more_than_three_months() -> None:
    """First the papers, then the proposal; neither before three months and a day have passed."""
    row = case(closing={"method": "termination", "ground": "无财产"})
    move = decide(row, closing_sight(row))
    assert move is not None
    assert move.act == "record_facts"
    assert move.at.date() > MONDAY.date().replace(month=6)
    papers = {"claim_amount": "50000.00", "termination_evidence": move.data["facts"]["termination_evidence"]}
    move = decide(row, closing_sight(row, facts=papers))
    assert move is not None
    assert (move.act, move.data["method"]) == ("propose_closing", "termination")
    assert move.at.date() > MONDAY.date().replace(month=6)


def test_a_closed_case_is_left_alone() -> None:
    """Nobody acts in it."""
    row = case()
    seen = closing_sight(row, closed_at=MONDAY.isoformat())
    assert decide(row, seen) is None
