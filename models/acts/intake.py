"""Acts of intake: correcting a filing, registering the case, identity, the first reception."""

from typing import ClassVar

from pydantic import Field

from models.acts.envelope import Act, ActData, ActKind, Situation, require, shape
from models.errors import Code
from models.events import Event, EventKind
from models.facts.case_facts import parse_facts
from models.folding import FACT_NAMES
from models.parties import read_party
from models.serving import unstamped
from models.values import Facts, Value


@shape
class CorrectFiling(ActData):
    """Wrong filing data put right by the filing office (立案信息更正)."""

    kind: ClassVar[ActKind] = ActKind.CORRECT_FILING
    filing: Facts

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """One correction; refused when no error is open, or when what it states does not fit.

        While documents wait for their seal, what their check shows to be wrong is an open error (SH-19).
        """
        state = situation.state
        open_error = state.last(EventKind.FILING_ERROR_FOUND) > state.last(EventKind.FILING_CORRECTED)
        require(open_error or bool(unstamped(state)), Code.WRONG_STATE, "立案信息没有待更正的差错")
        parse_facts({n: v for n, v in self.filing.items() if n in FACT_NAMES}, "立案信息更正")
        known = {party.id for party in state.parties}
        for row in self.filing.get("parties", ()):
            stranger = not isinstance(row, dict) or row.get("id") not in known
            require(not stranger, Code.UNKNOWN_SUBJECT, "更正的当事人须写明本案当事人编号（id）")
            read_party(row, "立案信息更正")
        return (act.event(EventKind.FILING_CORRECTED, **self.filing),)


@shape
class RegisterCase(ActData):
    """Receipt of the case by the affairs body (收案登记, RY-17, CV-9)."""

    kind: ClassVar[ActKind] = ActKind.REGISTER_CASE

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The receipt, once."""
        require(not situation.state.seen(EventKind.RECEIVED), Code.ALREADY_DONE, "本案已收案登记")
        return (act.event(EventKind.RECEIVED),)


@shape
class VerifyIdentity(ActData):
    """The order to check the parties' identity, given by whoever keeps the key (身份核对, GS-12, GS-32)."""

    kind: ClassVar[ActKind] = ActKind.VERIFY_IDENTITY

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The order; the gateway's answer follows as its own event."""
        done = situation.state.seen(EventKind.IDENTITY_CHECK_ORDERED)
        require(not done, Code.ALREADY_DONE, "本案已发起身份核对")
        return (act.event(EventKind.IDENTITY_CHECK_ORDERED),)


class ConfirmedAddress(Value):
    """Where and how a party may be served (送达地址确认书)."""

    party: str
    address: str = ""
    phone: str = ""
    electronic_consent: bool = False
    payee_account: str = ""


@shape
class HoldReception(ActData):
    """The first reception and its record (初次接待, GS-13, GS-14, RY-21..RY-23)."""

    kind: ClassVar[ActKind] = ActKind.HOLD_RECEPTION
    topics: tuple[str, ...]
    signers: tuple[str, ...] = ()
    addresses: tuple[ConfirmedAddress, ...] = ()
    facts: Facts = Field(default_factory=dict)
    answers: dict[str, str] = Field(default_factory=dict)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The end of reception; refused while a topic or a signature of the court's list is missing."""
        reception = situation.book.reception
        uncovered = [topic.name for topic in reception.topics if topic.key not in self.topics]
        require(not uncovered, Code.NOT_COVERED, f"初次接待尚有事项未办：{'、'.join(uncovered)}")
        unsigned = [signer for signer in reception.signers if signer not in self.signers]
        words = situation.book.names
        named = "、".join(words.get(signer, signer) for signer in unsigned)
        require(not unsigned, Code.NOT_COVERED, f"初次接待笔录缺少签名：{named}")
        known = {party.id for party in situation.state.parties}
        strangers = [row.party for row in self.addresses if row.party not in known]
        require(not strangers, Code.UNKNOWN_SUBJECT, f"当事人编号不存在：{'、'.join(strangers)}")
        parse_facts(self.facts, "初次接待")
        addresses = [row.model_dump(mode="json") for row in self.addresses]
        facts = {**self.facts, "addresses": addresses, "topics": list(self.topics), "answers": self.answers}
        return (act.event(EventKind.RECEPTION_ENDED, **facts),)


@shape
class NoteNoReception(ActData):
    """A signed note why no first reception was held (未进行初次接待原因的说明, SH-15)."""

    kind: ClassVar[ActKind] = ActKind.NOTE_NO_RECEPTION
    reason: str = Field(min_length=1)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The note in place of the record; refused where the court wants the reception itself."""
        require(situation.book.reception.absence_note, Code.ACT_NOT_ALLOWED, "本院规则要求进行初次接待")
        state = situation.state
        held = state.seen(EventKind.RECEPTION_ENDED) or state.seen(EventKind.RECEPTION_EXCUSED)
        require(not held, Code.ALREADY_DONE, "初次接待已有笔录或者说明")
        return (act.event(EventKind.RECEPTION_EXCUSED, reason=self.reason),)


@shape
class RecordFacts(ActData):
    """Facts a named person states, judged ones with a reason (CV-6)."""

    kind: ClassVar[ActKind] = ActKind.RECORD_FACTS
    facts: Facts
    reason: str = ""

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The facts by their names of requirements 8.1-8.4; refused if a name or value does not fit."""
        require(bool(self.facts), Code.BAD_DATA, "没有填写任何事实")
        parse_facts(self.facts, "记录事实")
        return (act.event(EventKind.FACTS_RECORDED, **self.facts, reason=self.reason or None),)


@shape
class CorrectFact(ActData):
    """A correction of what the journal says, made by a second person and never an edit."""

    kind: ClassVar[ActKind] = ActKind.CORRECT_FACT
    corrects: int = Field(gt=0)
    facts: Facts
    reason: str = Field(min_length=1)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """A new event naming the seq it corrects; refused for the person who stated it (second person)."""
        require(
            self.corrects <= situation.state.seq, Code.UNKNOWN_SUBJECT, f"第 {self.corrects} 条记录不存在"
        )
        other = not act.people & situation.corrected_authors
        require(other, Code.SECOND_PERSON_REQUIRED, "更正须由原记录人以外的人作出")
        parse_facts(self.facts, "更正事实")
        event = act.event(EventKind.FACT_CORRECTED, **self.facts, reason=self.reason)
        return (event.model_copy(update={"corrects": self.corrects}),)


@shape
class FilePapers(ActData):
    """Papers put into the file (入卷): freeze papers of an item (GS-17)."""

    kind: ClassVar[ActKind] = ActKind.FILE_PAPERS
    item: str

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The filing of the papers; refused for an item that is not under control."""
        controlled = situation.state.seen(EventKind.CONTROLLED, self.item)
        require(controlled, Code.UNKNOWN_SUBJECT, f"财产 {self.item} 没有控制手续")
        return (act.event(EventKind.FREEZE_PAPERS_FILED, self.item),)


@shape
class SignNode(ActData):
    """A node signed as done by its responsible person (流程节点签名, GS-31)."""

    kind: ClassVar[ActKind] = ActKind.SIGN_NODE
    node: str
    subject: str = ""

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The completion of the node; refused for a limit the rulebook does not know."""
        known = {limit.id for limit in situation.book.limits}
        require(self.node in known, Code.UNKNOWN_SUBJECT, f"流程节点 {self.node} 不存在")
        return (act.event(EventKind.NODE_DONE, self.subject, node=self.node),)
