"""One key, one effect: repeats, reuse, failures before and after the effect, a kill in between."""

import os
import signal
import socket
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal

import httpx
import pytest

from activities.gateways.bank import PayoutRequest
from activities.gateways.control import ControlMethod, ControlRequest
from activities.gateways.errors import GatewayDown, GatewayRefused
from activities.gateways.http import HttpGateways
from activities.gateways.service import ServedDocument, ServiceChannel, ServiceRequest

ARRIVED = [{"amount": "1000.00", "business_days": 0}]
NOTICE = ServedDocument(id="P1", kind="enforcement_notice", sha256="0" * 64)


def payout(head, key="pay", **changes):
    """A payout the day after filing, when the money of ARRIVED is there."""
    base = head(key)
    return PayoutRequest(
        **{**base, "at": base["at"] + timedelta(days=1)},
        **{"payee": "A1", "purpose": "claim", "amount": Decimal("400.00"), **changes},
    )


def calls(outside):
    """Per key what the ledger counted."""
    return {
        row["key"]: (row["attempts"], row["repeats"], row["conflicts"])
        for row in outside.get("/ledger")["calls"]
    }


def test_the_same_key_gets_the_stored_answer_and_no_second_effect(outside, head):
    outside.truth(other_arrivals=ARRIVED)
    first = outside.gateways.bank.pay_out(payout(head))
    second = outside.gateways.bank.pay_out(payout(head))
    assert second == first
    ledger = outside.get("/ledger")
    assert ledger["balance"] == "600.00"
    assert [line["amount"] for line in ledger["payouts"]] == ["400.00"]
    assert ledger["effects_by_operation"] == {"payout": 1}
    assert calls(outside) == {"pay": (2, 1, 0)}


def test_a_later_instant_is_still_the_same_request(outside, head):
    outside.truth(other_arrivals=ARRIVED)
    request = payout(head)
    first = outside.gateways.bank.pay_out(request)
    later = request.model_copy(update={"at": request.at + timedelta(days=3)})
    assert outside.gateways.bank.pay_out(later) == first


def test_the_same_key_for_another_request_is_refused(outside, head):
    outside.truth(other_arrivals=ARRIVED)
    outside.gateways.bank.pay_out(payout(head))
    with pytest.raises(GatewayRefused) as refused:
        outside.gateways.bank.pay_out(payout(head, amount=Decimal("500.00")))
    assert refused.value.code == "key_reused"
    sending = ServiceRequest(**head("pay"), recipient="R1", channel=ServiceChannel.POST, documents=(NOTICE,))
    with pytest.raises(GatewayRefused) as refused:
        outside.gateways.service.send(sending)
    assert refused.value.code == "key_reused"
    assert outside.get("/ledger")["effects_by_operation"] == {"payout": 1}
    assert calls(outside) == {"pay": (1, 0, 2)}


def test_a_refused_payment_may_be_asked_for_again_under_its_key(outside, head):
    outside.truth(other_arrivals=[{"amount": "1000.00", "business_days": 5}])
    request = payout(head)
    with pytest.raises(GatewayRefused) as refused:
        outside.gateways.bank.pay_out(request)
    assert refused.value.code == "insufficient_balance"
    assert outside.get("/ledger")["effects"] == []
    outside.later()
    assert outside.gateways.bank.pay_out(request).balance == Decimal("600.00")


def test_a_failure_before_the_effect_leaves_nothing_behind(outside, head):
    outside.truth(other_arrivals=ARRIVED)
    outside.settings(fail_before_rate=1, fail_attempts=2)
    for _ in range(2):
        with pytest.raises(GatewayDown):
            outside.gateways.bank.pay_out(payout(head))
        assert outside.get("/ledger")["effects"] == []
    assert outside.gateways.bank.pay_out(payout(head)).balance == Decimal("600.00")
    assert calls(outside) == {"pay": (3, 0, 0)}


def test_a_failure_after_the_effect_is_made_good_by_the_key(outside, head):
    outside.truth(other_arrivals=ARRIVED)
    outside.settings(fail_after_rate=1, fail_attempts=1)
    with pytest.raises(GatewayDown):
        outside.gateways.bank.pay_out(payout(head))
    assert outside.get("/ledger")["balance"] == "600.00"
    assert outside.gateways.bank.pay_out(payout(head)).balance == Decimal("600.00")
    ledger = outside.get("/ledger")
    assert ledger["balance"] == "600.00"
    assert ledger["effects_by_operation"] == {"payout": 1}
    assert calls(outside) == {"pay": (2, 1, 0)}


def test_failures_are_drawn_from_seed_key_and_attempt(start, head):
    def failing(seed):
        with start(seed=seed, fail_before_rate=0.5) as outside:
            outside.truth(parties={"R1": {"holdings": [{"kind": "bank_deposit", "item_ref": "acc"}]}})
            failed = []
            for number in range(12):
                request = ControlRequest(
                    **head(f"freeze-{number}"),
                    item_ref="acc",
                    kind="bank_deposit",
                    method=ControlMethod.FREEZE,
                    until=head("x")["at"].date(),
                )
                try:
                    outside.gateways.control.control(request)
                except GatewayDown:
                    failed.append(number)
            return failed

    once = failing("7")
    assert 0 < len(once) < 12
    assert failing("7") == once
    assert failing("8") != once


def test_state_outlives_a_restart(start, head, tmp_path):
    with start(tmp_path) as outside:
        outside.truth(other_arrivals=ARRIVED)
        outside.settings(duplicate_rate=0.25)
        first = outside.gateways.bank.pay_out(payout(head))
        before = outside.get("/ledger"), outside.get("/truth")
    with start(tmp_path) as outside:
        assert (outside.get("/ledger"), outside.get("/truth")) == before
        assert outside.get("/settings")["duplicate_rate"] == 0.25
        assert outside.gateways.bank.pay_out(payout(head)) == first
        assert calls(outside) == {"pay": (2, 1, 0)}


def spawn(folder, port):
    """The outside as its own process; returns when it answers."""
    environment = {
        **os.environ,
        "COURT_OUTSIDE_DATA": str(folder),
        "COURT_OUTSIDE_BEHAVIOUR__FAIL_AFTER_RATE": "1",
        "COURT_OUTSIDE_BEHAVIOUR__FAIL_ATTEMPTS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "simulation.outside", "--port", str(port)], env=environment
    )
    with httpx.Client(transport=httpx.HTTPTransport(retries=8)) as http:
        assert http.get(f"http://127.0.0.1:{port}/health").json() == {"status": "ok"}
    return process


def test_a_kill_between_effect_and_answer_neither_loses_nor_doubles(head, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    sending = ServiceRequest(
        **head("send"), recipient="R1", channel=ServiceChannel.IN_PERSON, documents=(NOTICE,)
    )
    case = {"court": sending.court, "case_no": sending.case_no}
    process = spawn(tmp_path, port)
    try:
        with HttpGateways(f"http://127.0.0.1:{port}") as gateways:
            with pytest.raises(GatewayDown):
                gateways.service.send(sending)
            process.send_signal(signal.SIGKILL)
            process.wait()
            with pytest.raises(GatewayDown) as down:
                gateways.service.send(sending)
            assert down.value.code == "no_answer"
            process = spawn(tmp_path, port)
            assert gateways.service.send(sending).reference
        ledger = httpx.get(f"http://127.0.0.1:{port}/ledger", params=case, trust_env=False).json()
    finally:
        process.kill()
        process.wait()
    assert ledger["effects_by_operation"] == {"service": 1}
    assert [row["repeats"] for row in ledger["calls"]] == [1]
    assert [row["kind"] for row in ledger["answers"]] == ["delivery_result"]
