"""Which way documents go next to whom (送达方式): the court's ladder, rung by rung (GS-19, GS-22, GS-23)."""

from collections.abc import Mapping

from models.case import CaseState, Delivery, PaperMade, PartyRef
from models.parties import Party
from models.procedure import Documents
from models.rulebook import Rulebook
from models.values import Value

CONFIRMED = "confirmed"
"""The address a party confirmed (送达地址确认书)."""

SELF_ACTING = frozenset({"electronic", "post"})
"""Channels a system uses by itself; the others, public notice among them, are a person's decision (NB-76)."""

POST = "post"


class Sending(Value):
    """One envelope to one address; `documents` are the ids of the papers in it."""

    delivery: str
    recipient: str
    channel: str
    address_kind: str
    attempt: int
    documents: tuple[str, ...] = ()

    def address(self, party: Party) -> str:
        """Where it goes; the address itself never leaves the register but on the envelope."""
        if self.channel == "electronic":
            return party.phone
        if self.address_kind == CONFIRMED:
            return party.service_address or party.address
        return party.addresses.get(self.address_kind, party.address)


# --- what is still to be served ---------------------------------------------------------------


def deliveries_to(state: CaseState, recipient: str) -> list[Delivery]:
    """Everything that was sent to a party, in the order of sending."""
    return [delivery for delivery in state.deliveries.values() if delivery.recipient == recipient]


def unserved(state: CaseState, recipient: str) -> tuple[PaperMade, ...]:
    """The papers of a party that are not served on it yet, those on their way among them."""
    served = {paper for d in deliveries_to(state, recipient) if d.served_at for paper in d.documents}
    return tuple(p for p in state.papers.values() if recipient in p.addressees and p.id not in served)


def waiting(state: CaseState, recipient: str) -> tuple[PaperMade, ...]:
    """The papers of a party that may be served and are neither served on it nor on their way to it."""
    under_way = {paper for d in deliveries_to(state, recipient) if d.open for paper in d.documents}
    return tuple(paper for paper in unserved(state, recipient) if paper.id not in under_way and paper.ready)


def unstamped(state: CaseState) -> tuple[PaperMade, ...]:
    """The papers still to be checked or stamped, a void one until another is made in its place (SH-19)."""
    wanted = (paper for paper in state.papers.values() if paper.to_stamp and paper.stamped_at is None)
    return tuple(paper for paper in wanted if not (paper.fault and made_again(paper.id) in state.papers))


def made_again(paper_id: str) -> str:
    """The id of the paper that takes a void one's place."""
    first, _, number = paper_id.partition("~")
    return f"{first}~{int(number or 1) + 1}"


# --- what goes out next -----------------------------------------------------------------------


def next_sendings(book: Rulebook, state: CaseState, parties: Mapping[str, Party]) -> tuple[Sending, ...]:
    """What is due next: to every party its waiting papers together, by the next rung of its ladder."""
    due: list[Sending] = []
    for ref in state.parties:
        if papers := waiting(state, ref.id):
            rung = _next_rung(book.documents, state, ref, parties[ref.id])
            due += _envelopes(book.documents, state, parties[ref.id], ref.id, rung, papers)
    return tuple(due)


def last_sendings(book: Rulebook, state: CaseState, parties: Mapping[str, Party]) -> tuple[Sending, ...]:
    """What goes out before a case closes: all that waits, the closing papers among it (JL-27, SH-66).

    A case that closes waits for nobody: where the ladder is at a person's rung, the post takes them.
    """
    due: list[Sending] = []
    for ref in state.parties:
        if papers := waiting(state, ref.id):
            rung = _next_rung(book.documents, state, ref, parties[ref.id])
            channel = rung if rung in SELF_ACTING else POST
            due += _envelopes(book.documents, state, parties[ref.id], ref.id, channel, papers)
    return tuple(due)


def _next_rung(rules: Documents, state: CaseState, ref: PartyRef, party: Party) -> str:
    """The first channel that fits the party and has not failed; empty where none is left."""
    earlier = deliveries_to(state, ref.id)
    for rung in rules.ladder:
        fits = not rung.recipient_kinds or bool(set(party.recipient_kinds) & set(rung.recipient_kinds))
        consents = rung.channel != "electronic" or party.electronic_consent
        if fits and consents and not _failed(rung.channel, earlier):
            return rung.channel
    return ""


def _failed(channel: str, earlier: list[Delivery]) -> bool:
    """Whether all that was last sent by this channel at one time came back.

    So who was reached one way is reached that way again, whatever failed before it.
    """
    sent = [d for d in earlier if d.channel == channel and d.sent_at is not None]
    last = max((d.sent_at for d in sent if d.sent_at is not None), default=None)
    return bool(sent) and all(d.returned_at is not None for d in sent if d.sent_at == last)


def _envelopes(
    rules: Documents,
    state: CaseState,
    party: Party,
    recipient: str,
    channel: str,
    papers: tuple[PaperMade, ...],
) -> list[Sending]:
    """One envelope to each address of the channel; none by a channel that a person must take."""
    if channel not in SELF_ACTING:
        return []
    earlier = deliveries_to(state, recipient)
    kinds = _addresses(rules, party, earlier) if channel == POST else (CONFIRMED,)
    return [
        Sending(
            delivery=f"D-{recipient}-{number}",
            recipient=recipient,
            channel=channel,
            address_kind=kind,
            attempt=number,
            documents=tuple(paper.id for paper in papers),
        )
        for number, kind in enumerate(kinds, start=len(earlier) + 1)
    ]


def _addresses(rules: Documents, party: Party, earlier: list[Delivery]) -> tuple[str, ...]:
    """The confirmed address, or all registered ones at the same time where none is confirmed (GS-19).

    Where the post has reached the party at some of them, those alone.
    """
    if party.service_address:
        return (CONFIRMED,)
    registered = tuple(kind for kind in rules.fallback_addresses if party.addresses.get(kind))
    reached = {d.address_kind for d in earlier if d.channel == POST and d.served_at is not None}
    return tuple(kind for kind in registered if kind in reached) or registered or (CONFIRMED,)
