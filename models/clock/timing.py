"""The dates of a node (节点的期限、预警、督办时间): one rulebook's counting on one calendar."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from models.calendar import LAST_SECOND, CourtCalendar, Due, Unit, due, postponed
from models.clock.counting_back import OFFICE_OPENS, warn_at
from models.clock.exclusions import since
from models.clock.pausing import released
from models.limits import Limit
from models.nodes import Node
from models.rulebook import Rulebook
from models.values import COURT_ZONE, Instant


class NodeTiming:
    """Computes when a node warns, ends and is escalated."""

    def __init__(self, book: Rulebook, calendar: CourtCalendar) -> None:
        self._book = book
        self._calendar = calendar

    def timed(self, node: Node, limit: Limit, started: Instant) -> Node:
        """The node with its computed dates."""
        if node.extended_until is not None:
            computed = self._postponed(node, limit, node.extended_until)
        elif node.ends_on is not None:
            computed = Due(due_at=datetime.combine(node.ends_on, LAST_SECOND, COURT_ZONE))
        else:
            computed = self._counted(node, limit, started)
        return node.model_copy(
            update={
                "started_at": started,
                "due_at": computed.due_at,
                "warn_at": self._warning(limit, computed, started),
                "provisional": computed.provisional,
                "provisional_years": computed.provisional_years,
                "skipped": computed.skipped,
                **self._escalation(limit, computed.due_at),
            }
        )

    def extended(self, node: Node, limit: Limit, started: Instant, granted: Mapping[str, Any]) -> Node:
        """The node with longer time as `granted` says (`extended_until`, `extended_at`, `extended_by`).

        An extension never ends a limit earlier: one whose day a standstill or a longer extension has
        overtaken moves nothing. Where the clock stands, that is measured as if it went on with the grant.
        """
        running = self.timed(released(node, granted["extended_at"]), limit, started)
        if running.due_at is not None and granted["extended_until"] <= running.due_at.date():
            return node
        return self.timed(node.model_copy(update={**granted, "warned_at": None}), limit, started)

    def resumed(self, node: Node, limit: Limit, started: Instant, at: Instant) -> Node:
        """The node dated anew as of `at`; a warning given for a day that has moved on is given anew."""
        again = self.timed(node, limit, started)
        moved = again.warn_at is not None and again.warn_at != node.warn_at and again.warn_at > at
        return again.model_copy(update={"warned_at": None}) if moved and node.overdue_at is None else again

    def escalated(self, node: Node, limit: Limit) -> Node:
        """A node whose limit has passed, with the morning counted anew on which the next rank is told."""
        if node.overdue_at is None or node.escalated_at is not None:
            return node
        return node.model_copy(update=self._escalation(limit, node.due_at))

    def _counted(self, node: Node, limit: Limit, started: Instant) -> Due:
        """The end of a limit counted from its start, less what did not count."""
        return due(
            self._calendar,
            started,
            limit.limit,
            limit.unit,
            exclude_first_day=self._book.calendar.exclude_first_day,
            roll_last_day=self._rolls(limit),
            guard=limit.guard,
            excluded=node.excluded,
        )

    def _postponed(self, node: Node, limit: Limit, until: date) -> Due:
        """The end an extension named, moved by what has not counted since it was granted (CV-10)."""
        stood_still = since(node.excluded, node.extended_at)
        return postponed(self._calendar, until, limit.unit, stood_still, self._rolls(limit))

    def _rolls(self, limit: Limit) -> bool:
        return self._book.calendar.roll_last_day and limit.rolls

    def _warning(self, limit: Limit, computed: Due, started: Instant) -> Instant | None:
        """When to warn; not before the clock runs, and not when the limit has passed (in hours, at night)."""
        warning = computed.guard_at
        if computed.due_at is not None and limit.warn_before is not None:
            warning = warn_at(self._calendar, computed.due_at, limit.warn_before)
        too_late = warning is not None and computed.due_at is not None and warning >= computed.due_at
        return warning if warning is not None and warning > started and not too_late else None

    def _escalation(self, limit: Limit, due_at: datetime | None) -> dict[str, object]:
        """Who is told, and when, if the obligation is still open some working days after its limit."""
        rule = self._book.escalation
        if due_at is None or rule is None or not limit.counts:
            return {}
        told = due(self._calendar, due_at, rule.after_working_days, Unit.WORKING_DAYS).due_at
        to = limit.escalate_to[0] if limit.escalate_to else rule.to
        morning = datetime.combine(told.date(), OFFICE_OPENS, COURT_ZONE) if told else None
        return {"escalate_at": morning, "escalate_to": str(to)}
