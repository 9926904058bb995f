"""Banks and registries that control property online."""

from decimal import Decimal

from simulation.outside.asks import ControlAsk, ReleaseAsk
from simulation.outside.case_file import CaseFile, Refused
from simulation.outside.chance import name_of
from simulation.outside.mail import Json, fire
from simulation.outside.property import Held, found_by_court, held, let_go, put_under_control
from simulation.outside.truth import Trigger
from simulation.outside.world import World


def control(world: World, case: CaseFile, ask: ControlAsk) -> Json:
    """Controls a thing, or as much of an account as there is; a second time renews it."""
    if ask.holder:
        world.party(case, ask.holder)
    item = found_by_court(world.store, case, ask.item_ref, ask.kind, ask.holder)
    amount = _amount(item, ask)
    reason = _why_not(item, amount)
    if item is None or reason:
        return {"state": "refused", "reason": reason}
    reference = f"KZ{name_of(case.court, case.case_no, ask.key)[:20]}"
    put_under_control(world.store, case, item, reference, amount, ask.until)
    world.effect(case, ask.key, "control", item.item_ref, ask.at, amount if item.truth.is_money else None)
    fire(world, case, item.holder, Trigger.FROZEN, ask.at)
    answer: Json = {"state": "frozen", "reference": reference, "until": ask.until.isoformat()}
    if item.truth.is_money:
        answer["amount"] = str(amount)
    return answer


def release(world: World, case: CaseFile, ask: ReleaseAsk) -> Json:
    """Lets a controlled thing go. Raises Refused(`not_controlled`) for any other."""
    item = held(world.store, case, ask.item_ref)
    if item is None or not item.control_reference:
        raise Refused("not_controlled")
    let_go(world.store, case, item)
    world.effect(case, ask.key, "release", item.item_ref, ask.at)
    return {"reference": item.control_reference, "released_at": ask.at.isoformat()}


def _amount(item: Held | None, ask: ControlAsk) -> Decimal:
    if item is None or not item.truth.is_money:
        return Decimal(0)
    wanted = item.balance if ask.amount is None else ask.amount
    return min(max(wanted, item.frozen), item.balance)


def _why_not(item: Held | None, amount: Decimal) -> str:
    if item is None:
        return "item_unknown"
    if item.truth.control_refused:
        return item.truth.control_refused
    if item.truth.is_money and amount <= 0:
        return "no_balance"
    return ""
