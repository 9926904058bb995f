"""How long the histories of the docket's cases are: events and bytes, road by road."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from simulation.docket import DatedRow
from simulation.patience import patiently
from simulation.skipping import CaseClocks


async def print_measures(rows: Sequence[DatedRow], clocks: CaseClocks, console: Console) -> None:
    """Print the history of every case's run, longest first."""
    found = [(row, await patiently(lambda key=row.key: clocks.history(key))) for row in rows]  # type: ignore[misc]
    table = Table(title="办案流程历史")
    for heading in ("办案路径", "案号", "事件数", "千字节"):
        table.add_column(heading, justify="right" if heading in ("事件数", "千字节") else "left")
    for row, history in sorted(found, key=lambda pair: -pair[1].events):
        table.add_row(row.road, row.case_no, str(history.events), f"{history.size / 1000:.0f}")
    console.print(table)
