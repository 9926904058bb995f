"""Records of inquiries on the spot (调查笔录): at bodies no network reaches, at a domicile, at neighbours."""

from collections.abc import Mapping
from datetime import datetime

from activities.papers.draft import Draft, instant, sentence
from activities.papers.findings import asset_text, money_text
from activities.papers.records import NOT_GIVEN
from models.errors import Code, Refusal
from models.events import Entry, EventKind
from models.forms.head import Answer, Session
from models.forms.sheets import InquiryRecord
from models.roles import Role

OWN_WORDS = frozenset(
    {"body", "started_at", "ended_at", "place", "asked", "post", "investigators", "recorder", "note"}
)
"""Details about the inquiry itself; every other one is a question with its answer."""

FOUND = frozenset({EventKind.PROPERTY_FOUND, EventKind.MONEY_FOUND})


def inquiry_record(draft: Draft) -> InquiryRecord:
    """调查笔录 (JL-8): `subject` is the body of the court's list that was asked, with what was found there.

    Of a place no list has, as a village (JL-17), the details say which (`body`) and what was answered.
    """
    held = draft.file.latest(EventKind.INQUIRY_HELD, draft.subject) if draft.subject else None
    said: Mapping[str, object] = {**(held.facts if held else {}), **draft.details}
    body = _words(said.get("body")) or _listed(draft)
    return InquiryRecord(
        head=draft.head(),
        body=body,
        session=_session(draft, held, said, body),
        answers=tuple(Answer(question=asked, answer=told) for asked, told in _answers(said).items()),
        findings=_findings(draft, held) if held else (),
        note=sentence(_words(said.get("note"))),
    )


def _listed(draft: Draft) -> str:
    """The body by its name in the rulebook. Raises Refusal(UNKNOWN_SUBJECT) for one it does not list."""
    for institution in draft.file.book.offline.institutions:
        if institution.key == draft.subject:
            return institution.name
    raise Refusal(
        Code.UNKNOWN_SUBJECT, f"查询机构 {draft.subject or '（未填）'} 不在清单内，请写明被调查单位（body）"
    )


def _answers(said: Mapping[str, object]) -> dict[str, str]:
    """Questions and answers: those of the report, and every detail that is not about the inquiry itself."""
    reported = said.get("answers")
    told = dict(reported) if isinstance(reported, Mapping) else {}
    told |= {name: value for name, value in said.items() if name not in {*OWN_WORDS, "answers"}}
    clean = ((sentence(_words(name)), _words(value)) for name, value in told.items())
    return {asked: answer for asked, answer in clean if asked and answer}


def _session(draft: Draft, held: Entry | None, said: Mapping[str, object], body: str) -> Session:
    """When, where and between whom; where nobody says more, whoever reported it asked the body's staff."""
    unit = draft.unit_named(draft.file.book.offline.unit)
    asking = _people(draft, said.get("investigators"), held)
    recorder = str(said.get("recorder") or next(iter(draft.on_duty(Role.CLERK, unit)), ""))
    started, ended = str(said.get("started_at") or ""), str(said.get("ended_at") or "")
    at: datetime = held.occurred_at if held else draft.at
    return Session(
        started_at=instant(started, "调查开始时间") if started else at,
        ended_at=instant(ended, "调查结束时间") if ended else None,
        place=_words(said.get("place")) or body,
        interviewer=asking or unit.name,
        recorder=draft.file.names.get(recorder) or unit.name,
        interviewee=_words(said.get("asked")) or NOT_GIVEN,
        interviewee_role=_words(said.get("post")) or f"{body}工作人员",
    )


def _people(draft: Draft, numbers: object, held: Entry | None) -> str:
    """The investigators' names in a row: those stated, else who reported it; a number nobody has stays."""
    stated = numbers.split("、") if isinstance(numbers, str) else numbers
    listed = [str(number) for number in stated] if isinstance(stated, list | tuple) else []
    people = dict.fromkeys((*([held.actor] if held and not listed else []), *listed))
    return "、".join(draft.file.names.get(number) or _words(number) for number in people if number)


def _words(value: object) -> str:
    """What somebody wrote, as a form can print it: a report once taken is not refused for its signs."""
    return "".join(sign if ord(sign) >= 32 or sign == "\n" else " " for sign in str(value or "")).strip()


def _findings(draft: Draft, held: Entry) -> tuple[str, ...]:
    """What the same report found there: the finds entered with it, after those of any other body."""
    found: list[str] = []
    for entry in reversed([entry for entry in draft.file.entries if entry.seq < held.seq]):
        other = entry.kind is EventKind.OFFLINE_FINDING and entry.subject != held.subject
        if other or entry.recorded_at != held.recorded_at:
            break
        if entry.kind in FOUND and entry.actor == held.actor:
            found.append(_text(draft, entry.subject))
    return tuple(reversed(found))


def _text(draft: Draft, item: str) -> str:
    state = draft.file.state
    return (
        money_text(draft, state.money[item]) if item in state.money else asset_text(draft, state.assets[item])
    )
