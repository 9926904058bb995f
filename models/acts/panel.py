"""The act that writes a panel's conclusions into a case (登记合议结论)."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from models.acts.deciding import DecideApproval
from models.acts.envelope import Act, ActData, ActKind, Situation, require, shape
from models.case import ApprovalRequest, ApprovalState, CaseState
from models.errors import Code, Refusal
from models.events import Event, EventKind
from models.organisation import Approval
from models.panels import check_panel
from models.rulebook import Rulebook
from models.values import Value


class Concluded(Value):
    """What the panel concluded on one request: granted or not, its reasons, the minority's opinion."""

    approval: str
    granted: bool
    conclusion: str = Field(min_length=1)
    dissent: str = ""


@shape
class RecordPanel(ActData):
    """A panel has sat on matters of this case, alone or with other cases (集中合议, SQ-17, RY-55).

    `record` is the number of the minutes (合议笔录); members and who presides are staff numbers.
    """

    kind: ClassVar[ActKind] = ActKind.RECORD_PANEL
    record: str = Field(min_length=1)
    presiding: str = Field(min_length=1)
    members: tuple[str, ...] = Field(min_length=1)
    conclusions: tuple[Concluded, ...] = Field(min_length=1)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """Each conclusion and the decision it is; refused for who may not sit, or a matter not theirs."""
        book, day = situation.book, act.occurred_at.date()
        if book.panel is None:
            raise Refusal(Code.ACT_NOT_ALLOWED, f"{book.name}的办案规则没有规定合议庭的组成")
        seated, gone = situation.seated, situation.away
        check_panel(book.panel, self.presiding, self.members, seated, gone, day, book.names)
        ids = [each.approval for each in self.conclusions]
        require(len(ids) == len(set(ids)), Code.BAD_DATA, "同一事项写有两个结论")
        return tuple(event for each in self.conclusions for event in self._concluded(act, situation, each))

    def _concluded(self, act: Act, situation: Situation, each: Concluded) -> tuple[Event, ...]:
        """What the panel held, and the decision that follows from it at once."""
        request = panel_request(situation.book, situation.state, each.approval)
        early = act.occurred_at < request.requested_at
        require(not early, Code.BAD_TIME, f"合议时间早于事项 {each.approval} 提交合议的时间")
        held = act.event(
            EventKind.PANEL_HELD,
            each.approval,
            record=self.record,
            presiding=self.presiding,
            members=list(self.members),
            matter=request.matter,
            target=request.target or None,
            granted=each.granted,
            conclusion=each.conclusion,
            dissent=each.dissent or None,
        )
        decision = DecideApproval(approval=each.approval, granted=each.granted, reason=each.conclusion)
        return (held, *decision.decided(act, situation, request))


def panel_request(book: Rulebook, state: CaseState, approval: str) -> ApprovalRequest:
    """The open request that a panel decides.

    Raises Refusal: UNKNOWN_SUBJECT where there is none, ALREADY_DONE for one that is decided,
    ACT_NOT_ALLOWED for one that somebody else decides.
    """
    request = state.approvals.get(approval)
    if request is None:
        raise Refusal(Code.UNKNOWN_SUBJECT, f"报批事项 {approval} 不存在")
    require(request.state is ApprovalState.OPEN, Code.ALREADY_DONE, f"报批事项 {approval} 已审批")
    matter = panel_matters(book).get(request.matter)
    require(matter is not None, Code.ACT_NOT_ALLOWED, f"报批事项 {approval} 不是合议事项，由审批人审批")
    return request


def panel_matters(book: Rulebook) -> Mapping[str, Approval]:
    """The matters that a panel decides (合议事项), by key."""
    return {row.matter: row for row in book.approvals if row.panel}
