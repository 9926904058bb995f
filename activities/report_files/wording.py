"""How a report's numbers are written for a reader (数字写法)."""

from datetime import datetime
from decimal import Decimal

from activities.statistics.statement import Cell, Format

NOTHING = "—"
"""Stands where there is nothing to count or to divide by."""


def written(value: Cell, format: Format) -> str:
    """A cell in words."""
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, str):
        return value
    if format is Format.MONEY:
        return f"{Decimal(value):,.2f}"
    return f"{value}%" if format is Format.PERCENT else str(value)


def columns(words: str) -> int:
    """Columns a text takes: a Chinese sign takes two."""
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in words)


def shortened(words: str, most: int) -> str:
    """A text cut to so many columns, with a mark where it was cut."""
    if columns(words) <= most:
        return words
    while columns(words) > most - 2:
        words = words[:-1]
    return f"{words}…"
