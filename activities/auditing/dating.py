"""When a limit ends, from its opening event, its row of the rulebook and the calendar alone.

The second opinion on the node engine's dates: neither its start nor its due date is read here.
"""

from collections.abc import Mapping
from datetime import date, datetime

from models.calendar import LAST_SECOND, CourtCalendar, Exclusion, Unit, due
from models.events import Entry, EventKind
from models.limits import Limit, Starts
from models.node_engine import matches
from models.nodes import Node
from models.rulebook import Rulebook
from models.values import COURT_ZONE, Instant

Told = Mapping[EventKind, Instant]
"""When the latest event of each kind happened."""


class Start:
    """From when a node's clock runs, and the last day a paper or a decision named for it."""

    __slots__ = ("at", "last_day", "waits_for")

    def __init__(self, limit: Limit, opening: Entry, told: Told) -> None:
        starts = next(each for each in limit.starts if matches(each, opening))
        self.at = _from(starts, opening, told)
        self.waits_for = starts.not_before if starts.not_before not in told else None
        named = opening.facts.get(limit.ends_on) if limit.ends_on else None
        self.last_day = date.fromisoformat(str(named)[:10]) if named else None

    def hear(self, entry: Entry) -> None:
        """An event that the clock waited for, or a decision that the limit ends on another day."""
        if entry.kind is self.waits_for:
            self.at, self.waits_for = max(self.at, entry.occurred_at), None
        if entry.kind is EventKind.EXTENSION_GRANTED:
            self.last_day = date.fromisoformat(str(entry.facts["until"]))


def _from(starts: Starts, opening: Entry, told: Told) -> Instant:
    """The opening event's instant, or that of the event the limit names instead of it or as well."""
    at = opening.occurred_at
    if starts.from_event is not None:
        at = told.get(starts.from_event, at)
    bound = told.get(starts.not_before) if starts.not_before else None
    return max(at, bound) if bound is not None else at


class Dating:
    """The limits of one rulebook on one calendar."""

    def __init__(self, book: Rulebook, calendar: CourtCalendar) -> None:
        self.limits = {limit.id: limit for limit in book.limits}
        self._counting = book.calendar
        self._calendar = calendar
        self._known: dict[tuple[str, date | datetime, tuple[Exclusion, ...]], datetime | None] = {}

    def start(self, node: Node, opening: Entry, told: Told) -> Start:
        """The start of a node that `opening` opened."""
        return Start(self.limits[node.limit], opening, told)

    def due_at(self, node: Node, start: Start) -> datetime | None:
        """When the node's limit ends; none for a soft limit and for a clock that has not started."""
        if start.last_day is not None:
            return datetime.combine(start.last_day, LAST_SECOND, COURT_ZONE)
        if start.waits_for is not None:
            return None
        limit = self.limits[node.limit]
        # In days only the day of the start counts: cases that start on one day share the answer.
        from_when = start.at if limit.unit is Unit.HOURS else start.at.date()
        key = (limit.id, from_when, node.excluded)
        if key not in self._known:
            self._known[key] = self._counted(limit, start.at, node.excluded)
        return self._known[key]

    def _counted(self, limit: Limit, at: datetime, excluded: tuple[Exclusion, ...]) -> datetime | None:
        return due(
            self._calendar,
            at,
            limit.limit,
            limit.unit,
            exclude_first_day=self._counting.exclude_first_day,
            roll_last_day=self._counting.roll_last_day and limit.rolls,
            excluded=excluded,
            guard=limit.guard,
        ).due_at
