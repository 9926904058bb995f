"""The plan by which money is shared among creditors (分配方案): `subject` is the plan's id."""

from activities.papers.draft import Draft
from models.distribution import OBJECTION_DAYS, Principle, Share
from models.errors import Code, Refusal
from models.events import EventKind
from models.forms.control import DistributionPlan, DistributionRow


def distribution_plan(draft: Draft) -> DistributionPlan:
    """执行财产分配方案: recovered, principle, law, plan, and how to object (SH-65, NB-238 to NB-243)."""
    planned = draft.file.stated(EventKind.DISTRIBUTION_PLANNED, draft.subject)
    if not planned:
        raise Refusal(Code.UNKNOWN_SUBJECT, f"分配方案 {draft.subject or '（未填）'} 不存在")
    principle = Principle(planned["principle"])
    return DistributionPlan(
        head=draft.head(),
        recovered=draft.file.state.recovered,
        amount=planned["amount"],
        principle=principle.words,
        law=principle.law,
        rows=tuple(_row(draft, Share.model_validate(share)) for share in planned["shares"]),
        objection_days=OBJECTION_DAYS,
        contact=draft.contact(),
    )


def _row(draft: Draft, share: Share) -> DistributionRow:
    """One creditor's line; an applicant of the case stands under his name."""
    party = draft.file.parties.get(share.creditor)
    return DistributionRow(
        creditor=party.name if party else share.creditor,
        rank=share.rank.words,
        claim=share.claim,
        share=share.share,
    )
