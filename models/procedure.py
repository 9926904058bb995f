"""What a court does in each stage, as data: intake, queries, documents, measures, disposal, closing."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from models.conditions import Condition
from models.events import EventKind
from models.facts.values import AssetKind
from models.limits import Wanted
from models.roles import Role
from models.sourced import Sourced


class Intake(Sourced):
    """Receipt and checking of the filing (收案、立案核对): which unit does it."""

    unit: str


class Topic(Sourced):
    """A point the first reception must cover (初次接待事项)."""

    key: str
    name: str


class Reception(Sourced):
    """The first reception (初次接待): what it covers, who signs, which unit holds it.

    `absence_note`: a signed note why none was held takes its place (SH-15). `before_filing`: it is held
    before the case is filed, and may be dated so (SH-13).
    """

    topics: tuple[Topic, ...]
    signers: tuple[str, ...] = ()
    unit: str
    absence_note: bool = False
    before_filing: bool = False


class Identity(Sourced):
    """Who may run the identity check; where a key exists only its keeper may (GS-32)."""

    key_holder_only: bool
    unit: str


class QuerySystem(Sourced):
    """An outside query system (查控系统) and what it is asked for."""

    key: str
    name: str
    asks: tuple[str, ...]


class Network(Sourced):
    """The network query (网络查控)."""

    systems: tuple[QuerySystem, ...]
    unit: str
    freeze_at_once: bool = True


class CourtDocument(Sourced):
    """A document of the court's set (格式化文书); `template` is the file name of its form.

    `on_decision`: made only when that measure was decided, with it (SH-A20).
    """

    kind: str
    name: str
    template: str
    on_decision: str = ""
    recipients: tuple[Literal["respondent", "applicant"], ...] = ("respondent",)


class ServedPaper(Sourced):
    """A paper made in the course of a case that is served, and on whom (送达); others are for the file."""

    kind: str
    recipients: tuple[Literal["respondent", "applicant"], ...] = Field(min_length=1)


class Channel(Sourced):
    """A rung of the service ladder (送达方式): for which kinds of recipient, in which order."""

    channel: Literal["electronic", "collect", "post", "in_person", "grid", "public_notice"]
    recipient_kinds: tuple[str, ...] = ()


class Stamping(Sourced):
    """A person checks each document of the set against the file, then it is stamped and printed (核对、用印).

    `against`: what of the file each is compared with. Nothing unchecked is stamped, nothing unstamped is
    served (SH-19).
    """

    against: tuple[Topic, ...] = Field(min_length=1)


class Documents(Sourced):
    """What is made and served centrally, and how (文书制作与送达).

    `fallback_addresses` are the kinds of address posted to at the same time where none is
    confirmed (GS-19). `combined_notice`: one notice may hold several contents (GS-21). `service_unit`
    serves, where that is another unit than the maker (SH-23). `stamping`: the set is checked and stamped
    before it is served (SH-19); a court whose document does not say so serves what was made.
    """

    set: tuple[CourtDocument, ...]
    ladder: tuple[Channel, ...]
    fallback_addresses: tuple[str, ...] = ()
    combined_notice: bool = False
    unit: str
    service_unit: str = ""
    stamping: Stamping | None = None

    def stamps(self, template: str) -> bool:
        """Whether a document made from this form is stamped before it is served."""
        made = {row.template.removesuffix(".docx") for row in self.set}
        return self.stamping is not None and template in made


class Institution(Sourced):
    """A counter asked in the offline query (线下查询机构), or a place officers go to themselves.

    `when` keeps it from being asked where the case is known to be otherwise (JL-9). `on_site`: officers
    look on the spot (实地调查), no assistance notice goes before them. A finding covers every topic.
    `record`: an inquiry record is made of it (调查笔录, JL-8).
    """

    key: str
    name: str
    when: Condition | None = None
    on_site: bool = False
    topics: tuple[Topic, ...] = ()
    record: bool = False


class Offline(Sourced):
    """The offline query of registries (传统查控)."""

    institutions: tuple[Institution, ...]
    unit: str
    field_work: bool = False


class Conversion(Sourced):
    """Changing track or team after triage (简转繁、二次分案).

    `when` is a condition of the case as it stands, `leg` where it goes on, `unit` who registers it
    (SQ-23); empty `requester` leaves the request to the holder of the case.
    """

    key: str
    name: str
    approval: str
    from_tracks: tuple[str, ...]
    to_track: str
    team_changes: bool
    grounds: tuple[str, ...]
    to_pool: str = ""
    when: Condition | None = None
    leg: str = ""
    requester: tuple[Role, ...] = ()
    unit: str = ""
    event: EventKind = EventKind.CONVERSION_APPROVED


class Measure(Sourced):
    """A coercive measure a judge decides (执行措施): its document and who approves it.

    `max_days` are calendar days; the amounts are yuan, for persons and for entities (NB-117).
    """

    kind: str
    name: str
    approval: str = ""
    template: str = ""
    max_days: int | None = None
    person_max: Decimal | None = None
    entity_min: Decimal | None = None
    entity_max: Decimal | None = None


class AuctionDesk(Sourced):
    """The unit that supports auctions (网拍辅助); `owner_unit` where the team does it itself."""

    unit: str


class ReportPoint(Sourced):
    """A point a paper must state (载明事项): for these kinds of property, or for every kind."""

    key: str
    name: str
    kinds: tuple[AssetKind, ...] = ()


class RequiredPaper(Sourced):
    """A paper without which the auction desk does not accept (移交材料, SH-33, SH-35).

    `points` it must cover, some of them by kind of property (SH-36).
    """

    key: str
    name: str
    when: Literal["valuation", "auction"] = "auction"
    points: tuple[ReportPoint, ...] = ()


class Auction(Sourced):
    """Numbers of the online auction (网络司法拍卖, NB-181..NB-211): percents, calendar days, hours."""

    first_floor_percent: int
    second_reduction_percent: int
    first_notice_days_movable: int
    first_notice_days_immovable: int
    second_within_days: int
    second_notice_days_movable: int
    second_notice_days_immovable: int
    tell_parties_days: int
    sale_window_days: int
    sale_notice_days_movable: int
    sale_notice_days_immovable: int
    deposit_min_percent: int
    deposit_max_percent: int
    bidding_hours: int
    debt_offer_days: int
    immovable_kinds: tuple[str, ...]
    desk: AuctionDesk
    required_papers: tuple[RequiredPaper, ...] = ()

    @property
    def desk_unit(self) -> str:
        """The unit that supports auctions."""
        return self.desk.unit


class ControlTerms(Sourced):
    """Longest terms of a freeze or seizure in months (NB-33..NB-35)."""

    money: int
    movable: int
    immovable: int


class Funds(Sourced):
    """Case money (案款): who watches it, who orders the payout."""

    watcher: str
    payer: str


class EvidenceItem(Sourced):
    """A piece of closing evidence (结案材料); `satisfied_by` settles it from the facts.

    `by_review`: the reviewer's own approval settles it, as a stamp does (JL-30). `obligatory_when`: where
    known true, "not applicable" does not do (JL-A12).
    """

    item: str
    name: str
    satisfied_by: Condition | None = None
    by_review: bool = False
    obligatory_when: Condition | None = None


class ClosingMethod(Sourced):
    """A closing method (结案方式): who reviews it, what must be in the file.

    `releases`: measures are lifted and property is released, for the claim has ended with it (NB-42,
    NB-133); a terminated case keeps them (NB-301), and so does a preservation that has done its work.
    `refuses_resumption`: a resumption that is not granted ends by it (不予立案, RY-41). `served_on`: the
    case closes after its papers are served on them (NB-293, JL-27).
    """

    method: str
    name: str
    reviewer: str
    releases: bool = False
    served_on: tuple[Literal["applicant", "respondent"], ...] = ()
    refuses_resumption: bool = False
    evidence: tuple[EvidenceItem, ...] = ()


class Review(Sourced):
    """The unit that reviews closings, where a method does not name another."""

    unit: str


class Closing(Sourced):
    """Closing review (结案审查).

    `min_months_since_filing` must be exceeded before termination (NB-287); where a court's own number
    is lower than the nation's `national_min_months`, `national_gate` says whether that one binds all
    the same or only warns. `requery_months`: the national query must have been run again within so many
    months before closing (SH-D13). `required_fields` of the closing must be filled in (SH-43).
    """

    review: Review
    methods: tuple[ClosingMethod, ...]
    min_months_since_filing: int = 0
    national_min_months: int = 0
    national_gate: Literal["warn", "bind"] = "bind"
    requery_months: int = 0
    required_fields: tuple[str, ...] = ()

    @property
    def refused_resumption(self) -> str:
        """The method by which a resumption that is not granted ends; empty where the court has none."""
        return next((row.method for row in self.methods if row.refuses_resumption), "")


class NoticeRule(Sourced):
    """A notice to a party (通知): on which event, to whom, by which channel, with which words.

    `concerned` is the one party a measure was taken against: nobody else is told of a detention.
    """

    id: str
    event: EventKind
    where: dict[str, Wanted] = Field(default_factory=dict)
    recipient: Literal["applicant", "respondent", "both", "concerned"]
    channel: Literal["sms", "electronic", "post"]
    text: str


class Form(Sourced):
    """A form the court's document names (文书表单)."""

    key: str
    name: str
    article: str
