"""An invented case, told event by event and folded like a real one; every person in it is invented."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from activities.case_files import CaseFile, Post
from models.assignment import Candidate, draw
from models.calendar import CourtCalendar
from models.case import CaseState
from models.clock.engine import NodeEngine
from models.events import Entry, EventKind
from models.filing.filing import Filing
from models.folding import fold
from models.nodes import Node
from models.parties import Party, fold_parties
from models.permissions import Membership
from models.roles import Role
from models.roster import CourtProfile
from models.shelf.files import load
from models.values import COURT_ZONE

PERSON, COMPANY, APPLICANT = "respondent-1", "respondent-2", "applicant-1"
PERSON_NAME, COMPANY_NAME, APPLICANT_NAME = "丁某", "某县某某商贸有限公司", "甲某某"
LEGAL_NAME = "丙某某"
NAMES_OF_PARTIES = (PERSON_NAME, COMPANY_NAME, APPLICANT_NAME, LEGAL_NAME)

FILING: dict[str, Any] = {
    "case_no": "（2026）豫0326执123号",
    "filed_at": "2026-05-06T09:00:00+08:00",
    "case_kind": "first_enforcement",
    "basis_kind": "civil_judgment",
    "basis_no": "（2025）豫0326民初456号民事判决书",
    "cause": "买卖合同纠纷",
    "claim_amount": "800000.50",
    "parties": [
        {
            "role": "applicant",
            "kind": "natural_person",
            "name": APPLICANT_NAME,
            "id_number": "410326198005060014",
            "address": "某省某县某镇1号",
            "phone": "13000000000",
            "agent": {"name": "乙某某", "firm": "某某律师事务所", "lawyer": True},
            "payee_account": {"holder": APPLICANT_NAME, "bank": "某银行", "number": "60010001"},
        },
        {
            "role": "respondent",
            "kind": "natural_person",
            "name": PERSON_NAME,
            "id_number": "410326197512120021",
            "address": "某省某县某街3号",
        },
        {
            "role": "respondent",
            "kind": "company",
            "name": COMPANY_NAME,
            "id_number": "91410326MA0000000T",
            "address": "某省某县某路2号",
            "representative": LEGAL_NAME,
            "representative_post": "执行董事",
        },
    ],
}

PROFILE = CourtProfile(
    address="某省某县某大道4号",
    phone="0000-1234567",
    bank="某银行某县支行",
    account_holder="某县人民法院案款专户",
    account_number="6000000000000000001",
    higher_court="某省某市中级人民法院",
    auction_platform="某网络司法拍卖平台",
    custody_place="某县拘留所",
)

Staff = tuple[str, str, str, Role]

RUYANG_STAFF: tuple[Staff, ...] = (
    ("RY001", "院长甲", "affairs_centre", Role.COURT_PRESIDENT),
    ("RY002", "局长乙", "fast_team", Role.BUREAU_DIRECTOR),
    ("RY011", "法官甲", "ordinary_team_1", Role.JUDGE),
    ("RY012", "法官乙", "ordinary_team_2", Role.JUDGE),
    ("RY013", "法官丙", "fast_team", Role.JUDGE),
    ("RY021", "书记甲", "query_group", Role.CLERK),
    ("RY022", "书记乙", "fast_team", Role.CLERK),
    ("RY031", "助理甲", "query_group", Role.JUDGE_ASSISTANT),
)
GUSHI_STAFF: tuple[Staff, ...] = (
    ("GS011", "法官丁", "fast_team_1", Role.JUDGE),
    ("GS012", "法官戊", "ordinary_team_1", Role.JUDGE),
    ("GS021", "书记丙", "affairs_centre", Role.CLERK),
)


def moment(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """An instant of 2026 on the court's clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=COURT_ZONE)


@dataclass
class Story:
    """A case as it is told: each event is folded as the register would fold it."""

    court: str = "ruyang"
    staff: tuple[Staff, ...] = RUYANG_STAFF
    filing: dict[str, Any] = field(default_factory=lambda: FILING)
    entries: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.book = load(self.court)
        self.state = CaseState(key=f"{self.court}:1")
        self.parties: dict[str, Party] = {}
        self.nodes: dict[str, Node] = {}
        self._engine = NodeEngine(self.book, CourtCalendar.packaged())
        filing = Filing.model_validate({**self.filing, "court": self.court})
        stated = {"court": self.court, "case_no": filing.case_no, "rulebook": self.book.digest}
        basis = {"basis_no": filing.basis_no, "cause": filing.cause, "parties": list(filing.party_rows())}
        self.tell(EventKind.FILED, filing.filed_at, **filing.case_facts(), **stated, **basis)

    def tell(
        self, kind: EventKind, at: datetime, subject: str = "", actor: str = "system", /, **facts: Any
    ) -> "Story":
        """One more thing that happened."""
        role = str(facts.pop("actor_role", ""))
        entry = Entry(
            kind=kind,
            occurred_at=at,
            subject=subject,
            facts={name: value for name, value in facts.items() if value is not None},
            actor=actor,
            role=role,
            seq=len(self.entries) + 1,
            recorded_at=at + timedelta(minutes=1),
        )
        self.entries.append(entry)
        self.state = fold(self.state, entry, f"{entry.seq:064d}")
        self.parties = fold_parties(self.parties, entry)
        self.nodes |= self._engine.advance(self.nodes, entry, self.state)
        return self

    def assigned(self, at: datetime, unit: str, owner: str, track: str) -> "Story":
        """A team and an owner are drawn, and they take the case over."""
        drawn = {
            "unit_draw": draw("fixed", "", (Candidate(key=unit),)).model_dump(mode="json"),
            "owner_draw": draw("fixed", "", (Candidate(key=owner),)).model_dump(mode="json"),
        }
        facts = {"unit": unit, "unit_kind": "team", "owner": owner, "track": track}
        offer = f"Y{len(self.state.handovers) + 1}"
        self.tell(EventKind.ASSIGNED, at, **facts, **drawn)
        self.tell(EventKind.HANDOVER_OFFERED, at, offer, **facts)
        self.tell(EventKind.HANDOVER_ACCEPTED, at, offer, owner)
        return self.tell(EventKind.GROUP_ENTERED, at, offer, owner, **facts)

    def file(self) -> CaseFile:
        """The case as an activity reads it."""
        since = date(2020, 1, 1)
        return CaseFile(
            state=self.state,
            book=self.book,
            parties=dict(self.parties),
            nodes=tuple(self.nodes.values()),
            profile=PROFILE,
            names={number: name for number, name, _, _ in self.staff},
            posts=tuple(
                Post(number, Membership(unit=unit, role=role, since=since, until=None))
                for number, _, unit, role in self.staff
            ),
            entries=tuple(self.entries),
        )


def filed(**changes: Any) -> Story:
    """The case at the beginning, before any team has it."""
    return Story(filing={**FILING, **changes}).tell(EventKind.RECEIVED, moment(5, 6, 10))


def prepared() -> Story:
    """Queried, documents served, interviewed: the team has just taken the case over."""
    story = filed()
    for system in ("national", "local"):
        story.tell(EventKind.QUERY_LAUNCHED, moment(5, 6, 10, 20), system)
    money = {"kind": "bank_deposit", "amount": "5000.00", "source": "query", "item_ref": "acct-77"}
    story.tell(EventKind.MONEY_FOUND, moment(5, 7), "M1", **money, system="national", holder=PERSON)
    house = {"kind": "house", "source": "network", "place": "某县某小区5幢601室", "item_ref": "h-1"}
    story.tell(
        EventKind.PROPERTY_FOUND, moment(5, 7), "W1", **house, system="national", holder=PERSON,
        eviction_needed=True,
    )  # fmt: skip
    story.tell(EventKind.QUERY_RETURNED, moment(5, 7), "national", found=2)
    frozen = {"kind": "bank_deposit", "amount": "5000.00", "expires_on": "2027-05-06"}
    story.tell(EventKind.CONTROLLED, moment(5, 7, 9, 30), "M1", **frozen)
    seized = {"kind": "house", "eviction_needed": True, "expires_on": "2029-05-06"}
    story.tell(EventKind.CONTROLLED, moment(5, 7, 9, 31), "W1", **seized)
    digest = {"kind": "enforcement_notice", "name": "执行通知书", "sha256": "0" * 64}
    story.tell(EventKind.DOCUMENT_MADE, moment(5, 7, 10), "notice/1", **digest, recipient=PERSON)
    sent = {"recipient": PERSON, "channel": "post", "documents": ["notice/1"], "attempt": 1}
    story.tell(EventKind.DOCUMENT_SENT, moment(5, 7, 11), "D-1", **sent)
    story.tell(EventKind.DOCUMENT_SERVED, moment(5, 9), "D-1", recipient=PERSON, channel="post")
    answers = {"leads": "被执行人在某镇有仓库一处", "risk": "听清了", "investigation_order": "暂不申请"}
    address = {"party": APPLICANT, "address": "某省某县某镇2号", "electronic_consent": True}
    story.tell(
        EventKind.RECEPTION_ENDED, moment(5, 10, 9, 30), "", "RY031", answers=answers, addresses=[address]
    )
    story.tell(EventKind.TRIAGED, moment(5, 11), track="simple", pool="fast_team", rule="RY-T3")
    return story.assigned(moment(5, 12), "fast_team", "RY013", "simple")


def handled() -> Story:
    """A plan, measures, money in and out, a request to convert the case."""
    story = prepared()
    owner = "RY013"
    story.tell(EventKind.PLAN_MADE, moment(5, 13), "", owner, plan="启动房屋询价；传唤被执行人")
    for measure, kind, whom, facts in (
        ("S1", "consumption_restriction", COMPANY, {"ground": "未按期履行"}),
        ("S2", "dishonest_listing", PERSON, {"ground": "收到报告财产令后逾期未报告财产。"}),
        ("S3", "fine", COMPANY, {"ground": "虚假申报财产", "amount": "60000"}),
        ("S4", "detention", PERSON, {"ground": "有履行能力而拒不履行", "days": 10}),
        ("S5", "fine", PERSON, {"ground": "拒不履行", "amount": "200000"}),
        ("S6", "detention", COMPANY, {"ground": "拒不履行", "days": 5}),
        ("S7", "detention", PERSON, {"ground": "拒不履行", "days": 16}),
        ("S8", "dishonest_listing", PERSON, {"ground": "态度恶劣"}),
        ("S9", "fine", PERSON, {"ground": "拒不履行"}),
    ):
        story.tell(
            EventKind.MEASURE_DECIDED, moment(5, 14), measure, owner, kind=kind, respondent=whom, **facts
        )
    story.tell(EventKind.MEASURE_TAKEN, moment(5, 15), "S1", reference="X1")
    story.tell(EventKind.DEDUCTION_ORDERED, moment(5, 15), "M1", owner, amount="5000.00")
    story.tell(EventKind.DEDUCTION_SENT, moment(5, 15), "M1", amount="5000.00")
    arrived = {"amount": "5000.00", "origin": "deduction", "item": "M1"}
    story.tell(EventKind.MONEY_ARRIVED, moment(5, 18), "K1", **arrived)
    ordered = {"arrival": "K1", "payee": APPLICANT, "purpose": "claim", "amount": "4000.00"}
    story.tell(EventKind.PAYOUT_ORDERED, moment(5, 19), "F1", owner, **ordered)
    ordered = {"arrival": "K1", "payee": "court", "purpose": "fee", "amount": "1000.00"}
    story.tell(EventKind.PAYOUT_ORDERED, moment(5, 19), "F2", owner, **ordered)
    asked = {"matter": "simple_to_ordinary", "ground": "发现新的财产须处置", "reason": "房屋须评估拍卖。"}
    return story.tell(EventKind.APPROVAL_REQUESTED, moment(5, 20), "A1", owner, **asked)


def converted() -> Story:
    """The conversion granted."""
    story = handled()
    story.tell(
        EventKind.APPROVAL_DECIDED, moment(5, 21), "A1", "RY002", matter="simple_to_ordinary", granted=True,
        actor_role="bureau_director",
    )  # fmt: skip
    to = {"conversion": "简转繁", "track": "ordinary", "team_changes": False}
    return story.tell(EventKind.CONVERSION_APPROVED, moment(5, 21), "A1", "RY002", **to)


def auctioned(result: str = "", round: str = "first", price: str | None = None) -> Story:
    """The house in disposal: a round planned, and ended where a result is named."""
    story = converted()
    story.tell(EventKind.EVICTION_NOTICE_ISSUED, moment(5, 22), "W1", "RY013", until="2026-06-05")
    story.tell(EventKind.EVICTION_COMPLETED, moment(6, 6), "W1", "RY013")
    story.tell(EventKind.DISPOSAL_ENTERED, moment(6, 7), "W1", "RY013", kind="house")
    story.tell(EventKind.PRICING_STARTED, moment(6, 8), "W1", "RY013", method="network_inquiry")
    story.tell(EventKind.REFERENCE_PRICE, moment(6, 10), "W1", amount="1000000.00")
    planned = {
        "round": round,
        "start_price": "700000.00",
        "deposit": "70000.00",
        "opens_at": "2026-07-20T10:00:00+08:00",
    }
    story.tell(EventKind.AUCTION_PLANNED, moment(6, 12), "W1", "RY013", **planned)
    if result:
        ended = {"round": round, "result": result, "price": price, "buyer": "b-0042" if price else None}
        story.tell(EventKind.AUCTION_ENDED, moment(7, 21, 10), "W1", **ended)
    return story


def taken_for_debt() -> Story:
    """Nobody bought the house in the second round; the applicant takes it."""
    story = auctioned("failed", "second")
    story.tell(EventKind.DEBT_OFFER_ANSWERED, moment(7, 25), "W1", "RY013", taken=True, applicant=APPLICANT)
    ended = {"outcome": "taken_for_debt", "amount": "700000.00"}
    return story.tell(EventKind.DISPOSAL_ENDED, moment(7, 25), "W1", "RY013", **ended)


def reported(method: str, **facts: Any) -> Story:
    """Reported for closing by a method."""
    story = auctioned("failed")
    told = {"method": method, "ground": "生效法律文书确定的义务已全部履行。", **facts}
    return story.tell(EventKind.CLOSING_PROPOSED, moment(9, 1, 15), "", "RY013", **told)


def second_assigned(*, drawn: bool = True) -> Story:
    """At Gushi: a second assignment was granted, and the new team drawn."""
    story = Story("gushi", GUSHI_STAFF, {**FILING, "case_no": "（2026）豫1525执9号"})
    story.tell(EventKind.RECEIVED, moment(5, 6, 10))
    story.tell(EventKind.QUERY_LAUNCHED, moment(5, 6, 11), "local")
    story.tell(EventKind.TRIAGED, moment(5, 8), track="simple", pool="fast_team", rule="GS-T1")
    story.assigned(moment(5, 9), "fast_team_1", "GS011", "simple")
    asked = {"matter": "second_assignment", "ground": "客观原因短期内难以执结", "reason": "房屋须处置"}
    story.tell(EventKind.APPROVAL_REQUESTED, moment(6, 1), "A1", "GS011", **asked)
    granted = {"matter": "second_assignment", "granted": True}
    story.tell(EventKind.APPROVAL_DECIDED, moment(6, 2), "A1", "GS099", **granted)
    to = {"conversion": "二次分案", "track": "ordinary", "pool": "ordinary_team"}
    story.tell(EventKind.SECOND_ASSIGNMENT, moment(6, 2), "A1", "GS099", **to)
    return story.assigned(moment(6, 3), "ordinary_team_1", "GS012", "ordinary") if drawn else story
