"""Acts of closing: proposing a method, reviewing it."""

from typing import ClassVar

from pydantic import Field

from models.acts.envelope import Act, ActData, ActKind, Situation, require, shape
from models.closing import closing_method, missing_items, unstamped
from models.errors import Code, Refusal
from models.events import Event, EventKind
from models.facts.case_facts import parse_facts
from models.values import Facts


@shape
class ProposeClosing(ActData):
    """The case is reported for closing (报结).

    Termination wants the applicant's agreement, or a panel's decision, by staff numbers (NB-292).
    """

    kind: ClassVar[ActKind] = ActKind.PROPOSE_CLOSING
    method: str
    ground: str = Field(min_length=1)
    facts: Facts = Field(default_factory=dict)
    applicant_agrees: bool = False
    panel: tuple[str, ...] = ()

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The proposal with the items still missing by name; refused while one is under review."""
        state = situation.state
        closing_method(situation.book, self.method)
        under_review = state.closing is not None and state.closing.state in ("proposed", "approved")
        require(not under_review, Code.ALREADY_DONE, "本案已报结，正在审查")
        parse_facts(self.facts, "报结")
        seen = state.model_copy(update={"facts": {**state.facts, **self.facts}})
        missing = missing_items(situation.book, self.method, seen, act.occurred_at.date())
        return (
            act.event(
                EventKind.CLOSING_PROPOSED,
                method=self.method,
                ground=self.ground,
                missing=[item.name for item in missing],
                applicant_agrees="是" if self.applicant_agrees else None,
                panel="、".join(self.panel) or None,
                **self.facts,
            ),
        )


@shape
class ReviewClosing(ActData):
    """The reviewer approves the closing or returns it (结案审查, RY-40)."""

    kind: ClassVar[ActKind] = ActKind.REVIEW_CLOSING
    approved: bool
    reason: str = ""

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The decision; approval is refused while an item is missing or money is not paid out."""
        state = situation.state
        closing = state.closing
        if closing is None or closing.state != "proposed":
            raise Refusal(Code.WRONG_STATE, "没有待审查的报结")
        own = act.people & {closing.proposed_by, closing.proposed_for}
        require(not own, Code.SECOND_PERSON_REQUIRED, "不得审查本人的报结")
        if not self.approved:
            require(bool(self.reason), Code.BAD_DATA, "退回报结须写明理由")
            return (act.event(EventKind.CLOSING_RETURNED, reason=self.reason),)
        missing = missing_items(situation.book, closing.method, state, act.occurred_at.date())
        names = "、".join(item.name for item in missing)
        require(not missing, Code.MISSING_EVIDENCE, f"缺少：{names}")
        stamped = {item.item: True for item in unstamped(situation.book, closing.method, state)}
        method = closing_method(situation.book, closing.method)
        served_on = [party.id for party in state.parties if party.role in method.served_on]
        return (
            act.event(
                EventKind.CLOSING_APPROVED, method=closing.method, served_on=served_on or None, **stamped
            ),
        )
