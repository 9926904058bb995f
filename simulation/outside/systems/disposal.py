"""Price platforms and the auction platform."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from simulation.outside.asks import ListingAsk, PriceAsk, WithdrawalAsk
from simulation.outside.business_time import ZONE
from simulation.outside.case_file import CaseFile, Refused
from simulation.outside.chance import chance, name_of
from simulation.outside.mail import Json, arrive, call_off, schedule
from simulation.outside.property import Held, found_by_court
from simulation.outside.seeding import auction_round, platform_prices
from simulation.outside.settings import Takes
from simulation.outside.truth import Round
from simulation.outside.world import World


def inquire(world: World, case: CaseFile, ask: PriceAsk) -> Json:
    """Asks all platforms; their figures come together."""
    item = _thing(world, case, ask.item_ref, ask)
    prices = platform_prices(case.seed, item.item_ref, item.truth)
    body = {
        "item_ref": ask.item_ref,
        "prices": [
            {"platform": name, "price": None if price is None else str(price)}
            for name, price in prices.items()
        ],
    }
    at = world.after(case, Takes.PRICE_ANSWER, ask.at, ask.key)
    schedule(world, case, "price_answer", ask.key, at, body, ask.key)
    world.effect(case, ask.key, "price_inquiry", item.item_ref, ask.at)
    reference = f"XJ{name_of(case.court, case.case_no, ask.key)[:20]}"
    return {"reference": reference, "accepted_at": ask.at.isoformat()}


def publish(world: World, case: CaseFile, ask: ListingAsk) -> Json:
    """Publishes a round; its result comes when bidding is over, then the price and the money."""
    item = _thing(world, case, ask.item_ref, ask)
    _refuse_if_listed(world, case, item, ask.at)
    listing = f"PM{name_of(case.court, case.case_no, ask.key)[:20]}"
    what_happens = auction_round(case.seed, item.item_ref, ask.round, item.truth, ask.start_price)
    bids = sorted(bid for bid in what_happens.bids if bid >= ask.start_price)
    ends_at = _ends_at(ask, what_happens, len(bids), case.seed, listing)
    result: Json = {
        "listing": listing,
        "item_ref": ask.item_ref,
        "round": ask.round,
        "outcome": "failed",
        "bidders": len(bids),
    }
    if bids:
        buyer = f"buyer-{name_of(listing, 'buyer')[:8]}"
        result |= {"outcome": "sold", "sold_price": str(bids[-1]), "buyer": buyer}
        _settle(world, case, ask, listing, buyer, bids[-1], ends_at, what_happens)
    schedule(world, case, "auction_result", listing, ends_at, result, ask.key)
    world.store.run(
        "insert into listing (reference, court, case_no, item_ref, ends_at, sold, paid)"
        " values (?, ?, ?, ?, ?, ?, ?)",
        listing,
        case.court,
        case.case_no,
        item.item_ref,
        ends_at.isoformat(),
        int(bool(bids)),
        int(bool(bids) and what_happens.pays),
    )
    world.effect(case, ask.key, "listing", f"{item.item_ref}/{ask.round}", ask.at, ask.start_price)
    return {"listing": listing, "published_at": ask.at.isoformat()}


def withdraw(world: World, case: CaseFile, ask: WithdrawalAsk) -> Json:
    """Takes a listing back while bidding is not over. Raises Refused(`not_found`, `bidding_over`)."""
    row = world.store.one(
        "select * from listing where reference = ? and court = ? and case_no = ? and not withdrawn",
        ask.listing,
        case.court,
        case.case_no,
    )
    if row is None:
        raise Refused("not_found", 404)
    if datetime.fromisoformat(row["ends_at"]) <= case.now:
        raise Refused("bidding_over")
    world.store.run("update listing set withdrawn = 1 where reference = ?", ask.listing)
    call_off(world, case, ask.listing)
    world.effect(case, ask.key, "withdrawal", row["item_ref"], ask.at)
    return {"listing": ask.listing, "withdrawn_at": ask.at.isoformat()}


def _thing(world: World, case: CaseFile, item_ref: str, ask: PriceAsk | ListingAsk) -> Held:
    item = found_by_court(world.store, case, item_ref, ask.kind, "")
    if item is None or item.truth.is_money:
        raise Refused("item_unknown")
    return item


def _refuse_if_listed(world: World, case: CaseFile, item: Held, at: datetime) -> None:
    rows = world.store.all(
        "select * from listing where court = ? and case_no = ? and item_ref = ? and not withdrawn",
        case.court,
        case.case_no,
        item.item_ref,
    )
    for row in rows:
        if datetime.fromisoformat(row["ends_at"]) > at:
            raise Refused("already_listed")
        if row["sold"] and row["paid"]:
            raise Refused("already_sold")


def _ends_at(ask: ListingAsk, what_happens: Round, bidders: int, seed: str, listing: str) -> datetime:
    """The end of bidding: late bids extend it by five minutes each (NB-194); a sale ends with its contest."""
    if not bidders:
        return ask.closes_at
    late = chance(seed, "late bids", listing).randint(0, 4) if bidders > 1 else 0
    closes = ask.closes_at
    if ask.round == "sale":
        closes = min(closes, ask.opens_at + timedelta(days=what_happens.bid_day, hours=24))
    return closes + timedelta(minutes=5 * late)


def _settle(
    world: World,
    case: CaseFile,
    ask: ListingAsk,
    listing: str,
    buyer: str,
    price: Decimal,
    ends_at: datetime,
    what_happens: Round,
) -> None:
    """The buyer pays by the due day, or leaves the deposit behind; the money arrives after it."""
    due = datetime.combine(ask.balance_due_on, time(17), ZONE)
    if what_happens.takes is not None:
        paid_at = what_happens.takes.after(ends_at, chance(case.seed, "balance", listing))
    else:
        paid_at = world.after(case, Takes.BALANCE_PAID, ends_at, listing)
    pays = what_happens.pays
    at = max(min(paid_at, due) if pays else due, ends_at)
    amount = price if pays else ask.deposit
    body = {
        "listing": listing,
        "item_ref": ask.item_ref,
        "buyer": buyer,
        "paid_in_full": pays,
        "amount": str(amount),
    }
    schedule(world, case, "balance_paid", listing, at, body, ask.key)
    if amount > 0:
        arrive(
            world,
            case,
            listing,
            world.after(case, Takes.AUCTION_ARRIVAL, at, listing),
            amount,
            origin="auction",
            payer_kind="buyer",
            item_ref=ask.item_ref,
            request_key=ask.key,
        )
