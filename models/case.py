"""What a case is at one moment: the fold of its journal (案件现状)."""

from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from models.assignment import Draw
from models.case_money import Arrival, DirectPayment, Payout
from models.distribution_plan import DistributionPlan
from models.electronic_file import Media, PaperSource
from models.events import GENESIS, EventKind
from models.fees import enforcement_fee
from models.property import Asset, FoundMoney
from models.third_parties import ThirdPartyClaim
from models.values import Facts, Instant, Value


class PartyRef(Value):
    """A party by its id in the case; names and numbers stay in the register's party table."""

    id: str
    role: str
    kind: str


class ApprovalState(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"


class ApprovalRequest(Value):
    """A matter put to somebody who may decide it (审批)."""

    id: str
    matter: str
    target: str
    seq: int = 0
    requested_at: Instant
    requested_by: str
    requested_for: str = ""
    """The absent person a substitute asked for."""
    asked: Facts = Field(default_factory=dict)
    """What was asked for, where the matter is more than a yes: a date, limits, a ground."""
    state: ApprovalState = ApprovalState.OPEN
    decided_by: str = ""
    reason: str = ""


class MeasureTaken(Value):
    """A coercive measure from decision to lifting (执行措施)."""

    id: str
    kind: str
    respondent: str
    approval: str = ""
    decided_at: Instant
    facts: Facts = Field(default_factory=dict)
    reference: str = ""
    taken_at: Instant | None = None
    lifted_at: Instant | None = None


class Delivery(Value):
    """One sending of documents to one recipient by one channel (送达)."""

    id: str
    recipient: str
    channel: str
    address_kind: str
    documents: tuple[str, ...]
    attempt: int = 1
    sent_at: Instant | None = None
    served_at: Instant | None = None
    returned_at: Instant | None = None
    return_papers_handed: bool = False

    @property
    def open(self) -> bool:
        """Whether it is on its way."""
        return self.sent_at is not None and self.served_at is None and self.returned_at is None


class PaperMade(Value):
    """A document in the e-file (电子卷宗): its content's digest, not its content."""

    id: str
    kind: str
    name: str
    sha256: str
    made_at: Instant
    recipient: str = ""
    """The party whose own copy it is (一人一份)."""
    recipients: tuple[str, ...] = ()
    """The parties on whom the one paper is served (送达对象)."""
    seq: int = 0
    """Its place in the journal: the file's index counts in that order (目录顺序)."""
    by: str = "system"
    """Who put it into the file."""
    source: PaperSource = PaperSource.MADE
    media: Media = Media.DOCX
    size: int | None = None
    """Bytes, where it was not made by the product itself."""
    pages: int | None = None
    about: str = ""
    """The thing or party of the case it is about."""
    to_stamp: bool = False
    """Whether it must be checked against the file and stamped before it is served (核对、用印, SH-19)."""
    checked_at: Instant | None = None
    fault: str = ""
    """What the check found wrong: this copy is void and another is made (退回重新制作)."""
    stamped_at: Instant | None = None

    @property
    def addressees(self) -> tuple[str, ...]:
        """On whom it is served; nobody, where it is for the file alone or void."""
        if self.fault:
            return ()
        return self.recipients or ((self.recipient,) if self.recipient else ())

    @property
    def ready(self) -> bool:
        """Whether it may be served; a void one is never stamped."""
        return not self.to_stamp or self.stamped_at is not None


class Handover(Value):
    """A transfer between units (移送): offered, then accepted or returned (CV-13)."""

    id: str
    to_unit: str
    offered_at: Instant
    state: str = "offered"


class Awaited(Value):
    """A matter a triage decision waits for (分流审批); `corrects`: refused, it is made good."""

    matter: str
    corrects: bool = False
    ends: bool = False


class QueryRun(Value):
    """How one system was asked (查控记录): when last, when it answered, how often it is to be asked again."""

    launched_at: Instant | None = None
    returned_at: Instant | None = None
    launches: int = 0
    ordered_again: int = 0

    @property
    def due(self) -> bool:
        """Whether another launch was ordered and has not been made."""
        return self.launches > 0 and self.ordered_again > self.launches - 1


class AssignmentMade(Value):
    """A draw of unit and owner (分案): with seed, roster and loads, so that anyone can recompute it."""

    seq: int
    unit: str
    owner: str
    unit_draw: Draw
    owner_draw: Draw


class Closing(Value):
    """How the case is to be closed (结案)."""

    method: str
    ground: str
    proposed_by: str
    proposed_for: str = ""
    """The absent person a substitute proposed it for."""
    proposed_at: Instant
    state: str = "proposed"
    missing: tuple[str, ...] = ()
    served_on: tuple[str, ...] = ()
    """The parties on whom everything must be served before the case closes (NB-293)."""


class CaseState(Value):
    """The folded state of one case."""

    key: str
    court: str = ""
    case_no: str = ""
    rulebook: str = ""
    calendar: str = ""
    """The digest of the calendar its limits are counted on; empty for the one shipped with the product."""
    seq: int = 0
    head: str = GENESIS
    filed_at: Instant | None = None
    closed_at: Instant | None = None
    facts: Facts = Field(default_factory=dict)
    parties: tuple[PartyRef, ...] = ()
    leg: str = ""
    leg_seq: int = 0
    visit: int = 0
    goes_to: str = ""
    """The leg a decision sends the case on to; empty where the plain order goes on."""
    open_parts: tuple[str, ...] = ()
    left_parts: tuple[str, ...] = ()
    last_at: dict[EventKind, Instant] = Field(default_factory=dict)
    last_seq: dict[EventKind, int] = Field(default_factory=dict)
    subjects: dict[EventKind, tuple[str, ...]] = Field(default_factory=dict)
    track: str = ""
    pool: str = ""
    rule: str = ""
    proposed_track: str = ""
    exit: str = ""
    moves: bool = True
    """Whether the last triage decision hands the case to another unit."""
    awaits: tuple[Awaited, ...] = ()
    moves_since: int = 0
    """The seq of the last decision after triage that gives the case to another team (二次分案、程序转换)."""
    conversion: str = ""
    unit: str = ""
    unit_kind: str = ""
    owner: str = ""
    assigned_unit: str = ""
    assigned_owner: str = ""
    queries: dict[str, QueryRun] = Field(default_factory=dict)
    assets: dict[str, Asset] = Field(default_factory=dict)
    money: dict[str, FoundMoney] = Field(default_factory=dict)
    paid_directly: Decimal = Decimal(0)
    """Paid by respondents straight to applicants, yuan (当事人自行给付)."""
    direct_payments: dict[str, DirectPayment] = Field(default_factory=dict)
    arrivals: dict[str, Arrival] = Field(default_factory=dict)
    payouts: dict[str, Payout] = Field(default_factory=dict)
    plans: dict[str, DistributionPlan] = Field(default_factory=dict)
    approvals: dict[str, ApprovalRequest] = Field(default_factory=dict)
    measures: dict[str, MeasureTaken] = Field(default_factory=dict)
    third_parties: dict[str, ThirdPartyClaim] = Field(default_factory=dict)
    papers: dict[str, PaperMade] = Field(default_factory=dict)
    deliveries: dict[str, Delivery] = Field(default_factory=dict)
    assignments: tuple[AssignmentMade, ...] = ()
    handovers: dict[str, Handover] = Field(default_factory=dict)
    closing: Closing | None = None
    resumption: str = ""
    """How the examination of a resumption ended: granted or refused (恢复执行审查)."""

    def seen(self, kind: EventKind, subject: str | None = None) -> bool:
        """Whether such an event is in the journal (for this subject, if one is named)."""
        if subject is None:
            return kind in self.last_seq
        return subject in self.subjects.get(kind, ())

    @property
    def transfer_requested(self) -> bool:
        """Whether the holder has asked to send the case on and nothing was decided since (提请移送)."""
        return self.last(EventKind.TRANSFER_REQUESTED) > self.last(EventKind.TRIAGED)

    @property
    def changes_team(self) -> bool:
        """Whether another team was decided on after triage and does not hold the case yet (GS-27, SQ-22)."""
        return self.moves_since > self.last(EventKind.GROUP_ENTERED)

    def last(self, kind: EventKind) -> int:
        """The seq of the latest event of this kind; 0 if there is none."""
        return self.last_seq.get(kind, 0)

    @property
    def respondents(self) -> tuple[PartyRef, ...]:
        """The respondents (被执行人)."""
        return tuple(party for party in self.parties if party.role == "respondent")

    @property
    def applicants(self) -> tuple[PartyRef, ...]:
        """The applicants (申请执行人)."""
        return tuple(party for party in self.parties if party.role == "applicant")

    @property
    def claim(self) -> Decimal:
        """The sum applied for (申请执行标的额), yuan; zero where the claim is not for money."""
        return Decimal(str(self.facts.get("claim_amount") or 0))

    @property
    def recovered(self) -> Decimal:
        """What the applicants have got or will get, yuan, never above the claim (执行到位).

        Money on the account counts, but for what was ordered out as fee, back to the respondent or to a
        creditor of another case, and for what a plan of distribution gives others;
        so does a thing taken for debt at its price, and what was paid straight to the applicants.
        """
        arrived = sum((arrival.amount for arrival in self.arrivals.values()), Decimal(0))
        arrived -= sum((p.amount for p in self.payouts.values() if not p.to_this_case), Decimal(0))
        arrived -= sum((plan.for_others for plan in self.plans.values()), Decimal(0))
        taken = sum(
            (
                asset.start_price or Decimal(0)
                for asset in self.assets.values()
                if asset.disposal_outcome == "taken_for_debt"
            ),
            Decimal(0),
        )
        return min(self.claim, arrived + taken + self.paid_directly)

    @property
    def enforcement_fee(self) -> Decimal:
        """The enforcement fee on the claim, yuan (执行申请费, NB-254..NB-259); zero without a money claim."""
        return enforcement_fee(self.claim).amount if self.claim > 0 else Decimal(0)

    @property
    def outstanding(self) -> Decimal:
        """What is still owed, yuan, never below zero (未清偿额, CV-11)."""
        return max(self.claim - self.recovered, Decimal(0))

    @property
    def unpaid(self) -> Decimal:
        """Money on the account that is not paid out yet, yuan (未发放案款)."""
        return sum((a.amount - a.paid_out for a in self.arrivals.values()), Decimal(0))
