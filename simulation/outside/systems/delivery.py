"""Delivery of documents and short messages."""

from simulation.outside.asks import ServiceAsk, SmsAsk
from simulation.outside.case_file import CaseFile
from simulation.outside.chance import chance, name_of
from simulation.outside.mail import Json, fire, schedule
from simulation.outside.seeding import reaction
from simulation.outside.settings import Takes
from simulation.outside.truth import Trigger
from simulation.outside.world import World


def send(world: World, case: CaseFile, ask: ServiceAsk) -> Json:
    """Sends documents; what becomes of them is told later, and a served respondent may pay."""
    party = world.party(case, ask.recipient)
    ends = reaction(case.seed, ask.recipient, party, ask.channel, ask.address_kind)
    if ends.takes is not None:
        at = ends.takes.after(ask.at, chance(case.seed, "service", ask.key))
    else:
        at = world.after(case, Takes(f"{ends.outcome}_{ask.channel}"), ask.at, ask.key)
    body = {
        "recipient": ask.recipient,
        "channel": ask.channel,
        "outcome": ends.outcome,
        "reason": ends.reason,
        "documents": [document.id for document in ask.documents],
    }
    schedule(world, case, "delivery_result", ask.key, at, body, ask.key)
    world.effect(case, ask.key, "service", f"{ask.recipient}/{ask.channel}/{ask.address_kind}", ask.at)
    if ends.outcome == "delivered":
        fire(world, case, ask.recipient, Trigger.SERVED, at)
    reference = f"SD{name_of(case.court, case.case_no, ask.key)[:20]}"
    return {"reference": reference, "accepted_at": ask.at.isoformat()}


def send_message(world: World, case: CaseFile, ask: SmsAsk) -> Json:
    """Sends a short message; a number nobody answers does not get it."""
    party = world.party(case, ask.recipient)
    world.effect(case, ask.key, "message", ask.recipient, ask.at)
    reference = f"DX{name_of(case.court, case.case_no, ask.key)[:20]}"
    return {"reference": reference, "sent_at": ask.at.isoformat(), "delivered": party.phone_answered}
