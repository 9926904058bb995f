"""Staff around triage (审批、移送、二次分案)."""

from collections.abc import Iterator

from simulation.customs import ALL
from simulation.docket import Json
from simulation.sight import Sight, Task, instant
from simulation.staff import panels
from simulation.staff.planner import Move, Planner

LEADERS = ("group_leader", "team_head", "judge", "judge_assistant", "enforcement_officer")
RECEIVERS = ("clerk", "judge_assistant", "enforcement_officer", "group_leader", "judge")


def decide_approval(plan: Planner, task: Task) -> Iterator[Move]:
    """Whoever may decide a request grants it, a panel its own; the first is refused where scripted."""
    for request in _requests(plan, task):
        reason = _refusal(plan, request)
        if request["matter"] in panels.MATTERS:
            yield from panels.record_panel(plan, task, request, reason)
            continue
        unit, roles = _decider(plan, request, task.responsible)
        yield plan.move(
            "decide_approval",
            {"approval": request["id"], "granted": not reason, **({"reason": reason} if reason else {})},
            since=[instant(request["requested_at"])],
            mark=request["id"],
            unit=unit,
            roles=roles,
            hours=(2, 6),
            task=task,
            not_these=[request["requested_by"]],
        )


def _requests(plan: Planner, task: Task) -> tuple[Json, ...]:
    """The open requests of an inbox: the one it names, or those of the transfers' gate (JL-D7)."""
    waiting = [request for request in plan.sight.shelf("approvals") if request["state"] == "open"]
    if task.subject:
        return tuple(request for request in waiting if request["id"] == task.subject)
    return tuple(request for request in waiting if request["matter"] == plan.customs.gate)


def _refusal(plan: Planner, request: Json) -> str:
    """Why this request is refused; empty where it is granted."""
    earlier = [r for r in plan.sight.shelf("approvals") if r["matter"] == request["matter"]]
    return plan.script.refusals.get(request["matter"], "") if earlier[0]["id"] == request["id"] else ""


def _decider(plan: Planner, request: Json, responsible: str) -> tuple[str, tuple[str, ...]]:
    """The unit and roles that decide a request; a role sits in the holder's unit first, else anywhere."""
    sight, matter = plan.sight, str(request["matter"])
    unit = plan.place(responsible)
    if matter == plan.customs.settlements:
        agreement = sight.state["facts"].get("settlement_agreement") or {}
        officer = agreement.get("part_performed_on_spot") or agreement.get("security_given")
        return unit, ("enforcement_officer",) if officer else ("group_leader",)
    if unit:
        return unit, plan.customs.deciders.get(matter, LEADERS)
    return sight.unit if plan.staffing.holds(sight.unit, responsible) else "", (responsible,)


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
        unit=plan.place(task.responsible),
        roles=RECEIVERS,
        hours=(0.5, 2.5),
        task=task,
    )


def offer_again(plan: Planner, task: Task) -> Iterator[Move]:
    """What was sent back is made good and offered again (CV-13)."""
    sight = plan.sight
    if sight.seq("handover_returned") > sight.seq("handover_offered"):
        yield plan.move(
            "offer_handover",
            {"remedy": "已补齐送达回证和查控材料"},
            since=[sight.at("handover_returned")],
            mark=str(len(sight.shelf("handovers"))),
            unit=plan.place(task.responsible) or plan.customs.centre,
            roles=ALL,
            hours=(1, 3),
            task=task,
        )


def correct_request(plan: Planner) -> Iterator[Move]:
    """A decision that came back for correction is made good and put forward again (退回整改, JL-36)."""
    sight = plan.sight
    for matter in sight.state["awaits"]:
        last = _last_since_decision(sight, matter["matter"])
        if matter["corrects"] and last and last["state"] == "refused" and not _corrected(sight):
            yield plan.move(
                "request_approval",
                {"matter": matter["matter"], "reason": "已按退回意见补正材料"},
                since=[sight.at("approval_decided")],
                mark=last["id"],
                unit=sight.unit or plan.customs.centre,
                roles=ALL,
                hours=(1, 4),
            )


def _last_since_decision(sight: Sight, matter: str) -> Json | None:
    decided = sight.seq("triaged")
    made = [r for r in sight.shelf("approvals") if r["matter"] == matter and r["seq"] > decided]
    return made[-1] if made else None


def _corrected(sight: Sight) -> bool:
    return sight.seq("correction_made") > sight.seq("triaged")


def give_feedback(plan: Planner, task: Task) -> Iterator[Move]:
    """The new team tells the parties where the case stands (GS-28, SQ-24)."""
    sight = plan.sight
    changed = max(sight.seq("second_assignment"), sight.seq("conversion_approved"))
    if sight.seq("group_entered") > changed > sight.seq("feedback_given"):
        yield plan.move(
            "give_feedback",
            {
                "results": "网络查控结果已告知",
                "progress": "案件由新团队继续办理",
                "handlers": "已告知现承办团队和承办人联系方式",
            },
            since=[sight.at("group_entered"), sight.at("handover_accepted")],
            mark=str(changed),
            roles=("clerk", "judge_assistant"),
            hours=(1, 4),
            task=task,
        )
