"""Invented cases that wait for people, written through the real register (在办案件)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Engine, update

from activities.books import Books
from activities.database import Database
from activities.database import connect as connect_database
from activities.filing.desk import FilingDesk
from activities.journal import JournalWriter, OpenCase
from activities.rosters import load_roster
from local.place import ROOT
from models.clock.passing import passed
from models.events import Event, EventKind
from models.filing.filing import parse_filing
from models.messages import Step
from models.settings import Settings
from models.shelf.files import known_courts, load
from models.tables import Outbox
from models.values import COURT_ZONE

COURT, LIMIT = "shihe", "SH-D1"
"""The limit that falls due: a court's only one in hours that starts with an act of a person (收案)."""

RUNS = timedelta(hours=24)
"""How long that limit runs."""

UNIT, PERSON = "intake_document_team", "SH023"
"""Who has to do it, and one of them: where the board is looked at."""

WAITS_IN = "intake.reception"
"""Where every case waits: for the applicant to be received (初次接待)."""

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Order(NamedTuple):
    """A case to be written: its number, and the instant its limit falls due."""

    number: int
    due_at: datetime


@dataclass
class Registry:
    """Writes cases; `settings` name the register."""

    settings: Settings
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        self.engine = connect_database(self.settings, pool_size=4)
        self.database, self.books = Database(self.engine), Books()
        self._writer = JournalWriter(self.books)
        self._filing = FilingDesk(self.database, self.books, self.settings.history_limit)
        load_roster(self.database, self.books, ROOT / "simulation" / "rosters" / f"{COURT}.yaml")

    def write(self, orders: Iterable[Order], now: datetime) -> list[str]:
        """File the cases and bring each to where it waits; answers their keys."""
        return [self._case(order, now) for order in orders]

    def _case(self, order: Order, now: datetime) -> str:
        """One case, as its court would have written it since yesterday."""
        received = order.due_at - RUNS
        filed = received - HOUR
        filing = parse_filing(_filing(order.number, filed), known_courts())
        key = self._filing.file(filing, "benchmark", filed).case_key
        with self.database.transaction() as session:
            step = Step(case_key=key, key="until-now", expected_seq=1, at=now)
            self._writer.run(session, step, lambda case: _until_now(case, filed, received, now))
            # What parties were told yesterday is not told again today.
            sent = update(Outbox).where(Outbox.case_key == key, Outbox.kind == "notice")
            session.execute(sent.values(done_at=now, result="sent"))
        return key


def _filing(number: int, filed: datetime) -> dict[str, object]:
    prefix = load(COURT).case_no_prefix
    return {
        "court": COURT,
        "case_no": f"（{filed.astimezone(COURT_ZONE).year}）{prefix}执{number}号",
        "filed_at": filed.isoformat(),
        "case_kind": "first_enforcement",
        "basis_kind": "civil_judgment",
        "basis_no": f"（2025）{prefix}民初{number}号民事判决书",
        "cause": "买卖合同纠纷",
        "claim_amount": "800000.50",
        "obligations": [{"kind": "pay"}],
        "filing_channel": "on_site",
        "parties": [
            {"role": "applicant", "kind": "natural_person", "name": "甲某某", "electronic_consent": True},
            {"role": "respondent", "kind": "company", "name": "某县某某商贸有限公司"},
        ],
    }


def _until_now(case: OpenCase, filed: datetime, received: datetime, now: datetime) -> None:
    """Entered, received, identified; what passed on its clocks meanwhile was noticed at once."""
    leg = {"leg": "intake", "visit": 1}
    between = received - 30 * MINUTE
    for kind, at, subject, facts in (
        (EventKind.STAGE_ENTERED, filed, "intake", leg),
        (EventKind.STAGE_ENTERED, filed, WAITS_IN, leg),
        (EventKind.ENTERED_IN_SYSTEM, between, "", {}),
        (EventKind.RECEIVED, received, "", {}),
        (EventKind.IDENTITY_CHECKED, received + MINUTE, "", {}),
        (EventKind.TRIAL_FILE_OPENED, received + MINUTE, "", {}),
        (EventKind.RELATED_SEARCHED, received + MINUTE, "", {}),
        (EventKind.STAGE_LEFT, received + MINUTE, "intake", {}),
    ):
        _pass(case, at)
        case.write([Event(kind=kind, occurred_at=at, subject=subject, facts=facts)], at)
    _pass(case, now)


def _pass(case: OpenCase, until: datetime) -> None:
    """Write every warning and limit that passes before `until`."""
    while True:
        due = [
            (following[1], node.key, following[0])
            for node in case.nodes.values()
            if (following := node.next_passing()) is not None and following[1] < until
        ]
        if not due:
            return
        at, key, passing = min(due)
        event = passed(case.nodes[key], passing)
        if event is None:
            raise RuntimeError(f"{key} passes nothing")
        case.write([event], at + timedelta(seconds=1))
