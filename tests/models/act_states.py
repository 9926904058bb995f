"""Cases in the states acts are tried in, and how a trial of an act is written down."""

from collections.abc import Callable
from typing import Any, NamedTuple

from models.acts.envelope import ActKind
from models.errors import Code
from models.events import Event, EventKind
from models.shelf.files import load
from tests.models.telling import Tale

KIND = EventKind
Told = Callable[[], Tale]
Data = dict[str, Any]

BAD, STATE, UNKNOWN, DONE = Code.BAD_DATA, Code.WRONG_STATE, Code.UNKNOWN_SUBJECT, Code.ALREADY_DONE
SECOND, COVERED, DENIED = Code.SECOND_PERSON_REQUIRED, Code.NOT_COVERED, Code.ACT_NOT_ALLOWED


class Case(NamedTuple):
    """An act: in which case, with what data, the events it becomes; and what is refused with which code."""

    kind: ActKind
    told: Told
    data: Data
    becomes: tuple[EventKind, ...]
    refused: tuple[tuple[Told, Data, Code], ...] = ()


def new() -> Tale:
    """A case just filed."""
    return Tale()


def after(*happenings: tuple[Any, ...], told: Told = new) -> Told:
    """A case in which this happened: kind, subject and facts each."""

    def make() -> Tale:
        tale = told()
        for kind, *rest in happenings:
            subject = rest[0] if rest and isinstance(rest[0], str) else ""
            facts = rest[-1] if rest and isinstance(rest[-1], dict) else {}
            tale.tell(Event(kind=kind, occurred_at=tale.now, subject=subject, facts=facts, actor="RY010"))
        return tale

    return make


def team() -> Tale:
    """A simple case in the hands of the fast team."""
    tale = Tale()
    tale.in_team()
    return tale


FOUND = (KIND.PROPERTY_FOUND, "W1", {"kind": "house", "source": "network"})
HELD = (KIND.CONTROLLED, "W1", {"expires_on": "2029-05-05"})
controlled = after(FOUND, HELD, told=team)
selling = after((KIND.DISPOSAL_ENTERED, "W1"), told=controlled)
pricing = after((KIND.PRICING_STARTED, "W1", {"method": "agreement"}), told=selling)
priced = after((KIND.REFERENCE_PRICE, "W1", {"amount": "500000.00"}), told=pricing)
LOT = {"start_price": "350000.00", "deposit": "35000.00", "opens_at": "2026-07-01T10:00:00+08:00"}
unsold = after(
    (KIND.AUCTION_PLANNED, "W1", {"round": "second", **LOT}),
    (KIND.AUCTION_ENDED, "W1", {"round": "second", "result": "failed"}),
    told=priced,
)
sold = after((KIND.PRICE_PAID_IN_FULL, "W1"), told=priced)
frozen = after(
    (KIND.MONEY_FOUND, "M1", {"kind": "bank_deposit", "amount": "9000.00", "source": "query"}),
    (KIND.CONTROLLED, "M1", {"amount": "9000.00", "expires_on": "2027-05-05"}),
    told=team,
)
arrived = after((KIND.MONEY_ARRIVED, "K1", {"amount": "500.00", "origin": "other"}), told=team)
asked = after((KIND.APPROVAL_REQUESTED, "A1", {"matter": "simple_to_ordinary"}), told=team)
DRAWS: Data = {
    name: {"method": "fixed", "seed": "s", "roster": [{"key": key}], "chosen": key}
    for name, key in (("unit_draw", "fast_team"), ("owner_draw", "RY020"))
}
offered = after(
    (KIND.ASSIGNED, {"unit": "fast_team", "owner": "RY020", **DRAWS}),
    (KIND.HANDOVER_OFFERED, "Y1", {"unit": "fast_team"}),
)
reported = after((KIND.CLOSING_PROPOSED, {"method": "ended", "ground": "x"}), told=team)
waived = after((KIND.FACTS_RECORDED, {"applicant_waives_rest": {"waived": True}}), told=reported)
wrong_filing = after((KIND.FILING_ERROR_FOUND, {"errors": []}))
papers = after(
    (KIND.DOCUMENT_MADE, "P1", {"kind": "x", "name": "x", "sha256": "a", "recipient": "respondent-1"})
)
envelope = after(
    (
        KIND.DOCUMENT_SENT,
        "D1",
        {"recipient": "respondent-1", "channel": "post", "documents": [], "attempt": 1},
    )
)
round_one = after((KIND.ROUND_ONE_STARTED,), told=team)
deciding = after(
    (KIND.MEASURE_DECIDED, "S1", {"kind": "fine", "respondent": "respondent-1", "approval": "A1"}),
    (KIND.APPROVAL_REQUESTED, "A1", {"matter": "fine"}),
    told=team,
)
FINE = {"measure": "fine", "respondent": "respondent-1", "ground": "拒不报告财产", "amount": "1000"}
W1, W9 = {"asset": "W1"}, {"asset": "W9"}
TOPICS = [topic.key for topic in load("ruyang").reception.topics]
RECEPTION = {
    "topics": TOPICS,
    "addresses": [{"party": "applicant-1", "phone": "1"}],
    "facts": {"settlement_likely": True},
}
ASK = {"ground": "提出执行异议", "reason": "x"}
CORRECTION = {"corrects": 1, "facts": {"settlement_likely": True}, "reason": "误记"}
