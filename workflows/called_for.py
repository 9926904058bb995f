"""Papers that something recorded calls for (腾房公告、分配方案、二次分案告知书): made as it is recorded."""

from functools import partial

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.papers_due import PaperDue, papers_due

from workflows import steps
from workflows.run import CaseRun

PATCH = "2026-11-21 papers called for"
"""Cases that met such an occasion under an older build go on without these papers."""


async def watch(run: CaseRun) -> None:
    """For as long as the case runs: each paper is made once; who is to be served is served after that."""
    asked: set[str] = set()
    due = partial(_newly_due, run, asked)
    await run.until(lambda: bool(due()))
    if not workflow.patched(PATCH):
        await run.until(lambda: False)
    while True:
        for paper in due():
            asked.add(paper.id)
            await steps.make_paper(run, paper)
        await run.until(lambda: bool(due()))


def _newly_due(run: CaseRun, asked: set[str]) -> tuple[PaperDue, ...]:
    """What is called for and was not asked for yet: an occasion that passed meanwhile needs no paper."""
    return tuple(paper for paper in papers_due(run.state) if paper.id not in asked)
