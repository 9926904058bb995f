"""Stage activities may run again after any death: outside it happens once, inside the answer is the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities.case_files import CaseFiles
from activities.documents import DocumentService
from activities.electronic_file.store import FileStore
from activities.funds import Funds
from activities.gateways.http import HttpGateways
from activities.implementation import Implementation
from activities.intake import Intake
from activities.network_query import NetworkQuery
from activities.papers import Papers
from activities.stage_work import Tools
from models.events import EventKind
from models.messages import AppendEvents, StageResult, StageWork
from tests.activities.clerk import FILED_AT, Clerk
from tests.courthouse import OutsideThread

FOUND: dict[str, Any] = {"kind": "bank_deposit", "source": "query"}


@dataclass
class Bench:
    """Stage activities over one case, and the outside they reach."""

    clerk: Clerk
    tools: Tools
    outside: OutsideThread
    key: str

    def work(self, name: str, subject: str = "") -> StageWork:
        return StageWork(case_key=self.key, key=name, at=self.clerk.now, subject=subject)

    def write(self, result: StageResult) -> None:
        """What the workflow does with an activity's answer."""
        step = AppendEvents(**self.clerk.head(self.key), events=result.events)
        self.clerk.register.append_events(step)

    def ledger(self) -> dict[str, Any]:
        """What really happened outside."""
        return self.outside.get("/ledger", court="ruyang", case_no=self.key.split(":")[1])

    def effects(self) -> dict[str, int]:
        """How often each operation really happened; no key was ever used for two requests."""
        ledger = self.ledger()
        assert sum(call["conflicts"] for call in ledger["calls"]) == 0
        return dict(ledger["effects_by_operation"])


@pytest.fixture
def bench(clerk: Clerk, outside: OutsideThread, tmp_path: Path) -> Iterator[Bench]:
    """A case in its team's hands, claiming 10,000, with two deposits its respondent really has."""
    key = clerk.file(claim_amount="10000.00")
    deposits = [
        {"kind": "bank_deposit", "amount": amount, "item_ref": ref, "seen_by": ["national"]}
        for ref, amount in (("a", "6000.00"), ("b", "9000.00"))
    ]
    truth = {"parties": {"respondent-1": {"holdings": deposits}}}
    case = {"court": "ruyang", "case_no": key.split(":")[1], "filed_at": FILED_AT.isoformat()}
    outside.post("/truth", {**case, "truth": truth})
    with HttpGateways(outside.url) as gateways:
        files, papers = CaseFiles(clerk.database, clerk.books), Papers(FileStore(tmp_path))
        yield Bench(clerk, Tools(clerk.database, files, gateways, papers), outside, key)


def find(bench: Bench, item: str, ref: str, amount: str) -> None:
    bench.clerk.append(bench.key, EventKind.MONEY_FOUND, item, amount=amount, item_ref=ref, **FOUND)


def order(bench: Bench, payout: str, amount: str) -> None:
    facts = {"arrival": "K1", "payee": "applicant-1", "purpose": "claim", "amount": amount}
    bench.clerk.append(bench.key, EventKind.PAYOUT_ORDERED, payout, at=None, **facts)


@pytest.mark.requirement("GS-17", "NB-40", "RY-18")
def test_a_freeze_is_ordered_once_whatever_was_found_since(bench: Bench) -> None:
    """Killed after freezing: the second attempt follows the plan of the first, not what was found since."""
    control = NetworkQuery(bench.tools).control_found
    find(bench, "M1", "a", "6000.00")
    first = control(bench.work("control/1/0"))
    find(bench, "M2", "b", "9000.00")
    assert control(bench.work("control/1/0")) == first
    assert bench.effects() == {"control": 1}
    bench.write(first)
    bench.write(control(bench.work("control/2/0")))
    state = bench.clerk.state(bench.key)
    owed = Decimal("10000.00") + state.enforcement_fee
    assert state.money["M1"].frozen_amount + state.money["M2"].frozen_amount == owed
    assert bench.effects() == {"control": 2}


@pytest.mark.requirement("NB-40")
def test_nothing_is_frozen_beyond_what_is_owed(bench: Bench) -> None:
    """Once all that is owed is frozen the next find is refused, and nobody outside is asked."""
    find(bench, "M1", "b", "9000.00")
    find(bench, "M2", "a", "6000.00")
    find(bench, "M3", "c", "100.00")
    events = NetworkQuery(bench.tools).control_found(bench.work("control/3/0")).events
    assert [event.kind for event in events] == [
        EventKind.CONTROLLED,
        EventKind.CONTROLLED,
        EventKind.CONTROL_REFUSED,
    ]
    assert events[2].facts["reason"] == "nothing_left_to_cover"
    assert bench.effects() == {"control": 2}


@pytest.mark.requirement("GS-12")
def test_identity_is_checked_once_per_party(bench: Bench) -> None:
    """Two attempts, one check of each party, the same answer."""
    verify = Intake(bench.tools).verify_identity
    assert verify(bench.work("verify_identity")) == verify(bench.work("verify_identity"))
    calls = [call for call in bench.ledger()["calls"] if call["path"] == "/identity/verify"]
    assert [(call["attempts"], call["conflicts"]) for call in calls] == [(2, 0), (2, 0)]


@pytest.mark.requirement("GS-18", "RY-19")
def test_documents_go_out_once(bench: Bench) -> None:
    """Made twice, the papers have the same digests; sent twice, one envelope leaves."""
    service = DocumentService(bench.tools)
    made = service.make_documents(bench.work("make_documents"))
    assert service.make_documents(bench.work("make_documents")) == made
    bench.write(made)
    sent = service.send_documents(bench.work("send_documents/0"))
    assert service.send_documents(bench.work("send_documents/0")) == sent
    assert bench.effects() == {"service": 1}


@pytest.mark.requirement("RY-46")
def test_money_goes_out_once(bench: Bench) -> None:
    """The bank is asked again under the same key: one payout, and the last one clears the arrival."""
    clerk, key = bench.clerk, bench.key
    find(bench, "M1", "a", "6000.00")
    bench.write(NetworkQuery(bench.tools).control_found(bench.work("control/1/0")))
    deduct = Implementation(bench.tools).deduct
    clerk.append(key, EventKind.DEDUCTION_ORDERED, "M1", amount="6000.00")
    assert deduct(bench.work("deduct/M1", "M1")) == deduct(bench.work("deduct/M1", "M1"))
    assert bench.effects()["deduction"] == 1

    clerk.append(key, EventKind.MONEY_ARRIVED, "K1", amount="6000.00", origin="deduction", item="M1")
    bench.outside.post(
        "/clock", {"court": "ruyang", "case_no": key.split(":")[1], "now": "2026-06-30T09:00:00+08:00"}
    )
    assert bench.ledger()["balance"] == "6000.00"
    order(bench, "F1", "2500.00")
    order(bench, "F2", "3500.00")
    pay = Funds(bench.tools).pay_out
    first = pay(bench.work("pay_out/F1", "F1"))
    assert pay(bench.work("pay_out/F1", "F1")) == first
    assert [event.kind for event in first.events] == [EventKind.DOCUMENT_MADE, EventKind.PAID_OUT]
    bench.write(first)
    last = pay(bench.work("pay_out/F2", "F2"))
    assert [event.kind for event in last.events][1:] == [EventKind.PAID_OUT, EventKind.MONEY_CLEARED]
    assert [line["amount"] for line in bench.ledger()["payouts"]] == ["2500.00", "3500.00"]
    assert bench.ledger()["balance"] == "0.00"


@pytest.mark.requirement("RY-27", "NB-119", "NB-130")
def test_a_measure_is_entered_once(bench: Bench) -> None:
    """Restricted twice under one key: one entry in the outside register."""
    clerk, key = bench.clerk, bench.key
    clerk.append(
        key,
        EventKind.MEASURE_DECIDED,
        "S1",
        kind="consumption_restriction",
        respondent="respondent-1",
        ground="x",
    )
    take = Implementation(bench.tools).take_measure
    assert take(bench.work("take_measure/S1", "S1")) == take(bench.work("take_measure/S1", "S1"))
    assert bench.effects() == {"entry": 1}


def test_a_system_that_refuses_for_good_stops_the_step(bench: Bench) -> None:
    """The bank has no such money: the step fails for good with the bank's code, and names nobody."""
    clerk, key = bench.clerk, bench.key
    clerk.append(key, EventKind.MONEY_ARRIVED, "K1", amount="100.00", origin="other")
    order(bench, "F1", "100.00")
    with pytest.raises(ApplicationError) as error:
        Funds(bench.tools).pay_out(bench.work("pay_out/F1", "F1"))
    assert (error.value.type, error.value.non_retryable) == ("insufficient_balance", True)
    assert "甲某某" not in str(error.value) and bench.effects() == {}
