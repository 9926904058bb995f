"""Whether events that limits name can be the same event, and which of two comes first."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from models.event_names import EVENT_NAMES
from models.events import EventKind
from models.limits import Limit, Match, Wanted


def may_be_same(one: Match, other: Match) -> bool:
    """Whether one event may be both: the same kind, and no value that keeps them apart."""
    if one.event is not other.event:
        return False
    if one.subject and other.subject and one.subject != other.subject:
        return False
    return all(_meet(wanted, other.where[name]) for name, wanted in one.where.items() if name in other.where)


def _meet(one: Wanted, other: Wanted) -> bool:
    return any(value in _values(other) for value in _values(one))


def _values(wanted: Wanted) -> Sequence[str | bool | int | None]:
    return wanted if isinstance(wanted, list) else (wanted,)


def any_same(some: Iterable[Match], others: Sequence[Match]) -> bool:
    """Whether an event may be one of each."""
    return any(may_be_same(one, other) for one in some for other in others)


def all_same(some: Iterable[Match], others: Sequence[Match]) -> bool:
    """Whether each of some may be one of the others."""
    return all(any(may_be_same(one, other) for other in others) for one in some)


def words(matches: Iterable[Match]) -> str:
    """Events as a court reads them."""
    return "、".join(dict.fromkeys(f"“{EVENT_NAMES[match.event]}”" for match in matches))


class Order:
    """Which event comes first: every limit says that its start comes before its end."""

    def __init__(self, limits: Iterable[Limit]) -> None:
        self._next: dict[EventKind, set[EventKind]] = defaultdict(set)
        for limit in limits:
            for start in limit.starts:
                self._next[start.event] |= {done.event for done in limit.done_by}
                for bound in (start.from_event, start.not_before):
                    if bound is not None:
                        self._next[bound] |= {done.event for done in limit.done_by}

    def before(self, one: EventKind, other: EventKind) -> bool:
        """Whether one event comes before another and never after it."""
        return other in self._after(one) and one not in self._after(other)

    def not_after(self, one: EventKind, other: EventKind) -> bool:
        """Whether one event is the other or comes before it."""
        return one is other or self.before(one, other)

    def _after(self, event: EventKind) -> set[EventKind]:
        found: set[EventKind] = set()
        waiting = [event]
        while waiting:
            new = self._next[waiting.pop()] - found
            found |= new
            waiting += new
        return found
