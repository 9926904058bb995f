"""Acts of implementation: plan, rounds, measures, money, conversion."""

from models.acts.envelope import ActKind
from tests.models.act_states import (
    ASK,
    BAD,
    DENIED,
    DONE,
    FINE,
    KIND,
    STATE,
    UNKNOWN,
    Case,
    after,
    arrived,
    asked,
    deciding,
    frozen,
    new,
    round_one,
    team,
)

CASES = (
    Case(
        ActKind.MAKE_PLAN,
        team,
        {"plan": "x"},
        (KIND.PLAN_MADE,),
        ((new, {"plan": "x"}, STATE), (team, {"plan": ""}, BAD)),
    ),
    Case(
        ActKind.START_ROUND_ONE,
        team,
        {},
        (KIND.ROUND_ONE_STARTED,),
        ((new, {}, STATE), (round_one, {}, DONE)),
    ),
    Case(
        ActKind.END_ROUND_ONE,
        round_one,
        {"probably_no_assets": True, "facts": {"settlement_likely": False}},
        (KIND.ROUND_ONE_ENDED,),
        ((team, {"probably_no_assets": True}, STATE), (round_one, {}, BAD)),
    ),
    Case(
        ActKind.FIND_PROPERTY,
        team,
        {"assets": [{"kind": "vehicle"}], "money": [{"kind": "bank_deposit", "amount": "5.00"}]},
        (KIND.PROPERTY_FOUND, KIND.MONEY_FOUND),
        ((team, {}, BAD), (team, {"assets": [{"kind": "vehicle", "colour": "red"}]}, BAD)),
    ),
    Case(
        ActKind.RECORD_SETTLEMENT,
        team,
        {"signed": True, "amount": "5000.00"},
        (KIND.SETTLEMENT_RECORDED,),
        ((team, {"signed": True, "amount": "0"}, BAD),),
    ),
    Case(
        ActKind.DECIDE_MEASURE,
        team,
        FINE,
        (KIND.MEASURE_DECIDED, KIND.APPROVAL_REQUESTED),
        (
            (team, {**FINE, "respondent": "applicant-1"}, UNKNOWN),
            (team, {**FINE, "measure": "exile"}, UNKNOWN),
            (team, {**FINE, "measure": "detention"}, BAD),
            (team, {**FINE, "measure": "detention", "days": 16}, BAD),
            (deciding, FINE, DONE),
        ),
    ),
    Case(ActKind.COMPLETE_SANCTIONS, team, {}, (KIND.SANCTIONS_COMPLETED,), ((deciding, {}, STATE),)),
    Case(
        ActKind.ORDER_DEDUCTION,
        frozen,
        {"item": "M1", "amount": "9000.00"},
        (KIND.DEDUCTION_ORDERED,),
        (
            (frozen, {"item": "M1", "amount": "9000.01"}, BAD),
            (frozen, {"item": "M2", "amount": "1"}, UNKNOWN),
            (
                after((KIND.DEDUCTION_ORDERED, "M1", {"amount": "1.00"}), told=frozen),
                {"item": "M1", "amount": "1"},
                DONE,
            ),
            (
                after((KIND.DIRECT_PAYMENT, {"amount": "9999.00"}), told=frozen),
                {"item": "M1", "amount": "51.01"},
                BAD,
            ),
        ),
    ),
    Case(
        ActKind.ORDER_PAYOUT,
        arrived,
        {"arrival": "K1", "payee": "applicant-1", "amount": "500.00"},
        (KIND.PAYOUT_ORDERED,),
        (
            (arrived, {"arrival": "K1", "payee": "applicant-1", "amount": "500.01"}, BAD),
            (arrived, {"arrival": "K1", "payee": "respondent-1", "amount": "1"}, BAD),
            (arrived, {"arrival": "K2", "payee": "applicant-1", "amount": "1"}, UNKNOWN),
        ),
    ),
    Case(
        ActKind.REQUEST_CONVERSION,
        team,
        ASK,
        (KIND.APPROVAL_REQUESTED,),
        ((team, {**ASK, "ground": "太忙"}, DENIED), (asked, ASK, DONE)),
    ),
    Case(
        ActKind.GIVE_FEEDBACK,
        team,
        {"results": "x", "progress": "x", "handlers": "x"},
        (KIND.FEEDBACK_GIVEN,),
        ((team, {"results": "x", "progress": "x", "handlers": ""}, BAD),),
    ),
)
