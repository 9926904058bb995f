"""Where the docket is silent: what is true instead, drawn from the case's seed."""

from decimal import Decimal
from random import Random
from typing import Any, Final

from simulation.outside.chance import chance
from simulation.outside.truth import (
    MONEY_KINDS,
    Address,
    Channel,
    Confirmation,
    Holding,
    Party,
    Reaction,
    Round,
)

VALUES: Final[dict[str, tuple[int, int]]] = {
    "bank_deposit": (200, 60_000),
    "network_account": (10, 8_000),
    "insurance_wealth": (1_000, 40_000),
    "housing_fund_balance": (2_000, 80_000),
    "other_money": (100, 10_000),
    "house": (300_000, 1_600_000),
    "shop": (400_000, 2_500_000),
    "land": (200_000, 3_000_000),
    "vehicle": (20_000, 300_000),
    "listed_stock": (5_000, 400_000),
    "equity": (50_000, 2_000_000),
    "securities": (5_000, 300_000),
    "machinery": (20_000, 600_000),
    "housing_fund": (2_000, 80_000),
    "other": (1_000, 50_000),
}
"""Yuan between which a holding is worth what."""

BOTH_SYSTEMS: Final = frozenset({"house", "shop", "land"})
LOCAL_ONLY: Final = frozenset({"housing_fund", "housing_fund_balance"})
ON_THE_SPOT: Final = frozenset({"machinery", "other"})
LIVED_IN: Final = frozenset({"house", "shop"})
PLATFORMS: Final = ("询价平台甲", "询价平台乙", "询价平台丙")
SERVED_BY_CHANNEL: Final[dict[Channel, float]] = {
    "electronic": 0.6,
    "post": 0.6,
    "in_person": 0.7,
    "grid": 0.75,
    "public_notice": 1.0,
}
WHY_RETURNED: Final[dict[Channel, tuple[str, ...]]] = {
    "electronic": ("not_opened", "number_dead"),
    "post": ("moved", "nobody_home", "refused"),
    "in_person": ("nobody_home", "moved"),
    "grid": ("moved", "unknown_there"),
    "public_notice": ("",),
}


def cents(amount: float | Decimal) -> Decimal:
    """The amount in yuan with two decimals."""
    return Decimal(str(amount)).quantize(Decimal("0.01"))


def complete_party(seed: str, party_id: str, told: Party | None) -> Party:
    """The party with every silent field drawn; only the docket makes anybody pay unasked."""
    party = told or Party()
    drawn: dict[str, Any] = {}
    if not party.says("identity_matched"):
        drawn["identity_matched"] = chance(seed, party_id, "identity").random() < 0.97
    if not party.says("registered"):
        drawn["registered"] = _registered(chance(seed, party_id, "registered"))
    if not party.says("confirmation"):
        drawn["confirmation"] = _confirmation(chance(seed, party_id, "confirmation"))
    if not party.says("phone_answered"):
        drawn["phone_answered"] = chance(seed, party_id, "phone").random() < 0.7
    held = party.holdings if party.says("holdings") else _holdings(chance(seed, party_id, "holdings"))
    drawn["holdings"] = tuple(
        complete_holding(seed, item.item_ref or f"{party_id}-{item.kind}-{number}", item)
        for number, item in enumerate(held, start=1)
    )
    return party.model_copy(update=drawn)


def complete_holding(seed: str, item_ref: str, told: Holding) -> Holding:
    """The holding with every silent field drawn."""
    draw = chance(seed, item_ref)
    low, high = VALUES[told.kind]
    usual: dict[str, Any] = {
        "amount": cents(round(draw.uniform(low, high), 2 if told.kind in MONEY_KINDS else -2)),
        "seen_by": _seen_by(told.kind),
        "place": f"示例县示例镇 {draw.randint(1, 200)} 号" if told.kind not in MONEY_KINDS else "",
        "in_area": draw.random() < 0.85,
        "needs_appraisal": told.kind in {"land", "equity", "machinery"},
        "eviction_needed": told.kind in LIVED_IN and draw.random() < 0.4,
        "disposable_now": draw.random() < 0.75,
        "right_of_disposal": draw.random() < 0.85,
        "papers_complete": draw.random() < 0.9,
        "control_refused": "on_the_spot_only" if told.kind in ON_THE_SPOT else "",
    }
    drawn = {field: value for field, value in usual.items() if not told.says(field)}
    return told.model_copy(update={**drawn, "item_ref": item_ref})


def platform_prices(seed: str, item_ref: str, holding: Holding) -> dict[str, Decimal | None]:
    """What the platforms say: the docket's figures, else the value with some spread around it."""
    if holding.says("prices"):
        return dict(holding.prices)
    draw = chance(seed, item_ref, "prices")
    return {
        name: cents(round(float(holding.amount) * draw.uniform(0.94, 1.08), -2))
        if draw.random() < 0.9
        else None
        for name in PLATFORMS
    }


def auction_round(seed: str, item_ref: str, round_name: str, holding: Holding, start: Decimal) -> Round:
    """What happens in a round: the docket's, else bidders who pay up to what the thing is worth to them."""
    for name, told in holding.auction.items():
        if name == round_name:
            return told
    limits = chance(seed, item_ref, "bidders")
    tops = [float(holding.amount) * limits.uniform(0.5, 1.02) for _ in range(limits.randint(0, 4))]
    bids = tuple(cents(round(top, -2)) for top in tops if top >= float(start))
    luck = chance(seed, item_ref, round_name)
    return Round(bids=bids, bid_day=luck.randint(0, 20), pays=luck.random() < 0.95)


def reaction(seed: str, party_id: str, party: Party, channel: Channel, address_kind: str) -> Reaction:
    """What becomes of a sending; the same again for the same channel and address."""
    for name in (f"{channel}/{address_kind}", channel):
        if name in party.service:
            return party.service[name]
    draw = chance(seed, party_id, "service", channel, address_kind)
    if draw.random() < SERVED_BY_CHANNEL[channel]:
        return Reaction(outcome="delivered")
    return Reaction(outcome="returned", reason=draw.choice(WHY_RETURNED[channel]))


def _seen_by(kind: str) -> tuple[str, ...]:
    if kind in ON_THE_SPOT:
        return ()
    if kind in BOTH_SYSTEMS:
        return ("national", "local")
    return ("local",) if kind in LOCAL_ONLY else ("national",)


def _registered(draw: Random) -> tuple[Address, ...]:
    household = Address(kind="household_registration", address=f"示例县东门街 {draw.randint(1, 300)} 号")
    if draw.random() < 0.5:
        return (household,)
    number = draw.randint(1, 300)
    return (household, Address(kind="temporary_residence", address=f"示例县新华路 {number} 号"))


def _confirmation(draw: Random) -> Confirmation | None:
    if draw.random() < 0.5:
        return None
    return Confirmation(
        address=f"示例县人民路 {draw.randint(1, 300)} 号",
        phone=f"000{draw.randint(10_000_000, 99_999_999)}",
        electronic_consent=draw.random() < 0.5,
    )


def _holdings(draw: Random) -> tuple[Holding, ...]:
    held = [Holding(kind="bank_deposit")]
    if draw.random() < 0.6:
        held.append(Holding(kind="network_account"))
    if draw.random() < 0.3:
        held.append(Holding(kind="housing_fund_balance"))
    if draw.random() < 0.4:
        held.append(Holding(kind="vehicle"))
    if draw.random() < 0.25:
        held.append(Holding(kind="house"))
    return tuple(held)
