"""Staff closing a case (报结、结案审查)."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal

from simulation.customs import HOLDER
from simulation.docket import ClosingPlan, Json
from simulation.office import in_months
from simulation.outside.business_time import ZONE
from simulation.sight import Sight, Task, latest
from simulation.staff import approvals, errands, extras
from simulation.staff.implementing import measures_wanted, opened, sanction_ahead
from simulation.staff.money import paid_out, under_way
from simulation.staff.panels import TERMINATION
from simulation.staff.planner import Move, Planner

STEPS = (
    "handover_accepted",
    "round_one_ended",
    "money_cleared",
    "disposal_ended",
    "facts_recorded",
    "settlement_recorded",
    "conversion_approved",
    "return_papers_handed",
    "property_analysed",
    "measure_lifted",
    "stage_entered",
)
"""What a proposal to close waits for if it happens at all."""

RECORDERS = ("judge", "judge_assistant", "enforcement_officer")


def propose_closing(plan: Planner) -> Iterator[Move]:
    """The case is reported closed as its script says, else as fully executed once nothing is owed."""
    sight, wanted = plan.sight, plan.script.closing
    if not _may_report(plan) or sight.leg in plan.customs.passing_legs or not work_done(plan):
        return
    if wanted is None or wanted.method != "termination":
        if closable(plan):
            executed = ClosingPlan(method="fully_executed", ground="已全部执行完毕")
            yield _proposal(plan, wanted or executed, [sight.at(wanted.after)] if wanted else ())
    elif sight.unit not in plan.customs.passes_terminations and papers_filed(sight):
        if not wanted.agrees and not approvals.granted(sight, TERMINATION, wanted.method):
            why = "申请执行人没有签字同意终结本次执行程序"
            since = [_termination_day(plan), sight.at("facts_recorded")]
            yield from approvals.ask(plan, TERMINATION, wanted.method, why, since, HOLDER)
            return
        yield _proposal(plan, wanted, [_termination_day(plan), sight.at("panel_held")])


def _may_report(plan: Planner) -> bool:
    """Whether the case stands where its holder may report it closed, and has not been reported."""
    sight = plan.sight
    here = sight.in_part("implementation") or sight.in_part("closing_review")
    here = here and sight.leg != (plan.customs.disposal_leg or None)
    busy = sight.under_review or sight.transfer_requested or errands.terms_run(plan)
    return here and bool(sight.unit) and not busy


def work_done(plan: Planner) -> bool:
    """Whether whoever holds the case has done in it what there was to do, a report or transfer apart."""
    sight = plan.sight
    judged = (
        sight.unit != plan.customs.sanctions_judged_by or sight.state["facts"].get("sanction_due") is not None
    )
    waiting = extras.outstanding(plan) or measures_wanted(plan) or _measures_under_way(sight)
    return opened(sight) and judged and not (waiting or errands.hold_up(plan) or money_or_things_move(sight))


def _measures_under_way(sight: Sight) -> bool:
    """Whether a decided measure waits to be approved or carried out."""
    return any(not measure["taken_at"] for measure in sight.shelf("measures"))


def closable(plan: Planner) -> bool:
    """Whether the case can be closed for good: as its script says, else once nothing is owed."""
    wanted = plan.script.closing
    if wanted is None:
        return nothing_owed(plan.sight)
    return wanted.method != "termination" and (not wanted.after or plan.sight.seen(wanted.after))


def money_or_things_move(sight: Sight) -> bool:
    """Whether money is on its way or unpaid, or a thing is being sold."""
    unpaid = any(arrival["cleared_at"] is None for arrival in sight.shelf("arrivals"))
    selling = any(a["disposal_entered_at"] and not a["disposal_ended_at"] for a in sight.shelf("assets"))
    return unpaid or selling or under_way(sight) > 0


def nothing_owed(sight: Sight) -> bool:
    """Whether the applicant has everything: the money, the thing taken for it, or the act performed."""
    if sight.state["facts"].get("performance_state") == "performed":
        return True
    return sight.claim > 0 and _recovered(sight) >= sight.claim


def _recovered(sight: Sight) -> Decimal:
    """What the applicant has got: paid out, taken for the debt, or given directly."""
    taken = sum(
        (
            Decimal(asset["start_price"])
            for asset in sight.shelf("assets")
            if asset["disposal_outcome"] == "taken_for_debt"
        ),
        Decimal(0),
    )
    return min(paid_out(sight, "claim") + taken + Decimal(sight.state["paid_directly"]), sight.claim)


def _proposal(plan: Planner, wanted: ClosingPlan, since: Sequence[datetime | None]) -> Move:
    sight = plan.sight
    terminates = wanted.method == "termination"  # Its papers are in the file already.
    data: Json = {
        "method": wanted.method,
        "ground": wanted.ground,
        "facts": {} if terminates else dict(wanted.facts),
        **({"applicant_agrees": wanted.agrees} if terminates else {}),
    }
    days = 5.5 * (wanted.days - 1)
    move = plan.move(
        "propose_closing",
        data,
        since=[*since, latest(sight.at(step) for step in STEPS)],
        mark=str(sight.seq("closing_returned")),
        roles=HOLDER,
        hours=(days + 2, days + 5),
    )
    if plan.customs.closing_fields:
        data["facts"]["closing_fields"] = _fields(sight, wanted, move.moment(sight.now))
    return move


def _fields(sight: Sight, wanted: ClosingPlan, at: datetime) -> Json:
    """What the closing states (结案信息, SH-43)."""
    recovered = _recovered(sight)
    open_still = sight.claim - recovered if wanted.method == "ended" else Decimal(0)
    return {
        "claim_amount": str(sight.claim),
        "closing_amount": str(recovered + open_still),
        "waived_amount": str(open_still),
        "recovered_amount": str(recovered),
        "closed_on": at.date().isoformat(),
        "closing_method": wanted.method,
        "closing_ground": wanted.ground,
    }


# --- termination -------------------------------------------------------------------------------------


def _termination_day(plan: Planner) -> datetime:
    """The first day on which the court terminates: with its months and a day behind it."""
    months = plan.customs.termination_months
    filed = plan.sight.filed_at
    if not months:
        return filed
    return datetime.combine(in_months(filed.date(), months) + timedelta(days=1), time(), ZONE)


def papers_filed(sight: Sight) -> bool:
    """Whether the papers of a termination are in the file."""
    return bool(sight.state["facts"].get("termination_evidence"))


def file_papers(plan: Planner) -> Iterator[Move]:
    """The papers of a termination into the file, once its day has come and everything else is done."""
    sight, wanted = plan.sight, plan.script.closing
    if wanted is None or wanted.method != "termination" or papers_filed(sight):
        return
    elsewhere = sight.unit in plan.customs.passes_terminations
    if not _may_report(plan) or not sight.in_part("implementation") or elsewhere or not work_done(plan):
        return
    if sanction_ahead(plan) or (sight.leg in plan.customs.passing_legs and plan.customs.closing_facts):
        return
    begin = _termination_day(plan)
    if plan.customs.requeries and not _asked_again(sight, begin):
        yield from _ask_again(plan, begin)
        return
    evidence = {**plan.customs.evidence, **wanted.facts.get("termination_evidence", {})}
    yield plan.move(
        "record_facts",
        {"facts": {"termination_evidence": evidence}, "reason": "终本材料已核对入卷"},
        since=[begin, sight.at("sanctions_completed"), sight.at("handover_accepted")],
        mark="termination_evidence",
        roles=RECORDERS,
        hours=(1, 4),
    )


def _asked_again(sight: Sight, begin: datetime) -> bool:
    """Whether the national query was run again since that day, and has answered."""
    returned = sight.at("query_returned")
    return returned is not None and returned >= begin


def _ask_again(plan: Planner, begin: datetime) -> Iterator[Move]:
    """The national query once more before a termination (SH-D13)."""
    sight = plan.sight
    ordered = sight.at("requery_ordered")
    if ordered is None or ordered < begin:
        yield plan.move(
            "requery",
            {"system": "national"},
            since=[begin, sight.at("sanctions_completed"), sight.at("handover_accepted")],
            roles=RECORDERS,
            hours=(2, 4),
        )


def review_closing(plan: Planner, task: Task) -> Iterator[Move]:
    """Somebody of the reviewing unit, not the proposer, approves."""
    sight = plan.sight
    if sight.closing_state == "proposed":
        yield plan.move(
            "review_closing",
            {"approved": True},
            since=(),
            mark=str(sight.seq("closing_proposed")),
            unit=plan.place(task.responsible),
            roles=("judge_assistant", "clerk", "group_leader", "centre_head", "judge"),
            hours=(1, 5),
            task=task,
            not_these=[sight.state["closing"]["proposed_by"]],
        )
