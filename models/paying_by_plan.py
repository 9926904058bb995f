"""What a payout takes from money meant for a plan of distribution (按分配方案发放, NB-243 to NB-245)."""

from decimal import Decimal

from models.case import CaseState
from models.case_money import Arrival
from models.distribution_plan import DistributionPlan, reserved
from models.errors import Code, Refusal


def check_sharing(state: CaseState, plan_id: str, arrival: Arrival, payee: str, amount: Decimal) -> str:
    """Whose share a payout out of an arrival is: the creditor's id in its plan; empty outside every plan.

    Money no plan needs goes out as ever. Raises Refusal(DISTRIBUTION_HELD) for what a plan needs where it is
    not named, or is held back; UNKNOWN_SUBJECT or BAD_DATA for a plan that gives the payee nothing of it.
    """
    if not plan_id:
        _check_free(state, arrival, amount)
        return ""
    plan = state.plans.get(plan_id)
    if plan is None or plan.replaced:
        raise Refusal(Code.UNKNOWN_SUBJECT, f"没有可以据以发放的分配方案 {plan_id}")
    creditor = plan.creditor(payee)
    if not creditor:
        raise Refusal(Code.BAD_DATA, f"收款人不是分配方案 {plan_id} 列明的债权人")
    left = plan.reserved(arrival.id)
    if amount > left:
        raise Refusal(Code.BAD_DATA, f"到账 {arrival.id} 列入分配方案 {plan_id} 的余额为 {left} 元，不得超过")
    unpaid = plan.unpaid(creditor)
    if amount > unpaid:
        raise Refusal(Code.BAD_DATA, f"{creditor} 按分配方案 {plan_id} 尚应分得 {unpaid} 元，不得超过")
    if amount > plan.payable(creditor):
        raise Refusal(Code.DISTRIBUTION_HELD, _why_held(plan, creditor))
    return creditor


def _check_free(state: CaseState, arrival: Arrival, amount: Decimal) -> None:
    """Raises Refusal(DISTRIBUTION_HELD) where a payout without a plan would take what a plan needs."""
    needed = reserved(state.plans, arrival.id)
    free = arrival.amount - arrival.ordered_out - needed
    if amount > free:
        plans = "、".join(plan.id for plan in state.plans.values() if plan.reserved(arrival.id) > 0)
        raise Refusal(
            Code.DISTRIBUTION_HELD,
            f"到账 {arrival.id} 有 {needed} 元列入分配方案 {plans}，方案以外只可发放 {free} 元；"
            f"按方案发放的，须写明方案编号（plan）",
        )


def _why_held(plan: DistributionPlan, creditor: str) -> str:
    """Whose time still runs, or which objections dispute the share; and what may go out now."""
    if plan.pending:
        unserved = [who for who in plan.pending if plan.terms[who].received_at is None]
        running = [who for who in plan.pending if who not in unserved]
        parts = [f"{'、'.join(running)} 的十五日异议期间尚未届满"] if running else []
        parts += [f"{'、'.join(unserved)} 尚未签收"] if unserved else []
        return f"分配方案 {plan.id} 不得发放：{'；'.join(parts)}（民诉法解释第509条）"
    open_ones = [each.id for each in plan.objections.values() if each.open and creditor in each.disputed]
    return (
        f"{creditor} 的份额中 {plan.held(creditor)} 元有争议（异议 {'、'.join(open_ones)}），"
        f"处理完毕前予以提存；现可发放 {plan.payable(creditor)} 元（民诉法解释第510条）"
    )
