"""Staff closing a case (报结、结案审查)."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal

from simulation.docket import ClosingPlan, Json
from simulation.office import in_months
from simulation.outside.business_time import ZONE
from simulation.sight import Sight, Task, latest
from simulation.staff.money import paid_out, under_way
from simulation.staff.planner import Move, Planner

MONTHS = 3
"""More than so many months must have passed since filing before a termination (NB-287)."""

EVIDENCE = (
    "notice_and_report_order",
    "consumption_restriction",
    "inquiry_exhausted",
    "search_and_sanctions",
    "termination_interview",
)
"""The papers of a termination, put into the file before it is proposed."""

STEPS = (
    "handover_accepted",
    "round_one_ended",
    "money_cleared",
    "disposal_ended",
    "facts_recorded",
    "settlement_recorded",
    "conversion_approved",
    "return_papers_handed",
)
"""What a proposal to close waits for if it happens at all."""


def propose_closing(plan: Planner) -> Iterator[Move]:
    """The case is reported closed as its script says, else as fully executed once nothing is owed."""
    sight = plan.sight
    if not sight.in_part("implementation") or sight.under_review or not sight.seen("round_one_ended"):
        return
    if sight.seq("round_one_ended") < sight.seq("group_entered") or _money_or_things_move(sight):
        return
    wanted = plan.script.closing
    if wanted is None:
        if nothing_owed(sight):
            yield _proposal(plan, ClosingPlan(method="fully_executed", ground="已全部执行完毕"), ())
    elif wanted.method == "termination":
        yield from _termination(plan, wanted)
    elif not wanted.after or sight.seen(wanted.after):
        yield _proposal(plan, wanted, [sight.at(wanted.after)] if wanted.after else ())


def _money_or_things_move(sight: Sight) -> bool:
    """Whether money is on its way or unpaid, or a thing is being sold."""
    unpaid = any(arrival["cleared_at"] is None for arrival in sight.shelf("arrivals"))
    selling = any(a["disposal_entered_at"] and not a["disposal_ended_at"] for a in sight.shelf("assets"))
    return unpaid or selling or under_way(sight) > 0


def nothing_owed(sight: Sight) -> bool:
    """Whether the applicant has everything: the money, the thing taken for it, or the act performed."""
    if sight.state["facts"].get("performance_state") == "performed":
        return True
    taken = sum(
        (
            Decimal(asset["start_price"])
            for asset in sight.shelf("assets")
            if asset["disposal_outcome"] == "taken_for_debt"
        ),
        Decimal(0),
    )
    return sight.claim > 0 and paid_out(sight, "claim") + taken >= sight.claim


def _proposal(plan: Planner, wanted: ClosingPlan, since: list[datetime | None] | tuple[()]) -> Move:
    sight = plan.sight
    data: Json = {"method": wanted.method, "ground": wanted.ground, "facts": wanted.facts}
    days = 5.5 * (wanted.days - 1)
    return plan.move(
        "propose_closing",
        data,
        since=[*since, latest(sight.at(step) for step in STEPS)],
        mark=str(sight.seq("closing_returned")),
        roles=("judge",),
        hours=(days + 2, days + 5),
    )


def _termination(plan: Planner, wanted: ClosingPlan) -> Iterator[Move]:
    """Three months and a day after filing: the papers into the file, then the proposal."""
    sight = plan.sight
    day = in_months(sight.filed_at.date(), MONTHS) + timedelta(days=1)
    begin = datetime.combine(day, time(), ZONE)
    papers = sight.state["facts"].get("termination_evidence")
    if papers:
        yield _proposal(plan, wanted, [begin])
        return
    yield plan.move(
        "record_facts",
        {
            "facts": {"termination_evidence": {item: "present" for item in EVIDENCE}},
            "reason": "终本材料已核对入卷",
        },
        since=[begin, sight.at("sanctions_completed")],
        mark="termination_evidence",
        roles=("judge",),
        hours=(1, 4),
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
            unit=task.responsible,
            roles=("judge_assistant", "clerk", "group_leader", "centre_head", "judge"),
            hours=(1, 5),
            task=task,
            not_these=[sight.state["closing"]["proposed_by"]],
        )
