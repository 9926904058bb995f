"""Registers that only show something: identity, and the file of the trial."""

from simulation.outside.asks import IdentityAsk, TrialFileAsk
from simulation.outside.case_file import CaseFile
from simulation.outside.chance import name_of
from simulation.outside.mail import Json
from simulation.outside.world import World


def verify(world: World, case: CaseFile, ask: IdentityAsk) -> Json:
    """Whether the party is who the filing says, and where it is registered."""
    party = world.party(case, ask.party)
    world.effect(case, ask.key, "identity", ask.party, ask.at)
    registered = party.registered if party.identity_matched else ()
    return {
        "matched": party.identity_matched,
        "addresses": [address.model_dump(mode="json") for address in registered],
    }


def open_trial_file(world: World, case: CaseFile, ask: TrialFileAsk) -> Json:
    """The party's confirmation of the trial, how the trial served, and its documents."""
    party = world.party(case, ask.party)
    world.effect(case, ask.key, "trial_file", ask.party, ask.at)
    file = case.truth.trial_file
    documents = [document.model_dump(mode="json") for document in file.documents]
    if not file.says("documents"):
        half = name_of(case.court, case.case_no, "judgment")
        documents = [{"name": "民事判决书", "sha256": half + half}]
    by_notice = file.service_by_notice
    return {
        "address_confirmation": (
            party.confirmation.model_dump(mode="json") if party.confirmation and not by_notice else None
        ),
        "service_by_notice": by_notice,
        "documents": documents,
    }
