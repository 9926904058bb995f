"""What queries answer: read only, out of the folded state."""

from datetime import datetime
from typing import TYPE_CHECKING

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.case import CaseState
    from models.messages import Explanation, Money, MoneyLine, Status
    from models.nodes import Node, rows

if TYPE_CHECKING:
    from workflows.run import CaseRun


def status(run: "CaseRun", now: datetime) -> Status:
    """Where the case stands (案件状态)."""
    state = run.state
    upcoming = sorted(
        (n for n in run.nodes.values() if n.open and n.due_at and not n.overdue_at and not n.paused_at),
        key=lambda node: (node.due_at or now, node.key),
    )
    return Status(
        case_no=state.case_no,
        court=state.court,
        court_name=run.procedure.court_name if run.procedure else "",
        stages=state.open_parts,
        track=state.track,
        unit=state.unit,
        owner=state.owner,
        next_due=upcoming[0].due_at if upcoming else None,
        next_due_node=upcoming[0].name if upcoming else "",
        overdue=tuple(node.limit for node in run.overdue()),
        trouble=run.trouble,
        seq=state.seq,
        busy=run.busy + (0 if run.loaded else 1),
        now=now,
        claim=state.claim,
        recovered=state.recovered,
        outstanding=state.outstanding,
        unpaid=state.unpaid,
        closed=state.closed_at is not None,
        method=state.closing.method if state.closing else "",
    )


def explain(run: "CaseRun", limit: str, now: datetime) -> list[Explanation]:
    """How the dates of nodes came about (期限说明)."""
    chosen = [n for n in run.nodes.values() if (n.limit == limit if limit else n.open)]
    return [explanation(node, now) for node in sorted(chosen, key=lambda node: node.key)]


def explanation(node: Node, now: datetime) -> Explanation:
    """One node's dates in a sentence."""
    if node.waits_for is not None:
        words = f"{node.name}（{node.article}）：已发生，自 {node.waits_for.value} 之日起算，尚未起算"
    elif node.due_at is None:
        words = (
            f"{node.name}（{node.article}）：自 {node.started_at:%Y-%m-%d %H:%M} 起，原文无期限数字，不计超期"
        )
    else:
        words = (
            f"{node.name}（{node.article}）：自 {node.started_at:%Y-%m-%d %H:%M} 起算，"
            f"至 {node.due_at:%Y-%m-%d %H:%M:%S} 届满"
        )
    if node.provisional:
        words += f"；{'、'.join(map(str, node.provisional_years))} 年放假安排尚未公布，日期为暂定"
    return Explanation(
        row=rows([node], now)[0],
        started_by_seq=node.opened_seq,
        provisional_years=node.provisional_years,
        waits_for=node.waits_for.value if node.waits_for else "",
        words=words,
    )


def money(state: CaseState) -> Money:
    """Money in and out (案款)."""
    return Money(
        claim=state.claim,
        recovered=state.recovered,
        outstanding=state.outstanding,
        unpaid=state.unpaid,
        arrivals=tuple(
            MoneyLine(id=a.id, amount=a.amount, at=a.arrived_at, about=a.origin)
            for a in state.arrivals.values()
        ),
        payouts=tuple(
            MoneyLine(id=p.id, amount=p.amount, at=p.paid_at, about=f"{p.purpose}:{p.payee}")
            for p in state.payouts.values()
        ),
    )
