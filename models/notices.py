"""Notices to parties (通知): which ones an event calls for, by the rulebook's plan."""

from models.case import CaseState
from models.events import Entry
from models.limits import fits
from models.rulebook import Rulebook
from models.values import Instant, Value


class Notice(Value):
    """A notice that is due: to whom (a party's id), by which channel, saying what."""

    rule: str
    subject: str
    recipient: str
    channel: str
    text: str
    event: str
    at: Instant


def notices_for(book: Rulebook, state: CaseState, entry: Entry) -> tuple[Notice, ...]:
    """The notices an entry calls for, one per recipient and rule."""
    due: list[Notice] = []
    for rule in book.notices:
        if rule.event != entry.kind or not fits(rule.where, entry.facts):
            continue
        for party in state.parties:
            if party.role == rule.recipient or (
                rule.recipient == "both" and party.role in ("applicant", "respondent")
            ):
                due.append(
                    Notice(
                        rule=rule.id,
                        subject=entry.subject,
                        recipient=party.id,
                        channel=rule.channel,
                        text=f"【{book.name}】{state.case_no}：{rule.text}",
                        event=entry.kind.value,
                        at=entry.occurred_at,
                    )
                )
    return tuple(due)
