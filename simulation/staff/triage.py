"""Staff around triage (审批、移送、二次分案)."""

from collections.abc import Iterator

from simulation.customs import ALL
from simulation.sight import Task, instant
from simulation.staff.planner import Move, Planner


def decide_approval(plan: Planner, task: Task) -> Iterator[Move]:
    """Whoever may decide a request grants it."""
    request = plan.sight.state["approvals"][task.subject]
    if request["state"] == "open":
        yield plan.move(
            "decide_approval",
            {"approval": task.subject, "granted": True},
            since=(),
            mark=task.subject,
            unit="",
            roles=(task.responsible,),
            hours=(2, 6),
            task=task,
        )


def accept_handover(plan: Planner, task: Task) -> Iterator[Move]:
    """The receiving team takes the case over; once it sends it back where the script says why."""
    handovers = plan.sight.shelf("handovers")
    if plan.sight.state["handovers"][task.subject]["state"] != "offered":
        return
    sends_back = bool(plan.script.handover_returned) and len(handovers) == 1
    act = "return_handover" if sends_back else "accept_handover"
    reason = {"reason": plan.script.handover_returned} if sends_back else {}
    yield plan.move(
        act,
        {"handover": task.subject, **reason},
        since=(),
        mark=task.subject,
        unit=task.responsible,
        roles=("clerk", "judge_assistant"),
        hours=(0.5, 2.5),
        task=task,
    )


def offer_again(plan: Planner) -> Iterator[Move]:
    """What was sent back is made good and offered again (CV-13)."""
    sight = plan.sight
    if sight.seq("handover_returned") > sight.seq("handover_offered"):
        yield plan.move(
            "offer_handover",
            {"remedy": "已补齐送达回证和查控材料"},
            since=[sight.at("handover_returned")],
            mark=str(len(sight.shelf("handovers"))),
            unit=plan.customs.centre,
            roles=ALL,
            hours=(1, 3),
        )


def give_feedback(plan: Planner, task: Task) -> Iterator[Move]:
    """The new team tells the parties where the case stands (GS-28)."""
    sight = plan.sight
    if sight.seq("group_entered") > sight.seq("second_assignment") > sight.seq("feedback_given"):
        yield plan.move(
            "give_feedback",
            {
                "results": "网络查控结果已告知",
                "progress": "案件由新团队继续办理",
                "handlers": "已告知现承办团队和承办人联系方式",
            },
            since=[sight.at("group_entered"), instant(sight.state["last_at"].get("handover_accepted"))],
            mark=str(sight.seq("second_assignment")),
            roles=("clerk", "judge_assistant"),
            hours=(1, 4),
            task=task,
        )
