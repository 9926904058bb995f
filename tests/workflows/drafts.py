"""Cases under an invented row of limits, and what each has to pass: the court is real, its limits are not."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from models.calendar import CourtCalendar, Unit
from models.events import EventKind
from models.filing.filing import parse_filing
from models.nodes import Node
from models.rulebook import Rulebook
from models.shelf.files import known_courts, load
from models.tables import NodeRow
from models.values import COURT_ZONE, court_local
from tests import roads
from tests.courthouse import CourtHouse
from tests.workflows.limits import lines_of

CALENDAR = CourtCalendar.packaged()
ONE_DAY = timedelta(days=1)

PASSINGS = (EventKind.NODE_WARNED, EventKind.NODE_OVERDUE, EventKind.NODE_ESCALATED)


def row(unit: Unit, limit: int | None, warn_before: int | None, **fields: Any) -> dict[str, Any]:
    """A limit in a unit, known by it."""
    return {
        "id": unit.value,
        "name": f"例题（{unit.value}）",
        "article": "第1条",
        "unit": unit,
        "limit": limit,
        "warn_before": warn_before,
        "proposed": "CV-1",
        **fields,
    }


def drafted(*rows: Mapping[str, Any]) -> Rulebook:
    """Ruyang's rules with these limits and no other."""
    court = load("ruyang").model_dump(mode="json")
    return Rulebook.model_validate({**court, "limits": list(rows)})


def a_morning() -> datetime:
    """Eight o'clock of the working day after next: ahead of every clock, before the court opens."""
    day = court_local(datetime.now(UTC)).date() + 2 * ONE_DAY
    while not CALENDAR.is_working_day(day):
        day += ONE_DAY
    return datetime.combine(day, time(8), COURT_ZONE)


async def file_on(
    house: CourtHouse, filed_at: datetime, court: str = "ruyang", number: str = "豫0326"
) -> str:
    """A case filed for a day ahead, its clock brought there."""
    body = roads.filing(court=court, filed_at=filed_at.isoformat())
    body["case_no"] = body["case_no"].replace("豫0326", number)
    parsed = parse_filing(body, known_courts())
    house.outside.post(
        "/truth", {"court": court, "case_no": parsed.case_no, "filed_at": body["filed_at"], "truth": {}}
    )
    outcome = house.filing.file(parsed, "test", datetime.now(UTC))
    await house.dispatcher.cases.start()
    await house.until(outcome.case_key, filed_at)
    return outcome.case_key


def nodes(house: CourtHouse, key: str) -> list[Node]:
    """Every node of a case, as the register has it."""
    with house.database.transaction() as session:
        return [Node.model_validate(row.node) for row in session.query(NodeRow).filter_by(case_key=key)]


def passed(house: CourtHouse, key: str, node: Node) -> dict[EventKind, list[datetime]]:
    """What of a node's clock the journal holds, each by the instant it is dated at.

    How soon it is written is for tests with one timer: a skip of time may overshoot among many.
    """
    found: dict[EventKind, list[datetime]] = {}
    for kind in PASSINGS:
        for line in lines_of(house, key, kind):
            if line.subject == node.key:
                found.setdefault(kind, []).append(line.occurred_at)
    return found


def warned(due_at: datetime, before: int) -> datetime:
    """Nine o'clock of the working day so many working days before a limit ends."""
    day = due_at.date()
    while not CALENDAR.is_working_day(day):
        day -= ONE_DAY
    while before:
        day -= ONE_DAY
        before -= CALENDAR.is_working_day(day)
    return datetime.combine(day, time(9), COURT_ZONE)


def escalated(due_at: datetime) -> datetime:
    """Nine o'clock of the first working day after a limit has passed."""
    day = due_at.date() + ONE_DAY
    while not CALENDAR.is_working_day(day):
        day += ONE_DAY
    return datetime.combine(day, time(9), COURT_ZONE)
