"""Registering an occasion of a duty (登记随事发生的经常性工作): one transaction opens it, or refuses it."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.books import Books
from activities.calendars import latest
from activities.court_duties.duties import one_at_a_time, stated_by
from activities.court_duties.staff import check_doer
from activities.court_duties.turn import DutyTurn
from activities.database import Database
from activities.signing.staff_keys import check_signature
from models.acts.envelope import Act
from models.court_events import CourtEventKind
from models.duties.duties import TurnName, stated
from models.duties.occasions import check_matter, occasion_node, occasion_of
from models.errors import Code, Refusal
from models.nodes import Node
from models.shelf.files import load
from models.tables import DutyAct, DutyNodeRow
from models.values import Instant, Value, court_local


class Registered(Value):
    """An occasion as the register has it, and the id of the run that is to look after it."""

    name: TurnName
    node: Node
    workflow: str
    seq: int


def registering(court: str, duty: str, matter: str) -> dict[str, str]:
    """What an act says that registers an occasion; a completion names a day and can never be taken for it."""
    return {"court": court, "duty": duty, "matter": matter}


class Occasions:
    """Opens turns of duties that no calendar brings up."""

    def __init__(self, database: Database, books: Books) -> None:
        self._database = database
        self._books = books

    def open(self, act: Act, submitted_at: Instant) -> Registered:
        """Open the turn an act registers; the log of acts keeps it, accepted or refused.

        Raises Refusal for a duty no occasion opens, for somebody who may not register it, for a time that
        cannot be, and for words another open occasion of the duty has.
        """
        try:
            with self._database.transaction() as session:
                opened = self._open(session, act, court_local(submitted_at))
                _keep(session, act, submitted_at, opened.name, state="accepted", seq=opened.seq)
                return opened
        except Refusal as refusal:
            name = TurnName(act.data["court"], act.data["duty"], act.occurred_at.date())
            with self._database.transaction() as session:
                why = {"code": refusal.code, "reason": refusal.message}
                _keep(session, act, submitted_at, name, state="refused", **why)
            raise

    def _open(self, session: Session, act: Act, submitted: Instant) -> Registered:
        court, day = act.data["court"], act.occurred_at.date()
        if act.occurred_at > submitted:
            raise Refusal(Code.BAD_TIME, f"发生时间 {act.occurred_at:%Y-%m-%d %H:%M} 晚于录入时间")
        book = load(court, day)
        duty, matter = occasion_of(book, act.data["duty"]), check_matter(act.data["matter"])
        check_signature(session, act, court, submitted.date())
        check_doer(session, book, (duty.responsible, *duty.opened_by), act)
        one_at_a_time(session, f"{court}|{duty.id}")
        _check_new(session, court, duty.id, matter)
        name = TurnName(court, duty.id, day, _next_number(session, court, duty.id, day))
        calendar = self._books.calendar_of(session, latest(session))
        node = occasion_node(book, duty, name.number, act.occurred_at, calendar)
        workflow = f"{court}:duty:{duty.id}:{day}:{name.number}"
        facts = {
            "node": stated(node),
            "rulebook": self._books.keep(session, book),
            "workflow": workflow,
            "matter": matter,
            "submitted_at": submitted.isoformat(),
            **stated_by(act),
        }
        turn = DutyTurn(session, name, workflow, matter)
        seq = turn.write(CourtEventKind.DUTY_OPENED, act.actor, facts, act.occurred_at)
        return Registered(name=name, node=turn.node or node, workflow=workflow, seq=seq)


def _check_new(session: Session, court: str, duty: str, matter: str) -> None:
    """Raises Refusal for words that an open occasion of the duty has: one matter is registered once."""
    same = select(DutyNodeRow).where(
        DutyNodeRow.court == court,
        DutyNodeRow.duty == duty,
        DutyNodeRow.open,
        DutyNodeRow.matter == matter,
    )
    row = session.execute(same.limit(1)).scalar_one_or_none() if matter else None
    if row is not None:
        known = TurnName(court, duty, row.day, row.number).subject
        raise Refusal(Code.ALREADY_DONE, f"{duty} 的该事由已经登记，尚未办结（{known}）")


def _next_number(session: Session, court: str, duty: str, day: date) -> int:
    """The number after the last one of that day."""
    last = select(func.max(DutyNodeRow.number)).where(
        DutyNodeRow.court == court, DutyNodeRow.duty == duty, DutyNodeRow.day == day
    )
    return (session.execute(last).scalar_one() or 0) + 1


def _keep(session: Session, act: Act, submitted_at: Instant, name: TurnName, **outcome: object) -> None:
    """Write an act and what became of it into the log."""
    stated_as = {
        "act_id": act.act_id,
        "court": name.court,
        "duty": name.duty,
        "day": name.day,
        "number": name.number,
        "actor": act.actor,
        "submitted_at": submitted_at,
        "act": act.model_dump(mode="json"),
    }
    session.execute(insert(DutyAct).values({**stated_as, **outcome}))
