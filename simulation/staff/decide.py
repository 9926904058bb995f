"""What staff do next in a case: every act somebody could plan now, and the earliest of them."""

from collections.abc import Callable, Iterable, Iterator

from simulation.docket import DatedRow
from simulation.sight import Sight, Task
from simulation.staff import (
    closing,
    disposing,
    errands,
    extras,
    implementing,
    intake,
    money,
    passing,
    query,
    stamping,
    triage,
)
from simulation.staff.planner import Move, Planner
from simulation.staffing import Staffing

BY_ACT: dict[str, Callable[[Planner, Task], Iterable[Move]]] = {
    "correct_filing": intake.correct_filing,
    "register_case": intake.register_case,
    "verify_identity": intake.verify_identity,
    "hold_reception": intake.hold_reception,
    "report_finding": query.report_finding,
    "check_documents": stamping.check_documents,
    "stamp_documents": stamping.stamp_documents,
    "record_service": query.record_service,
    "hand_return_papers": query.hand_return_papers,
    "file_papers": query.file_papers,
    "decide_approval": triage.decide_approval,
    "accept_handover": triage.accept_handover,
    "give_feedback": triage.give_feedback,
    "make_plan": implementing.make_plan,
    "start_round_one": implementing.start_round_one,
    "end_round_one": implementing.end_round_one,
    "complete_sanctions": implementing.complete_sanctions,
    "order_deduction": money.order_deduction,
    "order_payout": money.order_payout,
    "enter_disposal": disposing.enter_disposal,
    "issue_eviction_notice": disposing.issue_eviction_notice,
    "meet_disposal_conditions": disposing.meet_disposal_conditions,
    "start_pricing": disposing.start_pricing,
    "fix_price": disposing.fix_price,
    "hand_disposal_papers": disposing.hand_disposal_papers,
    "sign_node": errands.sign_node,
    "record_occurrence": errands.register,
    "offer_handover": triage.offer_again,
    "plan_auction": disposing.plan_auction,
    "answer_debt_offer": disposing.answer_debt_offer,
    "serve_sale_ruling": disposing.serve_sale_ruling,
    "deliver_asset": disposing.deliver_asset,
    "review_closing": closing.review_closing,
}
"""Who sees to a task, by the act that fulfils it."""

UNASKED: tuple[Callable[[Planner], Iterable[Move]], ...] = (
    triage.correct_request,
    implementing.decide_measures,
    errands.judge_sanction,
    disposing.complete_eviction,
    money.tell_arrival,
    passing.pass_on,
    closing.file_papers,
    closing.propose_closing,
    extras.extras,
)
"""What somebody does without a task in an inbox, or before its clock runs."""


def next_move(sight: Sight, row: DatedRow, staffing: Staffing) -> Move | None:
    """The earliest act of anybody in this case; none when everybody waits for somebody outside."""
    if sight.closed:
        return None
    moves = _moves(Planner(sight, row, staffing))
    return min(moves, key=lambda move: (move.at, move.act, str(move.act_id)), default=None)


def _moves(plan: Planner) -> Iterator[Move]:
    for task in plan.sight.tasks:
        act = BY_ACT.get(task.act)
        if act is not None and task.started_at is not None and not _led_by_another(plan, task):
            yield from act(plan, task)
    for unasked in UNASKED:
        yield from unasked(plan)


def _led_by_another(plan: Planner, task: Task) -> bool:
    """Whether the script has the same act follow another limit's end (two limits on one act, SH-A4)."""
    scripted = {*plan.script.late, *plan.script.entered_late}
    same = {t.node for t in plan.sight.tasks if (t.act, t.subject) == (task.act, task.subject)}
    return bool(scripted & same) and task.node not in scripted
