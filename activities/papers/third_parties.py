"""Papers to a third party that owes the respondent (到期债权): `subject` is the claim's id in the case."""

from activities.papers.draft import Draft, sentence
from models.errors import Code, Refusal
from models.events import EventKind
from models.forms import FormParty
from models.forms.third_parties import ThirdPartyNotice, ThirdPartyRuling
from models.third_parties import ClaimFinding, ThirdPartyClaim
from models.values import Facts

ANSWER_DAYS = 15
"""Days to perform or object, calendar days from receipt (执行工作规定第45条, NB-51)."""


def third_party_notice(draft: Draft) -> ThirdPartyNotice:
    """履行到期债务通知书; refused for a claim that was not found true.

    It asks for what the claim comes to, and never for more than is still owed in the case.
    """
    claim, named = _claim(draft)
    if claim.finding is not ClaimFinding.TRUE:
        raise Refusal(Code.WRONG_STATE, f"到期债权 {claim.id} 未经核实属实，不得发出履行通知")
    return ThirdPartyNotice(
        head=draft.head(),
        third_party=FormParty.model_validate(named["third_party"]),
        creditor=draft.party(named["respondent"]).name,
        basis=sentence(named["basis"]),
        amount=min(claim.amount, draft.file.state.outstanding),
        days=ANSWER_DAYS,
        contact=draft.contact(),
    )


def third_party_ruling(draft: Draft) -> ThirdPartyRuling:
    """执行裁定书（到期债权）; refused before the enforcement of the claim was decided."""
    claim, named = _claim(draft)
    if claim.enforced is None:
        raise Refusal(Code.WRONG_STATE, f"到期债权 {claim.id} 尚未裁定强制执行")
    return ThirdPartyRuling(
        head=draft.head(),
        third_party=FormParty.model_validate(named["third_party"]),
        creditor=draft.party(named["respondent"]).name,
        amount=claim.enforced,
        bench=draft.bench(),
    )


def _claim(draft: Draft) -> tuple[ThirdPartyClaim, Facts]:
    """The claim and what was stated of it. Raises Refusal(UNKNOWN_SUBJECT) for one nobody named."""
    claim = draft.file.state.third_parties.get(draft.subject)
    if claim is None:
        raise Refusal(Code.UNKNOWN_SUBJECT, f"到期债权编号不存在：{draft.subject or '（未填）'}")
    return claim, draft.file.stated(EventKind.THIRD_PARTY_CLAIM_NAMED, claim.id)
