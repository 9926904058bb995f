"""A register of many invented cases in five courts, written by the journal's own writer without a server.

Every case is a seeded chain of plausible events; what passes on its clocks in between is noticed at once.
"""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import Engine

from activities.books import Books
from activities.database import Database
from activities.database import connect as connect_database
from activities.filing.desk import FilingDesk
from activities.journal import JournalWriter, OpenCase
from activities.rosters import load_roster, read_roster
from models.clock.passing import passed
from models.events import Event, EventKind
from models.filing.filing import parse_filing
from models.messages import Step
from models.settings import Settings
from models.shelf.files import known_courts, load
from models.values import COURT_ZONE
from tests.filing.samples import good
from tests.house.sources import ROOT

ROSTERS = ROOT / "simulation" / "rosters"
FIRST_DAY = date(2026, 3, 2)
DAYS = 100
"""Filings are spread over so many days; each case goes on for up to as many again."""

LAST = datetime(2026, 7, 20, 12, tzinfo=COURT_ZONE)
"""The time of the reports: the last month still runs."""

METHODS = ("fully_executed", "ended", "termination", "termination")
MEASURES = ("detention", "fine", "dishonest_listing", "consumption_restriction")


def roster_of(court: str) -> Path:
    """The roster of a court."""
    return ROSTERS / f"{court}.yaml"


@dataclass
class ManyCases:
    """The register, and a hand that writes it."""

    url: str
    seed: int = 20260506
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        self.engine = connect_database(Settings(DATABASE_URL=SecretStr(self.url)))
        self.database, self.books = Database(self.engine), Books()
        self._random = random.Random(self.seed)
        self._writer = JournalWriter(self.books)
        self._filing = FilingDesk(self.database, self.books, 8000)
        for court in known_courts():
            load_roster(self.database, self.books, roster_of(court))

    def fill(self, count: int) -> None:
        """Write so many cases, court by court in turn."""
        courts = known_courts()
        for number in range(count):
            self._case(courts[number % len(courts)], number + 1)

    def _case(self, court: str, number: int) -> None:
        chance = self._random
        filed = datetime.combine(FIRST_DAY, datetime.min.time(), COURT_ZONE) + timedelta(
            days=chance.randrange(DAYS), hours=9, minutes=chance.randrange(400)
        )
        prefix = load(court).case_no_prefix
        filing = good(
            number, court=court, case_no=f"（2026）{prefix}执{number}号", filed_at=filed.isoformat()
        )
        if chance.random() < 0.6:
            filing["campaign_code"] = chance.choice(("2026-豫剑", "2026-清收", None))
        words = [topic.name for topic in load(court).case_topics]
        if words and chance.random() < 0.3:
            filing["case_topics"] = chance.sample(words, chance.randrange(3))
        key = self._filing.file(parse_filing(filing, known_courts()), "test", filed).case_key
        with self.database.transaction() as session:
            step = Step(case_key=key, key="life", expected_seq=1, at=LAST)
            self._writer.run(session, step, lambda case: Life(chance, court, case, filed).run())


class Life:
    """One case from its filing to its closing or to the last day."""

    def __init__(self, chance: random.Random, court: str, case: OpenCase, filed: datetime) -> None:
        self._chance, self._case, self._now = chance, case, filed
        self._units = _owners(court)
        self._staff = tuple(person.number for person in read_roster(roster_of(court)).staff)
        self._visit = 0

    def run(self) -> None:
        """Received, handed on a few times, worked on, and often closed."""
        self._later(hours=30)
        self._write(EventKind.RECEIVED)
        for turn in range(self._chance.randrange(6)):
            self._hand_on(turn)
            if self._chance.random() < 0.2:
                self._owner_away()
            for _ in range(self._chance.randrange(5)):
                self._work()
        if self._chance.random() < 0.5:
            self._close()
        else:
            self._pass(LAST)

    def _later(self, hours: int) -> None:
        """Some time passes; what passes on the clocks meanwhile is noticed."""
        self._now = min(self._now + timedelta(minutes=1 + self._chance.randrange(hours * 60)), LAST)
        self._pass(self._now)

    def _pass(self, until: datetime) -> None:
        while True:
            due = [
                (following[1], node.key, following[0])
                for node in self._case.nodes.values()
                if (following := node.next_passing()) is not None and following[1] < until
            ]
            if not due:
                return
            at, key, passing = min(due)
            event = passed(self._case.nodes[key], passing)
            assert event is not None
            self._case.write([event], at + timedelta(seconds=1))

    def _write(self, kind: EventKind, subject: str = "", at: datetime | None = None, /, **facts: Any) -> None:
        event = Event(kind=kind, occurred_at=at or self._now, subject=subject, facts=facts)
        self._case.write([event], self._now)

    def _act(self, by: str, *events: Event, absent: str = "") -> None:
        """An act of somebody; two in three are entered by acts, the others only name their actor."""
        made = [event.model_copy(update={"actor": by, "on_behalf_of": absent}) for event in events]
        act_id = UUID(int=self._chance.getrandbits(128)) if self._chance.random() < 0.7 else None
        self._case.write(made, self._now, act_id)

    def _event(self, kind: EventKind, subject: str = "", at: datetime | None = None, **facts: Any) -> Event:
        return Event(kind=kind, occurred_at=at or self._now, subject=subject, facts=facts)

    def _somebody(self) -> str:
        return self._chance.choice(self._staff)

    def _hand_on(self, turn: int) -> None:
        """To another unit, dated at the offer an hour or a day before the acceptance."""
        self._later(hours=24 * 7)
        unit = self._chance.choice(sorted(self._units))
        offered = max(self._now - timedelta(hours=self._chance.choice((1, 24))), self._latest())
        owner = self._chance.choice(self._units[unit])
        facts = {"unit": unit, "unit_kind": "team", "owner": owner, "track": "ordinary"}
        self._write(EventKind.GROUP_ENTERED, f"Y{turn + 1}", offered, **facts)

    def _owner_away(self) -> None:
        """The owner is away: a colleague of the unit takes the case over, or is offered the next one."""
        self._later(hours=24 * 3)
        state = self._case.state
        colleague = self._chance.choice(self._units[state.unit])
        draws = {
            f"{name}_draw": {"method": "fixed", "seed": "s", "roster": [{"key": key}], "chosen": key}
            for name, key in (("unit", state.unit), ("owner", colleague))
        }
        holds = {"unit": state.unit, "owner": colleague} if self._chance.random() < 0.8 else {}
        self._write(EventKind.OWNER_CHANGED, assigned_owner=colleague, **holds, **draws)

    def _latest(self) -> datetime:
        return max(self._case.state.last_at.values())

    def _work(self) -> None:
        self._later(hours=24 * 6)
        ways = (*(self._sign,) * 8, self._measure, self._leg, self._refuse, self._uncounted)
        self._chance.choice((*ways, self._correct, self._return, self._tag))()

    def _sign(self) -> None:
        """An open node is done now; or it was done days ago and is entered only now."""
        open_ = sorted(node.key for node in self._case.nodes.values() if node.open and node.started_at)
        if not open_:
            return
        node = self._case.nodes[self._chance.choice(open_)]
        assert node.started_at is not None
        ago = self._chance.choice((timedelta(0), timedelta(days=6)))
        done = max(self._now - ago, node.started_at)
        absent = self._somebody() if self._chance.random() < 0.2 else ""
        signed = self._event(EventKind.NODE_DONE, node.subject, done, node=node.limit)
        noted = self._event(EventKind.FACTS_RECORDED, at=max(done, self._now), can_be_closed=False)
        self._act(self._somebody(), signed, *([noted] if self._chance.random() < 0.3 else []), absent=absent)

    def _correct(self) -> None:
        """What one person stated, another one corrects."""
        self._act(self._somebody(), self._event(EventKind.FACTS_RECORDED, settlement_likely=True))
        stated = next(e.seq for e in reversed(self._case.entries) if e.kind is EventKind.FACTS_RECORDED)
        self._later(hours=24 * 4)
        corrected = self._event(EventKind.FACT_CORRECTED, settlement_likely=False)
        self._act(self._somebody(), corrected.model_copy(update={"corrects": stated}))

    def _tag(self) -> None:
        """Topics are stated, or stated anew: some, or that there are none."""
        words = [topic.name for topic in self._case.book.case_topics]
        topics = sorted(self._chance.sample(words, self._chance.randrange(min(3, len(words)) + 1)))
        self._act(self._somebody(), self._event(EventKind.FACTS_RECORDED, case_topics=topics))

    def _return(self) -> None:
        """A closing proposed and sent back, sometimes twice."""
        for _ in range(self._chance.choice((1, 1, 2))):
            proposed = self._event(EventKind.CLOSING_PROPOSED, method="ended")
            self._act(self._case.state.owner or self._somebody(), proposed)
            self._later(hours=24 * 3)
            self._act(self._somebody(), self._event(EventKind.CLOSING_RETURNED))

    def _measure(self) -> None:
        kind = self._chance.choice(MEASURES)
        self._write(EventKind.MEASURE_TAKEN, f"C{self._case.state.seq}", kind=kind, reference="")

    def _leg(self) -> None:
        self._visit += 1
        leg = self._chance.choice(("disposal_start", "disposal", "leads", "closing_work"))
        self._write(EventKind.STAGE_ENTERED, "implementation", leg=leg, visit=self._visit)

    def _refuse(self) -> None:
        """A transfer is refused or granted."""
        granted = self._chance.random() < 0.4
        self._write(EventKind.APPROVAL_DECIDED, "A9", matter="group_transfer", granted=granted)

    def _uncounted(self) -> None:
        """What opens a limit whose overrun is shown and never counted, where the court has one."""
        limits = [limit for limit in self._case.book.limits if not limit.counts]
        if limits:
            starts = self._chance.choice(limits).starts[0]
            self._write(starts.event, f"W{self._case.state.seq}", **starts.where)

    def _close(self) -> None:
        self._later(hours=24 * 8)
        claim = Decimal(self._chance.randrange(1000, 90_000_00)) / 100
        recovered = (claim * self._chance.randrange(101) / 100).quantize(Decimal("0.01"))
        method = self._chance.choice(METHODS)
        self._write(EventKind.CLOSED, method=method, recovered=str(recovered), claim=str(claim))


def _owners(court: str) -> dict[str, tuple[str, ...]]:
    """The people of each unit that may own cases, as far as a test needs it."""
    found: dict[str, list[str]] = {}
    for person in read_roster(roster_of(court)).staff:
        for member in person.memberships:
            if member.role in ("judge", "enforcement_officer", "group_leader", "team_head"):
                found.setdefault(member.unit, []).append(person.number)
    return {unit: tuple(sorted(set(people))) for unit, people in found.items()}
