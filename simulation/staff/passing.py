"""Staff passing a case on when their part of it is done (提请移送)."""

from collections.abc import Iterator

from simulation.customs import HOLDER
from simulation.sight import Sight, latest
from simulation.staff.closing import RECORDERS, STEPS, closable, papers_filed, work_done
from simulation.staff.implementing import sanction_ahead
from simulation.staff.planner import Move, Planner


def pass_on(plan: Planner) -> Iterator[Move]:
    """The holder asks to send the case on, once its part is done; what decides the way is stated first."""
    sight = plan.sight
    if not _may_ask(plan) or not _passes(plan) or not work_done(plan):
        return
    unstated = {
        name: value
        for name, value in plan.customs.closing_facts.items()
        if sight.state["facts"].get(name) != value
    }
    if unstated and closable(plan):
        yield plan.move(
            "record_facts",
            {"facts": unstated, "reason": "款项和手续均已办结，可以报请结案审查"},
            since=[latest(sight.at(step) for step in STEPS)],
            mark=f"closable/{sight.unit}",
            roles=RECORDERS,
            hours=(1, 3),
        )
        return
    yield plan.move(
        "request_transfer",
        {"work_done": "本组应办事项已办理完毕，材料已入卷"},
        since=[latest(sight.at(step) for step in STEPS), sight.at("measure_taken")],
        mark=str(sight.seq("triaged")),
        roles=HOLDER,
        hours=(2, 6),
    )


def _may_ask(plan: Planner) -> bool:
    """Whether the case is being handled, by somebody who has not asked yet."""
    sight = plan.sight
    busy = sight.under_review or sight.transfer_requested or sight.in_part("intake.reception")
    here = sight.in_part("implementation") and sight.leg != (plan.customs.disposal_leg or None)
    return here and bool(sight.unit) and not busy and not _being_emptied(sight)


def _being_emptied(sight: Sight) -> bool:
    """Whether people are still to leave a house that will be sold."""
    told = any(a["eviction_notice_until"] and not a["eviction_done_at"] for a in sight.shelf("assets"))
    return told or sight.open_acts("issue_eviction_notice")


def _passes(plan: Planner) -> bool:
    """Whether the holder passes this case on instead of reporting it closed."""
    sight, wanted = plan.sight, plan.script.closing
    terminates = wanted is not None and wanted.method == "termination"
    if sight.leg in plan.customs.passing_legs:
        ready = bool(plan.customs.closing_facts) or not terminates
        return ready or sanction_ahead(plan) or papers_filed(sight)
    return sight.unit in plan.script.pass_on or (
        terminates and sight.unit in plan.customs.passes_terminations
    )
