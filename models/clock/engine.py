"""How a journal entry opens, ends, holds and moves nodes (节点的起算、完成、扣除), by one rulebook.

Pure: journal entry in, changed nodes out. The register stores what is answered here; the clock in the
workflow only compares instants.
"""

from collections.abc import Mapping
from datetime import date

from models.approving import deciders
from models.calendar import CourtCalendar, Unit
from models.case import CaseState
from models.clock.exclusions import Exclusion
from models.clock.pausing import DONE_MEANWHILE, effect, going_on, released, standing
from models.clock.starts import begins, clock_start, sets_going
from models.clock.timing import NodeTiming
from models.events import Entry, Event, EventKind
from models.limits import APPROVER, RECEIVER, REVIEWER, Limit, Match, Starts, fits
from models.nodes import Counting, Node
from models.rulebook import Rulebook
from models.values import Instant
from models.way import known_false


def matches(match: Match, entry: Event, limit: Limit | None = None) -> bool:
    """Whether an entry is the event a limit names, with the values it demands."""
    if entry.kind != match.event or (match.subject and entry.subject != match.subject):
        return False
    return fits(match.where, entry.facts)


def fulfils(limit: Limit, node: Node, event: Event) -> bool:
    """Whether an event does what an open node of this limit asks for."""
    if event.kind is EventKind.NODE_DONE:
        return event.facts.get("node") == limit.id and event.subject in ("", node.subject)
    if limit.per == "subject" and event.subject != node.subject:
        return False
    return any(matches(done, event) for done in limit.done_by)


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
            if matches(starts, entry) and not self._replaced_at_once(limit, entry, state):
                self._open(limit, starts, current(), entry, state, changed)
        return changed

    def replanned(self, nodes: Mapping[str, Node]) -> dict[str, Node]:
        """The open nodes whose dates are others on this engine's calendar (重新推算).

        What has passed stays passed; a clock that stands still is counted when it goes on.
        """
        again = {node.key: self._counted_anew(node) for node in nodes.values() if node.open}
        return {key: node for key, node in again.items() if node != nodes[key]}

    def _counted_anew(self, node: Node) -> Node:
        limit = self._limits[node.limit]
        if node.overdue_at is not None:
            return self._timing.escalated(node, limit)
        return self._timing.timed(node, limit, node.started_at) if node.started_at else node

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
            granted = {
                "extended_until": until,
                "extended_at": entry.occurred_at,
                "extended_by": str(entry.facts.get("approval") or ""),
            }
            changed[node.key] = self._timing.extended(
                node, self._limits[node.limit], node.started_at, granted
            )

    def _complete(self, nodes: Mapping[str, Node], entry: Entry, changed: dict[str, Node]) -> None:
        """Nodes this entry fulfils or makes void."""
        for node in nodes.values():
            if not node.open:
                continue
            limit = self._limits[node.limit]
            if fulfils(limit, node, entry):
                at = entry.occurred_at
                changed[node.key] = self._running(node, released(node, at), at).model_copy(
                    update={
                        "done_at": entry.occurred_at,
                        "done_recorded_at": entry.recorded_at,
                        "done_seq": entry.seq,
                        "done_by": entry.actor,
                        "started_at": node.started_at or entry.occurred_at,
                    }
                )
            elif self._voids(limit, node, entry):
                changed[node.key] = node.model_copy(
                    update={"waived_at": entry.occurred_at, "waived_for": entry.kind.value}
                )

    def _voids(self, limit: Limit, node: Node, entry: Entry) -> bool:
        if entry.kind is EventKind.CLOSED:
            return True
        same = limit.per == "case" or entry.subject == node.subject
        return same and any(matches(void, entry) for void in limit.waived_by)

    def _begin_waiting(self, nodes: Mapping[str, Node], entry: Entry, changed: dict[str, Node]) -> None:
        """Nodes that were open without a clock start it when what they waited for has come (RY-A12)."""
        for node in nodes.values():
            limit = self._limits[node.limit]
            if sets_going(entry, node, limit):
                counting = Counting(unit=limit.unit, length=limit.limit, runs_from=entry.kind)
                begun = {"waits_for": None, "waits_since": None, "counting": counting}
                running = node.model_copy(update=begun)
                changed[node.key] = self._timing.timed(running, limit, begins(entry, node))

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
            between = Exclusion(start=last.done_at, end=entry.occurred_at, reason=DONE_MEANWHILE)
            undone: dict[str, object] = {
                "done_at": None,
                "done_recorded_at": None,
                "done_seq": 0,
                "done_by": "",
            }
            if last.overdue_withdrawn:  # That notice was wrong; the next one may be right.
                undone |= {"overdue_at": None, "overdue_withdrawn": False}
            again = last.model_copy(update={**undone, "excluded": (*last.excluded, between)})
            changed[last.key] = self._timing.resumed(again, limit, last.started_at, entry.occurred_at)

    def _pause(self, nodes: Mapping[str, Node], entry: Entry, changed: dict[str, Node]) -> None:
        """Clocks that stand still from this entry on, and those that go on again.

        By the rulebook (JL-A3, JL-A16), or by an approved suspension of the limits it names (CV-10).
        """
        for node in nodes.values():
            if not node.open or node.started_at is None:
                continue
            stops, note = effect(node, self._limits[node.limit], entry, matches)
            if stops:
                changed[node.key] = standing(changed.get(node.key, node), entry, note)
            elif stops is False and node.paused_at is not None:
                changed[node.key] = self._running(node, going_on(node, entry, note), entry.occurred_at)

    def _running(self, before: Node, after: Node, at: Instant) -> Node:
        """The node with its new dates where its clock goes on again."""
        if before.paused_at is None or after.paused_at is not None or after.started_at is None:
            return after
        return self._timing.resumed(after, self._limits[after.limit], after.started_at, at)

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
        start = clock_start(starts, entry, limit, state)
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
            after=limit.after,
            gate=limit.gate,
            counts=limit.counts,
            lapses=limit.lapses,
            opened_seq=entry.seq,
            started_at=start.at,
            waits_for=start.waits_for,
            waits_since=entry.occurred_at if start.waits_for else None,
            counting=Counting(unit=limit.unit, length=limit.limit, runs_from=start.runs_from),
        )
        changed[node.key] = self._timing.timed(node, limit, start.at) if start.at else node
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

    def _replaced_at_once(self, limit: Limit, entry: Entry, state: CaseState) -> bool:
        """Whether a limit that takes this one's place starts from the same entry."""
        return any(
            limit.id in other.replaces
            and matches(starts, entry)
            and (other.when is None or not known_false(self._book, other.when, state))
            for other, starts in self._starts.get(entry.kind, ())
        )

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


def _day_named(limit: Limit, entry: Entry) -> date | None:
    """The last day the opening event's paper names, if the limit reads one."""
    named = entry.facts.get(limit.ends_on) if limit.ends_on else None
    return date.fromisoformat(str(named)[:10]) if named else None
