"""Decisions on coercive measures (限制消费、失信、罚款、拘留): `subject` is the measure's id."""

from datetime import timedelta

from activities.papers.draft import Draft, sentence
from models.acts.envelope import require
from models.case import MeasureTaken
from models.errors import Code, Refusal
from models.forms import FormParty
from models.forms.coercion import (
    ConsumptionRestrictionOrder,
    DetentionDecision,
    DishonestGround,
    DishonestListingDecision,
    FineDecision,
    LinkedPerson,
)

FINE_DAYS = 10
"""Days to pay a fine, calendar days from the decision: set in the decision itself, no national number
(民诉法第118条, NB-119); the house's reading is ten."""

LISTING_YEARS = 2
"""Term of a listing but for the first ground, years (失信规定第2条, NB-137)."""

REFUSAL_ARTICLE = "第一百一十四条第一款第六项"
"""民诉法: refusing to perform an effective judgment or ruling, a breach of 限制消费令 included (NB-119)."""

FORCE_ARTICLE = "第一百一十四条第一款第五项"
"""民诉法: stopping court staff from their duty by violence, threats or the like."""

REPORTING_ARTICLE = "第二百五十二条"
"""民诉法: refusing to report property, or reporting falsely (NB-67)."""

PHRASES: tuple[tuple[DishonestGround, tuple[str, ...]], ...] = (
    (DishonestGround.BREAKS_REPORTING, ("报告财产", "财产报告", "申报财产", "财产申报")),
    (DishonestGround.BREAKS_RESTRICTION, ("限制消费", "限制高消费", "限消")),
    (DishonestGround.BREAKS_SETTLEMENT, ("和解",)),
    (DishonestGround.FORGES_OR_THREATENS, ("伪造", "暴力", "威胁")),
    (DishonestGround.HIDES_PROPERTY, ("隐匿", "转移", "虚假诉讼", "虚假仲裁", "规避")),
    (DishonestGround.REFUSES, ("拒不履行", "拒绝履行", "有履行能力", "有能力")),
)
"""The phrases of 失信规定第1条 by which a judge's words name one of its six items, narrower ones first."""


def consumption_restriction_order(draft: Draft) -> ConsumptionRestrictionOrder:
    """限制消费令 (限消规定第1条、第3条, NB-130), an organisation's representative included (NB-132)."""
    measure = _measure(draft)
    return ConsumptionRestrictionOrder(
        head=draft.head(),
        addressee=draft.party(measure.respondent),
        linked_persons=_linked(draft.party(measure.respondent)),
        contact=draft.contact(),
    )


def dishonest_listing_decision(draft: Draft) -> DishonestListingDecision:
    """失信决定书 (NB-136, NB-137); refused where the judge's ground is none of the six."""
    measure = _measure(draft)
    ground = _listing_ground(measure)
    if ground is None:
        words = "；".join(f"第{item.value}项 {item.words}" for item in DishonestGround)
        raise Refusal(Code.BAD_DATA, f"失信决定书：理由须写明失信规定第1条的一项：{words}")
    return DishonestListingDecision(
        head=draft.head(),
        addressee=draft.party(measure.respondent),
        ground=ground,
        conduct=sentence(measure.facts.get("ground")),
        term_years=None if ground is DishonestGround.REFUSES else LISTING_YEARS,
        contact=draft.contact(),
    )


def fine_decision(draft: Draft) -> FineDecision:
    """罚款决定书 (NB-116, NB-117, NB-119); refused beyond the law's amounts."""
    measure = _measure(draft)
    require(measure.facts.get("amount") is not None, Code.BAD_DATA, "罚款决定书：没有写明罚款金额")
    return FineDecision(
        head=draft.head(),
        punished=draft.party(measure.respondent),
        conduct=sentence(measure.facts.get("ground")),
        article=_article(measure),
        fine=measure.facts.get("amount"),
        pay_by=draft.day + timedelta(days=FINE_DAYS),
        account=None,  # a fine goes to the treasury, never to the account of the case's money
        higher_court=draft.file.profile.higher_court,
    )


def detention_decision(draft: Draft) -> DetentionDecision:
    """拘留决定书 (NB-118, NB-119); refused for an organisation, and beyond fifteen days."""
    measure = _measure(draft)
    require(measure.facts.get("days") is not None, Code.BAD_DATA, "拘留决定书：没有写明拘留天数")
    return DetentionDecision(
        head=draft.head(),
        detained=draft.party(measure.respondent),
        conduct=sentence(measure.facts.get("ground")),
        article=_article(measure),
        days=measure.facts.get("days"),
        custody_place=draft.file.profile.custody_place,
        higher_court=draft.file.profile.higher_court,
    )


def _measure(draft: Draft) -> MeasureTaken:
    """The measure the paper is about. Raises Refusal(UNKNOWN_SUBJECT)."""
    measure = draft.file.state.measures.get(draft.subject)
    if measure is None:
        raise Refusal(Code.UNKNOWN_SUBJECT, f"执行措施 {draft.subject or '（未填）'} 不存在")
    return measure


def _listing_ground(measure: MeasureTaken) -> DishonestGround | None:
    """The item of 失信规定第1条 the judge's words name: by its number, its wording, or its phrases."""
    said = str(measure.facts.get("ground") or "")
    for ground in DishonestGround:
        item = f"第{ground.value}项"
        cited = said.startswith(item) or f"第一条{item}" in said or f"第1条{item}" in said
        if cited or ground.words in said:
            return ground
    return next((ground for ground, phrases in PHRASES if any(p in said for p in phrases)), None)


def _article(measure: MeasureTaken) -> str:
    """The article of the 民诉法 under which the conduct is punished (NB-119)."""
    ground = _listing_ground(measure)
    if ground is DishonestGround.BREAKS_REPORTING:
        return f"{REFUSAL_ARTICLE}、{REPORTING_ARTICLE}"
    return FORCE_ARTICLE if ground is DishonestGround.FORGES_OR_THREATENS else REFUSAL_ARTICLE


def _linked(party: FormParty) -> tuple[LinkedPerson, ...]:
    """Whom the order also restricts: an organisation's representative."""
    if party.natural or not party.representative:
        return ()
    return (LinkedPerson(name=party.representative, post=party.representative_post or "法定代表人"),)
