"""What the terminal does about duties that belong to no case (经常性工作): list, register and do them."""

import contextlib
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from temporalio.service import RPCError

from activities.books import Books
from activities.calendars import Moved
from activities.court_duties.dating import moves_of_duties
from activities.court_duties.dispatch import Address, DutyDispatcher
from activities.court_duties.occasions import Occasions, registering
from activities.court_duties.staff import role_of
from activities.database import Database
from activities.signing.key_files import KeyFolder, signed
from activities.signing.staff_keys import signing_key
from models.acts.envelope import Act, ActKind
from models.duties.duties import about, subject_of, turn_day
from models.duties.occasions import check_matter, occasion_of
from models.errors import Code, Refusal
from models.limits import Duty
from models.nodes import Node, Row, rows
from models.rulebook import Rulebook
from models.shelf.files import load
from models.tables import DutyAct, DutyNodeRow
from models.values import Facts, Instant, Value, court_local

PAST = timedelta(days=31)
"""How far back turns that are over are listed, if nobody says."""


class DutyRow(Row):
    """A row of the table of duties: the node table's columns, and whose turn it was."""

    court: str
    day: date
    number: int
    matter: str
    responsible_name: str
    done_by: str


class DutySubmission(Value):
    """What became of a submitted completion: its seq once accepted, none while it waits for delivery."""

    act_id: UUID
    day: date
    number: int = 0
    seq: int | None
    submitted_at: Instant


class DutyOpening(Value):
    """A registered occasion: what names it, its seq in the court's journal, and when it is due."""

    act_id: UUID
    day: date
    number: int
    seq: int
    due_at: Instant | None


class DutyDesk:
    """Reads the table of duties, keeps completions and delivers them to the runs that look after them."""

    def __init__(
        self,
        database: Database,
        dispatcher: DutyDispatcher,
        keys: KeyFolder | None,
        clock: Callable[[str], Awaitable[datetime]],
        books: Books,
    ) -> None:
        self._database = database
        self._books = books
        self._dispatcher = dispatcher
        self._keys = keys
        self._clock = clock

    def table(self, court: str, unit: str, at: datetime, since: date | None = None) -> tuple[DutyRow, ...]:
        """The turns of a court as of `at`, of one unit or role if named.

        Open ones come first, then those that are over since a day; the latest day first in each.
        """
        moment = court_local(at)
        first = since or moment.date() - PAST
        names = load(court, moment.date()).names
        wanted = select(DutyNodeRow).where(
            DutyNodeRow.court == court, or_(DutyNodeRow.open, DutyNodeRow.day >= first)
        )
        if unit:
            wanted = wanted.where(DutyNodeRow.responsible == unit)
        with self._database.transaction() as session:
            found = [(row, Node.model_validate(row.node)) for row in session.execute(wanted).scalars()]
            found.sort(key=lambda pair: (not pair[1].open, -pair[0].day.toordinal(), pair[1].key))
            return tuple(
                DutyRow(
                    **dict(rows([node], moment)[0]),
                    court=court,
                    day=row.day,
                    number=row.number,
                    matter=row.matter,
                    responsible_name=names.get(node.responsible, node.responsible),
                    done_by=node.done_by,
                )
                for row, node in found
            )

    def moves(self) -> tuple[Moved, ...]:
        """What the latest calendar moves in open turns that are still dated by an earlier one."""
        with self._database.transaction() as session:
            return moves_of_duties(session, self._books, court_local(datetime.now(UTC)))

    async def redate(self) -> None:
        """Let the runs of these turns write it down; whom that does not reach now, the watcher tells."""
        with contextlib.suppress(RPCError):
            await self._dispatcher.redate()

    async def open(
        self,
        court: str,
        duty: str,
        staff: str,
        *,
        matter: str = "",
        role: str = "",
        occurred_at: datetime | None = None,
        on_behalf_of: str = "",
    ) -> DutyOpening:
        """Register an occasion of a duty; its run is started at once, or by the watcher when it can be.

        Raises Refusal as `Occasions.open` does; a refusal is kept.
        """
        submitted = court_local(datetime.now(UTC))
        at = court_local(occurred_at) if occurred_at else submitted
        book, words = load(court, at.date()), check_matter(matter)
        known = occasion_of(book, duty)
        act = self._act(
            court,
            staff,
            role or self._role(book, (known.responsible, *known.opened_by), staff, on_behalf_of, at.date()),
            at,
            registering(court, duty, words),
            on_behalf_of,
            submitted.date(),
        )
        opened = Occasions(self._database, self._books).open(act, submitted)
        with contextlib.suppress(RPCError):
            await self._dispatcher.start(Address(opened.workflow, *opened.name))
        return DutyOpening(
            act_id=act.act_id,
            day=opened.name.day,
            number=opened.name.number,
            seq=opened.seq,
            due_at=opened.node.due_at,
        )

    async def done(
        self,
        court: str,
        duty: str,
        staff: str,
        *,
        day: date | None = None,
        number: int = 0,
        role: str = "",
        occurred_at: datetime | None = None,
        on_behalf_of: str = "",
    ) -> DutySubmission:
        """Keep a completion, then deliver it; without `day` it is of the latest turn that is open.

        `number` is that of an occasion; without it a day with several open ones is refused. `on_behalf_of`
        is the person away whom the actor stands in for. Raises Refusal for a turn nobody opened, and where
        the completion is refused. It is kept even if the run cannot be reached: then it is delivered later,
        and its lateness counts from now.
        """
        address = self._address(court, duty, day, number)
        submitted = court_local(await self._clock(address.workflow))
        at = occurred_at or submitted
        act = self._act(
            court,
            staff,
            role or self._role_for(address, staff, on_behalf_of, submitted.date()),
            at,
            {"court": address.court, **about(address.duty, address.day, address.number)},
            on_behalf_of,
            submitted.date(),
        )
        submit(self._database, address, act, submitted)
        receipt = await self._dispatcher.deliver(address, act)
        return DutySubmission(
            act_id=act.act_id,
            day=address.day,
            number=address.number,
            seq=receipt.seq if receipt else None,
            submitted_at=submitted,
        )

    def _act(
        self,
        court: str,
        staff: str,
        role: str,
        at: datetime,
        data: Facts,
        on_behalf_of: str,
        submitted_on: date,
    ) -> Act:
        """An act on a turn, signed where the person's key lies here and counts."""
        act = Act(
            act_id=uuid4(),
            kind=ActKind.SIGN_NODE,
            occurred_at=at,
            actor=staff,
            role=role,
            on_behalf_of=on_behalf_of,
            data=data,
        )
        key = signing_key(self._database, self._keys, staff, submitted_on)
        return act if key is None else signed(act, key, court)

    def _address(self, court: str, duty: str, day: date | None, number: int) -> Address:
        wanted = select(DutyNodeRow).where(DutyNodeRow.court == court, DutyNodeRow.duty == duty)
        if day is not None:
            wanted = wanted.where(DutyNodeRow.day == turn_day(_duty(court, duty, day), day))
        if number:
            wanted = wanted.where(DutyNodeRow.number == number)
        latest_first = wanted.order_by(DutyNodeRow.open.desc(), DutyNodeRow.day.desc(), DutyNodeRow.number)
        with self._database.transaction() as session:
            found = session.execute(latest_first.limit(2)).scalars().all()
        if not found:
            when = f"在 {subject_of(day, number)} " if day else ""
            raise Refusal(Code.UNKNOWN_SUBJECT, f"{court} 的 {duty} {when}没有开始的经常性工作")
        row = found[0]
        if row.number and row.open and any(other.open for other in found[1:]):
            raise Refusal(Code.BAD_DATA, f"{duty} 有多项未办结的登记，请写明日期和序号（--day、--number）")
        return Address(row.workflow, row.court, row.duty, row.day, row.number)

    def _role_for(self, address: Address, staff: str, absent: str, day: date) -> str:
        with self._database.transaction() as session:
            row = session.get_one(DutyNodeRow, tuple(address[1:]))
            responsible = row.responsible
        return self._role(load(address.court, day), (responsible,), staff, absent, day)

    def _role(self, book: Rulebook, places: tuple[str, ...], staff: str, absent: str, day: date) -> str:
        with self._database.transaction() as session:
            return role_of(session, book, places, staff, absent, day)


def submit(database: Database, address: Address, act: Act, submitted_at: datetime) -> None:
    """Keep a completion as submitted; the same act id again changes nothing."""
    with database.transaction() as session:
        session.execute(
            insert(DutyAct)
            .values(
                act_id=act.act_id,
                court=address.court,
                duty=address.duty,
                day=address.day,
                number=address.number,
                actor=act.actor,
                submitted_at=submitted_at,
                act=act.model_dump(mode="json"),
            )
            .on_conflict_do_nothing()
        )


def _duty(court: str, duty: str, day: date) -> Duty:
    """The duty by the rulebook in force on a day. Raises Refusal where it has none by that id."""
    for each in load(court, day).duties:
        if each.id == duty:
            return each
    raise Refusal(Code.UNKNOWN_SUBJECT, f"{court} 的办案规则没有经常性工作 {duty}")
