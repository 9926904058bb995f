"""What the terminal prints of limits explained (期限说明): a sentence each, and the arithmetic under it."""

from collections.abc import Iterable

from rich.markup import escape

from activities.screens import CLOCK, console
from models.messages import Explanation


def print_explanations(found: Iterable[Explanation]) -> None:
    """Each node with its steps, one a line; staff stand by their numbers."""
    page = console()
    for each in found:
        name = f"{each.row.id}·{each.row.subject}" if each.row.subject else each.row.id
        page.print(f"[bold]{name}[/]　{escape(each.words)}", soft_wrap=True, highlight=False)
        for step in each.steps:
            page.print(f"  {step}", soft_wrap=True, markup=False, highlight=False)
    page.print(f"[dim]时间均为{CLOCK}[/]")
