"""Acts around the respondent's claims against third parties (到期债权, JL-15; 民诉法解释第499条)."""

from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from models.acts.envelope import Act, ActData, ActKind, Situation, require, shape
from models.errors import Code, Refusal
from models.events import Event, EventKind
from models.third_parties import ClaimFinding, ThirdPartyAnswer, ThirdPartyClaim
from models.values import Value


class ThirdParty(Value):
    """Who owes the respondent (第三人), as the notice names it."""

    name: str = Field(min_length=1)
    natural: bool
    id_number: str = ""
    address: str = ""


@shape
class NameThirdPartyClaim(ActData):
    """A claim of the respondent that the applicant names (申请执行人提供的到期债权线索); yuan."""

    kind: ClassVar[ActKind] = ActKind.NAME_THIRD_PARTY_CLAIM
    respondent: str
    third_party: ThirdParty
    amount: Decimal = Field(gt=0, decimal_places=2)
    basis: str = Field(min_length=1)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The claim under the next id of the case; refused for somebody who is no respondent of it."""
        known = {party.id for party in situation.state.respondents}
        require(self.respondent in known, Code.UNKNOWN_SUBJECT, f"被执行人编号不存在：{self.respondent}")
        return (
            act.event(
                EventKind.THIRD_PARTY_CLAIM_NAMED,
                f"C{len(situation.state.third_parties) + 1}",
                respondent=self.respondent,
                third_party=self.third_party.model_dump(mode="json"),
                amount=str(self.amount),
                basis=self.basis,
            ),
        )


@shape
class VerifyThirdPartyClaim(ActData):
    """What the verification of a named claim came to, with the record of it (核实到期债权).

    `amount` corrects what was named, yuan. `by_instrument`: an effective instrument fixes the claim.
    """

    kind: ClassVar[ActKind] = ActKind.VERIFY_THIRD_PARTY_CLAIM
    claim: str
    result: ClaimFinding
    finding: str = Field(min_length=1)
    amount: Decimal | None = Field(default=None, gt=0, decimal_places=2)
    by_instrument: bool = False

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The finding; refused for a claim nobody named, or one that is verified already."""
        claim = _claim(situation, self.claim)
        require(claim.finding is None, Code.ALREADY_DONE, f"到期债权 {claim.id} 已经核实")
        return (
            act.event(
                EventKind.THIRD_PARTY_CLAIM_VERIFIED,
                claim.id,
                result=self.result.value,
                finding=self.finding,
                amount=str(self.amount) if self.amount else None,
                by_instrument=self.by_instrument,
            ),
        )


@shape
class ServeThirdParty(ActData):
    """The notice to perform, or later the ruling, handed to the third party itself (直接送达).

    执行工作规定第45条 knows no other way of serving the notice (NB-51).
    """

    kind: ClassVar[ActKind] = ActKind.SERVE_THIRD_PARTY
    claim: str
    paper: Literal["notice", "ruling"] = "notice"

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The service; refused before the paper is made, and a second time."""
        claim = _claim(situation, self.claim)
        made = paper_id(self.paper, claim.id) in situation.state.papers
        require(made, Code.WRONG_STATE, f"到期债权 {claim.id} 的文书尚未制作")
        kind = SERVED[self.paper]
        again = situation.state.seen(kind, claim.id)
        require(not again, Code.ALREADY_DONE, f"到期债权 {claim.id} 的文书已送达第三人")
        return (act.event(kind, claim.id),)


@shape
class RecordThirdPartyAnswer(ActData):
    """What the third party did after the notice: objected, pleaded something else, or paid the applicant.

    `admitted` is the part an objection does not touch; `amount` what was paid. Both in yuan.
    """

    kind: ClassVar[ActKind] = ActKind.RECORD_THIRD_PARTY_ANSWER
    claim: str
    result: ThirdPartyAnswer
    statement: str = Field(min_length=1)
    admitted: Decimal = Field(default=Decimal(0), ge=0, decimal_places=2)
    amount: Decimal | None = Field(default=None, gt=0, decimal_places=2)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The answer, whether it came in time, and whether it leaves nothing to enforce (NB-52).

        Refused before the notice was served.
        In time is what was raised before the period ended, also where it is entered afterwards.
        """
        claim = _claim(situation, self.claim)
        served = claim.served_at is not None and act.occurred_at >= claim.served_at
        require(served, Code.WRONG_STATE, f"到期债权 {claim.id} 的履行通知尚未送达第三人")
        paid = self.result is ThirdPartyAnswer.PERFORMED
        require(paid == (self.amount is not None), Code.BAD_DATA, "只有登记履行的须写明金额")
        require(self.admitted < claim.amount, Code.BAD_DATA, "承认的部分应小于债权金额")
        in_time = claim.period_ended_at is None or act.occurred_at <= claim.period_ended_at
        after = claim.model_copy(update={"paid": claim.paid + (self.amount or 0)})
        if in_time and self.result is ThirdPartyAnswer.OBJECTED:
            after = after.model_copy(update={"objected_at": act.occurred_at, "admitted": self.admitted})
        return (
            act.event(
                EventKind.THIRD_PARTY_ANSWERED,
                claim.id,
                result=self.result.value,
                statement=self.statement,
                admitted=str(self.admitted),
                amount=str(self.amount) if self.amount else None,
                in_time=in_time,
                nothing_left=after.open_to_enforcement <= 0,
            ),
        )


@shape
class EnforceThirdPartyClaim(ActData):
    """The ruling to enforce against a third party that let its period pass (执行工作规定第49条)."""

    kind: ClassVar[ActKind] = ActKind.ENFORCE_THIRD_PARTY_CLAIM
    claim: str

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The ruling and its sum; refused while the period runs and as far as an objection bars it (NB-52).

        Nothing above what is still owed in the case itself.
        """
        claim = _claim(situation, self.claim)
        require(claim.enforced is None, Code.ALREADY_DONE, f"到期债权 {claim.id} 已裁定强制执行")
        ended = claim.period_ended_at is not None and act.occurred_at >= claim.period_ended_at
        require(ended, Code.WRONG_STATE, f"到期债权 {claim.id} 的异议期间尚未届满")
        amount = min(claim.open_to_enforcement, situation.state.outstanding)
        barred = f"第三人对到期债权 {claim.id} 提出异议或者已经履行，不得强制执行（民诉法解释第499条）"
        require(amount > 0, Code.WRONG_STATE, barred)
        return (act.event(EventKind.THIRD_PARTY_ENFORCED, claim.id, amount=str(amount)),)


SERVED: dict[str, EventKind] = {
    "notice": EventKind.THIRD_PARTY_NOTICE_SERVED,
    "ruling": EventKind.THIRD_PARTY_RULING_SERVED,
}
"""The event of each paper's service on the third party."""


def paper_id(paper: str, claim: str) -> str:
    """The id of the notice or the ruling of one claim in the case's file."""
    return f"third_party_{paper}/{claim}"


def _claim(situation: Situation, key: str) -> ThirdPartyClaim:
    """The claim with this id. Raises Refusal(UNKNOWN_SUBJECT) for one nobody named."""
    claim = situation.state.third_parties.get(key)
    if claim is None:
        raise Refusal(Code.UNKNOWN_SUBJECT, f"到期债权编号不存在：{key}")
    return claim
