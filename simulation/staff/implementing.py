"""Staff of a team in implementation (执行实施): plan, first round, measures."""

from collections.abc import Iterator
from datetime import datetime

from simulation.customs import HOLDER
from simulation.docket import Measure
from simulation.sight import Sight, Task, instant
from simulation.staff.planner import Move, Planner

ASSISTANTS = ("judge_assistant", "enforcement_officer", "judge")

SANCTIONS = ("fine", "detention")

OPENING = ("make_plan", "start_round_one", "end_round_one")
"""What a team does first."""


def opened(sight: Sight) -> bool:
    """Whether whoever holds the case has its plan, and its first round behind it."""
    return bool(sight.unit) and not sight.open_acts(*OPENING)


def planned(sight: Sight) -> bool:
    """Whether whoever holds the case has its plan: nothing is taken from anybody before."""
    return bool(sight.unit) and not sight.open_acts("make_plan")


def make_plan(plan: Planner, task: Task) -> Iterator[Move]:
    """The judge reads the file and makes the plan (RY-54)."""
    yield plan.move(
        "make_plan",
        {"plan": "核对查控结果，处置可供执行的财产，约谈双方，依法采取执行措施"},
        since=[taken_over(plan)],
        mark=str(plan.sight.seq("group_entered")),
        roles=HOLDER,
        hours=(2, 5),
        task=task,
    )


def taken_over(plan: Planner) -> datetime | None:
    """When the team that holds the case accepted it."""
    return plan.sight.at("handover_accepted")


def start_round_one(plan: Planner, task: Task) -> Iterator[Move]:
    """The team begins its own investigation, once there is a plan."""
    sight = plan.sight
    if sight.seq("plan_made") > sight.seq("group_entered"):
        yield plan.move(
            "start_round_one",
            {},
            since=[sight.at("plan_made")],
            mark=str(sight.seq("group_entered")),
            roles=ASSISTANTS,
            hours=(2, 8),
            task=task,
        )


def end_round_one(plan: Planner, task: Task) -> Iterator[Move]:
    """The round ends with a judgement whether there is anything; another team begins its own first."""
    sight = plan.sight
    if sight.seq("round_one_started") > max(sight.seq("round_one_ended"), sight.seq("group_entered")):
        yield plan.move(
            "end_round_one",
            {"probably_no_assets": plan.script.probably_no_assets},
            since=[sight.at("round_one_started")],
            mark=str(sight.seq("group_entered")),
            roles=ASSISTANTS,
            hours=(8, 16),
            task=task,
        )


def complete_sanctions(plan: Planner, task: Task) -> Iterator[Move]:
    """Every measure of the script decided, approved and carried out: the steps are complete (RY-27)."""
    sight = plan.sight
    taken = [m["taken_at"] for m in sight.shelf("measures")]
    if all(taken) and not measures_wanted(plan):
        yield plan.move(
            "complete_sanctions",
            {"note": "已限制消费并补齐终本程序要求的措施"},
            since=[sight.at("round_one_ended"), *(instant(moment) for moment in taken)],
            roles=ASSISTANTS,
            hours=(2, 5),
            task=task,
        )


def measures_wanted(plan: Planner) -> list[Measure]:
    """The measures of the script that whoever holds the case has still to decide."""
    decided = {(m["kind"], m["respondent"]) for m in plan.sight.shelf("measures")}
    return [
        measure
        for measure in plan.script.measures
        if (measure.measure, measure.respondent) not in decided
        and measure.holder in ("", plan.sight.unit)
        and (not measure.after or plan.sight.seen(measure.after))
    ]


def sanction_ahead(plan: Planner) -> bool:
    """Whether a sanction is due and nobody has decided one (SH-T20)."""
    due = plan.sight.state["facts"].get("sanction_due") is True
    return due and not any(m["kind"] in SANCTIONS for m in plan.sight.shelf("measures"))


def decide_measures(plan: Planner) -> Iterator[Move]:
    """The holder decides the measures of the script, one after the other, when the first round has ended."""
    sight = plan.sight
    if not sight.in_part("implementation") or not opened(sight) or sight.under_review:
        return
    for measure in measures_wanted(plan)[:1]:
        number = len(sight.shelf("measures"))
        told = measure.model_dump(mode="json", exclude={"after", "holder"}, exclude_none=True)
        yield plan.move(
            "decide_measure",
            told,
            since=[
                sight.at("round_one_ended"),
                sight.at("measure_decided"),
                sight.at("handover_accepted"),
                sight.at(measure.after) if measure.after else None,
            ],
            mark=f"{measure.measure}/{measure.respondent}",
            roles=HOLDER,
            hours=(1 + number, 3 + number),
        )
