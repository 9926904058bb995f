"""A register at work without workflow or server: the test itself is the only writer of its cases."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from pydantic import SecretStr

from activities.act_log import submit
from activities.books import Books
from activities.casework import Casework
from activities.database import Database
from activities.database import connect as connect_database
from activities.filing.desk import FilingDesk, Outcome
from activities.register import Register
from activities.rosters import load_roster
from models.acts.envelope import Act, ActKind
from models.case import CaseState
from models.events import Event, EventKind
from models.filing.filing import parse_filing
from models.messages import Appended, AppendEvents, AssignCase, EnterLeg, RecordAct, Step, TriageCase
from models.settings import Settings
from models.shelf.files import known_courts
from models.tables import ActLog
from models.values import COURT_ZONE
from tests.courthouse import ROSTERS
from tests.filing.samples import good

FILED_AT = datetime(2026, 5, 6, 9, tzinfo=COURT_ZONE)
"""When every case of these tests is filed: a Wednesday after a holiday."""


@dataclass
class Clerk:
    """Files cases and writes their journals step by step; time passes as the test says."""

    url: str
    now: datetime = FILED_AT + timedelta(hours=1)
    _steps: int = field(default=0)

    def __post_init__(self) -> None:
        settings = Settings(DATABASE_URL=SecretStr(self.url))
        self.engine = connect_database(settings)
        self.database, self.books = Database(self.engine), Books()
        self.register = Register(self.database, self.books)
        self.filing_desk = FilingDesk(self.database, self.books, 8000)
        self.casework = Casework(self.database, self.books)

    def load_rosters(self) -> None:
        """The rosters of both courts."""
        for roster in sorted(ROSTERS.glob("*.yaml")):
            load_roster(self.database, self.books, roster)

    # --- filing ------------------------------------------------------------------------------

    def file(self, number: int = 1, **changes: Any) -> str:
        """File a case; its key."""
        return self.outcome(good(number, **changes)).case_key

    def outcome(self, filing: dict[str, Any]) -> Outcome:
        """What becomes of one filing."""
        return self.filing_desk.file(parse_filing(filing, known_courts()), "test", self.now)

    # --- steps -------------------------------------------------------------------------------

    def state(self, key: str) -> CaseState:
        """The case as the register has it."""
        return self.casework.view(key).state

    def kinds(self, key: str) -> list[str]:
        """The kinds of event in the journal, in order."""
        return [line.kind for line in self.casework.view(key).lines]

    def head(self, key: str, name: str = "", expected_seq: int | None = None) -> dict[str, Any]:
        """What every step begins with: the case, a key of its own, the seq it builds on, the time."""
        self._steps += 1
        seq = self.state(key).seq if expected_seq is None else expected_seq
        return {"case_key": key, "key": name or f"test/{self._steps}", "expected_seq": seq, "at": self.now}

    def append(
        self, key: str, kind: EventKind, subject: str = "", /, *, at: datetime | None = None, **facts: Any
    ) -> Appended:
        """Write one event the test makes up."""
        event = Event(kind=kind, occurred_at=at or self.now, subject=subject, facts=facts)
        return self.register.append_events(AppendEvents(**self.head(key), events=(event,)))

    def enter(self, key: str) -> Appended:
        """Enter the next leg."""
        return self.register.enter_leg(EnterLeg(**self.head(key)))

    def triage_and_assign(self, key: str) -> Appended:
        """Sort and draw."""
        self.register.triage_case(TriageCase(**self.head(key)))
        return self.register.assign_case(AssignCase(**self.head(key)))

    # --- acts --------------------------------------------------------------------------------

    def submit(
        self,
        key: str,
        kind: ActKind | str,
        staff: str,
        role: str,
        data: dict[str, Any] | None = None,
        *,
        occurred_at: datetime | None = None,
        act_id: UUID | None = None,
        on_behalf_of: str = "",
    ) -> UUID:
        """Keep an act as submitted now; its id."""
        act = Act(
            act_id=act_id or uuid4(),
            kind=ActKind(kind),
            occurred_at=occurred_at or self.now,
            actor=staff,
            role=role,
            on_behalf_of=on_behalf_of,
            data=data or {},
        )
        submit(self.database, key, act, self.now)
        return act.act_id

    def record(self, key: str, act_id: UUID, expected_seq: int | None = None) -> Appended:
        """Deliver a submitted act to the register."""
        head = self.head(key, f"act/{act_id}", expected_seq)
        return self.register.record_act(RecordAct(**head, act_id=str(act_id)))

    def act(
        self,
        key: str,
        kind: ActKind | str,
        staff: str,
        role: str,
        data: dict[str, Any] | None = None,
        **more: Any,
    ) -> Appended:
        """Submit an act now and deliver it."""
        return self.record(key, self.submit(key, kind, staff, role, data, **more))

    def refused(self, key: str, *act: Any, **more: Any) -> str:
        """The code with which an act is refused; the journal has grown by nothing."""
        before = self.state(key)
        answer = self.act(key, *act, **more)
        assert answer.refused is not None, f"{act} was accepted"
        assert self.state(key) == before
        assert self.log(key)[-1].code == answer.refused.code
        return answer.refused.code

    def log(self, key: str) -> list[ActLog]:
        """The act log of a case, in order of entry."""
        with self.database.transaction() as session:
            return list(session.query(ActLog).filter_by(case_key=key).order_by(ActLog.entered_at))

    def step_again(self, step: Step) -> Appended:
        """The same step by another process, which knows nothing of the first attempt."""
        return Register(Database(self.engine), Books()).append_events(AppendEvents.model_validate(step))
