"""Money never goes out twice, whatever the code above the database believes (design.md 2.6)."""

from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError

from models.acts.envelope import ActKind
from models.errors import Code
from models.events import EventKind
from models.tables import MoneyIn, MoneyOut
from tests.activities.clerk import Clerk
from tests.activities.test_acts import in_fast_team


@pytest.fixture
def paid(clerk: Clerk) -> tuple[Clerk, str, str]:
    """A case with a sum of 5000 on its account; clerk, key and owner."""
    key, owner = in_fast_team(clerk)
    clerk.append(key, EventKind.MONEY_ARRIVED, "K1", amount="5000.00", origin="deduction")
    return clerk, key, owner


@pytest.mark.parametrize(
    "change",
    [
        {"ordered_out": 5000.01},
        {"ordered_out": -1},
        {"ordered_out": 3000, "paid_out": 3000.01},
        {"paid_out": 1},
        {"amount": 0},
    ],
)
@pytest.mark.requirement("RY-46", "NB-228")
def test_no_more_goes_out_than_came_in(paid: tuple[Clerk, str, str], change: dict[str, float]) -> None:
    """Ordered at most what arrived, paid at most what was ordered: the database refuses all else."""
    clerk, key, _ = paid
    with pytest.raises(IntegrityError), clerk.database.transaction() as session:
        session.query(MoneyIn).filter_by(case_key=key).update(dict(change.items()))


def test_no_payment_without_its_money(paid: tuple[Clerk, str, str]) -> None:
    """A payment names an arrival of its own case, and is above zero."""
    clerk, key, _ = paid
    base = {"case_key": key, "id": "F1", "payee": "applicant-1", "purpose": "claim", "ordered_at": clerk.now}
    for wrong in ({"arrival": "K2", "amount": 1}, {"arrival": "K1", "amount": 0}):
        with pytest.raises(IntegrityError), clerk.database.transaction() as session:
            session.add(MoneyOut(**base, **wrong))


@pytest.mark.requirement("RY-46", "NB-228", "NB-232")
def test_payouts_are_refused_beyond_the_sum_and_to_the_wrong_hands(paid: tuple[Clerk, str, str]) -> None:
    """Claim to applicants, fee to the court, the rest back to respondents; to the cent and no further."""
    clerk, key, owner = paid

    def order(payee: str, amount: str, purpose: str = "claim") -> str:
        data = {"arrival": "K1", "payee": payee, "amount": amount, "purpose": purpose}
        answer = clerk.act(key, ActKind.ORDER_PAYOUT, owner, "judge", data)
        return answer.refused.code if answer.refused else ""

    for payee, purpose in (("respondent-1", "claim"), ("applicant-1", "fee"), ("court", "refund")):
        assert order(payee, "1.00", purpose) == Code.BAD_DATA
    assert order("applicant-1", "5000.01") == Code.BAD_DATA
    assert order("applicant-1", "4000.005") == Code.BAD_DATA
    assert order("applicant-1", "4000.00") == ""
    assert order("applicant-1", "1000.01") == Code.BAD_DATA
    assert order("court", "600.00", "fee") == ""
    assert order("respondent-1", "400.00", "refund") == ""
    assert order("applicant-1", "0.01") == Code.BAD_DATA
    with clerk.database.transaction() as session:
        row = session.query(MoneyIn).filter_by(case_key=key).one()
        assert (row.ordered_out, row.paid_out) == (row.amount, Decimal(0))
        assert session.query(MoneyOut).filter_by(case_key=key).count() == 3
    state = clerk.state(key)
    assert (state.recovered, state.unpaid) == (Decimal(4000), Decimal(5000))
