"""Acts of triage and approval: choosing a class, deciding a request, taking a case over."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from models.acts.envelope import Act, ActData, ActKind, Situation, require, shape
from models.approving import own_approver
from models.case import ApprovalRequest, ApprovalState
from models.control_orders import check_release
from models.errors import Code, Refusal
from models.events import Event, EventKind
from models.procedure import Conversion
from models.property import Asset
from models.way import holds


@shape
class ChooseClass(ActData):
    """A catch-all class picked by a person, with the reason (CV-7)."""

    kind: ClassVar[ActKind] = ActKind.CHOOSE_CLASS
    rule_id: str
    reason: str = Field(min_length=1)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The choice as a fact; refused for a rule that is not a matter of choice."""
        rules = {rule.id: rule for rule in situation.book.triage.rules}
        chosen = rules.get(self.rule_id)
        require(
            chosen is not None and chosen.chosen,
            Code.UNKNOWN_SUBJECT,
            f"{self.rule_id} 不是可以人工识别的类别",
        )
        choice = {"rule_id": self.rule_id, "reason": self.reason, "by": act.actor}
        return (act.event(EventKind.FACTS_RECORDED, chosen_class=choice),)


@shape
class DecideApproval(ActData):
    """A request granted or refused by the person who may decide it (审批)."""

    kind: ClassVar[ActKind] = ActKind.DECIDE_APPROVAL
    approval: str
    granted: bool
    reason: str = ""

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The decision and what follows at once; refused when it is not open, or one's own request."""
        state = situation.state
        request = state.approvals.get(self.approval)
        if request is None:
            raise Refusal(Code.UNKNOWN_SUBJECT, f"报批事项 {self.approval} 不存在")
        require(request.state is ApprovalState.OPEN, Code.ALREADY_DONE, f"报批事项 {self.approval} 已审批")
        own = act.people & {request.requested_by, request.requested_for}
        require(not own, Code.SECOND_PERSON_REQUIRED, "不得审批本人提出的事项")
        require(self.granted or bool(self.reason), Code.BAD_DATA, "不予批准须写明理由")
        by_panel = any(row.panel for row in situation.book.approvals if row.matter == request.matter)
        require(not by_panel, Code.ACT_NOT_ALLOWED, "本事项由合议庭评议决定，须登记合议结论（record_panel）")
        return self.decided(act, situation, request)

    def decided(self, act: Act, situation: Situation, request: ApprovalRequest) -> tuple[Event, ...]:
        """The decision of whoever may decide it, and what follows at once."""
        state = situation.state
        decided = act.event(
            EventKind.APPROVAL_DECIDED,
            self.approval,
            matter=request.matter,
            target=request.target,
            granted=self.granted,
            reason=self.reason or None,
        )
        rule = next((a for a in situation.book.approvals if a.matter == request.matter), None)
        if not self.granted:
            if rule is not None and rule.refusal == "ends":
                decided = decided.model_copy(update={"facts": {**decided.facts, "leg": rule.leg}})
            return (decided,)
        if rule is not None and rule.records and own_approver(situation.book, state, rule):
            decided = decided.model_copy(update={"facts": {**decided.facts, **rule.records}})
        further = self._further(act, situation, request)
        if further:
            return (decided, *further)
        if rule is not None and rule.effect == "release":
            return (decided, *self._release(act, situation, request))
        timed = self._timing(act, situation, request)
        return (decided, *timed, *self._conversion(act, situation, request.matter))

    def _release(self, act: Act, situation: Situation, request: ApprovalRequest) -> tuple[Event, ...]:
        """A granted release orders it for the thing that was named; its disposal ends with it (SH-51)."""
        item = check_release(situation.state, request.target)
        ordered = act.event(EventKind.RELEASE_ORDERED, item.id, approval=request.id)
        if isinstance(item, Asset) and item.in_disposal:
            return (ordered, act.event(EventKind.DISPOSAL_ENDED, item.id, outcome="released"))
        return (ordered,)

    def _timing(self, act: Act, situation: Situation, request: ApprovalRequest) -> tuple[Event, ...]:
        """A granted extension moves the limit, a granted suspension stops the clocks it names (CV-10)."""
        effect = next((a.effect for a in situation.book.approvals if a.matter == request.matter), "")
        asked = request.asked
        if effect == "extension" and "until" in asked:
            facts = {name: asked[name] for name in ("limit", "until", "ground")}
            return (act.event(EventKind.EXTENSION_GRANTED, request.target, **facts, approval=request.id),)
        if effect == "suspension" and "limits" in asked:
            facts = {"limits": asked["limits"], "ground": asked["ground"]}
            started = act.event(EventKind.SUSPENSION_STARTED, request.id, **facts)
            return (started.model_copy(update={"occurred_at": datetime.fromisoformat(asked["since"])}),)
        return ()

    def _further(self, act: Act, situation: Situation, request: ApprovalRequest) -> tuple[Event, ...]:
        """The next level, where the matter goes up level by level (SQ-D11, JL-T19)."""
        for approval in situation.book.approvals:
            if approval.matter == request.matter and approval.then:
                number = len(situation.state.approvals) + 1
                facts = {"matter": approval.then, "target": request.target or None, **request.asked}
                return (act.event(EventKind.APPROVAL_REQUESTED, f"A{number}", **facts),)
        return ()

    def _conversion(self, act: Act, situation: Situation, matter: str) -> tuple[Event, ...]:
        """A granted conversion takes effect with its approval (简转繁、二次分案)."""
        for conversion in situation.book.conversions:
            if conversion.approval == matter and holds(situation.book, conversion.when, situation.state):
                return (
                    act.event(
                        conversion.event,
                        self.approval,
                        conversion=conversion.name,
                        track=conversion.to_track,
                        pool=conversion.to_pool or None,
                        leg=conversion.leg or None,
                        team_changes=conversion.team_changes,
                    ),
                )
        return ()


@shape
class AcceptHandover(ActData):
    """The receiving team takes the case over (接收移送, CV-13)."""

    kind: ClassVar[ActKind] = ActKind.ACCEPT_HANDOVER
    handover: str

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """Acceptance, and entry into the team dated at the offer: no time is lost or gained between them."""
        state, book = situation.state, situation.book
        offer = state.handovers.get(self.handover)
        if offer is None or offer.state != "offered":
            raise Refusal(Code.UNKNOWN_SUBJECT, f"没有待接收的移送 {self.handover}")
        entered = act.event(
            EventKind.GROUP_ENTERED,
            self.handover,
            unit=offer.to_unit,
            unit_kind=book.org_unit(offer.to_unit).kind,
            owner=state.assigned_owner,
            track=state.track,
        )
        return (
            act.event(EventKind.HANDOVER_ACCEPTED, self.handover),
            entered.model_copy(update={"occurred_at": offer.offered_at}),
        )


@shape
class ReturnHandover(ActData):
    """The receiving team sends the case back for what is missing (退回移送, CV-13)."""

    kind: ClassVar[ActKind] = ActKind.RETURN_HANDOVER
    handover: str
    reason: str = Field(min_length=1)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The return with its reason; the sender's clock runs on."""
        offer = situation.state.handovers.get(self.handover)
        waiting = offer is not None and offer.state == "offered"
        require(waiting, Code.UNKNOWN_SUBJECT, f"没有待接收的移送 {self.handover}")
        return (act.event(EventKind.HANDOVER_RETURNED, self.handover, reason=self.reason),)


@shape
class OfferHandover(ActData):
    """A returned case made good and offered again to the same team (重新移送, CV-13)."""

    kind: ClassVar[ActKind] = ActKind.OFFER_HANDOVER
    remedy: str = Field(min_length=1)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """A new offer; refused unless the last one came back."""
        state = situation.state
        came_back = state.last(EventKind.HANDOVER_RETURNED) > state.last(EventKind.HANDOVER_OFFERED)
        require(came_back, Code.WRONG_STATE, "没有被退回的移送")
        return (
            act.event(
                EventKind.HANDOVER_OFFERED,
                f"Y{len(state.handovers) + 1}",
                unit=state.assigned_unit,
                unit_kind=situation.book.org_unit(state.assigned_unit).kind,
                owner=state.assigned_owner,
                track=state.track,
                remedy=self.remedy,
            ),
        )


@shape
class RequestConversion(ActData):
    """A request to change track or team after triage (简转繁审批表、二次分案, RY-38, GS-27)."""

    kind: ClassVar[ActKind] = ActKind.REQUEST_CONVERSION
    ground: str
    reason: str = Field(min_length=1)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The request; refused without a ground the rulebook names, or while another one is open."""
        state = situation.state
        conversion = self._conversion(situation)
        may = not conversion.requester or act.role in conversion.requester
        role = situation.book.names.get(act.role, act.role)
        require(may, Code.ACT_NOT_ALLOWED, f"{role}不得申请“{conversion.name}”")
        matters = {c.approval for c in situation.book.conversions}
        pending = any(a.matter in matters and a.state is ApprovalState.OPEN for a in state.approvals.values())
        require(not pending, Code.ALREADY_DONE, "已有转换申请在审批中")
        return (
            act.event(
                EventKind.APPROVAL_REQUESTED,
                f"A{len(state.approvals) + 1}",
                matter=conversion.approval,
                ground=self.ground,
                reason=self.reason,
            ),
        )

    def _conversion(self, situation: Situation) -> Conversion:
        """The conversion of the court's rulebook that this track and ground allow."""
        track = situation.state.track
        for conversion in situation.book.conversions:
            fits = track in conversion.from_tracks and self.ground in conversion.grounds
            if fits and holds(situation.book, conversion.when, situation.state):
                return conversion
        words = situation.book.names
        raise Refusal(Code.ACT_NOT_ALLOWED, f"{words.get(track, track)}案件没有以“{self.ground}”为由的转换")


@shape
class GiveFeedback(ActData):
    """Results, progress and handlers told to the parties after a change of team (GS-28)."""

    kind: ClassVar[ActKind] = ActKind.GIVE_FEEDBACK
    results: str = Field(min_length=1)
    progress: str = Field(min_length=1)
    handlers: str = Field(min_length=1)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The feedback with its three contents."""
        return (
            act.event(
                EventKind.FEEDBACK_GIVEN, results=self.results, progress=self.progress, handlers=self.handlers
            ),
        )
