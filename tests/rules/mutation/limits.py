"""Wrong versions of a limit or a duty: when its clock starts, how long it runs, whether it is there at all.

What a node shows beyond its dates (who is responsible, when it warns, what completes it) is not changed
here: `tests/models/test_nodes.py` and the whole cases hold it.
"""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from models.calendar import Unit
from models.conditions import Condition
from models.events import EventKind
from models.limits import Duty, Limit, Starts
from tests.rules.checks import replaced
from tests.rules.mutation.conditions import Names, of_condition

_OTHER_UNIT = {
    Unit.CALENDAR_DAYS: Unit.WORKING_DAYS,
    Unit.WORKING_DAYS: Unit.CALENDAR_DAYS,
    Unit.WEEKS: Unit.CALENDAR_DAYS,
    Unit.MONTHS: Unit.WEEKS,
    Unit.HOURS: Unit.CALENDAR_DAYS,
}

_OTHER_RHYTHM = {"day": "week", "week": "month", "month": "week", "node": "day", "occasion": "day"}

Changed = tuple[str, Limit | None]


def of_limit(limit: Limit, names: Names) -> Iterator[Changed]:
    """Every wrong version of a limit; None stands for a book without it."""
    yield "deleted", None
    yield from _of_length(limit)
    for place, starts in enumerate(limit.starts):
        others = limit.starts[:place], limit.starts[place + 1 :]
        if len(limit.starts) > 1:
            yield f"starts[{place}] left out", replaced(limit, starts=(*others[0], *others[1]))
        for what, changed in _of_start(starts):
            yield f"starts[{place}] {what}", replaced(limit, starts=(*others[0], changed, *others[1]))
    if limit.when is not None:
        yield "when left out", replaced(limit, when=None)
        for what, tree in of_condition(limit.when.root, names):
            if (when := _condition(tree)) is not None:
                yield f"when {what}", replaced(limit, when=when)
    for place, pause in enumerate(limit.pauses):
        left = tuple(each for each in limit.pauses if each is not pause)
        yield f"pauses[{place}] left out", replaced(limit, pauses=left)


def _condition(tree: Any) -> Condition | None:
    try:
        return Condition.model_validate(tree)
    except ValidationError:
        return None


def _of_length(limit: Limit) -> Iterator[Changed]:
    if limit.unit is Unit.SOFT:
        yield "soft → same_day", replaced(limit, unit=Unit.SAME_DAY, limit=None)
    elif limit.unit is Unit.SAME_DAY:
        yield "same_day → 1 calendar_days", replaced(limit, unit=Unit.CALENDAR_DAYS, limit=1)
    elif limit.limit is not None:
        for length in (limit.limit + 1, limit.limit - 1):
            if length > 0:
                yield f"{limit.limit} → {length}", replaced(limit, limit=length)
        other = _OTHER_UNIT[limit.unit]
        yield f"{limit.unit} → {other}", replaced(limit, unit=other)


def _of_start(starts: Starts) -> Iterator[tuple[str, Starts]]:
    other = EventKind.RECEIVED if starts.event is EventKind.FILED else EventKind.FILED
    yield f"event {starts.event} → {other}", replaced(starts, event=other)
    for name, wanted in starts.where.items():
        rest = {key: value for key, value in starts.where.items() if key != name}
        yield f"where {name} left out", replaced(starts, where=rest)
        if isinstance(wanted, bool):
            yield f"where {name} {wanted} → {not wanted}", replaced(starts, where={**rest, name: not wanted})
        offered = wanted if isinstance(wanted, list) else []
        for place, one in enumerate(offered if len(offered) > 1 else []):
            left = [*offered[:place], *offered[place + 1 :]]
            yield f"where {name}: {one} left out", replaced(starts, where={**rest, name: left})
    for name in ("subject", "from_event", "not_before"):
        if getattr(starts, name):
            nothing = "" if name == "subject" else None
            yield f"{name} left out", replaced(starts, **{name: nothing})


def of_duty(duty: Duty) -> Iterator[tuple[str, Duty | None]]:
    """The book without the duty, and the duty in another rhythm."""
    yield "deleted", None
    every = _OTHER_RHYTHM[duty.schedule.every]
    yield (
        f"every {duty.schedule.every} → {every}",
        replaced(duty, schedule=replaced(duty.schedule, every=every)),
    )
