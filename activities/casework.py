"""What staff ask of the register (办案查询): cases by number, inboxes, all cases, a case as it stands."""

from datetime import datetime

from sqlalchemy import select

from activities.absences.staffing import memberships_of
from activities.books import Books
from activities.court_duties.table import courts_with_duties, rebuild
from activities.court_journal import broken
from activities.database import Database
from activities.journal import last_lines, read_entries
from activities.projections import differences, project, rewrite, stored
from activities.tasks import Task, open_nodes, task_of
from models.acts.envelope import ActKind
from models.answers import AnswerKind
from models.case import CaseState
from models.case_number import CaseNumber
from models.case_words import case_words
from models.errors import Code, Refusal
from models.events import GENESIS, digest, link
from models.folding import fold
from models.messages import Line
from models.nodes import Node, Row, rows
from models.parties import Party, fold_parties
from models.permissions import fitting_role, stood_in
from models.tables import ActLog, Case, CourtJournal, Inbox, NodeRow
from models.values import Instant, Value, court_local


class CaseRow(Value):
    """A case in the list of cases (案件一览)."""

    case_key: str
    case_no: str
    stages: tuple[str, ...]
    track: str
    track_name: str
    unit: str
    unit_name: str
    owner: str
    next_due: Instant | None
    overdue: int
    overdue_ever: int
    closed_at: Instant | None
    method: str
    recovered: str
    seq: int
    filed_at: Instant | None
    topics: tuple[str, ...] | None
    """None where nobody has said anything of them."""
    campaign: str


class CaseView(Value):
    """A case from the register (案件)."""

    state: CaseState
    court_name: str
    names: dict[str, str]
    nodes: tuple[Row, ...]
    lines: tuple[Line, ...]
    pending_acts: int
    pending_answers: int


class Casework:
    """Reads the register for staff; only `rebuild` writes, and only projections."""

    def __init__(self, database: Database, books: Books) -> None:
        self._database = database
        self._books = books

    def find(self, number: str) -> str:
        """The key of a case by `court:number` or by its number alone, in any bracket width.

        Raises Refusal(UNKNOWN_SUBJECT) when there is none, or more than one.
        """
        court, _, case_no = number.rpartition(":")
        canonical = CaseNumber.parse(case_no).canonical
        with self._database.transaction() as session:
            wanted = select(Case.key).where(Case.case_no == canonical)
            if court:
                wanted = wanted.where(Case.court == court)
            keys = list(session.execute(wanted).scalars())
        if len(keys) != 1:
            word = "不存在" if not keys else "在多个法院都有，请写明法院"
            raise Refusal(Code.UNKNOWN_SUBJECT, f"案件 {canonical} {word}")
        return keys[0]

    def inbox(self, place: str, court: str = "", case_key: str = "") -> tuple[Task, ...]:
        """The open nodes of a unit, a role or everybody, of one case if named; nearest limit first."""
        with self._database.snapshot() as session:
            wanted = (
                select(NodeRow.case_key, NodeRow.node, NodeRow.responsible, Case.rulebook, Case.case_no)
                .join(Case, Case.key == NodeRow.case_key)
                .where(NodeRow.open, Case.closed_at.is_(None))
                .order_by(NodeRow.due_at.nulls_last(), NodeRow.started_at, NodeRow.key)
            )
            if place:
                wanted = wanted.where(NodeRow.responsible == place)
            if court:
                wanted = wanted.where(Case.court == court)
            if case_key:
                wanted = wanted.where(Case.key == case_key)
            found = [
                (key, Node.model_validate(node), place_, rulebook, case_no)
                for key, node, place_, rulebook, case_no in session.execute(wanted)
            ]
            others = open_nodes(session, ((key, node) for key, node, *_ in found))
            return tuple(
                task_of(key, case_no, node, place_, self._books.book(session, rulebook), others.get(key, ()))
                for key, node, place_, rulebook, case_no in found
            )

    def tasks(self, case_key: str) -> tuple[Task, ...]:
        """The open nodes of one case."""
        return self.inbox("", case_key=case_key)

    def cases(self, court: str = "") -> tuple[CaseRow, ...]:
        """Every case of the register, open ones first."""
        with self._database.snapshot() as session:
            wanted = select(Case.key, Case.state).order_by(Case.closed_at.desc().nulls_first(), Case.key)
            if court:
                wanted = wanted.where(Case.court == court)
            found = [(key, CaseState.model_validate(state)) for key, state in session.execute(wanted)]
            names = {
                book: self._books.book(session, book).names for book in {state.rulebook for _, state in found}
            }
            nodes: dict[str, list[Node]] = {}
            of_cases = select(NodeRow.case_key, NodeRow.node).join(Case, Case.key == NodeRow.case_key)
            if court:
                of_cases = of_cases.where(Case.court == court)
            for key, node in session.execute(of_cases):
                nodes.setdefault(key, []).append(Node.model_validate(node))
        return tuple(_case_row(key, state, nodes.get(key, []), names[state.rulebook]) for key, state in found)

    def view(self, case_key: str, at: datetime | None = None) -> CaseView:
        """A case as the register has it; the node table at `at`, else at its last record."""
        with self._database.snapshot() as session:
            row = session.get_one(Case, case_key)
            lines = last_lines(session, case_key, 50)
            nodes = session.execute(select(NodeRow.node).where(NodeRow.case_key == case_key)).scalars()
            acts = session.execute(
                select(ActLog.act_id).where(ActLog.case_key == case_key, ActLog.state == "submitted")
            ).scalars()
            answers = session.execute(
                select(Inbox.sender_id).where(
                    Inbox.case_key == case_key,
                    Inbox.consumed_seq.is_(None),
                    Inbox.reason == "",
                    Inbox.kind != AnswerKind.NOTICE_RESULT,
                )
            ).scalars()
            moment = court_local(at) if at else court_local(lines[-1].recorded_at)
            state, book = CaseState.model_validate(row.state), self._books.book(session, row.rulebook)
            table = [Node.model_validate(node) for node in nodes]
            return CaseView(
                state=state,
                court_name=book.name,
                names=case_words(book.names, state, table),
                nodes=rows(table, moment),
                lines=lines,
                pending_acts=len(list(acts)),
                pending_answers=len(list(answers)),
            )

    def role_for(
        self, case_key: str, kind: ActKind, staff: str, day: datetime, on_behalf_of: str = ""
    ) -> str:
        """The role in which a person may do an act that day, for themselves or for somebody away.

        Raises Refusal when there is none. Empty for who has no role in common with whom they stand in for:
        the register refuses that act, and its log keeps who tried.
        """
        today = court_local(day).date()
        with self._database.transaction() as session:
            row = session.get_one(Case, case_key)
            book = self._books.book(session, row.rulebook)
            held = memberships_of(session, row.court, staff)
            if on_behalf_of:
                held = stood_in(held, memberships_of(session, row.court, on_behalf_of), today)
            state = CaseState.model_validate(row.state)
        if on_behalf_of and not held:
            return ""
        return fitting_role(book, kind, tuple(m for m in held if m.on(today)), state, on_behalf_of or staff)

    # --- rebuilding --------------------------------------------------------------------------

    def rebuild(self, case_key: str, *, write: bool) -> tuple[str, ...]:
        """What differs between the journal and its projections; with `write`, the projections are renewed.

        Facts that no longer match their digest are named; a redaction shows so and leaves the chain whole.
        Raises Refusal(BAD_DATA) where the chain itself is broken.
        """
        with self._database.transaction() as session:
            row = session.get_one(Case, case_key)
            state, nodes, parties = CaseState(key=case_key), dict[str, Node](), dict[str, Party]()
            previous, altered = GENESIS, list[str]()
            for entry, facts_digest, head in read_entries(session, case_key):
                if link(previous, case_key, entry, facts_digest) != head:
                    raise Refusal(Code.BAD_DATA, f"案件日志第 {entry.seq} 条与哈希链不符")
                if digest(entry.model_dump(mode="json")["facts"]) != facts_digest:
                    altered.append(f"journal_facts/{entry.seq}")
                previous = head
                state = fold(state, entry, head)
                parties = fold_parties(parties, entry)
                engine = self._books.engine(session, row.rulebook, state.calendar)
                nodes.update(engine.advance(nodes, entry, state))
            wanted = project(state, nodes.values(), parties)
            found = (*altered, *differences(stored(session, case_key), wanted))
            if CaseState.model_validate(row.state) != state:
                found = ("case/state", *found)
            if write and found:
                rewrite(session, case_key, wanted)
                row.state, row.seq, row.head = state.model_dump(mode="json"), state.seq, state.head
                row.closed_at = state.closed_at
            return found

    def rebuild_duties(self, *, write: bool) -> dict[str, tuple[str, ...]]:
        """What differs between the courts' own journals and the table of duties, by court."""
        with self._database.transaction() as session:
            found = {court: rebuild(session, court, write=write) for court in courts_with_duties(session)}
        return {court: different for court, different in found.items() if different}

    def broken_court_journals(self) -> tuple[str, ...]:
        """Courts whose own journal does not hold together, with the first entry at fault."""
        with self._database.transaction() as session:
            courts = session.execute(select(CourtJournal.court).distinct()).scalars().all()
            faults = [(court, broken(session, court)) for court in sorted(courts)]
        return tuple(f"{court}/{seq}" for court, seq in faults if seq is not None)

    def all_keys(self) -> tuple[str, ...]:
        """The keys of every case."""
        with self._database.transaction() as session:
            return tuple(session.execute(select(Case.key).order_by(Case.key)).scalars())


def _case_row(key: str, state: CaseState, nodes: list[Node], names: dict[str, str]) -> CaseRow:
    topics = state.facts.get("case_topics")
    open_due = [n.due_at for n in nodes if n.open and n.due_at and not n.overdue_at and not n.paused_at]
    return CaseRow(
        case_key=key,
        case_no=state.case_no,
        stages=state.open_parts,
        track=state.track,
        track_name=names.get(state.track, state.track),
        unit=state.unit,
        unit_name=names.get(state.unit, state.unit),
        owner=state.owner,
        next_due=min(open_due, default=None),
        overdue=sum(1 for n in nodes if n.open and n.overdue_at is not None),
        overdue_ever=sum(1 for n in nodes if n.overdue_at is not None and not n.overdue_withdrawn),
        closed_at=state.closed_at,
        method=state.closing.method if state.closing else "",
        recovered=str(state.recovered),
        seq=state.seq,
        filed_at=state.filed_at,
        topics=tuple(sorted(topics)) if topics is not None else None,
        campaign=state.facts.get("campaign_code") or "",
    )
