"""Staff around queries and service (传统查控、送达)."""

from collections.abc import Iterator

from simulation.docket import Json
from simulation.sight import Task, instant
from simulation.staff.planner import Move, Planner

BETWEEN_COUNTERS = 2.3
"""Office hours from one counter to the next."""


def report_finding(plan: Planner, task: Task) -> Iterator[Move]:
    """The next counter of the round, with what it had."""
    sight = plan.sight
    if not sight.in_part("offline_query"):
        return
    for number, institution in enumerate(plan.customs.institutions, start=1):
        if not sight.seen("offline_finding", institution):
            far = BETWEEN_COUNTERS * number
            data = {"institution": institution, **plan.script.findings.get(institution, {})}
            yield plan.move(
                "report_finding",
                data,
                since=[sight.at("traditional_query_started")],
                mark=institution,
                unit=task.responsible,
                roles=("enforcement_officer", "clerk"),
                hours=(far, far + 0.4),
                task=task,
            )
            return


def record_service(plan: Planner, task: Task) -> Iterator[Move]:
    """What the post brought back is served by hand, on whoever has nothing on its way."""
    sight = plan.sight
    if sight.seen("documents_served"):
        return
    for recipient in sorted({delivery["recipient"] for delivery in sight.shelf("deliveries")}):
        tried = [d for d in sight.shelf("deliveries") if d["recipient"] == recipient]
        if all(d["returned_at"] and not d["served_at"] for d in tried) and tried[-1]["channel"] == "post":
            yield plan.move(
                "record_service",
                {"recipient": recipient, "channel": plan.script.service},
                since=[instant(d["returned_at"]) for d in tried],
                mark=f"{recipient}/{len(tried)}",
                unit=task.responsible,
                roles=("enforcement_officer", "judge_assistant", "clerk"),
                hours=(4, 8),
                task=task,
            )


def hand_return_papers(plan: Planner, task: Task) -> Iterator[Move]:
    """The proof that a document came back goes to the team (GS-20)."""
    delivery: Json | None = plan.sight.state["deliveries"].get(task.subject)
    if delivery and delivery["returned_at"] and not delivery["return_papers_handed"]:
        yield plan.move(
            "hand_return_papers",
            {"delivery": task.subject},
            since=(),
            mark=task.subject,
            unit=plan.customs.centre,
            roles=("clerk",),
            hours=(0.5, 2),
            task=task,
        )


def file_papers(plan: Planner, task: Task) -> Iterator[Move]:
    """The papers of a freeze are printed into the file (GS-17)."""
    yield plan.move(
        "file_papers",
        {"item": task.subject},
        since=(),
        mark=task.subject,
        unit=task.responsible,
        roles=("clerk",),
        hours=(2, 6),
        task=task,
    )
