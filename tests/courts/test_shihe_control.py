"""What Shihe's document demands of control: release on the applicant's request, renewal, exit control."""

from datetime import date
from typing import Any

import pytest

from models.acts.envelope import ActKind
from models.control_orders import releases_due, renewals_due
from models.errors import Code
from models.events import EventKind
from models.shelf.files import load
from tests.courts.handling import does, held_by, may, may_register, refusal, registers
from tests.models.telling import Tale

KIND = EventKind
ASSISTANT: dict[str, Any] = {"unit": "implementation_team", "role": "judge_assistant"}
JUDGE: dict[str, Any] = {"unit": "implementation_team", "role": "judge", "by": "XX009"}


def asks(thing: str) -> dict[str, str]:
    """A request for the release of a thing, as the applicant wants it."""
    return {"matter": "control_release", "target": thing, "reason": "申请执行人申请解除，双方已和解"}


@pytest.fixture
def held() -> Tale:
    """A case of the implementation team with a house, a vehicle and a deposit under control."""
    tale = held_by(Tale(book=load("shihe")), "implementation_team", "team", owner="XX009", track="ordinary")
    for asset, kind in (("W1", "house"), ("W2", "vehicle")):
        tale.happens(KIND.PROPERTY_FOUND, asset, kind=kind, source="network", item_ref=f"ref-{asset}")
        tale.happens(KIND.CONTROLLED, asset, kind=kind, expires_on="2026-08-05")
    tale.happens(KIND.MONEY_FOUND, "M1", kind="bank_deposit", amount="900.00", source="network")
    tale.happens(KIND.CONTROLLED, "M1", kind="bank_deposit", amount="900.00", expires_on="2026-08-05")
    return tale


def granted(tale: Tale, thing: str) -> None:
    """The release of a thing asked for and granted."""
    does(tale, ActKind.REQUEST_APPROVAL, asks(thing), **ASSISTANT)
    decision = {"approval": f"A{len(tale.state.approvals)}", "granted": True}
    does(tale, ActKind.DECIDE_APPROVAL, decision, **JUDGE)


@pytest.mark.requirement("SH-51")
@pytest.mark.parametrize("thing", ["W1", "M1"])
def test_a_granted_request_orders_the_release_of_what_it_names(held: Tale, thing: str) -> None:
    """Asked for, decided by a judge, ordered for that thing alone; the others stay under control."""
    does(held, ActKind.REQUEST_APPROVAL, asks(thing), **ASSISTANT)
    assert not releases_due(held.state)
    assert not may(held, ActKind.DECIDE_APPROVAL, {"approval": "A1", "granted": True}, **ASSISTANT)
    _, ordered = does(held, ActKind.DECIDE_APPROVAL, {"approval": "A1", "granted": True}, **JUDGE)
    assert (ordered.kind, ordered.subject, ordered.facts["approval"]) == (KIND.RELEASE_ORDERED, thing, "A1")
    assert [item.id for item in releases_due(held.state)] == [thing]
    others = {"W1", "W2", "M1"} - {thing}
    items = {**held.state.assets, **held.state.money}
    assert {name for name, item in items.items() if item.held} == others
    assert held.node("SH-51", thing).open
    held.happens(KIND.CONTROL_RELEASED, thing)
    assert not held.node("SH-51", thing).open


@pytest.mark.requirement("SH-51")
def test_what_was_refused_is_not_released(held: Tale) -> None:
    """A refusal orders nothing; a second request may be made."""
    does(held, ActKind.REQUEST_APPROVAL, asks("W1"), **ASSISTANT)
    refused = {"approval": "A1", "granted": False, "reason": "尚不符合解除条件"}
    assert len(does(held, ActKind.DECIDE_APPROVAL, refused, **JUDGE)) == 1
    assert not releases_due(held.state) and held.state.assets["W1"].held
    assert may(held, ActKind.REQUEST_APPROVAL, asks("W1"), **ASSISTANT)


@pytest.mark.requirement("SH-51")
@pytest.mark.parametrize(
    ("thing", "happened", "code"),
    [
        ("W9", (), Code.UNKNOWN_SUBJECT),
        ("", (), Code.UNKNOWN_SUBJECT),
        ("W1", ((KIND.CONTROL_RELEASED, "W1", {}),), Code.WRONG_STATE),
        ("W1", ((KIND.RELEASE_ORDERED, "W1", {"approval": "A7"}),), Code.ALREADY_DONE),
        ("M1", ((KIND.DEDUCTION_ORDERED, "M1", {"amount": "900.00"}),), Code.WRONG_STATE),
        (
            "W1",
            (
                (
                    KIND.AUCTION_PLANNED,
                    "W1",
                    {"round": "first", "start_price": "1.00", "deposit": "1.00", "opens_at": "x"},
                ),
            ),
            Code.WRONG_STATE,
        ),
        (
            "W1",
            ((KIND.CLOSING_PROPOSED, "", {"method": "ended"}), (KIND.CLOSING_APPROVED, "", {})),
            Code.WRONG_STATE,
        ),
    ],
)
def test_what_cannot_be_let_go_is_not_asked_for_nor_granted(
    held: Tale, thing: str, happened: tuple[tuple[KIND, str, dict[str, Any]], ...], code: Code
) -> None:
    """Unknown, free already, ordered already, to be deducted, on sale, or in a case that closes."""
    if thing in ("W1", "M1"):
        does(held, ActKind.REQUEST_APPROVAL, asks(thing), **ASSISTANT)
    for kind, subject, facts in happened:
        held.happens(kind, subject, **facts)
    if thing in ("W1", "M1"):
        decision = refusal(held, ActKind.DECIDE_APPROVAL, {"approval": "A1", "granted": True}, **JUDGE)
        assert decision is not None and decision.code == code
        return
    request = refusal(held, ActKind.REQUEST_APPROVAL, asks(thing), **ASSISTANT)
    assert request is not None and request.code == code


@pytest.mark.requirement("SH-51")
def test_what_is_let_go_is_neither_deducted_nor_sold(held: Tale) -> None:
    """From the grant on; a disposal that had begun ends, and the case leaves it."""
    does(held, ActKind.ENTER_DISPOSAL, {"asset": "W1"}, **JUDGE)
    granted(held, "W1")
    house = held.state.assets["W1"]
    assert (house.in_disposal, house.disposal_outcome) == (False, "released")
    granted(held, "M1")
    granted(held, "W2")
    for kind, data in (
        (ActKind.ORDER_DEDUCTION, {"item": "M1", "amount": "1.00"}),
        (ActKind.ENTER_DISPOSAL, {"asset": "W2"}),
        (ActKind.MEET_DISPOSAL_CONDITIONS, {"asset": "W2", "opinions": "无异议"}),
        (ActKind.RENEW_CONTROL, {"item": "W2"}),
    ):
        refused = refusal(held, kind, data, **JUDGE)
        assert refused is not None and refused.code in (Code.WRONG_STATE, Code.ALREADY_DONE), kind


@pytest.mark.requirement("SH-49", "NB-36")
def test_a_control_is_renewed_before_it_ends(held: Tale) -> None:
    """The node names the last day; a renewal ends it, and the next one counts to the new last day."""
    ending = held.node("NB-35", "W1")
    assert ending.due_at is not None and ending.due_at.date() == date(2026, 8, 5)
    assert ending.act == ActKind.RENEW_CONTROL
    (ordered,) = does(held, ActKind.RENEW_CONTROL, {"item": "W1", "until": "2029-05-05"}, **JUDGE)
    assert ordered.facts["until"] == "2029-05-05"
    assert [item.id for item in renewals_due(held.state)] == ["W1"]
    assert held.node("NB-35", "W1").open
    held.happens(KIND.CONTROL_RENEWED, "W1", kind="house", expires_on="2029-05-05")
    assert not held.node("NB-35", "W1").open and not renewals_due(held.state)
    renewed = held.node("NB-36", "W1")
    assert renewed.open and renewed.due_at is not None and renewed.due_at.date() == date(2029, 5, 5)
    assert held.state.assets["W1"].control_expires_on == date(2029, 5, 5)
    assert held.node("NB-34", "W2").open


@pytest.mark.requirement("SH-49", "NB-33", "NB-34", "NB-35")
@pytest.mark.parametrize(
    ("item", "longest", "beyond"),
    [
        ("M1", "2027-05-05", "2027-05-06"),
        ("W2", "2028-05-05", "2028-05-06"),
        ("W1", "2029-05-05", "2029-05-06"),
    ],
)
def test_a_renewal_is_no_longer_than_the_law_allows(held: Tale, item: str, longest: str, beyond: str) -> None:
    """One year for money, two for a movable, three for an immovable; the longest where no day is named."""
    refused = refusal(held, ActKind.RENEW_CONTROL, {"item": item, "until": beyond}, **JUDGE)
    assert refused is not None and refused.code == Code.BAD_DATA and longest in refused.message
    (ordered,) = does(held, ActKind.RENEW_CONTROL, {"item": item}, **JUDGE)
    assert ordered.facts["until"] == longest


@pytest.mark.requirement("SH-49")
@pytest.mark.parametrize("kind", ["exit_control", "exit_renewal"])
def test_exit_control_is_renewed_with_its_papers(held: Tale, kind: str) -> None:
    """Decision and notice to the border, or it is refused by name; its last day is watched and moves."""
    papers = ["exit_decision", "border_notice"]
    office: dict[str, Any] = {"unit": "implementation_team"}
    stated: dict[str, Any] = {"expires_on": "2026-08-05", "kind": kind}
    for left_out, named in (("exit_decision", "限制出境决定书"), ("border_notice", "边控对象通知书")):
        facts = {**stated, "papers": [paper for paper in papers if paper != left_out]}
        data = {"event": "exit_controlled", "subject": "respondent-1", "facts": facts}
        refused = refusal(held, ActKind.RECORD_OCCURRENCE, data, unit="implementation_team", role="clerk")
        assert refused is not None and refused.code == Code.MISSING_EVIDENCE
        assert refused.message.endswith(named)
    whole = {**stated, "papers": papers}
    assert not may_register(held, KIND.EXIT_CONTROLLED, **office, **{**whole, "expires_on": "三个月"})
    registers(held, KIND.EXIT_CONTROLLED, "respondent-1", **office, **whole)
    first = held.node("SH-49", "respondent-1")
    assert first.due_at is not None and first.due_at.date() == date(2026, 8, 5)
    later = {**whole, "expires_on": "2026-11-05"}
    registers(held, KIND.EXIT_CONTROLLED, "respondent-1", **office, **later)
    again = held.node("SH-49", "respondent-1")
    assert again.key != first.key and again.due_at is not None and again.due_at.date() == date(2026, 11, 5)
    registers(held, KIND.EXIT_CONTROL_LIFTED, "respondent-1", **office)
    assert not held.node("SH-49", "respondent-1").open
