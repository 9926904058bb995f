"""What the terminal does about duties that belong to no case (经常性工作): list them, submit one as done."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.database import Database
from activities.duty_dispatch import Address, DutyDispatcher
from activities.signing import KeyFolder, signed
from activities.staffing import memberships_of
from models.acts.envelope import Act, ActKind
from models.duties import about, turn_day
from models.duty_permission import duty_role
from models.errors import Code, Refusal
from models.limits import Duty
from models.nodes import Node, Row, rows
from models.rulebook_files import load
from models.tables import DutyAct, DutyNodeRow
from models.values import Instant, Value, court_local

PAST = timedelta(days=31)
"""How far back turns that are over are listed, if nobody says."""


class DutyRow(Row):
    """A row of the table of duties: the node table's columns, and whose turn it was."""

    court: str
    day: date
    responsible_name: str
    done_by: str


class DutySubmission(Value):
    """What became of a submitted completion: its seq once accepted, none while it waits for delivery."""

    act_id: UUID
    day: date
    seq: int | None
    submitted_at: Instant


class DutyDesk:
    """Reads the table of duties, keeps completions and delivers them to the runs that look after them."""

    def __init__(
        self,
        database: Database,
        dispatcher: DutyDispatcher,
        keys: KeyFolder | None,
        clock: Callable[[str], Awaitable[datetime]],
    ) -> None:
        self._database = database
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
            nodes = [(row.day, Node.model_validate(row.node)) for row in session.execute(wanted).scalars()]
        nodes.sort(key=lambda pair: (not pair[1].open, -pair[0].toordinal(), pair[1].key))
        return tuple(
            DutyRow(
                **dict(rows([node], moment)[0]),
                court=court,
                day=day,
                responsible_name=names.get(node.responsible, node.responsible),
                done_by=node.done_by,
            )
            for day, node in nodes
        )

    async def done(
        self,
        court: str,
        duty: str,
        staff: str,
        *,
        day: date | None = None,
        role: str = "",
        occurred_at: datetime | None = None,
    ) -> DutySubmission:
        """Keep a completion, then deliver it; without `day` it is of the latest turn that is open.

        Raises Refusal for a turn nobody opened, and where the completion is refused. It is kept even if
        the run cannot be reached: then it is delivered later, and its lateness counts from now.
        """
        address = self._address(court, duty, day)
        submitted = court_local(await self._clock(address.workflow))
        act = Act(
            act_id=uuid4(),
            kind=ActKind.SIGN_NODE,
            occurred_at=occurred_at or submitted,
            actor=staff,
            role=role or self._role(address, staff, submitted.date()),
            data={"court": address.court, **about(address.duty, address.day)},
        )
        key = self._keys.key_of(staff) if self._keys else None
        if key is not None:
            act = signed(act, key, address.court)
        submit(self._database, address, act, submitted)
        receipt = await self._dispatcher.deliver(address, act)
        return DutySubmission(
            act_id=act.act_id,
            day=address.day,
            seq=receipt.seq if receipt else None,
            submitted_at=submitted,
        )

    def _address(self, court: str, duty: str, day: date | None) -> Address:
        wanted = select(DutyNodeRow).where(DutyNodeRow.court == court, DutyNodeRow.duty == duty)
        if day is not None:
            wanted = wanted.where(DutyNodeRow.day == turn_day(_duty(court, duty, day), day))
        with self._database.transaction() as session:
            row = session.execute(
                wanted.order_by(DutyNodeRow.open.desc(), DutyNodeRow.day.desc()).limit(1)
            ).scalar_one_or_none()
        if row is None:
            when = f"在 {day} " if day else ""
            raise Refusal(Code.UNKNOWN_SUBJECT, f"{court} 的 {duty} {when}没有开始的经常性工作")
        return Address(row.workflow, row.court, row.duty, row.day)

    def _role(self, address: Address, staff: str, day: date) -> str:
        with self._database.transaction() as session:
            held = memberships_of(session, address.court, staff)
            responsible = _responsible(session, address)
        return duty_role(load(address.court, day), responsible, staff, held, day)


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
                actor=act.actor,
                submitted_at=submitted_at,
                act=act.model_dump(mode="json"),
            )
            .on_conflict_do_nothing()
        )


def _responsible(session: Session, address: Address) -> str:
    return session.get_one(DutyNodeRow, (address.court, address.duty, address.day)).responsible


def _duty(court: str, duty: str, day: date) -> Duty:
    """The duty by the rulebook in force on a day. Raises Refusal where it has none by that id."""
    for each in load(court, day).duties:
        if each.id == duty:
            return each
    raise Refusal(Code.UNKNOWN_SUBJECT, f"{court} 的办案规则没有经常性工作 {duty}")
