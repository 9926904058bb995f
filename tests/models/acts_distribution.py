"""Acts around a plan of distribution: receipt, answers, opposition, suit, settlement, and what is held."""

from typing import Any

from models.acts.envelope import ActKind
from tests.models.act_states import BAD, DONE, KIND, STATE, UNKNOWN, Case, after, arrived

PLAN: dict[str, Any] = {
    "amount": "500.00",
    "shares": [
        {"creditor": "applicant-1", "claim": "10000.00", "share": "250.00"},
        {"creditor": "丁某商行", "claim": "10000.00", "share": "250.00"},
    ],
    "sources": {"K1": "500.00"},
    "principle": "proportional",
    "outside": True,
    "waits": True,
}
PEOPLE = ("applicant-1", "respondent-1", "respondent-2", "creditor-2")
OBJECTS: dict[str, Any] = {
    "plan": "P1",
    "recipient": "丁某商行",
    "answer": "opposes",
    "statement": "债权数额有误",
    "disputed": [{"creditor": "applicant-1", "amount": "100.00"}],
}
OBJECTION = {"plan": "P1", "objector": "creditor-2", "disputed": {"applicant-1": "100.00"}, "in_time": True}
FIRST, OTHERS = {"objection": "P1/Y1"}, PEOPLE[:3]

planned = after((KIND.DISTRIBUTION_PLANNED, "P1", PLAN), told=arrived)
freely = after((KIND.DISTRIBUTION_PLANNED, "P1", {**PLAN, "waits": False, "sources": {}}), told=arrived)
received = after((KIND.DISTRIBUTION_RECEIVED, "P1/creditor-2"), told=planned)
ended = after(*((KIND.DISTRIBUTION_PERIOD_ENDED, f"P1/{who}") for who in PEOPLE), told=received)
objected = after((KIND.DISTRIBUTION_OBJECTED, "P1/Y1", OBJECTION), told=received)
told_all = after(*((KIND.DISTRIBUTION_OBJECTION_RECEIVED, f"P1/Y1/{who}") for who in OTHERS), told=objected)
silent = after(*((KIND.DISTRIBUTION_OPPOSITION_ENDED, f"P1/Y1/{who}") for who in OTHERS), told=told_all)
opposed = after((KIND.DISTRIBUTION_OPPOSED, "P1/Y1", {"recipient": "applicant-1"}), told=told_all)
told_back = after((KIND.DISTRIBUTION_OPPOSITION_TOLD, "P1/Y1"), told=opposed)
sued = after((KIND.DISTRIBUTION_SUED, "P1/Y1"), told=told_back)
lapsed = after((KIND.DISTRIBUTION_SUIT_PERIOD_ENDED, "P1/Y1"), told=told_back)
settled = after((KIND.DISTRIBUTION_SETTLED, "P1/Y1", {"outcome": "withdrawn"}), told=objected)
paid = after(
    (
        KIND.PAYOUT_ORDERED,
        "F1",
        {
            "arrival": "K1",
            "payee": "applicant-1",
            "purpose": "claim",
            "amount": "200.00",
            "plan": "P1",
            "creditor": "applicant-1",
        },
    ),
    told=silent,
)

GOT = {"plan": "P1", "paper": "plan", "recipient": "丁某商行"}
GOT_OBJECTION = {"plan": "P1", "paper": "objection", "recipient": "applicant-1", **FIRST}
GOT_BACK = {"plan": "P1", "paper": "opposition", "recipient": "丁某商行", **FIRST}
SAYS = {**FIRST, "recipient": "applicant-1", "answer": "opposes", "statement": "数额无误"}
SUIT = {**FIRST, "suit": "（2026）豫0326民初1号"}
LESS = [
    {"creditor": "applicant-1", "claim": "6000.00", "share": "187.50"},
    {"creditor": "丁某商行", "claim": "10000.00", "share": "312.50"},
]
FOLLOWS: dict[str, Any] = {
    **FIRST, "outcome": "corrected", "basis": "审查笔录", "principle": "proportional", "shares": LESS,
}  # fmt: skip

CASES = (
    Case(
        ActKind.RECEIVE_DISTRIBUTION_PAPER,
        planned,
        GOT,
        (KIND.DISTRIBUTION_RECEIVED, KIND.DISTRIBUTION_TOLD),
        (
            (arrived, GOT, UNKNOWN),
            (freely, GOT, STATE),
            (received, GOT, DONE),
            (planned, {**GOT, "recipient": "丁某"}, UNKNOWN),
            (planned, {**GOT, "paper": "letter"}, BAD),
            (planned, GOT_OBJECTION, UNKNOWN),
            (objected, {**GOT_OBJECTION, "recipient": "丁某商行"}, BAD),
            (told_all, GOT_OBJECTION, DONE),
            (told_all, GOT_BACK, STATE),
            (opposed, {**GOT_BACK, "recipient": "applicant-1"}, BAD),
            (told_back, GOT_BACK, DONE),
        ),
    ),
    Case(
        ActKind.ANSWER_DISTRIBUTION,
        received,
        OBJECTS,
        (KIND.DISTRIBUTION_OBJECTED,),
        (
            (freely, OBJECTS, STATE),
            (received, {**OBJECTS, "disputed": []}, BAD),
            (received, {**OBJECTS, "answer": "agrees"}, BAD),
            (received, {**OBJECTS, "statement": ""}, BAD),
            (received, {**OBJECTS, "disputed": OBJECTS["disputed"] * 2}, BAD),
            (received, {**OBJECTS, "disputed": [{"creditor": "applicant-1", "amount": "250.01"}]}, BAD),
            (received, {**OBJECTS, "disputed": [{"creditor": "court", "amount": "1.00"}]}, UNKNOWN),
            (ended, {**OBJECTS, "answer": "agrees", "disputed": []}, DONE),
        ),
    ),
    Case(
        ActKind.ANSWER_DISTRIBUTION_OBJECTION,
        told_all,
        SAYS,
        (KIND.DISTRIBUTION_OPPOSED,),
        (
            (received, SAYS, UNKNOWN),
            (objected, SAYS, STATE),
            (opposed, SAYS, DONE),
            (settled, SAYS, DONE),
            (told_all, {**SAYS, "recipient": "丁某商行"}, BAD),
            (silent, {**SAYS, "answer": "agrees"}, DONE),
        ),
    ),
    Case(
        ActKind.RECORD_DISTRIBUTION_SUIT,
        told_back,
        SUIT,
        (KIND.DISTRIBUTION_SUED,),
        (
            (planned, SUIT, UNKNOWN),
            (silent, SUIT, STATE),
            (sued, SUIT, DONE),
            (settled, SUIT, STATE),
        ),
    ),
    Case(
        ActKind.SETTLE_DISTRIBUTION,
        silent,
        FOLLOWS,
        (KIND.DISTRIBUTION_SETTLED,),
        (
            (told_all, FOLLOWS, STATE),
            (opposed, FOLLOWS, STATE),
            (lapsed, FOLLOWS, DONE),
            (silent, {**FOLLOWS, "outcome": "judged"}, STATE),
            (silent, {**FOLLOWS, "outcome": "withdrawn"}, BAD),
            (silent, {**FOLLOWS, "outcome": "lapsed"}, BAD),
            (silent, {**FOLLOWS, "shares": []}, BAD),
            (silent, {**FOLLOWS, "shares": LESS[:1]}, BAD),
            (silent, {**FOLLOWS, "principle": None}, BAD),
            (paid, FOLLOWS, BAD),
        ),
    ),
)
