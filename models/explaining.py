"""What a node's dates rest on (期限说明): start, rule, count, standstill, extension, end, and who decided.

Read by the case's own query and from the register alike: the folded state and the node are enough.
"""

from collections.abc import Iterable, Iterator, Mapping

from models.calendar import Unit
from models.case import ApprovalRequest, ApprovalState, CaseState
from models.clock.arithmetic import (
    Measured,
    counting_lines,
    day_name,
    end_line,
    moment_name,
    provisional_words,
    rule_line,
)
from models.clock.exclusions import Exclusion
from models.event_names import EVENT_NAMES
from models.gates import held_up_by, whose
from models.messages import Explanation
from models.nodes import Node, rows
from models.values import Instant


def explanations(
    nodes: Iterable[Node], state: CaseState, limit: str, now: Instant, names: Mapping[str, str]
) -> tuple[Explanation, ...]:
    """How the dates of a limit's nodes came about; without a limit, those of every open node.

    `names` are the rulebook's words for those who hold a node up.
    """
    known = sorted(nodes, key=lambda node: node.key)
    chosen = [node for node in known if (node.limit == limit if limit else node.open)]
    return tuple(_explanation(node, state, now, _waiting(known, node, names)) for node in chosen)


def _explanation(node: Node, state: CaseState, now: Instant, waiting: tuple[str, ...]) -> Explanation:
    """One node: a sentence, and its whole arithmetic line by line; then what it waits for."""
    return Explanation(
        row=rows([node], now)[0],
        started_by_seq=node.opened_seq,
        provisional_years=node.provisional_years,
        waits_for=node.waits_for.value if node.waits_for else "",
        words=_sentence(node),
        steps=(*_steps(node, state), *waiting),
    )


def _waiting(nodes: Iterable[Node], node: Node, names: Mapping[str, str]) -> tuple[str, ...]:
    """Who holds a node up, and since when it is late (后一环节倒逼前一环节, GS-29)."""
    return tuple(
        f"等候：{whose(earlier, names)}尚未完成"
        + (f"，已于 {moment_name(earlier.overdue_at)}超期" if earlier.overdue_at else "")
        for earlier in held_up_by(nodes, node)
    )


def _sentence(node: Node) -> str:
    """The node's dates in a sentence."""
    head = f"{node.name}（{node.article}）"
    if node.waits_for is not None:
        return f"{head}：已发生，自“{EVENT_NAMES[node.waits_for]}”之日起算，尚未起算"
    if node.started_at is None:
        return f"{head}：未起算即已办结或者无须办理"
    if node.due_at is None:
        return f"{head}：自 {node.started_at:%Y-%m-%d %H:%M} 起，原文无期限数字，不计超期"
    words = f"{head}：自 {node.started_at:%Y-%m-%d %H:%M} 起算，至 {node.due_at:%Y-%m-%d %H:%M:%S} 届满"
    if node.paused_at is not None:
        words += "；现停止计算，恢复后重新推算"
    return f"{words}；{provisional_words(node.provisional_years)}" if node.provisional else words


def _steps(node: Node, state: CaseState) -> Iterator[str]:
    if node.started_at is None:
        yield f"由来：案件日志第 {node.opened_seq} 条"
        return
    event = EVENT_NAMES[node.counting.runs_from] if node.counting and node.counting.runs_from else ""
    start = f"起算：{moment_name(node.started_at)} {event}"
    yield f"{start}（本节点由案件日志第 {node.opened_seq} 条产生）"
    yield from _counted(node, node.started_at)
    for number, each in enumerate(node.excluded, start=1):
        yield f"停止计算{number}：{_standstill(each)}{_decided(state, each.by)}"
    if node.paused_at is not None:
        ground = node.paused_for or "依规则"
        holders = _decided(state, node.held_by)
        yield f"停止计算：自 {moment_name(node.paused_at)}，{ground}{holders}；恢复后重新推算届满之日"
    if node.extended_until is not None:
        yield from _extended(node, state)
    if node.due_at is not None:
        yield end_line(node.due_at)
    if node.provisional:
        yield f"暂定：{provisional_words(node.provisional_years)}"
    yield from _passed(node)


def _counted(node: Node, started_at: Instant) -> Iterator[str]:
    """The rule and the count; a last day that a paper or an extension names was not counted."""
    if node.counting is None:
        return
    unit, length = node.counting.unit, node.counting.length
    measured = Measured(started_at, unit, length, node.due_at, node.skipped, node.excluded)
    if node.ends_on is not None and node.extended_until is None:
        yield f"期限：以文书所载末日 {day_name(node.ends_on)} 为准，不推算，不顺延"
        return
    yield f"期限：{rule_line(measured)}（{node.article}）"
    if node.extended_until is None:
        yield from (f"推算：{line}" for line in counting_lines(measured))


def _standstill(each: Exclusion) -> str:
    """One time that did not count, in days as days are counted."""
    days = len(each.days())
    return f"{moment_name(each.start)}至 {moment_name(each.end)}，{days} 日，{each.reason}"


def _extended(node: Node, state: CaseState) -> Iterator[str]:
    request = state.approvals.get(node.extended_by)
    ground = str(request.asked.get("ground") or "") if request else ""
    granted = f"{moment_name(node.extended_at)}" if node.extended_at else ""
    words = "，".join(part for part in (granted, ground) if part)
    until = f"以延长后的末日 {day_name(node.extended_until)} 为准" if node.extended_until else ""
    yield f"延长：{words}，{until}{_decided(state, (node.extended_by,))}"
    later = [each.day for each in node.skipped]
    if later and node.due_at is not None:
        hours = node.counting is not None and node.counting.unit is Unit.HOURS
        moved = "" if hours else f" {len(later)} 日"
        yield f"延长之后停止计算或者为休息日{moved}，推至 {day_name(node.due_at.date())}"


def _decided(state: CaseState, ids: Iterable[str]) -> str:
    """Who granted what held or moved the clock, level by level; a thing is named by its id."""
    parts = []
    for id in ids:
        request = state.approvals.get(id)
        if request is not None:
            chain = "、".join(f"{each.decided_by} 批准（{each.id}）" for each in _levels(state, request))
            parts.append(f"{request.requested_by} 申请，{chain}")
        elif id:
            parts.append(id)
    return f"（{'；'.join(parts)}）" if parts else ""


def _levels(state: CaseState, last: ApprovalRequest) -> tuple[ApprovalRequest, ...]:
    """The requests by which a matter went up level by level to its last decision (SQ-D11)."""
    return tuple(
        each
        for each in state.approvals.values()
        if each.state is ApprovalState.GRANTED
        and (each.target, each.asked) == (last.target, last.asked)
        and each.seq <= last.seq
    )


def _passed(node: Node) -> Iterator[str]:
    """What has passed on the node's clock, and what became of it."""
    if node.warned_at is not None:
        yield f"预警：{moment_name(node.warned_at)}"
    elif node.warn_at is not None and node.open:
        yield f"{'提醒' if node.soft else '预警'}：届时为 {moment_name(node.warn_at)}"
    if node.overdue_at is not None:
        taken_back = "，后查明在期限内办理，已撤回" if node.overdue_withdrawn else ""
        yield f"超期：{moment_name(node.overdue_at)}记为超期{taken_back}"
    if node.escalated_at is not None:
        yield f"提级督办：{moment_name(node.escalated_at)}"
    if node.done_at is not None:
        late = (
            f"，{moment_name(node.done_recorded_at)}补录"
            if node.entered_late and node.done_recorded_at
            else ""
        )
        yield f"办结：{moment_name(node.done_at)}（案件日志第 {node.done_seq} 条）{late}"
    if node.waived_at is not None:
        yield f"无须办理：自 {moment_name(node.waived_at)}"
