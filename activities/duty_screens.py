"""What the terminal prints of duties that belong to no case (经常性工作节点表)."""

from collections.abc import Iterable

from activities.duty_desk import DutyRow
from activities.screens import COLOURS, console, day, moment, table
from models.nodes import STATE_NAMES


def print_duties(rows: Iterable[DutyRow]) -> None:
    """The table of duties: open ones first."""
    made = table("经常性工作节点表", "编号", "日期", "名称", "依据", "责任", "期限", "办结", "办理人", "状态")
    for row in rows:
        due = day(row.due_at) + ("（暂定）" if row.provisional else "")
        state = f"[{COLOURS.get(row.state, 'default')}]{STATE_NAMES[row.state]}[/]"
        state += "（补录）" if row.entered_late else ""
        about = (row.name, row.article, row.responsible_name, due)
        made.add_row(row.id, row.day.isoformat(), *about, moment(row.done_at), row.done_by or "—", state)
    console().print(made)
