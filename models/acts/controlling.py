"""Acts about property under control: its renewal before it ends, and what an officer brought to a counter."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from models.acts.envelope import Act, ActData, ActKind, Situation, require, shape
from models.control_orders import held_item, item_of, longest_until, release_paper, renewal_paper
from models.errors import Code
from models.events import Event, EventKind
from models.property import Asset, FoundMoney


@shape
class RenewControl(ActData):
    """The renewal of a freeze or seizure before it ends (续行冻结、查封, SH-49, NB-36).

    `until` is the last day on the new assistance notice, court-local; without one it is the longest the
    law allows. The papers and the order to the registry follow from it.
    """

    kind: ClassVar[ActKind] = ActKind.RENEW_CONTROL
    item: str
    until: date | None = None

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The order; refused for what is not held or is disposed of, and for a day beyond the law."""
        state, today = situation.state, act.occurred_at.date()
        approved = state.closing is not None and state.closing.state == "approved"
        require(not approved, Code.WRONG_STATE, "本案结案审查已通过，不再续行控制")
        item = held_item(state, self.item)
        require(item.renew_until is None, Code.ALREADY_DONE, f"财产 {self.item} 的续行手续正在办理")
        deducted = isinstance(item, FoundMoney) and item.deduction_ordered is not None
        require(not deducted, Code.WRONG_STATE, f"资金 {self.item} 已决定扣划，无须续行冻结")
        gone = isinstance(item, Asset) and item.disposal_outcome in ("sold", "taken_for_debt")
        require(not gone, Code.WRONG_STATE, f"财产 {self.item} 已处置完毕，无须续行查封")
        ends = item.control_expires_on
        over = ends is not None and ends < today
        require(not over, Code.WRONG_STATE, f"财产 {self.item} 的控制已于 {ends} 届满，须重新控制")
        latest = longest_until(item, situation.book.control_terms, today)
        until = self.until or latest
        require(until <= latest, Code.BAD_DATA, f"续行期限不得超过 {latest}（民诉法解释第485条）")
        require(until > (ends or today), Code.BAD_DATA, f"续行后的届满日须晚于 {ends or today}")
        return (act.event(EventKind.RENEWAL_ORDERED, self.item, until=until.isoformat()),)


@shape
class ConfirmControl(ActData):
    """A release or renewal carried out at a counter (线下送达解除、续行手续), with the receipt brought back.

    What is under control online needs none: the registry's answer is the proof.
    """

    kind: ClassVar[ActKind] = ActKind.CONFIRM_CONTROL
    item: str
    order: Literal["release", "renewal"]
    receipt: str = Field(min_length=1)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The release or the renewal; refused where none was ordered, or its papers are not made."""
        state = situation.state
        item = item_of(state, self.item)
        if self.order == "release":
            ordered = bool(item.release_order) and item.released_at is None
            require(ordered, Code.WRONG_STATE, f"财产 {self.item} 没有待送达的解除手续")
            require(release_paper(item) in state.papers, Code.NOT_YET, "解除裁定尚未制作")
            return (act.event(EventKind.CONTROL_RELEASED, self.item, receipt=self.receipt),)
        require(
            item.held and item.renew_until is not None,
            Code.WRONG_STATE,
            f"财产 {self.item} 没有待送达的续行手续",
        )
        require(renewal_paper(item) in state.papers, Code.NOT_YET, "续行裁定尚未制作")
        return (
            act.event(
                EventKind.CONTROL_RENEWED,
                self.item,
                kind=item.kind,
                expires_on=str(item.renew_until),
                receipt=self.receipt,
            ),
        )
