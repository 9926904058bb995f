"""What the terminal prints for people (终端显示): tables in Chinese."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any

from rich.console import Console, Group
from rich.table import Table

from activities.board import BoardLine, BoardNode, BoardView
from activities.casework import CaseRow
from activities.tasks import Task
from models.event_names import EVENT_NAMES, actor_name, subject_name
from models.events import EventKind
from models.flow import PART_NAMES, Part
from models.limits import OWNER_UNIT
from models.nodes import STATE_NAMES, NodeState, Row
from models.values import court_local

WIDE = 150
"""Columns of a table that goes into a file or a pipe."""

RECENT_PAPERS = 5
"""How many of the file's papers a case shows, the latest; the whole index is another screen."""

END_OF_DAY = time(23, 59, 59)
"""When a limit in days ends, on the court's clock."""

CLOCK = "北京时间"
"""The clock every time on a screen is read by."""

COLOURS: dict[NodeState, str] = {
    NodeState.WARNED: "yellow",
    NodeState.OVERDUE: "red",
    NodeState.DONE: "green",
    NodeState.DONE_LATE: "red",
    NodeState.WAIVED: "dim",
}


def console() -> Console:
    """The terminal, or a page wide enough where there is none."""
    terminal = Console()
    return terminal if terminal.is_terminal else Console(width=WIDE)


def moment(at: datetime | None) -> str:
    """An instant on the court's clock, to the minute."""
    return f"{court_local(at):%Y-%m-%d %H:%M}" if at else "—"


def day(at: datetime | None) -> str:
    """The day of a limit; limits in days end with their day."""
    return f"{court_local(at):%Y-%m-%d}" if at else "—"


def limit(at: datetime | None) -> str:
    """When a limit ends: its day, and the minute where it does not end with its day (limits in hours)."""
    if at is None:
        return "—"
    return day(at) if court_local(at).time() == END_OF_DAY else moment(at)


def stages(parts: Iterable[str]) -> str:
    """The parts a case is in, by name."""
    return "、".join(PART_NAMES[Part(part)] for part in parts) or "—"


def table(title: str, *headings: str) -> Table:
    """An empty table; its first column, the number or key, is never broken."""
    made = Table(title=title, title_justify="left")
    for number, heading in enumerate(headings):
        made.add_column(heading, no_wrap=number == 0, overflow="fold")
    return made


def print_nodes(nodes: Iterable[Row], names: Mapping[str, str]) -> None:
    """The node table (执行流程节点表)."""
    made = table(f"执行流程节点表（{CLOCK}）", "节点", "名称", "依据", "责任", "起算", "期限", "完成", "状态")
    for row in nodes:
        name = f"{row.name}·{row.subject}" if row.subject else row.name
        due = limit(row.due_at) + ("（暂定）" if row.provisional else "")
        colour = COLOURS.get(row.state, "default")
        state = f"[{colour}]{STATE_NAMES[row.state]}[/]" + ("（补录）" if row.entered_late else "")
        who = "承办团队" if row.responsible == OWNER_UNIT else names.get(row.responsible, row.responsible)
        made.add_row(row.id, name, row.article, who, moment(row.started_at), due, moment(row.done_at), state)
    console().print(made)


def print_tasks(tasks: Iterable[Task], *, of_one_case: bool = False) -> None:
    """An inbox (待办): what is to be done until when, by which act; one case's own needs no case number."""
    headings = ("事项", "对象", "期限", "责任", "办理行为", "依据", "等候")
    made = table("待办", *(headings if of_one_case else ("案号", *headings)))
    for task in tasks:
        how = f"{task.act}（{task.act_name}）" if task.act else "系统办理"
        what = (f"{task.node} {task.name}", task.subject, task_limit(task))
        about = (task.responsible_name, how, task.article, "、".join(task.waits_for))
        made.add_row(*(() if of_one_case else (task.case_no,)), *what, *about)
    console().print(made)


def task_limit(task: Task) -> str:
    """The limit of a task, red where it has passed."""
    return f"[red]超期 {limit(task.due_at)}[/]" if task.overdue else limit(task.due_at)


def board_table(view: BoardView) -> Table:
    """The board at one level: what can be opened further, or one person's nodes."""
    title = f"{view.title}　{moment(view.at)}（{CLOCK}）"
    if view.person:
        return _node_table(title, view.nodes)
    made = table(title, "代码", "名称", "超期", "临期", "未办节点", "在办案件", "最近期限")
    for column in made.columns[2:6]:
        column.justify = "right"
    for line in view.lines:
        soon = f"[yellow]{line.soon}[/]" if line.soon else ""
        overdue = f"[red]{line.overdue}[/]" if line.overdue else ""
        numbers = (overdue, soon, str(line.nodes or ""), str(line.cases or ""))
        made.add_row(_code(view, line), line.name, *numbers, limit(line.next_due))
    return made


def _code(view: BoardView, line: BoardLine) -> str:
    """What to write behind the next level's option to open a line; a dash for one that opens nothing."""
    if not view.court:
        return line.court
    return (line.person if view.unit else line.unit) or "—"


def _node_table(title: str, nodes: Iterable[BoardNode]) -> Table:
    made = table(title, "案号", "事项", "对象", "期限", "状态", "单位", "依据")
    for node in nodes:
        state = f"[{COLOURS.get(node.state, 'default')}]{STATE_NAMES[node.state]}[/]"
        what = f"{node.node} {node.name}"
        when = limit(node.due_at)
        made.add_row(node.case_no, what, node.subject, when, state, node.unit_name, node.article)
    return made


def board_page(view: BoardView) -> Group:
    """The board with what the auditor found (稽核发现), a line for each court where there is anything."""
    lines = [
        f"[red]稽核发现　{found.name}：{found.count} 项（"
        + "，".join(f"{kind} {count}" for kind, count in found.kinds.items())
        + "），详见 desk.py audit[/]"
        for found in view.findings
    ]
    return Group(board_table(view), *lines)


def print_board(view: BoardView) -> None:
    """The board (看板)."""
    console().print(board_page(view))


def print_cases(rows: Iterable[CaseRow]) -> None:
    """The list of cases (案件一览)."""
    found = tuple(rows)
    tagged = any(row.topics is not None or row.campaign for row in found)
    headings = ("案号", "环节", "繁简", "团队", "承办人", "下一期限", "超期", "到位（元）", "立案", "结案")
    made = table(f"案件一览（{len(found)} 件）", *headings, *(("专题、专项行动",) if tagged else ()))
    made.columns[6].justify = made.columns[7].justify = "right"
    for row in found:
        made.add_row(
            row.case_no,
            "已结案" if row.closed_at else stages(row.stages),
            row.track_name or "—",
            row.unit_name or "—",
            row.owner or "—",
            limit(row.next_due),
            f"[red]{row.overdue}[/]" if row.overdue else "",
            row.recovered,
            day(row.filed_at),
            day(row.closed_at) if row.closed_at else "",
            *((_tags(row),) if tagged else ()),
        )
    console().print(made)


def _tags(row: CaseRow) -> str:
    """The topics of a case and its campaign; what nobody has stated is not none."""
    topics = "未注明" if row.topics is None else "、".join(row.topics) or "无"
    return f"{topics}；{row.campaign}" if row.campaign else topics


def print_case(found: dict[str, Any]) -> None:
    """A case for a person: where it stands, what is to be done, what happened last."""
    state, names, page = found["state"], found["names"], console()
    page.print(f"[bold]{state['case_no']}[/]　{found['court_name']}")
    if found["status"] is None:
        page.print("[yellow]流程现在不能应答，以下取自登记簿[/]")
    elif found["status"]["trouble"]:
        page.print(f"[red]技术障碍：{found['status']['trouble']}[/]")
    page.print("　".join(word for word in _where(state, names) if word))
    _print_things(page, state, names)
    if found["tasks"]:
        print_tasks(map(Task.model_validate, found["tasks"]), of_one_case=True)
    for paper in found["papers"][-RECENT_PAPERS:]:
        page.print(f"  卷宗第 {paper['number']} 号　{paper['name']}　{paper['at'][:10]}")
    for line in found["lines"][-10:]:
        kind = EventKind(line["kind"])
        words = [EVENT_NAMES[kind], subject_name(kind, line["subject"], names), actor_name(line["actor"])]
        at = moment(datetime.fromisoformat(line["occurred_at"]))
        page.print(f"{line['seq']:>4}  {at}  {'　'.join(word for word in words if word)}", markup=False)
    if found["lines"]:
        page.print(f"[dim]时间均为{CLOCK}[/]")


def _where(state: dict[str, Any], names: Mapping[str, str]) -> tuple[str, ...]:
    """Where a case stands: closed and how, or its stages; its track, unit and owner."""
    track = names.get(state["track"], state["track"]) or ("" if state["unit"] else "未分流")
    unit = names.get(state["unit"], state["unit"]) or "尚未移交团队"
    owner = f"承办人 {state['owner'] or '—'}"
    if state["closed_at"] is None:
        return f"环节 {stages(state['open_parts'])}", track, unit, owner
    method = state["closing"]["method"]
    return f"已结案 {state['closed_at'][:10]}", names.get(method, method), track, unit, owner


def _print_things(page: Console, state: dict[str, Any], names: dict[str, str]) -> None:
    """What acts refer to by id: found money and things, arrivals, approvals, handovers."""
    for money in state["money"].values():
        kind = names.get(money["kind"], money["kind"])
        page.print(f"  资金 {money['id']}　{kind}　{money['amount']} 元　{_money_stands(money)}")
    for asset in state["assets"].values():
        kind = names.get(asset["kind"], asset["kind"])
        page.print(f"  财产 {asset['id']}　{kind}　{_asset_stands(asset)}")
    for arrival in state["arrivals"].values():
        page.print(f"  到账 {arrival['id']}　{arrival['amount']} 元　已发放 {arrival['paid_out']} 元")
    for paid in state["direct_payments"].values():
        whom = paid["payee"] or "申请执行人"
        page.print(f"  当场给付 {paid['id']}　{paid['amount']} 元　{paid['payer']} → {whom}（收支双向）")
    for approval in state["approvals"].values():
        if approval["state"] == "open":
            matter = names.get(approval["matter"], approval["matter"])
            target = "·".join(word for word in approval["target"].split("#")[:2] if word)
            page.print(f"  待审批 {approval['id']}　{matter}　{target}", markup=False)
    for handover in state["handovers"].values():
        if handover["state"] == "offered":
            page.print(f"  待接收 {handover['id']}　{names.get(handover['to_unit'], handover['to_unit'])}")


def _money_stands(money: dict[str, Any]) -> str:
    """What has become of found money, the latest first."""
    if money["deduction_sent"]:
        return f"已发出扣划 {money['deduction_ordered']} 元"
    if money["released_at"]:
        return "已解除冻结"
    if money["release_order"]:
        return "已决定解除冻结，手续正在办理"
    return f"已冻结 {money['frozen_amount']} 元" if money["frozen_at"] else "未冻结"


def _asset_stands(asset: dict[str, Any]) -> str:
    """What has become of a found thing, the latest first."""
    if asset["delivered_at"]:
        return "已交付"
    if asset["price_paid_at"]:
        return f"已成交，价款 {asset['sold_price']} 元付清"
    if asset["released_at"]:
        return "已解除控制"
    if asset["release_order"]:
        return "已决定解除控制，手续正在办理"
    return "已控制" if asset["controlled_at"] else "未控制"
