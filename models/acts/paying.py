"""Acts about money that does not go through a payout: handed over on the spot."""

from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from models.acts.envelope import Act, ActData, ActKind, Situation, require, shape
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
