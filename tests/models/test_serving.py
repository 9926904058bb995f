"""Which way documents go next to whom: the court's ladder, rung by rung."""

from datetime import timedelta
from typing import Any

import pytest

from models.events import EventKind
from models.parties import Party
from models.serving import Sending, last_sendings, next_sendings, unserved
from models.shelf.files import load
from tests.models.telling import Tale

KIND = EventKind
WHO = "respondent-1"


def tale(court: str = "gushi", **party: Any) -> Tale:
    """A case with a paper for its first respondent, who is what is said."""
    told = Tale(book=load(court))
    told.happens(
        KIND.DOCUMENT_MADE, "P1", kind="enforcement_notice", name="执行通知书", sha256="a", recipient=WHO
    )
    told.parties[WHO] = Party.model_validate({**told.parties[WHO].model_dump(), **party})
    return told


def due(told: Tale) -> list[Sending]:
    """What goes out next."""
    return list(next_sendings(told.book, told.state, told.parties))


def ways(told: Tale) -> list[tuple[str, str]]:
    return [(sending.channel, sending.address_kind) for sending in due(told)]


def sent(told: Tale, *came: str) -> None:
    """What is due goes out; `came` says of each sending whether it was served, returned, or is still open."""
    for sending, result in zip(due(told), came, strict=True):
        told.happens(
            KIND.DOCUMENT_SENT,
            sending.delivery,
            recipient=sending.recipient,
            channel=sending.channel,
            address_kind=sending.address_kind,
            documents=list(sending.documents),
            attempt=sending.attempt,
        )
        if result != "open":
            kind = KIND.DOCUMENT_SERVED if result == "served" else KIND.DOCUMENT_RETURNED
            told.happens(kind, sending.delivery)


@pytest.mark.requirement("GS-23")
@pytest.mark.parametrize(
    ("party", "first"),
    [
        ({"kind": "company", "electronic_consent": True}, "electronic"),
        ({"kind": "company", "electronic_consent": False}, "post"),
        ({"kind": "natural_person", "electronic_consent": True}, "post"),
        (
            {"kind": "natural_person", "electronic_consent": True, "agent": {"name": "乙", "lawyer": True}},
            "electronic",
        ),
        ({"kind": "bank", "electronic_consent": True}, "electronic"),
    ],
)
def test_the_channel_depends_on_who_it_is(party: dict[str, Any], first: str) -> None:
    """Enterprises, organs, banks and whoever has a lawyer by wire, if they agreed; others by post."""
    assert ways(tale(**party))[0][0] == first


def test_a_court_without_such_a_rule_asks_consent_alone() -> None:
    """Ruyang names no kinds: whoever agreed is served by wire."""
    assert ways(tale("ruyang", kind="natural_person", electronic_consent=True)) == [
        ("electronic", "confirmed")
    ]


@pytest.mark.requirement("GS-19")
def test_three_mailings_at_the_same_time() -> None:
    """Nothing confirmed: every registered address at once, numbered; confirmed: that one alone."""
    known = {
        "household_registration": "甲路1号",
        "temporary_residence": "乙路2号",
        "business_registration": "丙路3号",
    }
    told = tale(addresses=known)
    assert ways(told) == [("post", kind) for kind in known]
    assert [sending.delivery for sending in due(told)] == [f"D-{WHO}-{n}" for n in (1, 2, 3)]
    assert [sending.address(told.parties[WHO]) for sending in due(told)] == list(known.values())
    confirmed = tale(addresses=known, service_address="丁路4号")
    assert ways(confirmed) == [("post", "confirmed")]
    assert due(confirmed)[0].address(confirmed.parties[WHO]) == "丁路4号"
    nothing = tale(address="戊路5号")
    assert [sending.address(nothing.parties[WHO]) for sending in due(nothing)] == ["戊路5号"]


@pytest.mark.requirement("GS-22", "NB-76")
def test_the_ladder_goes_down_rung_by_rung() -> None:
    """By wire, then by post; what only a person may decide is not sent by a system; one service is enough."""
    told = tale(kind="company", electronic_consent=True, addresses={"business_registration": "丙路3号"})
    sent(told, "open")
    assert due(told) == []
    told.happens(KIND.DOCUMENT_RETURNED, f"D-{WHO}-1")
    assert [(s.channel, s.delivery, s.attempt) for s in due(told)] == [("post", f"D-{WHO}-2", 2)]
    sent(told, "returned")
    assert due(told) == []

    several = tale(addresses={"household_registration": "甲路1号", "temporary_residence": "乙路2号"})
    sent(several, "returned", "served")
    assert due(several) == []


def test_who_has_no_paper_gets_nothing() -> None:
    """Only recipients of a paper are served."""
    assert {sending.recipient for sending in due(tale())} == {WHO}


# --- papers made after the first set -----------------------------------------------------------------


def ruling(told: Tale, paper: str = "P2") -> None:
    """A ruling on both sides, made later."""
    sides = [party.id for party in told.state.parties]
    facts: dict[str, Any] = {
        "kind": "deduction_ruling",
        "name": "扣划裁定书",
        "sha256": "b",
        "recipients": sides,
    }
    told.happens(KIND.DOCUMENT_MADE, paper, **facts)


def contents(told: Tale, recipient: str = WHO) -> list[tuple[str, tuple[str, ...]]]:
    """By which way what goes out next to one party."""
    return [(s.channel, s.documents) for s in due(told) if s.recipient == recipient]


@pytest.mark.requirement("SH-62", "JL-27")
def test_a_later_paper_is_served_on_whom_it_is_for() -> None:
    """Served once is not served with everything: the ruling goes out alone, to every party it is for."""
    told = tale()
    sent(told, "served")
    assert due(told) == []
    ruling(told)
    assert {s.recipient for s in due(told)} == {party.id for party in told.state.parties}
    assert contents(told) == [("post", ("P2",))]
    first, *_ = (s for s in due(told) if s.recipient == WHO)
    assert (first.delivery, first.attempt) == (f"D-{WHO}-2", 2)
    facts: dict[str, Any] = {"kind": "node_table", "name": "执行流程节点表", "sha256": "c"}
    told.happens(KIND.DOCUMENT_MADE, "P3", **facts)
    assert contents(told) == [("post", ("P2",))]


@pytest.mark.requirement("SH-62")
def test_what_waits_for_somebody_goes_out_together() -> None:
    """What is on its way is left alone; what came back goes with what was made since."""
    told = tale(kind="company", electronic_consent=True)
    sent(told, "open")
    ruling(told)
    assert contents(told) == [("electronic", ("P2",))]
    told.happens(KIND.DOCUMENT_RETURNED, f"D-{WHO}-1")
    assert contents(told) == [("post", ("P1", "P2"))]
    assert [paper.id for paper in unserved(told.state, WHO)] == ["P1", "P2"]


@pytest.mark.requirement("GS-19", "SH-62")
def test_who_was_reached_one_way_is_reached_that_way_again() -> None:
    """The wire failed and the post arrived at one of two addresses: the next paper goes there at once."""
    known = {"household_registration": "甲路1号", "business_registration": "丙路3号"}
    told = tale(kind="company", electronic_consent=True, addresses=known)
    sent(told, "returned")
    sent(told, "returned", "served")
    ruling(told)
    mine = [s for s in due(told) if s.recipient == WHO]
    assert [(s.channel, s.address_kind) for s in mine] == [("post", "business_registration")]
    later = told.now + timedelta(days=3)
    again: dict[str, Any] = {**LATE, "recipient": WHO, "documents": ["P2"], "attempt": 4}
    told.happens(KIND.DOCUMENT_SENT, f"D-{WHO}-4", at=later, **again)
    assert contents(told) == []
    told.happens(KIND.DOCUMENT_RETURNED, f"D-{WHO}-4")
    assert contents(told) == []


LATE: dict[str, Any] = {"channel": "post", "address_kind": "business_registration"}


@pytest.mark.requirement("JL-27", "SH-66", "NB-293")
def test_a_closing_leaves_nothing_unsent() -> None:
    """Where only a person could go on, the post takes the last papers; what is on its way is left alone."""
    told = tale()
    sent(told, "returned")
    assert due(told) == []
    ruling(told)
    assert contents(told) == []
    last = {s.recipient: s for s in last_sendings(told.book, told.state, told.parties)}
    assert set(last) == {party.id for party in told.state.parties}
    assert (last[WHO].channel, last[WHO].documents) == ("post", ("P1", "P2"))
    told.happens(
        KIND.DOCUMENT_SENT,
        f"D-{WHO}-2",
        **{**LATE, "documents": ["P1", "P2"], "attempt": 2, "recipient": WHO},
    )
    assert WHO not in {s.recipient for s in last_sendings(told.book, told.state, told.parties)}
