"""Acts of implementation: plan, rounds, measures, money, conversion."""

from models.acts.envelope import ActKind
from models.errors import Code
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
    controlled,
    deciding,
    frozen,
    new,
    round_one,
    team,
)

HANDED = {
    "payer": "respondent-1",
    "payee": "applicant-1",
    "amount": "4000.00",
    "receipt": "SJ-1",
    "proof": "收条",
}
SHARE = {"creditor": "applicant-1", "claim": "10000.00", "share": "500.00"}
PLAN = {"amount": "500.00", "principle": "proportional", "shares": [SHARE]}
RULING = {"kind": "release_ruling", "name": "x", "sha256": "a"}
let_go = after((KIND.RELEASE_ORDERED, "W1", {"approval": "A1"}), told=controlled)
ending = after((KIND.CONTROLLED, "W1", {"expires_on": "2026-05-20"}), told=controlled)
lapsed = after((KIND.CONTROLLED, "W1", {"expires_on": "2026-05-05"}), told=controlled)
closing = after(
    (KIND.CLOSING_PROPOSED, {"method": "ended", "ground": "x"}), (KIND.CLOSING_APPROVED,), told=controlled
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
        ActKind.RECORD_DIRECT_PAYMENT,
        team,
        HANDED,
        (KIND.DIRECT_PAYMENT,),
        (
            (team, {**HANDED, "payer": "applicant-1"}, UNKNOWN),
            (team, {**HANDED, "payee": "respondent-1"}, UNKNOWN),
            (team, {**HANDED, "receipt": "丁某收条"}, BAD),
            (team, {**HANDED, "proof": ""}, BAD),
            (team, {**HANDED, "amount": "0"}, BAD),
            (after((KIND.DIRECT_PAYMENT, "SJ-1", {"amount": "1.00"}), told=team), HANDED, DONE),
        ),
    ),
    Case(
        ActKind.PLAN_DISTRIBUTION,
        arrived,
        PLAN,
        (KIND.DISTRIBUTION_PLANNED,),
        (
            (team, PLAN, BAD),
            (arrived, {**PLAN, "amount": "500.01"}, BAD),
            (arrived, {**PLAN, "shares": []}, BAD),
        ),
    ),
    Case(
        ActKind.RENEW_CONTROL,
        ending,
        {"item": "W1"},
        (KIND.RENEWAL_ORDERED,),
        (
            (controlled, {"item": "W9"}, UNKNOWN),
            (ending, {"item": "W1", "until": "2026-05-20"}, BAD),
            (ending, {"item": "W1", "until": "2029-05-06"}, BAD),
            (
                after((KIND.PROPERTY_FOUND, "W1", {"kind": "house", "source": "network"})),
                {"item": "W1"},
                STATE,
            ),
            (
                after((KIND.RENEWAL_ORDERED, "W1", {"until": "2029-05-06"}), told=controlled),
                {"item": "W1"},
                DONE,
            ),
            (after((KIND.RELEASE_ORDERED, "W1", {"approval": "A1"}), told=controlled), {"item": "W1"}, DONE),
            (lapsed, {"item": "W1"}, STATE),
            (after((KIND.DEDUCTION_ORDERED, "M1", {"amount": "1.00"}), told=frozen), {"item": "M1"}, STATE),
            (closing, {"item": "W1"}, STATE),
        ),
    ),
    Case(
        ActKind.CONFIRM_CONTROL,
        after((KIND.DOCUMENT_MADE, "release_ruling/W1/A1", RULING), told=let_go),
        {"item": "W1", "order": "release", "receipt": "回执1号"},
        (KIND.CONTROL_RELEASED,),
        (
            (let_go, {"item": "W1", "order": "release", "receipt": "x"}, Code.NOT_YET),
            (let_go, {"item": "W1", "order": "renewal", "receipt": "x"}, STATE),
            (controlled, {"item": "W1", "order": "release", "receipt": "x"}, STATE),
            (controlled, {"item": "W1", "order": "renewal", "receipt": "x"}, STATE),
            (let_go, {"item": "W1", "order": "release", "receipt": ""}, BAD),
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
