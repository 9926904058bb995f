"""The clock of a case (期限): one coroutine that waits for the nearest warning or limit."""

from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.nodes import PASSING_NAMES, Node, Passing

from workflows import steps
from workflows.run import CaseRun

JUST_AFTER = timedelta(seconds=1)
"""A limit ends with its last second; it has passed one second later."""


async def watch(run: CaseRun) -> None:
    """For as long as the case runs: when a warning or a limit passes, write it down at once.

    Warnings are due at their instant, limits one second after theirs. A new, done, extended or
    suspended node moves the wait.
    """
    while True:
        nearest = run.next_node()
        if nearest is None:
            await run.until(lambda: run.next_node() is not None)
            continue
        moment, node = nearest
        passing = node.next_passing()
        if passing is not None and await _waited(run, moment, node, passing[0]):
            await steps.pass_limit(run, node, passing[0])
            if run.next_node() == (moment, node):
                run.leave_quiet(node, moment)


async def _waited(run: CaseRun, moment: datetime, node: Node, passing: Passing) -> bool:
    """Whether the moment came before anything about the nearest limit changed."""
    wait = moment - workflow.now() + (JUST_AFTER if passing is Passing.LIMIT else timedelta(0))
    if wait <= timedelta(0):
        return True
    word = PASSING_NAMES[passing]
    try:
        await workflow.wait_condition(
            lambda: run.next_node() != (moment, node),
            timeout=wait,
            timeout_summary=f"{node.limit} {node.name}{word} {moment:%Y-%m-%d %H:%M}（{node.article}）",
        )
    except TimeoutError:
        return True
    return False
