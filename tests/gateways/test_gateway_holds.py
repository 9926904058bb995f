"""An answer withheld: the effect is there, the sender does not know, and the same key gets it later."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from time import monotonic

from activities.gateways.bank import PayoutRequest

ARRIVED = [{"amount": "1000.00", "business_days": 0}]


def payout(head, key="pay"):
    """A payout the day after filing, when the money of ARRIVED is there."""
    base = head(key)
    base["at"] += timedelta(days=1)
    return PayoutRequest(**base, payee="A1", purpose="claim", amount=Decimal("400.00"))


def held(outside):
    """The keys held now, once there is one."""
    patience = monotonic() + 10
    while not (shown := outside.get("/held", now="1")["held"]):
        assert monotonic() < patience, "nothing is held"
    return [(row["operation"], row["key"]) for row in shown]


def test_a_held_answer_comes_after_the_effect_and_only_when_released(outside, head):
    outside.truth(other_arrivals=ARRIVED)
    outside.post("/hold", {"operation": "payout", "times": 1})
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(outside.gateways.bank.pay_out, payout(head))
        assert held(outside) == [("payout", "pay")]
        assert outside.get("/ledger")["effects_by_operation"] == {"payout": 1}
        assert not asked.done()
        again = outside.gateways.bank.pay_out(payout(head))
        assert not asked.done()
        outside.post("/release", {})
        assert asked.result(10) == again
    ledger = outside.get("/ledger")
    assert ledger["effects_by_operation"] == {"payout": 1}
    assert [(row["attempts"], row["repeats"]) for row in ledger["calls"]] == [(2, 1)]
    assert outside.get("/held", now="1") == {"held": [], "ordered": {}}


def test_only_so_many_are_held_and_only_so_long(outside, head):
    outside.truth(other_arrivals=ARRIVED)
    outside.post("/hold", {"operation": "payout", "times": 1, "seconds": 0.2})
    began = monotonic()
    outside.gateways.bank.pay_out(payout(head, "first"))
    assert 0.2 <= monotonic() - began < 5
    outside.gateways.bank.pay_out(payout(head, "second"))
    assert outside.get("/held", now="1") == {"held": [], "ordered": {}}


def test_what_has_no_effect_is_not_held(outside, head):
    outside.truth(other_arrivals=[{"amount": "1000.00", "business_days": 5}])
    outside.post("/hold", {"operation": "payout"})
    assert outside.refused("/bank/payouts", {})[0] == 422
    assert outside.get("/held", now="1") == {"held": [], "ordered": {"payout": 1}}


def test_an_effect_nobody_knows_is_refused(outside):
    assert outside.refused("/hold", {"operation": "payuot"}) == (
        422,
        {"code": "unknown_operation", "message": ""},
    )
