"""Notices to parties (通知): which ones an event calls for, by the rulebook's plan, and what they say."""

from collections.abc import Iterator, Mapping
from string import Formatter

from models.case import CaseState
from models.events import Entry, EventKind
from models.limits import fits
from models.rulebook import Rulebook
from models.values import Instant, Value

BLANKS = frozenset({"filed_on", "unit", "owner", "phone", "method"})
"""What a text may leave to the case: day of filing, who has the case, whom to ask, the closing method."""

UNKNOWN = {"owner": "本案承办人", "phone": "12368"}
"""Said where the register does not know it: the hotline of the courts answers for every case."""


class Notice(Value):
    """A notice that is due: to whom (a party's id), by which channel, saying what."""

    rule: str
    subject: str
    recipient: str
    channel: str
    text: str
    event: str
    at: Instant


def notices_for(
    book: Rulebook, state: CaseState, entry: Entry, said: Mapping[str, str] | None = None
) -> tuple[Notice, ...]:
    """The notices an entry calls for, one per recipient and rule.

    `said` fills the blanks that only the register knows: `owner`, a name, and `phone`, the court's.
    """
    due: list[Notice] = []
    for rule in book.notices:
        if rule.event != entry.kind or not fits(rule.where, entry.facts):
            continue
        words = rule.text.format(**{**UNKNOWN, **_blanks(book, state, entry), **(said or {})})
        due.extend(
            Notice(
                rule=rule.id,
                subject=entry.subject,
                recipient=recipient,
                channel=rule.channel,
                text=f"【{book.name}】{state.case_no}：{words}",
                event=entry.kind.value,
                at=entry.occurred_at,
            )
            for recipient in _recipients(rule.recipient, state, entry)
        )
    return tuple(due)


def _recipients(wanted: str, state: CaseState, entry: Entry) -> tuple[str, ...]:
    """The ids of the parties a notice goes to."""
    if wanted == "concerned":
        measure = state.measures.get(entry.subject)
        return (measure.respondent,) if measure else ()
    roles = ("applicant", "respondent") if wanted == "both" else (wanted,)
    return tuple(party.id for party in state.parties if party.role in roles)


def calls_for(book: Rulebook, kind: EventKind, *blanks: str) -> bool:
    """Whether a notice of this event leaves one of these blanks to be filled."""
    return any(rule.event == kind and set(blanks_of(rule.text)) & set(blanks) for rule in book.notices)


def blanks_of(text: str) -> Iterator[str]:
    """The blanks of a text, each as it is written. Raises ValueError for braces that are none."""
    for _, name, form, conversion in Formatter().parse(text):
        if name is not None:
            yield name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")


def _blanks(book: Rulebook, state: CaseState, entry: Entry) -> dict[str, str]:
    """What the case itself says: before a team has it the unit of intake has."""
    unit, method = state.unit or book.intake.unit, str(entry.facts.get("method", ""))
    filed = f"{state.filed_at:%Y年%-m月%-d日}" if state.filed_at else ""
    return {
        "filed_on": filed,
        "unit": book.names.get(unit, unit),
        "method": book.names.get(method, method),
    }
