"""What the terminal prints for people (终端显示): tables in Chinese."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from activities.casework import BoardRow, Task
from models.nodes import NodeState, Row
from models.values import court_local

STATE_WORDS: dict[NodeState, str] = {
    NodeState.OPEN: "办理中",
    NodeState.WARNED: "[yellow]临期[/]",
    NodeState.OVERDUE: "[red]超期[/]",
    NodeState.DONE: "[green]已办[/]",
    NodeState.DONE_LATE: "[red]超期办结[/]",
    NodeState.SOFT: "及时",
    NodeState.SUSPENDED: "扣除中",
    NodeState.WAIVED: "[dim]无须办理[/]",
}


def moment(at: datetime | None) -> str:
    """An instant on the court's clock, to the minute."""
    return f"{court_local(at):%Y-%m-%d %H:%M}" if at else "—"


def print_nodes(nodes: Iterable[Row]) -> None:
    """The node table (执行流程节点表)."""
    table = Table(title="执行流程节点表")
    for heading in ("节点", "名称", "依据", "责任", "起算", "期限", "完成", "状态"):
        table.add_column(heading)
    for row in nodes:
        late = "（补录）" if row.entered_late else ""
        due = moment(row.due_at) + ("（暂定）" if row.provisional else "")
        name = f"{row.name}{f'·{row.subject}' if row.subject else ''}"
        table.add_row(
            row.id,
            name,
            row.article,
            row.responsible,
            moment(row.started_at),
            due,
            moment(row.done_at),
            STATE_WORDS[row.state] + late,
        )
    Console().print(table)


def print_tasks(tasks: Iterable[Task]) -> None:
    """An inbox (待办)."""
    table = Table(title="待办")
    for heading in ("案号", "节点", "事项", "对象", "办理行为", "责任", "期限"):
        table.add_column(heading)
    for task in tasks:
        due = ("[red]超期[/] " if task.overdue else "") + moment(task.due_at)
        table.add_row(task.case_no, task.node, task.name, task.subject, task.act, task.responsible, due)
    Console().print(table)


def print_board(rows: Iterable[BoardRow]) -> None:
    """The board (看板)."""
    table = Table(title="案件看板")
    for heading in ("案号", "环节", "繁简", "团队", "承办人", "下一期限", "超期", "结案", "到位"):
        table.add_column(heading)
    for row in rows:
        table.add_row(
            row.case_no,
            "+".join(row.stages) or "—",
            row.track or "—",
            row.unit or "—",
            row.owner or "—",
            moment(row.next_due),
            str(row.overdue or ""),
            row.method if row.closed_at else "",
            row.recovered,
        )
    Console().print(table)


def print_case(found: dict[str, Any]) -> None:
    """A case for a person: where it stands, what is to be done, what happened last."""
    state, console = found["state"], Console()
    console.print(f"[bold]{state['case_no']}[/]　{state['court']}")
    if found["status"] is None:
        console.print("[yellow]流程现在不能应答，以下取自登记簿[/]")
    elif found["status"]["trouble"]:
        console.print(f"[red]技术障碍：{found['status']['trouble']}[/]")
    stage = "已结案" if state["closed_at"] else "、".join(state["open_parts"]) or "—"
    console.print(
        f"环节 {stage}　繁简 {state['track'] or '—'}　"
        f"团队 {state['unit'] or '—'}　承办 {state['owner'] or '—'}"
    )
    print_tasks(Task.model_validate(task) for task in found["tasks"])
    for line in found["lines"][-10:]:
        console.print(
            f"{line['seq']:>4}  {line['occurred_at'][:16]}  {line['kind']} {line['subject']}  {line['actor']}"
        )
