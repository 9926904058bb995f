"""Recounting the duties that belong to no case (经常性工作): which turns had to begin, and who was told when.

From the court's own journal, the rulebook in force and the calendar alone; the table of duties is not read.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.auditing.findings import Finding, FindingKind
from activities.auditing.recount import Noticed
from models.calendar import CourtCalendar
from models.court_events import DUTY_KINDS, CourtEventKind
from models.duties.duties import (
    KINDS,
    CourtEntry,
    folded,
    node_key,
    node_of,
    recurs,
    turn_day,
    turn_of_node,
    turn_on,
)
from models.duties.occasions import occasion_node, on_occasion
from models.errors import Refusal
from models.limits import Duty
from models.nodes import Node, Passing
from models.rulebook import Rulebook
from models.shelf.files import load
from models.tables import CourtJournal
from models.values import Instant, court_local

OPENED_WITHIN = timedelta(minutes=10)
"""How long after its beginning a turn may wait for its schedule, or a new roster for the watcher."""

LOOK_BACK = timedelta(days=31)
"""How far back turns that were never opened are named: as far as schedules catch up."""

ONE_DAY = timedelta(days=1)
PASSINGS = {kind: passing for passing, kind in KINDS.items()}


class Written(NamedTuple):
    """An entry about a duty, and when it was recorded by the wall clock."""

    entry: CourtEntry
    recorded_at: Instant


class Recounted(NamedTuple):
    """What a court's duties came to."""

    findings: tuple[Finding, ...]
    noticed: tuple[Noticed, ...]


def recount_duties(
    session: Session, court: str, calendar: CourtCalendar, now: datetime, tolerance: timedelta
) -> Recounted:
    """Recount the duties of a court as of `now`; `tolerance` is how late a passing may be noticed."""
    turns = _turns(session, court)
    walk = [_Turn(court, key, written, now, tolerance) for key, written in turns.items()]
    findings = [
        *(finding for turn in walk for finding in (*turn.passed(), *turn.dated(calendar))),
        *_never_opened(court, set(turns), _expected_since(session, court, now), calendar, now),
    ]
    return Recounted(tuple(findings), tuple(each for turn in walk for each in turn.noticed))


def _turns(session: Session, court: str) -> dict[str, list[Written]]:
    """What the court's journal tells of each turn, in order."""
    rows = session.execute(
        select(CourtJournal)
        .where(CourtJournal.court == court, CourtJournal.kind.in_(DUTY_KINDS))
        .order_by(CourtJournal.seq)
    ).scalars()
    turns: dict[str, list[Written]] = {}
    for row in rows:
        kind = CourtEventKind(row.kind)
        entry = CourtEntry(court=court, seq=row.seq, kind=kind, actor=row.actor, facts=row.facts)
        turns.setdefault(entry.turn.key, []).append(Written(entry, court_local(row.recorded_at)))
    return turns


class _Turn:
    """One turn, its entries, and what had to be written about it by now."""

    def __init__(
        self, court: str, key: str, written: Iterable[Written], now: datetime, tolerance: timedelta
    ) -> None:
        self._court = court
        self._key = key
        self._now = now
        self._tolerance = tolerance
        self.node: Node | None = None
        self.noticed: list[Noticed] = []
        self._told: dict[Passing, tuple[Instant, Instant, Instant]] = {}
        self._known_at: Instant | None = None
        self._done_at: Instant | None = None
        self._done_seq = 0
        self._again: list[tuple[Passing, Instant]] = []
        for entry, recorded_at in written:
            self.node = folded(self.node, entry)
            dated = entry.kind in (CourtEventKind.DUTY_OPENED, CourtEventKind.DUTY_REDATED)
            self._known_at = recorded_at if dated or self._known_at is None else self._known_at
            if entry.kind is CourtEventKind.DUTY_DONE:
                self._done_at, self._done_seq = recorded_at, entry.seq
            elif entry.kind in PASSINGS:
                at, passing = court_local(datetime.fromisoformat(entry.facts["at"])), PASSINGS[entry.kind]
                if passing in self._told or self._done_at is not None or recorded_at + tolerance < at:
                    self._again.append((passing, at))
                self._told.setdefault(passing, (at, recorded_at, self._known_at))

    def passed(self) -> Iterator[Finding]:
        """Reminders and last days that passed without a word, or were noticed late or at another instant."""
        node, known_at = self.node, self._known_at
        for passing, at in self._again:  # A second time, after it was done, or before its instant.
            yield self._finding(FindingKind.UNFOUNDED, passing, at)
        if node is None or known_at is None or node.waived_at is not None:
            return
        for passing, due in ((Passing.WARNING, node.warn_at), (Passing.LIMIT, node.due_at)):
            if due is None:
                continue
            told, begins = self._told.get(passing), max(due, known_at)
            if told is not None:
                at, recorded_at, dated_at = told
                yield from self._noticed(passing, due, max(due, dated_at), at, recorded_at)
            elif begins + self._tolerance < min(self._now, self._done_at or self._now):
                yield self._finding(FindingKind.MISSED, passing, due, ended_seq=self._done_seq)

    def _noticed(
        self, passing: Passing, due: Instant, begins: Instant, at: Instant, recorded_at: Instant
    ) -> Iterator[Finding]:
        delay = recorded_at - begins
        self.noticed.append(Noticed(passing, delay))
        if at != due:
            yield self._finding(FindingKind.MISDATED, passing, due, at)
        if delay > self._tolerance:
            yield self._finding(FindingKind.LATE, passing, due, recorded_at)

    def dated(self, calendar: CourtCalendar) -> Iterator[Finding]:
        """A last day other than the calendar's; one that rested on an unpublished year may differ."""
        node = self.node
        if node is None or node.started_at is None or node.provisional or node.waived_at is not None:
            return
        wanted = self._wanted(node, node.started_at, calendar)
        if wanted is None:
            yield self._finding(FindingKind.UNFOUNDED, None, node.started_at)
        elif wanted.due_at != node.due_at:
            yield self._finding(FindingKind.MISDATED, None, wanted.due_at, node.due_at)

    def _wanted(self, node: Node, started_at: Instant, calendar: CourtCalendar) -> Node | None:
        """The turn as rulebook and calendar have it; none where they know no such turn."""
        day = started_at.date()
        book = _book(self._court, day)
        duty = next((each for each in book.duties if each.id == node.limit), None) if book else None
        if book is None or duty is None:
            return None
        number = turn_of_node(self._court, node).number
        if number:
            return occasion_node(book, duty, number, started_at, calendar) if on_occasion(duty) else None
        turn = turn_on(duty, day, calendar)
        return node_of(self._court, duty, turn, calendar) if turn is not None else None

    def _finding(
        self,
        kind: FindingKind,
        passing: Passing | None,
        at: Instant | None,
        noticed_at: Instant | None = None,
        ended_seq: int = 0,
    ) -> Finding:
        node = self.node
        return Finding(
            kind=kind,
            court=self._court,
            subject=self._key,
            limit=node.limit if node else "",
            name=node.name if node else "",
            passing=passing,
            at=at,
            noticed_at=noticed_at,
            ended_seq=ended_seq,
        )


def _expected_since(session: Session, court: str, now: datetime) -> Instant | None:
    """From when on the court's duties have schedules: since it has a roster."""
    first = session.execute(
        select(CourtJournal.recorded_at)
        .where(CourtJournal.court == court, CourtJournal.kind == CourtEventKind.ROSTER_LOADED)
        .order_by(CourtJournal.seq)
        .limit(1)
    ).scalar_one_or_none()
    return max(court_local(first), court_local(now - LOOK_BACK)) if first is not None else None


def _never_opened(
    court: str, opened: set[str], since: Instant | None, calendar: CourtCalendar, now: datetime
) -> Iterator[Finding]:
    """Turns that had to begin by now and that the journal does not know, each once."""
    if since is None:
        return
    day, named = since.date(), set(opened)
    while day <= court_local(now).date():
        for duty in _duties(court, day):
            turn = turn_on(duty, day, calendar)
            key = node_key(court, duty.id, turn_day(duty, day))
            if turn is None or key in named:
                continue
            node = node_of(court, duty, turn, calendar)
            begins = max(since, node.started_at or since)
            if begins + OPENED_WITHIN < now:
                named.add(key)
                yield Finding(
                    kind=FindingKind.DUTY_NOT_OPENED,
                    court=court,
                    subject=key,
                    limit=duty.id,
                    name=duty.name,
                    at=node.started_at,
                )
        day += ONE_DAY


def _duties(court: str, day: date) -> tuple[Duty, ...]:
    """The duties the calendar brings up, by the rulebook in force on a day; none without one."""
    book = _book(court, day)
    return tuple(duty for duty in book.duties if recurs(duty)) if book else ()


def _book(court: str, day: date) -> Rulebook | None:
    """The rulebook in force on a day, if the court has one."""
    try:
        return load(court, day)
    except Refusal:
        return None
