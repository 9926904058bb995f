"""The register's steps for duties that belong to no case (经常性工作): each one transaction, each once."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.books import Books
from activities.calendars import latest
from activities.court_duties.dating import duty_of
from activities.court_duties.staff import check_doer
from activities.court_duties.turn import SYSTEM, DutyTurn, turn_of
from activities.database import Database
from activities.signing.staff_keys import check_signature
from models.acts.envelope import Act
from models.court_events import CourtEventKind
from models.duties.dating import changes, redated
from models.duties.duties import KINDS, TurnName, about, node_of, recurs, stated, turn_on
from models.errors import Code, Refusal
from models.limits import Duty
from models.messages import DoDuty, DutyOpened, DutyWritten, OpenDuty, PassDuty, RedateDuty, Refused
from models.nodes import Node
from models.rulebook import Rulebook
from models.shelf.files import load
from models.tables import DutyAct, DutyNodeRow
from models.values import Facts, Instant, court_local


class Duties:
    """The steps as activities; collaborators come in through the constructor.

    Dates are counted when a turn opens, on the calendar of that day; one that rests on a year whose
    notice is not out is marked provisional, and counted anew when the year is loaded.
    """

    def __init__(self, database: Database, books: Books) -> None:
        self._database = database
        self._books = books

    @activity.defn
    def open_duty(self, step: OpenDuty) -> DutyOpened:
        """Open the turn of a duty that a day belongs to, by the court's rulebook in force that day.

        A turn that is open already is answered as it stands, with the run that looks after it. Nothing
        is opened before its day, on a day without a turn, or where the rulebook no longer has the duty. An
        occasion is opened by whoever registered it: here it is only looked up.
        """
        if step.number:
            return self._registered(TurnName(step.court, step.duty, step.day, step.number))
        try:
            book = load(step.court, step.day)
        except Refusal as refusal:
            raise ApplicationError(refusal.message, type=refusal.code) from refusal
        duty = _duty(book, step.duty)
        if duty is None or not recurs(duty):
            return DutyOpened()
        with self._database.transaction() as session:
            calendar = self._books.calendar_of(session, latest(session))
            turn = turn_on(duty, step.day, calendar)
            if turn is None:
                return DutyOpened()
            name = TurnName(step.court, duty.id, turn.day)
            one_at_a_time(session, name.key)
            known = session.get(DutyNodeRow, tuple(name))
            if known is not None:
                return DutyOpened(node=Node.model_validate(known.node), workflow=known.workflow)
            node = node_of(step.court, duty, turn, calendar)
            if node.started_at is not None and step.at < node.started_at:
                return DutyOpened(opens_at=node.started_at)
            facts = {"node": stated(node), "rulebook": book.digest, "workflow": step.workflow}
            opening = DutyTurn(session, name, step.workflow)
            self._books.keep(session, book)
            opening.write(CourtEventKind.DUTY_OPENED, SYSTEM, facts, node.started_at or step.at)
            return DutyOpened(node=opening.node, workflow=step.workflow)

    def _registered(self, name: TurnName) -> DutyOpened:
        """An occasion as it stands. The step is tried again where a restored register does not know it."""
        with self._database.transaction() as session:
            known = session.get(DutyNodeRow, tuple(name))
            if known is None:
                raise ApplicationError(
                    f"{name.duty}（{name.subject}）不在法院日志", type=Code.UNKNOWN_SUBJECT
                )
            return DutyOpened(node=Node.model_validate(known.node), workflow=known.workflow)

    @activity.defn
    def pass_duty(self, step: PassDuty) -> DutyWritten:
        """Write that a turn's reminder or last day has passed.

        Nothing where it was done meanwhile, or where the calendar has moved it beyond this instant.
        """
        with self._database.transaction() as session:
            turn = turn_of(session, TurnName(step.court, step.duty, step.day, step.number))
            nearest = turn.node.next_passing() if turn.node else None
            if nearest is None or nearest[0] is not step.passing or nearest[1] > step.at:
                return DutyWritten(node=turn.node)
            facts = {"at": nearest[1].isoformat()}
            seq = turn.write(KINDS[step.passing], SYSTEM, facts, nearest[1])
            return DutyWritten(seq=seq, node=turn.node)

    @activity.defn
    def redate_duty(self, step: RedateDuty) -> DutyWritten:
        """Count a turn anew on the latest calendar and write what is other; nothing where nothing is."""
        with self._database.transaction() as session:
            turn = turn_of(session, TurnName(step.court, step.duty, step.day, step.number))
            if turn.node is None:
                return DutyWritten()
            known = duty_of(session, self._books, turn.name, turn.node)
            newest = latest(session)
            calendar = self._books.calendar_of(session, newest)
            after = redated(turn.node, *known, calendar, step.at) if known else turn.node
            moved = changes(turn.node, after)
            if not moved:
                return DutyWritten(node=turn.node)
            was = turn.node.due_at.isoformat() if turn.node.due_at else None
            facts = {"calendar": newest, "was": was, "node": moved}
            seq = turn.write(CourtEventKind.DUTY_REDATED, SYSTEM, facts, step.at)
            return DutyWritten(seq=seq, node=turn.node)

    @activity.defn
    def do_duty(self, step: DoDuty) -> DutyWritten:
        """Write a submitted completion, or refuse it; the log of acts keeps either outcome."""
        with self._database.transaction() as session:
            log = session.get(DutyAct, UUID(step.act_id), with_for_update=True)
            if log is None:
                raise ApplicationError("act not in the log", type=Code.UNKNOWN_SUBJECT, non_retryable=True)
            turn = turn_of(session, TurnName(log.court, log.duty, log.day, log.number))
            if log.state == "submitted":
                try:
                    log.seq = self._done(turn, log)
                    log.state = "accepted"
                except Refusal as refusal:
                    log.state, log.code, log.reason = "refused", refusal.code, refusal.message
            if log.state == "refused":
                return DutyWritten(node=turn.node, refused=Refused(code=log.code, reason=log.reason))
            return DutyWritten(seq=log.seq or 0, node=turn.node)

    def _done(self, turn: DutyTurn, log: DutyAct) -> int:
        """Check the completion as an act on a case is checked, then write it; answers its seq."""
        act, submitted = Act.model_validate(log.act), court_local(log.submitted_at)
        _check_state(turn, act, submitted)
        court = turn.name.court
        check_signature(turn.session, act, court, submitted.date())
        check_doer(turn.session, load(court, act.occurred_at.date()), [turn.responsible], act)
        facts = {
            "at": act.occurred_at.isoformat(),
            "submitted_at": submitted.isoformat(),
            **stated_by(act),
        }
        seq = turn.write(CourtEventKind.DUTY_DONE, act.actor, facts, act.occurred_at)
        node = turn.node
        if node is not None and node.entered_late and node.overdue_at is not None:
            turn.write(CourtEventKind.DUTY_OVERDUE_WITHDRAWN, SYSTEM, {}, submitted)
        return seq


def _duty(book: Rulebook, duty: str) -> Duty | None:
    return next((each for each in book.duties if each.id == duty), None)


def one_at_a_time(session: Session, key: str) -> None:
    """Wait until nobody else opens what has this key; held until the transaction ends."""
    session.execute(text("select pg_advisory_xact_lock(hashtextextended(:key, 2))"), {"key": key})


def stated_by(act: Act) -> Facts:
    """What an entry says of the act behind it: its id, the role, and for whom, if for anybody."""
    behalf = {"on_behalf_of": act.on_behalf_of} if act.on_behalf_of else {}
    return {"act_id": str(act.act_id), "role": act.role, **behalf}


def _check_state(turn: DutyTurn, act: Act, submitted: Instant) -> None:
    """Raises Refusal for a turn that is not open, another turn than was signed, or a time that cannot be."""
    node, name = turn.node, turn.name
    if node is None or node.started_at is None:
        raise Refusal(Code.UNKNOWN_SUBJECT, f"{name.duty} 在 {name.subject} 没有开始的经常性工作")
    if act.data != {"court": name.court, **about(name.duty, name.day, name.number)}:
        raise Refusal(Code.BAD_DATA, f"行为内容与 {name.duty}（{name.subject}）不符")
    if node.done_at is not None:
        raise Refusal(Code.ALREADY_DONE, f"{name.duty} {node.name}（{name.subject}）已经办理")
    if node.waived_at is not None:
        raise Refusal(
            Code.WRONG_STATE, f"{name.duty} {node.name}（{name.subject}）无须办理：{node.waived_for}"
        )
    if act.occurred_at > submitted:
        raise Refusal(Code.BAD_TIME, f"发生时间 {act.occurred_at:%Y-%m-%d %H:%M} 晚于录入时间")
    if act.occurred_at < node.started_at:
        raise Refusal(Code.BAD_TIME, f"发生时间 {act.occurred_at:%Y-%m-%d %H:%M} 早于本次工作开始")
