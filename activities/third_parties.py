"""Claims against third parties (到期债权): the notice to perform and the ruling, made for service."""

from temporalio import activity

from activities.stage_work import Tools, refusals
from models.acts.third_parties import paper_id
from models.messages import StageResult, StageWork


class ThirdParties:
    """The activities around the respondent's claims against third parties."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    @activity.defn(name="third_parties.make_notice")
    def make_notice(self, work: StageWork) -> StageResult:
        """Make the notice to perform (履行到期债务通知书, 执行工作规定第45条)."""
        return self._made(work, "notice")

    @activity.defn(name="third_parties.make_ruling")
    def make_ruling(self, work: StageWork) -> StageResult:
        """Make the ruling to enforce (执行裁定书, 执行工作规定第49条)."""
        return self._made(work, "ruling")

    def _made(self, work: StageWork, paper: str) -> StageResult:
        file, number = self._tools.read(work), paper_id(paper, work.subject)
        with refusals():
            made = self._tools.papers.make(
                file, f"third_party_{paper}", number, work.at, subject=work.subject
            )
        return StageResult(events=(made,))
