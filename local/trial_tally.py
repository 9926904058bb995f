"""What a trial keeps count of: kills by kind of effect, and those that lay between effect and answer."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass
class Tally:
    """The kills of one kind of effect, or of one server."""

    name: str
    wanted: int
    """How many counted kills the trial tries for."""
    required: bool
    """Whether the trial fails without them; a docket need not have every kind of effect."""
    kills: int = 0
    counted: int = 0
    """Those after which the effect was there and its answer provably was not."""

    @property
    def pending(self) -> bool:
        """Whether more counted kills are wanted."""
        return self.counted < self.wanted

    def killed(self, counted: bool) -> None:
        """One more kill."""
        self.kills += 1
        self.counted += counted


class Tallies:
    """All tallies of a trial, by name."""

    def __init__(self) -> None:
        self._by_name: dict[str, Tally] = {}

    def want(self, name: str, wanted: int, *, required: bool = True) -> Tally:
        """Begin a tally."""
        self._by_name[name] = Tally(name, wanted, required)
        return self._by_name[name]

    def of(self, name: str) -> Tally:
        """The tally of this name. Raises KeyError where none was begun."""
        return self._by_name[name]

    def missing(self) -> tuple[str, ...]:
        """Those without the counted kills they must have."""
        return tuple(tally.name for tally in self if tally.pending and tally.required)

    def __iter__(self) -> Iterator[Tally]:
        return iter(self._by_name.values())
