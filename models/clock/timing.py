"""The dates of a node (节点的期限、预警、督办时间): one rulebook's counting on one calendar."""

from datetime import date, datetime

from models.calendar import LAST_SECOND, CourtCalendar, Due, Unit, due, postponed
from models.clock.counting_back import OFFICE_OPENS, warn_at
from models.clock.exclusions import since
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
        """When to warn; not before the clock runs."""
        warning = computed.guard_at
        if computed.due_at is not None and limit.warn_before is not None:
            warning = warn_at(self._calendar, computed.due_at, limit.warn_before)
        return warning if warning is not None and warning > started else None

    def _escalation(self, limit: Limit, due_at: datetime | None) -> dict[str, object]:
        """Who is told, and when, if the obligation is still open some working days after its limit."""
        rule = self._book.escalation
        if due_at is None or rule is None or not limit.counts:
            return {}
        told = due(self._calendar, due_at, rule.after_working_days, Unit.WORKING_DAYS).due_at
        to = limit.escalate_to[0] if limit.escalate_to else rule.to
        morning = datetime.combine(told.date(), OFFICE_OPENS, COURT_ZONE) if told else None
        return {"escalate_at": morning, "escalate_to": str(to)}
