"""A change of team after triage (二次分案、程序转换): handed over wherever the case stands."""

from workflows.run import CaseRun
from workflows.stages.triage import hand_over


async def watch(run: CaseRun) -> None:
    """For as long as the case runs: draw the new team, offer the case, wait until it is accepted."""
    while True:
        await run.until(lambda: run.state.changes_team)
        await hand_over(run, run.state.moves_since)
