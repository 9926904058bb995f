"""Banks: deduction from a respondent's account, payout from the case's account, its statement."""

from decimal import Decimal

from simulation.outside.asks import DeductionAsk, PayoutAsk
from simulation.outside.case_file import CaseFile, Refused
from simulation.outside.chance import name_of
from simulation.outside.mail import Json, arrive, schedule
from simulation.outside.property import account_found_by_court, take_from
from simulation.outside.settings import Takes
from simulation.outside.world import World


def deduct(world: World, case: CaseFile, ask: DeductionAsk) -> Json:
    """Takes what is there up to the sum ordered; the money is on its way to the case's account."""
    account = account_found_by_court(world.store, case, ask.item_ref)
    if account is None or not account.truth.is_money:
        raise Refused("item_unknown")
    amount = min(ask.amount, account.balance)
    reason = account.truth.deduction_refused or ("" if amount > 0 else "no_balance")
    answered_at = world.after(case, Takes.DEDUCTION_ANSWER, ask.at, ask.key)
    body: Json = {"item_ref": ask.item_ref, "state": "refused", "amount": "0", "reason": reason}
    if not reason:
        body |= {"state": "deducted", "amount": str(amount)}
        take_from(world.store, case, account, amount)
        world.effect(case, ask.key, "deduction", account.item_ref, ask.at, amount)
        arrive(
            world,
            case,
            ask.key,
            world.after(case, Takes.DEDUCTION_ARRIVAL, answered_at, ask.key),
            amount,
            origin="deduction",
            payer_kind="bank",
            item_ref=ask.item_ref,
            request_key=ask.key,
        )
    schedule(world, case, "deduction_answer", ask.key, answered_at, body, ask.key)
    reference = f"KH{name_of(case.court, case.case_no, ask.key)[:20]}"
    return {"reference": reference, "accepted_at": ask.at.isoformat()}


def pay_out(world: World, case: CaseFile, ask: PayoutAsk) -> Json:
    """Pays from what has arrived by now. Raises Refused(`insufficient_balance`)."""
    left = balance(world, case) - ask.amount
    if left < 0:
        raise Refused("insufficient_balance")
    reference = f"FK{name_of(case.court, case.case_no, ask.key)[:20]}"
    world.store.run(
        "insert into booking values (?, ?, ?, 'payout', ?, ?, ?, ?)",
        reference,
        case.court,
        case.case_no,
        str(ask.amount),
        ask.at.isoformat(),
        ask.at.timestamp(),
        ask.key,
    )
    world.effect(case, ask.key, "payout", ask.payee, ask.at, ask.amount)
    return {"bank_reference": reference, "paid_at": ask.at.isoformat(), "balance": str(left)}


def bookings(world: World, case: CaseFile) -> list[Json]:
    """Everything booked on the case's account up to its clock, oldest first."""
    rows = world.store.all(
        "select * from booking where court = ? and case_no = ? and at_utc <= ? order by at_utc, rowid",
        case.court,
        case.case_no,
        case.now.timestamp(),
    )
    return [{name: row[name] for name in ("reference", "kind", "amount", "at")} for row in rows]


def balance(world: World, case: CaseFile) -> Decimal:
    """What is on the case's account now."""
    return sum(
        (
            Decimal(line["amount"]) * (1 if line["kind"] == "arrival" else -1)
            for line in bookings(world, case)
        ),
        Decimal(0),
    )


def statement(world: World, case: CaseFile) -> Json:
    """The account as the bank shows it."""
    return {"balance": str(balance(world, case)), "lines": bookings(world, case)}
