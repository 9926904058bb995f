"""A claim of the respondent against somebody else (到期债权): how far its enforcement is (NB-51)."""

from decimal import Decimal
from enum import StrEnum

from models.values import Instant, Value


class ClaimFinding(StrEnum):
    """What the verification of a named claim came to (核实结果)."""

    TRUE = "true"
    UNTRUE = "untrue"


class ThirdPartyAnswer(StrEnum):
    """What the third party did after the notice (第三人的答复).

    An objection bars enforcement as far as it goes. That there is no money, or no relation with the
    applicant, is `excused`: no objection at all (执行工作规定第47条).
    """

    OBJECTED = "objected"
    EXCUSED = "excused"
    PERFORMED = "performed"


class ThirdPartyClaim(Value):
    """One claim, by its id in the case; who owes it stands in the journal alone. Amounts in yuan.

    `by_instrument`: an effective instrument fixes it, and denying it is no objection (民诉法解释第499条).
    `admitted` is what an objection leaves standing; `paid` what was paid on it to the applicant.
    """

    id: str
    amount: Decimal
    finding: ClaimFinding | None = None
    by_instrument: bool = False
    served_at: Instant | None = None
    period_ended_at: Instant | None = None
    objected_at: Instant | None = None
    admitted: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    enforced: Decimal | None = None
    """What the court ruled to enforce; none before the ruling (裁定强制执行)."""

    @property
    def open_to_enforcement(self) -> Decimal:
        """What may be enforced once the period is over: the claim, or what an objection left of it."""
        barred = self.objected_at is not None and not self.by_instrument
        return max((self.admitted if barred else self.amount) - self.paid, Decimal(0))
