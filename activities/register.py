"""The case register (案件登记簿): every step that writes the journal, each one transaction with one key."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.admission import events_of_act
from activities.books import Books
from activities.calendars import latest
from activities.database import Database
from activities.drawing import draw_case
from activities.journal import JournalWriter, OpenCase, Unwritten, last_lines
from activities.routing import decision, requests
from models.acts.envelope import Act
from models.answers import OutsideAnswer, events_of
from models.case import CaseState
from models.clock.passing import passed
from models.errors import Code, Refusal
from models.events import Event, EventKind
from models.facts.of_case import facts_of
from models.messages import (
    Appended,
    AppendEvents,
    AssignCase,
    ChangeCalendar,
    CloseCase,
    EnterLeg,
    LeavePart,
    LoadCase,
    Loaded,
    PassLimit,
    Procedure,
    RecordAct,
    RecordAnswer,
    Refused,
    Step,
    TriageCase,
)
from models.nodes import Node, Passing
from models.rulebook import Rulebook
from models.tables import ActLog, Case, Inbox, NodeRow
from models.triage import triage
from models.values import court_local
from models.way import next_leg

LINES = 50
"""How many journal lines a run keeps for its `journal` query."""

Effect = Callable[[OpenCase], bool | None]


class Register:
    """The register's steps as activities; collaborators come in through the constructor."""

    def __init__(self, database: Database, books: Books) -> None:
        self._database = database
        self._books = books
        self._writer = JournalWriter(books)

    @activity.defn
    def load_case(self, ask: LoadCase) -> Loaded:
        """A case as it stands: first start, pick-up and continue-as-new all begin here."""
        with self._database.transaction() as session:
            row = session.execute(select(Case).where(Case.key == ask.case_key)).scalar_one()
            try:
                book = self._books.book(session, row.rulebook)
            except Refusal as refusal:
                raise ApplicationError(refusal.message, type=refusal.code, non_retryable=False) from refusal
            nodes = session.execute(select(NodeRow.node).where(NodeRow.case_key == row.key)).scalars()
            lines = last_lines(session, row.key, LINES)
            return Loaded(
                state=CaseState.model_validate(row.state),
                nodes=tuple(Node.model_validate(node) for node in nodes),
                procedure=procedure_of(book),
                lines=lines,
                latest=lines[-1].recorded_at,
            )

    @activity.defn
    def append_events(self, step: AppendEvents) -> Appended:
        """Write events a stage observed or decided."""
        return self._run(step, lambda case: case.write(step.events, step.at))

    @activity.defn
    def record_act(self, step: RecordAct) -> Appended:
        """Write a submitted act, or refuse it before anything enters the journal.

        Recorded is when it was submitted, not when it was delivered. The act log keeps either outcome.
        """
        with self._transaction() as session:
            log = session.get(ActLog, UUID(step.act_id), with_for_update=True)
            if log is None:
                raise ApplicationError("act not in the log", type=Code.UNKNOWN_SUBJECT, non_retryable=True)
            if log.state == "refused":
                refused = Refused(code=log.code, reason=log.reason)
                return Appended(seq=step.expected_seq, key=step.key, refused=refused)
            act = Act.model_validate(log.act)
            submitted = court_local(log.submitted_at)

            def effect(case: OpenCase) -> None:
                case.write(events_of_act(case, act, submitted), submitted, act.act_id)

            answer = self._writer.run(session, step, effect)
            if answer.refused:
                log.state, log.code, log.reason = "refused", answer.refused.code, answer.refused.reason
            else:
                log.state, log.seq = "accepted", answer.seq
            return answer

    @activity.defn
    def record_answer(self, step: RecordAnswer) -> Appended:
        """Write an outside answer from the inbox, once."""
        with self._transaction() as session:
            inbox = session.get(Inbox, step.sender_id, with_for_update=True)
            if inbox is None:
                raise ApplicationError(
                    "answer not in the inbox", type=Code.UNKNOWN_SUBJECT, non_retryable=True
                )
            outside = OutsideAnswer.model_validate(inbox.answer)
            answer = self._writer.run(
                session, step, lambda case: case.write(events_of(outside.heard(step.at), case.state), step.at)
            )
            if answer.refused is None:
                inbox.consumed_seq = answer.seq
            elif answer.refused.code != Code.NOT_YET:  # One that came too early is signalled again.
                inbox.reason = f"{answer.refused.code}: {answer.refused.reason}"
            return answer

    @activity.defn
    def pass_limit(self, step: PassLimit) -> Appended:
        """A warning, a limit or the time until escalation has passed: an event like any other."""
        passing = step.passing or (Passing.LIMIT if step.overdue else Passing.WARNING)

        def effect(case: OpenCase) -> None:
            node = case.nodes[step.node]
            event = passed(node, passing, step.at)
            case.write([event] if event else [], step.at)

        return self._run(step, effect)

    @activity.defn
    def enter_leg(self, step: EnterLeg) -> Appended:
        """Decide the next leg of the way by the rulebook's flow and enter its parts."""

        def effect(case: OpenCase) -> None:
            leg = next_leg(case.book, case.state)
            if leg is None:
                raise Refusal(Code.RULEBOOK_INVALID, f"办案规则在 {case.state.leg} 之后没有下一环节")
            facts = {"leg": leg.id, "visit": case.state.visit + 1}
            case.write(
                [
                    Event(kind=EventKind.STAGE_ENTERED, occurred_at=step.at, subject=part.value, facts=facts)
                    for part in leg.run
                ],
                step.at,
            )

        return self._run(step, effect)

    @activity.defn
    def leave_part(self, step: LeavePart) -> Appended:
        """A part of the present leg is done."""
        event = Event(kind=EventKind.STAGE_LEFT, occurred_at=step.at, subject=step.part)
        return self._run(step, lambda case: case.write([event], step.at))

    @activity.defn
    def triage_case(self, step: TriageCase) -> Appended:
        """Apply the triage rules to the facts and write the decision with all that was read (CV-8)."""

        def effect(case: OpenCase) -> None:
            answer = triage(case.book, facts_of(case.state))
            case.write([decision(case.book, case.state, answer, step.at)], step.at)
            case.write(requests(case.book, case.state, answer, step.at), step.at)

        return self._run(step, effect)

    @activity.defn
    def assign_case(self, step: AssignCase) -> Appended:
        """Draw unit and owner from a recorded seed, roster and loads, and offer the handover."""

        def effect(case: OpenCase) -> None:
            drawn = draw_case(case, step.at.date())
            unit, owner = drawn.unit, drawn.owner
            offer = f"Y{len(case.state.handovers) + 1}"
            facts = {
                "unit": unit.chosen,
                "unit_kind": case.book.org_unit(unit.chosen).kind,
                "owner": owner.chosen,
                "track": case.state.track,
            }
            case.write(
                [
                    Event(
                        kind=EventKind.ASSIGNED,
                        occurred_at=step.at,
                        actor=f"system:{_registrar(case)}",
                        facts={
                            **facts,
                            "unit_draw": unit.model_dump(mode="json"),
                            "owner_draw": owner.model_dump(mode="json"),
                            "away": [each.model_dump(mode="json") for each in drawn.away],
                        },
                    ),
                    Event(kind=EventKind.HANDOVER_OFFERED, occurred_at=step.at, subject=offer, facts=facts),
                ],
                step.at,
            )

        return self._run(step, effect)

    @activity.defn
    def change_calendar(self, step: ChangeCalendar) -> Appended:
        """Count the open limits on the latest calendar, and write down what that moves (重新推算)."""

        def effect(case: OpenCase) -> None:
            newest = latest(case.session)
            if case.state.calendar == newest:
                return
            moved = case.books.engine(case.session, case.row.rulebook, newest).replanned(case.nodes)
            facts = {
                "calendar": newest,
                "moved": [
                    {
                        "node": key,
                        "was": was.isoformat() if (was := case.nodes[key].due_at) else None,
                        "due": node.due_at.isoformat() if node.due_at else None,
                    }
                    for key, node in moved.items()
                ],
            }
            event = Event(kind=EventKind.CALENDAR_CHANGED, occurred_at=step.at, facts=facts)
            case.write([event], step.at)

        return self._run(step, effect)

    @activity.defn
    def close_case(self, step: CloseCase) -> Appended:
        """Close the case after its review was approved; the journal takes no more of the handling."""

        def effect(case: OpenCase) -> bool:
            state = case.state
            if state.closing is None or state.closing.state != "approved":
                raise Refusal(Code.WRONG_STATE, "结案审查尚未通过")
            facts = {
                "method": state.closing.method,
                "ground": state.closing.ground,
                "recovered": str(state.recovered),
                "claim": str(state.claim),
            }
            case.write([Event(kind=EventKind.CLOSED, occurred_at=step.at, facts=facts)], step.at)
            return True

        return self._run(step, effect)

    def _run(self, step: Step, effect: Effect) -> Appended:
        """A step that is all its transaction does: with it goes whatever a refused effect had begun."""
        try:
            with self._transaction() as session:
                return self._writer.write(session, step, effect)
        except Unwritten as unwritten:
            return unwritten.answer

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        """A transaction in which a step is written; a disagreement on the seq is not tried again."""
        try:
            with self._database.transaction() as session:
                yield session
        except Refusal as refusal:
            raise ApplicationError(refusal.message, type=refusal.code, non_retryable=True) from refusal


def _registrar(case: OpenCase) -> str:
    """Which unit registers an assignment: the one a conversion names (SQ-23), else the one that triages."""
    of_conversion = (each.unit for each in case.book.conversions if each.name == case.state.conversion)
    return next(of_conversion, "") or case.book.triage.unit


def procedure_of(book: Rulebook) -> Procedure:
    """What a run must know of its rulebook to choose its commands."""
    return Procedure(
        court=book.court,
        court_name=book.name,
        systems=tuple(system.key for system in book.network.systems),
        freeze_at_once=book.network.freeze_at_once,
        documents=tuple(document.kind for document in book.documents.set),
        institutions=tuple(institution.key for institution in book.offline.institutions),
        asked_if=tuple(each.key for each in book.offline.institutions if each.when is not None),
        key_holder_only=book.identity.key_holder_only,
        measures_needing_approval=tuple(m.kind for m in book.measures if m.approval),
        needs={leg.id: leg.needs for leg in book.flow.stages if leg.needs},
        words=book.names,
    )
