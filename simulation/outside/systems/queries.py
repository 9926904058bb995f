"""The query systems: what of a respondent's property each of them shows."""

from datetime import datetime

from simulation.outside.asks import QueryAsk
from simulation.outside.business_time import business_day
from simulation.outside.case_file import CaseFile
from simulation.outside.chance import name_of
from simulation.outside.mail import Json, schedule
from simulation.outside.property import Held, holdings
from simulation.outside.settings import Takes
from simulation.outside.world import World

ASSET_FACTS = (
    "place",
    "in_area",
    "needs_appraisal",
    "eviction_needed",
    "disposable_now",
    "right_of_disposal",
    "papers_complete",
)


def launch(world: World, case: CaseFile, ask: QueryAsk) -> Json:
    """A query; its answer shows what there is at the moment it was launched."""
    money: list[Json] = []
    assets: list[Json] = []
    for respondent in dict.fromkeys(ask.respondents):
        world.party(case, respondent)
        for item in holdings(world.store, case, respondent):
            if not _shown(case, item, ask.system, ask.at):
                continue
            head: Json = {"item_ref": item.item_ref, "kind": item.truth.kind, "holder": respondent}
            if not item.truth.is_money:
                facts = item.truth.model_dump(mode="json", include=set(ASSET_FACTS))
                if not _sold(world, case, item, ask.at):
                    assets.append({**head, **facts})
            elif item.balance > 0:
                money.append({**head, "amount": str(item.balance), "source": item.truth.source})
    at = world.after(case, Takes.QUERY_ANSWER, ask.at, ask.key)
    body = {"system": ask.system, "money": money, "assets": assets}
    schedule(world, case, "query_answer", ask.key, at, body, ask.key)
    world.effect(case, ask.key, "query", ask.system, ask.at)
    reference = f"CK{name_of(case.court, case.case_no, ask.key)[:20]}"
    return {"reference": reference, "accepted_at": ask.at.isoformat()}


def _shown(case: CaseFile, item: Held, system: str, at: datetime) -> bool:
    if system not in item.truth.seen_by:
        return False
    appears = item.truth.appears_after
    return appears == 0 or at.date() >= business_day(case.filed_at.date(), appears)


def _sold(world: World, case: CaseFile, item: Held, at: datetime) -> bool:
    """Whether somebody bought and paid it by then."""
    rows = world.store.all(
        "select ends_at from listing where court = ? and case_no = ? and item_ref = ?"
        " and sold and paid and not withdrawn",
        case.court,
        case.case_no,
        item.item_ref,
    )
    return any(datetime.fromisoformat(row["ends_at"]) <= at for row in rows)
