"""How a journal entry opens, ends, holds and moves nodes (节点的起算、完成、扣除), by one rulebook.

Pure: journal entry in, changed nodes out. The register stores what is answered here; the clock in the
workflow only compares instants.
"""

from collections.abc import Mapping
from datetime import date

from models.approving import deciders
from models.calendar import CourtCalendar, Exclusion, Unit
from models.case import CaseState
from models.events import Entry, EventKind
from models.limits import APPROVER, RECEIVER, REVIEWER, Limit, Match, Starts, fits
from models.node_timing import NodeTiming
from models.nodes import Node
from models.rulebook import Rulebook
from models.values import Instant
from models.way import known_false


def matches(match: Match, entry: Entry, limit: Limit | None = None) -> bool:
    """Whether an entry is the event a limit names, with the values it demands."""
    if entry.kind != match.event or (match.subject and entry.subject != match.subject):
        return False
    return fits(match.where, entry.facts)


class NodeEngine:
    """Applies one rulebook's limits and one calendar to a case's events."""

    def __init__(self, book: Rulebook, calendar: CourtCalendar) -> None:
        self._book = book
        self._timing = NodeTiming(book, calendar)
        self._limits = {limit.id: limit for limit in book.limits}
        self._starts: dict[EventKind, list[tuple[Limit, Starts]]] = {}
        self._reopened: dict[EventKind, list[Limit]] = {}
        for limit in book.limits:
            for again in limit.reopened_by:
                self._reopened.setdefault(again.event, []).append(limit)
            for starts in limit.starts:
                self._starts.setdefault(starts.event, []).append((limit, starts))

    def advance(self, nodes: Mapping[str, Node], entry: Entry, state: CaseState) -> dict[str, Node]:
        """The nodes that change through this entry; `state` is the case after it."""
        changed: dict[str, Node] = {}

        def current() -> dict[str, Node]:
            return {**nodes, **changed}

        if entry.kind is EventKind.CALENDAR_CHANGED:
            return self.replanned(nodes)
        self._mark(current(), entry, changed)
        self._complete(current(), entry, changed)
        self._begin_waiting(current(), entry, changed)
        self._pause(current(), entry, changed)
        self._reopen(current(), entry, state, changed)
        for limit, starts in self._starts.get(entry.kind, ()):
            if matches(starts, entry):
                self._open(limit, starts, current(), entry, state, changed)
        return changed

    def replanned(self, nodes: Mapping[str, Node]) -> dict[str, Node]:
        """The open nodes whose dates are others on this engine's calendar (重新推算).

        What has passed stays passed; a clock that stands still is counted when it goes on.
        """
        moved: dict[str, Node] = {}
        for node in nodes.values():
            if node.open and node.started_at is not None and node.overdue_at is None:
                again = self._timing.timed(node, self._limits[node.limit], node.started_at)
                if again != node:
                    moved[node.key] = again
        return moved

    def _mark(self, nodes: Mapping[str, Node], entry: Entry, changed: dict[str, Node]) -> None:
        """Warning and overdue events write themselves on their node."""
        fields = {
            EventKind.NODE_WARNED: "warned_at",
            EventKind.NODE_OVERDUE: "overdue_at",
            EventKind.NODE_ESCALATED: "escalated_at",
        }
        node = nodes.get(entry.subject)
        if node is None:
            return
        if entry.kind in fields:
            changed[node.key] = node.model_copy(update={fields[entry.kind]: entry.occurred_at})
        elif entry.kind is EventKind.OVERDUE_WITHDRAWN:
            changed[node.key] = node.model_copy(update={"overdue_withdrawn": True})
        elif entry.kind is EventKind.EXTENSION_GRANTED and node.open and node.started_at is not None:
            until = date.fromisoformat(str(entry.facts["until"]))
            longer = node.model_copy(update={"extended_until": until, "warned_at": None})
            changed[node.key] = self._timing.timed(longer, self._limits[node.limit], node.started_at)

    def _complete(self, nodes: Mapping[str, Node], entry: Entry, changed: dict[str, Node]) -> None:
        """Nodes this entry fulfils or makes void."""
        for node in nodes.values():
            if not node.open:
                continue
            limit = self._limits[node.limit]
            if self._fulfils(limit, node, entry):
                going = self._going_on(node, limit, entry, "") if node.paused_at is not None else node
                changed[node.key] = going.model_copy(
                    update={
                        "done_at": entry.occurred_at,
                        "done_recorded_at": entry.recorded_at,
                        "done_seq": entry.seq,
                        "done_by": entry.actor,
                        "started_at": node.started_at or entry.occurred_at,
                        "paused_at": None,
                        "paused_by": (),
                    }
                )
            elif self._voids(limit, node, entry):
                changed[node.key] = node.model_copy(
                    update={"waived_at": entry.occurred_at, "waived_for": entry.kind.value}
                )

    def _fulfils(self, limit: Limit, node: Node, entry: Entry) -> bool:
        if entry.kind is EventKind.NODE_DONE:
            return entry.facts.get("node") == limit.id and entry.subject in ("", node.subject)
        if limit.per == "subject" and entry.subject != node.subject:
            return False
        return any(matches(done, entry) for done in limit.done_by)

    def _voids(self, limit: Limit, node: Node, entry: Entry) -> bool:
        if entry.kind is EventKind.CLOSED:
            return True
        same = limit.per == "case" or entry.subject == node.subject
        return same and any(matches(void, entry) for void in limit.waived_by)

    def _begin_waiting(self, nodes: Mapping[str, Node], entry: Entry, changed: dict[str, Node]) -> None:
        """Nodes that were open without a clock start it when what they waited for has come (RY-A12)."""
        for node in nodes.values():
            if node.open and node.waits_for is entry.kind:
                changed[node.key] = self._timing.timed(
                    node.model_copy(update={"waits_for": None}),
                    self._limits[node.limit],
                    entry.occurred_at,
                )

    def _reopen(
        self, nodes: Mapping[str, Node], entry: Entry, state: CaseState, changed: dict[str, Node]
    ) -> None:
        """What was done is to be done again, with what was left of its time (JL-A8)."""
        for limit in self._reopened.get(entry.kind, ()):
            if not any(matches(each, entry) for each in limit.reopened_by):
                continue
            if limit.when is not None and known_false(self._book, limit.when, state):
                continue
            mine = [node for node in nodes.values() if node.limit == limit.id]
            last = max(mine, key=lambda node: node.opened_seq, default=None)
            if last is None or last.done_at is None or last.started_at is None:
                continue
            between = Exclusion(start=last.done_at, end=entry.occurred_at, reason="已办结的期间")
            undone: dict[str, object] = {
                "done_at": None,
                "done_recorded_at": None,
                "done_seq": 0,
                "done_by": "",
            }
            if last.overdue_withdrawn:  # That notice was wrong; the next one may be right.
                undone |= {"overdue_at": None, "overdue_withdrawn": False}
            again = last.model_copy(update={**undone, "excluded": (*last.excluded, between)})
            changed[last.key] = self._timing.timed(again, limit, last.started_at)

    def _pause(self, nodes: Mapping[str, Node], entry: Entry, changed: dict[str, Node]) -> None:
        """Clocks that stand still from this entry on, and those that go on again.

        By the rulebook (JL-A3, JL-A16), or by an approved suspension of the limits it names (CV-10).
        """
        for node in nodes.values():
            if not node.open or node.started_at is None:
                continue
            stops, note = self._stops(node, entry)
            if stops:
                changed[node.key] = _standing(changed.get(node.key, node), entry)
            elif stops is False and node.paused_at is not None:
                changed[node.key] = self._going_on(node, self._limits[node.limit], entry, note)

    def _stops(self, node: Node, entry: Entry) -> tuple[bool | None, str]:
        """Whether an entry stops a node's clock, sets it going again, or neither; and why, in Chinese."""
        if entry.kind is EventKind.SUSPENSION_STARTED:
            return (True if node.limit in entry.facts["limits"] else None), ""
        if entry.kind is EventKind.SUSPENSION_ENDED:
            held = entry.subject in node.paused_by
            return (False if held else None), str(entry.facts.get("ground") or "")
        limit = self._limits[node.limit]
        if limit.per == "subject" and entry.subject != node.subject:
            return None, ""
        for pause in limit.pauses:
            if any(matches(each, entry) for each in pause.from_events):
                return True, pause.note
            if any(matches(each, entry) for each in pause.until):
                return False, pause.note
        return None, ""

    def _going_on(self, node: Node, limit: Limit, entry: Entry, note: str) -> Node:
        """The node without what this entry ends; with its new dates once nothing holds its clock."""
        left = tuple(subject for subject in node.paused_by if subject != entry.subject)
        if left or node.paused_at is None or node.started_at is None:
            return node.model_copy(update={"paused_by": left})
        span = Exclusion(
            start=node.paused_at, end=max(node.paused_at, entry.occurred_at), reason=note or "扣除期间"
        )
        running = {"paused_at": None, "paused_by": (), "excluded": (*node.excluded, span)}
        return self._timing.timed(node.model_copy(update=running), limit, node.started_at)

    def _open(
        self,
        limit: Limit,
        starts: Starts,
        nodes: Mapping[str, Node],
        entry: Entry,
        state: CaseState,
        changed: dict[str, Node],
    ) -> None:
        subject = entry.subject if limit.per == "subject" else ""
        earlier = [n for n in nodes.values() if n.limit == limit.id and n.subject == subject]
        if any(node.open for node in earlier) or self._superseded(limit, subject, nodes):
            return
        if limit.when is not None and known_false(self._book, limit.when, state):
            return
        started, waits_for = self._clock_start(starts, entry, state)
        node = Node(
            key="#".join([limit.id, subject, str(len(earlier) + 1)]),
            limit=limit.id,
            subject=subject,
            name=limit.name,
            article=limit.article,
            responsible=self._responsible(limit, entry, state),
            act=limit.act,
            soft=limit.unit is Unit.SOFT,
            ends_on=_day_named(limit, entry),
            gate=limit.gate,
            counts=limit.counts,
            opened_seq=entry.seq,
            started_at=started,
            waits_for=waits_for,
        )
        changed[node.key] = self._timing.timed(node, limit, started) if started else node
        for old in nodes.values():
            if old.open and old.limit in limit.replaces and self._same_thing(old, node):
                changed[old.key] = old.model_copy(
                    update={"waived_at": entry.occurred_at, "waived_for": limit.id}
                )

    def _responsible(self, limit: Limit, entry: Entry, state: CaseState) -> str:
        """Who must do it, where only the opening event can tell; the holder of the case stays open."""
        book = self._book
        if limit.responsible == RECEIVER:
            return str(entry.facts["unit"])
        if limit.responsible == REVIEWER:
            method = entry.facts["method"]
            return next(m.reviewer for m in book.closing.methods if m.method == method)
        if limit.responsible == APPROVER:
            approval = next(a for a in book.approvals if a.matter == entry.facts["matter"])
            return approval.unit or deciders(book, state, approval, entry.facts)[0]
        return limit.responsible

    def _superseded(self, limit: Limit, subject: str, nodes: Mapping[str, Node]) -> bool:
        """Whether a limit that replaces this one has opened, for the same thing where both are about one."""
        own = limit.per == "subject"
        return any(
            limit.id in self._limits[node.limit].replaces
            and not (own and self._limits[node.limit].per == "subject" and node.subject != subject)
            for node in nodes.values()
        )

    def _same_thing(self, old: Node, new: Node) -> bool:
        """Whether two nodes are about the same: those of single things only about their own."""
        both = all(self._limits[node.limit].per == "subject" for node in (old, new))
        return not both or old.subject == new.subject

    def _clock_start(
        self, starts: Starts, entry: Entry, state: CaseState
    ) -> tuple[Instant | None, EventKind | None]:
        """When the clock of a node starts, or what it still waits for."""
        started = entry.occurred_at
        if starts.from_event is not None:
            started = state.last_at.get(starts.from_event, started)
        if starts.next_event is not None:
            return None, starts.next_event
        if starts.not_before is not None:
            bound = state.last_at.get(starts.not_before)
            if bound is None:
                return None, starts.not_before
            started = max(started, bound)
        return started, None


def _standing(node: Node, entry: Entry) -> Node:
    """The node with its clock standing still because of this entry, once for each thing."""
    held = node.paused_by if entry.subject in node.paused_by else (*node.paused_by, entry.subject)
    return node.model_copy(update={"paused_at": node.paused_at or entry.occurred_at, "paused_by": held})


def _day_named(limit: Limit, entry: Entry) -> date | None:
    """The last day the opening event's paper names, if the limit reads one."""
    named = entry.facts.get(limit.ends_on) if limit.ends_on else None
    return date.fromisoformat(str(named)[:10]) if named else None
