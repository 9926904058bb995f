"""What the clock of a case is measured against: a workflow that is one timer and one row."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from benchmarks.clock.bare_row import Alarm, Rows

WORKFLOW_TYPE = "BareTimer"
TASK_QUEUE = "bare"

ROW_TRY = timedelta(seconds=20)


@workflow.defn(name=WORKFLOW_TYPE)
class BareTimer:
    """Waits for its instant, then writes its row."""

    @workflow.run
    async def run(self, alarm: Alarm) -> None:
        """One timer, one activity."""
        wait = alarm.at - workflow.now()
        if wait > timedelta(0):
            await workflow.sleep(wait)
        await workflow.execute_activity_method(Rows.write_row, alarm, start_to_close_timeout=ROW_TRY)
