"""Documents (文书制作与送达): the court's set made, and sent down each recipient's ladder."""

from temporalio import activity

from activities.case_files import CaseFile
from activities.sending import send_all
from activities.stage_work import Tools, refusals
from models.case import PartyRef
from models.messages import StageResult, StageWork
from models.procedure import CourtDocument
from models.serving import last_sendings, next_sendings


class DocumentService:
    """The activities of documents."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    @activity.defn(name="documents.make_documents")
    def make_documents(self, work: StageWork) -> StageResult:
        """Make every document of the court's set for every recipient (RY-19, GS-18)."""
        file = self._tools.read(work)
        with refusals():
            papers = tuple(
                self._tools.papers.make(
                    file,
                    document.template.removesuffix(".docx"),
                    f"{document.kind}/{party.id}",
                    work.at,
                    recipient=party.id,
                )
                for document in file.book.documents.set
                if not document.on_decision
                for party in _recipients(file, document)
            )
        return StageResult(events=papers)

    @activity.defn(name="documents.send_documents")
    def send_documents(self, work: StageWork) -> StageResult:
        """Send each recipient what waits for it: of the court's set, and what was made after it (SH-62)."""
        file = self._tools.read(work)
        due = next_sendings(file.book, file.state, file.parties)
        with refusals():
            return StageResult(events=send_all(self._tools, work, file, due))

    @activity.defn(name="documents.send_last_papers")
    def send_last_papers(self, work: StageWork) -> StageResult:
        """Send everything that waits before the case closes, the closing papers among it (JL-27, SH-66).

        What becomes of it is told to the court after the closing (结案后送达).
        """
        file = self._tools.read(work)
        due = last_sendings(file.book, file.state, file.parties)
        with refusals():
            return StageResult(events=send_all(self._tools, work, file, due))


def _recipients(file: CaseFile, document: CourtDocument) -> tuple[PartyRef, ...]:
    return tuple(party for party in file.state.parties if party.role in document.recipients)
