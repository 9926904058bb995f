"""A register with duties and no workflow or server: the test itself opens, passes and does them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from activities.books import Books
from activities.court_duties.desk import submit
from activities.court_duties.dispatch import Address
from activities.court_duties.duties import Duties
from activities.database import Database
from models.acts.envelope import Act, ActKind
from models.duties.duties import about
from models.messages import DoDuty, DutyOpened, DutyWritten, OpenDuty, PassDuty
from models.nodes import Node, Passing
from models.tables import CourtJournal, DutyAct, DutyNodeRow, Membership
from models.values import COURT_ZONE
from tests.activities.clerk import Clerk

RUN = "the-run"


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """An instant of a court-local day."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=COURT_ZONE)


@dataclass
class Attendant:
    """Steps of duties on a register with rosters; instants are the test's own."""

    clerk: Clerk
    court: str = "ruyang"

    def __post_init__(self) -> None:
        self.duties = Duties(self.clerk.database, self.clerk.books)

    def elsewhere(self) -> Duties:
        """The steps in another process, which knows nothing of this one."""
        return Duties(Database(self.clerk.engine), Books())

    def appoint(self, staff: str, unit: str, role: str, since: date = date(2024, 1, 1)) -> None:
        """A further membership of somebody."""
        with self.clerk.database.transaction() as session:
            session.add(Membership(staff=staff, court=self.court, unit=unit, role=role, since=since))

    # --- steps -------------------------------------------------------------------------------

    def opening(self, duty: str, day: date, run: str = RUN) -> OpenDuty:
        """The step that opens a turn at the beginning of its day."""
        return OpenDuty(court=self.court, duty=duty, day=day, workflow=run, at=at(day))

    def open(self, duty: str, day: date, run: str = RUN) -> DutyOpened:
        """Open the turn a day belongs to."""
        return self.duties.open_duty(self.opening(duty, day, run))

    def passing(self, duty: str, day: date, passing: Passing = Passing.LIMIT, number: int = 0) -> DutyWritten:
        """Something on the clock of a turn has passed: a year later at the latest."""
        step = self.passing_step(duty, day, passing, at(day) + timedelta(days=366), number)
        return self.duties.pass_duty(step)

    def passing_step(
        self, duty: str, day: date, passing: Passing, noticed_at: datetime, number: int = 0
    ) -> PassDuty:
        """The step of a run whose timer ended at an instant."""
        return PassDuty(court=self.court, duty=duty, day=day, passing=passing, at=noticed_at, number=number)

    def act(self, duty: str, day: date, staff: str, role: str, occurred: datetime, court: str = "") -> Act:
        """A completion as somebody states it, not signed."""
        return Act(
            act_id=uuid4(),
            kind=ActKind.SIGN_NODE,
            occurred_at=occurred,
            actor=staff,
            role=role,
            data={"court": court or self.court, **about(duty, day)},
        )

    def deliver(
        self, duty: str, day: date, act: Act, submitted: datetime | None = None, number: int = 0
    ) -> DutyWritten:
        """Keep a completion as submitted, at once if nobody says, and deliver it to the register."""
        address = Address(RUN, self.court, duty, day, number)
        submit(self.clerk.database, address, act, submitted or act.occurred_at)
        return self.again(act.act_id)

    def again(self, act_id: UUID) -> DutyWritten:
        """Deliver a kept completion once more."""
        return self.duties.do_duty(DoDuty(act_id=str(act_id), at=datetime.now(COURT_ZONE)))

    def done(
        self,
        duty: str,
        day: date,
        staff: str,
        role: str,
        occurred: datetime,
        submitted: datetime | None = None,
    ) -> DutyWritten:
        """A completion, kept and delivered."""
        return self.deliver(duty, day, self.act(duty, day, staff, role, occurred), submitted)

    # --- looking -----------------------------------------------------------------------------

    def entries(self) -> list[CourtJournal]:
        """What the court's own journal says about duties, in order."""
        with self.clerk.database.transaction() as session:
            return list(
                session.execute(
                    select(CourtJournal)
                    .where(CourtJournal.court == self.court, CourtJournal.kind.startswith("duty_"))
                    .order_by(CourtJournal.seq)
                ).scalars()
            )

    def kinds(self) -> list[str]:
        """The kinds of those entries."""
        return [entry.kind for entry in self.entries()]

    def node(self, duty: str, day: date, number: int = 0) -> Node:
        """The node of a turn as the table has it."""
        with self.clerk.database.transaction() as session:
            return Node.model_validate(session.get_one(DutyNodeRow, (self.court, duty, day, number)).node)

    def log(self, act_id: UUID) -> DutyAct:
        """A completion in the log."""
        with self.clerk.database.transaction() as session:
            return session.get_one(DutyAct, act_id)
