"""Notices and orders to parties and to those who must assist (通知书、令、告知书)."""

from activities.forms import day, yuan
from activities.papers.control import item_text, measure_of
from activities.papers.course import steps
from activities.papers.draft import Draft, instant, sentence
from activities.papers.findings import (
    asset_holder,
    control_until,
    control_word,
    findings,
    keeper,
    money_holder,
    thing_text,
)
from models.errors import Code, Refusal
from models.events import EventKind
from models.forms import FormParty
from models.forms.head import Contact
from models.forms.served import (
    AssistanceNotice,
    ClosingNotice,
    CombinedNotice,
    EnforcementNotice,
    PropertyDeclaration,
    PropertyReportOrder,
    ProvidePropertyNotice,
    SecondAssignmentFeedback,
    Summons,
)
from models.property import Asset, FoundMoney

PERFORMANCE_DAYS = 3
"""Days to perform, calendar days from receipt. National law leaves the number to the notice (民诉法第251条,
NB-61); the house's reading is three, the court changes it by editing the form."""

REPORT_DAYS = 7
PROVIDE_DAYS = 7
"""Days in which the applicant is asked to tell of property (SQ-12; our proposal, by 财产调查规定第2条)."""
"""Days to report property, calendar days from receipt: set in the order itself, no national number
(财产调查规定第4条、第5条, NB-64); the house's reading is seven."""

DEPOSITS_ARTICLE = "第二百五十三条"
"""民诉法: query, freezing and deduction of deposits, bonds, shares and fund shares."""

PROPERTY_ARTICLE = "第二百五十五条"
"""民诉法: seizure of other property."""

FULLY_EXECUTED = "fully_executed"
"""The closing method of the closing notice (执行完毕)."""

SHARES = frozenset({"listed_stock", "securities"})
"""Things that fall under the article on deposits (债券、股票)."""

DUTIES: dict[str, str] = {
    "transfer_title": "将生效法律文书确定的{thing}过户至{applicant}名下",
    "return_thing": "向{applicant}返还生效法律文书确定的{thing}",
}
"""What a respondent owes about a thing (给付内容); other duties are named by the instrument alone."""


def enforcement_notice(draft: Draft) -> EnforcementNotice:
    """执行通知书 to the respondent `recipient` (民诉法第251条, NB-61)."""
    return EnforcementNotice(
        head=draft.head(),
        addressee=draft.addressee(),
        obligations=obligations(draft),
        days=PERFORMANCE_DAYS,
        fee=draft.fee(),
        account=draft.account(),
        contact=draft.contact(),
    )


def combined_notice(draft: Draft) -> CombinedNotice:
    """复合型执行通知书 to the respondent `recipient` (固始第12条, GS-21).

    Details `summons_at` (ISO, Asia/Shanghai where no zone is given) and `summons_place` add a summons.
    """
    return CombinedNotice(
        head=draft.head(),
        addressee=draft.addressee(),
        obligations=obligations(draft),
        days=PERFORMANCE_DAYS,
        report_days=REPORT_DAYS,
        summons=_summons(draft),
        fee=draft.fee(),
        account=draft.account(),
        contact=draft.contact(),
    )


def property_report_order(draft: Draft) -> PropertyReportOrder:
    """报告财产令 to the respondent `recipient` (民诉法第252条, NB-63)."""
    return PropertyReportOrder(
        head=draft.head(), addressee=draft.addressee(), days=REPORT_DAYS, contact=draft.contact()
    )


def provide_property_notice(draft: Draft) -> ProvidePropertyNotice:
    """提供被执行人财产通知书 to the applicant `recipient` (SQ-12)."""
    return ProvidePropertyNotice(
        head=draft.head(), addressee=draft.addressee(), days=PROVIDE_DAYS, contact=draft.contact()
    )


def property_declaration(draft: Draft) -> PropertyDeclaration:
    """财产申报表 for the respondent `recipient` (RY-19)."""
    return PropertyDeclaration(head=draft.head(), declarant=draft.addressee(), days=REPORT_DAYS)


def assistance_notice(draft: Draft) -> AssistanceNotice:
    """协助执行通知书 (NB-31): `subject` is an institution to be asked, or a found item to be controlled."""
    state = draft.file.state
    for institution in draft.file.book.offline.institutions:
        if institution.key == draft.subject:
            return _query_notice(draft, institution.name)
    item = state.money.get(draft.subject) or state.assets.get(draft.subject)
    if item is None:
        raise Refusal(
            Code.UNKNOWN_SUBJECT, f"协助执行通知书：没有查询机构或者财产 {draft.subject or '（未填）'}"
        )
    return _control_notice(draft, item)


def closing_notice(draft: Draft) -> ClosingNotice:
    """结案通知书 (立结案意见第15条, NB-283); refused unless the case is closed as fully executed."""
    state = draft.file.state
    if state.closing is None or state.closing.method != FULLY_EXECUTED:
        raise Refusal(Code.WRONG_STATE, "结案通知书只用于以执行完毕方式报结的案件（立结案意见第15条）")
    stated = state.facts.get("closing_fields") or {}
    return ClosingNotice(
        head=draft.head(),
        ground=sentence(state.closing.ground),
        recovered=stated.get("recovered_amount") or state.recovered,
        contact=draft.contact(),
    )


def second_assignment_feedback(draft: Draft) -> SecondAssignmentFeedback:
    """二次分案告知书 (GS-28): `subject` is the approval, `recipient` a party, else the first applicant.

    Refused before the new team is drawn, for the paper names it.
    """
    state, file = draft.file.state, draft.file
    if draft.subject not in state.approvals:
        raise Refusal(Code.UNKNOWN_SUBJECT, f"报批事项 {draft.subject or '（未填）'} 不存在")
    if state.last(EventKind.ASSIGNED) <= state.last(EventKind.SECOND_ASSIGNMENT):
        raise Refusal(Code.WRONG_STATE, "二次分案尚未分出接办团队，不能制作告知书")
    asked = file.stated(EventKind.APPROVAL_REQUESTED, draft.subject)
    unit = file.book.org_unit(state.assigned_unit)
    return SecondAssignmentFeedback(
        head=draft.head(),
        addressee=draft.party(draft.recipient or state.applicants[0].id),
        reason=sentence(asked.get("ground") or asked.get("reason")),
        query_results=findings(draft) or ("未发现可供执行的财产",),
        progress=steps(draft),
        new_unit=unit.name,
        handler=_handler(draft, unit.name),
    )


def obligations(draft: Draft) -> tuple[str, ...]:
    """What the respondent has to do, item by item, as far as the filing says it (给付内容)."""
    state, head = draft.file.state, draft.head()
    duties: list[str] = []
    if state.claim > 0:
        duties.append(f"向{head.applicant_names}给付人民币{yuan(state.claim)}")
    for row in state.facts.get("obligations") or ():
        wording = DUTIES.get(row.get("kind") or "")
        if wording:
            thing = draft.word(row["asset_kind"]) if row.get("asset_kind") else "财产"
            duties.append(wording.format(thing=thing, applicant=head.applicant_names))
    return (*duties, f"履行{head.basis}确定的{'其他' if duties else ''}义务")


def _summons(draft: Draft) -> Summons | None:
    at, place = draft.details.get("summons_at"), draft.details.get("summons_place")
    if not at or not place:
        return None
    return Summons(at=instant(at, "传唤时间"), place=place)


def _query_notice(draft: Draft, institution: str) -> AssistanceNotice:
    """A query at one institution's counter about every respondent, and about nobody else (NB-30)."""
    matters = tuple(
        f"查询被执行人{_identified(draft.party(party.id))}在你单位登记、存管的财产及其权利负担、查封情况"
        for party in draft.file.respondents
    )
    return AssistanceNotice(
        head=draft.head(),
        unit=institution,
        article=DEPOSITS_ARTICLE,
        matters=(*matters, "将查询结果加盖印章后交本院执行人员"),
        attachments=("执行人员工作证件复印件",),
        contact=draft.contact(),
    )


def _control_notice(draft: Draft, item: FoundMoney | Asset) -> AssistanceNotice:
    """The control of one found item up to a last day (NB-33 to NB-35), its renewal, its release (NB-42)."""
    term = (item.since or draft.at).date(), item.renew_until or control_until(draft, item)
    if item.release_order:
        what = f"解除对{item_text(draft, item)}的{measure_of(item)}"
    elif item.renew_until is not None:
        what = f"继续{measure_of(item)}{item_text(draft, item)}"
    elif isinstance(item, FoundMoney):
        amount = item.frozen_amount or item.amount
        what = f"冻结被执行人{money_holder(draft, item)}的{draft.word(item.kind)}{yuan(amount)}"
    else:
        verb = control_word(item.kind)
        what = f"{verb}被执行人{asset_holder(draft, item)}名下{thing_text(draft, item)}"
    deposits = isinstance(item, FoundMoney) or item.kind in SHARES
    ordered = bool(item.release_order) or item.renew_until is not None
    ruled = ordered or any(paper.kind == "general_ruling" for paper in draft.file.state.papers.values())
    until = f"期限至{day(term[1])}止" if item.renew_until else f"期限自{day(term[0])}起至{day(term[1])}止"
    return AssistanceNotice(
        head=draft.head(),
        unit=keeper(item.kind),
        article=DEPOSITS_ARTICLE if deposits else PROPERTY_ARTICLE,
        ruling_no=draft.file.state.case_no if ruled else "",
        matters=(what,) if item.release_order else (what, until),
        attachments=(*(("执行裁定书",) if ruled else ()), "执行人员工作证件复印件"),
        contact=draft.contact(),
    )


def _identified(party: FormParty) -> str:
    """A party with its number, as an institution needs it to search."""
    if not party.id_number:
        return party.name
    label = "证件号码" if party.natural and not party.has_id_card else "公民身份号码"
    return f"{party.name}（{label if party.natural else '统一社会信用代码'}{party.id_number}）"


def _handler(draft: Draft, unit: str) -> Contact:
    """Who has the case after the change, or will have it."""
    contact, state = draft.contact(), draft.file.state
    name = draft.staff_name(state.assigned_owner) if state.assigned_owner else contact.name
    return contact.model_copy(update={"name": name})
