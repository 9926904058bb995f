"""What the things of a case are called where a court reads them: words, and nobody's name."""

from typing import Any

import pytest

from models.case_words import case_words
from models.event_names import subject_name
from models.events import EventKind
from tests.models.telling import PARTIES, Tale


@pytest.fixture
def words() -> dict[str, str]:
    """The words of a case in which a little has happened."""
    tale = Tale()
    tale.in_team()
    tale.happens(EventKind.MONEY_FOUND, "M1", kind="bank_deposit", amount="5000.00", source="query")
    tale.happens(EventKind.PROPERTY_FOUND, "W1", kind="vehicle", source="network")
    third = {"name": "戊某某", "natural": True}
    owed: dict[str, Any] = {"respondent": "respondent-1", "third_party": third, "amount": "5.00"}
    tale.happens(EventKind.THIRD_PARTY_CLAIM_NAMED, "C1", **owed)
    tale.happens(EventKind.DOCUMENT_MADE, "P1", kind="enforcement_notice", name="执行通知书", sha256="a" * 64)
    sent: dict[str, Any] = {"recipient": "respondent-2", "channel": "post", "documents": ["P1"], "attempt": 1}
    tale.happens(EventKind.DOCUMENT_SENT, "D1", **sent)
    return case_words(tale.book.names, tale.state, tale.nodes.values())


@pytest.mark.parametrize(
    ("kind", "subject", "name"),
    [
        (EventKind.MONEY_FOUND, "M1", "银行存款 M1"),
        (EventKind.CONTROLLED, "W1", "车辆 W1"),
        (EventKind.THIRD_PARTY_NOTICE_SERVED, "C1", "到期债权 C1"),
        (EventKind.DOCUMENT_MADE, "P1", "执行通知书"),
        (EventKind.DOCUMENT_SERVED, "D1", "被执行人2"),
        (EventKind.HANDOVER_ACCEPTED, "Y1", "速执团队 Y1"),
        (EventKind.NODE_WARNED, "RY-D9##1", "RY-D9 启动首轮传统查控"),
        (EventKind.STAGE_ENTERED, "triage", "繁简分流"),
        (EventKind.QUERY_LAUNCHED, "national", "总对总"),
        (EventKind.CORRECTION_MADE, "unheard of", "unheard of"),
    ],
)
def test_an_event_is_about_something_a_court_reads(
    words: dict[str, str], kind: EventKind, subject: str, name: str
) -> None:
    assert subject_name(kind, subject, words) == name


def test_nobody_is_named(words: dict[str, str]) -> None:
    """The page of a case is read by whoever looks after the machine."""
    assert not ({party["name"] for party in PARTIES} | {"戊某某"}) & set(words.values())
