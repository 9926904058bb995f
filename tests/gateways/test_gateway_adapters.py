"""Identity, trial file, queries, control, service, messages, entries: each adapter over real HTTP."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from activities.gateways.control import ControlMethod, ControlRequest, ControlState, ReleaseRequest
from activities.gateways.credit import CreditMeasure, EntryRequest, EntryState, LiftRequest
from activities.gateways.errors import GatewayRefused
from activities.gateways.identity import AddressKind, IdentityRequest
from activities.gateways.mailbox import DeliveryOutcome, DeliveryResult, QueryAnswer
from activities.gateways.messages import SmsRequest
from activities.gateways.queries import QueryRequest, QuerySystem
from activities.gateways.service import ServedDocument, ServiceChannel, ServiceRequest
from activities.gateways.trial_file import TrialFileRequest
from models.answers import AnswerKind

NOTICE = ServedDocument(id="P1", kind="enforcement_notice", sha256="0" * 64)
UNTIL = date(2027, 3, 1)
DEPOSIT = {"kind": "bank_deposit", "item_ref": "acc", "amount": "5000.00"}
HOUSE = {
    "kind": "house",
    "item_ref": "home",
    "amount": "1000000.00",
    "seen_by": ["local"],
    "place": "示例县示例路 9 号",
    "eviction_needed": False,
}


def test_identity_matches_and_shows_registered_addresses(outside, head):
    registered = [{"kind": "temporary_residence", "address": "示例县新华路 3 号"}]
    outside.truth(parties={"R1": {"identity_matched": True, "registered": registered}})
    answer = outside.gateways.identity.verify(
        IdentityRequest(**head("id"), party="R1", party_kind="natural_person", name="某甲", id_number="000")
    )
    assert answer.matched
    assert [(row.kind, row.address) for row in answer.addresses] == [
        (AddressKind.TEMPORARY_RESIDENCE, "示例县新华路 3 号")
    ]


def test_identity_that_does_not_match_shows_no_address(outside, head):
    outside.truth(parties={"R1": {"identity_matched": False}})
    answer = outside.gateways.identity.verify(
        IdentityRequest(**head("id"), party="R1", party_kind="company", name="某公司", id_number="000")
    )
    assert not answer.matched
    assert answer.addresses == ()


def test_trial_file_gives_the_confirmation_and_documents(outside, head):
    confirmation = {"address": "示例县人民路 1 号", "phone": "00012345678", "electronic_consent": True}
    outside.truth(
        parties={"R1": {"confirmation": confirmation}},
        trial_file={"documents": [{"name": "民事判决书", "sha256": "a" * 64}]},
    )
    file = outside.gateways.trial_file.open(TrialFileRequest(**head("file"), party="R1"))
    assert file.address_confirmation is not None
    assert file.address_confirmation.electronic_consent
    assert not file.service_by_notice
    assert [document.sha256 for document in file.documents] == ["a" * 64]


def test_trial_that_served_by_notice_left_no_confirmation(outside, head):
    outside.truth(
        parties={"R1": {"confirmation": {"address": "示例县人民路 1 号"}}},
        trial_file={"service_by_notice": True},
    )
    file = outside.gateways.trial_file.open(TrialFileRequest(**head("file"), party="R1"))
    assert file.service_by_notice
    assert file.address_confirmation is None


def test_each_query_system_shows_its_own_part(outside, head):
    outside.truth(parties={"R1": {"holdings": [DEPOSIT, HOUSE]}})
    for system in QuerySystem:
        receipt = outside.gateways.queries.launch(
            QueryRequest(**head(f"query-{system}"), system=system, respondents=("R1",))
        )
        assert receipt.reference
    found = outside.answers(AnswerKind.QUERY_ANSWER, AnswerKind.QUERY_ANSWER)
    bodies = {answer.request_key: answer.read(QueryAnswer) for answer in found}
    national, local = bodies["query-national"], bodies["query-local"]
    assert [(item.item_ref, item.amount, item.holder) for item in national.money] == [
        ("acc", Decimal("5000.00"), "R1")
    ]
    assert national.assets == ()
    assert [(item.item_ref, item.place, item.eviction_needed) for item in local.assets] == [
        ("home", "示例县示例路 9 号", False)
    ]
    assert local.money == ()


def test_freeze_takes_what_is_there_and_release_lets_it_go(outside, head):
    outside.truth(parties={"R1": {"holdings": [DEPOSIT]}})
    control = outside.gateways.control
    frozen = control.control(
        ControlRequest(
            **head("freeze"),
            item_ref="acc",
            kind="bank_deposit",
            holder="R1",
            method=ControlMethod.FREEZE,
            amount=Decimal("8000"),
            until=UNTIL,
        )
    )
    assert (frozen.state, frozen.amount, frozen.until) == (ControlState.FROZEN, Decimal("5000.00"), UNTIL)
    released = control.release(ReleaseRequest(**head("release"), item_ref="acc"))
    assert released.reference == frozen.reference
    with pytest.raises(GatewayRefused) as refused:
        control.release(ReleaseRequest(**head("release again"), item_ref="acc"))
    assert refused.value.code == "not_controlled"


def test_a_renewal_is_a_second_control_with_a_later_day(outside, head):
    outside.truth(parties={"R1": {"holdings": [DEPOSIT]}})
    for key, until in (("freeze", UNTIL), ("renew", date(2028, 3, 1))):
        answer = outside.gateways.control.control(
            ControlRequest(
                **head(key),
                item_ref="acc",
                kind="bank_deposit",
                method=ControlMethod.FREEZE,
                amount=Decimal("3000"),
                until=until,
            )
        )
        assert (answer.state, answer.amount, answer.until) == (ControlState.FROZEN, Decimal("3000"), until)


def test_control_refused_for_cause_is_an_answer(outside, head):
    outside.truth(parties={"R1": {"holdings": [{**HOUSE, "control_refused": "pledged_elsewhere"}]}})
    answer = outside.gateways.control.control(
        ControlRequest(
            **head("seize"), item_ref="home", kind="house", method=ControlMethod.SEIZE, until=UNTIL
        )
    )
    assert (answer.state, answer.reason) == (ControlState.REFUSED, "pledged_elsewhere")


def test_an_officers_find_is_the_hidden_account_of_that_kind(outside, head):
    hidden = {**DEPOSIT, "item_ref": "hidden", "seen_by": []}
    outside.truth(parties={"R1": {"holdings": [DEPOSIT, hidden]}})
    control = ControlRequest(
        **head("freeze"),
        item_ref="M1",
        kind="bank_deposit",
        holder="R1",
        method=ControlMethod.FREEZE,
        amount=Decimal("10"),
        until=UNTIL,
    )
    assert outside.gateways.control.control(control).state is ControlState.FROZEN
    assert {row["item_ref"]: row["known_as"] for row in outside.get("/truth")["holdings"]} == {
        "acc": None,
        "hidden": "M1",
    }
    second = control.model_copy(update={"item_ref": "M2", "key": "freeze 2"})
    assert outside.gateways.control.control(second).reason == "item_unknown"


@pytest.mark.parametrize("channel", list(ServiceChannel))
def test_every_channel_tells_what_became_of_the_sending(outside, head, channel):
    outside.truth(parties={"R1": {"service": {channel.value: {"outcome": "delivered"}}}})
    outside.gateways.service.send(
        ServiceRequest(**head("send"), recipient="R1", channel=channel, documents=(NOTICE,))
    )
    (result,) = outside.answers(AnswerKind.DELIVERY_RESULT)
    body = result.read(DeliveryResult)
    assert (body.recipient, body.channel, body.outcome) == ("R1", channel, DeliveryOutcome.DELIVERED)
    assert body.documents == ("P1",)
    if channel is ServiceChannel.PUBLIC_NOTICE:
        assert result.at == head("send")["at"] + timedelta(days=30)


def test_addresses_may_answer_differently(outside, head):
    reactions = {
        "post": {"outcome": "returned", "reason": "moved"},
        "post/temporary_residence": {"outcome": "delivered"},
    }
    outside.truth(parties={"R1": {"service": reactions}})
    for kind in ("household_registration", "temporary_residence"):
        outside.gateways.service.send(
            ServiceRequest(
                **head(kind),
                recipient="R1",
                channel=ServiceChannel.POST,
                address_kind=kind,
                address="示例县某路",
                documents=(NOTICE,),
            )
        )
    found = outside.answers(AnswerKind.DELIVERY_RESULT, AnswerKind.DELIVERY_RESULT)
    ends = {answer.request_key: answer.read(DeliveryResult) for answer in found}
    assert ends["household_registration"].reason == "moved"
    assert ends["household_registration"].outcome is DeliveryOutcome.RETURNED
    assert ends["temporary_residence"].outcome is DeliveryOutcome.DELIVERED


def test_short_message_reaches_a_live_number_only(outside, head):
    outside.truth(parties={"R1": {"phone_answered": False}, "A1": {"phone_answered": True}})
    delivered = {
        party: outside.gateways.messages.send(
            SmsRequest(**head(f"sms-{party}"), recipient=party, phone="000", text="本案已立案。")
        ).delivered
        for party in ("A1", "R1")
    }
    assert delivered == {"A1": True, "R1": False}


@pytest.mark.parametrize("measure", list(CreditMeasure))
def test_entries_are_made_once_and_lifted(outside, head, measure):
    outside.truth(parties={"R1": {}})
    credit = outside.gateways.credit
    entry = EntryRequest(**head("enter"), measure=measure, respondent="R1", decision="S1", days=15)
    entered = credit.enter(entry)
    assert entered.state is EntryState.ENTERED
    again = credit.enter(entry.model_copy(update={"key": "enter again"}))
    assert (again.state, again.reason) == (EntryState.REFUSED, "already_entered")
    assert (
        credit.lift(LiftRequest(**head("lift"), reference=entered.reference)).reference == entered.reference
    )
    with pytest.raises(GatewayRefused) as refused:
        credit.lift(LiftRequest(**head("lift again"), reference=entered.reference))
    assert refused.value.code == "not_found"


def test_an_entry_may_be_refused_for_cause(outside, head):
    outside.truth(parties={"R1": {"credit_refused": {"detention": "unfit_for_detention"}}})
    answer = outside.gateways.credit.enter(
        EntryRequest(**head("enter"), measure=CreditMeasure.DETENTION, respondent="R1", decision="S1", days=5)
    )
    assert (answer.state, answer.reason) == (EntryState.REFUSED, "unfit_for_detention")
