"""What queries answer: read only, out of the folded state."""

from datetime import datetime
from decimal import Decimal

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.case import CaseState
    from models.messages import Money, MoneyLine, SharedMoney, Status

from workflows.run import CaseRun


def status(run: CaseRun, now: datetime) -> Status:
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
        overdue=tuple(node.limit for node in run.standing.overdue),
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


def money(state: CaseState) -> Money:
    """Money in and out (案款); what was handed over directly stands on both sides (SH-53)."""
    direct = state.direct_payments.values()
    return Money(
        claim=state.claim,
        recovered=state.recovered,
        outstanding=state.outstanding,
        unpaid=state.unpaid,
        arrivals=tuple(
            MoneyLine(id=a.id, amount=a.amount, at=a.arrived_at, about=a.origin)
            for a in state.arrivals.values()
        )
        + tuple(MoneyLine(id=d.id, amount=d.amount, at=d.paid_at, about=f"direct:{d.payer}") for d in direct),
        payouts=tuple(
            MoneyLine(id=p.id, amount=p.amount, at=p.paid_at, about=f"{p.purpose}:{p.payee}")
            for p in state.payouts.values()
        )
        + tuple(MoneyLine(id=d.id, amount=d.amount, at=d.paid_at, about=f"direct:{d.payee}") for d in direct),
        plans=tuple(
            SharedMoney(
                id=plan.id,
                amount=plan.amount,
                ordered=sum(plan.ordered.values(), Decimal(0)),
                set_aside=plan.set_aside,
                waits_for=plan.pending,
                disputes=tuple(each.id for each in plan.objections.values() if each.open),
            )
            for plan in state.plans.values()
            if not plan.replaced
        ),
    )
