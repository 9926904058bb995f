"""The dates of a node (节点的期限、预警、督办时间): one rulebook's counting on one calendar."""

from datetime import date, datetime

from models.calendar import LAST_SECOND, OFFICE_OPENS, CourtCalendar, Unit, due, warn_at
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
        last_day = node.extended_until or node.ends_on
        if last_day is not None:
            return self._ending_on(node, limit, started, last_day)
        counting = self._book.calendar
        computed = due(
            self._calendar,
            started,
            limit.limit,
            limit.unit,
            exclude_first_day=counting.exclude_first_day,
            roll_last_day=counting.roll_last_day and limit.rolls,
            guard=limit.guard,
            excluded=node.excluded,
        )
        warning = (
            warn_at(self._calendar, computed.due_at, limit.warn_before)
            if computed.due_at is not None and limit.warn_before is not None
            else computed.guard_at
        )
        if warning is not None and warning <= started:
            warning = None
        return node.model_copy(
            update={
                "started_at": started,
                "due_at": computed.due_at,
                "warn_at": warning,
                "provisional": computed.provisional,
                "provisional_years": computed.provisional_years,
                "skipped": computed.skipped,
                **self._escalation(limit, computed.due_at),
            }
        )

    def _escalation(self, limit: Limit, due_at: datetime | None) -> dict[str, object]:
        """Who is told, and when, if the obligation is still open some working days after its limit."""
        rule = self._book.escalation
        if due_at is None or rule is None or not limit.counts:
            return {}
        told = due(self._calendar, due_at, rule.after_working_days, Unit.WORKING_DAYS).due_at
        to = limit.escalate_to[0] if limit.escalate_to else rule.to
        morning = datetime.combine(told.date(), OFFICE_OPENS, COURT_ZONE) if told else None
        return {"escalate_at": morning, "escalate_to": str(to)}

    def _ending_on(self, node: Node, limit: Limit, started: Instant, day: date) -> Node:
        """The node of a limit whose last day stands on a paper: never rolled, never computed (NB-357)."""
        due_at = datetime.combine(day, LAST_SECOND, COURT_ZONE)
        warning = warn_at(self._calendar, due_at, limit.warn_before) if limit.warn_before else None
        if warning is not None and warning <= started:
            warning = None
        dates = {"started_at": started, "due_at": due_at, "warn_at": warning, "provisional": False}
        return node.model_copy(
            update={**dates, "provisional_years": (), "skipped": (), **self._escalation(limit, due_at)}
        )
