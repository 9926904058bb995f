"""Claims against third parties (到期债权): their papers are made wherever the case stands (JL-15)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.acts.third_parties import paper_id
    from models.third_parties import ClaimFinding

from workflows import steps
from workflows.run import CaseRun


async def watch(run: CaseRun) -> None:
    """For as long as the case runs: a claim found true gets its notice, one to be enforced its ruling.

    No older journal holds such a claim, so no older history meets these commands.
    """
    while True:
        await run.until(lambda: bool(_to_notify(run) or _to_rule(run)))
        for claim in _to_notify(run):
            await steps.make_third_party_notice(run, claim)
        for claim in _to_rule(run):
            await steps.make_third_party_ruling(run, claim)


def _to_notify(run: CaseRun) -> tuple[str, ...]:
    claims = run.state.third_parties.values()
    return tuple(c.id for c in claims if c.finding is ClaimFinding.TRUE and _lacks(run, "notice", c.id))


def _to_rule(run: CaseRun) -> tuple[str, ...]:
    claims = run.state.third_parties.values()
    return tuple(c.id for c in claims if c.enforced is not None and _lacks(run, "ruling", c.id))


def _lacks(run: CaseRun, paper: str, claim: str) -> bool:
    return paper_id(paper, claim) not in run.state.papers
