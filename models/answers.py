"""What an answer of an outside system means for a case: the events it becomes."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from models.case import CaseState
from models.distribution_plan import received_with
from models.errors import Code, Refusal
from models.events import Event, EventKind
from models.property import Asset
from models.values import Facts, Instant, Value

CENT = Decimal("0.01")


class AnswerKind(StrEnum):
    """The kinds of answer outside systems send."""

    QUERY_ANSWER = "query_answer"
    DEDUCTION_ANSWER = "deduction_answer"
    MONEY_ARRIVED = "money_arrived"
    DELIVERY_RESULT = "delivery_result"
    PRICE_ANSWER = "price_answer"
    AUCTION_RESULT = "auction_result"
    BALANCE_PAID = "balance_paid"
    VOLUNTARY_PAYMENT = "voluntary_payment"
    NOTICE_RESULT = "notice_result"


class OutsideAnswer(Value):
    """An answer as it lies in the inbox (外部反馈)."""

    sender_id: str
    kind: AnswerKind
    request_key: str = ""
    at: Instant
    body: Facts

    def heard(self, at: Instant) -> "OutsideAnswer":
        """The answer as heard at `at`: a sender whose clock is ahead dates nothing after that.

        Money that came in next year by its bank's clock would else have no limit until then.
        """
        return self if self.at <= at else self.model_copy(update={"at": at})


def _event(answer: OutsideAnswer, kind: EventKind, subject: str, /, **facts: object) -> Event:
    return Event(
        kind=kind,
        occurred_at=answer.at,
        subject=subject,
        facts={name: value for name, value in facts.items() if value is not None},
        actor=f"outside:{answer.kind.value}",
    )


def _query(answer: OutsideAnswer, state: CaseState) -> tuple[Event, ...]:
    """Found money and things, numbered as they come in, then the return of the system.

    What the other system has already shown is the same thing and not found twice.
    """
    system = answer.body["system"]
    events: list[Event] = []
    known = {money.ref for money in state.money.values()}
    known |= {str(asset.facts.get("item_ref")) for asset in state.assets.values()}
    fresh_money = [money for money in answer.body["money"] if money["item_ref"] not in known]
    fresh_assets = [asset for asset in answer.body["assets"] if asset["item_ref"] not in known]
    for number, money in enumerate(fresh_money, start=len(state.money) + 1):
        events.append(
            _event(
                answer,
                EventKind.MONEY_FOUND,
                f"M{number}",
                kind=money["kind"],
                amount=str(money["amount"]),
                source=money.get("source", "query"),
                item_ref=money["item_ref"],
                holder=money.get("holder") or None,
                system=system,
            )
        )
    for number, asset in enumerate(fresh_assets, start=len(state.assets) + 1):
        events.append(
            _event(
                answer,
                EventKind.PROPERTY_FOUND,
                f"W{number}",
                **{**asset, "source": "network", "system": system},
            )
        )
    events.append(
        _event(
            answer,
            EventKind.QUERY_RETURNED,
            system,
            found=len(answer.body["money"]) + len(answer.body["assets"]),
        )
    )
    return tuple(events)


def _money(answer: OutsideAnswer, state: CaseState) -> tuple[Event, ...]:
    """A sum on the case's account: every arrival starts its own payout limit (RY-D5)."""
    items = {money.ref or money.id: money.id for money in state.money.values()}
    return (
        _event(
            answer,
            EventKind.MONEY_ARRIVED,
            f"K{len(state.arrivals) + 1}",
            amount=str(answer.body["amount"]),
            origin=answer.body["origin"],
            arrival_ref=answer.body["arrival_ref"],
            item=items.get(answer.body.get("item_ref", "")),
        ),
    )


def _delivery(answer: OutsideAnswer, state: CaseState) -> tuple[Event, ...]:
    delivery = answer.request_key.rsplit("|", 1)[-1]
    known = state.deliveries.get(delivery)
    if known is None:
        raise Refusal(Code.NOT_YET, f"送达 {delivery} 的发出尚未登记")
    if not known.open:
        return ()
    kind = EventKind.DOCUMENT_SERVED if answer.body["outcome"] == "delivered" else EventKind.DOCUMENT_RETURNED
    done = _event(
        answer,
        kind,
        delivery,
        recipient=known.recipient,
        channel=known.channel,
        reason=answer.body.get("reason"),
    )
    if kind is EventKind.DOCUMENT_RETURNED:
        return (done,)
    plans = received_with(state.plans, known.recipient, known.documents)
    return (done, *(_event(answer, EventKind.DISTRIBUTION_RECEIVED, each) for each in plans))


def _asset(answer: OutsideAnswer, state: CaseState) -> Asset:
    """The thing an outside system speaks of. Raises Refusal(NOT_YET) while the journal does not know it."""
    ref = answer.body["item_ref"]
    for asset in state.assets.values():
        if ref in (asset.facts.get("item_ref"), asset.id):
            return asset
    raise Refusal(Code.NOT_YET, "该财产尚未登记")


def _price(answer: OutsideAnswer, state: CaseState) -> tuple[Event, ...]:
    """The average of the platforms that answered, to the cent (NB-164); none answered: valuation (NB-160)."""
    asset = _asset(answer, state)
    if not asset.price_inquired:
        raise Refusal(Code.NOT_YET, f"{asset.id} 的询价尚未登记")
    prices = [Decimal(str(row["price"])) for row in answer.body["prices"] if row.get("price") is not None]
    if not prices:
        return (_event(answer, EventKind.PRICING_STARTED, asset.id, method="valuation"),)
    average = (sum(prices, Decimal(0)) / len(prices)).quantize(CENT, ROUND_HALF_UP)
    return (
        _event(
            answer,
            EventKind.REFERENCE_PRICE,
            asset.id,
            amount=str(average),
            method="network_inquiry",
            prices=answer.body["prices"],
        ),
    )


def _auction(answer: OutsideAnswer, state: CaseState) -> tuple[Event, ...]:
    body = answer.body
    asset = _asset(answer, state)
    if body["round"] == asset.planned_round != asset.published_round:
        raise Refusal(Code.NOT_YET, f"{asset.id} 的公告尚未登记")
    price = body.get("sold_price")
    return (
        _event(
            answer,
            EventKind.AUCTION_ENDED,
            asset.id,
            round=body["round"],
            result=body["outcome"],
            price=str(price) if price is not None else None,
            buyer=body.get("buyer") or None,
        ),
    )


def _voluntary(answer: OutsideAnswer, state: CaseState) -> tuple[Event, ...]:
    """Money a respondent paid straight to the applicant."""
    return (
        _event(
            answer,
            EventKind.DIRECT_PAYMENT,
            "",
            amount=str(answer.body["amount"]),
            payer=answer.body["payer"],
        ),
    )


def _balance(answer: OutsideAnswer, state: CaseState) -> tuple[Event, ...]:
    """The price paid in full; a buyer who defaults leaves the round failed (悔拍, NB-198)."""
    asset = _asset(answer, state)
    if not asset.ended_round:
        raise Refusal(Code.NOT_YET, f"{asset.id} 的拍卖结果尚未登记")
    if answer.body["paid_in_full"]:
        return (_event(answer, EventKind.PRICE_PAID_IN_FULL, asset.id),)
    round = asset.ended_round
    facts = {"round": round, "result": "failed", "reason": "buyer_default"}
    return (_event(answer, EventKind.AUCTION_ENDED, asset.id, **facts),)


def _notice(answer: OutsideAnswer, state: CaseState) -> tuple[Event, ...]:
    """A notice to a party went out, whether or not the number answered (通知)."""
    body = answer.body
    return (
        _event(
            answer,
            EventKind.NOTICE_SENT,
            body["subject"],
            notice=body["rule"],
            recipient=body["recipient"],
            channel=body["channel"],
            result=body["result"],
        ),
    )


def _deduction(answer: OutsideAnswer, state: CaseState) -> tuple[Event, ...]:
    """What the bank took shows as money that arrives; a refusal frees the sum for a new order."""
    if answer.body["state"] != "refused":
        return ()
    item = next((m.id for m in state.money.values() if (m.ref or m.id) == answer.body["item_ref"]), "")
    return (
        (_event(answer, EventKind.DEDUCTION_FAILED, item, reason=answer.body.get("reason")),) if item else ()
    )


_READ: dict[AnswerKind, Callable[[OutsideAnswer, CaseState], tuple[Event, ...]]] = {
    AnswerKind.QUERY_ANSWER: _query,
    AnswerKind.DEDUCTION_ANSWER: _deduction,
    AnswerKind.MONEY_ARRIVED: _money,
    AnswerKind.VOLUNTARY_PAYMENT: _voluntary,
    AnswerKind.DELIVERY_RESULT: _delivery,
    AnswerKind.PRICE_ANSWER: _price,
    AnswerKind.AUCTION_RESULT: _auction,
    AnswerKind.BALANCE_PAID: _balance,
    AnswerKind.NOTICE_RESULT: _notice,
}


def events_of(answer: OutsideAnswer, state: CaseState) -> tuple[Event, ...]:
    """The events an answer becomes in this case; none for an answer that changes nothing.

    Raises Refusal(NOT_YET) for an answer to a request that is not in the journal yet.
    """
    return _READ[answer.kind](answer, state)
