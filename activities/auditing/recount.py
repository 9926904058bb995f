"""Recounting one case (复核): its journal folded from nothing, what had to be noticed against what was.

Pure: entries in, findings and delays out. Neither the node table nor any stored date is read.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from activities.auditing.dating import Dating, Start
from activities.auditing.findings import Finding, FindingKind
from activities.auditing.projected import Stored, differing
from models.case import CaseState
from models.clock.engine import NodeEngine
from models.clock.passing import KINDS
from models.clock.pausing import released
from models.events import Entry, EventKind
from models.folding import fold
from models.nodes import Node, Passing

PASSINGS = {kind: passing for passing, kind in KINDS.items()}
"""Which passing an entry of the journal notices."""

Due = tuple[tuple[Passing, datetime], ...]
"""What is still to pass on a node's clock, and when."""


class Noticed(NamedTuple):
    """A passing that the journal noticed, and how late."""

    passing: Passing
    delay: timedelta


class Named(NamedTuple):
    """An obligation by its node, its limit and its name."""

    node: str
    limit: str = ""
    name: str = ""


class Awaited(NamedTuple):
    """What is still to pass on a node's clock; `known_at` is when the case learned of these dates."""

    about: Named
    due: Due
    known_at: datetime


class Recounted(NamedTuple):
    """A case recounted to its last entry."""

    case_key: str
    seq: int
    clock: datetime
    noticed: tuple[Noticed, ...]
    findings: tuple[Finding, ...]
    awaited: tuple[Awaited, ...]
    state: CaseState | None = None
    nodes: Mapping[str, Node] = {}

    def standing(self, at: datetime, tolerance: timedelta) -> list[Finding]:
        """What has passed by `at` and nobody was told of.

        A case whose clock runs ahead of `at` (skipped time) is asked at its own last instant; a case's
        clock is never behind the wall's.
        """
        now = max(at, self.clock)
        return [finding for each in self.awaited for finding in _lapsed(self.case_key, each, now, tolerance)]

    def checked(self, stored: Stored) -> "Recounted":
        """The case with what its clock runs by, and staff read, compared with the recount; that is let go."""
        if self.state is None:
            return self
        wrong = differing(self.case_key, self.state, self.nodes, stored)
        return self._replace(findings=(*self.findings, *wrong), state=None, nodes={})


Counting = Callable[[str], tuple[NodeEngine, Dating]]
"""By the digest of the calendar a case is counted on: the node engine, and a second opinion on its dates."""


def recount(case_key: str, entries: Iterable[Entry], counting: Counting, tolerance: timedelta) -> Recounted:
    """Recount a case. `tolerance` is how long after its instant a passing may be noticed."""
    walk = _Walk(case_key, counting, tolerance)
    for entry in entries:
        walk.take(entry)
    return walk.recounted()


class _Walk:
    """One case, entry by entry."""

    def __init__(self, case_key: str, counting: Counting, tolerance: timedelta) -> None:
        self._case_key = case_key
        self._counting = counting
        self._tolerance = tolerance
        self._state = CaseState(key=case_key)
        self._clock: datetime | None = None
        self._nodes: dict[str, Node] = {}
        self._starts: dict[str, Start] = {}
        self._awaited: dict[str, Awaited] = {}
        self._noticed: list[Noticed] = []
        self._findings: list[Finding] = []

    def take(self, entry: Entry) -> None:
        """One more entry: what it notices, then what it changes."""
        # An act is recorded when it was submitted, which may be long before it was written.
        self._clock = max(self._clock or entry.recorded_at, entry.recorded_at)
        ended = self._ended_by(entry)
        about, passing = (ended, Passing.LIMIT) if ended else (entry.subject, PASSINGS.get(entry.kind))
        if passing is not None:
            self._notice(entry, about, passing)
        self._state = fold(self._state, entry, "")
        self._engine, self._dating = self._counting(self._state.calendar)
        moved = self._engine.advance(self._nodes, entry, self._state)
        for node in moved.values():
            self._date(node, entry)
        self._nodes.update(moved)
        for node in moved.values():
            self._await(node, entry, self._clock, passing if about == node.key else None)

    def _ended_by(self, entry: Entry) -> str:
        """The party's own time that an entry says is over, by its node; empty where it says nothing such."""
        nodes = (node for node in self._nodes.values() if node.open and node.lapses is entry.kind)
        return next((node.key for node in nodes if node.subject == entry.subject), "")

    def recounted(self) -> Recounted:
        """The case as it stands after its last entry. Raises ValueError for a journal without entries."""
        if self._clock is None:
            raise ValueError("a case without entries")
        return Recounted(
            case_key=self._case_key,
            seq=self._state.seq,
            clock=self._clock,
            noticed=tuple(self._noticed),
            findings=tuple(self._findings),
            awaited=tuple(each for each in self._awaited.values() if each.due),
            state=self._state,
            nodes=self._nodes,
        )

    def _notice(self, entry: Entry, noticed: str, passing: Passing) -> None:
        """Compare a passing of a node that the journal notices with what had to pass."""
        awaited = self._awaited.get(noticed)
        instant = dict(awaited.due).get(passing) if awaited else None
        if awaited is None or instant is None:
            node = self._nodes.get(noticed)
            about = _named(node) if node else Named(noticed)
            self._found(FindingKind.UNFOUNDED, about, passing, entry.occurred_at)
            return
        if entry.occurred_at != instant:
            self._found(FindingKind.MISDATED, awaited.about, passing, instant, entry.occurred_at)
        elif entry.recorded_at < instant:
            self._found(FindingKind.UNFOUNDED, awaited.about, passing, instant, entry.recorded_at)
        if entry.recorded_at < instant:
            return
        delay = entry.recorded_at - max(instant, awaited.known_at)
        self._noticed.append(Noticed(passing, delay))
        if delay > self._tolerance:
            self._found(FindingKind.LATE, awaited.about, passing, instant, entry.recorded_at)

    def _date(self, node: Node, entry: Entry) -> None:
        """Compare the engine's date of a node that is new or was dated anew with the second opinion."""
        start = self._starts.get(node.key)
        if start is None:
            start = self._starts[node.key] = self._dating.start(node, entry, self._state)
        before = self._nodes.get(node.key)
        extended = entry.kind is EventKind.EXTENSION_GRANTED and entry.subject == node.key
        if before is not None and before.open and (extended or entry.kind is start.waits_for):
            start.hear(entry, self._dating.due_at(released(before, entry.occurred_at), start))
        if node.paused_at is not None:  # A clock that stands still is counted when it goes on.
            return
        if not node.open or (before is not None and _dates(before) == _dates(node)):
            return
        wanted = self._dating.due_at(node, start)
        if wanted != node.due_at:
            self._found(FindingKind.MISDATED, _named(node), None, wanted, node.due_at)

    def _await(self, node: Node, entry: Entry, clock: datetime, passing: Passing | None) -> None:
        """What is to pass on a changed node from now on; what was to pass before and did not is missed."""
        before = self._awaited.get(node.key)
        due = _due(node)
        known_at = clock
        if before is not None:
            gone = tuple(each for each in before.due if each not in due and each[0] is not passing)
            for finding in _lapsed(self._case_key, before._replace(due=gone), clock, self._tolerance):
                self._findings.append(finding.model_copy(update={"ended_seq": entry.seq}))
            if set(due) <= set(before.due):
                known_at = before.known_at
        self._awaited[node.key] = Awaited(_named(node), due, known_at)

    def _found(
        self,
        kind: FindingKind,
        about: Named,
        passing: Passing | None,
        at: datetime | None,
        noticed_at: datetime | None = None,
    ) -> None:
        self._findings.append(_finding(kind, self._case_key, about, passing, at, noticed_at))


def _named(node: Node) -> Named:
    return Named(node.key, node.limit, node.name)


def _dates(node: Node) -> tuple[object, ...]:
    return node.started_at, node.due_at, node.excluded, node.extended_until


def _due(node: Node) -> Due:
    """What is still to pass: nothing once it is done, while its clock stands still, or before it runs."""
    if not node.open or node.started_at is None or node.paused_at is not None:
        return ()
    moments = {
        Passing.WARNING: node.warn_at if node.warned_at is None and node.overdue_at is None else None,
        Passing.LIMIT: node.due_at if node.overdue_at is None else None,
        Passing.ESCALATION: node.escalate_at if node.escalated_at is None else None,
    }
    return tuple((passing, moment) for passing, moment in moments.items() if moment is not None)


def _lapsed(case_key: str, awaited: Awaited, now: datetime, tolerance: timedelta) -> list[Finding]:
    """What should have been noticed by now."""
    return [
        _finding(FindingKind.MISSED, case_key, awaited.about, passing, instant)
        for passing, instant in awaited.due
        if max(instant, awaited.known_at) + tolerance < now
    ]


def _finding(
    kind: FindingKind,
    case_key: str,
    about: Named,
    passing: Passing | None,
    at: datetime | None,
    noticed_at: datetime | None = None,
) -> Finding:
    return Finding(
        kind=kind,
        court=case_key.split(":", 1)[0],
        case_key=case_key,
        subject=about.node,
        limit=about.limit,
        name=about.name,
        passing=passing,
        at=at,
        noticed_at=noticed_at,
    )
