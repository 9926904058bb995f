"""Matters of work staff register when a node asks for it (登记事项), and nodes they simply sign."""

from collections.abc import Iterator

from simulation.customs import ALL, Errand
from simulation.docket import Json
from simulation.sight import Sight, Task
from simulation.staff import extras
from simulation.staff.planner import Move, Planner

OPENS = 9
"""The hour at which a term's last day begins for whoever signs, whatever day that is."""


def register(plan: Planner, task: Task) -> Iterator[Move]:
    """The matter of a node happens and is registered by whoever it is for."""
    errand = plan.customs.errands.get(task.node)
    if errand is None or not _ready(plan, errand):
        return
    yield plan.move(
        "record_occurrence",
        {
            "event": errand.event,
            "subject": errand.subject or task.subject,
            "facts": _facts(plan, errand),
        },
        since=[plan.sight.at(kind) for kind in errand.after],
        mark=f"{task.node}/{task.subject}/{_times(plan.sight, errand)}",
        unit=plan.place(task.responsible),
        roles=errand.roles,
        hours=errand.hours,
        task=task,
    )


def _ready(plan: Planner, errand: Errand) -> bool:
    """Whether everything it waits for is there."""
    sight = plan.sight
    if errand.during and not sight.in_part(errand.during):
        return False
    if errand.not_during and sight.in_part(errand.not_during):
        return False
    if not _applies(sight, errand):
        return False
    if not all(sight.seen(kind) for kind in errand.after):
        return False
    return not (errand.last and extras.outstanding(plan))


def _applies(sight: Sight, errand: Errand) -> bool:
    return not errand.only_if or sight.state["facts"].get(errand.only_if) is True


def hold_up(plan: Planner) -> bool:
    """Whether a matter is open that has to be registered before the case is reported or passed on."""
    open_errands = (plan.customs.errands.get(task.node) for task in plan.sight.tasks)
    return any(
        errand.before_closing and _applies(plan.sight, errand)
        for errand in open_errands
        if errand is not None
    )


def _facts(plan: Planner, errand: Errand) -> Json:
    if errand.event == "property_analysed":
        return {**errand.facts, "probably_no_assets": plan.script.probably_no_assets}
    return dict(errand.facts)


def _times(sight: Sight, errand: Errand) -> int:
    """The place of the last such record: a second one of the same node is another act."""
    return sight.seq(errand.event)


def sign_node(plan: Planner, task: Task) -> Iterator[Move]:
    """A node that is done by being signed (CV-12), some of them not before their last day."""
    at_end = plan.customs.signs_at_end.get(task.node, ())
    roles = plan.customs.signs.get(task.node, at_end)
    if roles:
        last_day = task.due_at.replace(hour=OPENS, minute=0, second=0) if at_end and task.due_at else None
        yield plan.move(
            "sign_node",
            {"node": task.node, "subject": task.subject},
            since=[last_day],
            mark=f"{task.node}/{task.subject}",
            unit=plan.place(task.responsible),
            roles=(*roles, *ALL),
            hours=(0.3, 0.6) if at_end else (1, 4),
            task=task,
        )


def terms_run(plan: Planner) -> bool:
    """Whether a term is running at whose end somebody signs: no case is reported closed before."""
    return any(task.node in plan.customs.signs_at_end for task in plan.sight.tasks)


def judge_sanction(plan: Planner) -> Iterator[Move]:
    """The group that manages terminations states whether a sanction is due (SH-T20)."""
    sight = plan.sight
    judges = plan.customs.sanctions_judged_by
    if judges and sight.unit == judges and sight.in_part("implementation"):
        if sight.state["facts"].get("sanction_due") is None:
            yield plan.move(
                "record_occurrence",
                {
                    "event": "sanction_ground_found",
                    "subject": "sanction-1",
                    "facts": {"sanction_due": plan.script.sanction_due},
                },
                since=[sight.at("handover_accepted")],
                roles=ALL,
                hours=(3, 8),
            )
