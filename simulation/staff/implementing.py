"""Staff of a team in implementation (执行实施): plan, first round, measures."""

from collections.abc import Iterator
from datetime import datetime

from simulation.sight import Task, instant
from simulation.staff.planner import Move, Planner

ASSISTANTS = ("judge_assistant", "enforcement_officer", "judge")


def make_plan(plan: Planner, task: Task) -> Iterator[Move]:
    """The judge reads the file and makes the plan (RY-54)."""
    yield plan.move(
        "make_plan",
        {"plan": "核对查控结果，处置可供执行的财产，约谈双方，依法采取执行措施"},
        since=[taken_over(plan)],
        mark=str(plan.sight.seq("group_entered")),
        roles=("judge",),
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
    """The round ends with a judgement whether there is anything to be had."""
    sight = plan.sight
    if sight.seq("round_one_started") > sight.seq("round_one_ended"):
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
    if len(taken) == len(plan.script.measures) and all(taken):
        yield plan.move(
            "complete_sanctions",
            {"note": "已限制消费并补齐终本程序要求的措施"},
            since=[sight.at("round_one_ended"), *(instant(moment) for moment in taken)],
            roles=ASSISTANTS,
            hours=(2, 5),
            task=task,
        )


def decide_measures(plan: Planner) -> Iterator[Move]:
    """The judge decides the measures of the script, one after the other, when the first round has ended."""
    sight = plan.sight
    if not sight.seen("round_one_ended") or sight.under_review:
        return
    decided = {(m["kind"], m["respondent"]) for m in sight.shelf("measures")}
    for number, measure in enumerate(plan.script.measures):
        if (measure.measure, measure.respondent) not in decided:
            yield plan.move(
                "decide_measure",
                measure.model_dump(),
                since=[sight.at("round_one_ended"), sight.at("measure_decided")],
                mark=f"{measure.measure}/{measure.respondent}",
                roles=("judge",),
                hours=(1 + number, 3 + number),
            )
            return
