"""Documents (文书制作与送达): the court's set made, and sent down each recipient's ladder."""

from temporalio import activity

from activities.case_files import CaseFile
from activities.gateways.service import ServedDocument, ServiceChannel, ServiceRequest
from activities.stage_work import Tools, refusals, seen
from models.case import PartyRef
from models.events import Event, EventKind
from models.messages import StageResult, StageWork
from models.procedure import CourtDocument
from models.serving import Sending, next_sendings
from models.values import Value


class Envelope(Value):
    """One sending with its address and content: a second attempt sends the very same."""

    sending: Sending
    address: str
    documents: tuple[ServedDocument, ...]


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
        """Send what is due next to each recipient on whom nothing is served and nothing is on its way."""
        file = self._tools.read(work)
        fresh = next_sendings(file.book, file.state, file.parties)
        plan = self._tools.remember(work, {"envelopes": [_envelope(file, s).model_dump() for s in fresh]})
        with refusals():
            events = tuple(self._send(work, file, Envelope.model_validate(row)) for row in plan["envelopes"])
        return StageResult(events=events)

    def _send(self, work: StageWork, file: CaseFile, envelope: Envelope) -> Event:
        sending = envelope.sending
        receipt = self._tools.gateways.service.send(
            ServiceRequest(
                court=file.state.court,
                case_no=file.state.case_no,
                key="|".join([work.case_key, "deliver", sending.delivery]),
                at=work.at,
                recipient=sending.recipient,
                channel=ServiceChannel(sending.channel),
                address_kind=sending.address_kind,
                address=envelope.address,
                documents=envelope.documents,
            )
        )
        return seen(
            work,
            EventKind.DOCUMENT_SENT,
            sending.delivery,
            recipient=sending.recipient,
            channel=sending.channel,
            address_kind=sending.address_kind,
            documents=[document.id for document in envelope.documents],
            attempt=sending.attempt,
            reference=receipt.reference,
        )


def _envelope(file: CaseFile, sending: Sending) -> Envelope:
    """What goes into one envelope, fixed before it is sent."""
    papers = [paper for paper in file.state.papers.values() if paper.recipient == sending.recipient]
    return Envelope(
        sending=sending,
        address=sending.address(file.parties[sending.recipient]),
        documents=tuple(ServedDocument(id=p.id, kind=p.kind, sha256=p.sha256) for p in papers),
    )


def _recipients(file: CaseFile, document: CourtDocument) -> tuple[PartyRef, ...]:
    return tuple(party for party in file.state.parties if party.role in document.recipients)
