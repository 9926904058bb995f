"""The act that decides whether a terminated case is taken up again (恢复执行审查, RY-41)."""

from typing import ClassVar

from pydantic import Field

from models.acts.envelope import Act, ActData, ActKind, Situation, require, shape
from models.errors import Code
from models.events import Event, EventKind
from models.facts.of_case import facts_of
from models.flow import Part


@shape
class DecideResumption(ActData):
    """The case is resumed, or it is not filed, with the reasons of either (恢复执行或者不予立案, RY-D6)."""

    kind: ClassVar[ActKind] = ActKind.DECIDE_RESUMPTION
    granted: bool
    reason: str = Field(min_length=1)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The decision; a refusal reports the case for closing by the rulebook's method, with its reasons.

        Refused outside the examination, a second time, and for a case resumed from nobody knows which.
        """
        state = situation.state
        require(Part.RESUMPTION in state.open_parts, Code.WRONG_STATE, "案件不在恢复执行审查环节")
        decided = state.last(EventKind.RESUMPTION_DECIDED) > state.leg_seq
        require(not decided, Code.ALREADY_DONE, "已作出是否恢复执行的决定")
        made = act.event(EventKind.RESUMPTION_DECIDED, granted=self.granted, reason=self.reason)
        if self.granted:
            before = facts_of(state).prior_termination
            known = before is not None and bool(before.case_no)
            require(known, Code.BAD_DATA, "恢复执行须写明原终结本次执行程序案件的案号（前案终本）")
            return (made,)
        method = situation.book.closing.refused_resumption
        return (made, act.event(EventKind.CLOSING_PROPOSED, method=method, ground=self.reason, missing=[]))
