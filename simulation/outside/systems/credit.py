"""Entries against a respondent: restriction, list, fine, detention."""

from simulation.outside.asks import EntryAsk, LiftAsk
from simulation.outside.case_file import CaseFile, Refused
from simulation.outside.chance import name_of
from simulation.outside.mail import Json, fire
from simulation.outside.truth import Trigger
from simulation.outside.world import World

MOVES = {
    "consumption_restriction": Trigger.RESTRICTED,
    "dishonest_list": Trigger.LISTED,
    "fine": Trigger.FINED,
    "detention": Trigger.DETAINED,
}


def enter(world: World, case: CaseFile, ask: EntryAsk) -> Json:
    """Enters a measure; one that is in force, or that the truth forbids, is refused with the reason."""
    party = world.party(case, ask.respondent)
    running = world.store.one(
        "select 1 from entry where court = ? and case_no = ? and party = ? and measure = ? and not lifted",
        case.court,
        case.case_no,
        ask.respondent,
        ask.measure,
    )
    reason = party.credit_refused.get(ask.measure, "") or ("already_entered" if running else "")
    if reason:
        return {"state": "refused", "reason": reason}
    reference = f"CJ{name_of(case.court, case.case_no, ask.key)[:20]}"
    world.store.run(
        "insert into entry (reference, court, case_no, party, measure) values (?, ?, ?, ?, ?)",
        reference,
        case.court,
        case.case_no,
        ask.respondent,
        ask.measure,
    )
    world.effect(case, ask.key, "entry", f"{ask.respondent}/{ask.measure}", ask.at, ask.amount)
    fire(world, case, ask.respondent, MOVES[ask.measure], ask.at)
    return {"state": "entered", "reference": reference, "entered_at": ask.at.isoformat()}


def lift(world: World, case: CaseFile, ask: LiftAsk) -> Json:
    """Ends an entry. Raises Refused(`not_found`)."""
    lifted = world.store.run(
        "update entry set lifted = 1 where reference = ? and court = ? and case_no = ? and not lifted",
        ask.reference,
        case.court,
        case.case_no,
    )
    if not lifted:
        raise Refused("not_found", 404)
    world.effect(case, ask.key, "lift", ask.reference, ask.at)
    return {"reference": ask.reference, "lifted_at": ask.at.isoformat()}
