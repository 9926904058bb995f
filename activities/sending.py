"""Envelopes (送达): what goes into each is fixed before it is sent, so a second attempt sends the same."""

from collections.abc import Iterable

from activities.case_files import CaseFile
from activities.gateways.service import ServedDocument, ServiceChannel, ServiceRequest
from activities.stage_work import Tools, seen
from models.events import Event, EventKind
from models.messages import StageWork
from models.serving import Sending
from models.values import Value


class Envelope(Value):
    """One sending with its address and content."""

    sending: Sending
    address: str
    documents: tuple[ServedDocument, ...]


def envelope(file: CaseFile, sending: Sending) -> Envelope:
    """A sending with its address and the papers in it."""
    papers = (file.state.papers[paper] for paper in sending.documents)
    return Envelope(
        sending=sending,
        address=sending.address(file.parties[sending.recipient]),
        documents=tuple(ServedDocument(id=p.id, kind=p.kind, sha256=p.sha256) for p in papers),
    )


def send_all(tools: Tools, work: StageWork, file: CaseFile, sendings: Iterable[Sending]) -> tuple[Event, ...]:
    """Send them, once each, and answer that they went out. Nothing to send leaves no plan behind."""
    planned = [envelope(file, sending).model_dump() for sending in sendings]
    if not planned:
        return ()
    plan = tools.remember(work, {"envelopes": planned})
    return tuple(_send(tools, work, file, Envelope.model_validate(row)) for row in plan["envelopes"])


def _send(tools: Tools, work: StageWork, file: CaseFile, envelope: Envelope) -> Event:
    sending = envelope.sending
    receipt = tools.gateways.service.send(
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
