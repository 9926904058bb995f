"""Acts around a plan of distribution (分配方案): the plan, and who has received it and what follows on it."""

from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from models.acts.envelope import Act, ActData, ActKind, Situation, require, shape
from models.case import CaseState
from models.distribution import Principle, Share, check_shares
from models.distribution_plan import (
    NOTHING,
    OUTSIDER,
    DistributionObjection,
    DistributionPlan,
    creditors_of,
    reserved,
)
from models.errors import Code, Refusal
from models.events import Event, EventKind
from models.rulebook import Rulebook

NO_PERIOD = "本案办案规则没有规定分配方案的异议期间"


@shape
class PlanDistribution(ActData):
    """The plan by which money on the account is shared (分配方案, SH-50, SH-65, NB-238, NB-239).

    `arrivals` are those it shares out, all of them where none is named. `replaces`: an earlier plan under
    which nothing has been ordered out, whose place this one takes.
    """

    kind: ClassVar[ActKind] = ActKind.PLAN_DISTRIBUTION
    amount: Decimal = Field(gt=0, decimal_places=2)
    principle: Principle
    shares: tuple[Share, ...] = Field(min_length=1)
    arrivals: tuple[str, ...] = ()
    replaces: str = ""

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The plan; refused beyond what is on the account, or against rank and principle."""
        state = situation.state
        waits = _has_period(situation.book)
        sources = self._sources(state)
        check_shares(self.principle, self.amount, self.shares)
        number = len(state.subjects.get(EventKind.DISTRIBUTION_PLANNED, ())) + 1
        applicants = tuple(party.id for party in state.applicants)
        outside = any(who.startswith(OUTSIDER) for who in creditors_of(self.shares, applicants))
        return (
            act.event(
                EventKind.DISTRIBUTION_PLANNED,
                f"P{number}",
                amount=str(self.amount),
                principle=self.principle.value,
                shares=[each.model_dump(mode="json", exclude_none=True) for each in self.shares],
                sources={arrival: str(amount) for arrival, amount in sources.items()} if waits else None,
                outside=outside,
                waits=waits,
                replaces=self.replaces or None,
            ),
        )

    def _sources(self, state: CaseState) -> dict[str, Decimal]:
        """How much comes from which arrival, the earliest first; what other plans need is not there."""
        plans = dict(state.plans)
        if self.replaces:
            begun = plan_of(state, self.replaces).ordered
            require(not begun, Code.WRONG_STATE, f"分配方案 {self.replaces} 已经发放案款，不得另行替换")
            del plans[self.replaces]
        unknown = [each for each in self.arrivals if each not in state.arrivals]
        require(not unknown, Code.UNKNOWN_SUBJECT, f"到账 {'、'.join(unknown)} 不存在")
        there = {
            each.id: each.amount - each.ordered_out - reserved(plans, each.id)
            for each in state.arrivals.values()
            if not self.arrivals or each.id in self.arrivals
        }
        total = sum(there.values(), NOTHING)
        require(self.amount <= total, Code.BAD_DATA, f"可供分配的案款只有 {total} 元")
        left, sources = self.amount, dict[str, Decimal]()
        for arrival, free in there.items():
            if taken := min(free, left):
                sources[arrival] = taken
                left -= taken
        return sources


@shape
class ReceiveDistributionPaper(ActData):
    """Somebody received the plan, an objection to it, or word that it is opposed (签收, NB-243 to NB-245).

    Dated when it was received: the fifteen days run from there. What the court's own service brings to a
    party is entered with that service. `recipient` is a party's id, or a creditor as the plan has it.
    """

    kind: ClassVar[ActKind] = ActKind.RECEIVE_DISTRIBUTION_PAPER
    plan: str
    paper: Literal["plan", "objection", "opposition"]
    recipient: str
    objection: str = ""

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The receipt, and that all have it where it was the last one; refused a second time."""
        plan = waiting_plan(situation.state, self.plan)
        who = recipient_of(plan, self.recipient)
        if self.paper == "plan":
            return self._plan(act, plan, who)
        objection = objection_to(plan, self.objection)
        if self.paper == "objection":
            return self._objection(act, objection, who)
        require(who == objection.by, Code.BAD_DATA, f"反对意见应通知异议人 {objection.by}")
        require(bool(objection.opposed_by), Code.WRONG_STATE, f"异议 {objection.id} 尚无人反对")
        check_once(objection.opposition_told_at is None, who)
        return (act.event(EventKind.DISTRIBUTION_OPPOSITION_TOLD, objection.id),)

    def _plan(self, act: Act, plan: DistributionPlan, who: str) -> tuple[Event, ...]:
        check_once(plan.terms[who].received_at is None, who)
        got = act.event(EventKind.DISTRIBUTION_RECEIVED, f"{plan.id}/{who}")
        left = [each for each in plan.outsiders if plan.terms[each].received_at is None and each != who]
        last = who in plan.outsiders and not left
        return (got, act.event(EventKind.DISTRIBUTION_TOLD, plan.id)) if last else (got,)

    def _objection(self, act: Act, objection: DistributionObjection, who: str) -> tuple[Event, ...]:
        require(who in objection.others, Code.BAD_DATA, "异议人本人无须签收自己的异议")
        check_once(objection.others[who].received_at is None, who)
        subject = f"{objection.id}/{who}"
        got = act.event(EventKind.DISTRIBUTION_OBJECTION_RECEIVED, subject)
        if objection.untold == (who,):
            return got, act.event(EventKind.DISTRIBUTION_OBJECTION_TOLD, objection.id)
        return (got,)


# --- what is asked of a case ---------------------------------------------------------------------


def _has_period(book: Rulebook) -> bool:
    """Whether the rulebook has the time to object; a case under an older one pays as it always did."""
    return any(limit.lapses is EventKind.DISTRIBUTION_PERIOD_ENDED for limit in book.limits)


def plan_of(state: CaseState, key: str) -> DistributionPlan:
    """The plan with this id. Raises Refusal: UNKNOWN_SUBJECT for none, WRONG_STATE for a replaced one."""
    plan = state.plans.get(key)
    if plan is None:
        raise Refusal(Code.UNKNOWN_SUBJECT, f"分配方案编号不存在：{key}")
    require(not plan.replaced, Code.WRONG_STATE, f"分配方案 {key} 已被替换")
    return plan


def waiting_plan(state: CaseState, key: str) -> DistributionPlan:
    """The plan with this id; refused where its rulebook has no time to object."""
    plan = plan_of(state, key)
    require(plan.waits, Code.WRONG_STATE, NO_PERIOD)
    return plan


def recipient_of(plan: DistributionPlan, name: str) -> str:
    """The id of a recipient by id or by name as in the plan; the name itself is never repeated."""
    who = name if name in plan.terms else plan.creditor(name)
    if who not in plan.terms:
        raise Refusal(Code.UNKNOWN_SUBJECT, f"所写的人不是分配方案 {plan.id} 的债权人或者被执行人")
    return who


def objection_to(plan: DistributionPlan, key: str) -> DistributionObjection:
    """The objection with this id, raised in time. Raises Refusal(UNKNOWN_SUBJECT) for none."""
    objection = plan.objections.get(key)
    if objection is None:
        raise Refusal(Code.UNKNOWN_SUBJECT, f"分配方案 {plan.id} 没有期间内提出的异议 {key}")
    return objection


def check_once(first: bool, who: str, words: str = "已登记") -> None:
    """Raises Refusal(ALREADY_DONE) unless it is the first time."""
    require(first, Code.ALREADY_DONE, f"{who} {words}")
