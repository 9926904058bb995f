"""Staff and case money (扣划、案款发放)."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from simulation.customs import HOLDER
from simulation.docket import Json
from simulation.sight import Sight, Task, instant
from simulation.staff.implementing import planned
from simulation.staff.planner import Move, Planner

NOTHING = Decimal(0)

FEE_STEPS = (
    (Decimal(10_000), Decimal(500_000), Decimal("0.015")),
    (Decimal(500_000), Decimal(5_000_000), Decimal("0.01")),
    (Decimal(5_000_000), Decimal(10_000_000), Decimal("0.005")),
    (Decimal(10_000_000), Decimal("Infinity"), Decimal("0.001")),
)
"""诉讼费用交纳办法第14条: what the cashier adds to a claim, by the part of it above and up to."""


def enforcement_fee(claim: Decimal) -> Decimal:
    """The fee the respondent bears on top of the claim, yuan; nothing without a money claim."""
    if claim <= 0:
        return NOTHING
    parts = (max(min(claim, top) - bottom, NOTHING) * rate for bottom, top, rate in FEE_STEPS)
    return (Decimal(50) + sum(parts, NOTHING)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def order_deduction(plan: Planner, task: Task) -> Iterator[Move]:
    """Frozen money is deducted up to what the claim and its fee still need."""
    sight = plan.sight
    money = sight.state["money"][task.subject]
    amount = min(_yuan(money["frozen_amount"]), still_needed(sight))
    ready = sight.in_part("implementation") and planned(sight) and not sight.preserves
    if ready and money["frozen_at"] and money["deduction_ordered"] is None and amount > 0:
        yield plan.move(
            "order_deduction",
            {"item": task.subject, "amount": str(amount)},
            since=[sight.at("plan_made"), sight.at("stage_entered")],
            mark=task.subject,
            roles=HOLDER,
            hours=(1, 4),
            task=task,
        )


def still_needed(sight: Sight) -> Decimal:
    """Claim and fee less what has arrived and what is being deducted."""
    arrived = sum((_yuan(a["amount"]) for a in sight.shelf("arrivals")), NOTHING)
    return sight.claim + enforcement_fee(sight.claim) - arrived - under_way(sight)


def under_way(sight: Sight) -> Decimal:
    """Deductions that were ordered and have not arrived."""
    arrived = {arrival["item"] for arrival in sight.shelf("arrivals")}
    return sum(
        (
            _yuan(m["deduction_ordered"])
            for m in sight.shelf("money")
            if m["deduction_ordered"] is not None and m["id"] not in arrived
        ),
        NOTHING,
    )


def order_payout(plan: Planner, task: Task) -> Iterator[Move]:
    """One arrival is paid out: the applicant first, then the fee, and what is left goes back."""
    sight = plan.sight
    arrival = sight.state["arrivals"][task.subject]
    left = _yuan(arrival["amount"]) - _yuan(arrival["ordered_out"])
    if left <= 0 or sight.in_part("triage") or not sight.unit:
        return
    orders = [p for p in sight.shelf("payouts") if p["arrival"] == arrival["id"]]
    since = [instant(arrival["arrived_at"]), *(instant(p["ordered_at"]) for p in orders)]
    yield plan.move(
        "order_payout",
        {"arrival": arrival["id"], **share(sight, left)},
        since=since,
        mark=f"{arrival['id']}/{len(orders)}",
        unit=plan.customs.payer.unit or None,
        roles=plan.customs.payer.roles,
        hours=(0.2, 0.5) if orders else (4, 9),
        task=task,
    )


def tell_arrival(plan: Planner) -> Iterator[Move]:
    """The cashier's notice that money has come in, where the court registers it (SH-D15)."""
    desk = plan.customs.arrivals
    if desk is None:
        return
    for arrival in plan.sight.shelf("arrivals"):
        if not plan.sight.seen("finance_notice", arrival["id"]) and arrival["cleared_at"] is None:
            yield plan.move(
                "record_occurrence",
                {"event": "finance_notice", "subject": arrival["id"]},
                since=[instant(arrival["arrived_at"])],
                mark=f"finance_notice/{arrival['id']}",
                unit=desk.unit,
                roles=desk.roles,
                hours=(0.5, 2),
            )


def share(sight: Sight, left: Decimal) -> Json:
    """Whose turn it is, and with how much."""
    claim = min(left, sight.claim - ordered_for(sight, "claim"))
    if claim > 0:
        return {"payee": sight.parties("applicant")[0], "purpose": "claim", "amount": str(claim)}
    fee = min(left, enforcement_fee(sight.claim) - ordered_for(sight, "fee"))
    if fee > 0:
        return {"payee": "court", "purpose": "fee", "amount": str(fee)}
    return {"payee": sight.parties("respondent")[0], "purpose": "refund", "amount": str(left)}


def ordered_for(sight: Sight, purpose: str) -> Decimal:
    """What was ordered out for a purpose so far."""
    return sum((_yuan(p["amount"]) for p in sight.shelf("payouts") if p["purpose"] == purpose), NOTHING)


def paid_out(sight: Sight, purpose: str) -> Decimal:
    """What the bank has paid for a purpose so far."""
    return sum(
        (_yuan(p["amount"]) for p in sight.shelf("payouts") if p["purpose"] == purpose and p["paid_at"]),
        NOTHING,
    )


def _yuan(amount: str | None) -> Decimal:
    return Decimal(amount or 0)
