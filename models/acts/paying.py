"""Acts about money that does not go through a payout: handed over on the spot, shared among creditors."""

from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from models.acts.envelope import Act, ActData, ActKind, Situation, require, shape
from models.distribution import Principle, Share, check_shares
from models.errors import Code
from models.events import Event, EventKind


@shape
class RecordDirectPayment(ActData):
    """Money handed straight to an applicant, entered afterwards in both directions (当场给付, SH-53, NB-227).

    The act is dated when the money was handed over. `receipt` is the number of the receipt in the file:
    the same receipt counts once.
    """

    kind: ClassVar[ActKind] = ActKind.RECORD_DIRECT_PAYMENT
    payer: str
    payee: str
    amount: Decimal = Field(gt=0, decimal_places=2)
    receipt: str = Field(pattern=r"^[0-9A-Za-z-]{1,40}$")
    proof: str = Field(min_length=1)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The payment, in and out; refused between others than the parties, and for a known receipt."""
        state = situation.state
        payers, payees = ({party.id for party in side} for side in (state.respondents, state.applicants))
        require(self.payer in payers, Code.UNKNOWN_SUBJECT, f"被执行人编号不存在：{self.payer}")
        require(self.payee in payees, Code.UNKNOWN_SUBJECT, f"申请执行人编号不存在：{self.payee}")
        known = state.seen(EventKind.DIRECT_PAYMENT, self.receipt)
        require(not known, Code.ALREADY_DONE, f"凭证 {self.receipt} 的给付已登记")
        return (
            act.event(
                EventKind.DIRECT_PAYMENT,
                self.receipt,
                amount=str(self.amount),
                payer=self.payer,
                payee=self.payee,
                proof=self.proof,
            ),
        )


@shape
class PlanDistribution(ActData):
    """The plan by which money on the account is shared (分配方案, SH-50, SH-65, NB-238, NB-239)."""

    kind: ClassVar[ActKind] = ActKind.PLAN_DISTRIBUTION
    amount: Decimal = Field(gt=0, decimal_places=2)
    principle: Principle
    shares: tuple[Share, ...] = Field(min_length=1)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The plan; refused beyond what is on the account, or against rank and principle."""
        state = situation.state
        there = sum((a.amount - a.ordered_out for a in state.arrivals.values()), Decimal(0))
        require(self.amount <= there, Code.BAD_DATA, f"可供分配的案款只有 {there} 元")
        check_shares(self.principle, self.amount, self.shares)
        number = len(state.subjects.get(EventKind.DISTRIBUTION_PLANNED, ())) + 1
        return (
            act.event(
                EventKind.DISTRIBUTION_PLANNED,
                f"P{number}",
                amount=str(self.amount),
                principle=self.principle.value,
                shares=[each.model_dump(mode="json", exclude_none=True) for each in self.shares],
            ),
        )
