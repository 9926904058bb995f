"""Duties of the court that belong to no case (经常性工作): their turns, and the node of each turn.

Pure: the register asks which turn is open on a day and keeps the answer in the court's own journal; the
table of duties is folded from that journal and needs neither rulebook nor calendar again.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from models.calendar import LAST_SECOND, CourtCalendar, Unit, add_months, due
from models.court_events import CourtEventKind
from models.limits import Duty
from models.nodes import Node, Passing
from models.values import COURT_ZONE, Facts, Instant, Value, court_local

RHYTHMS = frozenset({"day", "week", "month"})
"""The rhythms of the calendar; a duty of every node or occasion has no turn of its own."""

FRIDAY = 5
"""A week's turn ends on Friday at the latest; a Saturday worked for a holiday does not move it."""

ONE_DAY = timedelta(days=1)

KINDS: dict[Passing, CourtEventKind] = {
    Passing.WARNING: CourtEventKind.DUTY_REMINDED,
    Passing.LIMIT: CourtEventKind.DUTY_OVERDUE,
}
"""What is written when a duty's reminder or its last day has passed."""


class Turn(Value):
    """One turn of a duty. All days are court-local.

    `day` names it: the day itself, the Monday of a week, the first of a month. It opens on the first
    working day of that time and ends on the last one. `provisional_years` are those of its days whose
    notice is not out (NB-359).
    """

    day: date
    opens_on: date
    ends_on: date
    provisional_years: tuple[int, ...] = ()


class TurnName(NamedTuple):
    """What names a turn of a court's duty; `number` counts the occasions of its day, and is 0 for a turn
    of the calendar."""

    court: str
    duty: str
    day: date
    number: int = 0

    @property
    def key(self) -> str:
        """What makes it one and the same, however often it is opened."""
        return node_key(*self)

    @property
    def subject(self) -> str:
        """How people name it beside its duty."""
        return subject_of(self.day, self.number)


class CourtEntry(Value):
    """An entry of a court's own journal, as the table of duties is folded from it."""

    court: str
    seq: int
    kind: CourtEventKind
    actor: str
    facts: Facts

    @property
    def turn(self) -> TurnName:
        """The turn it is about."""
        return turn_named(self.court, self.facts)


def recurs(duty: Duty) -> bool:
    """Whether the calendar brings the duty up, and not a node or an occasion."""
    return duty.schedule.every in RHYTHMS


def turn_day(duty: Duty, day: date) -> date:
    """The day that names the turn a day belongs to."""
    if duty.schedule.every == "week":
        return day - day.weekday() * ONE_DAY
    return day.replace(day=1) if duty.schedule.every == "month" else day


def turn_on(duty: Duty, day: date, calendar: CourtCalendar) -> Turn | None:
    """The turn of a duty that is open on a day; none on days before, between and after its turns.

    A time without any working day has no turn: nobody signs in during a week's holiday.
    """
    turn = turn_around(duty, day, calendar)
    return turn if turn is not None and turn.opens_on <= day <= turn.ends_on else None


def turn_around(duty: Duty, day: date, calendar: CourtCalendar) -> Turn | None:
    """The turn of the time a day lies in, whether it is open that day or not; none without a working day."""
    if not recurs(duty):
        return None
    first = turn_day(duty, day)
    days = [first + number * ONE_DAY for number in range(_length(duty, first))]
    worked = [each for each in days if calendar.is_working_day(each)]
    if not worked:
        return None
    return Turn(
        day=first,
        opens_on=worked[0],
        ends_on=worked[-1],
        provisional_years=tuple(sorted({each.year for each in days if not calendar.is_final(each.year)})),
    )


def _length(duty: Duty, first: date) -> int:
    """How many days from its first on a turn may lie in."""
    if duty.schedule.every == "week":
        return FRIDAY
    return (add_months(first, 1) - first).days if duty.schedule.every == "month" else 1


def node_key(court: str, duty: str, day: date, number: int = 0) -> str:
    """What makes a turn of a duty one and the same, however often it is opened."""
    return f"{court}|{duty}|{day.isoformat()}" + (f"|{number}" if number else "")


def subject_of(day: date, number: int = 0) -> str:
    """The day that names a turn, with the number of an occasion of that day."""
    return day.isoformat() + (f"/{number}" if number else "")


def turn_of_node(court: str, node: Node) -> TurnName:
    """The name of the turn a node is of."""
    day, _, number = node.subject.partition("/")
    return TurnName(court, node.limit, date.fromisoformat(day), int(number or 0))


def turn_named(court: str, facts: Facts) -> TurnName:
    """The name of the turn the facts of an entry are about."""
    return TurnName(court, facts["duty"], date.fromisoformat(facts["day"]), facts.get("number", 0))


def node_of(court: str, duty: Duty, turn: Turn, calendar: CourtCalendar) -> Node:
    """The node of a turn, as a case's node table would have it.

    Due at the last second of the turn's last day. A duty by a word without a number is never due; it
    reminds after the guard of its word (CV-3).
    """
    started = datetime.combine(turn.opens_on, time.min, COURT_ZONE)
    soft = duty.schedule.unit is Unit.SOFT
    reminder = due(calendar, started, None, Unit.SOFT, guard=duty.guard).guard_at if soft else None
    return Node(
        key=node_key(court, duty.id, turn.day),
        limit=duty.id,
        subject=turn.day.isoformat(),
        name=duty.name,
        article=duty.article,
        responsible=duty.responsible,
        soft=soft,
        opened_seq=0,
        started_at=started,
        due_at=None if soft else datetime.combine(turn.ends_on, LAST_SECOND, COURT_ZONE),
        warn_at=reminder,
        provisional=bool(turn.provisional_years),
        provisional_years=turn.provisional_years,
    )


def about(duty: str, day: date, number: int = 0) -> Facts:
    """What every entry about a turn names first."""
    return {"duty": duty, "day": day.isoformat(), **({"number": number} if number else {})}


def stated(node: Node) -> Facts:
    """A new node as its opening entry holds it: everything the table of duties needs."""
    return node.model_dump(mode="json", exclude_defaults=True, exclude={"opened_seq"})


def folded(node: Node | None, entry: CourtEntry) -> Node:
    """A turn's node after an entry about it.

    Every instant is read from the facts, which the court's chain covers. Raises KeyError for an entry
    that lacks one, ValueError for one about a turn nobody opened.
    """
    facts = entry.facts
    if entry.kind is CourtEventKind.DUTY_OPENED:
        return Node.model_validate({**facts["node"], "opened_seq": entry.seq})
    if node is None:
        raise ValueError(f"entry {entry.seq} is about a duty that was never opened")
    changes: Facts = {}
    if entry.kind is CourtEventKind.DUTY_REMINDED:
        changes = {"warned_at": _instant(facts["at"])}
    elif entry.kind is CourtEventKind.DUTY_OVERDUE:
        changes = {"overdue_at": _instant(facts["at"])}
    elif entry.kind is CourtEventKind.DUTY_OVERDUE_WITHDRAWN:
        changes = {"overdue_withdrawn": True}
    elif entry.kind is CourtEventKind.DUTY_REDATED:
        return Node.model_validate({**node.model_dump(), **facts["node"]})
    elif entry.kind is CourtEventKind.DUTY_DONE:
        changes = {
            "done_at": _instant(facts["at"]),
            "done_recorded_at": _instant(facts["submitted_at"]),
            "done_seq": entry.seq,
            "done_by": entry.actor,
        }
    return node.model_copy(update=changes)


def fold_all(entries: Iterable[CourtEntry]) -> dict[str, Node]:
    """The nodes of all duties of all courts, by key, after these entries in order."""
    nodes: dict[str, Node] = {}
    for entry in entries:
        key = entry.turn.key
        nodes[key] = folded(nodes.get(key), entry)
    return nodes


def _instant(text: str) -> Instant:
    return court_local(datetime.fromisoformat(text))
