"""Acts of implementation: plan, first round, measures, deduction, payout, settlement."""

from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from models.acts.envelope import Act, ActData, ActKind, Situation, require, shape
from models.case import ApprovalState, CaseState
from models.case_money import OTHER_PAYEE
from models.errors import Code, Refusal
from models.events import Event, EventKind
from models.facts.case_facts import parse_facts
from models.facts.values import CaseKind
from models.filing.party import PartyKind
from models.paying_by_plan import check_sharing
from models.procedure import Measure
from models.values import Facts


@shape
class MakePlan(ActData):
    """The judge's plan before tasks are given out (执行方案, RY-54)."""

    kind: ClassVar[ActKind] = ActKind.MAKE_PLAN
    plan: str = Field(min_length=1)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The plan; refused before a team holds the case."""
        require(bool(situation.state.unit), Code.WRONG_STATE, "案件尚未移交到团队")
        return (act.event(EventKind.PLAN_MADE, plan=self.plan),)


@shape
class StartRoundOne(ActData):
    """The start of the first round of investigation (首轮传统查控, RY-26)."""

    kind: ClassVar[ActKind] = ActKind.START_ROUND_ONE

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The start, once per team; refused before a team holds the case."""
        state = situation.state
        require(bool(state.unit), Code.WRONG_STATE, "案件尚未移交到团队")
        begun = state.last(EventKind.ROUND_ONE_STARTED) > state.last(EventKind.GROUP_ENTERED)
        require(not begun, Code.ALREADY_DONE, "本团队已启动首轮传统查控")
        return (act.event(EventKind.ROUND_ONE_STARTED),)


@shape
class EndRoundOne(ActData):
    """What the first round brought to light (首轮传统查控结束, RY-27)."""

    kind: ClassVar[ActKind] = ActKind.END_ROUND_ONE
    probably_no_assets: bool
    facts: Facts = Field(default_factory=dict)
    note: str = ""

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The end with its judgement; refused unless a round is running."""
        state = situation.state
        running = state.last(EventKind.ROUND_ONE_STARTED) > state.last(EventKind.ROUND_ONE_ENDED)
        require(running, Code.WRONG_STATE, "首轮传统查控没有启动")
        judged = {"value": self.probably_no_assets, "at": act.occurred_at.isoformat()}
        parse_facts({**self.facts, "probably_no_assets": judged}, "首轮传统查控")
        return (
            act.event(
                EventKind.ROUND_ONE_ENDED,
                **self.facts,
                no_assets_likely=self.probably_no_assets,
                probably_no_assets=judged,
                note=self.note or None,
            ),
        )


@shape
class RecordSettlement(ActData):
    """A settlement between the parties (执行和解)."""

    kind: ClassVar[ActKind] = ActKind.RECORD_SETTLEMENT
    signed: bool
    part_performed_on_spot: bool | None = None
    security_given: bool | None = None
    amount: Decimal | None = Field(default=None, gt=0)
    fully_performed: bool = False

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The settlement as a fact of the case."""
        agreement = self.model_dump(
            mode="json", include={"signed", "part_performed_on_spot", "security_given"}, exclude_none=True
        )
        return (
            act.event(
                EventKind.SETTLEMENT_RECORDED,
                settlement_agreement=agreement,
                amount=str(self.amount) if self.amount else None,
                fully_performed=self.fully_performed,
            ),
        )


@shape
class DecideMeasure(ActData):
    """A coercive measure decided by the judge, where needed with the president's approval (NB-80)."""

    kind: ClassVar[ActKind] = ActKind.DECIDE_MEASURE
    measure: str
    respondent: str
    ground: str = Field(min_length=1)
    days: int | None = Field(default=None, gt=0)
    amount: Decimal | None = Field(default=None, gt=0)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The decision and the request for approval; refused beyond the law's ceiling."""
        state = situation.state
        known = {party.id for party in state.respondents}
        require(self.respondent in known, Code.UNKNOWN_SUBJECT, f"被执行人编号不存在：{self.respondent}")
        rule = self._rule(situation)
        if rule.max_days is not None:
            within = self.days is not None and self.days <= rule.max_days
            require(
                within, Code.BAD_DATA, f"{rule.name}须写明天数且不得超过 {rule.max_days} 日（{rule.source}）"
            )
        self._check_amount(situation, rule)
        running = any(
            m.kind == self.measure and m.respondent == self.respondent and m.lifted_at is None
            for m in state.measures.values()
        )
        require(not running, Code.ALREADY_DONE, f"对该被执行人已决定{rule.name}")
        measure_id = f"S{len(state.measures) + 1}"
        approval_id = f"A{len(state.approvals) + 1}" if rule.approval else None
        decided = act.event(
            EventKind.MEASURE_DECIDED,
            measure_id,
            kind=self.measure,
            respondent=self.respondent,
            ground=self.ground,
            days=self.days,
            amount=str(self.amount) if self.amount else None,
            approval=approval_id,
        )
        if approval_id is None:
            return (decided,)
        request = act.event(
            EventKind.APPROVAL_REQUESTED, approval_id, matter=rule.approval, target=measure_id
        )
        return (decided, request)

    def _check_amount(self, situation: Situation, rule: Measure) -> None:
        """Raises Refusal for a sum outside what the law allows against a person or an entity (NB-117)."""
        if rule.person_max is None or rule.entity_max is None:
            return
        amount = self.amount or Decimal(0)
        party = next(party for party in situation.state.respondents if party.id == self.respondent)
        person = party.kind == PartyKind.NATURAL_PERSON
        least = Decimal(0) if person else rule.entity_min or Decimal(0)
        most = rule.person_max if person else rule.entity_max
        within = amount > 0 and least <= amount <= most
        span = f"{most:,.0f} 元以下" if person else f"{least:,.0f} 元以上 {most:,.0f} 元以下"
        require(
            within,
            Code.BAD_DATA,
            f"{rule.name}须写明金额，{'对个人' if person else '对单位'}为 {span}（{rule.source}）",
        )

    def _rule(self, situation: Situation) -> Measure:
        for rule in situation.book.measures:
            if rule.kind == self.measure:
                return rule
        raise Refusal(Code.UNKNOWN_SUBJECT, f"办案规则没有措施 {self.measure}")


@shape
class CompleteSanctions(ActData):
    """Sanctions and missing steps made good after a first round without assets (RY-27)."""

    kind: ClassVar[ActKind] = ActKind.COMPLETE_SANCTIONS
    note: str = ""

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The completion; refused while a decided measure waits to be carried out."""
        waiting = [
            m.id
            for m in situation.state.measures.values()
            if m.taken_at is None and not _refused(situation, m.approval)
        ]
        require(not waiting, Code.WRONG_STATE, f"尚有措施未落实：{'、'.join(waiting)}")
        return (act.event(EventKind.SANCTIONS_COMPLETED, note=self.note or None),)


def _refused(situation: Situation, approval: str) -> bool:
    request = situation.state.approvals.get(approval)
    return request is not None and request.state is ApprovalState.REFUSED


@shape
class OrderDeduction(ActData):
    """The deduction of frozen money (扣划, 民诉法第253条)."""

    kind: ClassVar[ActKind] = ActKind.ORDER_DEDUCTION
    item: str
    amount: Decimal = Field(gt=0)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The order; refused beyond what is frozen or still owed, and where the case only preserves."""
        state = situation.state
        preserves = state.facts.get("case_kind") == CaseKind.PRESERVATION
        require(not preserves, Code.WRONG_STATE, "保全案件只控制财产，不得扣划")
        money = state.money.get(self.item)
        if money is None or money.frozen_at is None:
            raise Refusal(Code.UNKNOWN_SUBJECT, f"资金 {self.item} 没有冻结")
        require(money.held, Code.WRONG_STATE, f"资金 {self.item} 已决定解除冻结")
        require(money.deduction_ordered is None, Code.ALREADY_DONE, f"资金 {self.item} 已决定扣划")
        require(
            self.amount <= money.frozen_amount, Code.BAD_DATA, f"扣划不得超过冻结数额 {money.frozen_amount}"
        )
        underway = sum(
            (
                m.deduction_ordered
                for m in state.money.values()
                if m.deduction_ordered is not None
                and not any(a.item == m.id for a in state.arrivals.values())
            ),
            Decimal(0),
        )
        owed = state.outstanding + state.enforcement_fee - underway
        require(self.amount <= owed, Code.BAD_DATA, f"扣划不得超过未清偿额 {owed}")
        return (act.event(EventKind.DEDUCTION_ORDERED, self.item, amount=str(self.amount)),)


@shape
class OrderPayout(ActData):
    """Paying out of money that arrived (案款发放, RY-46, NB-227..NB-232).

    Somebody who is no applicant gets what is the applicant's only by name and account (NB-232); that it
    was approved the rulebook demands. `plan` is the plan of distribution it follows (分配方案): nobody gets
    more than the plan gives them, and nothing that is still held back (NB-243 to NB-245).
    """

    kind: ClassVar[ActKind] = ActKind.ORDER_PAYOUT
    arrival: str
    payee: str
    purpose: Literal["claim", "fee", "refund"] = "claim"
    amount: Decimal = Field(gt=0, decimal_places=2)
    payee_name: str = ""
    payee_account: str = ""
    plan: str = ""

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The order; refused beyond what is left of the arrival, or to somebody it may not go to."""
        state = situation.state
        arrival = state.arrivals.get(self.arrival)
        if arrival is None:
            raise Refusal(Code.UNKNOWN_SUBJECT, f"到账 {self.arrival} 不存在")
        left = arrival.amount - arrival.ordered_out
        require(self.amount <= left, Code.BAD_DATA, f"发放不得超过该笔到账余额 {left}")
        allowed = {
            "claim": {OTHER_PAYEE, *(party.id for party in state.applicants)},
            "fee": {"court"},
            "refund": {party.id for party in state.respondents},
        }[self.purpose]
        require(self.payee in allowed, Code.BAD_DATA, f"收款人 {self.payee} 与发放用途不符")
        if self.purpose == "claim" and state.paid_directly > 0:
            self._check_not_paid_twice(state)
        another = self.payee == OTHER_PAYEE
        named = bool(self.payee_name and self.payee_account)
        require(named or not another, Code.BAD_DATA, "发放给他人须写明收款人姓名和账户")
        creditor = check_sharing(state, self.plan, arrival, self._creditor(), self.amount)
        return (
            act.event(
                EventKind.PAYOUT_ORDERED,
                f"F{len(state.payouts) + 1}",
                arrival=self.arrival,
                payee=self.payee,
                purpose=self.purpose,
                amount=str(self.amount),
                payee_name=self.payee_name if another else None,
                payee_account=self.payee_account if another else None,
                plan=self.plan or None,
                creditor=creditor or None,
            ),
        )

    def _creditor(self) -> str:
        """Whose share of a plan it would be: a creditor of another case is paid by name."""
        return self.payee_name if self.payee == OTHER_PAYEE else self.payee

    def _check_not_paid_twice(self, state: CaseState) -> None:
        """Raises Refusal for a payout of what the applicants were handed directly already (SH-53)."""
        ordered = sum((p.amount for p in state.payouts.values() if p.purpose == "claim"), Decimal(0))
        owed = max(state.claim - state.paid_directly - ordered, Decimal(0))
        told = f"已当场给付 {state.paid_directly} 元，发放给申请执行人不得超过尚欠的 {owed} 元"
        require(self.amount <= owed, Code.BAD_DATA, told)
