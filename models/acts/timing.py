"""Acts that move or stop a clock (延长、扣除): each with its ground, and decided by another person."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from models.acts.envelope import Act, ActData, ActKind, Situation, require, shape
from models.case import ApprovalState
from models.errors import Code, Refusal
from models.events import Event, EventKind
from models.nodes import Node
from models.organisation import Approval
from models.values import Instant


@shape
class RequestExtension(ActData):
    """A limit asked to end later (延长期限, RY-39, SQ-D11, NB-106); `until` is its new last day."""

    kind: ClassVar[ActKind] = ActKind.REQUEST_EXTENSION
    limit: str
    subject: str = ""
    until: date
    ground: str = Field(min_length=1)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The request; refused for a limit that is not open or may not be extended, or an earlier day."""
        node = self._node(situation)
        rule = situation.book.limit(self.limit)
        require(rule.extension is not None, Code.ACT_NOT_ALLOWED, f"“{rule.name}”（{rule.article}）不得延长")
        require(node.overdue_at is None, Code.WRONG_STATE, f"“{rule.name}”已超期，不能再延长")
        later = node.due_at is not None and self.until > node.due_at.date()
        require(later, Code.BAD_DATA, "延长后的末日须晚于现在的末日")
        matter = matter_with(situation, "extension")
        _none_open(situation, matter, node.key)
        return (
            act.event(
                EventKind.APPROVAL_REQUESTED,
                f"A{len(situation.state.approvals) + 1}",
                matter=matter.matter,
                target=node.key,
                limit=self.limit,
                until=self.until.isoformat(),
                ground=self.ground,
            ),
        )

    def _node(self, situation: Situation) -> Node:
        for node in situation.nodes:
            if node.open and (node.limit, node.subject) == (self.limit, self.subject):
                return node
        raise Refusal(Code.UNKNOWN_SUBJECT, f"期限 {self.limit} 没有未完成的节点")


@shape
class RequestSuspension(ActData):
    """Limits asked to stand still (期限扣除, NB-108, CV-10): which, since when, on which ground."""

    kind: ClassVar[ActKind] = ActKind.REQUEST_SUSPENSION
    limits: tuple[str, ...] = Field(min_length=1)
    since: Instant | None = None
    ground: str = Field(min_length=1)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The request; refused for a limit with no open node, or a day that has not come."""
        still_open = {node.limit for node in situation.nodes if node.open}
        strange = [limit for limit in self.limits if limit not in still_open]
        require(not strange, Code.UNKNOWN_SUBJECT, f"没有未完成的节点：{'、'.join(strange)}")
        since = self.since or act.occurred_at
        require(since <= act.occurred_at, Code.BAD_TIME, "扣除期间的开始不得晚于申请")
        filed = situation.state.filed_at
        require(filed is None or since >= filed, Code.BAD_TIME, "扣除期间的开始不得早于立案")
        matter = matter_with(situation, "suspension")
        target = "、".join(self.limits)
        _none_open(situation, matter, target)
        return (
            act.event(
                EventKind.APPROVAL_REQUESTED,
                f"A{len(situation.state.approvals) + 1}",
                matter=matter.matter,
                target=target,
                limits=list(self.limits),
                since=since.isoformat(),
                ground=self.ground,
            ),
        )


@shape
class EndSuspension(ActData):
    """What stopped the clocks is over (扣除期间结束)."""

    kind: ClassVar[ActKind] = ActKind.END_SUSPENSION
    approval: str

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The end; refused for a suspension that is not running, or an end before its start."""
        state = situation.state
        begun = state.seen(EventKind.SUSPENSION_STARTED, self.approval)
        ended = state.seen(EventKind.SUSPENSION_ENDED, self.approval)
        require(begun and not ended, Code.WRONG_STATE, f"{self.approval} 没有进行中的期限扣除")
        request = state.approvals[self.approval]
        started = next((node.paused_at for node in situation.nodes if self.approval in node.paused_by), None)
        require(started is None or act.occurred_at >= started, Code.BAD_TIME, "结束不得早于开始")
        return (act.event(EventKind.SUSPENSION_ENDED, self.approval, ground=request.asked.get("ground")),)


def matter_with(situation: Situation, effect: str) -> Approval:
    """The court's approval matter that extends or suspends. Raises Refusal where it has none."""
    for approval in situation.book.approvals:
        if approval.effect == effect:
            return approval
    raise Refusal(Code.ACT_NOT_ALLOWED, "本院规则没有这一审批事项")


def _none_open(situation: Situation, matter: Approval, target: str) -> None:
    pending = any(
        each.matter == matter.matter and each.target == target and each.state is ApprovalState.OPEN
        for each in situation.state.approvals.values()
    )
    require(not pending, Code.ALREADY_DONE, f"“{matter.name}”正在审批")
