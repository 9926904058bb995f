"""Acts around the respondent's claims against third parties, and around a resumption."""

from typing import Any

from models.acts.envelope import ActKind
from tests.models.act_states import BAD, DONE, KIND, STATE, UNKNOWN, Case, after, new, team

DEBTOR = {"name": "丁某建材店", "natural": False}
NAMED: dict[str, Any] = {
    "respondent": "respondent-2",
    "third_party": DEBTOR,
    "amount": "3000.00",
    "basis": "买卖合同货款",
}
TRUE = {"claim": "C1", "result": "true", "finding": "对账单属实"}
OBJECTS = {"claim": "C1", "result": "objected", "statement": "货款已经付清"}
PAYS = {"claim": "C1", "result": "performed", "statement": "已向申请执行人付款", "amount": "3000.00"}
PAPER = {"kind": "third_party_notice", "name": "履行到期债务通知书", "sha256": "0" * 64}

named = after((KIND.THIRD_PARTY_CLAIM_NAMED, "C1", NAMED), told=team)
found_true = after((KIND.THIRD_PARTY_CLAIM_VERIFIED, "C1", TRUE), told=named)
noticed = after((KIND.DOCUMENT_MADE, "third_party_notice/C1", PAPER), told=found_true)
served = after((KIND.THIRD_PARTY_NOTICE_SERVED, "C1"), told=noticed)
silent = after((KIND.THIRD_PARTY_PERIOD_ENDED, "C1"), told=served)
objected = after(
    (KIND.THIRD_PARTY_ANSWERED, "C1", {"result": "objected", "admitted": "0", "in_time": True}),
    (KIND.THIRD_PARTY_PERIOD_ENDED, "C1"),
    told=served,
)
enforced = after((KIND.THIRD_PARTY_ENFORCED, "C1", {"amount": "3000.00"}), told=silent)

GRANT = {"granted": True, "reason": "发现财产"}
examined = after((KIND.STAGE_ENTERED, "intake.resumption", {"leg": "resumption", "visit": 1}))
decided = after((KIND.RESUMPTION_DECIDED, "", {"granted": True}), told=examined)

CASES = (
    Case(
        ActKind.NAME_THIRD_PARTY_CLAIM,
        team,
        NAMED,
        (KIND.THIRD_PARTY_CLAIM_NAMED,),
        (
            (team, {**NAMED, "respondent": "applicant-1"}, UNKNOWN),
            (team, {**NAMED, "amount": "0"}, BAD),
            (team, {**NAMED, "basis": ""}, BAD),
        ),
    ),
    Case(
        ActKind.VERIFY_THIRD_PARTY_CLAIM,
        named,
        TRUE,
        (KIND.THIRD_PARTY_CLAIM_VERIFIED,),
        (
            (team, TRUE, UNKNOWN),
            (found_true, TRUE, DONE),
            (named, {**TRUE, "finding": ""}, BAD),
            (named, {**TRUE, "result": "maybe"}, BAD),
        ),
    ),
    Case(
        ActKind.SERVE_THIRD_PARTY,
        noticed,
        {"claim": "C1"},
        (KIND.THIRD_PARTY_NOTICE_SERVED,),
        (
            (team, {"claim": "C1"}, UNKNOWN),
            (found_true, {"claim": "C1"}, STATE),
            (served, {"claim": "C1"}, DONE),
            (served, {"claim": "C1", "paper": "ruling"}, STATE),
        ),
    ),
    Case(
        ActKind.RECORD_THIRD_PARTY_ANSWER,
        served,
        OBJECTS,
        (KIND.THIRD_PARTY_ANSWERED,),
        (
            (noticed, OBJECTS, STATE),
            (served, {**OBJECTS, "admitted": "3000.00"}, BAD),
            (served, {**OBJECTS, "amount": "1.00"}, BAD),
            (served, {**PAYS, "amount": None}, BAD),
        ),
    ),
    Case(
        ActKind.ENFORCE_THIRD_PARTY_CLAIM,
        silent,
        {"claim": "C1"},
        (KIND.THIRD_PARTY_ENFORCED,),
        (
            (team, {"claim": "C1"}, UNKNOWN),
            (served, {"claim": "C1"}, STATE),
            (objected, {"claim": "C1"}, STATE),
            (enforced, {"claim": "C1"}, DONE),
        ),
    ),
    Case(
        ActKind.DECIDE_RESUMPTION,
        examined,
        {"granted": False, "reason": "没有新的财产线索"},
        (KIND.RESUMPTION_DECIDED, KIND.CLOSING_PROPOSED),
        (
            (new, GRANT, STATE),
            (examined, GRANT, BAD),
            (examined, {**GRANT, "reason": ""}, BAD),
            (decided, GRANT, DONE),
        ),
    ),
)
