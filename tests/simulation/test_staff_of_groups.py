"""What staff decide where a case goes from group to group: gates, errands, ladders, ways to the closing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from simulation.docket import DatedRow
from simulation.sight import Sight
from tests.simulation.sights import MONDAY, STAFFING, case, days, decide, happened, made, sight, task

LEADS: dict[str, Any] = {"leg": "leads", "unit": "G3", "owner": "JL042", "track": ""}
"""A Jianli case in the hands of an officer of the leads group."""


def after(seen: Sight, **state: Any) -> Sight:
    """The same case a little later."""
    return replace(seen, state={**seen.state, **state})


def request(number: int, matter: str = "group_transfer", **changes: Any) -> dict[str, Any]:
    """A request as the screen shows it."""
    base = {"id": f"A{number}", "matter": matter, "target": "", "seq": number + 10, "state": "open"}
    return {**base, "requested_by": "system:G1", "requested_at": MONDAY.isoformat(), **changes}


# --- gates and ledgers -----------------------------------------------------------------------------


@pytest.mark.requirement("JL-36")
def test_the_gate_returns_a_transfer_once_and_the_sender_makes_it_good() -> None:
    """Group 7 refuses the first request with the script's reason; the group that sent it asks anew."""
    row = case("jianli", refusals={"group_transfer": "表格没有填全"})
    gate = task("decide_approval", "JL-D7", responsible="G7")
    seen = sight(row, open_parts=["triage"], tasks=(gate,), approvals={"A1": request(1)}, **LEADS)
    move = decide(row, seen)
    assert move is not None
    assert (move.act, move.data["granted"], move.data["reason"]) == ("decide_approval", False, "表格没有填全")
    assert "G7" in {post.unit for post in STAFFING["jianli"].posts if post.staff == move.staff}
    awaits = [{"matter": "group_transfer", "corrects": True}]
    events = happened(triaged=MONDAY, approval_decided=MONDAY + timedelta(hours=2))
    refused = {"A1": request(1, state="refused")}
    move = decide(row, after(seen, approvals=refused, awaits=awaits, **events))
    assert move is not None
    assert (move.act, move.data["matter"]) == ("request_approval", "group_transfer")
    assert "G3" in {post.unit for post in STAFFING["jianli"].posts if post.staff == move.staff}
    again = {**refused, "A2": request(2)}
    move = decide(row, after(seen, approvals=again))
    assert move is not None
    assert move.data == {"approval": "A2", "granted": True}


@pytest.mark.requirement("JL-T11")
@pytest.mark.parametrize(
    ("agreement", "role"),
    [
        ({"signed": True, "part_performed_on_spot": True}, "enforcement_officer"),
        ({"signed": True, "security_given": True}, "enforcement_officer"),
        ({"signed": True}, "group_leader"),
    ],
)
def test_a_settlement_is_the_officers_or_the_leaders_to_decide(agreement: dict[str, Any], role: str) -> None:
    """With performance on the spot or security the officer decides, else the leader."""
    row = case("jianli")
    node = task("decide_approval", "NB-79", "A1", responsible="owner_unit")
    seen = sight(
        row,
        open_parts=["triage"],
        tasks=(node,),
        approvals={"A1": request(1, "settlement_closing")},
        facts={"settlement_agreement": agreement},
        **LEADS,
    )
    move = decide(row, seen)
    assert move is not None
    assert (move.role, {post.unit for post in STAFFING["jianli"].posts if post.staff == move.staff}) == (
        role,
        {"G3"},
    )


# --- passing on ------------------------------------------------------------------------------------


@pytest.mark.requirement("JL-T10")
def test_a_group_passes_the_case_on_when_its_own_work_is_done() -> None:
    """Not while its first round is open, nor while its script has more for it to do; then by the owner."""
    extra = {
        "after": "plan_made",
        "act": "record_facts",
        "data": {"facts": {"respondent_contact": "whereabouts_unknown"}, "reason": "走访未果"},
        "until": "fact:respondent_contact",
        "holder": "G3",
    }
    row = case("jianli", extra=[extra])
    events = happened(group_entered=MONDAY, plan_made=MONDAY + timedelta(hours=1))
    seen = sight(row, tasks=(task("end_round_one", "BL-8", responsible="owner_unit"),), **LEADS, **events)
    move = decide(row, seen)
    assert move is not None and move.act == "record_facts"
    known = {**seen.state["facts"], "respondent_contact": "whereabouts_unknown"}
    assert decide(row, after(seen, facts=known)) is None
    move = decide(row, after(replace(seen, tasks=()), facts=known))
    assert move is not None
    assert (move.act, move.staff, move.role) == ("request_transfer", "JL042", "case_owner")


@pytest.mark.requirement("JL-T8")
def test_a_case_that_can_be_closed_is_said_to_be_so_before_it_is_passed_on() -> None:
    """First the fact, then the transfer to closing review; the closing itself is not proposed there."""
    row = case("jianli")
    paid = {"F1": {"purpose": "claim", "amount": "50000.00", "paid_at": MONDAY.isoformat()}}
    seen = sight(row, payouts=paid, **LEADS, **happened(group_entered=MONDAY))
    move = decide(row, seen)
    assert move is not None
    assert (move.act, move.data["facts"]) == ("record_facts", {"can_be_closed": True})
    told = {**seen.state["facts"], "can_be_closed": True}
    move = decide(row, after(seen, facts=told))
    assert move is not None and move.act == "request_transfer"
    move = decide(row, after(seen, facts=told, leg="closing_work"))
    assert move is not None
    assert (move.act, move.data["method"]) == ("propose_closing", "fully_executed")


@pytest.mark.requirement("JL-T7")
def test_things_are_sold_by_the_disposal_group_in_its_own_leg() -> None:
    """While the officers have the case nobody enters disposal; in its leg group 4 does."""
    row = case("jianli")
    thing: dict[str, Any] = {
        "id": "W1",
        "kind": "house",
        "facts": {"disposable_now": True},
        "controlled_at": MONDAY.isoformat(),
    }
    blank = (
        "released_at",
        "disposal_entered_at",
        "disposal_ended_at",
        "eviction_notice_until",
        "eviction_done_at",
    )
    thing |= dict.fromkeys(blank) | {"disposal_outcome": ""}
    node = task("enter_disposal", "JL-D11", responsible="G4")
    seen = sight(row, tasks=(node,), assets={"W1": thing}, **LEADS, **happened(group_entered=MONDAY))
    move = decide(row, seen)
    assert move is not None and move.act == "request_transfer"
    move = decide(row, after(seen, leg="disposal_start"))
    assert move is not None
    assert (move.act, move.data, move.role) == ("enter_disposal", {"asset": "W1"}, "judge")
    assert {post.unit for post in STAFFING["jianli"].posts if post.staff == move.staff} == {"G4"}


@pytest.mark.requirement("SH-T20")
def test_a_sanction_that_is_due_is_drafted_before_the_case_goes_to_the_team() -> None:
    """The group judges, drafts, and passes on at once; the papers of a termination wait for the way back."""
    closing = {"method": "termination", "ground": "无财产"}
    row = case("shihe", sanction_due=True, closing=closing)
    held: dict[str, Any] = {
        "leg": "terminated",
        "unit": "terminated_group",
        "owner": "SH072",
        "track": "ordinary",
    }
    seen = sight(row, **held, **happened(group_entered=MONDAY))
    move = decide(row, seen)
    assert move is not None
    assert move.data["event"] == "sanction_ground_found"
    assert move.data["facts"] == {"sanction_due": True}
    due = {"claim_amount": "50000.00", "sanction_due": True}
    draft = task("record_occurrence", "SH-D38", "sanction-1", responsible="terminated_group")
    move = decide(row, after(replace(seen, tasks=(draft,)), facts=due))
    assert move is not None and move.data["event"] == "sanction_drafted"
    move = decide(row, after(seen, facts=due))
    assert move is not None and move.act == "request_transfer"


# --- errands ---------------------------------------------------------------------------------------


@pytest.mark.requirement("SQ-11")
def test_results_are_analysed_when_all_are_in_and_the_class_is_chosen() -> None:
    """Not while the query runs, not before the class the script has somebody choose."""
    choice = {
        "after": "reception_ended",
        "days": 0,
        "act": "choose_class",
        "data": {"rule_id": "SQ-T6", "reason": "易于执结"},
        "until": "fact:chosen_class",
        "unit": "clerical_group",
    }
    row = case("shangqiu", extra=[choice])
    node = task("record_occurrence", "SQ-D5", responsible="clerical_group")
    running = sight(row, unit="", owner="", tasks=(node,), open_parts=["network_query"])
    assert decide(row, running) is None
    filed = after(running, open_parts=["triage"], **happened(reception_ended=MONDAY, feedback_filed=MONDAY))
    move = decide(row, filed)
    assert move is not None and move.act == "choose_class"
    chosen = {**filed.state["facts"], "chosen_class": {"rule_id": "SQ-T6"}}
    move = decide(row, after(filed, facts=chosen))
    assert move is not None
    assert (move.act, move.data["event"]) == ("record_occurrence", "property_analysed")
    assert move.data["facts"] == {"probably_no_assets": False}


@pytest.mark.requirement("JL-D10")
def test_a_term_of_detention_is_signed_on_its_last_day() -> None:
    """Neither before nor after the fifteenth day, whatever day of the week that is."""
    row = case("jianli")
    due = (MONDAY + days(13)).replace(hour=23, minute=59)
    assert due.weekday() == 6
    node = task("sign_node", "JL-D10", "S1", responsible="owner_unit", due_at=due)
    move = decide(row, sight(row, leg="termination", unit="G6", owner="JL071", tasks=(node,)))
    assert move is not None
    assert (move.act, move.at.date()) == ("sign_node", due.date())


def test_an_extra_act_waits_for_the_approval_it_names() -> None:
    """Nobody is let go before the request is granted; then the record names it (JL-20)."""
    release = {
        "after": "money_arrived",
        "act": "record_occurrence",
        "data": {"event": "measure_lifted", "subject": "S1", "facts": {"approval": "early_release"}},
        "until": "measure_lifted",
    }
    row = case("jianli", extra=[release])
    open_request = {"A4": request(4, "early_release")}
    seen = sight(row, leg="crackdown", unit="G5", owner="JL061", approvals=open_request)
    seen = after(seen, **happened(group_entered=MONDAY, money_arrived=MONDAY + days(1)))
    assert decide(row, seen) is None
    move = decide(row, after(seen, approvals={"A4": request(4, "early_release", state="granted")}))
    assert move is not None
    assert move.data["facts"] == {"approval": "A4"}


# --- reception and service -------------------------------------------------------------------------


@pytest.mark.requirement("SH-13")
def test_reception_at_the_window_was_held_before_the_filing() -> None:
    """It is entered after the filing and dated on the working day before."""
    row = case("shihe")
    node = task("hold_reception", "BL-2", responsible="intake_document_team")
    move = decide(row, sight(row, unit="", owner="", tasks=(node,), open_parts=["intake.reception"]))
    assert move is not None and move.occurred_at is not None
    assert move.occurred_at < row.filed_at < move.at
    assert move.occurred_at.date().isoformat() == "2026-02-28"  # A working Saturday.


@pytest.mark.requirement("SH-15")
def test_where_no_reception_was_held_a_note_says_why() -> None:
    """The note takes the place of the record."""
    row = case("shihe", no_reception="申请执行人在外地")
    node = task("hold_reception", "BL-2", responsible="intake_document_team")
    move = decide(row, sight(row, unit="", owner="", tasks=(node,), open_parts=["intake.reception"]))
    assert move is not None
    assert (move.act, move.data, move.occurred_at) == (
        "note_no_reception",
        {"reason": "申请执行人在外地"},
        None,
    )


@pytest.mark.requirement("SH-24")
def test_service_goes_down_the_ladder_of_four_steps() -> None:
    """A call, the post by the system, a visit, a public notice of thirty days: each after the one before."""
    row = served_by(case("shihe"), phone_answered=False, service={"in_person": {"outcome": "returned"}})
    paper = {"P1": made("P1")}
    node = task("record_service", "SH-D8", responsible="intake_document_team")
    first = sight(row, unit="", owner="", tasks=(node,), open_parts=["documents.making"], papers=paper)
    move = decide(row, first)
    assert move is not None
    assert (move.data["channel"], move.data["served"]) == ("collect", False)
    ladder = task("record_service", "BL-3", responsible="owner_unit")
    held: dict[str, Any] = {"unit": "offline_group", "owner": "SH031", "open_parts": ["documents.service"]}
    second = replace(after(first, deliveries=came_back("collect"), **held), tasks=(ladder,))
    assert decide(row, second) is None
    move = decide(row, after(second, deliveries=came_back("collect", "post")))
    assert move is not None
    assert (move.data["channel"], move.data["served"]) == ("in_person", False)
    move = decide(row, after(second, deliveries=came_back("collect", "post", "in_person")))
    assert move is not None
    assert (move.data["channel"], "served" in move.data) == ("public_notice", False)
    assert move.at - MONDAY > days(30)


@pytest.mark.requirement("SH-19")
def test_documents_are_checked_and_stamped_before_anybody_calls() -> None:
    """All at once, by the group that made them; a void copy is left alone, its successor checked."""
    row = served_by(case("shihe"), phone_answered=True)
    checks, stamps, serves = (
        task(act, node, responsible="intake_document_team")
        for act, node in (
            ("check_documents", "SH-19.1"),
            ("stamp_documents", "SH-19.2"),
            ("record_service", "SH-D8"),
        )
    )
    new = {**made("P1"), "to_stamp": True}
    papers = {"P1": new, "P2": {**new, "id": "P2", "fault": "文号有误", "checked_at": MONDAY.isoformat()}}
    seen = sight(
        row, unit="", owner="", tasks=(checks, serves), open_parts=["documents.making"], papers=papers
    )
    move = decide(row, seen)
    assert move is not None
    assert (move.act, move.data["papers"]) == ("check_documents", ["P1"])
    assert move.data["against"] == ("filing", "basis", "application")
    checked = (MONDAY + timedelta(hours=2)).isoformat()
    agreed = {"P1": {**new, "checked_at": checked}, "P2": papers["P2"]}
    move = decide(row, replace(after(seen, papers=agreed), tasks=(stamps, serves)))
    assert move is not None
    assert (move.act, move.data["papers"]) == ("stamp_documents", ["P1"])
    ready = {"P1": {**agreed["P1"], "stamped_at": (MONDAY + timedelta(hours=3)).isoformat()}}
    move = decide(row, replace(after(seen, papers=ready), tasks=(serves,)))
    assert move is not None and move.act == "record_service"
    assert move.at > MONDAY + timedelta(hours=3)


def served_by(row: DatedRow, **truth: Any) -> DatedRow:
    """The row with what is true of the respondent."""
    return row.model_copy(update={"truth": {"parties": {"respondent-1": truth}}})


def came_back(*channels: str) -> dict[str, Any]:
    """Deliveries by these ways, all of them returned."""
    at = MONDAY.isoformat()
    returned = {
        "recipient": "respondent-1",
        "documents": ["P1"],
        "sent_at": at,
        "served_at": None,
        "returned_at": at,
    }
    return {channel: {**returned, "channel": channel} for channel in channels}


# --- money and closing -----------------------------------------------------------------------------


@pytest.mark.requirement("SH-54")
def test_money_is_told_by_the_cashier_and_paid_late_only_by_the_script() -> None:
    """The three days may pass while the seven are kept: the act follows the limit the script names."""
    row = case("shihe", late={"SH-D15": 1})
    arrival: dict[str, Any] = {"id": "K1", "amount": "50650.00", "arrived_at": MONDAY.isoformat(), "item": ""}
    arrival |= {"ordered_out": "0", "cleared_at": None}
    held: dict[str, Any] = {"leg": "fast", "unit": "fast_team", "owner": "SH111", "arrivals": {"K1": arrival}}
    seen = sight(row, **held, **happened(group_entered=MONDAY))
    move = decide(row, seen)
    assert move is not None
    assert (move.data["event"], move.role) == ("finance_notice", "finance")
    three = task("order_payout", "SH-D15", "K1", responsible="owner_unit", due_at=MONDAY + days(3))
    seven = task("order_payout", "SH-D14", "K1", responsible="owner_unit", due_at=MONDAY + days(7))
    told = after(replace(seen, tasks=(seven, three)), subjects={"finance_notice": ["K1"]})
    move = decide(row, told)
    assert move is not None and move.act == "order_payout"
    assert MONDAY + days(3) < move.at < MONDAY + days(7)


@pytest.mark.requirement("SQ-26")
def test_the_dispatch_group_pays_for_every_team() -> None:
    """At Shangqiu not the team that holds the case."""
    row = case("shangqiu")
    arrival: dict[str, Any] = {"id": "K1", "amount": "50650.00", "arrived_at": MONDAY.isoformat(), "item": ""}
    arrival |= {"ordered_out": "0", "cleared_at": None}
    node = task("order_payout", "NB-228", "K1", responsible="dispatch_group")
    seen = sight(row, unit="fast_team_1", owner="SQ052", tasks=(node,), arrivals={"K1": arrival})
    move = decide(row, seen)
    assert move is not None and move.act == "order_payout"
    assert {post.unit for post in STAFFING["shangqiu"].posts if post.staff == move.staff} == {
        "dispatch_group"
    }


@pytest.mark.requirement("SH-D13")
def test_a_termination_asks_again_files_its_papers_passes_on_and_states_its_fields() -> None:
    """Four steps in this order, none before three months and a day have passed."""
    row = case("shihe", closing={"method": "termination", "ground": "无财产"})
    known = {"claim_amount": "50000.00", "sanction_due": False}
    held: dict[str, Any] = {"leg": "terminated", "unit": "terminated_group", "owner": "SH072", "facts": known}
    seen = sight(row, **held, **happened(group_entered=MONDAY, query_returned=MONDAY))
    move = decide(row, seen)
    assert move is not None
    assert (move.act, move.data) == ("requery", {"system": "national"})
    assert move.at.date() > MONDAY.date().replace(month=6)
    answered = happened(group_entered=MONDAY, query_returned=move.at + days(1), requery_ordered=move.at)
    move = decide(row, after(seen, **answered))
    assert move is not None and move.act == "record_facts"
    filed = {**known, "termination_evidence": move.data["facts"]["termination_evidence"]}
    assert set(filed["termination_evidence"]) >= {"inquiry_papers", "termination_interview"}
    move = decide(row, after(seen, facts=filed, **answered))
    assert move is not None and move.act == "request_transfer"
    last = after(seen, facts=filed, leg="closing", open_parts=["closing_review"], **answered)
    move = decide(row, last)
    assert move is not None
    assert (move.act, move.data["method"]) == ("propose_closing", "termination")
    fields = move.data["facts"]["closing_fields"]
    assert (fields["claim_amount"], fields["recovered_amount"], fields["closed_on"]) == (
        "50000.00",
        "0",
        move.at.date().isoformat(),
    )
