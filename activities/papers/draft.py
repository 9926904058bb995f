"""A paper to be made: the case it comes from, and the parts that many papers have in common."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from activities.case_files import CaseFile
from models.errors import Code, Refusal
from models.events import EventKind
from models.filing.party import PartyKind
from models.forms.head import Account, Bench, CaseHead, Contact, FormParty
from models.organisation import OrgUnit
from models.parties import Agent
from models.roles import Role
from models.values import COURT_ZONE, Facts, Instant, court_local

UNTITLED_BASIS = "生效法律文书"
"""How the instrument is called where the filing does not name it."""

UNNAMED_CAUSE = "执行纠纷"
"""How the dispute is called where the filing does not name its cause (案由)."""


@dataclass(frozen=True)
class Draft:
    """What a paper is made of: the case, its day, whom and what it is about, what was said.

    `signers` are the staff numbers of those who sign it, in the order in which they were asked for:
    whoever signs a document answers for it (SQ-37).
    """

    file: CaseFile
    at: Instant
    subject: str = ""
    recipient: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    signers: list[str] = field(default_factory=list)

    @property
    def day(self) -> date:
        """The day the paper bears (成文日期), court-local."""
        return self.at.date()

    def word(self, key: str) -> str:
        """The court's word for a key of its rulebook."""
        return self.file.book.words.get(key, key)

    @property
    def filing(self) -> Facts:
        """What was filed, as corrected since (立案信息)."""
        filed: Facts = {}
        for entry in self.file.entries:
            if entry.kind in (EventKind.FILED, EventKind.FILING_CORRECTED):
                filed = {**filed, **{k: v for k, v in entry.facts.items() if v is not None}}
        return filed

    def head(self) -> CaseHead:
        """The case as every paper introduces it. Raises Refusal(WRONG_STATE) before the filing."""
        state, filing = self.file.state, self.filing
        if state.filed_at is None:
            raise Refusal(Code.WRONG_STATE, "案件尚未立案，不能制作文书")
        return CaseHead(
            court_name=self.file.book.name,
            case_no=state.case_no,
            applicants=tuple(self.party(party.id) for party in state.applicants),
            respondents=tuple(self.party(party.id) for party in state.respondents),
            cause=filing.get("cause") or UNNAMED_CAUSE,
            basis_no=filing.get("basis_no") or UNTITLED_BASIS,
            basis_issuer=filing.get("basis_issuer") or "本院",
            amount=state.claim if state.claim > 0 else None,
            filed_on=state.filed_at.date(),
            date=self.day,
        )

    def party(self, party_id: str) -> FormParty:
        """A party as papers name it. Raises Refusal(UNKNOWN_SUBJECT) for one the case does not have."""
        party = self.file.parties.get(party_id)
        if party is None:
            raise Refusal(Code.UNKNOWN_SUBJECT, f"当事人编号不存在：{party_id or '（未填）'}")
        agent = party.agent
        return FormParty(
            name=party.name,
            natural=party.kind == PartyKind.NATURAL_PERSON,
            id_number=party.id_number,
            address=party.address,
            representative=party.representative,
            representative_post=party.representative_post,
            agent=agent.name if agent else "",
            agent_post=_agent_post(agent) if agent else "",
        )

    def addressee(self) -> FormParty:
        """The party the paper is for."""
        return self.party(self.recipient)

    def party_names(self, party_ids: tuple[str, ...]) -> str:
        """The names of these parties in a row."""
        return "、".join(self.party(party_id).name for party_id in party_ids)

    def holder_names(self, party_id: object) -> str:
        """Whose a thing is: the party the finding names, else the respondents together."""
        if isinstance(party_id, str) and party_id in self.file.parties:
            return self.file.parties[party_id].name
        return self.party_names(tuple(party.id for party in self.file.respondents))

    # --- the court -----------------------------------------------------------------------------

    @property
    def unit(self) -> OrgUnit:
        """The unit that has the case: its team, before one has it the unit that makes documents."""
        book, state = self.file.book, self.file.state
        known = {unit.key: unit for unit in book.units}
        for key in (state.unit, book.documents.unit, book.intake.unit):
            if key in known:
                return known[key]
        raise Refusal(Code.WRONG_UNIT, "办案规则没有写明本案由哪个机构办理")

    def staff_name(self, number: str) -> str:
        """A member of staff by number. Raises Refusal(UNKNOWN_SUBJECT) for nobody of this court."""
        name = self.file.names.get(number)
        if not name:
            raise Refusal(Code.UNKNOWN_SUBJECT, f"人员 {number or '（未填）'} 不在本院名册")
        return name

    def owner_name(self) -> str:
        """The judge who has the case (承办人). Raises Refusal(WRONG_STATE) before a team has it."""
        if not self.file.state.owner:
            raise Refusal(Code.WRONG_STATE, "案件尚未移交到团队，没有承办人")
        return self.staff_name(self.file.state.owner)

    def unit_named(self, key: str) -> OrgUnit:
        """The unit with this key; the case's own where the rulebook means whoever holds the case."""
        return next((unit for unit in self.file.book.units if unit.key == key), self.unit)

    def closing_limits(self) -> frozenset[str]:
        """The limits by which a case must be closed (结案期限)."""
        limits = self.file.book.limits
        closing = (lim for lim in limits if any(done.event is EventKind.CLOSED for done in lim.done_by))
        return frozenset(limit.id for limit in closing)

    def on_duty(self, role: Role, near: OrgUnit | None = None) -> tuple[str, ...]:
        """Who holds this role on the day: the case's unit (or `near`) first, its house, the court."""
        parents = {unit.key: unit.parent for unit in self.file.book.units}
        own = near or self.unit

        def distance(unit: str) -> int:
            if unit == own.key:
                return 0
            house = own.parent or own.key
            return 1 if house in (unit, parents.get(unit, "")) else 2

        held = [
            (distance(post.membership.unit), post.staff)
            for post in self.file.posts
            if post.membership.role == role and post.membership.on(self.day)
        ]
        return tuple(dict.fromkeys(staff for _, staff in sorted(held)))

    def one_on_duty(self, role: Role) -> str:
        """The name of the nearest holder of a role. Raises Refusal(MISSING_EVIDENCE) if there is none."""
        held = self.on_duty(role)
        if not held:
            raise Refusal(Code.MISSING_EVIDENCE, f"名册中当日没有在任的{self.word(role)}")
        return self.signed_by(held[0])

    def signed_by(self, number: str) -> str:
        """The name of somebody who signs the paper."""
        name = self.staff_name(number)
        self.signers.append(number)
        return name

    def judge(self) -> str:
        """The judge who signs, by number: the owner, before a team has the case the nearest judge."""
        state = self.file.state
        numbers = (state.owner, state.assigned_owner, *self.on_duty(Role.JUDGE))
        signer = next((number for number in numbers if number), "")
        if not signer:
            raise Refusal(Code.MISSING_EVIDENCE, f"名册中当日没有在任的{self.word(Role.JUDGE)}")
        return signer

    def bench(self, panel: tuple[str, ...] = ()) -> Bench:
        """Who makes a ruling (审判组织): the judge alone, or with the other members of a panel."""
        return self.bench_of((self.judge(), *panel))

    def bench_of(self, judges: tuple[str, ...]) -> Bench:
        """These judges, by number, and no other: who presides comes first (审判长)."""
        return Bench(
            judges=tuple(self.signed_by(number) for number in dict.fromkeys(judges)),
            clerk=self.one_on_duty(Role.CLERK),
        )

    def keeper(self) -> str:
        """Who keeps a sheet: a clerk of the court, else the unit itself."""
        clerks = self.on_duty(Role.CLERK)
        return self.staff_name(clerks[0]) if clerks else self.unit.name

    def contact(self) -> Contact:
        """Whom a party may ask: the owner, before a team has the case the unit in charge of it."""
        state, profile = self.file.state, self.file.profile
        return Contact(
            name=self.staff_name(state.owner) if state.owner else self.unit.name,
            phone=profile.phone,
            address=profile.address,
            postcode=profile.postcode,
        )

    def account(self) -> Account:
        """The court's account for case money (执行案款专用账户)."""
        profile = self.file.profile
        return Account(bank=profile.bank, holder=profile.account_holder, number=profile.account_number)

    def fee(self) -> Decimal | None:
        """The enforcement fee on the claim, yuan (申请执行费); none where the claim is not for money."""
        fee = self.file.state.enforcement_fee
        return fee if fee > 0 else None


def _agent_post(agent: Agent) -> str:
    """An agent's firm and calling, e.g. 某某律师事务所律师."""
    return f"{agent.firm}律师" if agent.firm and agent.lawyer else agent.firm


def sentence(text: object) -> str:
    """Words a person wrote, without the stop at their end: the form sets its own."""
    return str(text or "").strip().rstrip("。；;.，,")


def instant(text: str, name: str) -> Instant:
    """An instant in ISO, court-local where no zone is given. Raises Refusal(BAD_TIME) naming the field."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(Code.BAD_TIME, f"{name}应为日期时间，如 2026-05-08T09:30") from None
    return court_local(value) if value.tzinfo else value.replace(tzinfo=COURT_ZONE)
