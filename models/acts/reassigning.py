"""The act that gives an absent person's case to a colleague (因缺勤变更承办人)."""

from typing import ClassVar

from pydantic import Field

from models.absence import away
from models.acts.envelope import Act, ActData, ActKind, Situation, require, shape
from models.case import CaseState
from models.errors import Code, Refusal
from models.events import Event, EventKind


@shape
class ReassignCase(ActData):
    """An absent owner's case goes to a present colleague of the same unit (GS-11, JL-12, RY-54, RY-T11).

    Who is to have it is not in the act: the register draws evenly when it writes the act, so that nobody
    picks, and every case given counts as load for the next.
    """

    kind: ClassVar[ActKind] = ActKind.REASSIGN_CASE
    absent: str = Field(min_length=1)
    reason: str = Field(min_length=1)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The change of owner with its draws; refused unless the case is theirs and they are away."""
        state, unit = situation.state, unit_of(situation.state, self.absent)
        absence = away(situation.away, self.absent, act.occurred_at.date())
        if absence is None:
            raise Refusal(Code.NOBODY_ABSENT, f"人员 {self.absent} 当日没有缺勤，不得改派其案件")
        drawn = situation.drawn
        if drawn is None:
            raise Refusal(Code.NOT_YET, "尚未抽取接办人员")
        require(drawn.unit.chosen == unit, Code.WRONG_UNIT, "接办人员须为同一单位的人员")
        successor = drawn.owner.chosen
        there = away(situation.away, successor, act.occurred_at.date()) is None
        require(there, Code.WRONG_STATE, f"接办人员 {successor} 当日缺勤")
        holds, offered = state.owner == self.absent, state.assigned_owner == self.absent
        both = offered and state.assigned_unit == unit
        return (
            act.event(
                EventKind.OWNER_CHANGED,
                absence=absence.model_dump(mode="json"),
                unit=unit if holds else None,
                owner=successor if holds else None,
                assigned_owner=successor if both or not holds else None,
                unit_draw=drawn.unit.model_dump(mode="json"),
                owner_draw=drawn.owner.model_dump(mode="json"),
                away=[each.model_dump(mode="json") for each in drawn.away],
                reason=self.reason,
            ),
        )


def unit_of(state: CaseState, staff: str) -> str:
    """The unit in which a person owns the case, else in which it is offered to them (待接收).

    Raises Refusal(WRONG_STATE) where it is neither.
    """
    if staff and state.owner == staff:
        return state.unit
    if staff and state.assigned_owner == staff:
        return state.assigned_unit
    raise Refusal(Code.WRONG_STATE, f"本案不由 {staff} 承办")
