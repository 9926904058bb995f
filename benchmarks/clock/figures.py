"""Figures as a person compares them: percentiles, medians, and one table."""

import math
from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple


class Spread(NamedTuple):
    """How a sample is spread, in its own unit."""

    size: int
    p50: float
    p95: float
    p99: float
    largest: float

    @classmethod
    def of(cls, sample: Sequence[float]) -> "Spread":
        """The spread of a sample that is not empty; percentiles by nearest rank."""
        ordered = sorted(sample)

        def rank(share: float) -> float:
            return ordered[math.ceil(share * len(ordered)) - 1]

        return cls(len(ordered), rank(0.5), rank(0.95), rank(0.99), ordered[-1])

    def over(self, other: "Spread") -> "Spread":
        """This one as a ratio to another."""
        return Spread(
            self.size,
            *(
                mine / theirs if theirs else math.inf
                for mine, theirs in zip(self[1:], other[1:], strict=True)
            ),
        )


def medians(spreads: Sequence[Spread]) -> Spread:
    """The median of each figure over several rounds."""
    columns = list(zip(*spreads, strict=True))
    return Spread(sum(columns[0]), *(median(column) for column in columns[1:]))


def lines_of(rows: Sequence[tuple[str, Spread]], unit: str, digits: int) -> Iterator[str]:
    """A table with a row for every spread; a p95 is printed like the others."""
    head = (f"p50 {unit}", f"p95 {unit}", f"p99 {unit}", f"max {unit}")
    yield f"  {'':<34}{'n':>7}" + "".join(f"{word:>10}" for word in head)
    for name, spread in rows:
        yield f"  {name:<34}{spread.size:>7}" + "".join(f"{value:>10.{digits}f}" for value in spread[1:])
