"""What to freeze or seize, and until when (查封扣押冻结): never more than is owed (NB-40)."""

from datetime import date, timedelta
from decimal import Decimal

from models.calendar import add_months
from models.case import CaseState
from models.procedure import ControlTerms
from models.property import Asset, FoundMoney
from models.values import Value

IMMOVABLE = frozenset({"house", "shop", "land", "equity", "securities", "listed_stock", "housing_fund"})
"""Immovables and other property rights: the three-year term (NB-35)."""

DETAINED = frozenset({"vehicle", "machinery"})
"""Movables (NB-34)."""


class Control(Value):
    """One thing to be controlled."""

    item: str
    ref: str
    kind: str
    method: str
    amount: Decimal | None = None
    until: date


def control_plan(state: CaseState, terms: ControlTerms, today: date) -> tuple[Control, ...]:
    """What to do with each find now; an amount of zero says that nothing is left for it to cover (NB-40).

    Money comes first, up to what is owed; things only where money does not suffice.
    """
    owed = state.outstanding + state.enforcement_fee
    arrived = {arrival.item for arrival in state.arrivals.values()}
    held = [m for m in state.money.values() if m.released_at is None and m.id not in arrived]
    frozen = sum((money.frozen_amount for money in held), Decimal(0))
    plan: list[Control] = []
    for money in state.money.values():
        if money.frozen_at is not None or money.control_refused:
            continue
        amount = min(money.amount, max(owed - frozen, Decimal(0)))
        plan.append(_money(money, amount, terms, today))
        frozen += amount
    for asset in state.assets.values():
        if asset.controlled_at is None and not asset.control_refused:
            control = _asset(asset, terms, today)
            covered = frozen >= owed > 0
            plan.append(control.model_copy(update={"amount": Decimal(0)}) if covered else control)
    return tuple(plan)


def _money(money: FoundMoney, amount: Decimal, terms: ControlTerms, today: date) -> Control:
    return Control(
        item=money.id,
        ref=money.ref,
        kind=money.kind,
        method="freeze",
        amount=amount,
        until=last_day(today, terms.money),
    )


def _asset(asset: Asset, terms: ControlTerms, today: date) -> Control:
    immovable = asset.kind in IMMOVABLE
    return Control(
        item=asset.id,
        ref=str(asset.facts.get("item_ref", "")),
        kind=asset.kind,
        method=control_method(asset.kind),
        until=last_day(today, terms.immovable if immovable else terms.movable),
    )


def control_method(kind: str) -> str:
    """How property of this kind is brought under control: sealed, taken away, or frozen (NB-33 to NB-35)."""
    if kind in DETAINED:
        return "detain"
    return "seize" if kind in IMMOVABLE else "freeze"


def last_day(today: date, months: int) -> date:
    """The last day of a term as the assistance notice prints it: the day before the matching one."""
    return add_months(today, months) - timedelta(days=1)
