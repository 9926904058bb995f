"""A finished report (统计报表): tables and plots, with what they rest on; how it is written is another's."""

from decimal import Decimal
from enum import StrEnum

from models.values import Instant, Value

Cell = str | int | Decimal | Instant | None
"""What a cell holds; none where there is nothing to say."""


class Format(StrEnum):
    """How the numbers of a column are shown."""

    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    DAYS = "days"
    PERCENT = "percent"
    INSTANT = "instant"


class Column(Value):
    """A column of a table."""

    heading: str
    format: Format = Format.COUNT


class Table(Value):
    """A table; the last row is the total where `total` says so."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: bool = False


class Shape(StrEnum):
    """How a plot is drawn."""

    BARS = "bars"
    STACKED = "stacked"
    LINE = "line"


class Series(Value):
    """One row of values of a plot, as long as its categories."""

    name: str
    values: tuple[int | Decimal | None, ...]


class Plot(Value):
    """A plot of the picture."""

    title: str
    shape: Shape
    format: Format
    categories: tuple[str, ...]
    series: tuple[Series, ...]


class Statement(Value):
    """A report of a court for a period; `at` is as of when it counts.

    `cases` and `entries` are how much of the journal it rests on: whoever counts the same entries again
    gets the same numbers.
    """

    court: str
    court_name: str
    court_short: str
    key: str
    name: str
    period: str
    period_name: str
    at: Instant
    maker: str
    readers: str
    citation: str
    cases: int
    entries: int
    tables: tuple[Table, ...]
    plots: tuple[Plot, ...]
    notes: tuple[str, ...]
