"""Writing the journal: one transaction, one lock per case, one key per step, one chain (案件日志)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.books import Books
from activities.case_questions import BEFORE_A_STEP, NODES_AND_PARTIES, NOTICED
from activities.projections import project, write_difference
from models.answers import OutsideAnswer, events_of
from models.case import CaseState
from models.clock.engine import NodeEngine
from models.errors import Code, Refusal
from models.events import Entry, Event, EventKind, digest, link
from models.facts.of_case import facts_of
from models.folding import fold
from models.messages import Appended, Line, Refused, Step
from models.nodes import Node
from models.notices import calls_for, notices_for
from models.parties import Party, fold_parties
from models.rulebook import Rulebook
from models.tables import Case, Court, Inbox, Journal, JournalFacts, Outbox, Staff, StepKey
from models.triage import triage
from models.values import Instant

RETRIAGE_CAUSES = frozenset(
    {
        EventKind.FACTS_RECORDED,
        EventKind.FACT_CORRECTED,
        EventKind.PROPERTY_FOUND,
        EventKind.PROPERTY_DESCRIBED,
        EventKind.MONEY_FOUND,
        EventKind.ROUND_ONE_ENDED,
        EventKind.SETTLEMENT_RECORDED,
        EventKind.GROUP_ENTERED,
    }
)
"""Events that may change the answer of triage after a track was given (7.2 item 16)."""


@dataclass
class OpenCase:
    """A case under lock in a transaction, with everything an append needs."""

    session: Session
    row: Case
    books: Books
    book: Rulebook
    state: CaseState
    nodes: dict[str, Node]
    parties: dict[str, Party]
    entries: list[Entry] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    changed: dict[str, Node] = field(default_factory=dict)

    @property
    def engine(self) -> NodeEngine:
        """The node engine of the case as it stands: a changed calendar counts from its own entry on."""
        return self.books.engine(self.session, self.row.rulebook, self.state.calendar)

    def write(self, events: Iterable[Event], at: Instant, act_id: UUID | None = None) -> None:
        """Chain, fold and insert events; what they entail at once follows them."""
        for event in events:
            self._one(event, at, act_id)
            if event.kind in RETRIAGE_CAUSES:
                self._retriage(at)

    def restore(self, entry: Entry, head: str, act_id: UUID | None = None) -> None:
        """Write an entry that a run knows and a restored register lost, exactly as it was; with its act.

        Raises Refusal(JOURNAL_BEHIND) when it does not continue the chain.
        """
        if entry.seq != self.state.seq + 1 or self._commit(entry, act_id) != head:
            raise Refusal(Code.JOURNAL_BEHIND, f"第 {entry.seq} 条不能接续登记簿的哈希链")

    def _one(self, event: Event, at: Instant, act_id: UUID | None) -> None:
        """One event with what it entails at once: a withdrawn overdue, notices to parties."""
        entry = Entry(**event.model_dump(), seq=self.state.seq + 1, recorded_at=at)
        before = dict(self.changed)
        self._commit(entry, act_id)
        self._withdraw({key: node for key, node in self.changed.items() if before.get(key) is not node}, at)
        self._order_notices(entry)

    def _commit(self, entry: Entry, act_id: UUID | None) -> str:
        """Chain, insert and fold one entry; answers its chain hash."""
        facts = entry.model_dump(mode="json")["facts"]
        facts_digest = digest(facts)
        head = link(self.state.head, self.row.key, entry, facts_digest)
        connection = self.session.connection()
        connection.execute(
            insert(Journal),
            {
                "case_key": self.row.key,
                "seq": entry.seq,
                "kind": entry.kind.value,
                "subject": entry.subject,
                "occurred_at": entry.occurred_at,
                "recorded_at": entry.recorded_at,
                "actor": entry.actor,
                "role": entry.role,
                "on_behalf_of": entry.on_behalf_of,
                "corrects": entry.corrects,
                "digest": facts_digest,
                "previous": self.state.head,
                "head": head,
                "act_id": act_id,
            },
        )
        connection.execute(insert(JournalFacts), {"case_key": self.row.key, "seq": entry.seq, "facts": facts})
        self.state = fold(self.state, entry, head)
        self.parties = fold_parties(self.parties, entry)
        moved = self.engine.advance(self.nodes, entry, self.state)
        self.nodes.update(moved)
        self.changed.update(moved)
        self.entries.append(entry)
        self.heads.append(head)
        return head

    def _order_notices(self, entry: Entry) -> None:
        for notice in notices_for(self.book, self.state, entry, self._said(entry)):
            self.session.execute(
                insert(Outbox)
                .values(
                    key=f"{self.row.key}|notice|{entry.seq}|{notice.rule}|{notice.recipient}",
                    kind="notice",
                    case_key=self.row.key,
                    body=notice.model_dump(mode="json"),
                )
                .on_conflict_do_nothing()
            )

    def _said(self, entry: Entry) -> dict[str, str]:
        """Whom a party may ask, where a notice of this event says so: the owner, the court's number."""
        if not calls_for(self.book, entry.kind, "owner", "phone"):
            return {}
        owner = self.session.get(Staff, self.state.owner)
        court = self.session.get(Court, self.state.court)
        named = {"owner": owner.name if owner else "", "phone": court.profile.get("phone") if court else ""}
        return {blank: str(said) for blank, said in named.items() if said}

    def _withdraw(self, moved: dict[str, Node], at: Instant) -> None:
        """An act done in time takes its overdue event back, entered or delivered late; the event stays."""
        for node in list(moved.values()):
            if node.called_late_wrongly:
                self._one(Event(kind=EventKind.OVERDUE_WITHDRAWN, occurred_at=at, subject=node.key), at, None)

    def _retriage(self, at: Instant) -> None:
        """Re-evaluate triage once a track was given; propose, never move (7.2 item 16), and never back."""
        state = self.state
        if not state.unit or state.closing is not None:
            return
        answer = triage(self.book, facts_of(state))
        left = {
            track
            for conversion in self.book.conversions
            if conversion.name == state.conversion
            for track in conversion.from_tracks
        }
        if answer.track != state.proposed_track and answer.track not in left:
            fired = [rule.rule for rule in answer.fired]
            self._one(
                Event(
                    kind=EventKind.RETRIAGE_PROPOSED,
                    occurred_at=at,
                    facts={"proposed_track": answer.track, "rule": answer.decided_by, "fired": fired},
                ),
                at,
                None,
            )

    def appended(self, key: str, finished: bool = False) -> Appended:
        """What was committed under a key, for the workflow."""
        return Appended(
            seq=self.state.seq,
            key=key,
            entries=tuple(self.entries),
            heads=tuple(self.heads),
            nodes=tuple(self.changed.values()),
            finished=finished,
        )


class Unwritten(Exception):
    """An effect refused, and what it had begun goes with its transaction; `answer` is what the step gets."""

    def __init__(self, step: Step, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        refused = Refused(code=refusal.code, reason=refusal.message)
        self.answer = Appended(seq=step.expected_seq, key=step.key, refused=refused)


class JournalWriter:
    """Runs steps against the journal: each takes effect once and answers the same for ever."""

    def __init__(self, books: Books) -> None:
        self.books = books

    def run(self, session: Session, step: Step, effect: Callable[[OpenCase], bool | None]) -> Appended:
        """Write a step within a transaction that has more to do; what the effect refuses is the answer.

        Raises Refusal JOURNAL_BEHIND or JOURNAL_AHEAD when the workflow's seq is not the register's.
        """
        try:
            with session.begin_nested():
                return self.write(session, step, effect)
        except Unwritten as unwritten:
            return unwritten.answer

    def write(self, session: Session, step: Step, effect: Callable[[OpenCase], bool | None]) -> Appended:
        """Run a step's effect under the case's lock, unless its key has already taken effect.

        Raises Unwritten where the effect refuses: the caller's transaction must then leave nothing behind.
        Raises Refusal JOURNAL_BEHIND or JOURNAL_AHEAD as `run` does.
        """
        row = session.execute(select(Case).where(Case.key == step.case_key).with_for_update()).scalar_one()
        given = {"case_key": step.case_key, "key": step.key}
        earlier, noticed, nodes, parties = session.connection().execute(BEFORE_A_STEP, given).one()
        if earlier is not None:
            return Appended.model_validate(earlier)
        check_seq(step, row.seq)
        case = self._case(session, row, nodes, parties)
        before = project(case.state, case.nodes.values(), case.parties)
        try:
            if noticed:
                _take_notices(case, step.at)
            finished = effect(case) or False
        except Refusal as refusal:
            raise Unwritten(step, refusal) from refusal
        write_difference(session, before, project(case.state, case.nodes.values(), case.parties))
        self.save(case)
        answer = case.appended(step.key, finished)
        session.connection().execute(insert(StepKey), {**given, "answer": answer.model_dump(mode="json")})
        return answer

    def open(self, session: Session, row: Case) -> OpenCase:
        """A case with its nodes and parties, ready to be written to."""
        nodes, parties = session.connection().execute(NODES_AND_PARTIES, {"case_key": row.key}).one()
        return self._case(session, row, nodes, parties)

    def _case(
        self,
        session: Session,
        row: Case,
        nodes: list[dict[str, object]] | None,
        parties: list[dict[str, object]] | None,
    ) -> OpenCase:
        """The case out of its row and the stored values of its nodes and parties, where it has any."""
        return OpenCase(
            session=session,
            row=row,
            books=self.books,
            book=self.books.book(session, row.rulebook),
            state=CaseState.model_validate(row.state),
            nodes={node.key: node for node in map(Node.model_validate, nodes or ())},
            parties={party.id: party for party in map(Party.model_validate, parties or ())},
        )

    def save(self, case: OpenCase) -> None:
        """Put the folded state back on the case's row."""
        row, state = case.row, case.state
        row.seq, row.head, row.closed_at = state.seq, state.head, state.closed_at
        row.state = state.model_dump(mode="json")


def _take_notices(case: OpenCase, at: Instant) -> None:
    """Write the results of notices sent since the last step; they need no step of their own."""
    rows = case.session.execute(
        select(Inbox).where(*NOTICED).order_by(Inbox.received_at).with_for_update(skip_locked=True),
        {"case_key": case.row.key},
    ).scalars()
    for row in rows:
        answer = OutsideAnswer.model_validate(row.answer).heard(at)
        case.write(events_of(answer, case.state), at)
        row.consumed_seq = case.state.seq


def check_seq(step: Step, seq: int) -> None:
    """Neither side silently wins: raises Refusal when workflow and register disagree on the seq."""
    if seq < step.expected_seq:
        raise Refusal(Code.JOURNAL_BEHIND, f"登记簿止于第 {seq} 条，流程已到第 {step.expected_seq} 条")
    if seq > step.expected_seq:
        raise Refusal(Code.JOURNAL_AHEAD, f"登记簿已到第 {seq} 条，流程止于第 {step.expected_seq} 条")


class Written(NamedTuple):
    """An entry as it stands in the journal: with the digest of its facts and its chain hash."""

    entry: Entry
    digest: str
    head: str


def read_entries(session: Session, case_key: str) -> list[Written]:
    """The whole journal of a case, in order."""
    rows = session.execute(
        select(Journal, JournalFacts.facts)
        .join(
            JournalFacts,
            (JournalFacts.case_key == Journal.case_key) & (JournalFacts.seq == Journal.seq),
        )
        .where(Journal.case_key == case_key)
        .order_by(Journal.seq)
    ).all()
    return [Written(_entry(row, facts), row.digest, row.head) for row, facts in rows]


def _entry(row: Journal, facts: dict[str, object]) -> Entry:
    return Entry(
        kind=EventKind(row.kind),
        occurred_at=row.occurred_at,
        subject=row.subject,
        facts=facts,
        actor=row.actor,
        role=row.role,
        on_behalf_of=row.on_behalf_of,
        corrects=row.corrects,
        seq=row.seq,
        recorded_at=row.recorded_at,
    )


def last_lines(session: Session, case_key: str, count: int) -> tuple[Line, ...]:
    """The last lines of the journal without facts, oldest first."""
    rows = session.execute(
        select(Journal).where(Journal.case_key == case_key).order_by(Journal.seq.desc()).limit(count)
    ).scalars()
    return tuple(
        Line(
            seq=row.seq,
            kind=row.kind,
            subject=row.subject,
            occurred_at=row.occurred_at,
            recorded_at=row.recorded_at,
            actor=row.actor,
        )
        for row in reversed(list(rows))
    )
