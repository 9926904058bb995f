"""Records of conversations (笔录): what was said comes with the details, else from the case."""

from collections.abc import Mapping

from activities.papers.course import steps
from activities.papers.draft import Draft, instant
from activities.papers.findings import left_over
from models.errors import Code, Refusal
from models.events import Entry, EventKind
from models.forms.head import Answer, Session
from models.forms.sheets import FirstInterviewRecord, ReceptionRecord, TerminationInterview
from models.organisation import OrgUnit
from models.parties import Party
from models.roles import Role

NOT_GIVEN = "未提供"
"""Printed where nobody said anything."""

SESSION_KEYS = frozenset({"started_at", "ended_at", "place", "interviewer", "recorder", "interviewee"})
"""Details about the conversation itself: times in ISO, people by staff number, interviewee by party id."""

Keys = Mapping[str, tuple[str, ...]]

RECEPTION_KEYS: Keys = {
    "filing_check": ("filing_check", "filing_information"),
    "service_address": ("service_address",),
    "contact_data": ("contact_data",),
    "price_opinion": ("price_opinion", "reference_price_opinion"),
    "auction_opinion": ("auction_opinion", "online_auction_opinion"),
    "payee_account": ("payee_account",),
    "risk_acknowledged": ("risk_acknowledged", "risk"),
}
"""The boxes of the reception record, each by its own name and by the topic's key in a rulebook (GS-13)."""

INTERVIEW_KEYS: Keys = {
    "service_address": ("service_address",),
    "contact_data": ("contact_data",),
    "respondent_workplace": ("respondent_workplace",),
    "respondent_residence": ("respondent_residence", "respondent_whereabouts"),
    "respondent_business_place": ("respondent_business_place",),
    "respondent_phone": ("respondent_phone",),
    "leads": ("leads",),
    "risk_acknowledged": ("risk_acknowledged", "risk"),
    "settlement_will": ("settlement_will", "settlement_wish"),
}
"""The boxes of the first interview's record (RY-21, RY-23)."""


def reception_record(draft: Draft) -> ReceptionRecord:
    """初次接待笔录 (GS-13, GS-14): details are the answers by topic, further ones question and answer."""
    said = _said(draft)
    return ReceptionRecord(
        head=draft.head(),
        session=_reception(draft),
        **_boxes(draft, said, RECEPTION_KEYS),
        answers=_further(draft, said, RECEPTION_KEYS),
    )


def first_interview_record(draft: Draft) -> FirstInterviewRecord:
    """初次询问笔录 (RY-21, RY-23): details are the answers by topic."""
    said = _said(draft)
    return FirstInterviewRecord(
        head=draft.head(),
        session=_reception(draft),
        **_boxes(draft, said, INTERVIEW_KEYS),
        answers=_further(draft, said, INTERVIEW_KEYS),
    )


def termination_interview(draft: Draft) -> TerminationInterview:
    """终本约谈笔录 (NB-291): details `opinion` is what the applicant answered."""
    return TerminationInterview(
        head=draft.head(),
        session=_session(draft, draft.file.latest(EventKind.CLOSING_PROPOSED), draft.unit),
        measures=steps(draft),
        assets=left_over(draft),
        outstanding=draft.file.state.outstanding,
        opinion=draft.details.get("opinion") or NOT_GIVEN,
    )


def _said(draft: Draft) -> dict[str, str]:
    """The answers: what the end of reception states, and over it the details."""
    answers = {**(draft.file.stated(EventKind.RECEPTION_ENDED).get("answers") or {}), **draft.details}
    return {key: str(value).strip() for key, value in answers.items() if str(value).strip()}


def _boxes(draft: Draft, said: Mapping[str, str], keys: Keys) -> dict[str, str]:
    """Every box of the form: what was said, else what the register confirmed, else that nothing was."""
    known = _confirmed(draft)
    return {
        box: next((said[name] for name in names if name in said), known.get(box) or NOT_GIVEN)
        for box, names in keys.items()
    }


def _further(draft: Draft, said: Mapping[str, str], keys: Keys) -> tuple[Answer, ...]:
    """What was said beyond the boxes, under the topic's name where the rulebook has it."""
    boxes = {name for names in keys.values() for name in names}
    topics = {topic.key: topic.name for topic in draft.file.book.reception.topics}
    return tuple(
        Answer(question=topics.get(key, key), answer=answer)
        for key, answer in said.items()
        if key not in boxes and key not in SESSION_KEYS
    )


def _confirmed(draft: Draft) -> dict[str, str]:
    """What the register knows of the interviewee by now."""
    party = _interviewee(draft)
    consent = "，同意电子送达" if party.electronic_consent else ""
    return {
        "service_address": party.service_address or party.address,
        "contact_data": f"电话 {party.phone}{consent}" if party.phone else "",
        "payee_account": party.payee_account,
    }


def _interviewee(draft: Draft) -> Party:
    """Whom the court talked to: the party named, else the first applicant."""
    applicants = (party.id for party in draft.file.state.applicants)
    named = draft.details.get("interviewee") or draft.recipient or next(applicants, "")
    if named not in draft.file.parties:
        raise Refusal(Code.UNKNOWN_SUBJECT, f"当事人编号不存在：{named or '（未填）'}")
    return draft.file.parties[named]


def _reception(draft: Draft) -> Session:
    """The conversation the end of reception closes, held by the unit that receives."""
    unit = draft.unit_named(draft.file.book.reception.unit)
    return _session(draft, draft.file.latest(EventKind.RECEPTION_ENDED), unit)


def _session(draft: Draft, event: Entry | None, unit: OrgUnit) -> Session:
    """When, where and between whom; time and interviewer are the event's where the details give none."""
    details = draft.details
    interviewer = details.get("interviewer") or (event.actor if event else "")
    clerks = (number for number in draft.on_duty(Role.CLERK, unit) if number != interviewer)
    recorder = details.get("recorder") or next(clerks, "")
    party = _interviewee(draft)
    at = event.occurred_at if event else draft.at
    started, ended = details.get("started_at"), details.get("ended_at")
    return Session(
        started_at=instant(started, "谈话开始时间") if started else at,
        ended_at=instant(ended, "谈话结束时间") if ended else None,
        place=details.get("place") or f"本院{unit.name}",
        interviewer=draft.file.names.get(interviewer) or unit.name,
        recorder=draft.file.names.get(recorder) or unit.name,
        interviewee=party.name,
        interviewee_role=draft.word(party.role),
    )
