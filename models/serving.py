"""Which way documents go next to whom (送达方式): the court's ladder, rung by rung (GS-19, GS-22, GS-23)."""

from collections.abc import Mapping

from models.case import CaseState, Delivery, PartyRef
from models.parties import Party
from models.procedure import Documents
from models.rulebook import Rulebook
from models.values import Value

CONFIRMED = "confirmed"
"""The address a party confirmed (送达地址确认书)."""

SELF_ACTING = frozenset({"electronic", "post"})
"""Channels a system uses by itself; the others, public notice among them, are a person's decision (NB-76)."""


class Sending(Value):
    """One envelope to one address."""

    delivery: str
    recipient: str
    channel: str
    address_kind: str
    attempt: int

    def address(self, party: Party) -> str:
        """Where it goes; the address itself never leaves the register but on the envelope."""
        if self.channel == "electronic":
            return party.phone
        if self.address_kind == CONFIRMED:
            return party.service_address or party.address
        return party.addresses.get(self.address_kind, party.address)


def next_sendings(book: Rulebook, state: CaseState, parties: Mapping[str, Party]) -> tuple[Sending, ...]:
    """What is due next: for every recipient without service and with nothing on its way, the next rung."""
    due: list[Sending] = []
    for ref in state.parties:
        if not any(paper.recipient == ref.id for paper in state.papers.values()):
            continue
        earlier = [d for d in state.deliveries.values() if d.recipient == ref.id]
        if any(d.open or d.served_at for d in earlier):
            continue
        due += _next_rung(book.documents, ref, parties[ref.id], earlier)
    return tuple(due)


def _next_rung(rules: Documents, ref: PartyRef, party: Party, earlier: list[Delivery]) -> list[Sending]:
    """The first channel of the ladder that fits the recipient and was not tried; a person's is waited for."""
    tried = {d.channel for d in earlier}
    for rung in rules.ladder:
        fits = not rung.recipient_kinds or bool(set(party.recipient_kinds) & set(rung.recipient_kinds))
        if not fits or rung.channel in tried:
            continue
        if rung.channel not in SELF_ACTING:
            return []
        if rung.channel == "electronic" and not party.electronic_consent:
            continue
        kinds = _addresses(rules, party) if rung.channel == "post" else (CONFIRMED,)
        return [
            Sending(
                delivery=f"D-{ref.id}-{len(earlier) + number}",
                recipient=ref.id,
                channel=rung.channel,
                address_kind=kind,
                attempt=len(earlier) + number,
            )
            for number, kind in enumerate(kinds, start=1)
        ]
    return []


def _addresses(rules: Documents, party: Party) -> tuple[str, ...]:
    """The confirmed address, or all registered ones at the same time where none is confirmed (GS-19)."""
    if party.service_address:
        return (CONFIRMED,)
    registered = tuple(kind for kind in rules.fallback_addresses if party.addresses.get(kind))
    return registered or (CONFIRMED,)
