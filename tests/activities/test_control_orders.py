"""Orders about property under control, papers that something calls for: once, and nothing else."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities.funds import Funds
from activities.gateways.bank import BankGateway, PayoutAnswer, PayoutRequest
from activities.gateways.outside import Gateways
from activities.implementation import Implementation
from activities.network_query import NetworkQuery
from activities.stage_work import Tools
from models.control_orders import releases_due, renewals_due
from models.events import EventKind
from models.papers_due import papers_due
from tests.activities.test_stage_work import Bench, bench, find

__all__ = ["bench"]

KIND = EventKind


@pytest.fixture
def frozen(bench: Bench) -> Bench:
    """Both deposits of the respondent frozen, 6,000 and what is left to cover."""
    find(bench, "M1", "a", "6000.00")
    find(bench, "M2", "b", "9000.00")
    bench.write(NetworkQuery(bench.tools).control_found(bench.work("control/2/0")))
    return bench


def orders_release(bench: Bench, item: str, approval: str = "A1") -> None:
    """The applicant's request granted for one thing."""
    asked: dict[str, Any] = {"matter": "control_release", "target": item, "reason": "双方已和解"}
    bench.clerk.append(bench.key, KIND.APPROVAL_REQUESTED, approval, **asked)
    bench.clerk.append(bench.key, KIND.RELEASE_ORDERED, item, approval=approval)


def outside(bench: Bench, operation: str) -> list[str]:
    """What an operation really happened to."""
    return [line["subject"] for line in bench.ledger()["effects"] if line["operation"] == operation]


def papers_of(bench: Bench, events: Any) -> list[str]:
    """The kinds of paper among these events."""
    return [event.facts["kind"] for event in events if event.kind == KIND.DOCUMENT_MADE]


@pytest.mark.requirement("SH-51")
def test_a_release_is_made_once_and_touches_nothing_else(frozen: Bench) -> None:
    """Tried twice under its key: one release outside, of that account; the other one is still frozen."""
    orders_release(frozen, "M1")
    release = Implementation(frozen.tools).release
    work = frozen.work("release/M1/A1", "M1")
    first = release(work)
    assert release(work) == first
    assert outside(frozen, "release") == ["a"] and frozen.effects() == {"control": 2, "release": 1}
    assert papers_of(frozen, first.events) == ["release_ruling", "assistance_notice"]
    assert [event.subject for event in first.events if event.kind == KIND.CONTROL_RELEASED] == ["M1"]
    frozen.write(first)
    state = frozen.clerk.state(frozen.key)
    assert state.money["M1"].released_at is not None and not releases_due(state)
    assert state.money["M2"].held and state.money["M2"].released_at is None
    ruling = state.papers["release_ruling/M1/A1"]
    assert set(ruling.addressees) == {party.id for party in state.parties}
    frozen.clerk.append(frozen.key, KIND.DEDUCTION_ORDERED, "M2", amount="100.00")
    Implementation(frozen.tools).deduct(frozen.work("deduct/M2/1", "M2"))
    assert outside(frozen, "deduction") == ["b"]


@pytest.mark.requirement("SH-51")
def test_what_was_seized_by_hand_gets_its_papers_and_no_call(frozen: Bench) -> None:
    """No registry knows it: an officer carries the papers, and says when it is done."""
    frozen.clerk.append(frozen.key, KIND.PROPERTY_FOUND, "W1", kind="vehicle", source="offline")
    frozen.clerk.append(frozen.key, KIND.CONTROLLED, "W1", kind="vehicle", expires_on="2028-05-05")
    orders_release(frozen, "W1")
    made = Implementation(frozen.tools).release(frozen.work("release/W1/A1", "W1"))
    assert papers_of(frozen, made.events) == ["release_ruling", "assistance_notice"] and len(made.events) == 2
    frozen.write(made)
    state = frozen.clerk.state(frozen.key)
    assert not releases_due(state) and state.assets["W1"].released_at is None
    assert outside(frozen, "release") == []


@pytest.mark.requirement("SH-49", "NB-36")
def test_a_renewal_moves_the_last_day_once(frozen: Bench) -> None:
    """Tried twice: one order to the bank with the new day and the same sum, papers for the file."""
    before = frozen.clerk.state(frozen.key).money["M1"]
    frozen.clerk.append(frozen.key, KIND.RENEWAL_ORDERED, "M1", until="2027-05-30")
    work = frozen.work("renew/M1/2027-05-30", "M1")
    first = Implementation(frozen.tools).renew(work)
    assert Implementation(frozen.tools).renew(work) == first
    assert outside(frozen, "control") == ["a", "b", "a"]
    assert papers_of(frozen, first.events) == ["renewal_ruling", "assistance_notice"]
    frozen.write(first)
    state = frozen.clerk.state(frozen.key)
    after = state.money["M1"]
    assert (after.control_expires_on, after.frozen_amount) == (date(2027, 5, 30), before.frozen_amount)
    assert before.control_expires_on is not None and before.control_expires_on < date(2027, 5, 30)
    assert not renewals_due(state)


@pytest.mark.requirement("SH-49")
def test_a_refused_renewal_is_not_written_as_done(frozen: Bench) -> None:
    """The bank does not know the account: the step stops visibly, and the old day stands."""
    find(frozen, "M3", "nobody", "10.00")
    frozen.clerk.append(frozen.key, KIND.CONTROLLED, "M3", amount="10.00", expires_on="2026-12-01")
    frozen.clerk.append(frozen.key, KIND.RENEWAL_ORDERED, "M3", until="2027-05-30")
    with pytest.raises(ApplicationError) as error:
        Implementation(frozen.tools).renew(frozen.work("renew/M3/2027-05-30", "M3"))
    assert error.value.non_retryable and "续行控制未被受理" in str(error.value)


def eviction(bench: Bench) -> None:
    """A house whose people must leave."""
    bench.clerk.append(bench.key, KIND.PROPERTY_FOUND, "W1", kind="house", source="offline")
    bench.clerk.append(bench.key, KIND.CONTROLLED, "W1", kind="house", expires_on="2029-05-05")
    bench.clerk.append(bench.key, KIND.EVICTION_NOTICE_ISSUED, "W1", until="2026-06-05")


def distribution(bench: Bench) -> None:
    """A plan of distribution."""
    shares = [{"creditor": "applicant-1", "rank": "ordinary", "claim": "10000.00", "share": "900.00"}]
    planned: dict[str, Any] = {"amount": "900.00", "principle": "proportional", "shares": shares}
    bench.clerk.append(bench.key, KIND.DISTRIBUTION_PLANNED, "P1", **planned)


@pytest.mark.requirement("NB-150", "SH-65")
@pytest.mark.parametrize(
    ("happens", "kind", "served"),
    [(eviction, "eviction_notice", set()), (distribution, "distribution_plan", {"applicant", "respondent"})],
)
def test_a_paper_that_is_called_for_is_made_once(
    bench: Bench, happens: Callable[[Bench], None], kind: str, served: set[str]
) -> None:
    """Made for its occasion, served on whom the rules say; made again it makes nothing."""
    happens(bench)
    (due,) = papers_due(bench.clerk.state(bench.key))
    make = Implementation(bench.tools).make_paper
    work = bench.work(f"make_paper/{due.id}", due.id)
    made = make(work)
    assert make(work) == made and papers_of(bench, made.events) == [kind]
    bench.write(made)
    state = bench.clerk.state(bench.key)
    assert papers_due(state) == () and make(work).events == ()
    roles = {party.id: party.role for party in state.parties}
    assert {roles[party] for party in state.papers[due.id].addressees} == served


class OverheardBank:
    """The bank, and what it was asked."""

    def __init__(self, bank: BankGateway) -> None:
        self._bank = bank
        self.asked: list[PayoutRequest] = []

    def pay_out(self, request: PayoutRequest) -> PayoutAnswer:
        """Passed on as it is."""
        self.asked.append(request)
        return self._bank.pay_out(request)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bank, name)


@pytest.mark.requirement("NB-232")
def test_a_payout_to_somebody_else_goes_to_the_account_that_was_approved(bench: Bench) -> None:
    """By the name and number of the order, to the cent; a second attempt says the same and pays nothing."""
    clerk, key = bench.clerk, bench.key
    find(bench, "M1", "a", "6000.00")
    bench.write(NetworkQuery(bench.tools).control_found(bench.work("control/1/0")))
    clerk.append(key, KIND.DEDUCTION_ORDERED, "M1", amount="6000.00")
    Implementation(bench.tools).deduct(bench.work("deduct/M1/1", "M1"))
    court, case_no = key.split(":", 1)
    bench.outside.post("/clock", {"court": court, "case_no": case_no, "now": "2026-06-30T09:00:00+08:00"})
    clerk.append(key, KIND.MONEY_ARRIVED, "K1", amount="6000.00", origin="deduction", item="M1")
    other: dict[str, Any] = {"arrival": "K1", "payee": "other", "purpose": "claim", "amount": "1200.00"}
    named: dict[str, Any] = {"payee_name": "寅某某", "payee_account": "6200000000000000777"}
    clerk.append(key, KIND.PAYOUT_ORDERED, "F1", **other, **named)
    bank = OverheardBank(bench.tools.gateways.bank)
    real = bench.tools.gateways
    heard = Gateways(**{part.name: getattr(real, part.name) for part in fields(Gateways)} | {"bank": bank})
    tools: Tools = replace(bench.tools, gateways=heard)
    work = bench.work("pay_out/F1", "F1")
    first = Funds(tools).pay_out(work)
    assert Funds(tools).pay_out(work) == first
    assert {(ask.account_name, ask.account_number, ask.amount) for ask in bank.asked} == {
        ("寅某某", "6200000000000000777", Decimal("1200.00"))
    }
    assert [line["amount"] for line in bench.ledger()["payouts"]] == ["1200.00"]
    bench.write(first)
    state = clerk.state(key)
    assert state.payouts["F1"].paid_at is not None and state.unpaid == Decimal("4800.00")
    assert "寅某某" not in str([event.facts for event in first.events])
