"""Offline query (线下查控): the papers with which officers go to the counters."""

from temporalio import activity

from activities.stage_work import Tools, refusals, seen
from models.events import EventKind
from models.messages import StageResult, StageWork
from models.offline_query import asked


class OfflineQuery:
    """The activities of the offline query."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    @activity.defn(name="offline_query.issue_assistance_notices")
    def issue_assistance_notices(self, work: StageWork) -> StageResult:
        """Make one assistance notice per institution (协助执行通知书, RY-20), and open its task.

        Where officers look on the spot no notice goes before them (JL-9).
        """
        file = self._tools.read(work)
        institutions = asked(file.book, file.state)
        with refusals():
            papers = tuple(
                self._tools.papers.make(
                    file,
                    "assistance_notice",
                    f"assistance/{institution.key}",
                    work.at,
                    subject=institution.key,
                )
                for institution in institutions
                if not institution.on_site
            )
        tasks = tuple(
            seen(work, EventKind.TRADITIONAL_QUERY_STARTED, institution.key) for institution in institutions
        )
        return StageResult(events=(*papers, *tasks))
