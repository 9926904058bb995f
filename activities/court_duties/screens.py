"""What the terminal prints of duties that belong to no case (经常性工作节点表)."""

from collections.abc import Iterable

from activities.court_duties.desk import DutyRow
from activities.screens import CLOCK, COLOURS, console, limit, moment, table
from models.duties.duties import subject_of
from models.nodes import STATE_NAMES


def print_duties(rows: Iterable[DutyRow]) -> None:
    """The table of duties: open ones first."""
    heads = ("编号", "日期", "名称", "依据", "责任", "期限", "办结", "办理人", "状态")
    made = table(f"经常性工作节点表（{CLOCK}）", *heads)
    for row in rows:
        due = limit(row.due_at) + ("（暂定）" if row.provisional else "")
        state = f"[{COLOURS.get(row.state, 'default')}]{STATE_NAMES[row.state]}[/]"
        state += "（补录）" if row.entered_late else ""
        name = f"{row.name}：{row.matter}" if row.matter else row.name
        about = (name, row.article, row.responsible_name, due)
        made.add_row(
            row.id, subject_of(row.day, row.number), *about, moment(row.done_at), row.done_by or "—", state
        )
    console().print(made)
