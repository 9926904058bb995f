"""When a limit ends, from its opening event, its row of the rulebook and the calendar alone.

The second opinion on the node engine's dates: neither its start nor its due date is read here.
"""

from datetime import date, datetime

from models.calendar import CourtCalendar, Unit, due, postponed
from models.case import CaseState
from models.clock.engine import matches
from models.clock.exclusions import Exclusion, since
from models.clock.starts import OF_THE_WHOLE_CASE
from models.events import Entry, EventKind
from models.limits import Limit
from models.nodes import Node
from models.rulebook import Rulebook
from models.values import Instant


class Start:
    """From when a node's clock runs, and the last day a paper or a decision named for it."""

    __slots__ = ("_subject", "at", "granted_at", "last_day", "waits_for")

    def __init__(self, limit: Limit, opening: Entry, state: CaseState) -> None:
        starts = next(each for each in limit.starts if matches(each, opening))
        self._subject = opening.subject if limit.per == "subject" else None
        self.at = opening.occurred_at
        if starts.from_event is not None:
            self.at = state.last_at.get(starts.from_event, self.at)
        self.waits_for = starts.next_event
        if starts.not_before is not None:
            self._not_before(starts.not_before, state)
        named = opening.facts.get(limit.ends_on) if limit.ends_on else None
        self.last_day = date.fromisoformat(str(named)[:10]) if named else None
        self.granted_at: Instant | None = None

    def _not_before(self, bound: EventKind, state: CaseState) -> None:
        if self._own(bound):
            self.waits_for = None if state.seen(bound, self._subject) else bound
        elif bound in state.last_at:
            self.at = max(self.at, state.last_at[bound])
        else:
            self.waits_for = bound

    def hear(self, entry: Entry, ends: datetime | None) -> None:
        """An event that the clock waited for, or a decision that the limit ends later than at `ends`."""
        strange = self._own(entry.kind) and entry.subject != self._subject
        if entry.kind is self.waits_for and not strange:
            self.at, self.waits_for = max(self.at, entry.occurred_at), None
        if entry.kind is EventKind.EXTENSION_GRANTED:
            until = date.fromisoformat(str(entry.facts["until"]))
            if ends is None or until > ends.date():
                self.last_day, self.granted_at = until, entry.occurred_at

    def _own(self, kind: EventKind) -> bool:
        """Whether an event of this kind concerns only the clock of its own thing."""
        return self._subject is not None and kind not in OF_THE_WHOLE_CASE


class Dating:
    """The limits of one rulebook on one calendar."""

    def __init__(self, book: Rulebook, calendar: CourtCalendar) -> None:
        self.limits = {limit.id: limit for limit in book.limits}
        self._counting = book.calendar
        self._calendar = calendar
        self._known: dict[tuple[str, date | datetime, tuple[Exclusion, ...]], datetime | None] = {}

    def start(self, node: Node, opening: Entry, state: CaseState) -> Start:
        """The start of a node that `opening` opened; `state` is the case after it."""
        return Start(self.limits[node.limit], opening, state)

    def due_at(self, node: Node, start: Start) -> datetime | None:
        """When the node's limit ends; none for a soft limit and for a clock that has not started."""
        limit = self.limits[node.limit]
        if start.last_day is not None:
            return self._named(limit, start.last_day, since(node.excluded, start.granted_at))
        if start.waits_for is not None:
            return None
        # In days only the day of the start counts: cases that start on one day share the answer.
        from_when = start.at if limit.unit is Unit.HOURS else start.at.date()
        key = (limit.id, from_when, node.excluded)
        if key not in self._known:
            self._known[key] = self._counted(limit, start.at, node.excluded)
        return self._known[key]

    def _named(self, limit: Limit, last: date, excluded: tuple[Exclusion, ...]) -> datetime | None:
        """The end of a limit whose last day was named; what has not counted since it was granted moves it."""
        rolls = self._counting.roll_last_day and limit.rolls
        return postponed(self._calendar, last, limit.unit, excluded, rolls).due_at

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
