"""Acts around an objection to a plan of distribution (分配方案异议): raised, opposed, sued over, settled."""

from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from models.acts.distributing import check_once, objection_to, plan_of, recipient_of, waiting_plan
from models.acts.envelope import Act, ActData, ActKind, Situation, require, shape
from models.case import CaseState
from models.distribution import Principle, Share, check_shares
from models.distribution_plan import (
    NOTHING,
    Answer,
    DistributionObjection,
    DistributionPlan,
    Outcome,
    share_of,
)
from models.errors import Code, Refusal
from models.events import Event, EventKind
from models.values import Value


class Disputed(Value):
    """What of a creditor's share is disputed (争议债权数额), yuan."""

    creditor: str
    amount: Decimal = Field(gt=0, decimal_places=2)


@shape
class AnswerDistribution(ActData):
    """What a creditor or respondent says to the plan in writing: agrees, or objects (分配方案异议, NB-243).

    An objection names whose share it disputes and by how much; that is what is held back of the money.
    Who agrees gives up the rest of the fifteen days, so that urgent money need not wait for them.
    """

    kind: ClassVar[ActKind] = ActKind.ANSWER_DISTRIBUTION
    plan: str
    recipient: str
    answer: Answer
    statement: str = Field(min_length=1)
    disputed: tuple[Disputed, ...] = ()

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The answer; an objection after the time is entered as late and holds nothing back."""
        plan = waiting_plan(situation.state, self.plan)
        who = recipient_of(plan, self.recipient)
        if self.answer is Answer.AGREES:
            require(not self.disputed, Code.BAD_DATA, "没有异议的，不得写明争议数额")
            check_once(not plan.terms[who].over, who, "异议期间已届满或者已表示没有异议")
            subject = f"{plan.id}/{who}"
            return (act.event(EventKind.DISTRIBUTION_AGREED, subject, statement=self.statement),)
        over = plan.terms[who].over_at
        earlier = situation.state.subjects.get(EventKind.DISTRIBUTION_OBJECTED, ())
        number = sum(1 for subject in earlier if subject.startswith(f"{plan.id}/")) + 1
        return (
            act.event(
                EventKind.DISTRIBUTION_OBJECTED,
                f"{plan.id}/Y{number}",
                plan=plan.id,
                objector=who,
                statement=self.statement,
                disputed={creditor: str(sum_) for creditor, sum_ in self._disputed(plan).items()},
                in_time=over is None or act.occurred_at <= over,
            ),
        )

    def _disputed(self, plan: DistributionPlan) -> dict[str, Decimal]:
        """The disputed sums by creditor; refused for none, one named twice, and more than the share."""
        require(bool(self.disputed), Code.BAD_DATA, "提出异议的，须写明对哪一债权人的份额、多少数额有争议")
        found: dict[str, Decimal] = {}
        for each in self.disputed:
            creditor = plan.creditor(each.creditor)
            require(bool(creditor), Code.UNKNOWN_SUBJECT, f"分配方案 {plan.id} 没有列入争议所指的债权人")
            require(creditor not in found, Code.BAD_DATA, "同一债权人的争议数额写了两次")
            share = plan.share_of(creditor)
            require(each.amount <= share, Code.BAD_DATA, f"争议数额不得超过该债权人分得的 {share} 元")
            found[creditor] = each.amount
        return found


@shape
class AnswerDistributionObjection(ActData):
    """What somebody else says to an objection within their fifteen days (对异议的意见, NB-244)."""

    kind: ClassVar[ActKind] = ActKind.ANSWER_DISTRIBUTION_OBJECTION
    objection: str
    recipient: str
    answer: Answer
    statement: str = Field(min_length=1)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The answer; refused before they have received it, after their time, and from the objector."""
        plan, objection = _open_objection(situation.state, self.objection)
        who = recipient_of(plan, self.recipient)
        require(who in objection.others, Code.BAD_DATA, "异议人不能对自己的异议表示意见")
        term = objection.others[who]
        require(term.received_at is not None, Code.WRONG_STATE, f"{who} 尚未签收异议 {objection.id}")
        late = term.over_at is not None and act.occurred_at > term.over_at
        require(not late, Code.WRONG_STATE, f"{who} 对异议 {objection.id} 表示意见的期间已过")
        if self.answer is Answer.OPPOSES:
            check_once(who not in objection.opposed_by, who)
            facts = {"recipient": who, "statement": self.statement}
            return (act.event(EventKind.DISTRIBUTION_OPPOSED, objection.id, **facts),)
        subject = f"{objection.id}/{who}"
        check_once(not term.over, who)
        return (act.event(EventKind.DISTRIBUTION_OBJECTION_AGREED, subject, statement=self.statement),)


@shape
class RecordDistributionSuit(ActData):
    """The objector sued those who oppose (分配方案异议之诉, NB-245); `suit` is the suit's case number."""

    kind: ClassVar[ActKind] = ActKind.RECORD_DISTRIBUTION_SUIT
    objection: str
    suit: str = Field(min_length=1)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The suit; refused after its fifteen days, where nobody opposes the objection, and a second time."""
        plan = plan_of(situation.state, self.objection.partition("/")[0])
        objection = objection_to(plan, self.objection)
        check_once(objection.sued_at is None, objection.by)
        require(bool(objection.opposed_by), Code.WRONG_STATE, f"异议 {objection.id} 尚无人反对，无须起诉")
        over = objection.suit_over_at
        in_time = over is None or act.occurred_at <= over
        require(in_time, Code.WRONG_STATE, f"对异议 {objection.id} 起诉的期间已过，按原方案分配")
        ended = objection.outcome not in (None, Outcome.LAPSED)
        require(not ended, Code.WRONG_STATE, f"异议 {objection.id} 已处理：{_how(objection)}")
        return (act.event(EventKind.DISTRIBUTION_SUED, objection.id, suit=self.suit),)


@shape
class SettleDistribution(ActData):
    """An objection comes to its end (异议的处理, NB-244, NB-245): withdrawn, followed, or judged.

    `shares` are the corrected ones; without them the plan stands as it is. `basis` is the paper it rests on.
    """

    kind: ClassVar[ActKind] = ActKind.SETTLE_DISTRIBUTION
    objection: str
    outcome: Literal[Outcome.CORRECTED, Outcome.WITHDRAWN, Outcome.JUDGED]
    basis: str = Field(min_length=1)
    principle: Principle | None = None
    shares: tuple[Share, ...] = ()

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The end and the corrected shares; refused while somebody's time runs, or a suit does."""
        plan, objection = _open_objection(situation.state, self.objection)
        if self.outcome is Outcome.CORRECTED:
            words = f"异议 {objection.id} 有人反对，或者他人表示意见的期间尚未届满，不得据以修正"
            require(objection.unopposed, Code.WRONG_STATE, words)
        if self.outcome is Outcome.JUDGED:
            sued = objection.sued_at is not None
            require(sued, Code.WRONG_STATE, f"异议 {objection.id} 没有提起诉讼")
        changes = self.outcome is not Outcome.WITHDRAWN
        require(changes or not self.shares, Code.BAD_DATA, "撤回异议的，分配方案不变")
        require(
            self.outcome is not Outcome.CORRECTED or bool(self.shares), Code.BAD_DATA, "须写明修正后的份额"
        )
        if self.shares:
            self._check(plan, self.shares)
        return (
            act.event(
                EventKind.DISTRIBUTION_SETTLED,
                objection.id,
                outcome=self.outcome.value,
                basis=self.basis,
                shares=[each.model_dump(mode="json", exclude_none=True) for each in self.shares] or None,
            ),
        )

    def _check(self, plan: DistributionPlan, shares: tuple[Share, ...]) -> None:
        """Raises Refusal for other creditors, sums that do not add up, and less than went out already."""
        same = {each.creditor for each in shares} == set(plan.creditors.values())
        require(same, Code.BAD_DATA, "修正后的份额须列明原方案的全部债权人，不得增减")
        if self.outcome is Outcome.CORRECTED or self.principle is not None:
            if self.principle is None:
                raise Refusal(Code.BAD_DATA, "须写明修正后的分配原则")
            check_shares(self.principle, plan.amount, shares)
        total = sum((each.share for each in shares), NOTHING)
        require(total == plan.amount, Code.BAD_DATA, f"修正后的份额合计 {total} 元，与 {plan.amount} 元不符")
        for creditor, out in plan.ordered.items():
            enough = share_of(shares, plan.creditors[creditor]) >= out
            require(enough, Code.BAD_DATA, f"债权人 {creditor} 已发放 {out} 元，修正后的份额不得少于此数")


def _open_objection(state: CaseState, key: str) -> tuple[DistributionPlan, DistributionObjection]:
    """An objection that is not settled yet, and its plan. Raises Refusal(ALREADY_DONE) for a settled one."""
    plan = plan_of(state, key.partition("/")[0])
    objection = objection_to(plan, key)
    require(objection.open, Code.ALREADY_DONE, f"异议 {key} 已处理：{_how(objection)}")
    return plan, objection


def _how(objection: DistributionObjection) -> str:
    return objection.outcome.words if objection.outcome else ""
