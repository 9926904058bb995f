"""Times that do not count (扣除期间): what was taken out of a limit, from when until when, and why."""

from collections.abc import Iterable
from datetime import date, datetime

from models.calendar_years import ONE_DAY
from models.values import Instant, Value


class Exclusion(Value):
    """A time that does not count: from an instant until another, and why, in Chinese.

    In days it takes away every day from the day of `start` on and before the day of `end`. `by` are the
    approvals, or the things, that held the clock.
    """

    start: Instant
    end: Instant
    reason: str
    by: tuple[str, ...] = ()

    def days(self) -> tuple[date, ...]:
        """The days left out, in order."""
        first, last = self.start.date(), self.end.date()
        return tuple(first + number * ONE_DAY for number in range((last - first).days))


class Hold(Value):
    """What stopped a clock: an approval, a thing, or nothing in particular (""); since when, until when."""

    by: str
    since: Instant
    until: Instant | None = None


def united(holds: Iterable[Hold], reason: str) -> tuple[Exclusion, ...]:
    """What several holds take away together, each time once: one span where they follow on each other.

    Each `until` must be known. Time between two of them counts.
    """
    spans: list[Exclusion] = []
    for hold in sorted(holds, key=lambda hold: hold.since):
        ends = max(hold.since, hold.until or hold.since)
        by = (hold.by,) if hold.by else ()
        last = spans[-1] if spans else None
        if last is None or hold.since > last.end:
            spans.append(Exclusion(start=hold.since, end=ends, reason=reason, by=by))
        else:
            more = tuple(each for each in by if each not in last.by)
            spans[-1] = last.model_copy(update={"end": max(last.end, ends), "by": (*last.by, *more)})
    return tuple(spans)


def days_left_out(excluded: Iterable[Exclusion]) -> dict[date, str]:
    """Every day that does not count with its reason, in order; a day named twice is left out once."""
    reasons = {day: each.reason for each in excluded for day in each.days()}
    return dict(sorted(reasons.items()))


def prolonged(ends: datetime, excluded: Iterable[Exclusion]) -> datetime:
    """An end counted in hours, later by what does not count and began before it, each time once."""
    counted_until: datetime | None = None
    for each in sorted(excluded, key=lambda each: each.start):
        start = each.start if counted_until is None else max(each.start, counted_until)
        if start <= ends and start < each.end:
            ends += each.end - start
            counted_until = each.end
    return ends


def since(excluded: Iterable[Exclusion], at: datetime | None) -> tuple[Exclusion, ...]:
    """What does not count from an instant on; nothing where the instant is not known."""
    if at is None:
        return ()
    return tuple(each.model_copy(update={"start": max(each.start, at)}) for each in excluded if each.end > at)
