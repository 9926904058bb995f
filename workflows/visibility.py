"""What operations staff see of a case without asking: search attributes and its page (案件页)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributeUpdate

with workflow.unsafe.imports_passed_through():
    from models.case import CaseState
    from models.case_words import case_words
    from models.event_names import EVENT_NAMES, actor_name, subject_name
    from models.events import EventKind
    from models.flow import PART_NAMES, Part
    from models.gates import held_up_by
    from models.limits import OWNER_UNIT
    from models.messages import Line, Procedure
    from models.nodes import STATE_NAMES, Node, NodeState
    from models.search_attributes import Attribute
    from models.values import court_local

STAGE = SearchAttributeKey.for_keyword(Attribute.STAGE)
TRACK = SearchAttributeKey.for_keyword(Attribute.TRACK)
UNIT = SearchAttributeKey.for_keyword(Attribute.UNIT)
OWNER = SearchAttributeKey.for_keyword(Attribute.OWNER)
TROUBLE = SearchAttributeKey.for_keyword(Attribute.TROUBLE)
NEXT_DUE = SearchAttributeKey.for_datetime(Attribute.NEXT_DUE)
OVERDUE = SearchAttributeKey.for_bool(Attribute.OVERDUE)

RECENT = 8
"""How many of the latest events the page lists."""


class Shown(NamedTuple):
    """The search attributes as last shown."""

    stage: str = ""
    track: str = ""
    unit: str = ""
    owner: str = ""
    trouble: str = ""
    next_due: datetime | None = None
    overdue: bool = False


class Standing(NamedTuple):
    """A case as operations staff see it; before it is loaded there is no `procedure`."""

    state: CaseState
    nodes: Mapping[str, Node]
    lines: Sequence[Line]
    procedure: Procedure | None
    trouble: str

    @property
    def words(self) -> Mapping[str, str]:
        """What its court calls things; nothing before the rulebook is known."""
        return self.procedure.words if self.procedure else {}

    @property
    def overdue(self) -> tuple[Node, ...]:
        """Open nodes whose limit has passed."""
        return tuple(node for node in self.nodes.values() if node.open and node.overdue_at is not None)


def show(before: Shown, case: Standing) -> Shown:
    """Upsert the attributes that changed and renew the page."""
    now = attributes(case)
    changes = _changes(before, now)
    if changes:
        workflow.upsert_search_attributes(changes)
    workflow.set_current_details(page(case))
    return now


def attributes(case: Standing) -> Shown:
    """The attributes as the case stands."""
    state = case.state
    due = [
        node.due_at
        for node in case.nodes.values()
        if node.open and node.due_at and not node.overdue_at and not node.paused_at
    ]
    stage = "closed" if state.closed_at else "+".join(sorted(state.open_parts))
    return Shown(
        stage=stage,
        track=state.track,
        unit=state.unit,
        owner=state.owner,
        trouble=case.trouble,
        next_due=min(due) if due and not state.closed_at else None,
        overdue=bool(case.overdue),
    )


def _changes(before: Shown, now: Shown) -> list[SearchAttributeUpdate[Any]]:
    keywords = (
        (STAGE, before.stage, now.stage),
        (TRACK, before.track, now.track),
        (UNIT, before.unit, now.unit),
        (OWNER, before.owner, now.owner),
        (TROUBLE, before.trouble, now.trouble),
    )
    changes: list[SearchAttributeUpdate[Any]] = [
        key.value_set(new) if new else key.value_unset() for key, old, new in keywords if old != new
    ]
    if before.next_due != now.next_due:
        changes.append(NEXT_DUE.value_set(now.next_due) if now.next_due else NEXT_DUE.value_unset())
    if before.overdue != now.overdue:
        changes.append(OVERDUE.value_set(now.overdue))
    return changes


def page(case: Standing) -> str:
    """The case on one page, in Chinese Markdown, without any name: what the clerk on call opens first."""
    state, words = case.state, case.words
    stages = "、".join(PART_NAMES[Part(part)] for part in state.open_parts)
    track = words.get(state.track, state.track) or ("" if state.unit else "未分流")
    unit = words.get(state.unit, state.unit) or "尚未移交团队"
    head = [
        f"## {state.case_no}",
        f"**{case.procedure.court_name if case.procedure else ''}**　"
        + ("已结案" if state.closed_at else f"当前环节：{stages or '—'}"),
        "",
        "- " + (f"**{track}**　" if track else "") + f"{unit}　承办人 {state.owner or '—'}",
        f"- 申请标的 **{state.claim:,.2f}** 元，到位 **{state.recovered:,.2f}** 元，"
        f"未清偿 {state.outstanding:,.2f} 元，待发放 {state.unpaid:,.2f} 元",
    ]
    if case.trouble:
        head += ["", f"> **技术障碍**：{case.trouble}"]
    return "\n".join([*head, *_open_nodes(case), *_latest(case)])


def _open_nodes(case: Standing) -> list[str]:
    """The open obligations, nearest limit first."""
    nodes = sorted(
        (node for node in case.nodes.values() if node.open),
        key=lambda node: (node.due_at is None, node.due_at or node.started_at or workflow.now(), node.key),
    )
    if not nodes:
        return []
    lines = ["", "### 待办节点", "| 节点 | 责任单位 | 期限 | 状态 | 依据 |", "|---|---|---|---|---|"]
    now = court_local(workflow.now())
    return lines + [_node_line(node, now, case) for node in nodes]


def _node_line(node: Node, now: datetime, case: Standing) -> str:
    responsible = (case.state.unit or "承办团队") if node.responsible == OWNER_UNIT else node.responsible
    due = node.due_at.strftime("%Y-%m-%d") if node.due_at else "—"
    if node.provisional:
        due += "（暂定）"
    about = f"（{node.subject}）" if node.subject else ""
    who = case.words.get(responsible, responsible)
    earlier = "、".join(each.name for each in held_up_by(case.nodes.values(), node))
    state = _state(node, now) + (f"，待{earlier}" if earlier else "")
    return _row(f"{node.name}{about}", who, due, state, node.article)


def _state(node: Node, now: datetime) -> str:
    """The node's state, in bold when it is late."""
    state = node.state_at(now)
    return f"**{STATE_NAMES[state]}**" if state is NodeState.OVERDUE else STATE_NAMES[state]


def _latest(case: Standing) -> list[str]:
    lines = ["", "### 最近记录", "| 序号 | 发生 | 事项 | 对象 | 经办 |", "|---|---|---|---|---|"]
    names = case_words(case.words, case.state, case.nodes.values())
    for line in list(case.lines)[-RECENT:][::-1]:
        kind = EventKind(line.kind)
        about, who = subject_name(kind, line.subject, names), actor_name(line.actor)
        lines.append(_row(str(line.seq), f"{line.occurred_at:%Y-%m-%d %H:%M}", EVENT_NAMES[kind], about, who))
    return lines


def _row(*cells: str) -> str:
    """A row of a table; the wide space keeps the page's columns apart, which its style sheet does not."""
    return "| " + " | ".join(f"{cell}　" for cell in cells) + " |"
