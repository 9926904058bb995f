"""Acts by which work is passed on or asked for: transfer, approval, and matters people register."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar

from pydantic import Field

from models.acts.envelope import Act, ActData, ActKind, Situation, require, shape
from models.case import ApprovalState
from models.control_orders import check_release
from models.errors import Code, Refusal
from models.events import Event, EventKind
from models.facts.case_facts import parse_facts
from models.facts.of_case import facts_of
from models.flow import Part
from models.folding import FACT_NAMES
from models.limits import fits
from models.organisation import Approval, Occurrence
from models.triage import triage
from models.values import Facts


@shape
class RequestTransfer(ActData):
    """The holder of the case has done its part and asks to send it on (提请移送, JL-28, SH-40)."""

    kind: ClassVar[ActKind] = ActKind.REQUEST_TRANSFER
    work_done: str = Field(min_length=1)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The request; refused outside implementation, while one is open, or with a closing under review."""
        state = situation.state
        require(Part.IMPLEMENTATION in state.open_parts, Code.WRONG_STATE, "案件不在执行实施环节")
        require(not state.transfer_requested, Code.ALREADY_DONE, "已提请移送，正在办理")
        reported = state.closing is not None and state.closing.state in ("proposed", "approved")
        require(not reported, Code.WRONG_STATE, "本案已报结，正在审查")
        answer = triage(situation.book, facts_of(state))
        unknown = "、".join(each.rule for each in answer.open)
        waiting = f"，尚未排除：{unknown}" if unknown else ""
        require(bool(answer.exit), Code.WRONG_STATE, f"没有一项移送条件成就{waiting}")
        require(answer.leg != state.leg, Code.WRONG_STATE, "案件已在应去的环节，请先办理")
        return (act.event(EventKind.TRANSFER_REQUESTED, work_done=self.work_done),)


@shape
class RequestApproval(ActData):
    """A matter put to whoever decides it (报批), or a returned request made good (补正)."""

    kind: ClassVar[ActKind] = ActKind.REQUEST_APPROVAL
    matter: str
    reason: str = Field(min_length=1)
    target: str = ""
    facts: Facts = Field(default_factory=dict)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The request or the correction; refused for a matter nobody may ask for, or that is open already."""
        state = situation.state
        matter = self._matter(situation)
        parse_facts(self.facts, matter.name)
        before = [each for each in state.approvals.values() if each.matter == self.matter]
        pending = any(each.state is ApprovalState.OPEN and each.target == self.target for each in before)
        require(not pending, Code.ALREADY_DONE, f"“{matter.name}”正在审批")
        awaited = any(each.matter == self.matter and each.corrects for each in state.awaits)
        if awaited and before and before[-1].state is ApprovalState.REFUSED:
            return (
                act.event(EventKind.CORRECTION_MADE, matter=self.matter, reason=self.reason, **self.facts),
            )
        require(matter.on_request, Code.ACT_NOT_ALLOWED, f"“{matter.name}”不由个人报批")
        if matter.effect == "release":
            check_release(state, self.target)
        return (
            act.event(
                EventKind.APPROVAL_REQUESTED,
                f"A{len(state.approvals) + 1}",
                matter=self.matter,
                target=self.target or None,
                reason=self.reason,
                **self.facts,
            ),
        )

    def _matter(self, situation: Situation) -> Approval:
        for approval in situation.book.approvals:
            if approval.matter == self.matter:
                return approval
        raise Refusal(Code.UNKNOWN_SUBJECT, f"办案规则没有审批事项 {self.matter}")


@shape
class RecordOccurrence(ActData):
    """A matter of work as it happened (登记事项): a finance notice, an entrustment, a personal service."""

    kind: ClassVar[ActKind] = ActKind.RECORD_OCCURRENCE
    event: EventKind
    subject: str = ""
    facts: Facts = Field(default_factory=dict)
    note: str = ""

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The event; refused for one the court's rules do not let people register, or without its facts."""
        rule = occurrence_of(situation, self.event)
        lacking = [
            name for name in rule.needs if name not in self.facts and not (name == "subject" and self.subject)
        ]
        words = situation.book.names
        named = "、".join(words.get(name, name) for name in lacking)
        require(not lacking, Code.BAD_DATA, f"“{rule.name}”须写明：{named}")
        other = [name for name, wanted in rule.must.items() if not fits({name: wanted}, self.facts)]
        told = "、".join(words.get(name, name) for name in other)
        require(not other, Code.ACT_NOT_ALLOWED, f"“{rule.name}”的前提不具备：{told}")
        if rule.kinds:
            self._check_kind(rule, words)
        parse_facts({n: v for n, v in self.facts.items() if n in FACT_NAMES}, rule.name)
        self._check_days(situation, rule)
        if rule.approved:
            request = situation.state.approvals.get(str(self.facts.get("approval")))
            granted = request is not None and (request.matter, request.state) == (
                rule.approved,
                ApprovalState.GRANTED,
            )
            require(granted, Code.ACT_NOT_ALLOWED, f"“{rule.name}”须先经审批")
        return (act.event(self.event, self.subject, **self.facts, note=self.note or None),)

    def _check_days(self, situation: Situation, rule: Occurrence) -> None:
        """Raises Refusal for a last day some limit is to be counted to that is no day."""
        for limit in situation.book.limits:
            stated = self.facts.get(limit.ends_on) if limit.ends_on else None
            if stated is None or not any(starts.event is self.event for starts in limit.starts):
                continue
            try:
                date.fromisoformat(str(stated))
            except ValueError:
                named = situation.book.names.get(limit.ends_on, limit.ends_on)
                told = f"“{rule.name}”：{named}应为日期，如 2026-05-08"
                raise Refusal(Code.BAD_DATA, told) from None

    def _check_kind(self, rule: Occurrence, words: Mapping[str, str]) -> None:
        """Raises Refusal for a kind or an action the rule does not have, or without a paper of the kind."""
        stated = str(self.facts.get("kind", ""))
        kind = rule.kinds.get(stated)
        if kind is None:
            raise Refusal(Code.BAD_DATA, f"“{rule.name}”须写明种类：{_listed(rule.kinds, words)}")
        if kind.actions and self.facts.get("action") not in kind.actions:
            choice = _listed(kind.actions, words)
            raise Refusal(Code.BAD_DATA, f"“{rule.name}”（{words.get(stated, stated)}）须写明操作：{choice}")
        given = self.facts.get("papers")
        held = given if isinstance(given, list | tuple) else ()
        lacking = _listed([paper for paper in kind.papers if paper not in held], words)
        require(not lacking, Code.MISSING_EVIDENCE, f"“{rule.name}”材料不齐，缺少：{lacking}")


def _listed(keys: Iterable[str], words: Mapping[str, str]) -> str:
    """The Chinese names of keys in a row."""
    return "、".join(words.get(key, key) for key in keys)


def occurrence_of(situation: Situation, event: str) -> Occurrence:
    """The court's rule for a registered matter. Raises Refusal(ACT_NOT_ALLOWED) where it has none."""
    for rule in situation.book.occurrences:
        if rule.event == event:
            return rule
    raise Refusal(Code.ACT_NOT_ALLOWED, f"办案规则没有登记事项 {event}")
