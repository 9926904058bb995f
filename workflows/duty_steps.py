"""The only caller of the activities for duties: a function per step with timeout, retries and summary.

A turn of a duty has few steps and hours between them, so all are regular activities: operators see each,
and a register out of reach is asked slowly and visibly for ever.
"""

from datetime import date

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.court_duties.duties import Duties
    from models.duties.duties import subject_of, turn_of_node
    from models.messages import DoDuty, DutyInput, DutyOpened, DutyWritten, OpenDuty, PassDuty, RedateDuty
    from models.nodes import PASSING_NAMES, Node, Passing
    from models.values import court_local

from workflows.steps import REGISTER_TRY, SLOW_RETRIES


async def open_duty(given: DutyInput, day: date) -> DutyOpened:
    """Open the turn that a day belongs to, or learn who looks after it."""
    step = OpenDuty(
        court=given.court,
        duty=given.duty,
        day=day,
        workflow=workflow.info().workflow_id,
        at=court_local(workflow.now()),
        number=given.number,
    )
    return await workflow.execute_activity_method(
        Duties.open_duty,
        step,
        start_to_close_timeout=REGISTER_TRY,
        retry_policy=SLOW_RETRIES,
        summary=f"{given.duty} 登记 {subject_of(day, given.number)} 的经常性工作",
    )


async def pass_duty(given: DutyInput, node: Node, passing: Passing) -> DutyWritten:
    """Write that the reminder or the last day of a turn has passed."""
    step = PassDuty(
        court=given.court,
        duty=given.duty,
        day=turn_of_node(given.court, node).day,
        passing=passing,
        at=court_local(workflow.now()),
        number=given.number,
    )
    return await workflow.execute_activity_method(
        Duties.pass_duty,
        step,
        start_to_close_timeout=REGISTER_TRY,
        retry_policy=SLOW_RETRIES,
        summary=f"{PASSING_NAMES[passing]} {node.limit} {node.name}（{node.article}）",
    )


async def redate_duty(given: DutyInput, node: Node) -> DutyWritten:
    """Count a turn anew on the latest calendar."""
    step = RedateDuty(
        court=given.court,
        duty=given.duty,
        day=turn_of_node(given.court, node).day,
        at=court_local(workflow.now()),
        number=given.number,
    )
    return await workflow.execute_activity_method(
        Duties.redate_duty,
        step,
        start_to_close_timeout=REGISTER_TRY,
        retry_policy=SLOW_RETRIES,
        summary=f"工作日历变更，重新推算 {node.limit} {node.name}（{node.article}）",
    )


async def do_duty(act_id: str, summary: str) -> DutyWritten:
    """Write a submitted completion, or refuse it."""
    return await workflow.execute_activity_method(
        Duties.do_duty,
        DoDuty(act_id=act_id, at=court_local(workflow.now())),
        start_to_close_timeout=REGISTER_TRY,
        retry_policy=SLOW_RETRIES,
        summary=summary,
    )
