"""Acts around documents and queries: service by hand, returned papers, findings at counters."""

from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from models.acts.envelope import Act, ActData, ActKind, Situation, require, shape
from models.distribution_plan import received_with
from models.errors import Code, Refusal
from models.events import Event, EventKind
from models.offline_query import institution_of
from models.serving import deliveries_to, unserved
from models.values import Instant, Value


@shape
class RecordService(ActData):
    """Service done or tried by a person (电话通知领取、直接送达、留置送达、公告送达), for one recipient.

    It covers all papers not served on the recipient yet; once more in person (JL-18) all there are. What
    is not stamped yet stays behind (SH-19).
    """

    kind: ClassVar[ActKind] = ActKind.RECORD_SERVICE
    recipient: str
    channel: Literal["collect", "in_person", "grid", "public_notice"]
    served: bool = True
    reason: str = ""

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """Sent and served or come back in one; refused for a party the case does not have, without
        documents for it, with none of them stamped yet, or for a failed attempt without its reason.
        """
        require(self.served or bool(self.reason), Code.BAD_DATA, "未能送达须写明原因")
        state = situation.state
        known = {party.id for party in state.parties}
        require(self.recipient in known, Code.UNKNOWN_SUBJECT, f"当事人编号不存在：{self.recipient}")
        theirs = [paper for paper in state.papers.values() if self.recipient in paper.addressees]
        require(bool(theirs), Code.WRONG_STATE, f"尚无应送达 {self.recipient} 的文书")
        ready = [paper for paper in unserved(state, self.recipient) or theirs if paper.ready]
        require(bool(ready), Code.NOT_YET, f"应送达 {self.recipient} 的文书尚未核对、用印，不得送达")
        papers = [paper.id for paper in ready]
        attempts = deliveries_to(state, self.recipient)
        delivery = f"D-{self.recipient}-{len(attempts) + 1}"
        plans = received_with(state.plans, self.recipient, tuple(papers)) if self.served else ()
        return (
            act.event(
                EventKind.DOCUMENT_SENT,
                delivery,
                recipient=self.recipient,
                channel=self.channel,
                documents=papers,
                attempt=len(attempts) + 1,
            ),
            act.event(
                EventKind.DOCUMENT_SERVED if self.served else EventKind.DOCUMENT_RETURNED,
                delivery,
                recipient=self.recipient,
                channel=self.channel,
                reason=self.reason or None,
            ),
            *(act.event(EventKind.DISTRIBUTION_RECEIVED, each) for each in plans),
        )


@shape
class HandReturnPapers(ActData):
    """Proof that a document came back, handed to the implementation team (GS-20)."""

    kind: ClassVar[ActKind] = ActKind.HAND_RETURN_PAPERS
    delivery: str

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The handing on; refused unless that delivery came back."""
        delivery = situation.state.deliveries.get(self.delivery)
        came_back = delivery is not None and delivery.returned_at is not None
        require(came_back, Code.UNKNOWN_SUBJECT, f"送达 {self.delivery} 没有退回")
        return (act.event(EventKind.RETURN_PAPERS_HANDED, self.delivery),)


class FoundAsset(Value):
    """A thing found by a person, by the field names of requirements 8.3."""

    kind: str
    place: str = ""
    in_area: bool | None = None
    disposable_now: bool | None = None
    right_of_disposal: bool | None = None
    needs_appraisal: bool | None = None
    papers_complete: bool | None = None
    eviction_needed: bool | None = None
    seized: bool = False
    expires_on: date | None = None


class FoundSum(Value):
    """Money found by a person, frozen at the counter or not (柜台冻结, JL-11)."""

    kind: str
    amount: Decimal = Field(gt=0)
    frozen: bool = False
    expires_on: date | None = None


def found(
    act: Act, situation: Situation, assets: tuple[FoundAsset, ...], money: tuple[FoundSum, ...], source: str
) -> tuple[Event, ...]:
    """The events of a find: each thing found and, where it was seized on the spot, its control."""
    events: list[Event] = []
    state = situation.state
    for number, asset in enumerate(assets, start=len(state.assets) + 1):
        item = f"W{number}"
        facts = asset.model_dump(mode="json", exclude={"seized", "expires_on"}, exclude_none=True)
        events.append(
            act.event(EventKind.PROPERTY_FOUND, item, source=source, must_control=asset.seized, **facts)
        )
        if asset.seized:
            events.append(
                act.event(
                    EventKind.CONTROLLED,
                    item,
                    kind=asset.kind,
                    eviction_needed=bool(asset.eviction_needed),
                    disposable_now=asset.disposable_now,
                    expires_on=asset.expires_on.isoformat() if asset.expires_on else None,
                )
            )
    for number, amount in enumerate(money, start=len(state.money) + 1):
        item, stated = f"M{number}", {"kind": amount.kind, "amount": str(amount.amount)}
        events.append(act.event(EventKind.MONEY_FOUND, item, source=source, **stated))
        if amount.frozen:
            until = amount.expires_on.isoformat() if amount.expires_on else None
            events.append(act.event(EventKind.CONTROLLED, item, expires_on=until, **stated))
    return tuple(events)


class Inquiry(Value):
    """How an inquiry on the spot went (现场调查): who asked whom where, and what was answered (JL-8, JL-9).

    `investigators` are staff numbers, the actor among them or not; `answers` go by question.
    """

    started_at: Instant | None = None
    place: str = ""
    asked: str = ""
    post: str = ""
    investigators: tuple[str, ...] = ()
    answers: dict[str, str] = Field(default_factory=dict)


@shape
class ReportFinding(ActData):
    """What one institution's counter answered in the offline query (线下查询, RY-20)."""

    kind: ClassVar[ActKind] = ActKind.REPORT_FINDING
    institution: str
    assets: tuple[FoundAsset, ...] = ()
    money: tuple[FoundSum, ...] = ()
    covered: tuple[str, ...] = ()
    note: str = ""
    inquiry: Inquiry | None = None

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The finding and what was found; refused for an institution this case does not ask, and where
        a topic of its row was left out (JL-9).
        """
        asked = institution_of(situation.book, situation.state, self.institution)
        lacking = "、".join(topic.name for topic in asked.topics if topic.key not in self.covered)
        require(not lacking, Code.BAD_DATA, f"{asked.name}的调查须包括：{lacking}")
        done = situation.state.seen(EventKind.OFFLINE_FINDING, self.institution)
        require(not done, Code.ALREADY_DONE, f"查询机构 {self.institution} 的结果已登记")
        count = len(self.assets) + len(self.money)
        return (
            *found(act, situation, self.assets, self.money, "offline"),
            act.event(
                EventKind.OFFLINE_FINDING,
                self.institution,
                found=count,
                covered=list(self.covered) or None,
                note=self.note or None,
            ),
            *self._inquiry(act, recorded=asked.record),
        )

    def _inquiry(self, act: Act, *, recorded: bool) -> tuple[Event, ...]:
        """The inquiry a record is made of: where the court wants one, and wherever somebody describes it.

        Raises Refusal(BAD_TIME) for one that began after it was reported.
        """
        held = self.inquiry or (Inquiry() if recorded else None)
        if held is None:
            return ()
        begun = held.started_at is None or held.started_at <= act.occurred_at
        require(begun, Code.BAD_TIME, "现场调查的开始不得晚于登记结果")
        stated = held.model_dump(mode="json", exclude_defaults=True)
        return (act.event(EventKind.INQUIRY_HELD, self.institution, **stated, note=self.note or None),)


@shape
class FindProperty(ActData):
    """Property found later: by the team's investigation or a party's lead (发现财产线索)."""

    kind: ClassVar[ActKind] = ActKind.FIND_PROPERTY
    source: Literal["investigation", "lead", "report"] = "investigation"
    assets: tuple[FoundAsset, ...] = ()
    money: tuple[FoundSum, ...] = ()

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """What was found; refused when nothing is named."""
        require(bool(self.assets or self.money), Code.BAD_DATA, "没有填写发现的财产")
        return found(act, situation, self.assets, self.money, self.source)


@shape
class Requery(ActData):
    """A query system asked once more (再次查询), as before a termination (SH-D13)."""

    kind: ClassVar[ActKind] = ActKind.REQUERY
    system: str

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The order; refused for a system that was never asked, or whose answer is still awaited."""
        run = situation.state.queries.get(self.system)
        if run is None or not run.launches:
            raise Refusal(Code.UNKNOWN_SUBJECT, f"没有向 {self.system} 发起过查询")
        since, came = run.launched_at, run.returned_at
        answered = since is not None and came is not None and came >= since
        require(answered and not run.due, Code.WRONG_STATE, "上一次查询尚未反馈")
        return (act.event(EventKind.REQUERY_ORDERED, self.system),)


@shape
class DescribeAsset(ActData):
    """What came to be known of a thing after it was found (查明财产状况), as whether it can be sold."""

    kind: ClassVar[ActKind] = ActKind.DESCRIBE_ASSET
    asset: str
    in_area: bool | None = None
    disposable_now: bool | None = None
    right_of_disposal: bool | None = None
    needs_appraisal: bool | None = None
    papers_complete: bool | None = None
    eviction_needed: bool | None = None

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The new facts; refused for a thing the case does not have, or without any."""
        require(self.asset in situation.state.assets, Code.UNKNOWN_SUBJECT, f"财产 {self.asset} 不存在")
        stated = self.model_dump(mode="json", exclude={"asset"}, exclude_none=True)
        require(bool(stated), Code.BAD_DATA, "没有填写任何状况")
        return (act.event(EventKind.PROPERTY_DESCRIBED, self.asset, **stated),)
