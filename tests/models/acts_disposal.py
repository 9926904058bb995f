"""Acts of disposal and closing."""

from models.acts.envelope import ActKind
from models.errors import Code
from tests.models.act_states import (
    BAD,
    DONE,
    FOUND,
    KIND,
    LOT,
    STATE,
    UNKNOWN,
    W1,
    W9,
    Case,
    after,
    controlled,
    priced,
    pricing,
    reported,
    selling,
    sold,
    team,
    unsold,
    waived,
)

CASES = (
    Case(
        ActKind.MEET_DISPOSAL_CONDITIONS,
        controlled,
        {**W1, "opinions": "无异议"},
        (KIND.DISPOSAL_CONDITIONS_MET,),
        (
            (after(FOUND, told=team), {**W1, "opinions": "x"}, STATE),
            (after((KIND.DISPOSAL_CONDITIONS_MET, "W1"), told=controlled), {**W1, "opinions": "x"}, DONE),
            (controlled, {**W9, "opinions": "x"}, UNKNOWN),
        ),
    ),
    Case(
        ActKind.ENTER_DISPOSAL,
        controlled,
        W1,
        (KIND.DISPOSAL_ENTERED,),
        ((after(FOUND, told=team), W1, STATE), (selling, W1, DONE)),
    ),
    Case(
        ActKind.ISSUE_EVICTION_NOTICE,
        controlled,
        {**W1, "until": "2026-05-20"},
        (KIND.EVICTION_NOTICE_ISSUED,),
        (
            (controlled, {**W1, "until": "2026-05-06"}, BAD),
            (after(FOUND, told=team), {**W1, "until": "2026-05-20"}, STATE),
        ),
    ),
    Case(
        ActKind.COMPLETE_EVICTION,
        after((KIND.EVICTION_NOTICE_ISSUED, "W1", {"until": "2026-05-20"}), told=controlled),
        W1,
        (KIND.EVICTION_COMPLETED,),
        ((controlled, W1, STATE),),
    ),
    Case(
        ActKind.START_PRICING,
        selling,
        {**W1, "method": "valuation"},
        (KIND.PRICING_STARTED,),
        (
            (controlled, {**W1, "method": "valuation"}, STATE),
            (pricing, {**W1, "method": "valuation"}, DONE),
            (selling, {**W1, "method": "guess"}, BAD),
        ),
    ),
    Case(
        ActKind.FIX_PRICE,
        pricing,
        {**W1, "amount": "500000.00"},
        (KIND.REFERENCE_PRICE,),
        (
            (selling, {**W1, "amount": "1"}, STATE),
            (priced, {**W1, "amount": "1"}, DONE),
            (pricing, {**W1, "amount": "0"}, BAD),
        ),
    ),
    Case(ActKind.HAND_DISPOSAL_PAPERS, priced, W1, (KIND.DISPOSAL_PAPERS_HANDED,), ((pricing, W1, STATE),)),
    Case(
        ActKind.PLAN_AUCTION,
        priced,
        {**W1, "round": "first", **LOT},
        (KIND.AUCTION_PLANNED,),
        (
            (pricing, {**W1, "round": "first", **LOT}, STATE),
            (priced, {**W1, "round": "second", **LOT}, STATE),
            (priced, {**W1, "round": "first", **LOT, "start_price": "349999.99"}, BAD),
        ),
    ),
    Case(
        ActKind.ANSWER_DEBT_OFFER,
        unsold,
        {**W1, "taken": True, "applicant": "applicant-1"},
        (KIND.DEBT_OFFER_ANSWERED, KIND.ASSET_TAKEN_FOR_DEBT, KIND.DISPOSAL_ENDED),
        (
            (priced, {**W1, "taken": True, "applicant": "applicant-1"}, STATE),
            (unsold, {**W1, "taken": True, "applicant": "respondent-1"}, UNKNOWN),
        ),
    ),
    Case(ActKind.SERVE_SALE_RULING, sold, W1, (KIND.SALE_RULING_SERVED,), ((priced, W1, STATE),)),
    Case(
        ActKind.DELIVER_ASSET,
        after((KIND.SALE_RULING_SERVED, "W1"), told=sold),
        W1,
        (KIND.ASSET_DELIVERED, KIND.DISPOSAL_ENDED),
        ((sold, W1, STATE),),
    ),
    Case(
        ActKind.PROPOSE_CLOSING,
        team,
        {"method": "ended", "ground": "撤回申请"},
        (KIND.CLOSING_PROPOSED,),
        (
            (reported, {"method": "ended", "ground": "x"}, DONE),
            (team, {"method": "forgotten", "ground": "x"}, UNKNOWN),
            (team, {"method": "ended", "ground": "x", "facts": {"x": 1}}, Code.FACTS_INVALID),
        ),
    ),
    Case(
        ActKind.REVIEW_CLOSING,
        waived,
        {"approved": True},
        (KIND.CLOSING_APPROVED,),
        (
            (team, {"approved": True}, STATE),
            (reported, {"approved": True}, Code.MISSING_EVIDENCE),
            (reported, {"approved": False}, BAD),
        ),
    ),
    Case(
        ActKind.SIGN_NODE,
        team,
        {"node": "NB-33", "subject": "M1"},
        (KIND.NODE_DONE,),
        ((team, {"node": "XX-1"}, UNKNOWN),),
    ),
)
