"""Triage (繁简分流): the file that goes with the handover (移送卷宗)."""

from temporalio import activity

from activities.stage_work import Tools, refusals
from models.messages import StageResult, StageWork


class TriageFile:
    """The activities of triage; the decision itself is a register step."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    @activity.defn(name="triage.bind_file")
    def bind_file(self, work: StageWork) -> StageResult:
        """Bind what the team starts from: the ledger of controlled property and the node table so far."""
        file = self._tools.read(work)
        number = len(file.state.handovers) + 1
        with refusals():
            papers = tuple(
                self._tools.papers.make(file, kind, f"{kind}/{number}", work.at)
                for kind in ("property_ledger", "node_table")
            )
        return StageResult(events=papers)
