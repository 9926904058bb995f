"""Staff between the making of documents and their service (文书核对、用印打印)."""

from collections.abc import Iterator

from simulation.docket import Json
from simulation.sight import Task, instant
from simulation.staff.planner import Move, Planner

MAKERS = ("clerk", "judge_assistant", "enforcement_officer")
"""Who of the document group does it."""


def check_documents(plan: Planner, task: Task) -> Iterator[Move]:
    """Everything made and not checked yet is compared with the file, all at once."""
    papers = [paper for paper in _to_stamp(plan) if not paper["checked_at"]]
    yield from _all_at_once(
        plan, task, "check_documents", papers, "made_at", {"against": plan.customs.checked}
    )


def stamp_documents(plan: Planner, task: Task) -> Iterator[Move]:
    """Everything that agreed with the file is stamped and printed."""
    papers = [paper for paper in _to_stamp(plan) if paper["checked_at"] and not paper["fault"]]
    yield from _all_at_once(plan, task, "stamp_documents", papers, "checked_at", {"copies": 2})


def _to_stamp(plan: Planner) -> list[Json]:
    """The documents that still need the court's seal."""
    return [paper for paper in plan.sight.shelf("papers") if paper["to_stamp"] and not paper["stamped_at"]]


def _all_at_once(
    plan: Planner, task: Task, act: str, papers: list[Json], since: str, data: Json
) -> Iterator[Move]:
    """One act for all of them, whichever of their tasks it is planned for."""
    if papers:
        yield plan.move(
            act,
            {"papers": [paper["id"] for paper in papers], **data},
            since=[instant(paper[since]) for paper in papers],
            mark=f"{len(papers)}/{max(paper['seq'] for paper in papers)}",
            unit=plan.place(task.responsible),
            roles=MAKERS,
            hours=(0.3, 1),
            task=task,
        )
