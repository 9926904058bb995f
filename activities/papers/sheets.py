"""Sheets of the court's own file (反馈表、台账、节点表、执行方案)."""

import re
from collections.abc import Iterator

from activities.forms import yuan
from activities.papers.course import steps
from activities.papers.draft import Draft, sentence
from activities.papers.findings import (
    SOURCES,
    asset_holder,
    asset_state,
    control_word,
    findings,
    money_holder,
    money_state,
    thing_text,
)
from models.errors import Code, Refusal
from models.events import EventKind
from models.forms.sheets import (
    EnforcementPlan,
    FeedbackRow,
    LedgerEntry,
    NodeRow,
    NodeTable,
    PlanTask,
    PropertyLedger,
    QueryFeedbackSheet,
)
from models.limits import OWNER_UNIT
from models.nodes import Node
from models.procedure import QuerySystem
from models.property import Asset, FoundMoney
from models.values import court_local

LINE_ENDS = re.compile(r"[\n；;]+")
"""Where the items of a plan written as one text end."""


def query_feedback_sheet(draft: Draft) -> QueryFeedbackSheet:
    """系统反馈表 (GS-16, GS-17): `subject` is a query system; of every launched system without one."""
    rows = tuple(
        row
        for system in draft.file.book.network.systems
        if draft.subject in ("", system.key)
        for row in _feedback(draft, system)
    )
    return QueryFeedbackSheet(head=draft.head(), rows=rows, keeper=draft.keeper())


def property_ledger(draft: Draft) -> PropertyLedger:
    """查控财产台账 (RY-12): `subject` limits it to what one query system found."""
    state = draft.file.state
    money = [_money_entry(draft, item) for item in state.money.values() if _of_system(draft, item)]
    things = [_asset_entry(draft, item) for item in state.assets.values() if _of_system(draft, item)]
    return PropertyLedger(head=draft.head(), entries=(*money, *things), keeper=draft.keeper())


def node_table(draft: Draft) -> NodeTable:
    """执行流程节点表 with what is signed so far (GS-31, GS-D9)."""
    nodes = sorted(draft.file.nodes, key=lambda node: (node.opened_seq, node.limit, node.subject))
    state = draft.file.state
    return NodeTable(
        head=draft.head(),
        unit=draft.unit.name,
        owner=draft.owner_name() if state.owner else "",
        nodes=tuple(_node_row(draft, node) for node in nodes),
    )


def enforcement_plan(draft: Draft) -> EnforcementPlan:
    """执行方案 as the judge made it (RY-54): the plan's lines are its measures, open nodes its tasks.

    Details `plan` and `risks` replace what the case says.
    """
    text = draft.details.get("plan") or str(draft.file.stated(EventKind.PLAN_MADE).get("plan", ""))
    lines = tuple(line for part in LINE_ENDS.split(text) if (line := sentence(part)))
    if not lines:
        raise Refusal(Code.MISSING_EVIDENCE, "执行方案：承办法官尚未制定方案内容")
    return EnforcementPlan(
        head=draft.head(),
        unit=draft.unit.name,
        judge=draft.owner_name(),
        situation=f"已办理下列事项：{'；'.join(steps(draft))}。",
        property_state=f"{'；'.join(findings(draft)) or '暂未发现可供执行的财产'}。",
        measures=lines,
        tasks=_tasks(draft),
        risks=draft.details.get("risks", ""),
    )


def _feedback(draft: Draft, system: QuerySystem) -> Iterator[FeedbackRow]:
    """What one system answered, item by item; one row where it found nothing or has not answered."""
    file = draft.file
    launched = file.latest(EventKind.QUERY_LAUNCHED, system.key)
    if launched is None:
        return
    returned = file.latest(EventKind.QUERY_RETURNED, system.key)
    times = {
        "launched_at": launched.occurred_at,
        "returned_at": returned.occurred_at if returned else None,
    }
    found = False
    for entry in file.entries:
        if entry.facts.get("system") != system.key:
            continue
        money, asset = file.state.money.get(entry.subject), file.state.assets.get(entry.subject)
        if entry.kind is EventKind.MONEY_FOUND and money is not None:
            who, result, freeze = money_holder(draft, money), f"余额{yuan(money.amount)}", _freeze(money)
            item = draft.word(money.kind)
        elif entry.kind is EventKind.PROPERTY_FOUND and asset is not None:
            who, result, freeze = asset_holder(draft, asset), thing_text(draft, asset), _freeze(asset)
            item = draft.word(asset.kind)
        else:
            continue
        found = True
        yield FeedbackRow(system=system.name, subject=who, item=item, result=result, freeze=freeze, **times)
    if not found:
        yield FeedbackRow(
            system=system.name,
            subject=draft.holder_names(None),
            item="、".join(system.asks),
            result="未查到财产" if returned else "待反馈",
            **times,
        )


def _freeze(item: FoundMoney | Asset) -> str:
    """The freeze noted on the sheet (GS-17)."""
    since = item.frozen_at if isinstance(item, FoundMoney) else item.controlled_at
    if since is None:
        return "未能控制" if item.control_refused else ""
    on = court_local(since)
    if isinstance(item, FoundMoney):
        return f"{on.month}月{on.day}日冻结{yuan(item.frozen_amount)}"
    return f"{on.month}月{on.day}日{control_word(item.kind)}"


def _of_system(draft: Draft, item: FoundMoney | Asset) -> bool:
    """Whether the system the sheet is about found it."""
    if not draft.subject:
        return True
    kind = EventKind.MONEY_FOUND if isinstance(item, FoundMoney) else EventKind.PROPERTY_FOUND
    return bool(draft.file.stated(kind, item.id).get("system") == draft.subject)


def _money_entry(draft: Draft, money: FoundMoney) -> LedgerEntry:
    frozen = money.frozen_at
    return LedgerEntry(
        kind=draft.word(money.kind),
        description=f"账户 {money.ref}" if money.ref else draft.word(money.kind),
        holder=money_holder(draft, money),
        source=SOURCES.get(money.source, money.source),
        found_on=money.found_at.date(),
        measure="冻结" if frozen else "",
        controlled_on=frozen.date() if frozen else None,
        expires_on=money.control_expires_on,
        value=money.amount,
        state=money_state(draft, money),
    )


def _asset_entry(draft: Draft, asset: Asset) -> LedgerEntry:
    since = asset.controlled_at
    return LedgerEntry(
        kind=draft.word(asset.kind),
        description=thing_text(draft, asset),
        holder=asset_holder(draft, asset),
        source=SOURCES.get(asset.source, asset.source),
        found_on=asset.found_at.date(),
        measure=control_word(asset.kind) if since else "",
        controlled_on=since.date() if since else None,
        expires_on=asset.control_expires_on,
        rank=str(asset.facts.get("rank") or ""),
        value=asset.sold_price or asset.reference_price,
        state=asset_state(asset),
    )


def _node_row(draft: Draft, node: Node) -> NodeRow:
    return NodeRow(
        name=f"{node.name}（{node.subject}）" if node.subject else node.name,
        article=node.article,
        responsible=_responsible(draft, node),
        started_at=node.started_at,
        due_at=node.due_at,
        done_at=node.done_at,
        signer=draft.file.names.get(node.done_by, ""),
        remark=_remark(node),
    )


def _responsible(draft: Draft, node: Node) -> str:
    """Who must do it: a unit, a role, or the unit that holds the case."""
    if node.responsible == OWNER_UNIT and draft.file.state.unit:
        return draft.unit.name
    units = {unit.key: unit.name for unit in draft.file.book.units}
    return units.get(node.responsible, draft.word(node.responsible))


def _remark(node: Node) -> str:
    """What the dates alone do not show; from what is recorded, so that the day's hour plays no part."""
    marks = []
    if node.waived_at is not None:
        marks.append("免办")
    if node.soft:
        marks.append("未定期限")
    if node.provisional:
        marks.append("截止时间为暂定")
    if node.overdue_at is not None:
        marks.append("超期已撤回" if node.overdue_withdrawn else "超期")
    if node.entered_late:
        marks.append("补录")
    return "、".join(marks)


def _tasks(draft: Draft) -> tuple[PlanTask, ...]:
    """The team's open obligations but the closing itself; the judge's own where nothing is open."""
    own = (node for node in draft.file.nodes if node.responsible == OWNER_UNIT and node.act)
    open_nodes = [node for node in own if node.open and node.limit not in draft.closing_limits()]
    tasks = tuple(
        PlanTask(
            task=f"{node.name}（{node.subject}）" if node.subject else node.name,
            assignee=draft.unit.name,
            due_on=node.due_at.date() if node.due_at else None,
        )
        for node in open_nodes
    )
    return tasks or (PlanTask(task="组织实施本方案", assignee=draft.owner_name()),)
